"""What is likely before anything is counted here: show-up shares, walk-ins and their swing.

An event's head count is p x (heads that said yes) + w: p is the share of them that shows up,
w the people who come without an answer, and d how much w swings from event to event, relative
to its size. p, w and d are unknown; each combination on a fixed grid is one cell, and the
prior says how likely a cell is before this series has any history.

Sources: docs/decisions/0001-turnout-model.md
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from planner.core.turnout.values import EventKind


@dataclass(frozen=True, slots=True)
class KindPrior:
    """The prior of one kind of event.

    Args:
        show_up: mean share of those who said yes that comes.
        show_up_weight: how many answers that mean is worth (a Beta distribution's a + b).
        walk_ins: median of the walk-ins, as a part of the event's scale.
        walk_ins_spread: standard deviation of their logarithm.
        swing: median relative standard deviation of the walk-ins between events.
        swing_spread: standard deviation of its logarithm.
    """

    show_up: float
    show_up_weight: float
    walk_ins: float
    walk_ins_spread: float
    swing: float
    swing_spread: float


PRIORS: Mapping[EventKind, KindPrior] = {
    EventKind.CLOSED: KindPrior(0.75, 12, 0.04, 1.0, 0.6, 0.5),
    EventKind.REGISTERED: KindPrior(0.65, 10, 0.12, 1.2, 0.6, 0.5),
    EventKind.OPEN: KindPrior(0.70, 10, 0.9, 1.1, 0.45, 0.5),
}

# An organiser who is unsure usually has an event that people can walk into.
UNSURE_MIX: Mapping[EventKind, float] = {
    EventKind.OPEN: 0.6,
    EventKind.REGISTERED: 0.2,
    EventKind.CLOSED: 0.2,
}


def _spaced(low: float, high: float, count: int) -> list[float]:
    """Numbers from low to high, each the same factor above the one before."""
    step = math.log(high / low) / (count - 1)
    return [low * math.exp(step * position) for position in range(count)]


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination: show-up share, walk-ins relative to the scale, their relative swing."""

    show_up: float
    walk_ins: float
    swing: float


CELLS: tuple[Cell, ...] = tuple(
    Cell(show_up, walk_ins, swing)
    for show_up in [0.22 + 0.065 * step for step in range(13)]
    for walk_ins in _spaced(0.004, 25, 25)
    for swing in _spaced(0.12, 1.6, 6)
)


@cache
def log_prior(kind: EventKind) -> tuple[float, ...]:
    """The logarithm of each cell's prior weight, in the order of `CELLS`; the weights add up to 1.

    A kind that the organiser is unsure of is a mix of the three; the counts then tell which.
    """
    if kind is EventKind.UNSURE:
        parts = [(share, log_prior(part)) for part, share in UNSURE_MIX.items()]
        return tuple(
            math.log(sum(share * math.exp(logs[cell]) for share, logs in parts))
            for cell in range(len(CELLS))
        )
    prior = PRIORS[kind]
    logs = [_log_density(prior, cell) for cell in CELLS]
    total = math.log(math.fsum(math.exp(log) for log in logs))
    return tuple(log - total for log in logs)


def _log_density(prior: KindPrior, cell: Cell) -> float:
    """Beta for the share, log-normal for the walk-ins and the swing; not normalised."""
    successes = prior.show_up * prior.show_up_weight
    failures = prior.show_up_weight - successes
    return (
        (successes - 1) * math.log(min(cell.show_up, 0.985))
        + (failures - 1) * math.log(max(1 - cell.show_up, 0.015))
        - _squared(cell.walk_ins, prior.walk_ins, prior.walk_ins_spread) / 2
        - _squared(cell.swing, prior.swing, prior.swing_spread) / 2
    )


def _squared(value: float, median: float, spread: float) -> float:
    """The squared distance of a log-normal value from its median, in standard deviations."""
    return (math.log(value / median) / spread) ** 2
