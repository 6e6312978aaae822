"""From weighted cells to a distribution of the head count: a mixture of gammas."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from planner.core.turnout.distribution import Distribution, tabulate
from planner.core.turnout.likelihood import Setting, moments
from planner.core.turnout.posterior import Weighted
from planner.core.turnout.surprise import Surprise

# Cells that agree within an eighth of a factor e in mean and half of one in variance are
# taken together before anything is read off; their first two moments stay exact.
MEAN_STEPS = 8
VARIANCE_STEPS = 2

# Of more households than this somebody always comes.
MANY_HOUSEHOLDS = 12.0
# No gamma is narrower than a part of a person wide.
NARROWEST = 0.05


@dataclass(frozen=True, slots=True)
class Component:
    """One gamma of the mixture, of evenings on which somebody comes."""

    weight: float
    mean: float
    variance: float


@dataclass(frozen=True, slots=True)
class Mixture:
    """Gammas, and the chance that nobody comes at all: two households often both stay away."""

    components: Sequence[Component]
    nobody: float


def predict(cells: Sequence[Weighted], setting: Setting, surprise: Surprise) -> Distribution:
    """The distribution of the head count, the surprise that may always happen included.

    Source: the posterior predictive distribution, Gelman et al. 2013, Bayesian Data Analysis,
    section 1.3.
    """
    mixture = _mixture(cells, setting, surprise)
    return tabulate(_chance_below(mixture), _cubes(_farthest(mixture)))


def median_of(cells: Sequence[Weighted], setting: Setting, surprise: Surprise) -> float:
    """The middle of that distribution alone, by halving; many times quicker than all of it."""
    mixture = _mixture(cells, setting, surprise)
    chance_below = _chance_below(mixture)
    low, high = 0.0, _farthest(mixture)
    while high - low > 0.01 + 0.0001 * low:
        middle = (low + high) / 2
        low, high = (middle, high) if chance_below(middle) < 0.5 else (low, middle)
    return (low + high) / 2


def _mixture(cells: Sequence[Weighted], setting: Setting, surprise: Surprise) -> Mixture:
    usual = _merged(cells, setting)
    somebody = sum(each.weight for each in usual)
    return Mixture(
        [Component((1 - surprise.chance) * each.weight, each.mean, each.variance) for each in usual]
        + [
            Component(surprise.chance * each.weight, *surprise.moments(each.mean)) for each in usual
        ],
        max(0.0, 1 - somebody),
    )


def _farthest(mixture: Mixture) -> float:
    return max(each.mean + 8 * math.sqrt(each.variance) for each in mixture.components)


def _merged(cells: Sequence[Weighted], setting: Setting) -> list[Component]:
    """The components of the cells, neighbours taken together.

    Where some households answered and no more, a gamma of the same mean and variance knows no empty
    evening. So those are set apart, and the gamma is of the others.
    """
    sums: dict[tuple[int, int], list[float]] = {}
    of_cells = moments([each.cell for each in cells], setting)
    stay_away = _chances_of_nobody(cells, setting)
    for each, (mean, from_answers, from_walk_ins), nobody in zip(
        cells, of_cells, stay_away, strict=True
    ):
        weight, variance = each.weight, from_answers + from_walk_ins
        if nobody:
            weight *= 1 - nobody
            square = (variance + mean * mean) / (1 - nobody)
            mean /= 1 - nobody
            variance = max(NARROWEST * mean, square - mean * mean)
        key = (round(MEAN_STEPS * math.log(mean)), round(VARIANCE_STEPS * math.log(variance)))
        bucket = sums.setdefault(key, [0.0, 0.0, 0.0])
        bucket[0] += weight
        bucket[1] += weight * mean
        bucket[2] += weight * (variance + mean * mean)
    return [
        Component(weight, first / weight, second / weight - (first / weight) ** 2)
        for weight, first, second in sums.values()
    ]


def _chances_of_nobody(cells: Sequence[Weighted], setting: Setting) -> Sequence[float]:
    """Of each cell the chance that no household comes that answered, and nobody else either.

    Source: the empty class of a binomial and of a negative binomial, Johnson, Kemp and Kotz 2005,
    Univariate Discrete Distributions, chapters 3 and 5.
    """
    households = setting.answered**2 / setting.squares if setting.squares else 0.0
    if households > MANY_HOUSEHOLDS:
        return [0.0] * len(cells)
    return [
        min(
            0.98,
            (1 - each.cell.show_up) ** households
            * (1 + each.cell.swing**2 * each.cell.walk_ins * setting.size)
            ** (-1 / each.cell.swing**2),
        )
        for each in cells
    ]


def _chance_below(mixture: Mixture) -> Callable[[float], float]:
    """The distribution function of the mixture, by the cube roots that make gammas nearly normal.

    Source: Wilson and Hilferty 1931, PNAS 17:684; within a percentage point for shapes above 0.5,
    which is far finer than anything that is known here.
    """
    terms = []
    for each in mixture.components:
        third = each.variance / (9 * each.mean**2)
        scale = math.sqrt(0.5 / third)
        terms.append((0.5 * each.weight, scale / each.mean ** (1 / 3), scale * (1 - third)))

    nobody = mixture.nobody

    def chance_below(place: float) -> float:
        root = max(place, 0.0) ** (1 / 3)
        # A list, not a generator: this is asked for some thousand places of each forecast.
        return nobody + sum(
            [weight * (1 + math.erf(slope * root - shift)) for weight, slope, shift in terms]
        )

    return chance_below


def _cubes(farthest: float) -> list[float]:
    """Points that are evenly spread on the scale of cube roots, from nobody to everybody."""
    root = farthest ** (1 / 3)
    return [(root * step / 24) ** 3 for step in range(25)]
