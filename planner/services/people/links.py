"""Links that are mailed to one person: to begin an account, and to set a forgotten password."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from planner.core.enums import LinkPurpose
from planner.services.people import signing_in
from planner.store.models import Account, AccountLink

LASTS_FOR = {LinkPurpose.BEGIN: timedelta(days=7), LinkPurpose.PASSWORD: timedelta(hours=1)}


def make_link(
    session: Session, account_id: int, purpose: LinkPurpose, *, key: str, now: datetime
) -> str:
    """Return the secret of a new link; only its keyed hash is stored, and older ones end."""
    forget_links(session, account_id)
    secret = secrets.token_urlsafe(32)
    session.add(
        AccountLink(
            account_id=account_id,
            purpose=purpose,
            token_hash=_hash(secret, key),
            created_at=now,
            expires_at=now + LASTS_FOR[purpose],
        )
    )
    session.flush()
    return secret


def forget_links(session: Session, account_id: int) -> None:
    """Let no link that was sent to somebody work any more."""
    session.execute(delete(AccountLink).where(AccountLink.account_id == account_id))


def find_link(
    session: Session, secret: str, purpose: LinkPurpose, *, key: str, now: datetime
) -> Account | None:
    """Return whose link this is, while it works; looking at it uses nothing."""
    account = session.scalar(
        select(Account)
        .join(AccountLink, AccountLink.account_id == Account.id)
        .where(
            AccountLink.token_hash == _hash(secret, key),
            AccountLink.purpose == purpose,
            AccountLink.expires_at > now,
        )
    )
    return account if account and account.disabled_at is None else None


def use_link(
    session: Session,
    secret: str,
    purpose: LinkPurpose,
    *,
    hashed: str,
    key: str,
    now: datetime,
) -> Account | None:
    """Set the password, end every sign-in and use the link up; None when somebody was quicker.

    Args:
        session: writes.
        secret: of the link.
        purpose: what it was made for.
        hashed: the hash of the new password, made before.
        key: of the installation.
        now: the moment.
    """
    account = find_link(session, secret, purpose, key=key, now=now)
    if account is None:
        return None
    used = session.scalar(
        delete(AccountLink)
        .where(AccountLink.token_hash == _hash(secret, key))
        .returning(AccountLink.id)
    )
    if used is None:
        return None
    signing_in.change_password(session, account, hashed=hashed, but=0, now=now)
    return account


def _hash(secret: str, key: str) -> bytes:
    return hmac.new(key.encode(), b"account-link:" + secret.encode(), hashlib.sha256).digest()
