"""Organisers' accounts: make one, sign in, see where one is signed in, and end that."""

import hashlib
import hmac
import secrets
import threading
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from planner.store.models import Account, SignIn

IDLE_FOR = timedelta(hours=8)
SIGNED_IN_FOR = timedelta(hours=20)
SEEN_STEP = timedelta(minutes=5)
SHORTEST_PASSWORD = 8
LONGEST_PASSWORD = 128

_hasher = PasswordHasher()
# One hash takes 64 MiB and a quarter of a second; more than two at once would starve the gate.
_two_at_a_time = threading.BoundedSemaphore(2)

TOO_COMMON = frozenset(
    {
        *("password", "password1", "wachtwoord", "wachtwoord1", "geheim123", "welkom01"),
        *("welkom123", "welkom2026", "12345678", "123456789", "1234567890", "qwertyui"),
        *("qwertyuiop", "qwerty123", "11111111", "00000000", "heerlen1", "planner1"),
        *("iloveyou", "letmein1", "voetbal1", "abcd1234", "administrator"),
    }
)


class EmailTaken(Exception):
    """Somebody already signs in with this address."""


class WeakPassword(Exception):
    """The password is too short, too long or among the first that anybody tries."""


def add_account(
    session: Session, *, email: str, name: str, password: str, now: datetime
) -> Account:
    """Make an account for an organiser.

    Raises:
        EmailTaken: an account with this address exists.
        WeakPassword: see `is_weak`.
    """
    email = email.strip().lower()
    if is_weak(password, email=email):
        raise WeakPassword
    if session.scalar(select(Account.id).where(Account.email == email)):
        raise EmailTaken
    account = Account(
        email=email,
        name=name.strip(),
        password_hash=hash_password(password),
        language=None,
        created_at=now,
    )
    session.add(account)
    session.flush()
    return account


def is_weak(password: str, *, email: str) -> bool:
    """Say whether a password would be guessed soon: by length and by list, without odd rules."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return True
    simple = password.lower()
    return (
        simple in TOO_COMMON or simple in {email, email.partition("@")[0]} or len(set(simple)) < 4
    )


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, with its parameters and salt."""
    with _two_at_a_time:
        return _hasher.hash(password)


def check_password(session: Session, *, email: str, password: str) -> Account | None:
    """Return the account if the password is right; takes as long when there is none."""
    account = session.scalar(select(Account).where(Account.email == email.strip().lower()))
    stored = account.password_hash if account else _hash_of_nobody()
    if not is_password_of(stored, password):
        return None
    if account is None or account.disabled_at is not None:
        return None
    return account


def is_password_of(stored: str, password: str) -> bool:
    """Say whether a stored hash is that of a password."""
    with _two_at_a_time:
        try:
            return _hasher.verify(stored, password[:LONGEST_PASSWORD])
        except (VerificationError, InvalidHashError):
            return False


def begin_sign_in(
    session: Session, account_id: int, *, browser: str, key: str, now: datetime
) -> str:
    """Sign a browser in and return the token that it keeps; only its keyed hash is stored."""
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            account_id=account_id,
            token_hash=_hash(token, key),
            browser=browser[:40],
            created_at=now,
            seen_at=now,
        )
    )
    return token


def find_sign_in(session: Session, token: str, *, key: str, now: datetime) -> SignIn | None:
    """Return the sign-in of a token, unless it was ended, idle too long or simply too old."""
    sign_in = session.scalar(
        select(SignIn)
        .where(SignIn.token_hash == _hash(token, key), SignIn.ended_at.is_(None))
        .options(joinedload(SignIn.account))
    )
    if sign_in is None or sign_in.account.disabled_at is not None:
        return None
    is_idle = now - sign_in.seen_at > IDLE_FOR
    is_old = now - sign_in.created_at > SIGNED_IN_FOR
    return None if is_idle or is_old else sign_in


def note_seen(session: Session, sign_in_id: int, *, now: datetime) -> None:
    """Note that a sign-in is still in use."""
    session.execute(update(SignIn).where(SignIn.id == sign_in_id).values(seen_at=now))


def is_worth_noting(sign_in: SignIn, *, now: datetime) -> bool:
    """Say whether the last use noted is long enough ago to write it down again."""
    return now - sign_in.seen_at > SEEN_STEP


def end_sign_in(session: Session, sign_in_id: int, *, account_id: int, now: datetime) -> bool:
    """End one sign-in of an account; False when it is not there or not theirs."""
    ended = session.scalar(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.account_id == account_id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SignIn.id)
    )
    return ended is not None


def end_other_sign_ins(session: Session, *, account_id: int, but: int, now: datetime) -> int:
    """End every sign-in of an account except one; return how many ended."""
    ended = session.scalars(
        update(SignIn)
        .where(SignIn.account_id == account_id, SignIn.id != but, SignIn.ended_at.is_(None))
        .values(ended_at=now)
        .returning(SignIn.id)
    )
    return len(ended.all())


def list_sign_ins(session: Session, *, account_id: int, now: datetime) -> list[SignIn]:
    """List where an account is signed in now, the last used first."""
    sign_ins = session.scalars(
        select(SignIn)
        .where(
            SignIn.account_id == account_id,
            SignIn.ended_at.is_(None),
            SignIn.seen_at >= now - IDLE_FOR,
            SignIn.created_at >= now - SIGNED_IN_FOR,
        )
        .order_by(SignIn.seen_at.desc())
    )
    return list(sign_ins)


def change_password(
    session: Session, account: Account, *, password: str, but: int, now: datetime
) -> None:
    """Set a new password and end every other sign-in of the account.

    Raises:
        WeakPassword: see `is_weak`.
    """
    if is_weak(password, email=account.email):
        raise WeakPassword
    session.execute(
        update(Account)
        .where(Account.id == account.id)
        .values(password_hash=hash_password(password))
    )
    end_other_sign_ins(session, account_id=account.id, but=but, now=now)


@cache
def _hash_of_nobody() -> str:
    """Return what to compare with when nobody has the address, so that it takes as long."""
    return _hasher.hash(secrets.token_hex(16))


def _hash(token: str, key: str) -> bytes:
    return hmac.new(key.encode(), b"sign-in:" + token.encode(), hashlib.sha256).digest()
