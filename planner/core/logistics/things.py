"""Things: how many are needed, who has them first when several events want them, and what is back.

What an organisation owns is given out in the order in which events asked for it, hour by hour: who
asks for more, or moves, goes to the end of the line. So two that ask at once never both have the
last one, and nothing that was promised to somebody is taken away by who comes later.
Source: docs/decisions/0047-logistics.md.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

MOST_THING_NAME = 80
MOST_KEPT_AT = 120
MOST_COUNT = 100_000


class ThingSource(StrEnum):
    """Where things come from."""

    OWN = "own"
    BORROWED = "borrowed"
    HIRED = "hired"
    BOUGHT = "bought"


class CountedFrom(StrEnum):
    """What a number of things follows from."""

    HEADS = "heads"
    """People who may come: those the event is prepared for."""
    PORTIONS = "portions"
    """People who are cooked for, helpers included."""
    NOTHING = "nothing"
    """It is the same however many come."""


def needed(per: int | None, people: int | None) -> int | None:
    """Return how many things so many people need, at one for so many of them.

    Args:
        per: people to one thing, such as 8 to a table; None where it does not follow from people.
        people: portions or heads; None while nothing is known.
    """
    if not per or people is None:
        return None
    return math.ceil(people / per)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What one event asks of one thing.

    Attributes:
        use_id: by which it is told apart.
        turn: its place in the line; lower was first.
        count: how many.
        from_at: when they are taken out.
        until: when they are back; at that moment others can take them.
        event_id: for which event.
    """

    use_id: int
    turn: int
    count: int
    from_at: datetime
    until: datetime
    event_id: int

    def meets(self, other: "Claim") -> bool:
        """Say whether both have them at some moment: back at twelve and out at twelve do not."""
        return self.from_at < other.until and other.from_at < self.until


@dataclass(frozen=True, slots=True)
class Granted:
    """What a claim gets.

    Attributes:
        count: so many of those that are owned.
        owned: how many there are to give at all.
        taken_by: claims that had them first, where it is not enough.
    """

    claim: Claim
    count: int
    owned: int
    taken_by: tuple[Claim, ...] = ()

    @property
    def short(self) -> int:
        """How many have to come from elsewhere."""
        return self.claim.count - self.count

    @property
    def elsewhere(self) -> int:
        """How many others have at the fullest moment, where it is not enough."""
        return self.owned - self.count if self.taken_by else 0


def allocate(owned: int, claims: Iterable[Claim]) -> dict[int, Granted]:
    """Give out what is owned, in the order in which it was asked for.

    Args:
        owned: how many there are to give.
        claims: of one thing; in any order.

    Returns:
        What each claim gets, by `use_id`.
    """
    given: list[Granted] = []
    for claim in sorted(claims, key=lambda one: (one.turn, one.use_id)):
        before = [one for one in given if one.count and one.claim.meets(claim)]
        free = max(0, owned - _most_at_once(before, claim))
        count = min(claim.count, free)
        taken_by = tuple(one.claim for one in before) if count < claim.count else ()
        given.append(Granted(claim, count, owned, taken_by))
    return {one.claim.use_id: one for one in given}


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedUse:
    """What a use asked for when it got its place in the line.

    Attributes:
        count: as typed; None follows the people, one for `per` of them.
        out_minutes: so long before the beginning it is taken out.
        back_minutes: so long after the end it is back.
    """

    thing_id: int
    count: int | None
    counted_from: CountedFrom
    per: int | None
    out_minutes: int
    back_minutes: int

    def is_more_than(self, before: "AskedUse | None") -> bool:
        """Say whether it goes to the end of the line: it asks for more, or for longer."""
        if before is None or before.thing_id != self.thing_id:
            return True
        if self.out_minutes > before.out_minutes or self.back_minutes > before.back_minutes:
            return True
        if self.count is not None and before.count is not None:
            return self.count > before.count
        now, was = ((one.count, one.counted_from, one.per) for one in (self, before))
        return now != was


def _most_at_once(given: Sequence[Granted], within: Claim) -> int:
    """Return how many are out at the fullest moment of a claim.

    It is fullest when something is taken out, so only those moments are looked at.
    """
    moments = {within.from_at, *(max(one.claim.from_at, within.from_at) for one in given)}
    return max(
        sum(one.count for one in given if one.claim.from_at <= at < one.claim.until)
        for at in moments
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """What became of things that went out.

    Attributes:
        taken: how many went out; None while none did.
        back: how many came back whole.
        broken: how many came back broken.
        is_noted: whether somebody noted what came back.
    """

    taken: int | None
    back: int
    broken: int
    is_noted: bool

    @property
    def missing(self) -> int:
        """How many did not come back; 0 until somebody noted it."""
        if self.taken is None or not self.is_noted:
            return 0
        return max(0, self.taken - self.back - self.broken)
