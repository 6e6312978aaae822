"""What who hands cards out asks of the organiser, such as two more cards; and that it was done."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session, joinedload

from planner.store.base import UtcDateTime
from planner.store.models import Batch, IntermediaryRequest

LONGEST = 300
MOST_OPEN = 10
"""Requests of one batch that may wait at the same time: more are not read any better."""


def ask(
    session: Session, batch: Batch, words: str, *, card: int | None = None, now: datetime
) -> bool:
    """Leave a request for the organiser; False when too many are waiting already.

    The same words again about the same card, or the same stack, are the same request. `card` is
    the number of the card that it is about.
    """
    waiting = list_waiting_of(session, batch)
    if any((one.words, one.card_number) == (words, card) for one in waiting):
        return True
    if len(waiting) >= MOST_OPEN:
        return False
    session.add(
        IntermediaryRequest(
            batch_id=batch.id, words=words[:LONGEST], card_number=card, created_at=now
        )
    )
    session.flush()
    return True


def list_waiting(session: Session, event_id: int) -> Sequence[IntermediaryRequest]:
    """List what is asked for the cards of an event and not done yet, the oldest first."""
    return session.scalars(
        select(IntermediaryRequest)
        .join(Batch, Batch.id == IntermediaryRequest.batch_id)
        .where(Batch.event_id == event_id, IntermediaryRequest.done_at.is_(None))
        .options(joinedload(IntermediaryRequest.batch).joinedload(Batch.intermediary))
        .order_by(IntermediaryRequest.id)
    ).all()


def list_waiting_of(session: Session, batch: Batch) -> Sequence[IntermediaryRequest]:
    """List what is asked for the cards of a batch and not done yet."""
    return session.scalars(
        select(IntermediaryRequest)
        .where(IntermediaryRequest.batch_id == batch.id, IntermediaryRequest.done_at.is_(None))
        .order_by(IntermediaryRequest.id)
    ).all()


def mark_done(session: Session, event_id: int, request_id: int, *, now: datetime) -> bool:
    """Note that a request was done; False when the event has no such request."""
    of_event = select(Batch.id).where(Batch.event_id == event_id)
    done = session.scalars(
        update(IntermediaryRequest)
        .where(IntermediaryRequest.id == request_id, IntermediaryRequest.batch_id.in_(of_event))
        .values(done_at=func.coalesce(IntermediaryRequest.done_at, literal(now, UtcDateTime())))
        .returning(IntermediaryRequest.id)
        .execution_options(synchronize_session=False)
    )
    return done.one_or_none() is not None
