"""What waits of an event's helpers: columns of the question about events."""

from typing import Any

from sqlalchemy import Label, case, func, select

from planner.core.enums import EventState
from planner.core.helpers.shifts import EntryState
from planner.store.models import Event, Shift, ShiftEntry

_STANDING = (
    select(func.coalesce(func.sum(ShiftEntry.heads), 0))
    .where(
        ShiftEntry.shift_id == Shift.id,
        ShiftEntry.state == EntryState.STANDING,
        ShiftEntry.set_aside_until.is_(None),
    )
    .correlate(Shift)
    .scalar_subquery()
)
_MISSING = case((Shift.needed > _STANDING, Shift.needed - _STANDING), else_=0)

HELPERS_WAIT: tuple[Label[Any], ...] = (
    select(func.coalesce(func.sum(_MISSING), 0))
    .where(
        Shift.event_id == Event.id,
        Shift.removed_at.is_(None),
        Event.state == EventState.PUBLISHED,
    )
    .correlate(Event)
    .scalar_subquery()
    .label("helpers_missing"),
    select(func.count(ShiftEntry.id))
    .join(Shift, Shift.id == ShiftEntry.shift_id)
    .where(
        Shift.event_id == Event.id,
        Shift.removed_at.is_(None),
        ShiftEntry.set_aside_until.is_not(None),
    )
    .correlate(Event)
    .scalar_subquery()
    .label("helpers_aside"),
)
"""How many are still needed in shifts, and how many entries nobody looked at yet."""
