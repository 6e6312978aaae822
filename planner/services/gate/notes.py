"""What volunteers write down for the organiser: kept once each, read, and marked as read."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from sqlalchemy import Table, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, joinedload

from planner.services.gate.parties import corrected
from planner.services.gate.phones import Phone
from planner.store.models import Gate, GateNote
from planner.store.prepared import PreparedConnection

LONGEST_NOTE = 280
"""Letters: what one reads while guests are waiting."""
MOST_NOTES = 20
"""At once."""
MOST_AT_EVENT = 500
"""Of one event: a gate is no place to write a book."""


class NoteStatus(StrEnum):
    """What became of a note."""

    KEPT = "kept"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteItem:
    """A note as a phone tells it.

    Args:
        nonce: made by the phone; the same note sent again has the same one.
        text: one to `LONGEST_NOTE` letters.
        phone_at: when it was written, by the phone's clock.
        event_id: for which event; None is the phone's own.
        gate_id: at which gate of it; None is the phone's own.
    """

    nonce: str
    text: str
    phone_at: datetime
    event_id: int | None = None
    gate_id: int | None = None


_table = cast(Table, GateNote.__table__)
_ONCE = ("event_id", "nonce")
_INSERTS = {
    "sqlite": sqlite.insert(_table).on_conflict_do_nothing(index_elements=_ONCE),
    "postgresql": postgresql.insert(_table).on_conflict_do_nothing(index_elements=_ONCE),
}


def sender_of(item: NoteItem, phones: Sequence[Phone]) -> Phone | None:
    """Find as whom a phone delivers a note: at its gate, else at another gate of its event.

    Args:
        item: the note.
        phones: what the phone is at each gate, where it works now first; not empty.
    """
    at_work = [phone for phone in phones if not phone.is_revoked]
    if item.event_id is None and item.gate_id is None:
        return None if phones[0].is_revoked else phones[0]
    of_event = [phone for phone in at_work if item.event_id in {None, phone.event_id}]
    at_gate = [phone for phone in of_event if phone.gate_id == item.gate_id]
    return next(iter([*at_gate, *of_event]), None)


def take_note(
    connection: PreparedConnection,
    phone: Phone,
    item: NoteItem,
    *,
    device_now: datetime | None,
    now: datetime,
) -> NoteStatus:
    """Keep a note where it was written; refuse it where it does not belong.

    Args:
        connection: writes.
        phone: enrolled, and not revoked.
        item: the note.
        device_now: the phone's clock when it sent it.
        now: the moment.
    """
    gate_id = item.gate_id or phone.gate_id
    if item.event_id not in {None, phone.event_id}:
        return NoteStatus.REFUSED
    of_event = select(Gate.event_id).where(Gate.id == gate_id)
    if gate_id != phone.gate_id and connection.scalar(of_event) != phone.event_id:
        return NoteStatus.REFUSED
    known = select(func.count(), func.count().filter(GateNote.nonce == item.nonce)).where(
        GateNote.event_id == phone.event_id
    )
    count, same = connection.execute(known).one()
    if same:
        return NoteStatus.KEPT
    if count >= MOST_AT_EVENT:
        return NoteStatus.REFUSED
    try:
        written_at = corrected(item.phone_at, device_now=device_now, now=now)
    except OverflowError:
        written_at = now
    connection.execute(
        _INSERTS[connection.dialect.name],
        {
            "event_id": phone.event_id,
            "gate_id": gate_id,
            "nonce": item.nonce,
            "text": item.text,
            "written_at": written_at,
            "received_at": now,
            "read_at": None,
        },
    )
    return NoteStatus.KEPT


def list_notes(session: Session, event_id: int) -> Sequence[GateNote]:
    """List the notes of an event with their gates: unread ones first, the newest of them first."""
    return session.scalars(
        select(GateNote)
        .where(GateNote.event_id == event_id)
        .options(joinedload(GateNote.gate))
        .order_by(GateNote.read_at.is_not(None), GateNote.written_at.desc(), GateNote.id.desc())
    ).all()


def count_unread(session: Session, event_id: int) -> int:
    """Count the notes that nobody has marked as read."""
    unread = select(func.count()).where(GateNote.event_id == event_id, GateNote.read_at.is_(None))
    return session.scalar(unread) or 0


def mark_read(session: Session, event_id: int, note_id: int, *, now: datetime) -> bool:
    """Mark a note as read; False when the event has no such note."""
    own = (GateNote.id == note_id, GateNote.event_id == event_id)
    session.execute(update(GateNote).where(*own, GateNote.read_at.is_(None)).values(read_at=now))
    return session.scalar(select(GateNote.id).where(*own)) is not None
