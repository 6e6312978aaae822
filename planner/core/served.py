"""What a menu lets us promise to guests: only what is really served."""

from collections.abc import Iterable

from planner.core.catering import Dish, Unit
from planner.core.diets import Diet


def diets_served(dishes: Iterable[Dish]) -> frozenset[Diet]:
    """Return the diets that find something instead of each dish they may not eat."""
    menu = list(dishes)
    return frozenset(
        diet
        for diet in Diet
        if menu
        and (
            all(diet in dish.suits for dish in menu) or any(diet in dish.meant_for for dish in menu)
        )
    )


def has_food(dishes: Iterable[Dish]) -> bool:
    """Say whether there is something to eat, and not only to drink."""
    return any(dish.unit is not Unit.MILLILITRE for dish in dishes)
