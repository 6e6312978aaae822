"""Do the answers come in as usual? The answers day by day beside those before earlier events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.turnout.path import usual_of
from planner.exports.charts import Band, ForecastPoint, ForecastWords, Label, forecast_chart
from planner.services.forecast.forecasting import EventForecast
from planner.services.forecast.path import PathPoint, path_of, path_until
from planner.store.models import Event
from planner.web.filters import day, number, short_day
from planner.web.i18n import gettext as _
from planner.web.organiser.forecast.charts import Charts, both, days_between
from planner.web.organiser.forecast.path_words import how_far_words


@dataclass(frozen=True)
class PathRow:
    """One line of the table: a day, how many said yes, and how many usually had."""

    day: str
    said_yes: str
    usual: str
    range: str


@dataclass(frozen=True)
class PathPanel:
    """The answers until now beside the usual ones."""

    sentence: str
    charts: Charts
    rows: list[PathRow]


def path_panel(
    session: Session, event: Event, made: EventForecast, *, now: datetime
) -> PathPanel | None:
    """Draw the answers beside those of earlier events; None where nothing tells what is usual."""
    points = path_until(session, event, made, now=now)
    if len(points) < 2:
        return None
    off = path_of(event, made, now=now)
    sentence = f"{how_far_words(off)}." if off else _("The answers come in as usual.")
    return PathPanel(
        sentence=sentence,
        charts=_charts(points, sentence, event.zone),
        rows=[
            PathRow(
                day=day(each.at, event.zone),
                said_yes=number(each.yes_heads),
                usual=number(usual_of(each.earlier)),
                range=_(
                    "%(low)s to %(high)s",
                    low=number(each.earlier[0]),
                    high=number(each.earlier[-1]),
                ),
            )
            for each in points
        ],
    )


def _charts(points: Sequence[PathPoint], sentence: str, zone: str) -> Charts:
    drawn_points = [
        ForecastPoint(days_between(points[0].at, each.at), _band(each.earlier), each.yes_heads)
        for each in points
    ]
    last = points[-1]
    low, high = number(last.earlier[0]), number(last.earlier[-1])
    usual = number(usual_of(last.earlier))
    words = ForecastWords(
        title=_("People who said yes, day by day"),
        description=sentence,
        busy=Label(_("%(n)s the most", n=high), high),
        likely=Label(_("%(n)s usually", n=usual), usual),
        quiet=Label(_("%(n)s the fewest", n=low), low),
        said_yes=_("%(n)s say yes", n=number(last.yes_heads)),
        today=_("today"),
        event_day="",
        days=tuple(
            (days_between(points[0].at, each.at), short_day(each.at, zone)) for each in points[:-1]
        ),
    )
    drawn = [
        forecast_chart(
            drawn_points,
            words,
            event_at=drawn_points[-1].at,
            chart_id="path",
            narrow=narrow,
            numbers=number,
        )
        for narrow in (False, True)
    ]
    return both(drawn)


def _band(earlier: Sequence[int]) -> Band:
    """The fewest, the most, and what lies between."""
    last = len(earlier) - 1
    return Band(
        p10=earlier[0],
        p25=earlier[round(last / 4)],
        p50=usual_of(earlier),
        p75=earlier[round(3 * last / 4)],
        p90=earlier[-1],
    )
