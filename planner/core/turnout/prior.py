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
from enum import StrEnum
from typing import NamedTuple

from planner.core.turnout.inputs import EventKind


@dataclass(frozen=True, slots=True)
class KindPrior:
    """The prior of one kind of event.

    Args:
        show_up: mean share of those who said yes that comes.
        show_up_weight: how many answers that mean is worth (a Beta distribution's a + b).
        walk_ins: median of the walk-ins, as a part of the event's size.
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


class Prior(StrEnum):
    """What an event may turn out to be like, before anything is counted here."""

    CLOSED = "closed"
    """Who is invited comes, or stays away."""
    BY_EARLY_ANSWER = "by_early_answer"
    """Answers weeks ahead and free of charge: three in ten stay away, hardly anybody walks in."""
    BY_LATE_ANSWER = "by_late_answer"
    """Answers of the last days: most come, and others book so late that they seem to walk in."""
    OPEN = "open"
    """People walk in."""


PRIORS: Mapping[Prior, KindPrior] = {
    Prior.CLOSED: KindPrior(0.72, 25, 0.015, 1.0, 0.6, 0.7),
    Prior.BY_EARLY_ANSWER: KindPrior(0.65, 3, 0.06, 1.3, 0.6, 0.7),
    Prior.BY_LATE_ANSWER: KindPrior(0.85, 4, 0.15, 1.4, 0.6, 0.7),
    Prior.OPEN: KindPrior(0.75, 6, 1.1, 0.9, 0.35, 0.7),
}

Mix = Mapping[Prior, float]
"""Priors with the chance of each; the chances add up to 1."""

# Nobody is quite sure of a kind: answers may not have been collected last time, or the door was
# left open. A small part of the open prior lets the counts overrule it.
MAY_BE_OPEN_AFTER_ALL: Mapping[EventKind, float] = {
    EventKind.CLOSED: 0.01,
    EventKind.REGISTERED: 0.02,
}
# Nobody has come yet to a first event that its organiser makes a guess of: people may come as that
# guess says and never answer. An assumption.
MAY_NEVER_ANSWER = 0.05
# Somebody who is unsure usually has an event that people can walk into.
UNSURE: Mapping[EventKind, float] = {
    EventKind.OPEN: 0.6,
    EventKind.REGISTERED: 0.2,
    EventKind.CLOSED: 0.2,
}
# How likely answers are of the early sort: unless told, nearly as likely as not. Where it is told
# how far ahead we are, answers to come are expected for themselves, and then three in four on the
# day itself and more with each day: the longer ago somebody said yes, the more stay away.
EARLY_UNLESS_TOLD = 0.45
EARLY_ON_THE_DAY, EARLY_PER_LOG_DAY, EARLY_AT_MOST = 0.75, 0.06, 0.95


def mix_of(kind: EventKind, *, days_ahead: float | None = None, guessed: float = 0.0) -> Mix:
    """Which priors apply to what the organiser says of an event, and to answers of so long ahead.

    Args:
        kind: whether people can come without answering.
        days_ahead: days until the event begins; None where that is not told.
        guessed: the part of the people that only a guess speaks of, from 0 to 1.
    """
    if kind is EventKind.UNSURE:
        mixed: dict[Prior, float] = {}
        for each, chance in UNSURE.items():
            for prior, part in mix_of(each, days_ahead=days_ahead, guessed=guessed).items():
                mixed[prior] = mixed.get(prior, 0.0) + chance * part
        return mixed
    if kind is EventKind.OPEN:
        return {Prior.OPEN: 1.0}
    may_be_open = max(MAY_BE_OPEN_AFTER_ALL[kind], MAY_NEVER_ANSWER * guessed)
    if kind is EventKind.CLOSED:
        return {Prior.CLOSED: 1 - may_be_open, Prior.OPEN: may_be_open}
    early = EARLY_UNLESS_TOLD
    if days_ahead is not None:
        logged = EARLY_PER_LOG_DAY * math.log1p(max(0.0, days_ahead))
        early = min(EARLY_AT_MOST, EARLY_ON_THE_DAY + logged)
    return {
        Prior.BY_EARLY_ANSWER: early * (1 - may_be_open),
        Prior.BY_LATE_ANSWER: (1 - early) * (1 - may_be_open),
        Prior.OPEN: may_be_open,
    }


class Cell(NamedTuple):
    """One combination: show-up share, walk-ins relative to the size, their relative swing.

    A tuple, because thousands are unpacked for each forecast.
    """

    show_up: float
    walk_ins: float
    swing: float


Points = Sequence[tuple[float, float]]
"""Values to consider, each with the stretch that it stands for."""

FEWEST_SHOW_UP, SHOW_UP_POINTS = 0.1, 13
SHOW_UP_SHARES: Points = tuple((0.1 + 0.075 * step, 0.075) for step in range(SHOW_UP_POINTS))
SWINGS: tuple[float, ...] = tuple(0.12 * (1.6 / 0.12) ** (step / 4) for step in range(5))
# Of a club whose members always come, which only many counts alike can tell.
SWING_OF_REGULARS = 0.04
FEWEST_WALK_INS, MOST_WALK_INS = 0.004, 25.0
WALK_IN_POINTS = 25


def show_up_points(centre: float, width: float) -> Points:
    """Show-up shares to consider, close together around the centre, with the stretch of each.

    Args:
        centre: where the counts point.
        width: points are about evenly spread within this distance.
    """
    middle = min(max(centre, FEWEST_SHOW_UP), 1.0)
    return _dense_around(middle, width, FEWEST_SHOW_UP, 1.0, SHOW_UP_POINTS)


def walk_in_points(centre: float, width: float) -> Points:
    """Walk-in parts to consider, each with the stretch of the logarithm it stands for.

    They lie close together around the centre and farther apart away from it, because a summer
    of counts pins them down far better than an even grid could follow.

    Args:
        centre: where the counts point.
        width: points are about evenly spread within this distance on the logarithm.
    """
    middle = math.log(min(max(centre, FEWEST_WALK_INS), MOST_WALK_INS))
    lowest, highest = math.log(FEWEST_WALK_INS), math.log(MOST_WALK_INS)
    points = _dense_around(middle, width, lowest, highest, WALK_IN_POINTS)
    return tuple((math.exp(place), stretch) for place, stretch in points)


def _dense_around(
    middle: float, width: float, lowest: float, highest: float, count: int
) -> list[tuple[float, float]]:
    """So many points from the lowest to the highest, and the stretch of each."""
    first = math.asinh((lowest - middle) / width)
    last = math.asinh((highest - middle) / width)
    step = (last - first) / (count - 1)
    places = [first + step * point for point in range(count)]
    return [
        (middle + width * math.sinh(place), width * step * math.cosh(place)) for place in places
    ]


def weigh_cells(
    mix: Mix, shares: Points, points: Points, swings: Sequence[float] = SWINGS
) -> tuple[list[Cell], list[float]]:
    """The cells of a grid, and the logarithm of the weight of each before any count.

    The priors of several kinds may be mixed; the counts then tell which it is.
    """
    cells = [
        Cell(share, walk_ins, swing)
        for share, _ in shares
        for walk_ins, _ in points
        for swing in swings
    ]
    mixed = [0.0] * len(cells)
    for part, chance in mix.items():
        logs = _log_weights(PRIORS[part], shares, points, swings)
        mixed = [sum_ + chance * math.exp(log) for sum_, log in zip(mixed, logs, strict=True)]
    return cells, [math.log(weight + 1e-300) for weight in mixed]


def _log_weights(
    prior: KindPrior, shares: Points, points: Points, swings: Sequence[float]
) -> list[float]:
    """Beta for the share, log-normal for the walk-ins and the swing; the weights add up to 1."""
    share_logs = [math.log(stretch) + _beta(share, prior) for share, stretch in shares]
    walk_in_logs = [
        math.log(stretch) - _squared(walk_ins, prior.walk_ins, prior.walk_ins_spread) / 2
        for walk_ins, stretch in points
    ]
    swing_logs = [-_squared(swing, prior.swing, prior.swing_spread) / 2 for swing in swings]
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
