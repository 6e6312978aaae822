"""The way in for who hands cards out: a private link, and six digits that are told by phone.

Neither opens anything without the other, and the tables hold only hashes of both. The page ends
when the answers to the event are forgotten, or as soon as the organiser says so.
"""

import hmac
import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session, joinedload
from sqlalchemy.orm.strategy_options import _AbstractLoad

from planner.core.retention import Retention
from planner.services.people import hashing, throttle
from planner.store.base import keep_newest
from planner.store.models import Batch, Event, IntermediaryLink, IntermediarySignIn, Throttle

CODE_DIGITS = 6
SIGNED_IN_FOR = timedelta(days=30)
MOST_SIGN_INS = 20
"""Browsers in which one link may be open; the oldest goes when there are more."""

CODE_TRIES = throttle.Bucket(size=6, leaks_per_minute=0.1)
"""Six tries at once and six an hour: in 30 days a thief of the link guesses 1 code in 230."""


@cache
def _with_event() -> _AbstractLoad:
    # Not while this file is loaded: it has to look at how all tables hang together.
    return joinedload(IntermediaryLink.batch).options(
        joinedload(Batch.event).joinedload(Event.venue), joinedload(Batch.intermediary)
    )


def make_link(session: Session, batch: Batch, *, code_key: str, now: datetime) -> str:
    """Make the link of a batch anew and return its secret; an older link opens nothing any more.

    It opens nothing yet either: `make_code` comes after it.
    """
    remove_link(session, batch)
    secret = secrets.token_urlsafe(20)
    session.add(
        IntermediaryLink(
            batch_id=batch.id, token_hash=_hash(code_key, "link", secret), created_at=now
        )
    )
    session.flush()
    return secret


@dataclass(frozen=True)
class DrawnCode:
    """Six digits and their hash, which is slow to make, so it is made before the session writes."""

    digits: str
    hashed: str


def draw_code() -> DrawnCode:
    """Draw the digits of a code that nobody has yet."""
    digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    return DrawnCode(digits, hashing.hash_password(digits))


def make_code(
    session: Session, link: IntermediaryLink, *, secret_key: str, drawn: DrawnCode | None = None
) -> str:
    """Give a link another code and return its six digits; who was in has to come in again."""
    code = drawn or draw_code()
    session.execute(
        update(IntermediaryLink).where(IntermediaryLink.id == link.id).values(code_hash=code.hashed)
    )
    session.execute(delete(IntermediarySignIn).where(IntermediarySignIn.link_id == link.id))
    _forget_tries(session, link, secret_key=secret_key)
    return code.digits


def remove_link(session: Session, batch: Batch) -> bool:
    """Take the link of a batch away, wherever it is open; False when there was none."""
    links = select(IntermediaryLink.id).where(IntermediaryLink.batch_id == batch.id)
    session.execute(delete(IntermediarySignIn).where(IntermediarySignIn.link_id.in_(links)))
    gone = session.execute(
        delete(IntermediaryLink)
        .where(IntermediaryLink.batch_id == batch.id)
        .returning(IntermediaryLink.id)
    )
    return gone.first() is not None


def link_of(session: Session, batch: Batch) -> IntermediaryLink | None:
    """Return the link of a batch."""
    return session.scalar(select(IntermediaryLink).where(IntermediaryLink.batch_id == batch.id))


def count_sign_ins(session: Session, link: IntermediaryLink) -> int:
    """Return in how many browsers a link is open."""
    found = session.scalar(
        select(func.count())
        .select_from(IntermediarySignIn)
        .where(IntermediarySignIn.link_id == link.id)
    )
    return found or 0


def find_link(
    session: Session, secret: str, *, code_key: str, keep: Retention, now: datetime
) -> IntermediaryLink | None:
    """Return the link of a secret; None when nobody knows it, or its time is over."""
    link = session.scalar(
        select(IntermediaryLink)
        .where(IntermediaryLink.token_hash == _hash(code_key, "link", secret))
        .options(_with_event())
    )
    return link if link is not None and is_open(link.batch, keep=keep, now=now) else None


def take_try(session: Session, link: IntermediaryLink, *, secret_key: str, now: datetime) -> None:
    """Count one try at the code of a link before it is looked at; commit before you look.

    Raises:
        TooOften: wait first; this try may not be made.
    """
    throttle.take(session, [_tries(link, secret_key)], now=now)


def tries_wait(session: Session, link: IntermediaryLink, *, secret_key: str, now: datetime) -> int:
    """Return how many seconds to wait before the next try at the code of a link; it only looks."""
    return throttle.longest_wait(session, [_tries(link, secret_key)], now=now)


def is_code_of(link: IntermediaryLink, typed: str) -> bool:
    """Say whether these are the digits of a link; slow on purpose, so ask outside a transaction."""
    digits = "".join(sign for sign in typed if sign.isdecimal())
    return link.code_hash is not None and hashing.is_password_of(link.code_hash, digits)


def begin(
    session: Session, link: IntermediaryLink, *, code_key: str, secret_key: str, now: datetime
) -> str | None:
    """Let a browser in and return the token that it keeps; None when the link changed meanwhile."""
    known = session.scalar(
        select(IntermediaryLink)
        .where(
            IntermediaryLink.id == link.id,
            IntermediaryLink.token_hash == link.token_hash,
            IntermediaryLink.code_hash == link.code_hash,
        )
        .with_for_update()
    )
    if known is None:
        return None
    known.used_at = known.used_at or now
    token = secrets.token_urlsafe(32)
    session.add(
        IntermediarySignIn(
            link_id=link.id, token_hash=_hash(code_key, "sign-in", token), created_at=now
        )
    )
    session.flush()
    of_link = IntermediarySignIn.link_id == link.id
    keep_newest(session, IntermediarySignIn, of_link, most=MOST_SIGN_INS)
    _forget_tries(session, link, secret_key=secret_key)
    return token


def find_sign_in(
    session: Session, link_id: int, token: str, *, code_key: str, keep: Retention, now: datetime
) -> IntermediarySignIn | None:
    """Return the sign-in of a browser at a link; None when it was ended or its time is over."""
    found = session.scalar(
        select(IntermediarySignIn)
        .where(
            IntermediarySignIn.token_hash == _hash(code_key, "sign-in", token),
            IntermediarySignIn.link_id == link_id,
        )
        .options(joinedload(IntermediarySignIn.link).options(_with_event()))
    )
    if found is None or now > ends_at(found):
        return None
    return found if is_open(found.link.batch, keep=keep, now=now) else None


def ends_at(sign_in: IntermediarySignIn) -> datetime:
    """Return when a browser has to come in anew."""
    return sign_in.created_at + SIGNED_IN_FOR


def end(session: Session, sign_in_id: int) -> None:
    """Let one browser out."""
    session.execute(delete(IntermediarySignIn).where(IntermediarySignIn.id == sign_in_id))


def ends_on(batch: Batch, *, keep: Retention) -> date:
    """Return the first day on which the page of a batch is gone."""
    event = batch.event
    return keep.forget_on(event.ends_at, event.zone, event.keep_days)


def is_open(batch: Batch, *, keep: Retention, now: datetime) -> bool:
    """Say whether the page of a batch may still be there: as long as the answers to its event."""
    event = batch.event
    return keep.is_kept(event.ends_at, event.zone, event.keep_days, now=now)


def _forget_tries(session: Session, link: IntermediaryLink, *, secret_key: str) -> None:
    session.execute(delete(Throttle).where(Throttle.key == _tries(link, secret_key).key))


def _tries(link: IntermediaryLink, secret_key: str) -> throttle.Counter:
    key = throttle.key_for(secret_key, "intermediary-code", str(link.id))
    return throttle.Counter(key, CODE_TRIES)


def _hash(code_key: str, label: str, token: str) -> bytes:
    return hmac.digest(
        code_key.encode(), f"planner/intermediary-{label}\0{token}".encode(), "sha256"
    )
