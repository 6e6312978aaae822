"""What waits of an event's helpers: columns of the question about events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Label, case, func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import EventState
from planner.core.helpers.shifts import EntryState
from planner.services.helpers.shift_rows import span_at
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


def missing_in_shifts(
    session: Session, events: Sequence[Event], *, now: datetime
) -> dict[int, int]:
    """Count how many are still needed in the shifts of events that are not over; one question.

    Args:
        session: reads.
        events: those of which `HELPERS_WAIT` says that any shift is short.
        now: the moment.
    """
    by_id = {event.id: event for event in events}
    found = dict.fromkeys(by_id, 0)
    if not by_id:
        return found
    rows = session.execute(
        select(Shift, _STANDING)
        .where(Shift.event_id.in_(by_id), Shift.removed_at.is_(None))
        .options(joinedload(Shift.item))
        .order_by(Shift.id)
    )
    for shift, standing in rows:
        if span_at(shift, by_id[shift.event_id]).ends_at > now:
            found[shift.event_id] += max(0, shift.needed - standing)
    return found


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
