"""What of the logistics of an event waits for somebody."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from planner.core.logistics.permits import Overrun, PermitFacts
from planner.core.logistics.tasks import TaskFacts

PERMITS_BEFORE = timedelta(days=7)
"""So long before a permit has to be there it waits for somebody; later ones are folded away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticsWait:
    """What waits, in facts; what is not due yet is kept apart by the list itself.

    Attributes:
        tasks: that are open.
        permits: that have to be sent.
        notified_short: more probably come than were named; None where that is unlikely.
        is_site_unsaid: the organisation knows what its town asks, and nobody said what happens.
        things_short: kinds of things of which there are not enough.
        unconfirmed: suppliers who have not said yes, by name.
        weather: whether somebody has to look at the weather and decide.
        not_back: kinds of things that went out, and nobody noted what came back.
    """

    tasks: tuple[TaskFacts, ...] = ()
    permits: tuple[PermitFacts, ...] = ()
    notified_short: Overrun | None = None
    is_site_unsaid: bool = False
    things_short: int = 0
    unconfirmed: tuple[str, ...] = ()
    weather: bool = False
    not_back: int = 0


NO_LOGISTICS = LogisticsWait()


def first_due(tasks: Iterable[TaskFacts]) -> list[TaskFacts]:
    """Sort tasks by their day, and of one day by which was made first."""
    return sorted(tasks, key=lambda one: (one.due_on, one.task_id))
