"""Forecast and menu -> order: what to buy for certain, what to keep in reserve, in whole packs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from planner.core.catering.dishes import Declared, Dish, Keeping, Menu
from planner.core.catering.last_pack import LeftTable, Worth, best_purchase
from planner.core.catering.needs import Audience, DishNeed, PredictedHeadCount, need_of, needs_of
from planner.core.catering.packs import Purchase, buy, tolerance
from planner.core.catering.stand_ins import left_of_each, passed_on, pooled, spares_of
from planner.core.diets import NO_MEAT, USUAL_SHARES, Diet
from planner.core.turnout.distribution import Distribution

# A missing portion is as bad as so many that are thrown away.
TIGHT, AMPLE, EXTRA_AMPLE = 1.0, 3.0, 9.0
# The reserve is reckoned to the level that all but one in twenty events stay below.
RESERVE_LEVEL = 0.95
# What is in stock is taken along to the level that all but one in a hundred stay below.
STOCK_LEVEL = 0.99


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
        leftover: what is left on average, in the unit of the dish.
        feeds: guests for whom the firm order is enough, at an average appetite; when more are
            on their way, call for the reserve.
        from_stock: what is there already and is not bought; all but the costs reckon with it.
        per_guest: what a guest eats on average.
        certain: what the helpers eat.
        spare: the dish that people take when this one is gone; empty where nothing replaces it.
        chance_alone: the chance that the firm order is enough without what stands in for it.
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
    from_stock: int = 0
    per_guest: float = 0.0
    certain: float = 0.0
    spare: str = ""
    chance_alone: float = 1.0

    @property
    def there(self) -> int:
        """What there is: bought, or in stock already."""
        return self.firm.amount + self.from_stock

    def needed_for(self, guests: int) -> int:
        """What so many guests and the helpers eat on average; at least what diets ask for."""
        return max(self.floor, math.ceil(self.per_guest * guests + self.certain - 1e-6))

    @property
    def goes_back(self) -> bool:
        """Whether the shop takes back what is left."""
        return self.dish.keeping is Keeping.RETURNABLE

    @property
    def left_cents(self) -> float:
        """What was paid for what is left on average; what was in stock is eaten first."""
        if not self.firm.amount:
            return 0.0
        return min(1.0, self.leftover / self.firm.amount) * self.firm.cost_cents

    @property
    def back_cents(self) -> float:
        """The part of that which is worth its money still, or comes back from the shop."""
        return self.left_cents * self.dish.salvage

    @property
    def chance_to_run_out(self) -> float:
        """The chance that more is wanted than the firm order holds."""
        return 1 - self.chance_enough

    @property
    def wasted_cents(self) -> int:
        """What the leftovers cost on average: the part of their price that does not come back."""
        return round(self.left_cents - self.back_cents)


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
    def kept_cents(self) -> int:
        """What is left on average and keeps, at what it is worth then, in whole euro."""
        return _whole(sum(line.back_cents for line in self.dishes if not line.goes_back))

    @property
    def returned_cents(self) -> int:
        """What is left on average and brings money back from the shop, in whole euro."""
        return _whole(sum(line.back_cents for line in self.dishes if line.goes_back))

    @property
    def net_cents(self) -> int:
        """What the firm order costs in the end, on average."""
        return self.cost_cents - self.kept_cents - self.returned_cents

    @property
    def chance_to_run_out(self) -> float:
        """The chance that the dish that is most likely to run out does.

        A busy day empties every dish at once, so this is close to the chance that any runs out.
        """
        return max((line.chance_to_run_out for line in self.dishes), default=0.0)


def _whole(cents: float) -> int:
    """Round to whole euro, as pages tell it: what is told there has to add up."""
    return 100 * round(cents / 100)


@dataclass(frozen=True, slots=True)
class Choices:
    """The same menu bought in three ways."""

    tight: Order
    ample: Order
    extra_ample: Order


def worth_of(dish: Dish, generosity: float, *, is_replaced: bool = False) -> Worth:
    """What one portion left and one missing are worth, in the price of one.

    A missing one costs its price `generosity` times. Where another dish stands in for it only
    what does not come back counts so often: that buys it for the number in the heading, however
    it keeps, and leaves the busy days to the dish that stands in.
    """
    weighed = 1 - dish.salvage if is_replaced else 1.0
    return Worth(back=dish.salvage, missing=1 + generosity * weighed)


def heading_level(generosity: float) -> float:
    """How likely it must be that no more come than there is fresh food for."""
    return generosity / (generosity + 1)


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
    return order_for(audience, needs_of(menu.dishes, audience), generosity)


def order_choices(
    forecast: PredictedHeadCount,
    menu: Menu,
    *,
    declared: Declared | None = None,
    helpers: int = 0,
) -> Choices:
    """The same order tight, ample and extra ample; see `order_dishes` for the arguments."""
    audience = Audience(forecast=forecast, declared=declared or Declared(), helpers=helpers)
    needs = needs_of(menu.dishes, audience)
    return Choices(*(order_for(audience, needs, each) for each in (TIGHT, AMPLE, EXTRA_AMPLE)))


def order_for(audience: Audience, needs: Sequence[DishNeed], generosity: float) -> Order:
    """Order for an audience whose needs were reckoned: once for every generosity.

    Raises:
        ValueError: a generosity of nought or below.
    """
    if generosity <= 0:
        raise ValueError(f"generosity must be above 0, not {generosity}")
    heads = audience.forecast.distribution
    portions = heads.quantile(heading_level(generosity))
    return Order(
        dishes=lines_for(needs, [generosity] * len(needs)),
        portions=portions + audience.helpers,
        chance_enough=heads.chance_at_most(portions),
    )


def lines_for(needs: Sequence[DishNeed], generosities: Sequence[float]) -> tuple[DishOrder, ...]:
    """Decide what to buy of each dish on one list.

    Args:
        needs: of all dishes; those that stand in for each other are on the same list.
        generosities: for each dish, a missing portion is as bad as so many thrown away.
    """
    spares = spares_of([need.dish for need in needs])
    wanted, firm = [0.0] * len(needs), [Purchase()] * len(needs)
    # What has a spare comes first: what it lacks on busy days is for the spare to hold.
    for place in sorted(range(len(needs)), key=lambda place: place not in spares):
        need, dish = needs[place], needs[place].dish
        worth = worth_of(dish, generosities[place], is_replaced=place in spares)
        amounts = passed_on(
            need.amounts,
            [(needs[one].amounts, wanted[one]) for one, spare in spares.items() if spare == place],
        )
        wanted[place] = max(amounts.point(worth.level), need.floor)
        firm[place] = best_purchase(
            amounts, dish.packs, worth, least=_least(need), in_stock=need.in_stock
        )
    reserves = _reserves(needs, firm, spares)
    return judge_all(needs, firm, reserves, generosities)


def judge_all(
    needs: Sequence[DishNeed],
    firm: Sequence[Purchase],
    reserves: Sequence[Purchase],
    generosities: Sequence[float],
    *,
    from_stock: Sequence[int] | None = None,
) -> tuple[DishOrder, ...]:
    """Say how far an order goes, whoever decided on it, and on what comes `from_stock`."""
    spares = spares_of([need.dish for need in needs])
    taken = [_used(need) for need in needs] if from_stock is None else from_stock
    there = {place: firm[place].amount + taken[place] for place in range(len(needs))}
    found = []
    for place, need in enumerate(needs):
        group = _group_of(place, spares)
        both = sum(there[one] for one in group)
        together = pooled([needs[one].amounts for one in group])
        alone = need.amounts.chance_at_most(there[place])
        on_call = sum(reserves[one].amount for one in group)
        left = _left(place, {one: needs[one].amounts for one in group}, there)
        worth = worth_of(need.dish, generosities[place], is_replaced=place in spares)
        found.append(
            DishOrder(
                dish=need.dish,
                critical_ratio=worth.level,
                wanted=round(max(need.amounts.point(worth.level), need.floor)),
                floor=need.floor,
                firm=firm[place],
                reserve=reserves[place],
                chance_enough=max(alone, together.chance_at_most(both)),
                chance_enough_with_reserve=max(alone, together.chance_at_most(both + on_call)),
                leftover=round(left),
                feeds=_feeds(need, there[place]),
                from_stock=taken[place],
                per_guest=need.per_guest,
                certain=need.certain,
                spare=needs[spares[place]].dish.name if place in spares else "",
                chance_alone=alone,
            )
        )
    return tuple(found)


def line_for(need: DishNeed, generosity: float) -> DishOrder:
    """Decide what to buy of one dish that nothing replaces."""
    return lines_for([need], [generosity])[0]


def judge(need: DishNeed, firm: Purchase, reserve: Purchase, generosity: float) -> DishOrder:
    """Say how far an order of a dish that nothing replaces goes, whoever decided on it."""
    return judge_all([need], [firm], [reserve], [generosity])[0]


def _least(need: DishNeed) -> int:
    """A dish for everybody is there, however few are expected; a diet's for who declared it."""
    return need.floor if need.dish.meant_for or not need.per_guest else max(1, need.floor)


def _used(need: DishNeed) -> int:
    """What is taken out of stock: no more than is eaten on nearly all such evenings."""
    return min(need.in_stock, max(need.floor, math.ceil(need.amounts.point(STOCK_LEVEL))))


def _reserves(
    needs: Sequence[DishNeed], firm: Sequence[Purchase], spares: Mapping[int, int]
) -> list[Purchase]:
    """What to keep on call of each dish; where another stands in, of that one alone."""
    found = []
    for place, need in enumerate(needs):
        group = [one for one in _group_of(place, spares) if one == place or place not in spares]
        there = sum(firm[one].amount + _used(needs[one]) for one in group)
        level = pooled([needs[one].amounts for one in group]).point(RESERVE_LEVEL)
        slack = tolerance(need.dish.packs, need.dish.keeping)
        missing = 0.0 if place in spares else level - there - slack
        found.append(buy(missing, need.dish.packs))
    return found


def _left(place: int, amounts: Mapping[int, Distribution], there: Mapping[int, int]) -> float:
    if len(amounts) == 1:
        return LeftTable(amounts[place]).left(there[place])
    return left_of_each(amounts, there)[place]


def _group_of(place: int, spares: Mapping[int, int]) -> list[int]:
    """The places of a dish and of what stands in for it, the dish itself first."""
    spare = spares.get(place, place)
    others = {spare, *(one for one, other in spares.items() if other == spare)} - {place}
    return [place, *sorted(others)]


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
    level = worth_of(dish, generosity).level
    split = sum(round(max(each.amounts.point(level), each.floor)) for each in (apart, others))
    pooled = round(everybody.amounts.point(level))
    return Pooling(pooled, split) if split > pooled else None


def _feeds(need: DishNeed, bought: float) -> int:
    if not need.per_guest:
        return 0
    return max(0, int((bought - need.certain) / need.per_guest))
