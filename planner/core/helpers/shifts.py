"""When a shift is, whether two of them meet, and how long somebody helped.

A shift is kept as a distance from its anchor by what clocks show: an event that moves takes its
shifts along, and the night the clock changes moves nothing by an hour. How long it takes is kept in
real minutes. Source: docs/decisions/0046-helpers.md.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from planner.core.local_time import NoSuchTime, moment_at

MOST_TASK = 80
MOST_SHIFT_PLACE = 120
MOST_SHIFT_NOTE = 300
MOST_HELPER_NAME = 40
MOST_NEEDED = 200
LONGEST_MINUTES = 24 * 60
FARTHEST_MINUTES = 14 * 24 * 60
"""So long before or after its anchor a shift can be: two weeks of building up."""
OVERLAP_ALLOWED = timedelta(minutes=15)
"""Two shifts may meet by so much: who serves coffee walks over to the grill."""
HERE_FROM = timedelta(minutes=30)
"""So long before the beginning a helper can say: I am here."""
AROUND = timedelta(hours=6)
"""So long before a shift somebody may have come for it, and so long after it they may still be
leaving: what is noted later is of no moment of it."""
MOST_HEADS_ON_ENTRY = 2
"""A helper, and somebody who comes along."""


class ShiftAnchor(StrEnum):
    """From which moment of the event a shift is counted."""

    START = "start"
    END = "end"
    ITEM = "item"
    """A part of the programme."""


class EntryState(StrEnum):
    """How a helper stands in a shift."""

    STANDING = "standing"
    WAITING = "waiting"
    """In the line; with `offered_until` in the future a place is kept for them."""
    STEPPED_BACK = "stepped_back"
    TAKEN_OUT = "taken_out"
    """By an organiser."""


class ShiftOutcome(StrEnum):
    """What became of who did not come; that somebody came follows from when."""

    EXCUSED = "excused"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class ShiftSpan:
    """From when until when a shift is, in UTC."""

    starts_at: datetime
    ends_at: datetime

    @property
    def minutes(self) -> int:
        """How long it takes, in real minutes."""
        return round((self.ends_at - self.starts_at) / timedelta(minutes=1))

    def overlap(self, other: "ShiftSpan") -> timedelta:
        """Return for how long both are at once; nothing when they only touch."""
        both = min(self.ends_at, other.ends_at) - max(self.starts_at, other.starts_at)
        return max(both, timedelta())

    def clashes(self, other: "ShiftSpan") -> bool:
        """Say whether nobody can do both."""
        return self.overlap(other) > OVERLAP_ALLOWED


def span_of(anchor: datetime, minutes: int, length: int, zone: str) -> ShiftSpan:
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
    return ShiftSpan(starts_at, starts_at + timedelta(minutes=length))


def minutes_from(anchor: datetime, moment: datetime, zone: str) -> int:
    """Return how many minutes later than the anchor the clocks of a zone show a moment."""
    there = ZoneInfo(zone)
    shown = moment.astimezone(there).replace(tzinfo=None)
    return round((shown - anchor.astimezone(there).replace(tzinfo=None)) / timedelta(minutes=1))


def can_say_here(span: ShiftSpan, *, now: datetime) -> bool:
    """Say whether a helper can say that they are there: from half an hour before until the end."""
    return span.starts_at - HERE_FROM <= now < span.ends_at


def can_leave(span: ShiftSpan, *, now: datetime) -> bool:
    """Say whether somebody who came may be leaving now; later, when they left has to be typed."""
    return now <= span.ends_at + AROUND


def minutes_helped(span: ShiftSpan, came_at: datetime | None, left_at: datetime | None) -> int:
    """Return for how long somebody helped; as long as the shift where nobody noted when they left.

    Args:
        span: of the shift.
        came_at: None for who did not come.
        left_at: when they left, if that was noted.
    """
    if came_at is None:
        return 0
    if left_at is None:
        return span.minutes
    return max(0, round((left_at - max(came_at, span.starts_at)) / timedelta(minutes=1)))


def full_hour(now: datetime) -> datetime:
    """Return the hour that is going on: no moment of it meets one of a card."""
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)
