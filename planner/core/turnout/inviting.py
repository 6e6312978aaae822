"""How many to invite: the most for which too many come seldom enough."""

from collections.abc import Callable
from typing import Protocol

from planner.core.turnout.spoken import step_for

USUAL_RISK = 0.1
"""Too many in one of ten evenings, where nobody says otherwise."""
# A search stops within a fiftieth: the forecast itself is far less sure, and each look costs one.
FINEST_PART = 50


class Chances(Protocol):
    """What follows for the head count."""

    def chance_at_least(self, heads: float) -> float:
        """The chance that this many people or more come."""


def most_to_invite(
    outlook: Callable[[int], Chances], *, room: int, risk: float, given: int = 0, most: int
) -> int | None:
    """Return the most cards, or answers, for which too many people come seldom enough.

    Found by halving, in some ten looks. It is rounded down to a number that is no more precise
    than a forecast, and never to fewer than were given out already.

    Args:
        outlook: the head count that follows from so many; more never makes fewer come.
        room: for so many people there is room.
        risk: how large the chance of more people may be, between 0 and 1.
        given: how many were given out already.
        most: no more than this are looked at.

    Returns:
        `most` where that many are not too many either; None where those that were given out
        already are.

    Raises:
        ValueError: the risk is no chance, or more were given out than are looked at.
    """
    if not 0 < risk < 1 or given > most:
        raise ValueError(f"a risk lies between 0 and 1 and {given} within {most}, not {risk}")

    def is_fine(count: int) -> bool:
        return outlook(count).chance_at_least(room + 1) <= risk

    if not is_fine(given):
        return None
    fine, wrong = given, max(given + 1, min(most, room))
    while is_fine(wrong):
        if wrong == most:
            return most
        fine, wrong = wrong, min(most, 2 * wrong)
    while wrong - fine > max(1, fine // FINEST_PART):
        middle = (fine + wrong) // 2
        fine, wrong = (middle, wrong) if is_fine(middle) else (fine, middle)
    return max(given, _rounded_down(fine))


def _rounded_down(count: int) -> int:
    """Round down to 1, 5, 10, 50 and so on, at most a tenth."""
    step = step_for(count, 3 * count)
    return count // step * step
