"""Which answers and offers wait for their mail."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, update
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import EventState
from planner.core.messages import CONFIRM_AFTER, CONFIRM_WITHIN, Rule
from planner.services.answer.standing import is_counted, takes_places
from planner.services.messages.recipients import ADDRESS
from planner.store.models import (
    Answer,
    Event,
    GuestContact,
    Invitation,
    MessageRule,
    NamedGuest,
    Waiting,
)

MOST_AT_ONCE = 500


def answers_to_confirm(session: Session, *, now: datetime) -> Sequence[Answer]:
    """List answers whose household has an address and was not told yet what we understood.

    Not while somebody is still tapping, not of long ago, and not of what has begun.
    """
    # Who leaves an address long after answering hears at once that it works. Asked apart, each of
    # the two is found by an index; together all answers to what is to come were looked at.
    new_address = and_(GuestContact.confirmed_at.is_(None), GuestContact.email != "")
    found = {
        answer.invitation_id: answer
        for which in (is_untold(now), new_address)
        for answer in session.scalars(_to_confirm(which, now=now))
    }
    in_order = sorted(found.values(), key=lambda answer: (answer.updated_at, answer.invitation_id))
    return in_order[:MOST_AT_ONCE]


def _to_confirm(which: ColumnElement[bool], *, now: datetime) -> Select[Answer]:
    return (
        select(Answer)
        .join(Invitation, Invitation.id == Answer.invitation_id)
        .join(Event, Event.id == Answer.event_id)
        .outerjoin(GuestContact, GuestContact.invitation_id == Invitation.id)
        .outerjoin(NamedGuest, NamedGuest.invitation_id == Invitation.id)
        .where(
            ADDRESS != "",
            which,
            Answer.updated_at <= now - CONFIRM_AFTER,
            is_counted(),
            Event.state == EventState.PUBLISHED,
            Event.starts_at > now,
            is_on(Rule.CONFIRMATION),
        )
        .options(joinedload(Answer.invitation).joinedload(Invitation.event).joinedload(Event.venue))
        .order_by(Answer.updated_at)
        .limit(MOST_AT_ONCE)
    )


def offers_to_tell(session: Session, *, now: datetime) -> Sequence[Waiting]:
    """List offers of a place that stand, whose household has an address and got no mail of it."""
    return session.scalars(
        select(Waiting)
        .join(Invitation, Invitation.id == Waiting.invitation_id)
        .join(Event, Event.id == Waiting.event_id)
        .outerjoin(GuestContact, GuestContact.invitation_id == Invitation.id)
        .outerjoin(NamedGuest, NamedGuest.invitation_id == Invitation.id)
        .where(
            ADDRESS != "",
            Waiting.offered_until > now,
            or_(Waiting.mailed_at.is_(None), Waiting.mailed_at < Waiting.offered_at),
            takes_places(),
            Event.state == EventState.PUBLISHED,
            is_on(Rule.OFFER),
        )
        .options(
            joinedload(Waiting.invitation).joinedload(Invitation.event).joinedload(Event.venue)
        )
        .order_by(Waiting.offered_at)
        .limit(MOST_AT_ONCE)
    ).all()


def note_mailed(session: Session, invitation_ids: Sequence[int], *, now: datetime) -> None:
    """Note that mail about offers was made."""
    session.execute(
        update(Waiting)
        .where(Waiting.invitation_id.in_(invitation_ids))
        .values(mailed_at=now)
        .execution_options(synchronize_session=False)
    )


def is_untold(now: datetime) -> ColumnElement[bool]:
    """Match answers of lately that nobody was told yet that we understood."""
    told_at = GuestContact.confirmed_at
    return and_(
        Answer.updated_at > now - CONFIRM_WITHIN,
        or_(told_at.is_(None), told_at < Answer.updated_at),
    )


def is_on(rule: Rule) -> ColumnElement[bool]:
    """Match events that did not switch a message off; by default these are on."""
    return ~exists().where(
        MessageRule.event_id == Event.id, MessageRule.rule == rule, MessageRule.is_on.is_(False)
    )
