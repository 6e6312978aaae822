"""The forecast as the organiser reads it: one number, a sentence that adds up, two charts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from planner.core.turnout import Forecast, Parts, Spoken, spoken, spoken_parts
from planner.exports.charts import parts_bar
from planner.services.forecast.forecasting import EarlierForecast, EventForecast
from planner.store.models import Event
from planner.web.filters import day, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.forecast.charts import Charts, history_charts


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
class ForecastPanel:
    """What stands beside the one big number, and under it.

    Attributes:
        parts: None while nobody has answered: then all who come are people without an answer.
    """

    likely: str
    range: str
    sentences: list[str]
    parts: PartsShown | None
    charts: Charts
    rows: list[HistoryRow]


def forecast_panel(
    event: Event, made: EventForecast, history: Sequence[EarlierForecast], *, has_begun: bool
) -> ForecastPanel | None:
    """Write a forecast down; None while nothing is known."""
    forecast = made.forecast
    if not isinstance(forecast, Forecast):
        return None
    said = spoken(forecast)
    known = [(each, each.forecast) for each in history if isinstance(each.forecast, Forecast)]
    return ForecastPanel(
        likely=number(said.likely),
        range=range_words(said),
        sentences=reasons(made, forecast),
        parts=parts_shown(spoken_parts(forecast.parts, said.step)),
        charts=history_charts(event, made, forecast, known, has_begun=has_begun),
        rows=[_row(event, each, then) for each, then in known],
    )


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


def reasons(made: EventForecast, forecast: Forecast) -> list[str]:
    """Say why this number, in sentences whose numbers add up to it."""
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
        if made.inputs.expected:
            said.append(_("You expect %(n)s people yourself.", n=number(made.inputs.expected)))
        elif not made.past and (made.inputs.cards or made.inputs.flyers):
            said.append(
                _(
                    "Handed out: %(cards)s cards and %(flyers)s flyers. That is all we know.",
                    cards=number(made.inputs.cards or 0),
                    flyers=number(made.inputs.flyers or 0),
                )
            )
    said.append(_learned_from(len(made.past)))
    if made.others:
        said.append(
            ngettext(
                "It is new here, so %(num)s similar event elsewhere helps a little.",
                "It is new here, so %(num)s similar events elsewhere help a little.",
                len(made.others),
            )
        )
    return said


def _rest(parts: Parts) -> Iterator[str]:
    """Who comes besides those who answered, and the sum."""
    if parts.still_to_answer:
        yield _(
            "About %(n)s will answer yet and come, by your own guess.",
            n=number(parts.still_to_answer),
        )
    if parts.come_unannounced or not parts.still_to_answer:
        yield _(
            "About %(more)s come without an answer. Together that is %(total)s.",
            more=number(parts.come_unannounced),
            total=number(parts.total),
        )
    else:
        yield _("Together that is %(total)s.", total=number(parts.total))


def _learned_from(events: int) -> str:
    if not events:
        return _("There are no earlier events to learn from yet.")
    return ngettext(
        "This takes %(num)s earlier event into account.",
        "This takes %(num)s earlier events into account.",
        events,
    )


def _row(event: Event, each: EarlierForecast, forecast: Forecast) -> HistoryRow:
    said = spoken(forecast)
    return HistoryRow(
        day=day(each.at, event.zone),
        said_yes=number(each.counts.yes_heads),
        likely=number(said.likely),
        low=number(said.low),
        high=number(said.high),
    )
