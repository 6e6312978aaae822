"""What the guests of one or more audiences need of a dish, before anybody thinks of packs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from planner.core.catering.dishes import Declared, Dish
from planner.core.catering.need import POINTS, TAKEN_BY_OTHERS, at_levels, eating, need
from planner.core.catering.stand_ins import is_left_to_diet
from planner.core.diets import USUAL_SHARES, Diet
from planner.core.turnout.distribution import Distribution

# Of two audiences the first is cut into so many equally likely amounts.
EQUAL_PARTS = 60
# On one evening in four both are busy or quiet for the same reason. An assumption.
SAME_REASON = 0.25


class PredictedHeadCount(Protocol):
    """A forecast before the event, or during it."""

    @property
    def distribution(self) -> Distribution:
        """The chances of each head count."""


@dataclass(frozen=True, kw_only=True)
class Audience:
    """The people one order is for.

    Args:
        forecast: the guests.
        declared: ages and diets from the answers; the diets are floors.
        helpers: people who eat and are not in the forecast; adults without a diet.
        part_eating: the part of the guests who eat; others only pass by.
        shares: the usual part of the guests with each diet, where nobody was asked.

    Raises:
        ValueError: a negative number of helpers, or a part that is none.
    """

    forecast: PredictedHeadCount
    declared: Declared = field(default_factory=Declared)
    helpers: int = 0
    part_eating: float = 1.0
    shares: Mapping[Diet, float] = field(default_factory=lambda: USUAL_SHARES)

    def __post_init__(self) -> None:
        if self.helpers < 0:
            raise ValueError(f"helpers must be at least 0, not {self.helpers}")
        if not 0 < self.part_eating <= 1:
            raise ValueError(f"part_eating must be above 0 and at most 1, not {self.part_eating}")


@dataclass(frozen=True, slots=True)
class DishNeed:
    """What is needed of a dish.

    Args:
        dish: the dish.
        amounts: the chances of each amount that is eaten, in the unit of the dish.
        per_guest: what a guest eats on average.
        certain: what the helpers eat.
        floor: the amount for the diets that were declared.
        in_stock: what is there already.
    """

    dish: Dish
    amounts: Distribution
    per_guest: float
    certain: float
    floor: int
    in_stock: int = 0


def needs_of(
    dishes: Sequence[Dish],
    audience: Audience,
    *,
    diets_eaten_by: Audience | None = None,
    in_stock: Sequence[int] = (),
) -> tuple[DishNeed, ...]:
    """Reckon what an audience eats of each dish of a menu.

    Args:
        dishes: all of the menu: others leave a diet's dish alone where one stands in for it.
        audience: who eats.
        diets_eaten_by: who eats what is meant for a diet; None for the same people.
        in_stock: what there is of each dish already; empty for nothing.
    """
    return tuple(
        replace(
            need_of(
                dish,
                diets_eaten_by if diets_eaten_by and dish.meant_for else audience,
                taken_by_others=0.0 if is_left_to_diet(dish, dishes) else TAKEN_BY_OTHERS,
            ),
            in_stock=in_stock[place] if in_stock else 0,
        )
        for place, dish in enumerate(dishes)
    )


def need_of(
    dish: Dish, audience: Audience, *, taken_by_others: float = TAKEN_BY_OTHERS
) -> DishNeed:
    """Reckon what an audience eats of a dish.

    Args:
        dish: the dish.
        audience: who eats it.
        taken_by_others: the part of the others who take a dish that is meant for a diet.
    """
    declared = audience.declared
    guest = eating(
        dish,
        declared,
        audience.shares,
        part_eating=audience.part_eating,
        taken_by_others=taken_by_others,
    )
    certain = 0.0 if dish.meant_for else audience.helpers * dish.per_adult
    wished = sum(declared.diets.get(diet, 0) for diet in dish.meant_for)
    return DishNeed(
        dish=dish,
        amounts=need(audience.forecast.distribution, guest, certain=certain),
        per_guest=guest.amount,
        certain=certain,
        floor=round(wished * dish.per_adult),
    )


def together(needs: Sequence[DishNeed]) -> DishNeed:
    """Add the needs of several audiences of one evening up.

    Some evenings both are busy, or both quiet, for the same reason: the weather, or what else goes
    on. On the others each is so apart from the other.

    Args:
        needs: of the same dish, one for each audience; at least one.
    """
    first, *others = needs
    for other in others:
        first = DishNeed(
            dish=first.dish,
            amounts=_sum(first.amounts, other.amounts),
            per_guest=max(first.per_guest, other.per_guest),
            certain=first.certain + other.certain,
            floor=first.floor + other.floor,
            in_stock=first.in_stock + other.in_stock,
        )
    return first


def but_for(need: DishNeed, part: float) -> DishNeed:
    """Leave out a part of the guests, who eat the same dish with another audience.

    Args:
        need: of the whole audience.
        part: of its guests, from 0 to 1.
    """
    left = 1 - min(1.0, max(0.0, part))
    guests = replace(
        need.amounts,
        heads=tuple(
            need.certain + left * (amount - need.certain) if amount > need.certain else amount
            for amount in need.amounts.heads
        ),
    )
    return replace(need, amounts=guests, floor=round(left * need.floor))


def _sum(one: Distribution, other: Distribution) -> Distribution:
    """The sum of two amounts that are busy or quiet together on some evenings.

    Apart: one in equally likely parts, the other on top. Together: quantile on quantile.

    Source: a mixture of the independent copula and that of the same order, Nelsen 2006, An
    Introduction to Copulas, sections 2.5 and 3.2.
    """
    if _spread(one) > _spread(other):
        one, other = other, one  # steps of the wider one would be too far apart in its tail
    amounts = [one.point((part + 0.5) / EQUAL_PARTS) for part in range(EQUAL_PARTS)]
    lowest, highest = one.heads[0] + other.heads[0], one.heads[-1] + other.heads[-1]
    points = [lowest + (highest - lowest) * (place / POINTS) ** 3 for place in range(POINTS + 1)]
    levels = sorted({0.0, *one.chances, *other.chances, 1.0})
    same_order = Distribution(
        heads=tuple(one.point(level) + other.point(level) for level in levels),
        chances=tuple(levels),
    )

    def chance_below(place: float) -> float:
        apart = sum(other.chance_below(place - amount) for amount in amounts) / EQUAL_PARTS
        return apart + SAME_REASON * (same_order.chance_below(place) - apart)

    return at_levels(chance_below, points)


def _spread(amounts: Distribution) -> float:
    return amounts.point(0.9) - amounts.point(0.1)
