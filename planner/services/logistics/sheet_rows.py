"""The lines of a run sheet with when each is, read in a constant number of questions."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.anchors import AnchorMoments, span_of
from planner.core.local_time import day_of
from planner.core.logistics.permits import PermitState
from planner.core.logistics.runsheet import SheetLine, in_order
from planner.store.models import Event, Permit, ProgrammeItem, RunLine

SAME_NIGHT = timedelta(hours=8)
"""What begins so soon after the end belongs to the same evening, also past midnight."""


def moments_of(event: Event, item: ProgrammeItem | None) -> AnchorMoments:
    """Return the moments from which a line of an event can be counted."""
    return AnchorMoments(
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        zone=event.zone,
        item_starts_at=item.starts_at if item else None,
    )


def counted_moment(line: RunLine) -> datetime:
    """Return the moment to which the anchor of a line leads, whether it keeps to it or not."""
    anchor = moments_of(line.event, line.item).of(line.anchor)
    return span_of(anchor, line.minutes, 1, line.event.zone).starts_at


def moment_of(line: RunLine) -> datetime:
    """Return when a line is: what is fixed or done keeps its moment."""
    return line.kept_at if line.kept_at is not None else counted_moment(line)


def day_of_line(line: RunLine) -> date:
    """Return under which day a line stands: clearing up after midnight is of the evening."""
    event, starts_at = line.event, moment_of(line)
    last_day = day_of(event.ends_at, event.zone)
    held_on = day_of(event.starts_at, event.zone)
    if event.starts_at <= starts_at and day_of(starts_at, event.zone) == last_day != held_on:
        return held_on
    is_that_night = event.ends_at <= starts_at < event.ends_at + SAME_NIGHT
    return held_on if is_that_night else day_of(starts_at, event.zone)


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
        .where(RunLine.event_id == event_id)
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


def find_line(session: Session, event_id: int, line_id: int) -> RunLine | None:
    """Return a line of an event; None where it is not of it."""
    return session.scalar(
        select(RunLine)
        .where(RunLine.event_id == event_id, RunLine.id == line_id)
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
    return session.scalar(select(func.count(RunLine.id)).where(RunLine.event_id == event_id)) or 0


def lines_of_accounts(session: Session, account_id: int, since: datetime) -> Sequence[RunLine]:
    """Return the lines that an account has at events that end after a moment, for its calendar."""
    return session.scalars(
        select(RunLine)
        .join(RunLine.event)
        .where(RunLine.account_id == account_id, Event.ends_at > since)
        .options(joinedload(RunLine.event).joinedload(Event.venue), joinedload(RunLine.item))
        .order_by(RunLine.id)
    ).all()
