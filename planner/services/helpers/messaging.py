"""Telling helpers something on a press: the letters, who has to be called, and who was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import MailKind
from planner.core.helpers.messages import HelperMessageKind
from planner.core.helpers.shifts import EntryState
from planner.services.answer.locking import lock_answers
from planner.services.helpers.readers import Readers, touched_in
from planner.services.helpers.shift_rows import shifts_of
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.store.models import Event, HelperCall, HelperMessage, ShiftEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperMessageEntry:
    """A message that was told.

    Attributes:
        to_call: how many have to be called, all together.
        still: how many of them nobody has ticked yet.
    """

    id: int
    kind: HelperMessageKind
    told_at: datetime
    to_call: int
    still: int


def tell(
    session: Session,
    event: Event,
    kind: HelperMessageKind,
    readers: Readers,
    letters: Sequence[Letter],
    *,
    words: str = "",
    account_id: int | None,
    now: datetime,
) -> int:
    """Write down that helpers are told something, and put the letters in the outbox.

    Args:
        session: in a transaction that writes; the caller commits.
        event: about which it is.
        kind: what it is.
        readers: whom it is for; who has no address stands on the list of whom to call.
        letters: to those with one; empty where no mail leaves, and then all are to be called.
        words: the organiser's own.
        account_id: who pressed.
        now: the moment.

    Returns:
        The id of the message.
    """
    mailing_id = None
    if letters:
        mailing_id = posting.begin_mailing(
            session, MailKind.HELPER, event_id=event.id, created_by_id=account_id, now=now
        )
        posting.queue(session, letters, now=now, mailing_id=mailing_id)
    message = HelperMessage(
        event_id=event.id, kind=kind, words=words, told_at=now, mailing_id=mailing_id
    )
    session.add(message)
    session.flush()
    called = readers.without_mail if letters else (*readers.by_mail, *readers.without_mail)
    session.add_all(HelperCall(message_id=message.id, helper_id=one.id) for one in called)
    session.flush()
    return message.id


def claim_changes(session: Session, event_id: int, seen: Mapping[int, int]) -> list[ShiftEntry]:
    """Take the one turn to tell of what changed in shifts; empty where somebody was quicker.

    Args:
        session: in a transaction that writes.
        event_id: of which event.
        seen: the sequence of the shift by entry, as the letters tell it.
    """
    lock_answers(session, event_id)
    found = []
    for shift in shifts_of(session, event_id, with_removed=True):
        for entry in touched_in(shift):
            if seen.get(entry.id) == shift.sequence:
                is_out = entry.state is EntryState.TAKEN_OUT
                entry.told_sequence = None if is_out else shift.sequence
                found.append(entry)
    session.flush()
    return found


def was_told(session: Session, event_id: int, kind: HelperMessageKind) -> bool:
    """Say whether helpers of an event had a message of a kind."""
    found = select(HelperMessage.id).where(
        HelperMessage.event_id == event_id, HelperMessage.kind == kind
    )
    return session.scalar(found.limit(1)) is not None


def claim_once(session: Session, event_id: int, kind: HelperMessageKind) -> bool:
    """Take the one turn to tell helpers what they hear once; False when it was taken."""
    lock_answers(session, event_id)
    return not was_told(session, event_id, kind)


def list_messages(session: Session, event_id: int) -> list[HelperMessageEntry]:
    """List what helpers of an event were told, the latest first; one question."""
    rows = session.execute(
        select(
            HelperMessage.id,
            HelperMessage.kind,
            HelperMessage.told_at,
            func.count(HelperCall.helper_id),
            func.count(HelperCall.told_at),
        )
        .outerjoin(HelperCall, HelperCall.message_id == HelperMessage.id)
        .where(HelperMessage.event_id == event_id)
        .group_by(HelperMessage.id, HelperMessage.kind, HelperMessage.told_at)
        .order_by(HelperMessage.told_at.desc(), HelperMessage.id.desc())
    )
    return [
        HelperMessageEntry(
            id=key, kind=kind, told_at=told_at, to_call=to_call, still=to_call - told
        )
        for key, kind, told_at, to_call, told in rows
    ]


def find_message(session: Session, event_id: int, message_id: int) -> HelperMessage | None:
    """Return a message to helpers of an event."""
    return session.scalar(
        select(HelperMessage).where(
            HelperMessage.id == message_id, HelperMessage.event_id == event_id
        )
    )


def find_told_at(
    session: Session, event_id: int, kind: HelperMessageKind, told_at: datetime
) -> HelperMessageEntry | None:
    """Return the message of a kind that was told at a moment, as when guests were told it too."""
    found = list_messages(session, event_id)
    return next((one for one in found if one.kind is kind and one.told_at == told_at), None)


def calls_of(session: Session, message_id: int) -> Sequence[HelperCall]:
    """List whom somebody has to call about a message: first who was not told, and has a number."""
    found = session.scalars(
        select(HelperCall)
        .where(HelperCall.message_id == message_id)
        .options(joinedload(HelperCall.helper))
    )
    return sorted(
        found, key=lambda one: (one.told_at is not None, not one.helper.phone, one.helper_id)
    )


def tick(
    session: Session, message_id: int, helper_id: int, *, is_told: bool, now: datetime
) -> bool:
    """Note that somebody was told, or take that back; False for who is not on the list."""
    call = session.get(HelperCall, (message_id, helper_id))
    if call is None:
        return False
    call.told_at = now if is_told else None
    return True
