"""Does it come true as often as was said? Hits beside what chance alone would allow."""

import math
from dataclasses import dataclass
from enum import StrEnum

ENOUGH_TIMES = 8
"""Of fewer forecasts nobody can tell whether eight out of ten is right."""
# Hits that are rarer than one in ten, half of them on each side, are not put down to chance.
ONE_SIDE = 0.05


class Held(StrEnum):
    """How often a range held what it was said to hold."""

    TOO_FEW = "too_few"
    """Too few times to tell."""
    AS_SAID = "as_said"
    TOO_SELDOM = "too_seldom"
    """The ranges are too narrow."""
    TOO_OFTEN = "too_often"
    """The ranges are wider than they have to be."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was said, how often it was said, and how often it came true.

    Args:
        said: the chance that was said, between 0 and 1.
        times: how often.
        hits: how often it came true.
    """

    said: float
    times: int
    hits: int

    @property
    def held(self) -> Held:
        """Whether it came true as often as was said, as far as so many times can tell."""
        if self.times < ENOUGH_TIMES:
            return Held.TOO_FEW
        low, high = self.by_chance
        if self.hits < low:
            return Held.TOO_SELDOM
        return Held.TOO_OFTEN if self.hits > high else Held.AS_SAID

    @property
    def by_chance(self) -> tuple[int, int]:
        """From how many to how many hits there are by chance, where what was said is right.

        Source: the equal-tailed binomial range, Clopper and Pearson 1934, Biometrika 26:404.
        """
        return self._quantile(ONE_SIDE), self._quantile(1 - ONE_SIDE)

    def _quantile(self, level: float) -> int:
        below = 0.0
        for hits in range(self.times):
            ways = math.comb(self.times, hits)
            below += ways * self.said**hits * (1 - self.said) ** (self.times - hits)
            if below > level:
                return hits
        return self.times
