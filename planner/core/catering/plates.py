"""For whom the kitchen cooks: a number of guests, parted by age and by diet, in whole people."""

from collections.abc import Mapping
from dataclasses import dataclass

from planner.core.catering.dishes import Declared, Dish
from planner.core.catering.need import AGES_SEEN, DIETS_SEEN
from planner.core.diets import USUAL_SHARES, AgeBand, Diet


@dataclass(frozen=True, slots=True)
class Plates:
    """Guests by age and by diet.

    Args:
        adults: guests of 12 and older.
        children: guests under 12; with the adults they are all guests.
        toddlers: of the children, those under 4, who eat less.
        diets: guests to reckon on with each diet, never fewer than declared it; a diet that
            nobody is likely to have is left out.
    """

    adults: int
    children: int
    diets: Mapping[Diet, int]
    toddlers: int = 0


def plates(
    guests: int, declared: Declared, *, shares: Mapping[Diet, float] = USUAL_SHARES
) -> Plates:
    """Part a number of guests as the order does: by what was declared, and a few usual guests.

    Args:
        guests: for whom there is fresh food, helpers left out.
        declared: ages and diets from the answers.
        shares: the usual part of the guests with each diet, where nobody was asked.

    Raises:
        ValueError: a negative number of guests.

    Source: the means of the same Dirichlet distributions as in `need.eating`.
    """
    if guests < 0:
        raise ValueError(f"nobody cooks for {guests} guests")
    adults = declared.adults + AGES_SEEN[AgeBand.ADULT]
    children = declared.children + declared.toddlers
    usual_children = AGES_SEEN[AgeBand.CHILD] + AGES_SEEN[AgeBand.TODDLER]
    young = round(guests * (children + usual_children) / (adults + children + usual_children))
    likely_toddlers = declared.toddlers + AGES_SEEN[AgeBand.TODDLER]
    return Plates(
        adults=guests - young,
        children=young,
        diets={
            diet: heads
            for diet in Diet
            if (heads := _with_diet(diet, guests, declared, shares.get(diet, 0)))
        },
        toddlers=round(young * likely_toddlers / (children + usual_children)),
    )


def who_cannot(dish: Dish, diets: Mapping[Diet, int]) -> dict[Diet, int]:
    """Return the people of each diet who may not eat a dish, in totals."""
    return {diet: heads for diet, heads in diets.items() if heads and diet not in dish.suits}


def whom_for(dish: Dish, diets: Mapping[Diet, int]) -> dict[Diet, int]:
    """Return the people of each diet for whom a dish is meant; empty for a dish for everybody."""
    return {diet: heads for diet, heads in diets.items() if heads and diet in dish.meant_for}


def _with_diet(diet: Diet, guests: int, declared: Declared, share: float) -> int:
    told = declared.diets.get(diet, 0)
    likely = (told + DIETS_SEEN * share) / (declared.heads + DIETS_SEEN)
    return max(told, round(guests * likely))
