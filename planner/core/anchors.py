"""From which moment of an event something is counted, and when that is.

A shift or a line of the run sheet is kept as a distance from its anchor by what clocks show: an
event that moves takes it along, and the night the clock changes moves nothing by an hour. How long
it takes is kept in real minutes. Source: docs/decisions/0046-helpers.md.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of


class EventAnchor(StrEnum):
    """From which moment of the event a shift is counted."""

    START = "start"
    END = "end"
    ITEM = "item"
    """A part of the programme."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorMoments:
    """The moments of one event from which something is counted.

    Attributes:
        item_starts_at: of the part of the programme it is counted from; None where there is none.
        zone: whose clocks count.
    """

    starts_at: datetime
    ends_at: datetime
    zone: str
    item_starts_at: datetime | None = None

    def of(self, anchor: EventAnchor) -> datetime:
        """Return the moment of an anchor; without a part of the programme that is the beginning."""
        if anchor is EventAnchor.END:
            return self.ends_at
        if anchor is EventAnchor.ITEM and self.item_starts_at is not None:
            return self.item_starts_at
        return self.starts_at


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """From when until when a shift is, in UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """How long it takes, in real minutes."""
        return round((self.ends_at - self.starts_at) / timedelta(minutes=1))

    def overlap(self, other: "TimeSpan") -> timedelta:
        """Return for how long both are at once; nothing when they only touch."""
        both = min(self.ends_at, other.ends_at) - max(self.starts_at, other.starts_at)
        return max(both, timedelta())


# Asked several times for each shift that a page lists.
@lru_cache(maxsize=1_000)
def span_of(anchor: datetime, minutes: int, length: int, zone: str) -> TimeSpan:
    """Return when a shift is.

    Args:
        anchor: the moment it is counted from.
        minutes: after it, by what the clocks of the zone show; negative for before.
        length: in real minutes.
        zone: of the event. A time that the clock jumps over is moved to the hour after it; of an
            hour that comes twice the first one is taken.
    """
    shown = anchor.astimezone(ZoneInfo(zone)).replace(tzinfo=None) + timedelta(minutes=minutes)
    try:
        starts_at = moment_at(shown.date(), shown.time(), zone)
    except NoSuchTime:
        later = shown + timedelta(hours=1)
        starts_at = moment_at(later.date(), later.time(), zone)
    return TimeSpan(starts_at, starts_at + timedelta(minutes=length))


def minutes_from(anchor: datetime, moment: datetime, zone: str) -> int:
    """Return how many minutes later than the anchor the clocks of a zone show a moment."""
    there = ZoneInfo(zone)
    shown = moment.astimezone(there).replace(tzinfo=None)
    return round((shown - anchor.astimezone(there).replace(tzinfo=None)) / timedelta(minutes=1))


def anchor_for(moment: datetime, *, ends_at: datetime) -> EventAnchor:
    """Return what a shift best moves along with, where nobody says.

    What comes after the event, such as clearing up, moves when the event ends at another time; all
    else moves with its beginning.

    Args:
        moment: when the shift begins.
        ends_at: of the event.
    """
    return EventAnchor.END if moment >= ends_at else EventAnchor.START


def next_time(after: datetime, at: time, zone: str) -> datetime:
    """Return when the clock next shows a time after a moment: the same day, or the day after.

    Raises:
        NoSuchTime: the clock skips it that night.
    """
    today = day_of(after, zone)
    if at > time_of(after, zone):
        return moment_at(today, at, zone)
    try:
        # Of an hour that comes twice it may be the second time, on the same day.
        found = moment_at(today, at, zone)
    except NoSuchTime:
        found = after
    return found if found > after else moment_at(today + timedelta(days=1), at, zone)
