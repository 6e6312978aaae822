"""Tick lines of the run sheet: by several phones at once, also later and in any order."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from planner.core.toggled import Toggled
from planner.services.answer.locking import lock_answers
from planner.services.logistics.sheet_rows import find_line, moment_of
from planner.store.models import RunLine


class Ticked(StrEnum):
    """How a line stands after it was ticked or opened again."""

    DONE = "done"
    OPEN = "open"
    UNKNOWN = "unknown"
    """The event has no such line; nothing was kept."""


def tick(
    session: Session,
    event_id: int,
    line_id: int,
    *,
    at: datetime,
    now: datetime,
    account_id: int | None = None,
    device_id: int | None = None,
) -> Ticked:
    """Note that a line is done: the first moment counts, and twice is once; the caller commits.

    Args:
        session: writes.
        event_id: whose turn is waited for.
        line_id: of a line of it; from now on it keeps its moment.
        at: when it was said, by our clock; later than now counts as now.
        now: the moment.
        account_id: who said so, and
        device_id: on which phone of a gate; the first one is kept.
    """
    lock_answers(session, event_id)
    line = find_line(session, event_id, line_id)
    if line is None:
        return Ticked.UNKNOWN
    was_done = line.done_at is not None
    _keep(line, _known(line).said(min(at, now)))
    if line.done_at is not None and not was_done:
        line.done_by_id, line.done_on_id = account_id, device_id
        line.kept_at = moment_of(line)
        line.version += 1
    session.flush()
    return _stands(line)


def untick(session: Session, event_id: int, line_id: int, *, at: datetime, now: datetime) -> Ticked:
    """Open a line again that was ticked before a moment; what was said after it stays."""
    lock_answers(session, event_id)
    line = find_line(session, event_id, line_id)
    if line is None:
        return Ticked.UNKNOWN
    was_done, was_at = line.done_at is not None, moment_of(line)
    _keep(line, _known(line).undone(min(at, now)))
    if was_done and line.done_at is None:
        line.done_by_id = line.done_on_id = None
        line.kept_at = line.kept_at if line.is_fixed else None
        line.version += 1
        if moment_of(line) != was_at:
            # The event moved while it was done: calendars show it at its new time from here on.
            line.sequence += 1
            line.changed_at = now
    session.flush()
    return _stands(line)


def _known(line: RunLine) -> Toggled:
    return Toggled(since=line.done_at, said_at=line.ticked_at, undone_at=line.unticked_at)


def _keep(line: RunLine, known: Toggled) -> None:
    line.done_at, line.ticked_at, line.unticked_at = known.since, known.said_at, known.undone_at


def _stands(line: RunLine) -> Ticked:
    return Ticked.OPEN if line.done_at is None else Ticked.DONE
