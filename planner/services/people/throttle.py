"""Slow down who keeps failing: a leaky bucket in the database, shared by all processes.

Failures are counted, not requests: a whole neighbourhood may sit behind one address. What guesses a
secret is counted before it is tried, and an honest try gives its count back: to look first and to
count afterwards would let as many through as look at the same moment. Only what makes something new
without a card is counted each time, generously.
"""

import hashlib
import hmac
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, case, delete, func, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.dml import ReturningInsert

from planner.store.base import UtcDateTime, insert_if_absent
from planner.store.models import Throttle

EMPTY_AFTER = timedelta(hours=6)
"""Every full bucket has leaked by then; another one can't be made."""
MOST_KEPT = 100_000
"""Rows: some twenty megabytes. Whoever makes more in six hours pushes the oldest out."""
ROUNDED = 0.001
"""SQLite reckons with days, to some microseconds."""


@dataclass(frozen=True)
class Bucket:
    """How much may come at once, and how fast it is forgotten.

    Raises:
        ValueError: its count would be thrown away before it has leaked.
    """

    size: float
    leaks_per_minute: float

    def __post_init__(self) -> None:
        if self.size / self.leaks_per_minute > EMPTY_AFTER.total_seconds() / 60:
            raise ValueError(f"{self} is fuller after EMPTY_AFTER than an empty one")


@dataclass(frozen=True)
class Counter:
    """What tries are counted under, and how many may come."""

    key: str
    bucket: Bucket


class TooOften(Exception):
    """Somebody tried too often.

    Attributes:
        wait_seconds: until they may try again.
    """

    def __init__(self, wait_seconds: int) -> None:
        super().__init__(wait_seconds)
        self.wait_seconds = wait_seconds


SIGN_IN = Bucket(size=10, leaks_per_minute=2)
SIGN_IN_ANYWHERE = Bucket(size=50, leaks_per_minute=5)
"""Wrong passwords of one account from all addresses together; known browsers are counted apart."""
SIGN_IN_NETWORK = Bucket(size=30, leaks_per_minute=6)
"""Wrong passwords of all accounts together from one connection: an office with a bad morning."""
SIGN_IN_WIDE = Bucket(size=120, leaks_per_minute=24)
"""The same from all connections of one customer of a provider, who may have 65,536 of IPv6."""
SECOND_FACTOR = Bucket(size=8, leaks_per_minute=0.5)
"""Wrong codes of one account: 720 a day of a million possible ones, three of which are right."""
MAIL_ASKED_FOR = Bucket(size=3, leaks_per_minute=0.05)
UNKNOWN_CODE = Bucket(size=30, leaks_per_minute=6)
OPEN_ANSWER = Bucket(size=150, leaks_per_minute=6)
"""Answers without a card. A hall of people may sit behind one address, and is never refused: what
is out of the ordinary is set aside (`answer/provenance.py`). This only keeps the tables small."""
SIGN_UP = Bucket(size=5, leaks_per_minute=0.5)
"""Helpers of one event who sign up over one connection. Whoever comes faster is not refused: they
are set aside, and an organiser looks first."""
ROBOT = Bucket(size=10, leaks_per_minute=2)
"""Forms that nobody can have filled in by hand."""


def take(session: Session, counters: Iterable[Counter], *, now: datetime) -> None:
    """Count one try in each, before it is made; commit before you look whether it was right.

    Each is counted in one statement that looks and counts at once, so that of many at the same
    moment, in all processes, as many are let through as there is room for.

    Raises:
        TooOften: one of them is full; roll back, for the others may be counted already.
    """
    # In one order for everybody, so that two who count never wait for each other.
    for each in sorted(counters, key=lambda counter: counter.key):
        if session.scalar(_taking(session, each, now)) is None:
            raise TooOften(max(1, wait_seconds(session, each.key, each.bucket, now=now)))


def give_back(session: Session, counters: Iterable[Counter]) -> None:
    """Take the count of one try back from each: it was an honest one."""
    for key in sorted(each.key for each in counters):
        session.execute(
            update(Throttle)
            .where(Throttle.key == key)
            .values(level=case((Throttle.level > 1, Throttle.level - 1), else_=0.0))
            .execution_options(synchronize_session=False)
        )


def longest_wait(session: Session, counters: Iterable[Counter], *, now: datetime) -> int:
    """Return after how many seconds all of them let somebody try again; 0 for at once.

    It only looks, and so keeps nobody waiting; `take` decides.
    """
    return max(
        (wait_seconds(session, each.key, each.bucket, now=now) for each in counters), default=0
    )


def wait_seconds(session: Session, key: str, bucket: Bucket, *, now: datetime) -> int:
    """Return how long this key has to wait before it may fail again; 0 when it may try now."""
    row = session.scalars(
        select(Throttle).where(Throttle.key == key).execution_options(populate_existing=True)
    ).one_or_none()
    too_many = _level(row, bucket, now) + 1 - bucket.size
    return max(0, math.ceil(too_many / bucket.leaks_per_minute * 60))


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


def is_first(session: Session, key: str, *, now: datetime) -> bool:
    """Say whether nothing is known under a key yet, and let it be known from now on."""
    row = insert_if_absent(session, Throttle).values(key=key, level=0.0, updated_at=now)
    return session.scalar(row.returning(Throttle.key)) is not None


def forget_old(session: Session, *, now: datetime) -> int:
    """Forget what has leaked empty, and the oldest where somebody made very many; say how many."""
    old = delete(Throttle).where(Throttle.updated_at < now - EMPTY_AFTER)
    gone = len(session.scalars(old.returning(Throttle.key)).all())
    newest = select(Throttle.key).order_by(Throttle.updated_at.desc(), Throttle.key)
    too_many = delete(Throttle).where(Throttle.key.in_(newest.offset(MOST_KEPT)))
    return gone + len(session.scalars(too_many.returning(Throttle.key)).all())


def key_for(secret: str, *parts: str) -> str:
    """Return a keyed hash of what is counted, so that no address or name is stored."""
    text = "\n".join(parts).encode()
    return hmac.new(secret.encode(), b"throttle:" + text, hashlib.sha256).hexdigest()


def _taking(session: Session, counter: Counter, now: datetime) -> ReturningInsert[Any]:
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    insert = (sqlite.insert if is_sqlite else postgresql.insert)(Throttle)
    passed = _minutes_since(Throttle.updated_at, now, is_sqlite=is_sqlite)
    leaked = Throttle.level - passed * counter.bucket.leaks_per_minute
    # A clock that was set back fills nothing, and what is empty stays empty.
    level = case((passed < 0, Throttle.level), (leaked > 0, leaked), else_=0.0) + 1
    return (
        insert.values(key=counter.key, level=1.0, updated_at=now)
        .on_conflict_do_update(
            index_elements=[Throttle.key],
            set_={"level": level, "updated_at": now},
            where=level <= counter.bucket.size + ROUNDED,
        )
        .returning(Throttle.level)
    )


def _minutes_since(
    moment: InstrumentedAttribute[datetime], now: datetime, *, is_sqlite: bool
) -> ColumnElement[Any]:
    until = literal(now, UtcDateTime)
    if is_sqlite:
        return (func.julianday(until) - func.julianday(moment)) * (24 * 60)
    return func.extract("epoch", until - moment) / 60


def _level(row: Throttle | None, bucket: Bucket, now: datetime) -> float:
    if row is None:
        return 0.0
    minutes = max(0.0, (now - row.updated_at).total_seconds() / 60)
    return max(0.0, row.level - minutes * bucket.leaks_per_minute)
