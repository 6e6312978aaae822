"""The day itself in words and pictures: how many are inside, and how the arrivals may go on."""

from datetime import timedelta

from planner.core.turnout import Nowcast, Spoken, spoken
from planner.core.turnout.profile import share_by
from planner.exports.charts import ArrivalWords, Band, Label, arrival_chart
from planner.services.day.live import LiveEvent
from planner.store.models import Event
from planner.web.filters import number, time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.forecast.charts import Charts, both

CHART_LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
STEPS_AHEAD = 8


def share_words(nowcast: Nowcast) -> str:
    """Say in plain words which part of the guests is usually inside by now."""
    tenths = max(1, min(10, round(nowcast.share_by_now * 10)))
    return _("Usually %(tenths)s in 10 are inside by now.", tenths=tenths)


def said_of(nowcast: Nowcast) -> Spoken:
    """Round a nowcast for people; who came already is certain."""
    return spoken(nowcast, at_least=nowcast.arrived)


def arrival_charts(event: Event, seen: LiveEvent, nowcast: Nowcast) -> Charts:
    """Draw the arrivals until now and how they may go on."""
    said = said_of(nowcast)
    low, middle, high = (number(heads) for heads in (said.low, said.likely, said.high))
    words = ArrivalWords(
        title=_("Arrivals until now, and how they may go on"),
        description=_(
            "%(came)s people came until now. In the end probably %(low)s to %(high)s.",
            came=number(seen.came),
            low=low,
            high=high,
        ),
        busy=Label(_("%(n)s if it stays busy", n=high), high),
        likely=Label(_("%(n)s expected", n=middle), middle),
        quiet=Label(_("%(n)s if it stays quiet", n=low), low),
        inside=ngettext("%(n)s came", "%(n)s came", seen.came, n=number(seen.came)),
        now=_("now"),
        enough=_("food for %(n)s", n=number(seen.shopping.chosen.guests)) if seen.shopping else "",
        times=tuple(
            (minute, time(event.starts_at + timedelta(minutes=minute), event.zone))
            for minute in (0.0, seen.length_minutes / 2, seen.length_minutes)
        ),
    )
    ahead = _ahead(seen, nowcast)
    return both(
        [
            arrival_chart(
                seen.arrived,
                ahead,
                words,
                chart_id="arrivals",
                enough_for=seen.shopping.chosen.guests if seen.shopping else None,
                narrow=narrow,
                numbers=number,
            )
            for narrow in (False, True)
        ]
    )


def _ahead(seen: LiveEvent, nowcast: Nowcast) -> list[tuple[float, Band]]:
    """The range at some moments until the end: those still to come arrive as they usually do."""
    first = max(0.0, seen.minute)
    left = seen.length_minutes - first
    if left <= 0:
        return []
    steps = []
    for part in range(1, STEPS_AHEAD + 1):
        minute = first + left * part / STEPS_AHEAD
        share = share_by(minute, seen.length_minutes, seen.past_arrivals)
        steps.append(
            (minute, Band(*(nowcast.inside_at(level, share_then=share) for level in CHART_LEVELS)))
        )
    return steps
