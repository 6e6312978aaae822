"""What becomes of lines that are counted from a part of the programme, when that part changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core.anchors import EventAnchor, minutes_from
from planner.services.logistics.sheet_rows import counted_moment
from planner.store.models import ProgrammeItem, RunLine


@dataclass(frozen=True, slots=True)
class LinesOfPart:
    """How many lines are counted from a part of the programme.

    Attributes:
        moving: open ones that move along with it.
        fixed: open ones that stay, whatever it does.
    """

    moving: int
    fixed: int


def lines_of_part(session: Session, item: ProgrammeItem) -> LinesOfPart:
    """Count the open lines that are counted from a part of the programme."""
    is_open = [
        line
        for line in _lines_of_item(session, item)
        if line.done_at is None and line.removed_at is None
    ]
    fixed = sum(line.is_fixed for line in is_open)
    return LinesOfPart(len(is_open) - fixed, fixed)


def count_from_start(session: Session, item: ProgrammeItem) -> None:
    """Count the lines of a part of the programme that goes from the beginning, at the same time."""
    for line in _lines_of_item(session, item):
        event = line.event
        line.minutes = minutes_from(event.starts_at, counted_moment(line), event.zone)
        line.anchor, line.item = EventAnchor.START, None
        line.version += 1
    session.flush()


def note_moved(session: Session, item: ProgrammeItem, *, now: datetime) -> None:
    """Let calendars look again at the lines of a part that begins at another time."""
    for line in _lines_of_item(session, item):
        line.sequence += 1
        line.changed_at = now
    session.flush()


def _lines_of_item(session: Session, item: ProgrammeItem) -> Sequence[RunLine]:
    session.flush()
    return session.scalars(
        select(RunLine)
        .where(RunLine.item_id == item.id)
        .options(joinedload(RunLine.event), joinedload(RunLine.item))
        .order_by(RunLine.id)
    ).all()
