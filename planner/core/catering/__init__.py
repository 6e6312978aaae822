"""How much food: a forecast and a menu become an order in whole packs, with a reserve."""

from planner.core.catering.order import (
    AMPLE,
    EXTRA_AMPLE,
    TIGHT,
    Choices,
    DishOrder,
    Order,
    order_choices,
    order_dishes,
)
from planner.core.catering.packs import Purchase
from planner.core.catering.presets import MENU_PRESETS
from planner.core.catering.values import (
    KEEPING_NAMES,
    Declared,
    Dish,
    Keeping,
    Menu,
    Pack,
    Unit,
)

__all__ = [
    "AMPLE",
    "EXTRA_AMPLE",
    "KEEPING_NAMES",
    "MENU_PRESETS",
    "TIGHT",
    "Choices",
    "Declared",
    "Dish",
    "DishOrder",
    "Keeping",
    "Menu",
    "Order",
    "Pack",
    "Purchase",
    "Unit",
    "order_choices",
    "order_dishes",
]
