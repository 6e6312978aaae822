"""Do the answers come in as they did before earlier events, as long before them?"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.core.turnout.inputs import USUAL_HOUSEHOLD_RATIO

FEWEST_EVENTS = 3
"""With fewer earlier events nobody knows what is usual."""
LATEST_EVENTS = 10
"""Earlier ones say little of how people answer now."""
# Answers to one event next to the other, at the same distance, as a standard deviation of their
# logarithm: .22 before days at clinics, .71 at restaurants. Neighbours are asked with cards, so an
# assumption near the regular ones; it weighs as much as two events and is soon overruled.
USUAL_SPREAD = 0.25
SPREAD_WEIGHT = 2.0
# Said of one in ten events that are on their path after all, half of them for too few answers.
ONE_SIDED = 1.2816
# Nobody at all counts as a little more than that: a logarithm has no value at nought.
NOBODY = 0.5


class HowFar(StrEnum):
    """How far from what is usual, in words that people use."""

    NONE_YET = "none_yet"
    THREE_QUARTERS_FEWER = "three_quarters_fewer"
    TWO_THIRDS_FEWER = "two_thirds_fewer"
    HALF = "half"
    A_THIRD_FEWER = "a_third_fewer"
    A_QUARTER_FEWER = "a_quarter_fewer"
    A_QUARTER_MORE = "a_quarter_more"
    A_THIRD_MORE = "a_third_more"
    HALF_MORE = "half_more"
    TWICE = "twice"
    THREE_TIMES = "three_times"
    MANY_TIMES = "many_times"


_PARTS = {
    HowFar.THREE_QUARTERS_FEWER: 1 / 4,
    HowFar.TWO_THIRDS_FEWER: 1 / 3,
    HowFar.HALF: 1 / 2,
    HowFar.A_THIRD_FEWER: 2 / 3,
    HowFar.A_QUARTER_FEWER: 3 / 4,
    HowFar.A_QUARTER_MORE: 5 / 4,
    HowFar.A_THIRD_MORE: 4 / 3,
    HowFar.HALF_MORE: 3 / 2,
    HowFar.TWICE: 2.0,
    HowFar.THREE_TIMES: 3.0,
    HowFar.MANY_TIMES: 4.5,
}


@dataclass(frozen=True, slots=True)
class OffPath:
    """A registration that left its path.

    Args:
        yes_heads: people who said yes until now.
        usual: how many usually had by then: the middle of the earlier events, in people.
        how_far: from what is usual.
        events: how many earlier events it was held against.
    """

    yes_heads: int
    usual: int
    how_far: HowFar
    events: int

    @property
    def is_fewer(self) -> bool:
        """Whether fewer people said yes than usual; else more did."""
        return self.yes_heads < self.usual


def off_path(
    yes_heads: int, earlier: Sequence[int], *, household_size_ratio: float | None = None
) -> OffPath | None:
    """Say whether answers are outside what is usual at this distance, and by how much.

    Args:
        yes_heads: people who said yes until now.
        earlier: people who had said yes as long before each earlier event of the series, oldest
            first; only those whose answers are known by day.
        household_size_ratio: as in `Answers`; None takes the usual one.

    Returns:
        None where it is on its path, where fewer than three earlier events tell what is usual, and
        where one household more or fewer would decide.

    Source: the predictive distribution of one more value of a normal sample whose variance has a
    conjugate prior, on the logarithm: Gelman et al. 2013, Bayesian Data Analysis, section 3.2.
    """
    latest = earlier[-LATEST_EVENTS:]
    if len(latest) < FEWEST_EVENTS:
        return None
    ratio = household_size_ratio or USUAL_HOUSEHOLD_RATIO
    logs = _logs(latest)
    middle = sum(logs) / len(logs)
    reach = _reach(logs, middle, households=ratio / max(math.exp(middle), NOBODY))
    household = math.ceil(ratio)
    is_fewer = math.log(max(yes_heads + household, NOBODY)) < middle - reach
    is_more = math.log(max(yes_heads - household, NOBODY)) > middle + reach
    if not is_fewer and not is_more:
        return None
    usual = max(1, usual_of(latest))
    return OffPath(yes_heads, usual, _how_far(yes_heads, usual), len(latest))


def usual_of(earlier: Sequence[int]) -> int:
    """Return how many people usually had said yes: the middle of earlier events' logarithms.

    Args:
        earlier: people who had said yes as long before each, in any order; at least one event.
    """
    logs = _logs(earlier)
    # Where nobody had, rounding makes nobody into somebody.
    return min(max(earlier), round(math.exp(sum(logs) / len(logs))))


def _logs(earlier: Sequence[int]) -> list[float]:
    return [math.log(max(heads, NOBODY)) for heads in earlier]


def _reach(logs: Sequence[float], middle: float, *, households: float) -> float:
    """How far from the middle the next event may lie, on the logarithm.

    Args:
        logs: of the earlier events.
        middle: their mean.
        households: the variance that whole households alone bring about. Regular groups may have
            less: it stands for what is not known yet, and is no bound.
    """
    freedom = SPREAD_WEIGHT + len(logs) - 1
    beforehand = SPREAD_WEIGHT * max(USUAL_SPREAD**2, households)
    variance = (beforehand + sum((each - middle) ** 2 for each in logs)) / freedom
    return _students_t(freedom) * math.sqrt(variance * (1 + 1 / len(logs)))


def _students_t(freedom: float) -> float:
    """The 95 % point of Student's t, from 4 degrees of freedom on within half a percent.

    Source: Abramowitz and Stegun 1964, Handbook of Mathematical Functions, 26.7.5.
    """
    z = ONE_SIDED
    first = (z**3 + z) / 4
    second = (5 * z**5 + 16 * z**3 + 3 * z) / 96
    return z + first / freedom + second / freedom**2


def _how_far(yes_heads: int, usual: int) -> HowFar:
    if not yes_heads:
        return HowFar.NONE_YET
    part = math.log(yes_heads / usual)
    near = {how: value for how, value in _PARTS.items() if (value < 1) == (part < 0)}
    return min(near, key=lambda how: abs(math.log(near[how]) - part))
