"""Who comes on one card, what they eat, and whether that can be."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import Enum

from planner.core.diets import Diet


class PartyFault(Enum):
    """Why a party can't be written down."""

    NOBODY = "nobody"
    TOO_MANY = "too many"
    """More people than the card is for."""
    MORE_EATERS_THAN_PEOPLE = "more eaters than people"
    MORE_TODDLERS_THAN_CHILDREN = "more toddlers than children"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartyDetails:
    """Who comes on one card.

    Attributes:
        adults: people of 12 and older.
        children: people under 12, the toddlers among them.
        toddlers: how many of the children are under 4.
        diets: how many of them eat in a certain way; whoever is not counted here eats everything.
    """

    adults: int
    children: int = 0
    toddlers: int = 0
    diets: Mapping[str, int] = field(default_factory=dict)

    @property
    def heads(self) -> int:
        """Adults and children together."""
        return self.adults + self.children


def find_fault(party: PartyDetails, *, largest_party: int) -> PartyFault | None:
    """Say what is wrong with a party; None when it can come."""
    if min(party.adults, party.children, party.toddlers) < 0 or party.heads == 0:
        return PartyFault.NOBODY
    if party.heads > largest_party:
        return PartyFault.TOO_MANY
    if party.toddlers > party.children:
        return PartyFault.MORE_TODDLERS_THAN_CHILDREN
    eaters = party.diets.values()
    if sum(eaters) > party.heads or min(eaters, default=0) < 0:
        return PartyFault.MORE_EATERS_THAN_PEOPLE
    return None


def share_diets(
    chosen: Collection[Diet], *, some_eat_everything: bool, heads: int
) -> dict[str, int]:
    """Guess how many eat each diet, when a household only named them.

    One diet is for everybody. Where several were named they are shared evenly, and what does not
    divide goes to the diets: a plate that only some may eat must not be the one that is missing.
    With more diets than people, the first ones named get a plate.
    """
    if not chosen:
        return {}
    kinds = len(chosen) + some_eat_everything
    each, over = divmod(heads, kinds)
    shares = {
        diet.value: each + (place < over)
        for place, diet in enumerate(sorted(chosen, key=_place_of))
    }
    return {diet: number for diet, number in shares.items() if number}


def carry_diets(diets: Mapping[str, int], *, before: int, heads: int) -> dict[str, int]:
    """Carry over what a household eats to another number of people, when it tells only that.

    Where everybody ate in some way, so does who comes along: a plate that only some may eat must
    not be the one that is missing. Who stays away takes a plate of the most common way with them.
    """
    kept = {diet: eaters for diet, eaters in diets.items() if eaters}
    if kept and sum(kept.values()) == before:
        kept[max(kept, key=lambda diet: kept[diet])] += max(0, heads - before)
    while sum(kept.values()) > heads:
        kept[max(kept, key=lambda diet: kept[diet])] -= 1
    return {diet: eaters for diet, eaters in kept.items() if eaters}


def fit_diets(diets: Mapping[str, int], *, heads: int) -> dict[str, int]:
    """Return what people eat when there are fewer of them: the largest numbers go down first."""
    fitting = dict(diets)
    while sum(fitting.values()) > heads:
        most = max(fitting, key=lambda diet: (fitting[diet], diet))
        fitting[most] -= 1
    return {diet: number for diet, number in fitting.items() if number}


def _place_of(diet: Diet) -> int:
    return list(Diet).index(diet)
