"""Shifts to begin with, where there is no event before: what a barbecue or an evening takes.

They are assumptions, to change: who has held one event makes the next from it.
"""

from dataclasses import dataclass
from enum import StrEnum

from planner.core.anchors import EventAnchor
from planner.core.enums import EventType


class TaskKind(StrEnum):
    """What is done in a shift of a starting set: a page knows it in every language."""

    SET_UP = "set_up"
    WELCOME = "welcome"
    SERVE = "serve"
    CLEAR_UP = "clear_up"
    FIRE = "fire"
    GRILL = "grill"
    BAR = "bar"
    CHILDREN = "children"
    COOK = "cook"
    TABLES = "tables"
    ALONG = "along"
    """Walk along, and note what people say."""


GROWN_UPS_ONLY = frozenset({TaskKind.FIRE, TaskKind.GRILL, TaskKind.BAR})
"""From 18, unless an organiser says otherwise."""


@dataclass(frozen=True, slots=True)
class StartingShift:
    """One shift of a starting set.

    Attributes:
        kind: what is done.
        anchor: start or end of the event.
        minutes: after it.
        length: in minutes; 0 until the event ends.
        per: one helper for so many expected guests, and never fewer than `least`.
        least: so many at least.
        least_age: from which age; also 18 for what only grown-ups do.
    """

    kind: TaskKind
    anchor: EventAnchor
    minutes: int
    length: int
    per: int
    least: int
    least_age: int = 13


_SET_UP = StartingShift(TaskKind.SET_UP, EventAnchor.START, -120, 120, 25, 2)
_WELCOME = StartingShift(TaskKind.WELCOME, EventAnchor.START, -15, 0, 150, 1)
_SERVE = StartingShift(TaskKind.SERVE, EventAnchor.START, 0, 0, 40, 1)
_CLEAR_UP = StartingShift(TaskKind.CLEAR_UP, EventAnchor.END, 0, 90, 25, 2)
_FIRE = StartingShift(TaskKind.FIRE, EventAnchor.START, -30, 0, 300, 1, 18)
_GRILL = StartingShift(TaskKind.GRILL, EventAnchor.START, -30, 0, 40, 1, 18)
_BAR = StartingShift(TaskKind.BAR, EventAnchor.START, 0, 0, 80, 1, 18)
_CHILDREN = StartingShift(TaskKind.CHILDREN, EventAnchor.START, 0, 0, 60, 1, 16)
_COOK = StartingShift(TaskKind.COOK, EventAnchor.START, -180, 180, 25, 2, 16)
_TABLES = StartingShift(TaskKind.TABLES, EventAnchor.START, 0, 0, 25, 2)
_ALONG = StartingShift(TaskKind.ALONG, EventAnchor.START, 0, 0, 15, 1)

_SETS: dict[EventType, tuple[StartingShift, ...]] = {
    EventType.BARBECUE: (_SET_UP, _GRILL, _SERVE, _CHILDREN, _CLEAR_UP),
    EventType.CASTLE: (_SET_UP, _WELCOME, _FIRE, _SERVE, _CHILDREN, _CLEAR_UP),
    EventType.DINNER: (_SET_UP, _COOK, _WELCOME, _TABLES, _CLEAR_UP),
    EventType.WALK: (_WELCOME, _ALONG),
    EventType.INSPECTION: (_ALONG,),
    EventType.PARTY: (_SET_UP, _WELCOME, _BAR, _SERVE, _CHILDREN, _CLEAR_UP),
}


def starting_set(event_type: EventType) -> tuple[StartingShift, ...]:
    """Return the shifts that an event of a sort begins with."""
    return _SETS[event_type]


def needed_for(shift: StartingShift, expected: int | None) -> int:
    """Return how many helpers a shift begins with.

    Args:
        shift: of a starting set.
        expected: guests; None where nobody said how many.
    """
    return max(shift.least, -(-(expected or 0) // shift.per))
