"""The day itself in words and pictures: who is inside, the gates, how the arrivals may go on."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from markupsafe import Markup

from planner.core.turnout import Nowcast, Spoken, spoken
from planner.core.turnout.nowcast import SOON_ENOUGH
from planner.exports.charts import ArrivalWords, Band, Label, arrival_chart
from planner.exports.charts_minutes import minute_bars
from planner.services.day.gate_watch import LATELY, LiveGates
from planner.services.day.live import LiveEvent
from planner.store.models import Event
from planner.web import event_facts
from planner.web.filters import number, time
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.day import gates_presenter
from planner.web.organiser.day.gates_presenter import PhoneLine
from planner.web.organiser.forecast.charts import Charts, both
from planner.web.organiser.labels import numbered_name

CHART_LEVELS = (0.1, 0.25, 0.5, 0.75, 0.9)
STEPS_AHEAD = 8
MOST_POINTS, MOST_ROWS = 25, 10
"""Of the arrivals until now: a chart as wide as a phone shows no more, and nobody reads more."""
LOOK_AGAIN_EVERY = 5


def share_words(nowcast: Nowcast) -> str:
    """Say in plain words which part of the guests is usually inside by now."""
    tenths = max(1, min(10, round(nowcast.share_by_now * 10)))
    return _("Usually %(tenths)s in 10 are inside by now.", tenths=tenths)


def too_early_words(event: Event, seen: LiveEvent, nowcast: Nowcast | None) -> list[str]:
    """Say that nobody knows yet how many will come, and when to look again; else nothing."""
    if nowcast is None or not nowcast.is_too_early:
        return []
    minute = seen.minute
    while seen.usual.share_by_minute(minute) < SOON_ENOUGH:
        minute += LOOK_AGAIN_EVERY
    again = event.starts_at + timedelta(minutes=minute)
    return [
        _("Beforehand nobody wrote down how many people were expected."),
        _("Look again at %(when)s.", when=time(again, event.zone)),
    ]


def said_of(nowcast: Nowcast) -> Spoken:
    """Round a nowcast for people; who came already is certain."""
    return spoken(nowcast, at_least=nowcast.arrived, at_most=nowcast.most)


def in_the_end(seen: LiveEvent, on_the_way: int) -> list[str]:
    """Say beside the final head count what bounds it, with the numbers of the first sentence."""
    said = []
    if on_the_way:
        words = ngettext("%(num)s is on the way.", "%(num)s are on their way.", on_the_way)
        said.append(words)
    if seen.is_held_back:
        said.append(_("No more fit, unless somebody leaves."))
    elif seen.room_on_cards is not None:
        said.append(
            ngettext(
                "The cards that did not come yet are for %(num)s person.",
                "The cards that did not come yet are for %(num)s people.",
                seen.room_on_cards,
            )
        )
    return said


def some_of(points: Sequence[tuple[float, int]], most: int) -> list[tuple[float, int]]:
    """Leave points out evenly until `most` are left; the first and the last of them stay."""
    step = max(1, -(-(len(points) - 1) // (most - 1)))
    return [*points[:1], *points[:0:-1][::step][::-1]]


def arrival_charts(event: Event, seen: LiveEvent, nowcast: Nowcast) -> Charts:
    """Draw the arrivals until now and how they may go on."""
    said = said_of(nowcast)
    low, middle, high = (number(heads) for heads in (said.low, said.likely, said.high))
    length = seen.usual.length_minutes
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
            for minute in (0.0, length / 2, length)
        ),
    )
    ahead = _ahead(seen, nowcast)
    return both(
        [
            arrival_chart(
                some_of(seen.arrived, MOST_POINTS),
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
    left = seen.usual.length_minutes - first
    if left <= 0:
        return []
    steps = []
    for part in range(1, STEPS_AHEAD + 1):
        minute = first + left * part / STEPS_AHEAD
        share = seen.usual.share_by_minute(minute)
        steps.append(
            (minute, Band(*(nowcast.inside_at(level, share_then=share) for level in CHART_LEVELS)))
        )
    return steps


@dataclass(frozen=True)
class EntranceShown:
    """One entrance: who came in and went out there, and its phones."""

    name: str
    came: str
    left: str
    phones: list[PhoneLine]


@dataclass(frozen=True)
class GatesShown:
    """What the page says of the gates; `set_aside` is empty where nobody has to be looked at."""

    fullness: str
    expected: str
    set_aside: str
    lately: str
    bars: Markup
    entrances: list[EntranceShown]
    notes: list[str]


def day_title(event: Event, *, now: datetime) -> str:
    """Name the page; only on its day, or while a night goes on, an event is today."""
    is_on = event.starts_at <= now < event.ends_at
    if is_on or event_facts.is_today(event, now=now):
        return _("Today: %(title)s", title=event.title)
    return _("The day itself: %(title)s", title=event.title)


def own_count_words(event: Event, seen: LiveEvent) -> str:
    """Say that the numbers follow somebody's own count, and how far the gates were off."""
    if seen.recount is None:
        return ""
    return _(
        "Somebody counted %(n)s people at %(time)s. The gates had %(seen)s by then. All numbers "
        "here go on from that count.",
        n=number(seen.recount.heads),
        time=time(seen.recount.counted_at, event.zone),
        seen=number(seen.seen_before),
    )


def gates_now(event: Event, live: LiveGates, *, inside: int, now: datetime) -> GatesShown:
    """Write down how the gates stand; `inside` as the page counts them."""
    lately = _lately(live)
    drawing = minute_bars(live.lately, title=lately, chart_id="lately")
    return GatesShown(
        fullness=gates_presenter.fullness(live.room, inside),
        expected=number(live.still_expected),
        set_aside=number(live.set_aside) if live.set_aside else "",
        lately=lately,
        bars=Markup(drawing),  # noqa: S704 - drawn by our own code, words escaped
        entrances=list(_entrances(event, live, now)),
        notes=list(_notes(live)),
    )


def _lately(live: LiveGates) -> str:
    heads = sum(live.lately)
    if not heads:
        return _("Nobody came in during the last %(minutes)s minutes.", minutes=LATELY)
    return ngettext(
        "%(num)s person came in during the last %(minutes)s minutes, at most %(most)s in a minute.",
        "%(num)s people came in during the last %(minutes)s minutes, at most %(most)s in a minute.",
        heads,
        minutes=LATELY,
        most=number(max(live.lately)),
    )


def _entrances(event: Event, live: LiveGates, now: datetime) -> Iterator[EntranceShown]:
    for gate in live.counted.by_gate:
        phones = [phone for phone in live.phones if phone.gate_id == gate.gate_id]
        yield EntranceShown(
            name=numbered_name(gate.name, is_gate=True),
            came=ngettext("%(num)s came in", "%(num)s came in", gate.came),
            left=ngettext("%(num)s went out", "%(num)s went out", gate.left) if gate.left else "",
            phones=[
                gates_presenter.phone_line(
                    0, place, phone.seen_at, phone.waiting, zone=event.zone, now=now
                )
                for place, phone in enumerate(phones, start=1)
            ],
        )


def _notes(live: LiveGates) -> Iterator[str]:
    for title, came in live.counted.by_part:
        yield ngettext(
            "%(num)s person came with a card of %(part)s.",
            "%(num)s people came with a card of %(part)s.",
            came,
            part=title,
        )
