"""Forecast and menu -> order: what to buy for certain, what to keep in reserve, in whole packs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from planner.core.catering.dishes import Declared, Dish, Keeping, Menu
from planner.core.catering.needs import Audience, DishNeed, PredictedHeadCount, need_of
from planner.core.catering.packs import Purchase, buy, tolerance
from planner.core.diets import NO_MEAT, USUAL_SHARES, Diet
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

    @property
    def wasted_cents(self) -> int:
        """What the leftovers cost on average: the part of their price that does not come back."""
        if not self.firm.amount:
            return 0
        part_left = self.leftover / self.firm.amount
        return round(part_left * self.firm.cost_cents * (1 - SALVAGE[self.dish.keeping]))


@dataclass(frozen=True, slots=True)
class Order:
    """What to buy for a menu.

    Args:
        dishes: one line per dish, in the order of the menu.
        portions: people for whom there is fresh food, helpers included.
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

    @property
    def wasted_cents(self) -> int:
        """What the leftovers cost on average."""
        return sum(line.wasted_cents for line in self.dishes)

    @property
    def chance_to_run_out(self) -> float:
        """The chance that the dish that is most likely to run out does.

        A busy day empties every dish at once, so this is close to the chance that any runs out.
        """
        return max((line.chance_to_run_out for line in self.dishes), default=0.0)


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
    forecast: PredictedHeadCount,
    menu: Menu,
    *,
    declared: Declared | None = None,
    generosity: float = AMPLE,
    helpers: int = 0,
    part_eating: float = 1.0,
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
        part_eating: the part of the guests who eat; others only pass by.
        shares: the usual part of the guests with each diet, where nobody was asked.

    Raises:
        ValueError: a generosity of nought or below, or a negative number of helpers.
    """
    audience = Audience(
        forecast=forecast,
        declared=declared or Declared(),
        helpers=helpers,
        part_eating=part_eating,
        shares=shares,
    )
    return order_for(audience, [need_of(dish, audience) for dish in menu.dishes], generosity)


def order_choices(
    forecast: PredictedHeadCount,
    menu: Menu,
    *,
    declared: Declared | None = None,
    helpers: int = 0,
) -> Choices:
    """The same order tight, ample and extra ample; see `order_dishes` for the arguments."""
    audience = Audience(forecast=forecast, declared=declared or Declared(), helpers=helpers)
    needs = [need_of(dish, audience) for dish in menu.dishes]
    return Choices(*(order_for(audience, needs, each) for each in (TIGHT, AMPLE, EXTRA_AMPLE)))


def order_for(audience: Audience, needs: Sequence[DishNeed], generosity: float) -> Order:
    """Order for an audience whose needs were reckoned: once for every generosity.

    Raises:
        ValueError: a generosity of nought or below.
    """
    if generosity <= 0:
        raise ValueError(f"generosity must be above 0, not {generosity}")
    heads = audience.forecast.distribution
    portions = heads.quantile(critical_ratio(Keeping.FRESH, generosity))
    return Order(
        dishes=tuple(line_for(each, generosity) for each in needs),
        portions=portions + audience.helpers,
        chance_enough=heads.chance_at_most(portions),
    )


def line_for(need: DishNeed, generosity: float) -> DishOrder:
    """Decide what to buy of one dish."""
    dish, amounts = need.dish, need.amounts
    level = critical_ratio(dish.keeping, generosity)
    wanted = max(amounts.point(level), need.floor)
    slack = tolerance(dish.packs, dish.keeping)
    firm = buy(max(wanted - slack, need.floor), dish.packs)
    reserve = buy(amounts.point(max(level, RESERVE_LEVEL)) - firm.amount - slack, dish.packs)
    return judge(need, firm, reserve, generosity)


def judge(need: DishNeed, firm: Purchase, reserve: Purchase, generosity: float) -> DishOrder:
    """Say how far an order of a dish goes, whoever decided on it."""
    amounts = need.amounts
    level = critical_ratio(need.dish.keeping, generosity)
    return DishOrder(
        dish=need.dish,
        critical_ratio=level,
        wanted=round(max(amounts.point(level), need.floor)),
        floor=need.floor,
        firm=firm,
        reserve=reserve,
        chance_enough=amounts.chance_at_most(firm.amount),
        chance_enough_with_reserve=amounts.chance_at_most(firm.amount + reserve.amount),
        leftover=round(_left(amounts, firm.amount)),
        feeds=_feeds(need, firm.amount),
    )


@dataclass(frozen=True, slots=True)
class Pooling:
    """A dish for everybody, against the same dish bought apart for one diet and for the others.

    Args:
        pooled: the amount when one kind is for everybody.
        split: the amount when it is bought in two kinds, at the same chance to run out.
    """

    pooled: int
    split: int


def pooling(dish: Dish, audience: Audience, generosity: float) -> Pooling | None:
    """Say what one halal kind of a meat dish saves; None for a dish to which that is nothing.

    Two small uncertain needs want more spare food than one large one.

    Source: risk pooling, Eppen 1979, Management Science 25:498.
    """
    if dish.meant_for or Diet.HALAL not in dish.suits or dish.suits & NO_MEAT:
        return None
    everybody = need_of(dish, audience)
    apart = need_of(replace(dish, meant_for=frozenset({Diet.HALAL})), audience, taken_by_others=0.0)
    others = need_of(replace(dish, suits=dish.suits - {Diet.HALAL}), audience)
    level = critical_ratio(dish.keeping, generosity)
    split = sum(round(max(each.amounts.point(level), each.floor)) for each in (apart, others))
    pooled = round(everybody.amounts.point(level))
    return Pooling(pooled, split) if split > pooled else None


def _left(amounts: Distribution, bought: float) -> float:
    """What is left on average: the area under the chances, up to what was bought.

    Source: the expected value of what is not sold, Silver, Pyke and Thomas 2017, Inventory and
    Production Management in Supply Chains, on perishable items.
    """
    left = 0.0
    pairs = zip(amounts.heads, amounts.chances, strict=True)
    for (low, below), (high, above) in pairwise(pairs):
        if low >= bought:
            break
        end = min(high, bought)
        reached = below + (above - below) * (end - low) / (high - low)
        left += (end - low) * (below + reached) / 2
    return left + max(0.0, bought - amounts.heads[-1])


def _feeds(need: DishNeed, bought: float) -> int:
    if not need.per_guest:
        return 0
    return max(0, int((bought - need.certain) / need.per_guest))
