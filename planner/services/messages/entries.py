"""Who has an event in their calendar by mail of ours, and should not have it there, or the reverse.

The outbox is the memory: the latest letter with a calendar part that a household got says whether
the event is in their calendar. Its rows keep that after the address and the words were wiped.
Who says maybe keeps what they have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from planner.core.enums import EventState, InvitationState, MailKind, MailState, Reply
from planner.core.messages import CONFIRM_AFTER, Rule
from planner.exports.itip import Method
from planner.services.messages.due import is_on, is_untold
from planner.store.models import (
    Answer,
    CardMerge,
    Event,
    GuestContact,
    Invitation,
    OutboxMail,
)

REQUEST, CANCEL = Method.REQUEST.value, Method.CANCEL.value
MOST_AT_ONCE = 500
STEP = 2
"""For each entry taken back: one number for that message, and one for a later invitation."""
_RAISED = "raised_by"
ON_THE_WAY = (MailState.WAITING, MailState.SENDING, MailState.SENT)


class RemovalReason(Enum):
    """Why an event goes out of somebody's calendar."""

    SAID_NO = "said no"
    CARD_ENDED = "card ended"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class StaleEntry:
    """A household whose calendar is not as it should be.

    Attributes:
        mail_id: of the letter that has to be taken back or made good again.
        is_out: whether a letter has to follow it; else it is enough to keep it from leaving.
        why: it goes out of the calendar; None where it has to come back.
    """

    invitation_id: int
    mail_id: int
    is_out: bool
    why: RemovalReason | None


def raised_by(session: Session, event_id: int) -> int:
    """Return how much higher the SEQUENCE of calendar messages is than the event's own.

    It only rises, and so does the event's own. So whatever somebody gets next, an invitation after
    a no or another time, is newer than what they have. Asked once in each session: letters are
    written before any of them is stored.
    """
    known: dict[int, int] = session.info.setdefault(_RAISED, {})
    if event_id not in known:
        taken_back = session.scalar(
            select(func.count(OutboxMail.id)).where(
                OutboxMail.event_id == event_id,
                OutboxMail.calendar_method == CANCEL,
                OutboxMail.kind != MailKind.CANCELLATION,
            )
        )
        known[event_id] = STEP * (taken_back or 0)
    return known[event_id]


def entry_of(session: Session, invitation_id: int) -> int | None:
    """Return the letter by which a household may have the event in its calendar; None for none."""
    latest = session.execute(
        select(OutboxMail.id, OutboxMail.calendar_method)
        .where(OutboxMail.invitation_id == invitation_id, *_counts(but=MailState.WAITING))
        .order_by(OutboxMail.id.desc())
        .limit(1)
    ).first()
    return latest.id if latest is not None and latest.calendar_method == REQUEST else None


def stale_entries(session: Session, *, now: datetime) -> Sequence[StaleEntry]:
    """List whose calendar is not as it should be, of events to come; one question, only reads.

    Not while somebody is still tapping. What the confirmation of an answer is going to set right
    is left to it.
    """
    merged = exists().where(CardMerge.invitation_id == Invitation.id)
    is_to_confirm = and_(is_on(Rule.CONFIRMATION), is_untold(now))
    works = Invitation.state == InvitationState.ISSUED
    has_settled = and_(works, Answer.updated_at <= now - CONFIRM_AFTER, ~is_to_confirm)
    # Of two cards put together the other one says whether these people come.
    has_ended = and_(Invitation.state != InvitationState.ISSUED, ~merged, ~_comes_with_new_card())
    goes_out = or_(has_ended, and_(has_settled, Answer.reply == Reply.NO))
    comes_back = and_(has_settled, Answer.reply == Reply.YES)
    rows = session.execute(
        select(Invitation.id, OutboxMail.id, OutboxMail.state, OutboxMail.calendar_method, works)
        .join(Event, Event.id == Invitation.event_id)
        .join(OutboxMail, OutboxMail.id == _latest())
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .outerjoin(GuestContact, GuestContact.invitation_id == Invitation.id)
        .where(
            Event.state == EventState.PUBLISHED,
            Event.starts_at > now,
            or_(
                and_(goes_out, OutboxMail.calendar_method == REQUEST),
                and_(
                    comes_back,
                    OutboxMail.calendar_method == CANCEL,
                    OutboxMail.kind != MailKind.CANCELLATION,
                ),
            ),
        )
        .order_by(OutboxMail.id)
        .limit(MOST_AT_ONCE)
    ).all()
    return [_turn(*row) for row in rows]


def _turn(
    invitation_id: int, mail_id: int, state: MailState, method: str, works: bool
) -> StaleEntry:
    if method == CANCEL:
        return StaleEntry(invitation_id, mail_id, is_out=True, why=None)
    why = RemovalReason.SAID_NO if works else RemovalReason.CARD_ENDED
    return StaleEntry(invitation_id, mail_id, is_out=state is not MailState.WAITING, why=why)


def _latest() -> ScalarSelect[Any]:
    """Return the latest letter with a calendar part to a household."""
    return (
        select(func.max(OutboxMail.id))
        .where(OutboxMail.invitation_id == Invitation.id, *_counts())
        .correlate(Invitation)
        .scalar_subquery()
    )


def _comes_with_new_card() -> ColumnElement[bool]:
    """Match cards whose people said yes with the card that came instead."""
    new, said = aliased(Invitation), aliased(Answer)
    return exists().where(
        new.event_id == Invitation.event_id,
        new.number == Invitation.replaced_by,
        said.invitation_id == new.id,
        said.reply == Reply.YES,
    )


def _counts(*, but: MailState | None = None) -> tuple[ColumnElement[bool], ...]:
    """Match letters with a calendar part; of those that put something in, what may arrive."""
    states = [state for state in ON_THE_WAY if state is not but]
    method = OutboxMail.calendar_method
    return (or_(method == CANCEL, and_(method == REQUEST, OutboxMail.state.in_(states))),)
