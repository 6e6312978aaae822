"""A forecast as people say it: its numbers no more precise than the forecast is.

"2,274 to 10,188" promises a knowledge that nobody has. Files and interfaces keep the exact numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count, takewhile
from typing import Protocol

from planner.core.turnout.explain import Parts

QUIET, BUSY = 0.1, 0.9
# The step to round to is at most a tenth of half the range, and a quarter of its quiet end.
PARTS_OF_HALF = 10
PARTS_OF_LOW = 4


class SpokenForecast(Protocol):
    """A forecast or nowcast, made now or kept."""

    def quantile(self, level: float) -> int:
        """The number of people that is not exceeded with this chance."""


@dataclass(frozen=True)
class Spoken:
    """The numbers to say aloud: multiples of `step`, low <= likely <= high."""

    low: int
    likely: int
    high: int
    step: int


def spoken(said: SpokenForecast, *, at_least: int = 0, at_most: int | None = None) -> Spoken:
    """Round a forecast for people.

    Args:
        said: what to round.
        at_least: people who are certain, such as those who came already; not rounded away.
        at_most: as many as can come; rounding doesn't go beyond. None where nothing limits it.
    """
    low, likely, high = (said.quantile(level) for level in (QUIET, 0.5, BUSY))
    step = step_for(low, high)
    rounded = (nearest(heads, step) for heads in (low, likely, high))
    if at_most is not None:
        rounded = (min(at_most, heads) for heads in rounded)
    low, likely, high = (max(at_least, heads) for heads in rounded)
    return Spoken(low, likely, high, step)


def spoken_range(low: int, high: int) -> tuple[int, int]:
    """Round the ends of a range as `spoken` does."""
    step = step_for(low, high)
    return nearest(low, step), nearest(high, step)


def spoken_heads(heads: int, of: SpokenForecast) -> int:
    """Round another number of people that follows from a forecast, such as for whom to buy."""
    return nearest(heads, step_for(of.quantile(QUIET), of.quantile(BUSY)))


def step_for(low: int, high: int) -> int:
    """Return to what to round: 1, 5, 10, 50, 100 and so on, a small part of the range.

    The quiet end limits it too: where few may come, a few people are not rounded away.
    """
    largest = min((high - low) / 2 / PARTS_OF_HALF, low / PARTS_OF_LOW)
    return max(takewhile(lambda step: step <= largest, _steps()), default=1)


def nearest(heads: int, step: int) -> int:
    """Round to a multiple of the step; halves go up."""
    return (heads + step // 2) // step * step


def spoken_parts(parts: Parts, step: int) -> Parts:
    """Round the parts of a forecast so that they add up to its rounded number.

    Who answered is a count and stays exact. No part that is there is rounded to nothing: beside
    5,000 who just come, 33 who said yes are "about 30".
    """
    coming = {
        name: heads
        for name in ("come_as_answered", "still_to_answer", "come_unannounced")
        if (heads := getattr(parts, name))
    }
    if step == 1 or not coming:
        return parts
    total = nearest(parts.total, step)
    largest = max(coming, key=lambda name: coming[name])
    finer = max(
        each
        for each in takewhile(lambda each: each <= step, _steps())
        if each <= min(coming.values())
    )
    rounded = {name: nearest(heads, finer) for name, heads in coming.items() if name != largest}
    rounded[largest] = total - sum(rounded.values())
    too_many = max(0, rounded.get("come_as_answered", 0) - parts.answered)
    if too_many:
        rounded["come_as_answered"] = parts.answered
        rounded["come_unannounced"] = rounded.get("come_unannounced", 0) + too_many
    said = replace(parts, **rounded)
    return replace(said, stay_away=parts.answered - said.come_as_answered)


def _steps() -> Iterator[int]:
    for power in count():
        yield 10**power
        yield 5 * 10**power
