"""How often everything is different here, and by how much: learned from the earlier events."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.turnout.likelihood import (
    NOBODY,
    SURPRISE_CHANCE,
    SURPRISE_FACTOR,
    SURPRISE_SPREAD,
    moments,
    surprise_shares,
)
from planner.core.turnout.posterior import Evidence, Weighted

# The usual chance and factor weigh as much as so many events, and as so many surprises. One
# evening of 120 after ten of 30 stays a surprise; the second makes the third worth a reserve.
CHANCE_WEIGHT = 12.0
FACTOR_WEIGHT = 2.0
# Cells below a fiftieth of the best hardly change an average.
TELLING = 0.02


@dataclass(frozen=True, slots=True)
class Surprise:
    """The evening on which all is different.

    Args:
        chance: how often it happens.
        factor: how many times as many people come on average.
    """

    chance: float = SURPRISE_CHANCE
    factor: float = SURPRISE_FACTOR

    def moments(self, mean: float) -> tuple[float, float]:
        """Mean and variance of the head count, next to the mean of a usual evening."""
        return self.factor * mean, (SURPRISE_SPREAD * self.factor * mean) ** 2


def learn_surprise(cells: Sequence[Weighted], evidence: Sequence[Evidence]) -> Surprise:
    """Count the surprises among the earlier events, each as far as it probably was one.

    Source: the mean of a beta and of a normal posterior, Gelman et al. 2013, Bayesian Data
    Analysis, sections 2.4 and 2.5.
    """
    best = max(each.weight for each in cells)
    telling = [each for each in cells if each.weight > TELLING * best]
    events = surprises = logs = 0.0
    for event in evidence:
        chance, usual = _seen(telling, event)
        events += event.weight
        surprises += event.weight * chance
        logs += event.weight * chance * math.log(max(event.counted.came, NOBODY) / usual)
    return Surprise(
        chance=(CHANCE_WEIGHT * SURPRISE_CHANCE + surprises) / (CHANCE_WEIGHT + events),
        factor=math.exp(
            (FACTOR_WEIGHT * math.log(SURPRISE_FACTOR) + logs) / (FACTOR_WEIGHT + surprises)
        ),
    )


def chance_of_surprise(cells: Sequence[Weighted], event: Evidence) -> float:
    """How likely it is that an earlier event was a surprise."""
    return _seen(cells, event)[0]


def _seen(cells: Sequence[Weighted], event: Evidence) -> tuple[float, float]:
    """The chance that an event was a surprise, and what would have been usual."""
    within = [each.cell for each in cells]
    shares = surprise_shares(within, event.setting, event.counted)
    total = chance = usual = 0.0
    for each, share, (mean, *_) in zip(cells, shares, moments(within, event.setting), strict=True):
        total += each.weight
        chance += each.weight * share
        usual += each.weight * mean
    return chance / total, usual / total
