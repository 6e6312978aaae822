"""From draft to what guests read, and back while nobody can have relied on it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum

from sqlalchemy import ColumnElement, exists, or_, select, update
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.assurances import Assurance
from planner.core.enums import EventState, MailKind
from planner.services.answer.locking import lock_answers
from planner.services.plan.making import touch
from planner.store.models import Answer, Batch, Event, Invitation, OutboxMail, Scan, Waiting

_NOT_TO_GUESTS = (MailKind.TEST, MailKind.COLLEAGUE, MailKind.SHORTAGE, MailKind.PASSWORD)


class KnownBy(Enum):
    """How somebody knows of an event, so that it can be no draft any more."""

    ANSWER = "answer"
    """A household answered, or waits for a place."""
    MAIL = "mail"
    """Mail about it was sent, or is on its way."""
    CARD = "card"
    """Cards were handed out."""
    GATE = "gate"
    """People were let in."""


def publish(
    session: Session, event: Event, promised: Mapping[Assurance, bool], *, now: datetime
) -> bool:
    """Let guests see a draft, with what they may count on; False when it is no draft any more."""
    published = session.execute(
        update(Event)
        .where(Event.id == event.id, Event.state == EventState.DRAFT)
        .values(state=EventState.PUBLISHED, published_at=now)
        .returning(Event.id)
    )
    if published.first() is None:
        return False
    assure(event, promised, now=now)
    return True


def assure(event: Event, promised: Mapping[Assurance, bool], *, now: datetime) -> None:
    """Keep what guests may count on from now on; what is not among these stays as it was."""
    event.promised = {
        **(event.promised or {}),
        **{one.value: is_kept for one, is_kept in promised.items()},
    }
    touch(event, now=now, in_calendars=False)


def withdraw(session: Session, event: Event, *, now: datetime) -> KnownBy | None:
    """Make an event a draft again; returns how somebody knows of it already, which forbids it.

    What was promised stays noted, and is put to the organiser anew.
    """
    lock_answers(session, event.id)  # or an answer could come in between
    known = known_by(session, event.id)
    if known is None and event.state is EventState.PUBLISHED:
        event.state, event.published_at = EventState.DRAFT, None
        touch(event, now=now, in_calendars=False)
    return known


def known_by(session: Session, event_id: int) -> KnownBy | None:
    """Say how somebody knows of an event; None while nobody can have relied on it."""
    found = session.execute(
        select(*(question.label(known.value) for known, question in _knowing(event_id).items()))
    ).one()
    return next((known for known in KnownBy if getattr(found, known.value)), None)


def drafts_of(session: Session, series_id: int, *, now: datetime) -> Sequence[Event]:
    """List the drafts of a series that are not over, the first one first."""
    return session.scalars(
        select(Event)
        .where(Event.series_id == series_id, Event.state == EventState.DRAFT, Event.ends_at > now)
        .options(joinedload(Event.venue), joinedload(Event.series), selectinload(Event.dishes))
        .order_by(Event.starts_at, Event.id)
    ).all()


def _knowing(event_id: int) -> dict[KnownBy, ColumnElement[bool]]:
    answers = exists().where(Answer.event_id == event_id)
    waiting = exists().where(Waiting.event_id == event_id)
    handed = exists().where(Batch.event_id == event_id, Batch.handed_out_at.is_not(None))
    ticked = exists().where(Invitation.event_id == event_id, Invitation.handed_out_at.is_not(None))
    mails = exists().where(OutboxMail.event_id == event_id, OutboxMail.kind.not_in(_NOT_TO_GUESTS))
    scans = exists().where(
        Scan.event_id == event_id, Scan.outcome["practice"].as_boolean().is_not(True)
    )
    return {
        KnownBy.ANSWER: or_(answers, waiting),
        KnownBy.MAIL: mails,
        KnownBy.CARD: or_(handed, ticked),
        KnownBy.GATE: scans,
    }
