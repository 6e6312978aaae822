"""Slow down who keeps failing: a leaky bucket in the database, shared by all processes.

Failures are counted, not requests: a whole neighbourhood may sit behind one address. Only what
makes something new without a card is counted each time, generously.
"""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.store.base import insert_if_absent
from planner.store.models import Throttle


@dataclass(frozen=True)
class Bucket:
    """How much may come at once, and how fast it is forgotten."""

    size: float
    leaks_per_minute: float


SIGN_IN = Bucket(size=10, leaks_per_minute=2)
SIGN_IN_ANYWHERE = Bucket(size=50, leaks_per_minute=5)
"""Wrong passwords of one account from all addresses together; known browsers are counted apart."""
SECOND_FACTOR = Bucket(size=8, leaks_per_minute=0.5)
"""Wrong codes of one account: 720 a day of a million possible ones, three of which are right."""
MAIL_ASKED_FOR = Bucket(size=3, leaks_per_minute=0.05)
UNKNOWN_CODE = Bucket(size=30, leaks_per_minute=6)
OPEN_ANSWER = Bucket(size=150, leaks_per_minute=6)
"""Answers without a card. A hall of people may sit behind one address, and is never refused: what
is out of the ordinary is set aside (`answer/provenance.py`). This only keeps the tables small."""
ROBOT = Bucket(size=10, leaks_per_minute=2)
"""Forms that nobody can have filled in by hand."""


def wait_seconds(session: Session, key: str, bucket: Bucket, *, now: datetime) -> int:
    """Return how long this key has to wait before it may fail again; 0 when it may try now."""
    level = _level(session.get(Throttle, key), bucket, now)
    if level < bucket.size:
        return 0
    return int((level - bucket.size) / bucket.leaks_per_minute * 60) + 30


def note_failure(session: Session, key: str, bucket: Bucket, *, now: datetime) -> None:
    """Count one failure; two at the same moment count twice, also the first two."""
    session.execute(insert_if_absent(session, Throttle).values(key=key, level=0.0, updated_at=now))
    row = session.scalars(
        select(Throttle)
        .where(Throttle.key == key)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()
    row.level = min(_level(row, bucket, now) + 1, bucket.size * 2)
    row.updated_at = now


def key_for(secret: str, *parts: str) -> str:
    """Return a keyed hash of what is counted, so that no address or name is stored."""
    text = "\n".join(parts).encode()
    return hmac.new(secret.encode(), b"throttle:" + text, hashlib.sha256).hexdigest()


def _level(row: Throttle | None, bucket: Bucket, now: datetime) -> float:
    if row is None:
        return 0.0
    minutes = max(0.0, (now - row.updated_at).total_seconds() / 60)
    return max(0.0, row.level - minutes * bucket.leaks_per_minute)
