"""Private calendars: the secret in their address is shown once, and only its hash is kept."""

import hashlib
import secrets
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.core.enums import CalendarKeyKind
from planner.store.models import Account, CalendarKey

BYTES = 32
LENGTH = 43
"""Characters of 256 random bits, written for an address."""


def make_key(session: Session, account: Account, *, now: datetime) -> str:
    """Return a new secret for an organiser's calendar; the one before it stops working."""
    revoke_keys(session, account.id, now=now)
    secret = secrets.token_urlsafe(BYTES)
    session.add(
        CalendarKey(
            kind=CalendarKeyKind.ORGANISER,
            account_id=account.id,
            token_hash=_hash(secret),
            created_at=now,
        )
    )
    session.flush()
    return secret


def find_key(session: Session, secret: str) -> CalendarKey | None:
    """Return what a secret opens, revoked or not; None when it was never made."""
    if len(secret) != LENGTH:
        return None
    return session.scalar(select(CalendarKey).where(CalendarKey.token_hash == _hash(secret)))


def is_good(session: Session, key: CalendarKey) -> bool:
    """Say whether a key opens anything: neither it nor its account has been stopped."""
    if key.revoked_at is not None:
        return False
    account = session.get(Account, key.account_id)
    return account is not None and account.disabled_at is None


def key_of(session: Session, account_id: int) -> CalendarKey | None:
    """Return the key that works for an organiser; None when there is none."""
    return session.scalar(
        select(CalendarKey).where(
            CalendarKey.account_id == account_id, CalendarKey.revoked_at.is_(None)
        )
    )


def revoke_keys(session: Session, account_id: int, *, now: datetime) -> None:
    """Stop an organiser's private calendar wherever its address was given."""
    session.execute(
        update(CalendarKey)
        .where(CalendarKey.account_id == account_id, CalendarKey.revoked_at.is_(None))
        .values(revoked_at=now)
    )


def _hash(secret: str) -> bytes:
    # No key is needed in the hash: nobody can try 2^256 secrets.
    return hashlib.sha256(b"calendar:" + secret.encode()).digest()
