"""Who has an event in their calendar by mail of ours, and should not have it there, or the reverse.

What left says so, by the order of leaving: `services/outbox/traces.py`. Mail of which nobody knows
whether it arrived counts for both: what it may have put in is taken out, and what it was to take
out is taken out again. Who says maybe keeps what they have.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, literal, or_, select, union
from sqlalchemy.orm import Session, aliased

from planner.core.enums import EventState, InvitationState, MailKind, MailState, Reply
from planner.core.mail_rules import OVERTAKEN
from planner.core.messages import CONFIRM_AFTER, Rule
from planner.services.messages.due import is_on, is_untold
from planner.services.outbox.traces import CANCEL, REQUEST, may_be_there
from planner.store.hints import as_written
from planner.store.listed import is_one_of
from planner.store.models import (
    Answer,
    CalendarTrace,
    CardMerge,
    Event,
    GuestContact,
    Invitation,
    OutboxMail,
)

MOST_AT_ONCE = 500
UNDER_WAY = (MailState.WAITING, MailState.SENDING)


_ENTRIES = select(CalendarTrace.invitation_id)
# Who said no, whose card has ended, whose entry was taken out: three indexes hold these alone.
# Asked of these and the key of the entries alone, no row is read but of who is found.
_CAN_BE_STALE = union(
    _ENTRIES.join(Answer, Answer.invitation_id == CalendarTrace.invitation_id).where(
        Answer.reply == as_written(Reply.NO, Answer.reply)
    ),
    _ENTRIES.join(Invitation, Invitation.id == CalendarTrace.invitation_id).where(
        Invitation.state != as_written(InvitationState.ISSUED, Invitation.state)
    ),
    _ENTRIES.where(CalendarTrace.method == literal(CANCEL, literal_execute=True)),
)


class RemovalReason(Enum):
    """Why an event goes out of somebody's calendar."""

    SAID_NO = "said no"
    CARD_ENDED = "card ended"
    ERASED = "erased"


@dataclass(frozen=True, slots=True)
class StaleEntry:
    """A household whose calendar is not as it should be.

    Attributes:
        about: which entry, and after which answer: each is set right once.
        why: it goes out of the calendar; None where it has to come back.
    """

    invitation_id: int
    about: str
    why: RemovalReason | None


def stale_entries(session: Session, *, now: datetime) -> Sequence[StaleEntry]:
    """List whose calendar is not as it should be, of events to come; two questions, only reads.

    Not while somebody is still tapping. What the confirmation of an answer is going to set right
    is left to it, and so is what a letter that waits is about.
    """
    can_be = session.scalars(_CAN_BE_STALE).all()
    if not can_be:
        return []
    is_off = Event.state == EventState.CANCELLED
    is_to_confirm = and_(is_on(Rule.CONFIRMATION), is_untold(now), ~is_off)
    works = Invitation.state == InvitationState.ISSUED
    has_settled = and_(works, Answer.updated_at <= now - CONFIRM_AFTER, ~is_to_confirm)
    has_ended = and_(Invitation.state != InvitationState.ISSUED, ~comes_otherwise())
    # What is called off everybody hears but who does not come: with them it would stay.
    goes_out = or_(has_ended, and_(has_settled, Answer.reply == Reply.NO))
    comes_back = and_(has_settled, Answer.reply == Reply.YES, ~is_off)
    rows = session.execute(
        select(
            CalendarTrace.invitation_id,
            CalendarTrace.sequence,
            Answer.updated_at,
            Answer.reply,
            works,
        )
        .join(Invitation, Invitation.id == CalendarTrace.invitation_id)
        .join(Event, Event.id == CalendarTrace.event_id)
        .outerjoin(Answer, Answer.invitation_id == Invitation.id)
        .outerjoin(GuestContact, GuestContact.invitation_id == Invitation.id)
        .where(
            is_one_of(session, CalendarTrace.invitation_id, can_be),
            Event.state.in_([EventState.PUBLISHED, EventState.CANCELLED]),
            Event.starts_at > now,
            or_(
                and_(goes_out, may_be_there(), ~_is_written(CANCEL)),
                # What goes on after all is put back with that news, when its organiser tells it.
                and_(
                    comes_back,
                    CalendarTrace.method == CANCEL,
                    CalendarTrace.kind != MailKind.CANCELLATION,
                    ~_is_written(REQUEST),
                ),
            ),
        )
        .order_by(CalendarTrace.invitation_id)
        .limit(MOST_AT_ONCE)
    ).all()
    return [_turn(*row) for row in rows]


def _turn(
    invitation_id: int,
    sequence: int,
    answered_at: datetime | None,
    reply: Reply | None,
    works: bool,
) -> StaleEntry:
    about = f"{sequence}.{int(answered_at.timestamp()) if answered_at is not None else 0}"
    if works and reply is Reply.YES:
        return StaleEntry(invitation_id, about, None)
    why = RemovalReason.SAID_NO if works else RemovalReason.CARD_ENDED
    return StaleEntry(invitation_id, about, why)


def comes_otherwise() -> ColumnElement[bool]:
    """Match cards that have ended whose people come with another one.

    Of two cards put together the one that stays says whether they come: by anything but a no. Of
    one that was replaced the card that came instead does, by a yes.
    """
    kept, kept_said = aliased(Invitation), aliased(Answer)
    new, said = aliased(Invitation), aliased(Answer)
    said_no = exists().where(kept_said.invitation_id == kept.id, kept_said.reply == Reply.NO)
    return or_(
        exists().where(
            CardMerge.invitation_id == Invitation.id,
            kept.id == CardMerge.kept_id,
            kept.state == InvitationState.ISSUED,
            ~said_no,
        ),
        exists().where(
            new.event_id == Invitation.event_id,
            new.number == Invitation.replaced_by,
            said.invitation_id == new.id,
            said.reply == Reply.YES,
            ~exists().where(CardMerge.invitation_id == Invitation.id).correlate(Invitation),
        ),
    )


def _is_written(method: str) -> ColumnElement[Any]:
    """Match calendars that a letter is about that waits, or that nobody wants to leave any more."""
    ended_since = OutboxMail.ended_at >= CalendarTrace.left_at
    trouble = OutboxMail.trouble
    was_overtaken = and_(trouble.is_not(None), trouble.in_(OVERTAKEN))
    return exists().where(
        OutboxMail.invitation_id == CalendarTrace.invitation_id,
        OutboxMail.calendar_method == method,
        or_(
            OutboxMail.state.in_(UNDER_WAY),
            and_(OutboxMail.state == MailState.FAILED, ended_since),
            and_(OutboxMail.state == MailState.STOPPED, ended_since, ~was_overtaken),
        ),
    )
