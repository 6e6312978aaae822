"""Who of the helpers is there: said by the crew's phones, by themselves, and by organisers.

Phones say it later and in any order, so the moments decide, not the order of arrival. Whoever is
there is in the shift, also who waited for it or had stepped back: nobody is sent home by a list.
Only what an organiser decided stays: who was taken out stays out, and the moment is kept beside it.
Source: docs/decisions/0046-helpers.md.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.helpers.shifts import EntryState, can_say_here
from planner.core.toggled import Toggled
from planner.services.answer.locking import lock_answers
from planner.services.helpers import totals
from planner.services.helpers.settling import changed, settle
from planner.services.helpers.shift_rows import span
from planner.services.helpers.signing_up import find_entry
from planner.store.models import Event, ShiftEntry


class Noted(StrEnum):
    """How somebody stands after it was noted."""

    HERE = "here"
    NOT_HERE = "not_here"
    OUT = "out"
    """They came, and are not in the shift any more: an organiser took them out, or they went."""
    UNKNOWN = "unknown"
    """The event has no such entry; nothing was kept."""


def note_here(
    session: Session, event_id: int, entry_id: int, *, at: datetime, now: datetime
) -> Noted:
    """Note that somebody is there: the first moment wins; the caller commits.

    Args:
        session: writes.
        event_id: whose turn is waited for.
        entry_id: of a shift of it; of who waits or had stepped back, they are in it from now on,
            also where it is full.
        at: when it was said, by our clock; later than now counts as now.
        now: the moment.
    """
    event = lock_answers(session, event_id)
    entry = find_entry(session, event_id, entry_id)
    if entry is None:
        return Noted.UNKNOWN
    before = _known(entry)
    known = before.said(min(at, now))
    _keep(entry, known)
    if known != before and known.since is not None:  # sent again, it puts nobody back in
        entry.outcome = None
        _put_in(session, event, entry, now=now)
    totals.count_again(session, event_id)
    return _stands(entry)


def say_here(session: Session, entry: ShiftEntry, *, now: datetime) -> bool:
    """Note that a helper is there, as they say on their own page; the caller commits.

    Args:
        session: writes.
        entry: of whom, with its shift and event.
        now: from half an hour before the shift until its end.

    Returns:
        whether they are known to be there; False where it is too early, too late or not theirs.
    """
    if entry.came_at is not None:
        return True
    if (
        entry.state is not EntryState.STANDING
        or entry.set_aside_until is not None
        or entry.shift.removed_at is not None
        or not can_say_here(span(entry.shift), now=now)
    ):
        return False
    return note_here(session, entry.shift.event_id, entry.id, at=now, now=now) is Noted.HERE


def undo_here(
    session: Session, event_id: int, entry_id: int, *, at: datetime, now: datetime
) -> Noted:
    """Take back what was said before a moment; what was said after it stays.

    Whom it had put into the shift is as they were before: in the line, or not in it any more.
    """
    event = lock_answers(session, event_id)
    entry = find_entry(session, event_id, entry_id)
    if entry is None:
        return Noted.UNKNOWN
    _keep(entry, _known(entry).undone(min(at, now)))
    if entry.came_at is None:
        entry.left_at = None
        _put_back(session, event, entry, now=now)
    totals.count_again(session, event_id)
    return _stands(entry)


def note_left(
    session: Session, event_id: int, entry_id: int, *, at: datetime | None, now: datetime
) -> Noted:
    """Note when somebody who came left, or with None that nobody knows; the last word counts.

    Of who did not come nothing is kept. Earlier than they came counts as when they came.
    """
    lock_answers(session, event_id)
    entry = find_entry(session, event_id, entry_id)
    if entry is None:
        return Noted.UNKNOWN
    if entry.came_at is not None:
        entry.left_at = None if at is None else max(entry.came_at, min(at, now))
        totals.count_again(session, event_id)
    return _stands(entry)


def came_at_of(session: Session, entry_id: int) -> datetime | None:
    """Return since when somebody is there; None for who is not."""
    return session.scalar(select(ShiftEntry.came_at).where(ShiftEntry.id == entry_id))


def _known(entry: ShiftEntry) -> Toggled:
    return Toggled(since=entry.came_at, said_at=entry.here_at, undone_at=entry.undone_at)


def _keep(entry: ShiftEntry, known: Toggled) -> None:
    entry.came_at, entry.here_at = known.since, known.said_at
    entry.undone_at = known.undone_at


def _stands(entry: ShiftEntry) -> Noted:
    if entry.came_at is None:
        return Noted.NOT_HERE
    return Noted.HERE if entry.state is EntryState.STANDING else Noted.OUT


def _put_in(session: Session, event: Event, entry: ShiftEntry, *, now: datetime) -> None:
    is_in = entry.state is EntryState.STANDING and entry.set_aside_until is None
    if is_in or entry.state is EntryState.TAKEN_OUT:
        session.flush()
        return
    if entry.state is not EntryState.STANDING:
        entry.state_before = entry.state
    entry.state, entry.offered_until, entry.set_aside_until = EntryState.STANDING, None, None
    changed(entry, now=now)
    settle(session, event, now=now)


def _put_back(session: Session, event: Event, entry: ShiftEntry, *, now: datetime) -> None:
    before = entry.state_before
    entry.state_before = None
    if before is None or entry.state is not EntryState.STANDING:
        session.flush()
        return
    entry.state = before
    changed(entry, now=now)
    settle(session, event, now=now)
