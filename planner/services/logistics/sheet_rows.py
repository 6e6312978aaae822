"""The lines of a run sheet with when each is, read in a constant number of questions."""

from collections.abc import Iterable
from datetime import date, datetime
from zlib import crc32

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.logistics.permits import PermitState
from planner.core.logistics.runsheet import SheetLine, evening_of, in_order
from planner.services.programme_parts import counted_moment
from planner.store.models import Permit, RunLine


def moment_of(line: RunLine) -> datetime:
    """Return when a line is: what is fixed or done keeps its moment."""
    return line.kept_at if line.kept_at is not None else counted_moment(line)


def day_of_line(line: RunLine) -> date:
    """Return under which day a line stands: clearing up after midnight is of the evening."""
    event = line.event
    return evening_of(moment_of(line), event_starts_at=event.starts_at, zone=event.zone)


def is_left_behind(line: RunLine) -> bool:
    """Say whether the event moved and a fixed line stayed where it was."""
    return line.is_fixed and line.done_at is None and line.kept_at != counted_moment(line)


def sheet_line(line: RunLine) -> SheetLine:
    """Return a line as the rules read it."""
    return SheetLine(
        line_id=line.id,
        starts_at=moment_of(line),
        length=line.length,
        is_fixed=line.is_fixed,
        done_at=line.done_at,
    )


def lines_of(session: Session, event_id: int) -> list[RunLine]:
    """Return the lines of an event in the order of time, with who has them; one question."""
    found = session.scalars(
        select(RunLine)
        .where(RunLine.event_id == event_id, RunLine.removed_at.is_(None))
        .options(
            joinedload(RunLine.event),
            joinedload(RunLine.item),
            joinedload(RunLine.account),
            joinedload(RunLine.done_by),
        )
        .order_by(RunLine.id)
        .execution_options(populate_existing=True)
    ).all()
    return sorted_lines(found)


def sorted_lines(lines: Iterable[RunLine]) -> list[RunLine]:
    """Sort lines as `core/logistics/runsheet.py` does."""
    by_id = {line.id: line for line in lines}
    return [by_id[one.line_id] for one in in_order(map(sheet_line, by_id.values()))]


def find_line(
    session: Session, event_id: int, line_id: int, *, is_removed: bool = False
) -> RunLine | None:
    """Return a line of an event; None where it is not of it, or was taken out.

    Args:
        session: reads.
        event_id: of which event.
        line_id: which line.
        is_removed: find one that was taken out instead.
    """
    return session.scalar(
        select(RunLine)
        .where(
            RunLine.event_id == event_id,
            RunLine.id == line_id,
            RunLine.removed_at.is_not(None) if is_removed else RunLine.removed_at.is_(None),
        )
        .options(joinedload(RunLine.event), joinedload(RunLine.item), joinedload(RunLine.account))
        .execution_options(populate_existing=True)
    )


def permitted_until(session: Session, event_id: int) -> datetime | None:
    """Return until when an event may go on, as the strictest of its permits says; None for no end.

    What was only asked for counts as well: nobody plans beyond what they asked.
    """
    return session.scalar(
        select(func.min(Permit.until)).where(
            Permit.event_id == event_id,
            Permit.state.in_([PermitState.SENT, PermitState.GRANTED]),
        )
    )


def count_lines(session: Session, event_id: int) -> int:
    """Count the lines of an event."""
    wanted = select(func.count(RunLine.id)).where(
        RunLine.event_id == event_id, RunLine.removed_at.is_(None)
    )
    return session.scalar(wanted) or 0


def times_mark(lines: Iterable[RunLine]) -> str:
    """Return some digits that differ when a line is at another time, or is new or gone.

    What is ticked or gets another title changes nothing of it.
    """
    times = sorted((one.id, one.anchor.value, one.item_id or 0, one.minutes) for one in lines)
    return f"{crc32(repr(times).encode()):08x}"
