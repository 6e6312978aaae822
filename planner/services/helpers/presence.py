"""'I am here': said once, and the first time counts."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from planner.core.helpers.shifts import EntryState, can_say_here
from planner.services.helpers.shift_rows import span
from planner.store.models import ShiftEntry


def say_here(session: Session, entry: ShiftEntry, *, now: datetime) -> bool:
    """Note that a helper is there, as they say; the caller commits.

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
    session.execute(
        update(ShiftEntry)
        .where(ShiftEntry.id == entry.id, ShiftEntry.came_at.is_(None))
        .values(came_at=now, outcome=None)
    )
    return True
