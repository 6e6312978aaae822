"""A distribution of head counts as a table: read off quantiles and chances in no time."""

import itertools
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable
from dataclasses import dataclass

# Straight lines misjudge a tail, and what is bought for 98 in 100 evenings lies in one.
TAIL_PART = 0.3
SMALLEST_STEP = 0.001


@dataclass(frozen=True, slots=True)
class Distribution:
    """Head counts and the chance of at most that many; straight lines in between.

    Counts are whole people on a continuous scale: 12 people is everything from 11.5 to 12.5.

    Args:
        heads: increasing points on that scale.
        chances: the chance of being at or below each point; never falls, ends at 1.
    """

    heads: tuple[float, ...]
    chances: tuple[float, ...]

    def point(self, level: float) -> float:
        """The place on the continuous scale below which lies this part of the chance.

        Raises:
            ValueError: the level is not between 0 and 1.
        """
        if not 0 <= level <= 1:
            raise ValueError(f"a level is a chance from 0 to 1, not {level}")
        right = bisect_left(self.chances, level)
        if right == 0:
            return self.heads[0]
        if right == len(self.heads):
            return self.heads[-1]
        low, high = self.chances[right - 1], self.chances[right]
        part = (level - low) / (high - low)
        return self.heads[right - 1] + part * (self.heads[right] - self.heads[right - 1])

    def quantile(self, level: float) -> int:
        """The number of people that is not exceeded with this chance, 0 < level < 1."""
        return max(0, round(self.point(level)))

    def chance_at_most(self, heads: float) -> float:
        """The chance that at most this many people come."""
        return self.chance_below(heads + 0.5)

    def chance_at_least(self, heads: float) -> float:
        """The chance that this many people or more come."""
        return 1 - self.chance_below(heads - 0.5)

    def limited_to(self, most: int) -> "Distribution":
        """The head counts where no more than this many can come: who would be more are so many."""
        last = most + 0.5
        if self.heads[-1] <= last:
            return self
        below = [
            (place, chance)
            for place, chance in zip(self.heads, self.chances, strict=True)
            if place < most - 0.5
        ]
        # From here on nobody else fits, so all of the chance that is left lies on the last one.
        before = most - 0.5
        first = (min(0.0, before), 0.0)
        table = [*(below or [first]), (before, self.chance_below(before)), (last, 1.0)]
        return Distribution(
            heads=tuple(place for place, _ in table), chances=tuple(chance for _, chance in table)
        )

    @property
    def mean(self) -> float:
        """The average number of people over all that may happen."""
        pairs = zip(self.heads, self.chances, strict=True)
        steps = list(pairs)
        total = steps[0][0] * steps[0][1]
        for (low, below), (high, above) in itertools.pairwise(steps):
            total += (above - below) * (low + high) / 2
        return total

    def chance_below(self, place: float) -> float:
        """The chance of being below a place on the continuous scale."""
        right = bisect_right(self.heads, place)
        if right == 0:
            return 0.0
        if right == len(self.heads):
            return 1.0
        low, high = self.heads[right - 1], self.heads[right]
        part = (place - low) / (high - low)
        return self.chances[right - 1] + part * (self.chances[right] - self.chances[right - 1])


def higher(one: Distribution, other: Distribution) -> Distribution:
    """The distribution whose quantiles are the larger ones of two."""
    heads = sorted({*one.heads, *other.heads})
    return Distribution(
        heads=tuple(heads),
        chances=tuple(min(one.chance_below(place), other.chance_below(place)) for place in heads),
    )


def tabulate(
    chance_below: Callable[[float], float], points: Iterable[float], *, step: float = 0.02
) -> Distribution:
    """Make a table of a distribution function.

    Args:
        chance_below: the distribution function on the continuous scale.
        points: increasing points to start with; the first has no chance below it, the last
            none above it.
        step: no two neighbours differ by more chance than this, nor by more than a part of
            the tail they are in, unless they are less than a quarter of a person apart.
    """
    start = list(points)
    table = [(place, chance_below(place)) for place in start]
    filled = [table[0]]
    waiting = table[:0:-1]
    while waiting:
        (low, below), (high, above) = filled[-1], waiting[-1]
        finest = min(step, TAIL_PART * above, TAIL_PART * (1 - below))
        if above - below > max(finest, SMALLEST_STEP) and high - low > 0.25 + 0.001 * low:
            middle = (low + high) / 2
            waiting.append((middle, chance_below(middle)))
        else:
            filled.append(waiting.pop())
    total = filled[-1][1]
    return Distribution(
        heads=tuple(place for place, _ in filled),
        chances=tuple(chance / total for _, chance in filled),
    )
