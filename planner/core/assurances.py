"""What the page of an event assures its guests of: nothing that its organiser did not say yes to.

A menu that was only proposed would let a page say that there is halal food. So what it could say
is put to the organiser, one assurance at a time, before guests read it.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from planner.core.catering import Dish, Unit
from planner.core.diets import Diet
from planner.core.served import diets_served, has_food


class Assurance(StrEnum):
    """One thing that guests rely on."""

    TIMES = "times"
    PLACE = "place"
    ENTRY = "entry"
    """That people may come without a card."""
    FREE = "free"
    FOOD = "food"
    DRINKS = "drinks"
    HALAL = "halal"
    VEGETARIAN = "vegetarian"
    ACCESSIBLE = "accessible"
    """That one gets in with a wheelchair or a pram."""


Assured = Mapping[str, bool]
"""What was put to the organiser, and whether guests may count on it."""

MUST: frozenset[Assurance] = frozenset(
    {Assurance.TIMES, Assurance.PLACE, Assurance.ENTRY, Assurance.FREE}
)
"""Without these there is no page: the others are left out of it where nobody promises them."""
SERVED: frozenset[Assurance] = frozenset(
    {Assurance.FOOD, Assurance.DRINKS, Assurance.HALAL, Assurance.VEGETARIAN}
)
"""These follow from the menu, which changes until the last day."""


def served(dishes: Iterable[Dish]) -> frozenset[Assurance]:
    """Return what a menu lets a page promise."""
    menu = list(dishes)
    found = set()
    if any(dish.unit is Unit.MILLILITRE for dish in menu):
        found.add(Assurance.DRINKS)
    if has_food(menu):
        found.add(Assurance.FOOD)
        diets = diets_served(menu)
        found |= {Assurance.HALAL} if Diet.HALAL in diets else set()
        found |= {Assurance.VEGETARIAN} if Diet.VEGETARIAN in diets else set()
    return frozenset(found)


def said(dishes: Iterable[Dish], promised: Assured | None) -> frozenset[Assurance]:
    """Return what a page says of the food: what is served, as far as somebody promised it.

    Args:
        dishes: the menu.
        promised: what was decided; None for an event from before that was asked.
    """
    menu = served(dishes)
    if promised is None:
        return menu
    kept = {one for one in menu if promised.get(one)}
    # Nobody is told what food is halal where there is no word about food.
    return frozenset(kept if Assurance.FOOD in kept else kept & {Assurance.DRINKS})


def broken(dishes: Iterable[Dish], promised: Assured | None) -> frozenset[Assurance]:
    """Return what guests were promised to eat and what the menu does not have any more."""
    menu = served(dishes)
    return frozenset(one for one in SERVED if (promised or {}).get(one) and one not in menu)


def undecided(dishes: Iterable[Dish], promised: Assured | None) -> frozenset[Assurance]:
    """Return what is on the menu and was never put to anybody, so that guests do not read it."""
    if promised is None:
        return frozenset()
    return frozenset(one for one in served(dishes) if one not in promised)
