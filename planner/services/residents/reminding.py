"""Which partners get a mail today: a week before a promise is due, on the day, and once it is late.

One mail holds all of a partner, so there is at most one a day, and each promise is in it once for
each of these three. What a mail was written about stands with the promise, in the transaction in
which the mail is queued.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, String, cast, exists, literal, select, update
from sqlalchemy.orm import Session, joinedload

from planner.core.residents.changes import WEEK, PartnerMail, mail_now
from planner.core.residents.undertakings import PromiseState
from planner.services.residents.partners import MAIL_KEY, mail_key
from planner.store.changes import QUIET
from planner.store.models import OutboxMail, Partner, Promise

OPEN = (PromiseState.OPEN, PromiseState.BUSY)


def key_of(partner_id: int, today: date) -> str:
    """Return what the mail of a day is: queued again, it is not sent again."""
    return f"{mail_key(partner_id)}:{today.isoformat()}"


def partners_to_write(session: Session, *, today: date) -> list[int]:
    """List the partners with something to hear today and no mail yet today; one question."""
    promises = session.scalars(
        select(Promise)
        .join(Partner, Partner.id == Promise.partner_id)
        .where(*_due(today), *_can_be_written_to(), ~_has_mail_of(today))
        .order_by(Promise.partner_id, Promise.id)
    )
    return list(
        dict.fromkeys(one.partner_id for one in promises if one.partner_id and _mail(one, today))
    )


def promises_to_tell(session: Session, partner_id: int, *, today: date) -> list[Promise]:
    """Return what a partner hears today, the first day first; empty where it is told already."""
    promises = session.scalars(
        select(Promise)
        .join(Partner, Partner.id == Promise.partner_id)
        .where(
            Promise.partner_id == partner_id,
            *_due(today),
            *_can_be_written_to(),
            ~_has_mail_of(today),
        )
        .options(joinedload(Promise.partner))
        .order_by(Promise.due_on, Promise.number)
    )
    return [one for one in promises if _mail(one, today) is not None]


def note_told(session: Session, promises: Sequence[Promise], *, today: date) -> None:
    """Note that the mail of today was written about these; it is no change of them."""
    for one in promises:
        session.execute(
            update(Promise)
            .where(Promise.id == one.id)
            .values(mailed=_mail(one, today), mailed_for=one.due_on)
            .execution_options(synchronize_session=False, **{QUIET: True})
        )


def _mail(promise: Promise, today: date) -> PartnerMail | None:
    return mail_now(
        promise.due_on,
        promise.state,
        told=promise.mailed,
        told_for=promise.mailed_for,
        today=today,
    )


def _due(today: date) -> tuple[ColumnElement[bool], ...]:
    return (Promise.state.in_(OPEN), Promise.due_on <= today + WEEK)


def _can_be_written_to() -> tuple[ColumnElement[bool], ...]:
    return (Partner.address != "", Partner.stopped_at.is_(None))


def _has_mail_of(today: date) -> ColumnElement[bool]:
    # The same as `key_of`, of the partner of each row.
    number = cast(Partner.id, String)
    key = literal(MAIL_KEY).concat(number).concat(f":{today.isoformat()}")
    return exists().where(OutboxMail.key == key).correlate(Partner)
