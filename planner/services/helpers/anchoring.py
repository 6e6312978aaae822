"""What becomes of shifts that are counted from a part of the programme, when that part changes."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core.anchors import EventAnchor, minutes_from
from planner.services.helpers.shift_rows import span
from planner.store.models import ProgrammeItem, Shift


def count_from_start(session: Session, item: ProgrammeItem) -> None:
    """Count the shifts of a part that goes from the beginning of the event, at the same moment."""
    for shift in _shifts_of_item(session, item):
        starts_at = span(shift).starts_at
        event = shift.event
        shift.anchor, shift.item = EventAnchor.START, None
        shift.minutes = minutes_from(event.starts_at, starts_at, event.zone)
        shift.version += 1
    session.flush()


def note_moved(session: Session, item: ProgrammeItem, *, now: datetime) -> None:
    """Let calendars look again at the shifts of a part that begins at another time."""
    for shift in _shifts_of_item(session, item):
        shift.sequence += 1
        shift.changed_at = now
    session.flush()


def _shifts_of_item(session: Session, item: ProgrammeItem) -> Sequence[Shift]:
    session.flush()
    return session.scalars(
        select(Shift)
        .where(Shift.item_id == item.id)
        .options(joinedload(Shift.event), joinedload(Shift.item))
        .order_by(Shift.id)
    ).all()
