"""What is likely before anything is counted here: show-up shares, walk-ins and their swing.

An event's head count is p x (heads that said yes) + w: p is the share of them that shows up,
w the people who come without an answer, and d how much w swings from event to event, relative
to its size. p, w and d are unknown; each combination on a fixed grid is one cell, and the
prior says how likely a cell is before this series has any history.

Sources: docs/decisions/0001-turnout-model.md
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.core.turnout.inputs import EventKind


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
    EventKind.CLOSED: KindPrior(0.72, 25, 0.015, 1.0, 0.6, 0.7),
    EventKind.REGISTERED: KindPrior(0.72, 4, 0.15, 1.2, 0.6, 0.7),
    EventKind.OPEN: KindPrior(0.75, 6, 1.1, 0.9, 0.35, 0.7),
}

# Which priors are mixed for what the organiser says. Somebody who is unsure usually has an event
# that people can walk into. Nobody is quite sure: answers may not have been collected last time,
# or the door was left open. A small part of the open prior lets the counts overrule the kind.
MIXES: Mapping[EventKind, Mapping[EventKind, float]] = {
    EventKind.CLOSED: {EventKind.CLOSED: 0.99, EventKind.OPEN: 0.01},
    EventKind.REGISTERED: {EventKind.REGISTERED: 0.98, EventKind.OPEN: 0.02},
    EventKind.OPEN: {EventKind.OPEN: 1.0},
    EventKind.UNSURE: {
        EventKind.OPEN: 0.6,
        EventKind.REGISTERED: 0.2,
        EventKind.CLOSED: 0.2,
    },
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One combination: show-up share, walk-ins relative to the scale, their relative swing."""

    show_up: float
    walk_ins: float
    swing: float


SHOW_UP_SHARES: tuple[float, ...] = tuple(0.1 + 0.075 * step for step in range(13))
SWINGS: tuple[float, ...] = tuple(0.12 * (1.6 / 0.12) ** (step / 4) for step in range(5))
FEWEST_WALK_INS, MOST_WALK_INS = 0.004, 25.0
WALK_IN_POINTS = 25


def walk_in_points(centre: float, width: float) -> tuple[tuple[float, float], ...]:
    """Walk-in parts to consider, each with the stretch of the logarithm it stands for.

    They lie close together around the centre and farther apart away from it, because a summer
    of counts pins them down far better than an even grid could follow.

    Args:
        centre: where the counts point.
        width: points are about evenly spread within this distance on the logarithm.
    """
    middle = math.log(min(max(centre, FEWEST_WALK_INS), MOST_WALK_INS))
    first = math.asinh((math.log(FEWEST_WALK_INS) - middle) / width)
    last = math.asinh((math.log(MOST_WALK_INS) - middle) / width)
    step = (last - first) / (WALK_IN_POINTS - 1)
    places = [first + step * point for point in range(WALK_IN_POINTS)]
    return tuple(
        (math.exp(middle + width * math.sinh(place)), width * step * math.cosh(place))
        for place in places
    )


def weigh_cells(
    mix: Mapping[EventKind, float], shares: Sequence[float], points: Sequence[tuple[float, float]]
) -> tuple[list[Cell], list[float]]:
    """The cells of a grid, and the logarithm of the weight of each before any count.

    The priors of several kinds may be mixed; the counts then tell which it is.
    """
    cells = [
        Cell(share, walk_ins, swing)
        for share in shares
        for walk_ins, _ in points
        for swing in SWINGS
    ]
    mixed = [0.0] * len(cells)
    for part, chance in mix.items():
        logs = _log_weights(PRIORS[part], shares, points)
        mixed = [sum_ + chance * math.exp(log) for sum_, log in zip(mixed, logs, strict=True)]
    return cells, [math.log(weight + 1e-300) for weight in mixed]


def _log_weights(
    prior: KindPrior, shares: Sequence[float], points: Sequence[tuple[float, float]]
) -> list[float]:
    """Beta for the share, log-normal for the walk-ins and the swing; the weights add up to 1."""
    share_logs = [_beta(share, prior) for share in shares]
    walk_in_logs = [
        math.log(stretch) - _squared(walk_ins, prior.walk_ins, prior.walk_ins_spread) / 2
        for walk_ins, stretch in points
    ]
    swing_logs = [-_squared(swing, prior.swing, prior.swing_spread) / 2 for swing in SWINGS]
    total = sum(
        math.log(math.fsum(map(math.exp, logs))) for logs in (share_logs, walk_in_logs, swing_logs)
    )
    return [
        share + walk_ins + swing - total
        for share in share_logs
        for walk_ins in walk_in_logs
        for swing in swing_logs
    ]


def _beta(share: float, prior: KindPrior) -> float:
    """The logarithm of a beta density, not normalised, and finite at its ends."""
    come = prior.show_up * prior.show_up_weight
    stay_away = prior.show_up_weight - come
    return (come - 1) * math.log(min(share, 0.985)) + (stay_away - 1) * math.log(
        max(1 - share, 0.015)
    )


def _squared(value: float, median: float, spread: float) -> float:
    """The squared distance of a log-normal value from its median, in standard deviations."""
    return (math.log(value / median) / spread) ** 2
