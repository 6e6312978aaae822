"""Organisers' accounts as whoever runs the installation sees them: list, disable, new password."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.core.mail_address import as_stored
from planner.core.roles import AccountRole
from planner.services.people import signing_in
from planner.store.models import Account, SignIn

NO_SIGN_IN = 0  # no row has this id, so every sign-in ends


def find_account(session: Session, email: str) -> Account | None:
    """Return the account that signs in with an address."""
    return session.scalar(select(Account).where(Account.email == as_stored(email)))


def list_accounts(session: Session) -> list[Account]:
    """List all accounts by address."""
    return list(session.scalars(select(Account).order_by(Account.email)))


def is_anybody_active(session: Session) -> bool:
    """Say whether somebody has an account that is not disabled."""
    active = select(Account.id).where(Account.disabled_at.is_(None))
    return session.scalar(active.limit(1)) is not None


def usual_role(session: Session) -> AccountRole:
    """Return the role of the next account made by command: somebody has to let the others in."""
    is_administrator = Account.role == AccountRole.ADMINISTRATOR
    found = session.scalar(select(Account.id).where(is_administrator).limit(1))
    return AccountRole.ADMINISTRATOR if found is None else AccountRole.ORGANISER


def disable(session: Session, *, email: str, now: datetime) -> bool:
    """End every sign-in of an account and let it begin no other; False when there is none."""
    account = find_account(session, email)
    if account is None:
        return False
    account.disabled_at = account.disabled_at or now
    session.execute(
        update(SignIn)
        .where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
        .values(ended_at=now)
    )
    return True


def set_password(session: Session, *, email: str, password: str, now: datetime) -> bool:
    """Give an account a new password, end every sign-in, enable it; False when there is none.

    Raises:
        WeakPassword: see `people.is_weak`.
    """
    hashed = signing_in.hash_new_password(password, email=as_stored(email))
    account = find_account(session, email)
    if account is None:
        return False
    signing_in.change_password(session, account, hashed=hashed, but=NO_SIGN_IN, now=now)
    account.disabled_at = None
    return True


def end_all_sign_ins(session: Session, *, now: datetime) -> int:
    """End every sign-in of everybody; return how many ended."""
    ended = session.scalars(
        update(SignIn).where(SignIn.ended_at.is_(None)).values(ended_at=now).returning(SignIn.id)
    )
    return len(ended.all())
