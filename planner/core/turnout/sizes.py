"""The size of the events of a series, in people: walk-ins are reckoned as a part of it.

Three things tell the size, and each in its own way: how many answered, what the organiser guessed,
and how many came. They are three functions here, and one number comes of them.
"""

import math
from collections.abc import Sequence

from planner.core.turnout.inputs import EventKind, PastTurnout

# Smaller sizes are noise: one family decides.
SMALLEST_SIZE = 5.0
# The most walk-ins that the grid knows are 25 times the size; no count may lie near its edge.
LARGEST_PART = 20.0
# Where more than one in three who come had answered, the answers tell the size.
FEW_ANSWERS = 2.0

# Where people walk in, twice as many answers bring a fifth more people without one, and not twice
# as many: who answers would otherwise have walked in. Chosen on the first events of restaurants.
FEW_WHO_ANSWER = 12.0
GROWS_WITH_ANSWERS = 0.2
# Beyond what was measured, a few hundred answers, at least a quarter as many: 15 of 59 walked into
# a breakfast that people had registered for.
AT_LEAST_OF_ANSWERS = 0.25


def size_by_answers(answered: Sequence[float], kind: EventKind) -> float:
    """The size that the answers tell, of the events that they are known of; 0 where nobody did."""
    mean = mean_of(answered)
    if not kind.is_walked_into or not mean:
        return mean
    slowly = FEW_WHO_ANSWER * math.pow(mean / FEW_WHO_ANSWER, GROWS_WITH_ANSWERS)
    return max(slowly, AT_LEAST_OF_ANSWERS * mean)


def size_by_guesses(past: Sequence[PastTurnout], expected: int | None) -> float:
    """The size that the organiser told, of the coming event or else of the earlier ones; 0 if not.

    How guesses and counts hang together is then learned from the earlier events.
    """
    if expected:
        return float(expected)
    return mean_of([event.expected for event in past if event.expected])


def size_by_counts(past: Sequence[PastTurnout], answered: Sequence[float]) -> float:
    """The size that the earlier counts tell, where hardly anybody answered."""
    return max(0.0, mean_of([event.came for event in past]) - FEW_ANSWERS * mean_of(answered))


def size_of(
    past: Sequence[PastTurnout],
    kind: EventKind,
    *,
    answered_then: Sequence[float],
    answered_now: float | None = None,
    expected: int | None = None,
) -> float | None:
    """The size of a series, of what tells most: the answers and the guess, and else the counts.

    Args:
        past: its earlier events.
        kind: whether people walk in.
        answered_then: people who had answered, for each earlier event.
        answered_now: people who have answered, for the coming event; None where there is none.
        expected: the organiser's guess of it.

    Returns:
        People; None where nothing tells.
    """
    answered = [*answered_then, *([] if answered_now is None else [answered_now])]
    by_answers, by_guesses = size_by_answers(answered, kind), size_by_guesses(past, expected)
    if not (by_answers or by_guesses or past):
        return None
    size = max(by_answers, by_guesses, SMALLEST_SIZE)
    if not by_guesses:
        size = max(size, size_by_counts(past, answered_then))
    return max(size, max((event.came for event in past), default=0) / LARGEST_PART)


def mean_of(numbers: Sequence[float]) -> float:
    """The mean; 0 of nothing."""
    return sum(numbers) / len(numbers) if numbers else 0.0
