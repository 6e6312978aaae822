"""A shopping list as a value: the ways to buy, the lines, what was placed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from planner.core.catering import (
    AMPLE,
    EXTRA_AMPLE,
    TIGHT,
    Appetite,
    DishNeed,
    DishOrder,
    Order,
    Pooling,
)
from planner.core.enums import Generosity
from planner.services.shop.orders import Placed, Since

DOTS = 20
PRICE_OF: Mapping[Generosity, int] = {
    Generosity.TIGHT: round(TIGHT),
    Generosity.AMPLE: round(AMPLE),
    Generosity.EXTRA: round(EXTRA_AMPLE),
}
"""A missing portion is as bad as so many that are thrown away."""
LOWEST_PRICE, HIGHEST_PRICE = 1, 20


@dataclass(frozen=True, slots=True)
class ShoppingLine:
    """A dish on the list.

    Attributes:
        order: what was placed, or else what to buy now.
        advised: what the list would say now; another than `order` once an order was placed.
        appetite: what was learned about how much people eat of it.
        pooling: what one kind for everybody saves; None where that is nothing.
        is_left_out: the dish came on the menu after the order was placed.
    """

    dish_id: int
    order: DishOrder
    is_bought: bool
    advised: DishOrder
    need: DishNeed
    appetite: Appetite
    pooling: Pooling | None
    is_left_out: bool = False

    @property
    def short_by(self) -> int:
        """How much more the list says now than was placed, in the unit of the dish."""
        return max(0, self.advised.firm.amount - self.order.firm.amount)


@dataclass(frozen=True, slots=True)
class WayToBuy:
    """One way to buy.

    Attributes:
        generosity: None for a price between the three.
        price: a missing portion is as bad as so many that are thrown away.
        guests: for whom there is fresh food; helpers come on top.
        enough_in: in how many of twenty possible days that is enough.
    """

    generosity: Generosity | None
    price: int
    order: Order
    guests: int
    enough_in: int

    def left_of(self, budget_cents: int | None) -> int | None:
        """What is left of a budget, negative when this costs more in the end; None without one."""
        return None if budget_cents is None else budget_cents - self.order.net_cents


@dataclass(frozen=True, slots=True)
class Moved:
    """A list that went another way than its heading: only the spread of the forecast did that.

    Attributes:
        since: the day that it is compared with.
        guests_before: for whom there was fresh food then; `guests_now` is for whom there is now.
        cents_before: what that list would have cost at the till; `cents_now` what this one does.
    """

    since: datetime
    guests_before: int
    guests_now: int
    cents_before: int
    cents_now: int


@dataclass(frozen=True, slots=True)
class ShoppingList:
    """What to buy for an event.

    Attributes:
        ways: tight, ample and extra ample.
        advised: the one that is chosen, as the forecast would have it now.
        chosen: the one that the list is for: what was placed, or else what is advised.
        helpers: who eat and are no guests: helpers in shifts, and others.
        in_shifts: so many of them are helpers in shifts.
        budget_cents: what may be spent; None without a budget.
        placed: the order as it was placed; None while the list follows the forecast.
        since: how the answers changed since then.
        dots: twenty days that are equally likely, in people.
        is_keeping_asked: whether somebody said what can be kept.
        most: as many as can come, where more may want to: the list is for no more.
    """

    ways: tuple[WayToBuy, ...]
    advised: WayToBuy
    chosen: WayToBuy
    lines: tuple[ShoppingLine, ...]
    helpers: int
    in_shifts: int
    budget_cents: int | None
    placed: Placed | None
    since: Since | None
    dots: tuple[int, ...]
    is_keeping_asked: bool = True
    most: int | None = None
