"""Who is short of hands now, and whom of today's helpers somebody could ask.

Asked are people who are there or will be, never anybody for having stayed away: who waits for that
shift, who is here in one that ends soon, and whose own shift is later. The crew's phones do the
same without network: frontend/src/whom-to-ask.ts; test/vectors.json holds both to it.
Source: docs/decisions/0046-helpers.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from planner.core.anchors import TimeSpan
from planner.core.helpers.shifts import OVERLAP_ALLOWED, clashes

SETTLES_IN = timedelta(minutes=10)
"""So long after the beginning nobody is short of who is still walking over."""
ENDS_SOON = timedelta(minutes=30)
MOST_ASKED = 6
"""More is no list that somebody goes through while the coals burn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperToday:
    """One helper in one shift, as the crew sees it.

    Attributes:
        person: the same number in all shifts of one helper.
        heads: two where somebody comes along.
        waits: they are in the line, and not in the shift.
        is_here: they came, and have not left.
    """

    person: int
    heads: int = 1
    waits: bool = False
    is_here: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftToday:
    """A shift of today with who is in it, and who waits in the order of the line."""

    key: int
    span: TimeSpan
    needed: int
    helpers: tuple[HelperToday, ...] = ()


class AskedBecause(StrEnum):
    """Why somebody could be asked."""

    WAITS = "waits"
    ENDS_SOON = "ends_soon"
    LATER = "later"


@dataclass(frozen=True, slots=True)
class HelperAsked:
    """Somebody to ask.

    Attributes:
        person: whose number it is.
        because: why they.
        key: of the shift that this is about.
    """

    person: int
    because: AskedBecause
    key: int


def short_by(shift: ShiftToday, *, now: datetime) -> int:
    """Return how many people are missing now; before it has begun, how many places are empty."""
    if now >= shift.span.ends_at:
        return 0
    has_begun = now >= shift.span.starts_at + SETTLES_IN
    counted = (one for one in shift.helpers if not one.waits and (one.is_here or not has_begun))
    return max(0, shift.needed - sum(one.heads for one in counted))


def whom_to_ask(
    shift: ShiftToday, shifts: Sequence[ShiftToday], *, now: datetime
) -> list[HelperAsked]:
    """Return who could be asked for a shift, the most likely ones first.

    Args:
        shift: that is short.
        shifts: all of today, in the order of time, with this one.
        now: the moment.
    """
    rest = TimeSpan(max(now, shift.span.starts_at), shift.span.ends_at)
    others = [one for one in shifts if one.key != shift.key]
    taken = {one.person for one in shift.helpers if not one.waits}
    found = [
        HelperAsked(one.person, AskedBecause.WAITS, shift.key)
        for one in shift.helpers
        if one.waits and not _is_busy(one.person, others, rest)
    ]
    for other in others:
        if (
            not rest.starts_at - timedelta(hours=1)
            < other.span.ends_at
            <= rest.starts_at + ENDS_SOON
        ):
            continue
        left = [each for each in others if each is not other]
        found += [
            HelperAsked(one.person, AskedBecause.ENDS_SOON, other.key)
            for one in other.helpers
            if one.is_here and not _is_busy(one.person, left, rest)
        ]
    for other in others:
        if other.span.starts_at < rest.ends_at - OVERLAP_ALLOWED:
            continue
        found += [
            HelperAsked(one.person, AskedBecause.LATER, other.key)
            for one in other.helpers
            if not one.waits and not one.is_here and not _is_busy(one.person, others, rest)
        ]
    once: dict[int, HelperAsked] = {}
    for asked in found:
        if asked.person not in taken:
            once.setdefault(asked.person, asked)
    return list(once.values())[:MOST_ASKED]


def _is_busy(person: int, shifts: Sequence[ShiftToday], rest: TimeSpan) -> bool:
    return any(
        clashes(shift.span, rest)
        for shift in shifts
        if any(one.person == person and not one.waits for one in shift.helpers)
    )
