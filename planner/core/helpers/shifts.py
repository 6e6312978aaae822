"""Whether two shifts meet, and how long somebody helped; when one is says `core/anchors.py`.

Source: docs/decisions/0046-helpers.md.
"""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

from planner.core.anchors import TimeSpan

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


def clashes(one: TimeSpan, other: TimeSpan) -> bool:
    """Say whether nobody can do both shifts."""
    return one.overlap(other) > OVERLAP_ALLOWED


def can_say_here(span: TimeSpan, *, now: datetime) -> bool:
    """Say whether a helper can say that they are there: from half an hour before until the end."""
    return span.starts_at - HERE_FROM <= now < span.ends_at


def can_leave(span: TimeSpan, *, now: datetime) -> bool:
    """Say whether somebody who came may be leaving now; later, when they left has to be typed."""
    return now <= span.ends_at + AROUND


def minutes_helped(span: TimeSpan, came_at: datetime | None, left_at: datetime | None) -> int:
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
