"""How well each cell explains a counted event: a gamma around its mean, or a surprise."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from planner.core.turnout.prior import Cell

# Between clinic days the show-up share itself swings by 5 to 6 points, beyond chance.
SHOW_UP_SWING = 0.05
# Where people without an answer swing less than this, they are no strangers to each other.
BY_CHANCE_FROM = 0.12
# Keeps the variance above nought where nobody is expected at all.
SMALLEST_VARIANCE = 0.3

# Once in a while everything is different (free cola, a fair next door): 30 expected, 120 came.
SURPRISE_CHANCE = 0.03
SURPRISE_FACTOR = 2.0
SURPRISE_SPREAD = 0.9
SURPRISE_SHAPE = 1 / SURPRISE_SPREAD**2

# Where the food ran out a few tens of percent more might have come, and not any number: four
# parts of those who did, equally likely, of an exponential with a mean of 0.3. An assumption.
MIGHT_HAVE_COME = (0.04, 0.14, 0.29, 0.62)
# Who says how many more might have come is about half of that off. An assumption.
MISSED_SPREAD = 0.5
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
        answered: heads that said yes, in yes-equivalents, with those that are still awaited.
        squares: sum of size^2 over the households that answered.
        size: walk-ins are reckoned as a part of this many people.
        awaited: the part of `answered` that is not in yet.
        awaited_variance: how sure that part is, in people squared.
    """

    answered: float
    squares: float
    size: float
    awaited: float = 0.0
    awaited_variance: float = 0.0


@dataclass(frozen=True, slots=True)
class Counted:
    """What was counted at an event, and how well.

    Args:
        came: people.
        is_at_least: more would have come.
        is_estimate: nobody counted.
        missed: how many more might have, as somebody thinks who was there.
    """

    came: int
    is_at_least: bool
    is_estimate: bool
    missed: int | None = None


def moments(cells: Iterable[Cell], setting: Setting) -> list[tuple[float, float, float]]:
    """Of each cell the mean, the variance from the answers and the variance from the walk-ins.

    Households come or stay away as a whole: variance p(1-p) x sum(size^2), which is binomial
    for households of one. Walk-ins are Poisson around a mean that swings; where they hardly swing
    they are the same people every time, and differ less than by chance.

    Source: clusters that come as a whole, Cochran 1977, Sampling Techniques, chapters 9 and 9A.
    """
    # A forecast weighs some thousand cells for each earlier event, and a list of events makes ten
    # forecasts. So the formulas of this file go through all cells: a call for each takes longer
    # than what it reckons.
    answered, squares, size = setting.answered, setting.squares, setting.size
    swinging, awaited = (SHOW_UP_SWING * answered) ** 2, setting.awaited_variance
    found = []
    for share, walk_in_part, swing in cells:
        walk_ins = walk_in_part * size
        by_chance = 1.0 if swing >= BY_CHANCE_FROM else (swing / BY_CHANCE_FROM) ** 2
        swung = swing * walk_ins
        found.append(
            (
                share * answered + walk_ins,
                share * ((1 - share) * squares + share * awaited) + by_chance * swinging,
                by_chance * walk_ins + swung * swung + SMALLEST_VARIANCE,
            )
        )
    return found


def log_likelihood(cells: Sequence[Cell], setting: Setting, counted: Counted) -> list[float]:
    """The logarithm of the chance of this count under each cell, but for a constant.

    A count that is "at least" is that of all who would have come but for some who were missed.
    """
    came = max(float(counted.came), NOBODY)
    if not counted.is_at_least:
        gammas = _gammas(cells, setting, doubt=ESTIMATE_SPREAD * counted.is_estimate)
        return [both for both, _surprise in _log_densities(came, gammas)]
    if counted.missed is not None:
        wanted = came + counted.missed
        gammas = _gammas(cells, setting, doubt=MISSED_SPREAD * counted.missed / wanted)
        return [both for both, _surprise in _log_densities(wanted, gammas)]
    gammas = _gammas(cells, setting)
    of_parts = [
        [both for both, _surprise in _log_densities(came * (1 + part), gammas)]
        for part in MIGHT_HAVE_COME
    ]
    return [_log_mean(logs) for logs in zip(*of_parts, strict=True)]


def _log_mean(logs: Sequence[float]) -> float:
    """The logarithm of the mean, without leaving the range of floats."""
    best = max(logs)
    return best + math.log(sum(math.exp(log - best) for log in logs) / len(logs))


def surprise_shares(cells: Sequence[Cell], setting: Setting, counted: Counted) -> list[float]:
    """How likely it is, under each cell, that a count came from a surprise."""
    came = max(float(counted.came), NOBODY)
    densities = _log_densities(came, _gammas(cells, setting))
    return [math.exp(surprise - both) for both, surprise in densities]


def _gammas(
    cells: Sequence[Cell], setting: Setting, *, doubt: float = 0.0
) -> list[tuple[float, float]]:
    """Mean and variance of the count under each cell; the doubt is of the count itself."""
    square = doubt * doubt
    return [
        (mean, answer_variance + walk_in_variance + square * mean * mean)
        for mean, answer_variance, walk_in_variance in moments(cells, setting)
    ]


def _log_densities(came: float, gammas: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """The density of a usual or a surprising evening together, and that of a surprising one.

    A gamma's log density, r = rate x came: shape x log r - r - log gamma(shape) - log came. The
    last term is the same for all cells and both parts, and left out.

    Source: a contaminated density, Tukey 1960, Contributions to Probability and Statistics.
    """
    found = []
    log, lgamma, exp, log1p = math.log, math.lgamma, math.exp, math.log1p
    rate = came * SURPRISE_SHAPE / SURPRISE_FACTOR
    for mean, variance in gammas:
        shape = mean * mean / variance
        part = came * mean / variance
        usual = _LOG_USUAL + shape * log(part) - part - lgamma(shape)
        part = rate / mean
        surprise = _LOG_SURPRISE + SURPRISE_SHAPE * log(part) - part
        # log(exp(usual) + exp(surprise)), without leaving the range of floats
        high, low = (usual, surprise) if usual > surprise else (surprise, usual)
        both = high + log1p(exp(low - high)) if high - low < 30 else high
        found.append((both, surprise))
    return found
