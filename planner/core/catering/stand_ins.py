"""Dishes that stand in for each other: who finds the burgers gone takes a sausage.

Of the dishes of a group that everybody eats the one that keeps best is the spare: it is bought for
the busy days, the others only for the number in the heading of the list. A dish for a diet has no
spare, for those people eat nothing else; but the others leave it to them, and take the spare.

All dishes of a group run out on the same days: how many people come decides, not which dish they
like. So at each level of the forecast their amounts are added up (comonotone: Dhaene et al. 2002,
Insurance: Mathematics and Economics 31:3).
"""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from planner.core.catering.dishes import Dish
from planner.core.catering.packs import best_of
from planner.core.turnout.distribution import Distribution

Amounts = Mapping[int, Distribution]
"""What is eaten of each dish of a group, by its place on the menu."""


def spares_of(dishes: Sequence[Dish]) -> dict[int, int]:
    """Return the place of the spare of each dish that has one, by its own place on the menu."""
    found = {}
    for members in _groups(dishes).values():
        spare = max(members, key=lambda place: (dishes[place].salvage, -_price(dishes[place])))
        found.update({place: spare for place in members if place != spare})
    return {
        place: spare for place, spare in found.items() if _may_replace(dishes[spare], dishes[place])
    }


def is_left_to_diet(dish: Dish, menu: Sequence[Dish]) -> bool:
    """Whether others leave a dish to the diet that it is meant for: they have one of its kind."""
    return bool(dish.meant_for) and any(
        each.group == dish.group and each.unit is dish.unit and not each.meant_for
        for each in menu
        if dish.group
    )


def passed_on(own: Distribution, others: Sequence[tuple[Distribution, float]]) -> Distribution:
    """Return what is eaten of a spare: its own amount, and what is missing of the others.

    Args:
        own: amounts of the spare.
        others: of each dish that it stands in for the amounts and how much there is.
    """
    if not others:
        return own
    levels = sorted(
        {
            *own.chances,
            *(level for amounts, _there in others for level in amounts.chances),
            *(amounts.chance_below(there) for amounts, there in others),
        }
    )
    return _rising(
        [
            (
                own.point(level)
                + sum(max(0.0, amounts.point(level) - there) for amounts, there in others),
                level,
            )
            for level in levels
        ]
    )


def pooled(amounts: Sequence[Distribution]) -> Distribution:
    """Return what is eaten of several dishes together."""
    return passed_on(amounts[0], [(each, 0.0) for each in amounts[1:]])


def left_of_each(amounts: Amounts, there: Mapping[int, float]) -> dict[int, float]:
    """Say what is left of each dish of a group on average, when one replaces the other.

    What is missing of some is taken from what is left of the others, in proportion. Between two
    levels everything is taken to run straight.
    """
    levels = sorted(
        {
            *(level for each in amounts.values() for level in each.chances),
            *(each.chance_below(there[place]) for place, each in amounts.items()),
            pooled(list(amounts.values())).chance_below(sum(there.values())),
        }
    )
    left = [_left_at(level, amounts, there) for level in levels]
    return {
        place: sum(
            (high - low) * (one[place] + other[place]) / 2
            for (low, high), (one, other) in zip(pairwise(levels), pairwise(left), strict=True)
        )
        for place in amounts
    }


def _left_at(level: float, amounts: Amounts, there: Mapping[int, float]) -> dict[int, float]:
    spare = {place: there[place] - each.point(level) for place, each in amounts.items()}
    missing = -sum(min(0.0, each) for each in spare.values())
    left = sum(max(0.0, each) for each in spare.values())
    stays = max(0.0, 1 - missing / left) if left else 0.0
    return {place: max(0.0, each) * stays for place, each in spare.items()}


def _groups(dishes: Sequence[Dish]) -> dict[object, list[int]]:
    """Places of the dishes that everybody eats, by group; only where there are several."""
    groups: dict[object, list[int]] = {}
    for place, dish in enumerate(dishes):
        if dish.group and not dish.meant_for and dish.per_adult:
            groups.setdefault((dish.group, dish.unit), []).append(place)
    return {key: places for key, places in groups.items() if len(places) > 1}


def _may_replace(spare: Dish, dish: Dish) -> bool:
    return dish.suits <= spare.suits


def _price(dish: Dish) -> float:
    best = best_of(dish.packs)
    return best.price_cents / best.content


def _rising(points: list[tuple[float, float]]) -> Distribution:
    """Make a table of points; where an amount stays the same the highest chance counts."""
    kept: list[tuple[float, float]] = []
    for amount, level in points:
        if kept and amount <= kept[-1][0]:
            kept[-1] = (kept[-1][0], level)
        else:
            kept.append((amount, level))
    return Distribution(
        heads=tuple(amount for amount, _level in kept),
        chances=tuple(level for _amount, level in kept),
    )
