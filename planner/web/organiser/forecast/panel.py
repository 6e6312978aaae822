"""The forecast on the page of an event: one number, a sentence that adds up, and two charts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import ClassVar

from markupsafe import Markup
from wtforms.validators import InputRequired

from planner.core.roles import Right
from planner.core.turnout import Forecast, Parts, Spoken, SpokenForecast, spoken, spoken_parts
from planner.exports.charts import ForecastPoint, ForecastWords, Label, forecast_chart, parts_bar
from planner.services.day.agenda import EventDesk
from planner.services.forecast.credibility import earlier_of
from planner.services.forecast.forecasting import EarlierForecast
from planner.services.forecast.said import HowKnown, Quoted
from planner.store.models import Event, Turnout
from planner.web.access import my_rights
from planner.web.db import reading_session
from planner.web.filters import day, day_and_time, number, short_day
from planner.web.forms import Form
from planner.web.i18n import current_locale, ngettext
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.fields import MOST_GUESTS, Between, WholeNumberField
from planner.web.organiser.forecast.amounts import Amounts, amounts_of
from planner.web.organiser.forecast.answers_panel import aside_words
from planner.web.organiser.forecast.charts import Charts, band_of, both, days_between
from planner.web.organiser.forecast.crowd_words import crowd_words
from planner.web.organiser.forecast.path_words import PathShown, path_shown
from planner.web.organiser.questions import about_people


@dataclass(frozen=True)
class DayShown:
    """What was forecast at one moment, and how many had said yes."""

    at: datetime
    forecast: SpokenForecast
    said_yes: int


@dataclass(frozen=True)
class HistoryRow:
    """One line of the chart's numbers."""

    day: str
    said_yes: str
    likely: str
    low: str
    high: str


@dataclass(frozen=True)
class PartsShown:
    """The three parts of a forecast: who answered and comes, who does not, who just comes."""

    bar: Markup
    rows: list[tuple[int, str, str]]


@dataclass(frozen=True)
class WrittenForecast:
    """What stands beside the one big number, and under it.

    Attributes:
        moment: of when it is, once it stays as it was said.
        parts: None while nobody has answered: then all who come are people without an answer.
    """

    likely: str
    range: str
    moment: str
    sentences: list[str]
    parts: PartsShown | None
    charts: Charts
    rows: list[HistoryRow]


class GuessForm(Form):
    """The organiser's own guess of the head count."""

    event_columns: ClassVar = {}

    expected = WholeNumberField(
        _l("How many people do you expect?"),
        validators=[
            InputRequired(_l("Write a number. A rough guess helps already.")),
            Between(1, MOST_GUESTS, _l("Write a number from 1 to 100,000.")),
        ],
        render_kw={"min": 1, "inputmode": "numeric"},
    )

    def answer(self) -> int:
        """Return the guess; only of a valid form."""
        if self.expected.data is None:
            raise ValueError("the form is not valid")
        return int(self.expected.data)


@dataclass(frozen=True)
class ForecastPanel:
    """How many will come, or came.

    Attributes:
        said: None while nothing is known; `guess_form` then asks.
        turnout: what was counted, once the event is closed.
        amounts: for how many to buy; None where there is nothing to choose, or somebody else does.
        set_aside: how many answers are in none of the numbers; empty where all are.
        crowding: what follows where more may want to come than fit.
        path: that the answers left their path; None where they did not.
    """

    said: WrittenForecast | None
    turnout: Turnout | None
    guess_form: GuessForm | None
    amounts: Amounts | None
    set_aside: str = ""
    crowding: list[str] = field(default_factory=list)
    path: PathShown | None = None


def forecast_panel(desk: EventDesk) -> ForecastPanel:
    """Write down how many will come, or came."""
    if desk.said is None:
        return ForecastPanel(None, desk.turnout, _guess_form(desk.event), None)
    may_choose = Right.FOOD in my_rights() and not desk.turnout
    shopping, language = desk.shopping if may_choose else None, current_locale().language
    return ForecastPanel(
        said=_written(
            desk.said,
            tuple(desk.history),
            desk.event.starts_at,
            desk.event.zone,
            language,
            has_begun=desk.times.has_begun(desk.now),
        ),
        turnout=desk.turnout,
        guess_form=None,
        amounts=amounts_of(shopping, desk.event.zone, language) if shopping else None,
        set_aside=aside_words(desk.tally),
        crowding=crowd_words(desk.event, desk.said) if desk.is_coming else [],
        path=_path(desk),
    )


def _path(desk: EventDesk) -> PathShown | None:
    if desk.off_path is None:
        return None
    behind = desk.standing.unsettled.behind if Right.GUESTS in my_rights() else None
    return path_shown(desk.off_path, behind, desk.event.id)


def _guess_form(event: Event) -> GuessForm:
    """Return the question, with what was typed and what is wrong with it if it was just sent."""
    form = guess_form_of(event)
    form.is_posted_and_valid()
    return form


def guess_form_of(event: Event) -> GuessForm:
    """Return the question as it was sent, or with what is known."""
    form = GuessForm(data={"expected": event.expected}).edits()
    form.asks = {"expected": about_people(lambda: earlier_of(reading_session(), event))}
    return form


# Most views of a page find the same forecasts as the one before. The language is only there to
# tell what is written in another one apart.
@lru_cache(maxsize=50)
def _written(
    said: Quoted,
    days: tuple[EarlierForecast, ...],
    starts_at: datetime,
    zone: str,
    _language: str,
    *,
    has_begun: bool,
) -> WrittenForecast:
    """Write a forecast down, with the earlier ones that led to it."""
    known = [
        DayShown(each.at, then, each.counts.yes_heads)
        for each in days
        if each.at < said.at and isinstance(then := each.forecast, Forecast)
    ]
    known.append(DayShown(said.at, said, days[-1].counts.yes_heads))
    numbers = spoken(said)
    return WrittenForecast(
        likely=number(numbers.likely),
        range=range_words(numbers),
        moment=moment_words(said, zone),
        sentences=reasons(said),
        parts=parts_shown(spoken_parts(said.parts, numbers.step)) if said.parts else None,
        charts=_history_charts(known, starts_at, zone, has_begun=has_begun),
        rows=[_row(each, zone) for each in known],
    )


def moment_words(said: Quoted, zone: str) -> str:
    """Say of when a forecast is, once it stays as it was said; empty while it follows the answers.

    One that was not kept then, and is made again, is called so.
    """
    if said.how is HowKnown.NOW:
        return ""
    when = day_and_time(said.at, zone)
    if said.how is HowKnown.RECKONED:
        return _("Reckoned afterwards, as it would have been on %(when)s.", when=when)
    return _("Said on %(when)s.", when=when)


def parts_shown(parts: Parts) -> PartsShown | None:
    """Draw the parts of a forecast and write them down."""
    if not parts.answered:
        return None
    rows = [
        (1, _("answered and come"), number(parts.come_as_answered)),
        (4, _("will answer yet and come"), number(parts.still_to_answer)),
        (3, _("come without an answer"), number(parts.come_unannounced)),
        (0, _("answered and stay away"), number(parts.stay_away)),
    ]
    if not parts.still_to_answer:
        del rows[1]
    bar = parts_bar(
        come_as_answered=parts.come_as_answered,
        still_to_answer=parts.still_to_answer,
        come_unannounced=parts.come_unannounced,
        stay_away=parts.stay_away,
        title=", ".join(f"{words}: {count}" for _colour, words, count in rows),
        chart_id="parts",
    )
    return PartsShown(bar=Markup(bar), rows=rows)  # noqa: S704 - drawn by our code, words escaped


def range_words(said: Spoken) -> str:
    """Write between which numbers it will be, eight times out of ten."""
    return _("Probably %(low)s to %(high)s people.", low=number(said.low), high=number(said.high))


def reasons(forecast: Quoted) -> list[str]:
    """Say why this number, in sentences whose numbers add up to it."""
    if forecast.parts is None:
        return []
    parts = spoken_parts(forecast.parts, spoken(forecast).step)
    said = []
    if parts.answered:
        said.append(
            ngettext(
                "%(answered)s person said yes or maybe, about %(come)s come.",
                "%(answered)s people said yes or maybe, about %(come)s of them come.",
                parts.answered,
                answered=number(parts.answered),
                come=number(parts.come_as_answered),
            )
        )
        said.extend(_rest(parts))
    else:
        said.append(_("Nobody has answered yet."))
        if forecast.expected:
            said.append(_("You expect %(n)s people yourself.", n=number(forecast.expected)))
            said.extend(_rest(parts))
        elif not forecast.past and (forecast.cards or forecast.flyers):
            said.append(
                _(
                    "Gone out: %(cards)s cards and %(flyers)s flyers. That is all we know.",
                    cards=number(forecast.cards or 0),
                    flyers=number(forecast.flyers or 0),
                )
            )
    said.append(_learned_from(forecast.past))
    if forecast.elsewhere:
        said.append(
            ngettext(
                "It is new here, so %(num)s similar event elsewhere helps a little.",
                "It is new here, so %(num)s similar events elsewhere help a little.",
                forecast.elsewhere,
            )
        )
    return said


def _rest(parts: Parts) -> Iterator[str]:
    """Who comes besides those who answered, and the sum."""
    if parts.still_to_answer:
        yield ngettext(
            "About %(n)s has yet to answer, and comes.",
            "About %(n)s have yet to answer, and come.",
            parts.still_to_answer,
            n=number(parts.still_to_answer),
        )
    if parts.come_unannounced:
        yield ngettext(
            "About %(more)s comes without an answer. Together that is %(total)s.",
            "About %(more)s come without an answer. Together that is %(total)s.",
            parts.come_unannounced,
            more=number(parts.come_unannounced),
            total=number(parts.total),
        )
    elif parts.still_to_answer:
        yield _("Together that is %(total)s.", total=number(parts.total))


def _learned_from(events: int) -> str:
    if not events:
        return _("There are no earlier events to learn from yet.")
    return ngettext(
        "This takes %(num)s earlier event into account.",
        "This takes %(num)s earlier events into account.",
        events,
    )


def _row(each: DayShown, zone: str) -> HistoryRow:
    said = spoken(each.forecast)
    return HistoryRow(
        day=day(each.at, zone),
        said_yes=number(each.said_yes),
        likely=number(said.likely),
        low=number(said.low),
        high=number(said.high),
    )


def _history_charts(
    known: Sequence[DayShown], starts_at: datetime, zone: str, *, has_begun: bool
) -> Charts:
    """Draw the forecast day by day, until now or until it stays as it was said."""
    first, now = known[0].at, known[-1]
    points = [
        ForecastPoint(days_between(first, each.at), band_of(each.forecast), each.said_yes)
        for each in known
    ]
    said = spoken(now.forecast)
    low, likely, high = (number(heads) for heads in (said.low, said.likely, said.high))
    words = ForecastWords(
        title=_("The forecast, day by day"),
        description=_(
            "Now %(likely)s people are expected, probably %(low)s to %(high)s. %(yes)s said yes.",
            likely=likely,
            low=low,
            high=high,
            yes=number(now.said_yes),
        ),
        busy=Label(_("%(n)s if it is busy", n=high), high),
        likely=Label(_("%(n)s expected", n=likely), likely),
        quiet=Label(_("%(n)s if it is quiet", n=low), low),
        said_yes=_("%(n)s say yes", n=number(now.said_yes)),
        today=_("the start") if has_begun else _("today"),
        event_day=short_day(starts_at, zone),
        days=tuple((days_between(first, each.at), short_day(each.at, zone)) for each in known[:-1]),
    )
    drawn = [
        forecast_chart(
            points,
            words,
            event_at=days_between(first, starts_at),
            chart_id="history",
            narrow=narrow,
            numbers=number,
        )
        for narrow in (False, True)
    ]
    return both(drawn)
