"""How much food: a forecast and a menu become an order in whole packs, with a reserve."""

from planner.core.catering.appetite import Appetite, Eaten, learn_appetite
from planner.core.catering.dishes import (
    KEEPING_NAMES,
    SALVAGE,
    Declared,
    Dish,
    Keeping,
    Menu,
    Pack,
    Unit,
)
from planner.core.catering.needs import Audience, DishNeed, need_of, needs_of, together
from planner.core.catering.order import (
    AMPLE,
    EXTRA_AMPLE,
    TIGHT,
    Choices,
    DishOrder,
    Order,
    Pooling,
    judge,
    judge_all,
    line_for,
    lines_for,
    order_choices,
    order_dishes,
    order_for,
    pooling,
)
from planner.core.catering.packs import Purchase
from planner.core.catering.presets import MENU_PRESETS

__all__ = [
    "AMPLE",
    "EXTRA_AMPLE",
    "KEEPING_NAMES",
    "MENU_PRESETS",
    "SALVAGE",
    "TIGHT",
    "Appetite",
    "Audience",
    "Choices",
    "Declared",
    "Dish",
    "DishNeed",
    "DishOrder",
    "Eaten",
    "Keeping",
    "Menu",
    "Order",
    "Pack",
    "Pooling",
    "Purchase",
    "Unit",
    "judge",
    "judge_all",
    "learn_appetite",
    "line_for",
    "lines_for",
    "need_of",
    "needs_of",
    "order_choices",
    "order_dishes",
    "order_for",
    "pooling",
    "together",
]
