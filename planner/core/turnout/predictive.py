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


@dataclass(frozen=True, slots=True)
class Component:
    """One gamma of the mixture."""

    weight: float
    mean: float
    variance: float


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


def _mixture(cells: Sequence[Weighted], setting: Setting, surprise: Surprise) -> list[Component]:
    usual = _merged(cells, setting)
    return [
        Component((1 - surprise.chance) * each.weight, each.mean, each.variance) for each in usual
    ] + [Component(surprise.chance * each.weight, *surprise.moments(each.mean)) for each in usual]


def _farthest(mixture: Sequence[Component]) -> float:
    return max(each.mean + 8 * math.sqrt(each.variance) for each in mixture)


def _merged(cells: Sequence[Weighted], setting: Setting) -> list[Component]:
    """The components of the cells, neighbours taken together."""
    sums: dict[tuple[int, int], list[float]] = {}
    of_cells = moments([each.cell for each in cells], setting)
    for each, (mean, answer_variance, walk_in_variance) in zip(cells, of_cells, strict=True):
        variance = answer_variance + walk_in_variance
        key = (round(MEAN_STEPS * math.log(mean)), round(VARIANCE_STEPS * math.log(variance)))
        bucket = sums.setdefault(key, [0.0, 0.0, 0.0])
        bucket[0] += each.weight
        bucket[1] += each.weight * mean
        bucket[2] += each.weight * (variance + mean * mean)
    return [
        Component(weight, first / weight, second / weight - (first / weight) ** 2)
        for weight, first, second in sums.values()
    ]


def _chance_below(mixture: Sequence[Component]) -> Callable[[float], float]:
    """The distribution function of the mixture; see `gamma_chance_below` for the formula."""
    terms = []
    for each in mixture:
        third = each.variance / (9 * each.mean**2)
        scale = math.sqrt(0.5 / third)
        terms.append((0.5 * each.weight, scale / each.mean ** (1 / 3), scale * (1 - third)))

    def chance_below(place: float) -> float:
        root = max(place, 0.0) ** (1 / 3)
        # A list, not a generator: this is asked for some thousand places of each forecast.
        return sum(
            [weight * (1 + math.erf(slope * root - shift)) for weight, slope, shift in terms]
        )

    return chance_below


def _cubes(farthest: float) -> list[float]:
    """Points that are evenly spread on the scale of cube roots, from nobody to everybody."""
    root = farthest ** (1 / 3)
    return [(root * step / 24) ** 3 for step in range(25)]
