"""Forecast and menu -> order: what to buy for certain, what to keep in reserve, in whole packs."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

from planner.core.catering.need import eating, need
from planner.core.catering.packs import Purchase, buy, tolerance
from planner.core.catering.values import Declared, Dish, Keeping, Menu
from planner.core.diets import USUAL_SHARES, Diet
from planner.core.turnout.distribution import Distribution

# The part of the price that comes back from what is left.
SALVAGE: Mapping[Keeping, float] = {
    Keeping.FRESH: 0.0,
    Keeping.FREEZABLE: 0.5,
    Keeping.FROZEN: 0.9,
    Keeping.RETURNABLE: 0.95,
}

# A missing portion is as bad as so many that are thrown away.
TIGHT, AMPLE, EXTRA_AMPLE = 1.0, 3.0, 9.0
# The reserve is reckoned to the level that all but one in twenty events stay below.
RESERVE_LEVEL = 0.95


class HeadCount(Protocol):
    """A forecast before the event, or during it."""

    @property
    def distribution(self) -> Distribution:
        """The chances of each head count."""


@dataclass(frozen=True, slots=True)
class DishOrder:
    """What to buy of one dish.

    Args:
        dish: the dish.
        critical_ratio: the chance of being enough that is worth its money.
        wanted: the amount that the firm order had to hold, before whole packs.
        floor: the amount for the diets that were declared; never less is ordered.
        firm: buy this.
        reserve: keep this on call: a freezer, a shop that is open, a friend with a car.
        chance_enough: the chance that the firm order is enough.
        chance_enough_with_reserve: the chance that it is enough with the reserve.
        leftover: what is left of the firm order on average, in the unit of the dish.
        feeds: guests for whom the firm order is enough, at an average appetite; when more are
            on their way, call for the reserve.
    """

    dish: Dish
    critical_ratio: float
    wanted: int
    floor: int
    firm: Purchase
    reserve: Purchase
    chance_enough: float
    chance_enough_with_reserve: float
    leftover: int
    feeds: int

    @property
    def chance_to_run_out(self) -> float:
        """The chance that more is wanted than the firm order holds."""
        return 1 - self.chance_enough


@dataclass(frozen=True, slots=True)
class Order:
    """What to buy for a menu.

    Args:
        dishes: one line per dish, in the order of the menu.
        portions: guests for whom there is fresh food.
        chance_enough: the chance that no more than these come.
    """

    dishes: tuple[DishOrder, ...]
    portions: int
    chance_enough: float

    @property
    def cost_cents(self) -> int:
        """What the firm order costs."""
        return sum(line.firm.cost_cents for line in self.dishes)

    @property
    def reserve_cents(self) -> int:
        """What the reserve costs on top, if it is called for."""
        return sum(line.reserve.cost_cents for line in self.dishes)


@dataclass(frozen=True, slots=True)
class Choices:
    """The same menu bought in three ways."""

    tight: Order
    ample: Order
    extra_ample: Order


def critical_ratio(keeping: Keeping, generosity: float) -> float:
    """How likely a dish must be enough: cu / (cu + co).

    A missing portion costs `generosity` times its price, one too many what does not come back.

    Source: the newsvendor, Arrow, Harris and Marschak 1951, Econometrica 19:250.
    """
    return generosity / (generosity + 1 - SALVAGE[keeping])


def order_dishes(
    forecast: HeadCount,
    menu: Menu,
    *,
    declared: Declared | None = None,
    generosity: float = AMPLE,
    helpers: int = 0,
    shares: Mapping[Diet, float] = USUAL_SHARES,
) -> Order:
    """Decide what to buy for an uncertain number of guests.

    Each dish gets its own level: fresh food a little above the likely need, what keeps or goes
    back far above it. That, not a warning, is what saves an evening to which twice as many come.

    Args:
        forecast: the guests.
        menu: what is served.
        declared: ages and diets from the answers; the diets are floors.
        generosity: a missing portion is as bad as so many thrown away; 1 to 9.
        helpers: people who eat and are not in the forecast; adults without a diet.
        shares: the usual part of the guests with each diet, where nobody was asked.

    Raises:
        ValueError: a generosity of nought or below, or a negative number of helpers.
    """
    return choose(forecast, menu, (generosity,), declared=declared, helpers=helpers, shares=shares)[
        0
    ]


def order_choices(
    forecast: HeadCount,
    menu: Menu,
    *,
    declared: Declared | None = None,
    helpers: int = 0,
    shares: Mapping[Diet, float] = USUAL_SHARES,
) -> Choices:
    """The same order tight, ample and extra ample; see `order_dishes` for the arguments."""
    levels = (TIGHT, AMPLE, EXTRA_AMPLE)
    orders = choose(forecast, menu, levels, declared=declared, helpers=helpers, shares=shares)
    return Choices(*orders)


def choose(
    forecast: HeadCount,
    menu: Menu,
    generosities: tuple[float, ...],
    *,
    declared: Declared | None,
    helpers: int,
    shares: Mapping[Diet, float],
) -> list[Order]:
    """An order for each generosity; what is eaten is reckoned once."""
    if min(generosities) <= 0 or helpers < 0:
        raise ValueError("generosity must be above 0, and helpers at least 0")
    heads = forecast.distribution
    needs = [_need(dish, heads, declared or Declared(), helpers, shares) for dish in menu.dishes]
    orders = []
    for generosity in generosities:
        portions = heads.quantile(critical_ratio(Keeping.FRESH, generosity))
        orders.append(
            Order(
                dishes=tuple(_line(each, generosity) for each in needs),
                portions=portions + helpers,
                chance_enough=heads.chance_at_most(portions),
            )
        )
    return orders


@dataclass(frozen=True, slots=True)
class _Need:
    dish: Dish
    amounts: Distribution
    per_guest: float
    certain: float
    floor: int


def _need(
    dish: Dish,
    heads: Distribution,
    declared: Declared,
    helpers: int,
    shares: Mapping[Diet, float],
) -> _Need:
    guest = eating(dish, declared, shares)
    certain = 0.0 if dish.meant_for else helpers * dish.per_adult
    wished = sum(declared.diets.get(diet, 0) for diet in dish.meant_for)
    return _Need(
        dish=dish,
        amounts=need(heads, guest, certain=certain),
        per_guest=guest.amount,
        certain=certain,
        floor=round(wished * dish.per_adult),
    )


def _line(found: _Need, generosity: float) -> DishOrder:
    dish, amounts = found.dish, found.amounts
    level = critical_ratio(dish.keeping, generosity)
    wanted = max(amounts.point(level), found.floor)
    slack = tolerance(dish.packs, dish.keeping)
    firm = buy(max(wanted - slack, found.floor), dish.packs)
    reserve = buy(amounts.point(max(level, RESERVE_LEVEL)) - firm.amount - slack, dish.packs)
    return DishOrder(
        dish=dish,
        critical_ratio=level,
        wanted=round(wanted),
        floor=found.floor,
        firm=firm,
        reserve=reserve,
        chance_enough=amounts.chance_at_most(firm.amount),
        chance_enough_with_reserve=amounts.chance_at_most(firm.amount + reserve.amount),
        leftover=round(_left(amounts, firm.amount)),
        feeds=_feeds(found, firm.amount),
    )


def _left(amounts: Distribution, bought: float) -> float:
    """What is left on average: the area under the chances, up to what was bought."""
    left = 0.0
    pairs = zip(amounts.heads, amounts.chances, strict=True)
    for (low, below), (high, above) in pairwise(pairs):
        if low >= bought:
            break
        end = min(high, bought)
        reached = below + (above - below) * (end - low) / (high - low)
        left += (end - low) * (below + reached) / 2
    return left + max(0.0, bought - amounts.heads[-1])


def _feeds(found: _Need, bought: float) -> int:
    if not found.per_guest:
        return 0
    return max(0, int((bought - found.certain) / found.per_guest))
