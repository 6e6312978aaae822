"""When something of an event is due: what a list of events is sorted by."""

from collections.abc import Sequence
from datetime import date, timedelta

from planner.core.next_steps import NextStep
from planner.core.steps import Step

SOMEBODY_WAITS = {Step.TELL, Step.LOOK}
"""Guests who have not heard, and answers that don't count yet: that is for today."""
PLANNED_BEFORE = timedelta(days=14)
"""So long before an event its place, its size and its telephone number are known."""
SOON = timedelta(days=7)


def due_on(step: NextStep, *, held_on: date, today: date) -> date:
    """Return the day on which a step of an event is due."""
    if step.step in SOMEBODY_WAITS:
        return today
    return step.by or held_on - min(PLANNED_BEFORE, held_on - date.min)


def first_due(steps: Sequence[NextStep], *, held_on: date, today: date) -> date:
    """Return the day on which the first thing of an event is due; the event's own without any."""
    return min((due_on(step, held_on=held_on, today=today) for step in steps), default=held_on)


def is_due_soon(due: date, *, today: date) -> bool:
    """Say whether something is due within a week, or was already."""
    return due - today <= SOON
