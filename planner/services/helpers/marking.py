"""What an organiser or the crew's page notes of who helps: here, left, or not come; all undone.

What is noted here stands with this event alone: no page of a later one shows it.
"""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from planner.core.helpers.shifts import EntryState, ShiftOutcome, can_leave
from planner.services.answer.locking import lock_answers
from planner.services.helpers import totals
from planner.services.helpers.presence import note_here, note_left, undo_here
from planner.services.helpers.shift_rows import span
from planner.services.helpers.signing_up import find_entry
from planner.store.models import ShiftEntry


class PresenceMark(StrEnum):
    """What a press notes."""

    HERE = "here"
    LEFT = "left"
    EXCUSED = "excused"
    ABSENT = "absent"
    NOTHING = "nothing"
    """Undo: nothing is known."""


def note_presence(
    session: Session, event_id: int, entry_id: int, mark: PresenceMark, *, now: datetime
) -> ShiftEntry | None:
    """Note something of who has a place; pressed twice, the first moment counts.

    None where they have none, what is noted needs that they came, or nobody leaves any more. What
    phones send later, of before this press, changes nothing of it.
    """
    entry = find_entry(session, event_id, entry_id)
    if entry is None or entry.state is not EntryState.STANDING:
        return None
    match mark:
        case PresenceMark.HERE:
            note_here(session, event_id, entry_id, at=now, now=now)
            note_left(session, event_id, entry_id, at=None, now=now)
        case PresenceMark.LEFT:
            if entry.came_at is None or not can_leave(span(entry.shift), now=now):
                return None
            if entry.left_at is None:
                note_left(session, event_id, entry_id, at=now, now=now)
        case PresenceMark.EXCUSED | PresenceMark.ABSENT:
            undo_here(session, event_id, entry_id, at=now, now=now)
            entry.outcome = ShiftOutcome(mark.value)
        case PresenceMark.NOTHING:
            undo_here(session, event_id, entry_id, at=now, now=now)
            entry.outcome = None
    session.flush()
    totals.count_again(session, event_id)
    return entry


def correct_hours(
    session: Session,
    entry: ShiftEntry,
    *,
    came_at: datetime | None,
    left_at: datetime | None,
    now: datetime,
) -> None:
    """Write down from when until when somebody helped; without a beginning they did not.

    What phones send later, of before now, changes nothing of it.

    Raises:
        ValueError: they left before they came, or left and did not come.
    """
    if left_at is not None and (came_at is None or left_at < came_at):
        raise ValueError("nobody leaves before they come")
    if came_at is not None:
        entry.outcome = None
    lock_answers(session, entry.shift.event_id)
    entry.came_at, entry.left_at = came_at, left_at
    entry.here_at, entry.undone_at = came_at, now
    session.flush()
    totals.count_again(session, entry.shift.event_id)
