"""By when something of an event should be done: what the lists of it are sorted by."""

from collections.abc import Sequence
from datetime import date, timedelta

from planner.core.next_steps import NextStep
from planner.core.steps import Step

TO_BE_DECIDED = frozenset(
    {
        Step.PUBLISH,
        Step.BROKEN_ASSURANCE,
        Step.OPEN_ASSURANCE,
        Step.MAKE_ROOM,
        Step.GUESS,
        Step.VENUE,
        Step.PHONE,
    }
)
"""What nobody waits for today, and without which the rest can't be made."""
DECIDED_BEFORE = timedelta(days=14)
"""So long before an event all of that is known."""
SOON = timedelta(days=7)


def done_by(step: NextStep, *, held_on: date, today: date) -> date:
    """Return the day by which a step of an event should be done.

    Without a day of its own somebody waits for it (guests who have not heard, whoever asked for
    cards, a remark nobody read), and that is for today.
    """
    if step.by is not None:
        return step.by
    if step.step in TO_BE_DECIDED:
        return held_on - min(DECIDED_BEFORE, held_on - date.min)
    return today


def first_due(steps: Sequence[NextStep], *, held_on: date, today: date) -> date:
    """Return the day on which the first thing of an event is due; the event's own without any."""
    return min((done_by(step, held_on=held_on, today=today) for step in steps), default=held_on)


def is_due_soon(due: date, *, today: date) -> bool:
    """Say whether something is due within a week, or was already."""
    return due - today <= SOON
