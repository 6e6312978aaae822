"""How much of a dish will be eaten: a distribution, from the head count, ages and diets."""

import math
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from planner.core.catering.dishes import Declared, Dish
from planner.core.diets import AgeBand, Diet
from planner.core.turnout.distribution import Distribution, tabulate

# Ages before anybody answered, as if ten guests had been seen: three in ten are children.
AGES_SEEN: Mapping[AgeBand, float] = {
    AgeBand.ADULT: 7.0,
    AgeBand.CHILD: 2.4,
    AgeBand.TODDLER: 0.6,
}
# The usual shares of the diets weigh as much as this many guests.
DIETS_SEEN = 8.0

# The part of the guests who eat is known as well as if this many had been seen. An assumption.
PASSERS_SEEN = 20.0
# One in ten guests without a diet takes the vegetarian dish because it looks good. An assumption.
TAKEN_BY_OTHERS = 0.1
# One guest eats half more or less than the next.
APPETITE_SPREAD = 0.5
# A crowd eats a few percent more or less than planned: caterers who know the exact number of
# places still cook 3 to 10 % more.
CROWD_SPREAD = 0.06

# The forecast is cut into head counts at these levels, finer in the tail that decides.
CROWD_LEVELS = (
    *(step / 20 for step in range(18)),
    *(0.875, 0.9, 0.92, 0.94, 0.955, 0.965, 0.975, 0.985, 0.99, 0.994, 0.997, 0.999, 1.0),
)
# A need is written down at these levels, whatever it is: of two crowds the larger then needs more
# at each level, and at all between.
LEVELS = (
    *(0.0, 0.002, 0.01, 0.025),
    *(step / 20 for step in range(1, 18)),
    *(0.875, 0.9, 0.92, 0.94, 0.95, 0.96, 0.97, 0.98, 0.985, 0.99),
    *(0.993, 0.996, 0.998, 0.999, 0.9995, 1.0),
)
# A first table has so many points, and so much chance between two.
POINTS = 20
STEP = 0.08
# Each level is then sought so closely, and at most so many times.
CLOSE = 1e-6
MOST_TRIES = 10


@dataclass(frozen=True, slots=True)
class Eating:
    """What one guest eats of a dish, uncertain in two ways.

    Args:
        amount: on average, in the unit of the dish.
        crowd_variance: of the average over all guests, between crowds.
        guest_variance: between the guests of one crowd.
    """

    amount: float
    crowd_variance: float
    guest_variance: float


def eating(
    dish: Dish,
    declared: Declared,
    shares: Mapping[Diet, float],
    *,
    part_eating: float = 1.0,
    taken_by_others: float = TAKEN_BY_OTHERS,
) -> Eating:
    """What a guest eats of this dish, from the ages and diets that were declared.

    The shares of ages and diets are Dirichlet: what was declared, plus a few guests who stand
    for what is usual. Their variance is that of all who are not known yet. So is the part of
    the guests who eat at all: a beta.

    Args:
        dish: the dish.
        declared: ages and diets from the answers.
        shares: the usual part of the guests with each diet.
        part_eating: the part of the guests who eat; others only pass by; above 0, at most 1.
        taken_by_others: the part of the others who take a dish that is meant for a diet.

    Source: the Dirichlet posterior, Gelman et al. 2013, Bayesian Data Analysis, section 3.4.
    """
    ages = {
        AgeBand.ADULT: declared.adults + AGES_SEEN[AgeBand.ADULT],
        AgeBand.CHILD: declared.children + AGES_SEEN[AgeBand.CHILD],
        AgeBand.TODDLER: declared.toddlers + AGES_SEEN[AgeBand.TODDLER],
    }
    seen = sum(ages.values())
    portion = sum(ages[band] * dish.portions[band] for band in ages) / seen
    square = sum(ages[band] * dish.portions[band] ** 2 for band in ages) / seen
    eaters, eaters_variance = _among_who_eat(
        _eaters(dish, declared, shares, taken_by_others), part_eating
    )
    share_variance = (
        (portion**2 + (square - portion**2) / (seen + 1)) * (eaters**2 + eaters_variance)
    ) - (portion * eaters) ** 2
    return Eating(
        amount=portion * eaters,
        crowd_variance=share_variance + (CROWD_SPREAD * portion * eaters) ** 2,
        guest_variance=max(0.0, (1 + APPETITE_SPREAD**2) * square * eaters)
        - (portion * eaters) ** 2,
    )


def _among_who_eat(eaters: tuple[float, float], part: float) -> tuple[float, float]:
    """Mean and variance of the product of two independent parts.

    Source: Goodman 1960, JASA 55:708.
    """
    mean, variance = eaters
    part_variance = part * (1 - part) / (PASSERS_SEEN + 1)
    product = (mean**2 + variance) * (part**2 + part_variance) - (mean * part) ** 2
    return mean * part, product


def _eaters(
    dish: Dish, declared: Declared, shares: Mapping[Diet, float], taken_by_others: float
) -> tuple[float, float]:
    """The part of the guests who eat the dish, and the variance of that part: a beta."""
    with_diet = {
        diet: declared.diets.get(diet, 0) + DIETS_SEEN * shares.get(diet, 0) for diet in Diet
    }
    total = DIETS_SEEN + declared.heads
    chosen = dish.meant_for or dish.suits
    among = sum(with_diet[diet] for diet in chosen)
    if not dish.meant_for:
        among += total - sum(with_diet.values())
    share = min(among / total, 1.0)
    variance = share * (1 - share) / (total + 1)
    if not dish.meant_for:
        return share, variance
    keep = 1 - taken_by_others
    return taken_by_others + keep * share, keep**2 * variance


def need(heads: Distribution, guest: Eating, *, certain: float) -> Distribution:
    """The distribution of the amount that is eaten in all.

    Each head count of the forecast gives a gamma with the mean and variance of what so many
    guests eat; the forecast mixes them.

    Args:
        heads: the forecast of the guests.
        guest: what one of them eats.
        certain: what people outside the forecast eat, such as helpers.
    """
    if guest.amount <= 0:
        return Distribution((certain, certain + 1e-9), (0.0, 1.0))
    crowds = _crowds(heads)
    farthest = crowds[-1][1] * guest.amount
    spread = math.sqrt(guest.crowd_variance) / guest.amount
    top = (
        certain + farthest * (1 + 5 * spread) + 5 * math.sqrt(crowds[-1][1] * guest.guest_variance)
    )
    places = [certain + (top - certain) * (place / POINTS) ** 3 for place in range(POINTS + 1)]
    return at_levels(_chance_below(crowds, guest, certain), places)


def at_levels(chance_below: Callable[[float], float], places: Sequence[float]) -> Distribution:
    """Make a table of a distribution function at the same levels for every need.

    A table of points would do, but its straight lines lie a little higher here and lower there,
    and a last pack may hang on that: more people could then buy one pack fewer.

    Args:
        chance_below: the distribution function.
        places: increasing; the first has no chance below it, the last next to all.
    """
    first = tabulate(chance_below, places, step=STEP)
    whole = chance_below(places[-1])
    heads = [places[0]]
    for level in LEVELS[1:-1]:
        right = bisect_left(first.chances, level)
        low = first.heads[right - 1], first.chances[right - 1] * whole - level * whole
        high = first.heads[right], first.chances[right] * whole - level * whole
        heads.append(max(heads[-1], _crossing(chance_below, level * whole, low, high)))
    return Distribution(heads=(*heads, places[-1]), chances=LEVELS)


def _crossing(
    chance_below: Callable[[float], float],
    chance: float,
    low: tuple[float, float],
    high: tuple[float, float],
) -> float:
    """Find where a distribution function reaches a chance, between two of its points.

    Source: the Illinois variant of false position, Dowell and Jarratt 1971, BIT 11:168.
    """
    (left, below), (right, above) = low, high
    place = right
    for _ in range(MOST_TRIES):
        if above - below < CLOSE:
            break
        place = (left * above - right * below) / (above - below)
        off = chance_below(place) - chance
        if abs(off) < CLOSE:
            break
        if off < 0:
            left, below, above = place, off, above / 2
        else:
            right, above, below = place, off, below / 2
    return place


def _crowds(heads: Distribution) -> list[tuple[float, float]]:
    """The forecast as a few head counts, each with its chance."""
    return [
        (above - below, max(heads.point((below + above) / 2), 0.01))
        for below, above in pairwise(CROWD_LEVELS)
    ]


def _chance_below(
    crowds: Sequence[tuple[float, float]], guest: Eating, certain: float
) -> Callable[[float], float]:
    """The mixture of gammas, each nearly normal by the cube root of the amount.

    Source: Wilson and Hilferty 1931, PNAS 17:684, as in `turnout.likelihood`.
    """
    gammas = []
    for chance, number in crowds:
        mean = number * guest.amount
        variance = number**2 * guest.crowd_variance + number * guest.guest_variance
        third = variance / (9 * mean * mean)
        width = math.sqrt(2 * third)
        gammas.append((chance / 2, mean ** (-1 / 3) / width, (third - 1) / width))
    erf = math.erf

    def chance_below(amount: float) -> float:
        if amount <= certain:
            return 0.0
        root = (amount - certain) ** (1 / 3)
        return sum([half * (1 + erf(root * slope + start)) for half, slope, start in gammas])

    return chance_below
