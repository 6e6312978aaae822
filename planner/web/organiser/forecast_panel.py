"""The forecast as the organiser reads it: one number, a sentence that adds up, two charts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from planner.core.turnout import Forecast
from planner.exports.charts import (
    Band,
    DotWords,
    ForecastPoint,
    ForecastWords,
    Label,
    dot_chart,
    forecast_chart,
)
from planner.services.forecasting import EarlierForecast, EventForecast
from planner.services.shop import DOTS, WayToBuy
from planner.store.models import Event
from planner.web.filters import day, number, short_day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext

LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Charts:
    """A chart drawn twice: for a laptop and for a phone."""

    wide: Markup
    narrow: Markup


@dataclass(frozen=True)
class HistoryRow:
    """One line of the chart's numbers."""

    day: str
    said_yes: str
    likely: str
    low: str
    high: str


@dataclass(frozen=True)
class ForecastPanel:
    """What stands beside the one big number, and under it."""

    likely: str
    range: str
    sentences: list[str]
    charts: Charts
    rows: list[HistoryRow]


def forecast_panel(
    event: Event, made: EventForecast, history: Sequence[EarlierForecast], *, has_begun: bool
) -> ForecastPanel | None:
    """Write a forecast down; None while nothing is known."""
    forecast = made.forecast
    if not isinstance(forecast, Forecast):
        return None
    known = [(each, each.forecast) for each in history if isinstance(each.forecast, Forecast)]
    return ForecastPanel(
        likely=number(forecast.likely),
        range=range_words(forecast),
        sentences=reasons(made, forecast),
        charts=_history_charts(event, made, forecast, known, has_begun=has_begun),
        rows=[_row(event, each, then) for each, then in known],
    )


def range_words(forecast: Forecast) -> str:
    """Write between which numbers it will be, eight times out of ten."""
    return _(
        "Probably %(low)s to %(high)s people.",
        low=number(forecast.quantile(0.1)),
        high=number(forecast.quantile(0.9)),
    )


def reasons(made: EventForecast, forecast: Forecast) -> list[str]:
    """Say why this number, in sentences whose numbers add up to it."""
    parts = forecast.parts
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
        said.append(
            _(
                "About %(more)s come without an answer. Together that is %(total)s.",
                more=number(parts.come_unannounced),
                total=number(parts.total),
            )
        )
    else:
        said.append(_("Nobody has answered yet."))
        if made.inputs.expected:
            said.append(_("You expect %(n)s people yourself.", n=number(made.inputs.expected)))
    return [*said, _learned_from(len(made.past))]


def _learned_from(events: int) -> str:
    if not events:
        return _("There are no earlier events to learn from yet.")
    return ngettext(
        "This takes %(num)s earlier event into account.",
        "This takes %(num)s earlier events into account.",
        events,
    )


def _history_charts(
    event: Event,
    made: EventForecast,
    forecast: Forecast,
    known: Sequence[tuple[EarlierForecast, Forecast]],
    *,
    has_begun: bool,
) -> Charts:
    first = known[0][0].at
    points = [
        ForecastPoint(_days(first, each.at), _band(then), each.counts.yes_heads)
        for each, then in known
    ]
    low, high = number(forecast.quantile(0.1)), number(forecast.quantile(0.9))
    words = ForecastWords(
        title=_("The forecast, day by day"),
        description=_(
            "Now %(likely)s people are expected, probably %(low)s to %(high)s. %(yes)s said yes.",
            likely=number(forecast.likely),
            low=low,
            high=high,
            yes=number(made.counts.yes_heads),
        ),
        busy=Label(_("%(n)s if it is busy", n=high), high),
        likely=Label(_("%(n)s expected", n=number(forecast.likely)), number(forecast.likely)),
        quiet=Label(_("%(n)s if it is quiet", n=low), low),
        said_yes=_("%(n)s say yes", n=number(made.counts.yes_heads)),
        today=_("the start") if has_begun else _("today"),
        event_day=short_day(event.starts_at, event.zone),
        days=tuple(
            (_days(first, each.at), short_day(each.at, event.zone)) for each, _then in known[:-1]
        ),
    )
    drawn = [
        forecast_chart(
            points,
            words,
            event_at=_days(first, event.starts_at),
            chart_id="history",
            narrow=narrow,
            numbers=number,
        )
        for narrow in (False, True)
    ]
    return _charts(drawn)


def dot_charts(forecast: Forecast, way: WayToBuy) -> Charts:
    """Draw twenty possible days, and for which of them there is enough."""
    words = DotWords(
        title=_("Twenty possible days"),
        description=enough_words(way),
        threshold=ngettext(
            "food for %(n)s person", "food for %(n)s people", way.guests, n=number(way.guests)
        ),
        axis=_("people"),
    )
    drawn = [
        dot_chart(
            forecast.dots(DOTS),
            words,
            enough_for=way.guests,
            chart_id="dots",
            narrow=narrow,
            numbers=number,
        )
        for narrow in (False, True)
    ]
    return _charts(drawn)


def enough_words(way: WayToBuy) -> str:
    """Say on how many of twenty days the food is enough."""
    return _(
        "With food for %(n)s people there is enough on %(enough)s of the %(all)s days.",
        n=number(way.guests),
        enough=way.enough_in,
        all=DOTS,
    )


def _row(event: Event, each: EarlierForecast, forecast: Forecast) -> HistoryRow:
    return HistoryRow(
        day=day(each.at, event.zone),
        said_yes=number(each.counts.yes_heads),
        likely=number(forecast.likely),
        low=number(forecast.quantile(0.1)),
        high=number(forecast.quantile(0.9)),
    )


def _band(forecast: Forecast) -> Band:
    return Band(*(forecast.quantile(level) for level in LEVELS))


def _days(first: datetime, at: datetime) -> float:
    return (at - first).total_seconds() / 86_400


def _charts(drawn: Sequence[str]) -> Charts:
    wide, narrow = drawn
    return Charts(Markup(wide), Markup(narrow))  # noqa: S704 - drawn by our code, words escaped
