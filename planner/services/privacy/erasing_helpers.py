"""Take the rows of a neighbour who helps out of the database; what they did stays of nobody."""

import secrets
import uuid
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from planner.core.helpers.shifts import EntryState
from planner.services.answer.locking import lock_answers
from planner.services.helpers.shift_rows import shifts_of, span
from planner.store.models import Event, Helper, Shift, ShiftEntry

_HASH_BYTES = 32


def erase_helper_rows(session: Session, helper: Helper, *, at: datetime) -> list[Event]:
    """Delete a helper, and what they wanted to do; what they did goes over to nobody.

    Args:
        session: writes.
        helper: whom.
        at: when they asked for it: in a shift that had begun by then they may have helped.

    Returns:
        the events that were not over, where a place may be free; each is locked.
    """
    # In one order, so that two who are erased at once do not wait for each other.
    events = [lock_answers(session, event_id) for event_id in sorted(_events_of(session, helper))]
    for event in events:
        begun = [
            entry.id
            for shift in shifts_of(session, event.id)
            if span(shift).starts_at <= at
            for entry in shift.entries
            if entry.helper_id == helper.id and entry.state is EntryState.STANDING
        ]
        if begun:
            _give_to_nobody(session, helper, begun)
    for table, condition in (
        (ShiftEntry, ShiftEntry.helper_id == helper.id),
        (Helper, Helper.id == helper.id),
    ):
        session.execute(delete(table).where(condition))
    return [event for event in events if event.ends_at > at]


def _events_of(session: Session, helper: Helper) -> set[int]:
    of_theirs = select(Shift.event_id).join(ShiftEntry, ShiftEntry.shift_id == Shift.id)
    return set(session.scalars(of_theirs.where(ShiftEntry.helper_id == helper.id)))


def _give_to_nobody(session: Session, helper: Helper, entry_ids: list[int]) -> None:
    """Let entries of one event hang on a row without a name, of which nobody has the secret.

    At each event it is another one: nothing says that it was the same person.
    """
    nobody = Helper(
        organisation_id=helper.organisation_id,
        secret_hash=secrets.token_bytes(_HASH_BYTES),
        feed_hash=secrets.token_bytes(_HASH_BYTES),
        is_demonstration=helper.is_demonstration,
    )
    session.add(nobody)
    session.flush()
    for entry_id in entry_ids:
        session.execute(
            update(ShiftEntry)
            .where(ShiftEntry.id == entry_id)
            .values(helper_id=nobody.id, uid=str(uuid.uuid4()))
        )
