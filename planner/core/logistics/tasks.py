"""Tasks before and after an event: in days from it, so that they move along, with an owner.

What the planner can work out by itself is no task: it stands in the same list (`core/steps.py`).
Source: docs/decisions/0047-logistics.md.
"""

from dataclasses import dataclass
from datetime import date, timedelta

MOST_TASK_TITLE = 160
MOST_TASK_NOTE = 300
MOST_OWNER = 80
MOST_TASKS = 200
FARTHEST_BEFORE = timedelta(days=400)
FARTHEST_AFTER = timedelta(days=90)
"""Older events are looked at no more, and a task of theirs would wait for nobody."""
WAITS_BEFORE = timedelta(days=7)
"""So long before its day a task waits for somebody; what is later is folded away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFacts:
    """A task as the list of what waits reads it.

    Attributes:
        due_on: until when.
        owner: whose it is, in words; empty where nobody has it.
        phone: where the owner is called; empty where nobody noted it.
        account_id: whose it is, where that is somebody with an account here.
        is_call: whether the owner has no account here: somebody calls them, no mail goes.
    """

    task_id: int
    title: str
    due_on: date
    owner: str = ""
    phone: str = ""
    account_id: int | None = None
    is_call: bool = False


def due_day(held_on: date, *, days: int | None, fixed_on: date | None) -> date:
    """Return the day of a task.

    Args:
        held_on: the day of the event.
        days: after it; negative for before.
        fixed_on: a day that stays, whatever the event does; it comes before `days`.
    """
    return fixed_on if fixed_on is not None else held_on + timedelta(days=days or 0)


def days_late(due_on: date, today: date) -> int:
    """Return for how many days it should have been done; 0 for what is not late."""
    return max(0, (today - due_on).days)
