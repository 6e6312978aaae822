"""Mail of what became of a promise, to who asked for it: to each address once of each update."""

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.local_time import day_of
from planner.core.residents.undertakings import ToldWay
from planner.services.outbox import posting
from planner.services.outbox.posting import Letter
from planner.services.outbox.unsubscribing import hash_address, unsubscribed
from planner.services.residents import told
from planner.services.residents.following import are_told
from planner.store.base import take_turn
from planner.store.models import Promise, PromiseFollower


def followers_of(
    session: Session, promise: Promise, *, zone: str, now: datetime, code_key: str
) -> Sequence[PromiseFollower]:
    """List who said yes to mail of a promise's neighbourhood, and wants mail at all.

    The order is that of chance, in which their rows lie.
    """
    found = session.scalars(
        select(PromiseFollower)
        .where(*are_told(promise.organisation_id, promise.neighbourhood_id, day_of(now, zone)))
        .order_by(PromiseFollower.id)
    ).all()
    marks = {one.id: hash_address(one.address, code_key=code_key) for one in found}
    no_more = {mark for mark, event_id in unsubscribed(session, marks.values()) if event_id is None}
    return [one for one in found if marks[one.id] not in no_more]


def count_followers(session: Session, promise: Promise, *, zone: str, now: datetime) -> int:
    """Count who would be written to."""
    return (
        session.scalar(
            select(func.count())
            .select_from(PromiseFollower)
            .where(*are_told(promise.organisation_id, promise.neighbourhood_id, day_of(now, zone)))
        )
        or 0
    )


def key_of(promise: Promise, update_id: int | None, follower_id: int, *, code_key: str) -> str:
    """Return what one letter is: the same for who is told of the same update twice.

    Who reads it without our key finds no row by it.
    """
    text = f"told:{promise.id}:{update_id or 0}:{follower_id}".encode()
    return "told:" + hmac.new(code_key.encode(), text, hashlib.sha256).hexdigest()[:32]


def tell_followers(
    session: Session,
    promise: Promise,
    letters: Sequence[Letter],
    *,
    update_id: int | None,
    zone: str,
    now: datetime,
) -> int:
    """Put the letters in the outbox and write down that it was told; return how many are new.

    Nothing leaves where more was said since the letters were written: they would be of something
    else than the row says.

    Args:
        session: in a transaction that writes.
        promise: of which they tell.
        letters: each with its `key_of`.
        update_id: the last update that they were written of; None for none.
        zone: where the promise is.
        now: the moment.
    """
    take_turn(session, f"tell promise {promise.id}")
    if told.latest_updates(session, [promise.id]).get(promise.id) != update_id:
        return 0
    queued = posting.queue(session, letters, now=now)
    if queued:
        today = day_of(now, zone)
        told.note_told(session, [promise.id], ToldWay.MAIL, today=today, heads=queued)
    return queued
