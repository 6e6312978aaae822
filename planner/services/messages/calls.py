"""Whom somebody has to call: guests whom a change, or an offer of a place, did not reach by mail.

Inside a question about events, so that it is asked of many at once; who they are stands on the
pages of the change and of the places.
"""

from typing import Any

from sqlalchemy import BindParameter, ScalarSelect, Select, bindparam, exists, func, or_, select
from sqlalchemy.orm import aliased

from planner.services.answer.standing import works
from planner.services.messages.recipients import (
    ADDRESS,
    has_to_hear,
    mail_failed,
    with_addresses,
)
from planner.services.outbox.came_back import mail_comes_back
from planner.store.base import UtcDateTime
from planner.store.models import (
    Event,
    EventNotice,
    Invitation,
    NamedGuest,
    NoticeTold,
    Waiting,
)

NOW: BindParameter[Any] = bindparam("now", type_=UtcDateTime)
LAST_TOLD = (
    select(func.max(EventNotice.id))
    .where(EventNotice.event_id == Event.id, EventNotice.told_at.is_not(None))
    .correlate(Event)
    .scalar_subquery()
)
"""The last change of an event that its organiser had everyone told of."""


def calls_left() -> ScalarSelect[int]:
    """Count the households of ours that still have to be told of that change, as its page does."""
    notice = aliased(EventNotice)
    failed = or_(mail_failed(notice.mailing_id), mail_comes_back())
    told = exists().where(
        NoticeTold.notice_id == notice.id, NoticeTold.invitation_id == Invitation.id
    )
    found: Select[Any] = (
        with_addresses(select(func.count(Invitation.id)))
        .join(notice, notice.id == LAST_TOLD)
        .where(
            Invitation.event_id == Event.id,
            *has_to_hear(),
            or_(notice.mailing_id.is_(None), ADDRESS == "", failed),
            ~told,
        )
        .correlate(Event)
    )
    return found.scalar_subquery()


def offers_left() -> ScalarSelect[int]:
    """Count guests by name for whom a place is kept now, and whom only a call can tell so."""
    no_mail = or_(Waiting.mailed_at.is_(None), Waiting.mailed_at < Waiting.offered_at)
    found: Select[Any] = (
        with_addresses(select(func.count(Invitation.id)))
        .join(Waiting, Waiting.invitation_id == Invitation.id)
        .where(
            Waiting.event_id == Event.id,
            Waiting.offered_until > NOW,
            Waiting.told_at.is_(None),
            works(),
            NamedGuest.phone != "",
            or_(ADDRESS == "", no_mail, mail_comes_back()),
        )
        .correlate(Event)
    )
    return found.scalar_subquery()
