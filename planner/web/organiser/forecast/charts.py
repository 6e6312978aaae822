"""The charts of a forecast: how we got to this number, and for how many days food is enough."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from markupsafe import Markup

from planner.core.turnout import Forecast, Said, spoken
from planner.exports.charts import (
    Band,
    DotWords,
    ForecastPoint,
    ForecastWords,
    Label,
    dot_chart,
    forecast_chart,
)
from planner.services.forecast.forecasting import EarlierForecast, EventForecast
from planner.services.shop.shopping import DOTS, WayToBuy
from planner.store.models import Event
from planner.web.filters import number, short_day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext

LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)


@dataclass(frozen=True)
class Charts:
    """A chart drawn twice: for a laptop and for a phone."""

    wide: Markup
    narrow: Markup


def history_charts(
    event: Event,
    made: EventForecast,
    forecast: Forecast,
    known: Sequence[tuple[EarlierForecast, Forecast]],
    *,
    has_begun: bool,
) -> Charts:
    """Draw the forecast day by day, until now or until the event began."""
    first = known[0][0].at
    points = [
        ForecastPoint(_days(first, each.at), band_of(then), each.counts.yes_heads)
        for each, then in known
    ]
    said = spoken(forecast)
    low, likely, high = (number(heads) for heads in (said.low, said.likely, said.high))
    words = ForecastWords(
        title=_("The forecast, day by day"),
        description=_(
            "Now %(likely)s people are expected, probably %(low)s to %(high)s. %(yes)s said yes.",
            likely=likely,
            low=low,
            high=high,
            yes=number(made.counts.yes_heads),
        ),
        busy=Label(_("%(n)s if it is busy", n=high), high),
        likely=Label(_("%(n)s expected", n=likely), likely),
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
    return both(drawn)


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
    return both(drawn)


def enough_words(way: WayToBuy) -> str:
    """Say on how many of twenty days the food is enough."""
    return _(
        "With food for %(n)s people there is enough on %(enough)s of the %(all)s days.",
        n=number(way.guests),
        enough=way.enough_in,
        all=DOTS,
    )


def band_of(forecast: Said) -> Band:
    """Return a forecast as charts draw it."""
    return Band(*(forecast.quantile(level) for level in LEVELS))


def _days(first: datetime, at: datetime) -> float:
    return (at - first).total_seconds() / 86_400


def both(drawn: Sequence[str]) -> Charts:
    """Put the drawing for a laptop and the one for a phone together."""
    wide, narrow = drawn
    return Charts(Markup(wide), Markup(narrow))  # noqa: S704 - drawn by our code, words escaped
