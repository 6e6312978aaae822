"""Who is asked next when a place in a shift comes free, and for how long it is kept for them.

Nobody is placed without a yes: to be put on a list at the last moment feels like an order. In the
last hours there is no time to ask one after the other, so all who wait see the place and the first
tap has it. Source: docs/decisions/0046-helpers.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from planner.core.capacity import InLine, next_in_line
from planner.core.helpers.shifts import EntryState

LONG_BEFORE = timedelta(hours=48)
LONG_OFFER = timedelta(hours=24)
SHORT_OFFER = timedelta(hours=2)
LAST_HOURS = timedelta(hours=3)
SHORTEST_OFFER = timedelta(minutes=30)
"""Less is no time to read a message; then the place is open to all at once."""
LOOKED_AT_WITHIN = timedelta(hours=2)
"""After so long what was set aside takes free places, though nobody looked."""


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """One entry in a shift, as the rules see it.

    Attributes:
        key: of the entry.
        heads: people on it.
        line: its place in the line; None for who never waited.
        offered_until: until when a place is kept; None before that was ever done.
        is_set_aside: it came too fast after others, and nobody looked yet.
    """

    key: int
    heads: int
    state: EntryState
    line: int | None = None
    offered_until: datetime | None = None
    is_set_aside: bool = False

    def has_place(self, *, now: datetime) -> bool:
        """Say whether nobody else can have their place: theirs, or kept for them."""
        return not self.is_set_aside and (
            self.state is EntryState.STANDING or self.is_offered(now=now)
        )

    def is_offered(self, *, now: datetime) -> bool:
        """Say whether a place is kept for them until they say yes."""
        return (
            self.state is EntryState.WAITING
            and self.offered_until is not None
            and self.offered_until > now
        )

    def is_in_line(self) -> bool:
        """Say whether they wait and were not asked yet; who missed an offer was."""
        return (
            self.state is EntryState.WAITING
            and self.offered_until is None
            and not self.is_set_aside
        )


def offer_until(*, now: datetime, starts_at: datetime) -> datetime | None:
    """Return until when a place is kept for who is asked; None when it is open to all who wait.

    Args:
        now: the moment of the offer.
        starts_at: of the shift.
    """
    left = starts_at - now
    if left > LONG_BEFORE:
        return now + LONG_OFFER
    until = min(now + SHORT_OFFER, starts_at - LAST_HOURS)
    return until if until - now >= SHORTEST_OFFER else None


def is_open_to_all(*, now: datetime, starts_at: datetime) -> bool:
    """Say whether the first tap has a free place, whoever it is."""
    return offer_until(now=now, starts_at=starts_at) is None


def heads_in(entries: Iterable[EntryFacts], *, now: datetime) -> int:
    """Add up the people whose places nobody else can have."""
    return sum(one.heads for one in entries if one.has_place(now=now))


def asked_next(
    entries: Iterable[EntryFacts], *, most: int, now: datetime, starts_at: datetime
) -> list[int]:
    """Return the keys of who is asked now, the longest in line first.

    Args:
        entries: all of the shift.
        most: people that it can use at most.
        now: the moment.
        starts_at: of the shift; in its last hours nobody is asked alone.
    """
    known = list(entries)
    if is_open_to_all(now=now, starts_at=starts_at):
        return []
    line = sorted(
        (one for one in known if one.is_in_line()), key=lambda one: (one.line or 0, one.key)
    )
    left = max(0, most - heads_in(known, now=now))
    waiting = [InLine(one.key, one.heads) for one in line]
    return [one.invitation_id for one in next_in_line(waiting, left=left)]


def left_for_others(
    entries: Iterable[EntryFacts], *, most: int, now: datetime, starts_at: datetime
) -> int:
    """Return how many places somebody who does not wait can take, never below 0.

    Whose turn has come is served first, also where nobody has written the offer down yet.
    """
    known = list(entries)
    due = set(asked_next(known, most=most, now=now, starts_at=starts_at))
    kept = sum(one.heads for one in known if one.key in due)
    return max(0, most - heads_in(known, now=now) - kept)
