"""Messages in an organiser's own words: write, plan, take back, and let them leave once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import case, select, update
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import EventState
from planner.core.messages import LATEST
from planner.core.own_messages import (
    OF_HELPERS,
    TAKE_BACK_WITHIN,
    HeldReason,
    MessageGroup,
    MessageState,
)
from planner.services.outbox.rows import changed_rows
from planner.store.models import EventMessage, MailAttachment

MOST_LISTED = 30
CAN_BE_CHANGED = (MessageState.DRAFT, MessageState.PLANNED, MessageState.HELD)


@dataclass(frozen=True, slots=True, kw_only=True)
class MessagePlan:
    """What a message says, and to whom.

    Attributes:
        batch_id: of which batch, for STACK; `shift_id` of which shift, for SHIFT.
        words_in: language -> 'subject' and 'text', as far as somebody typed them.
        has_programme: whether the programme goes along as a PDF.
    """

    audience: MessageGroup
    batch_id: int | None = None
    shift_id: int | None = None
    subject: str
    text: str
    words_in: Mapping[str, Mapping[str, str]]
    has_programme: bool = False


@dataclass(frozen=True, slots=True)
class PaperPlan:
    """A paper that goes along with the letters of one language."""

    language: str
    name: str
    media_type: str
    content: bytes


def write(
    session: Session, event_id: int, wish: MessagePlan, *, account_id: int | None, now: datetime
) -> EventMessage:
    """Keep a new message; nothing leaves until somebody sends it."""
    message = EventMessage(
        event_id=event_id, state=MessageState.DRAFT, created_by_id=account_id, version=0
    )
    session.add(message)
    rewrite(message, wish, now=now)
    session.flush()
    return message


def rewrite(message: EventMessage, wish: MessagePlan, *, now: datetime) -> None:
    """Put other words or another group in a message that has not left."""
    message.audience = wish.audience
    message.batch_id, message.shift_id = wish.batch_id, wish.shift_id
    message.subject, message.text = wish.subject, wish.text
    message.words_in = {code: dict(words) for code, words in wish.words_in.items()} or None
    message.has_programme = wish.has_programme
    message.changed_at = now
    message.version += 1


def find_message(session: Session, event_id: int, message_id: int) -> EventMessage | None:
    """Return a message of an event."""
    return session.scalar(
        select(EventMessage)
        .where(EventMessage.id == message_id, EventMessage.event_id == event_id)
        .options(joinedload(EventMessage.batch), joinedload(EventMessage.shift))
    )


def list_messages(session: Session, event_id: int) -> Sequence[EventMessage]:
    """List messages of an event: what is planned, then those that were touched last."""
    return session.scalars(
        select(EventMessage)
        .where(EventMessage.event_id == event_id)
        .options(joinedload(EventMessage.batch), joinedload(EventMessage.shift))
        .order_by(
            case((EventMessage.state == MessageState.PLANNED, 0), else_=1),
            EventMessage.changed_at.desc(),
            EventMessage.id.desc(),
        )
        .limit(MOST_LISTED)
    ).all()


def list_planned(session: Session, event_id: int) -> Sequence[EventMessage]:
    """List what is going to leave of an event, the soonest first."""
    return session.scalars(
        select(EventMessage)
        .where(EventMessage.event_id == event_id, EventMessage.state == MessageState.PLANNED)
        .options(joinedload(EventMessage.batch), joinedload(EventMessage.shift))
        .order_by(EventMessage.leaves_at, EventMessage.id)
        .limit(MOST_LISTED)
    ).all()


def of_mailing(session: Session, event_id: int, mailing_id: int) -> int | None:
    """Return the message whose letters a mail-out is; None for another mail-out."""
    return session.scalar(
        select(EventMessage.id).where(
            EventMessage.event_id == event_id, EventMessage.mailing_id == mailing_id
        )
    )


def send(
    session: Session, message_id: int, version: int, *, at: datetime | None, now: datetime
) -> bool:
    """Let a message leave at a moment, or in a minute; False when somebody was quicker.

    Args:
        session: writes.
        message_id: which.
        version: that was looked at: another one is sent by nobody who did not see it.
        at: the moment; None for as soon as it can't be taken back any more.
        now: the moment of the press.
    """
    return _change(
        session,
        message_id,
        EventMessage.version == version,
        EventMessage.state.in_([MessageState.DRAFT, MessageState.HELD]),
        state=MessageState.PLANNED,
        leaves_at=at or now + TAKE_BACK_WITHIN,
        held_reason=None,
        changed_at=now,
    )


def take_back(session: Session, message_id: int, *, now: datetime) -> bool:
    """Make a draft of a message that has not left; False when it has, or was taken back."""
    return _change(
        session,
        message_id,
        EventMessage.state == MessageState.PLANNED,
        state=MessageState.DRAFT,
        leaves_at=None,
        changed_at=now,
    )


def discard(session: Session, message: EventMessage) -> None:
    """Throw a message away that has not left."""
    session.delete(message)
    session.flush()


def due_messages(session: Session, *, now: datetime) -> Sequence[int]:
    """List the messages whose moment has come, of all events, by number; only reads."""
    return session.scalars(
        select(EventMessage.id)
        .where(*_is_due(now))
        .order_by(EventMessage.leaves_at, EventMessage.id)
    ).all()


def due_message(session: Session, message_id: int, *, now: datetime) -> EventMessage | None:
    """Return a message whose moment has come; None where somebody was quicker."""
    return session.scalar(
        select(EventMessage)
        .where(EventMessage.id == message_id, *_is_due(now))
        .options(joinedload(EventMessage.event))
    )


def why_held(message: EventMessage, *, now: datetime) -> HeldReason | None:
    """Say why a message whose moment has come does not leave; None when it does."""
    if message.event.state is EventState.CANCELLED:
        return HeldReason.CALLED_OFF
    if message.event.state is EventState.DRAFT:
        return HeldReason.DRAFT
    if message.leaves_at is None or now >= message.leaves_at + LATEST:
        return HeldReason.TOO_LATE
    of_none = (message.audience is MessageGroup.STACK and message.batch_id is None) or (
        message.audience is MessageGroup.SHIFT and message.shift_id is None
    )
    return HeldReason.GROUP_GONE if of_none else None


def hold(session: Session, message: EventMessage, why: HeldReason, *, now: datetime) -> bool:
    """Note that a message did not leave, and why; False when somebody was quicker."""
    return _settle(session, message, state=MessageState.HELD, held_reason=why, changed_at=now)


def claim(session: Session, message: EventMessage, *, now: datetime) -> bool:
    """Take the one turn to let a message leave as it was read; False when somebody was quicker.

    Who changed it or took it back meanwhile was quicker too.
    """
    return _settle(session, message, state=MessageState.LEFT, left_at=now, changed_at=now)


def _settle(session: Session, message: EventMessage, **values: object) -> bool:
    """Change a message that is planned as it was read; False when somebody was quicker."""
    return _change(
        session,
        message.id,
        EventMessage.state == MessageState.PLANNED,
        EventMessage.version == message.version,
        EventMessage.leaves_at == message.leaves_at,
        **values,
    )


def hold_restored(session: Session, *, now: datetime) -> int:
    """Hold all that is planned in a backup that was put back, and return how many that were.

    It may have left or been taken back since: whether to send it is for a person to say.
    """
    held = session.execute(
        update(EventMessage)
        .where(EventMessage.state == MessageState.PLANNED)
        .values(
            state=MessageState.HELD,
            held_reason=HeldReason.RESTORED,
            version=EventMessage.version + 1,
            changed_at=now,
        )
        .execution_options(synchronize_session=False)
    )
    return changed_rows(held)


def note_letters(
    session: Session, message_id: int, *, mailing_id: int | None, told_id: int | None = None
) -> None:
    """Note by which mail-out a message left, and what helpers were told by it."""
    _change(session, message_id, mailing_id=mailing_id, told_id=told_id)


def keep_papers(
    session: Session, message: EventMessage, papers: Sequence[PaperPlan]
) -> dict[str, int]:
    """Keep what goes along with a message, and return its number by language."""
    rows = [
        MailAttachment(
            event_id=message.event_id,
            message_id=message.id,
            language=one.language,
            name=one.name,
            media_type=one.media_type,
            content=one.content,
        )
        for one in papers
    ]
    session.add_all(rows)
    session.flush()
    return {row.language: row.id for row in rows}


def is_to_helpers(message: EventMessage) -> bool:
    """Say whether a message goes to who helps, and not to guests."""
    return message.audience in OF_HELPERS


def _is_due(now: datetime) -> tuple[Any, ...]:
    return EventMessage.state == MessageState.PLANNED, EventMessage.leaves_at <= now


def _change(session: Session, message_id: int, *which: Any, **values: Any) -> bool:
    changed = session.execute(
        update(EventMessage)
        .where(EventMessage.id == message_id, *which)
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(changed) == 1
