"""How well each cell explains a counted event: a gamma around its mean, or a surprise."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.core.turnout.prior import Cell

# Between clinic days the show-up share itself swings by 5 to 6 points, beyond chance.
SHOW_UP_SWING = 0.05
# Keeps the variance above nought where nobody is expected at all.
SMALLEST_VARIANCE = 0.3

# Once in a while everything is different (free cola, a fair next door): 30 expected, 120 came.
SURPRISE_CHANCE = 0.03
SURPRISE_FACTOR = 2.0
SURPRISE_SPREAD = 0.9
SURPRISE_SHAPE = 1 / SURPRISE_SPREAD**2

# How far off a guess of the answers that are still to come is. An assumption.
GUESS_SPREAD = 0.2
# Somebody who looks around and names a number is about a fifth off. An assumption.
ESTIMATE_SPREAD = 0.2

# A gamma density has no value at nought; nobody at all counts as a little more than that.
NOBODY = 0.4

_LOG_SURPRISE = math.log(SURPRISE_CHANCE) - math.lgamma(SURPRISE_SHAPE)
_LOG_USUAL = math.log1p(-SURPRISE_CHANCE)


@dataclass(frozen=True, slots=True)
class Setting:
    """What is known about one event before its doors open.

    Args:
        answered: heads that said yes, in yes-equivalents, with those that are still guessed.
        squares: sum of size^2 over the households that answered.
        scale: walk-ins are reckoned as a part of this many people.
        guessed: the part of `answered` that is not in yet, but that the organiser expects.
    """

    answered: float
    squares: float
    scale: float
    guessed: float = 0.0


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted at an event, and how well."""

    came: int
    is_at_least: bool
    is_estimate: bool


def moments(cells: Iterable[Cell], setting: Setting) -> list[tuple[float, float, float]]:
    """Of each cell the mean, the variance from the answers and the variance from the walk-ins.

    Households come or stay away as a whole: variance p(1-p) x sum(size^2), which is binomial
    for households of one. Walk-ins are Poisson around a mean that swings.

    Source: clusters that come as a whole, Cochran 1977, Sampling Techniques, chapters 9 and 9A.
    """
    # A forecast weighs some thousand cells for each earlier event, and a list of events makes ten
    # forecasts. So the formulas of this file go through all cells: a call for each takes longer
    # than what it reckons.
    answered, squares = setting.answered, setting.squares
    swinging = (SHOW_UP_SWING * answered) ** 2
    found = []
    for cell in cells:
        share, walk_ins = cell.show_up, cell.walk_ins * setting.scale
        found.append(
            (
                share * answered + walk_ins,
                share * (1 - share) * squares
                + swinging
                + (GUESS_SPREAD * share) ** 2 * setting.guessed * answered,
                walk_ins + (cell.swing * walk_ins) ** 2 + SMALLEST_VARIANCE,
            )
        )
    return found


def log_likelihood(cells: Sequence[Cell], setting: Setting, counted: Counted) -> list[float]:
    """The logarithm of the chance of this count under each cell, but for a constant.

    A count that is "at least" is weighed as the chance of that many or more.
    """
    gammas = _gammas(cells, setting, is_estimate=counted.is_estimate)
    came = max(float(counted.came), NOBODY)
    if counted.is_at_least:
        return [_log_at_least(came, mean, variance) for mean, variance in gammas]
    return [both for both, _surprise in _log_densities(came, gammas)]


def surprise_shares(cells: Sequence[Cell], setting: Setting, counted: Counted) -> list[float]:
    """How likely it is, under each cell, that a count came from a surprise."""
    came = max(float(counted.came), NOBODY)
    densities = _log_densities(came, _gammas(cells, setting))
    return [math.exp(surprise - both) for both, surprise in densities]


def _gammas(
    cells: Sequence[Cell], setting: Setting, *, is_estimate: bool = False
) -> list[tuple[float, float]]:
    """Mean and variance of the count under each cell."""
    doubt = ESTIMATE_SPREAD if is_estimate else 0.0
    return [
        (mean, answer_variance + walk_in_variance + (doubt * mean) ** 2)
        for mean, answer_variance, walk_in_variance in moments(cells, setting)
    ]


def _log_densities(came: float, gammas: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The density of a usual or a surprising evening together, and that of a surprising one.

    A gamma's log density, r = rate x came: shape x log r - r - log gamma(shape) - log came. The
    last term is the same for all cells and both parts, and left out.

    Source: a contaminated density, Tukey 1960, Contributions to Probability and Statistics.
    """
    found = []
    for mean, variance in gammas:
        shape = mean * mean / variance
        part = came * mean / variance
        usual = _LOG_USUAL + shape * math.log(part) - part - math.lgamma(shape)
        part = came * SURPRISE_SHAPE / (SURPRISE_FACTOR * mean)
        surprise = _LOG_SURPRISE + SURPRISE_SHAPE * math.log(part) - part
        # log(exp(usual) + exp(surprise)), without leaving the range of floats
        high, low = (usual, surprise) if usual > surprise else (surprise, usual)
        both = high + math.log1p(math.exp(low - high)) if high - low < 30 else high
        found.append((both, surprise))
    return found


def _log_at_least(came: float, mean: float, variance: float) -> float:
    """The chance of this many people or more, mixed with the surprise.

    Source: a count cut off from above, Tobin 1958, Econometrica 26:24.
    """
    above = came - 0.5
    usual = 1 - gamma_chance_below(above, mean, mean * mean / variance)
    surprise = 1 - gamma_chance_below(above, SURPRISE_FACTOR * mean, SURPRISE_SHAPE)
    return math.log((1 - SURPRISE_CHANCE) * usual + SURPRISE_CHANCE * surprise + 1e-300)


def gamma_chance_below(value: float, mean: float, shape: float) -> float:
    """The gamma distribution function, by the cube root that makes it nearly normal.

    Source: Wilson and Hilferty 1931, PNAS 17:684; within a percentage point for shapes
    above 0.5, which is far finer than anything that is known here.
    """
    if value <= 0:
        return 0.0
    third = 1 / (9 * shape)
    deviation = ((value / mean) ** (1 / 3) - 1 + third) / math.sqrt(third)
    return 0.5 * (1 + math.erf(deviation * math.sqrt(0.5)))
