"""Organisers' accounts: make one, sign in, see where one is signed in, and end that."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select, update
from sqlalchemy.orm import Session, contains_eager

from planner.core.mail_address import as_stored
from planner.core.roles import AccountRole, TeamRole
from planner.services.people import hashing
from planner.services.people.common_passwords import is_common
from planner.services.people.hashing import LONGEST_PASSWORD, hash_password
from planner.store.models import Account, Event, SecondFactor, SignIn, TeamMember

IDLE_FOR = timedelta(hours=8)
SIGNED_IN_FOR = timedelta(hours=20)
FACTOR_WITHIN = timedelta(minutes=10)
"""From the password to the second factor; after that, one begins anew."""
SEEN_STEP = timedelta(minutes=5)
PROOF_LASTS_FOR = timedelta(minutes=15)
"""From a password or second factor to what asks for a new one."""
SHORTEST_PASSWORD = 8


@dataclass(frozen=True)
class KnownSignIn:
    """A sign-in that holds, and what it means for the event that was asked for.

    Attributes:
        has_factor: the account has a second factor that works.
        sees_event: the event is one of theirs; False when none was asked for.
        team_role: what they do in the team of that event.
    """

    sign_in: SignIn
    has_factor: bool
    sees_event: bool
    team_role: TeamRole | None

    @property
    def is_complete(self) -> bool:
        """Whether everything that was asked for was given."""
        return self.sign_in.proven_at is not None


@cache
def _known() -> Select[SignIn, bool, int, TeamRole]:
    """Return a question that is built once: every page of an organiser asks it.

    Not while this file is loaded, for that would have to look at how all tables hang together.
    """
    event_id: BindParameter[int] = bindparam("event_id")
    has_factor = (
        select(SecondFactor.id)
        .where(SecondFactor.account_id == Account.id, SecondFactor.confirmed_at.is_not(None))
        .exists()
    )
    is_team = and_(TeamMember.account_id == Account.id, TeamMember.event_id == event_id)
    is_organiser = Account.role != AccountRole.MEMBER
    is_seen = and_(
        Event.id == event_id,
        Event.organisation_id == Account.organisation_id,
        or_(is_organiser, TeamMember.account_id.is_not(None)),
    )
    return (
        select(SignIn, has_factor, Event.id, TeamMember.role)
        .join(SignIn.account)
        .join(Account.organisation)
        .outerjoin(TeamMember, is_team)
        .outerjoin(Event, is_seen)
        .where(SignIn.token_hash == bindparam("token_hash"), SignIn.ended_at.is_(None))
        .options(contains_eager(SignIn.account).contains_eager(Account.organisation))
    )


def find_sign_in(session: Session, token: str, *, key: str, now: datetime) -> SignIn | None:
    """Return the sign-in of a token, unless it was ended, idle too long or simply too old."""
    known = find_known(session, token, key=key, event_id=None, now=now)
    return known.sign_in if known else None


def find_known(
    session: Session, token: str, *, key: str, event_id: int | None, now: datetime
) -> KnownSignIn | None:
    """Return the sign-in of a token and what it means for an event, in one question."""
    asked = {"token_hash": hash_token(token, key), "event_id": event_id or 0}
    row = session.execute(_known(), asked).one_or_none()
    if row is None or not _holds(row[0], now=now):
        return None
    return KnownSignIn(row[0], bool(row[1]), row[2] is not None, row[3])


def _holds(sign_in: SignIn, *, now: datetime) -> bool:
    if sign_in.account.disabled_at is not None:
        return False
    if sign_in.proven_at is None:
        return now - sign_in.created_at <= FACTOR_WITHIN
    return now - sign_in.seen_at <= IDLE_FOR and now - sign_in.created_at <= SIGNED_IN_FOR


def hash_token(token: str, key: str) -> bytes:
    """Return what is stored of the token that a browser keeps."""
    return hmac.new(key.encode(), b"sign-in:" + token.encode(), hashlib.sha256).digest()


class EmailTaken(Exception):
    """Somebody already signs in with this address."""


class WeakPassword(Exception):
    """The password is too short, too long or among the first that anybody tries."""


def add_account(
    session: Session,
    *,
    email: str,
    name: str,
    password: str,
    now: datetime,
    role: AccountRole = AccountRole.ORGANISER,
    organisation_id: int | None = None,
) -> Account:
    """Make an account; it belongs to the organisation of the session unless one is named.

    Raises:
        EmailTaken: an account with this address exists.
        WeakPassword: see `is_weak`.
    """
    email = as_stored(email)
    hashed = hash_new_password(password, email=email)  # before it is the writers' turn
    if session.scalar(select(Account.id).where(Account.email == email)):
        raise EmailTaken
    account = Account(
        email=email,
        name=name.strip(),
        password_hash=hashed,
        language=None,
        created_at=now,
        role=role,
    )
    if organisation_id is not None:
        account.organisation_id = organisation_id
    session.add(account)
    session.flush()
    return account


def is_weak(password: str, *, email: str) -> bool:
    """Say whether a password would be guessed soon: by length and by list, without odd rules."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        return True
    simple = password.lower()
    is_own_address = simple in {email, email.partition("@")[0]}
    return is_own_address or len(set(simple)) < 4 or is_common(password)


def check_password(session: Session, *, email: str, password: str) -> Account | None:
    """Return the account if the password is right; takes as long when there is none.

    It is slow on purpose: ask for a place first, see `hashing.place`.
    """
    account = session.scalar(select(Account).where(Account.email == as_stored(email)))
    others = _hashes_like(session)
    # Nobody, or a colleague who has not begun yet: both take as long as anybody.
    stored = (account and account.password_hash) or hashing.hash_of_nobody(_any_of(others, email))
    if not hashing.is_password_of(stored, password):
        return None
    if account is None or account.disabled_at is not None:
        return None
    return account


def _hashes_like(session: Session) -> Sequence[str]:
    hashes = select(Account.password_hash).where(Account.password_hash != "")
    return session.scalars(hashes.order_by(Account.id)).all()


def _any_of(hashes: Sequence[str], email: str) -> str:
    """Return the same hash each time for an address, and each as often: some may be older ones."""
    if not hashes:
        return ""
    return hashes[int.from_bytes(hashlib.sha256(email.encode()).digest()) % len(hashes)]


def renew_hash(session: Session, account: Account, *, password: str) -> None:
    """Hash the password anew that was given just now, where that was done in an older way."""
    if hashing.is_outdated(account.password_hash):
        hashed = hash_password(password)
        session.execute(
            update(Account)
            .where(Account.id == account.id, Account.password_hash == account.password_hash)
            .values(password_hash=hashed)
        )


def begin_sign_in(
    session: Session,
    account_id: int,
    *,
    browser: str,
    key: str,
    now: datetime,
    is_complete: bool = True,
    had_factor: bool = False,
) -> str:
    """Sign a browser in and return the token that it keeps; only its keyed hash is stored.

    Where `is_complete` is false, the second factor is still to be given: see `complete`.
    """
    token = secrets.token_urlsafe(32)
    session.add(
        SignIn(
            account_id=account_id,
            token_hash=hash_token(token, key),
            browser=browser[:40],
            created_at=now,
            seen_at=now,
            proven_at=now if is_complete else None,
            had_factor=had_factor,
            # Made here, so that showing the page of the second step changes nothing.
            challenge=None if is_complete else secrets.token_bytes(32),
        )
    )
    return token


def complete(session: Session, sign_in_id: int, *, key: str, now: datetime) -> str:
    """Note that the second factor was given, now; return the new token of the browser.

    The old one ends: who knew it before the second factor was given has nothing.
    """
    token = secrets.token_urlsafe(32)
    session.execute(
        update(SignIn)
        .where(SignIn.id == sign_in_id, SignIn.ended_at.is_(None))
        .values(token_hash=hash_token(token, key), proven_at=now, had_factor=True, challenge=None)
    )
    return token


def note_proof(session: Session, sign_in_id: int, *, now: datetime) -> None:
    """Note that the password or second factor was given once more."""
    session.execute(
        update(SignIn).where(SignIn.id == sign_in_id).values(proven_at=now, challenge=None)
    )


def is_proof_fresh(sign_in: SignIn, *, now: datetime) -> bool:
    """Say whether it was proven lately who sits here."""
    return sign_in.proven_at is not None and now - sign_in.proven_at <= PROOF_LASTS_FOR


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
            SignIn.proven_at.is_not(None),
            SignIn.seen_at >= now - IDLE_FOR,
            SignIn.created_at >= now - SIGNED_IN_FOR,
        )
        .order_by(SignIn.seen_at.desc())
    )
    return list(sign_ins)


def change_password(
    session: Session, account: Account, *, hashed: str, but: int, now: datetime
) -> None:
    """Set the hash of a new password and end every other sign-in of the account.

    To hash takes long: do it before the session takes the writers' turn.
    """
    session.execute(update(Account).where(Account.id == account.id).values(password_hash=hashed))
    end_other_sign_ins(session, account_id=account.id, but=but, now=now)


def hash_new_password(password: str, *, email: str) -> str:
    """Return the hash of a password that somebody chose.

    Raises:
        WeakPassword: see `is_weak`.
    """
    if is_weak(password, email=email):
        raise WeakPassword
    return hash_password(password)
