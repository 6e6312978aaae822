"""How many places are left, whether a party fits, who in the line gets one, and who finds none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LONGEST_OFFER = timedelta(hours=24)
SHORTEST_OFFER = timedelta(minutes=30)
USUAL_PARTY = 4
"""So many people or fewer live in about 19 of 20 households in the Netherlands (CBS StatLine, table
71486ned, 2023). A card may be for more, but few households are: if every yes kept a card's largest
party of eight, five households that are still choosing would keep forty places from all others."""
HELD_FOR = timedelta(minutes=10)
"""How long places are held for who has said yes and still has to say how many they are. It takes
most people less than one; somebody who asks the others at table needs a few."""
OFFER_PART = 4
"""An offer lasts for a quarter of the time that is left: more than one household gets one."""


def places_to_give(*, capacity: int | None, given_away: int | None) -> int | None:
    """Return how many people may say yes; None where there is no limit.

    Args:
        capacity: most people that can take part.
        given_away: how many places the organiser gives away, knowing that some people who say
            yes do not come; never fewer than there are.
    """
    return None if capacity is None else max(capacity, given_away or 0)


@dataclass(frozen=True, slots=True)
class Crowding:
    """More people may want to come than there is room for.

    Attributes:
        places: for so many there is room.
        likely: so many probably want to come; `busy` on a busy day.
        too_many: how many of them find no room; on a busy day, where all who are likely fit.
    """

    places: int
    likely: int
    busy: int
    too_many: int

    @property
    def is_likely(self) -> bool:
        """Whether there is too little room on a usual day already."""
        return self.likely > self.places


def crowding(*, places: int | None, likely: int, busy: int) -> Crowding | None:
    """Hold who want to come against the places; None where all fit, also on a busy day.

    What an organiser says of an event is a hard limit: so many take part, in all. Then food is for
    no more, guests read when it is full, and whoever still comes in person finds no room. How many
    a location holds is something else: so many are there at once, and people take turns.
    """
    if places is None or busy <= places:
        return None
    most = likely if likely > places else busy
    return Crowding(places=places, likely=likely, busy=busy, too_many=most - places)


def places_left(*, capacity: int | None, taken: int) -> int | None:
    """Return the free places, never below 0; None where there is no limit."""
    return None if capacity is None else max(0, capacity - taken)


def fits(heads: int, *, capacity: int | None, taken: int) -> bool:
    """Say whether a party still fits.

    Args:
        heads: adults and children of the party.
        capacity: most people that can take part; None for no limit.
        taken: people of all other parties that said yes.
    """
    left = places_left(capacity=capacity, taken=taken)
    return left is None or heads <= left


def usual_size(largest_party: int) -> int:
    """Return how many to reckon with on a card whose household has not said how many they are."""
    return min(largest_party, USUAL_PARTY)


@dataclass(frozen=True, slots=True)
class InLine:
    """A household that waits for a place, and how many they are."""

    invitation_id: int
    heads: int


def next_in_line(line: Sequence[InLine], *, left: int | None) -> list[InLine]:
    """Return who gets the free places: each in turn whose party fits into what is left.

    A family of five does not keep two free places from the couple behind them.

    Args:
        line: who waits without an offer, the longest first.
        left: free places; None where there is no limit.
    """
    served: list[InLine] = []
    for household in line:
        if left is None or household.heads <= left:
            served.append(household)
            left = None if left is None else left - household.heads
    return served


def offered_until(*, now: datetime, closes_at: datetime) -> datetime | None:
    """Return until when a place is kept for who waits; None when it is too late for an offer.

    Args:
        now: the moment of the offer.
        closes_at: when guests can answer no more.
    """
    left = closes_at - now
    if left < SHORTEST_OFFER:
        return None
    return now + min(LONGEST_OFFER, max(SHORTEST_OFFER, left / OFFER_PART))
