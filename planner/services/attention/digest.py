"""Who gets the mail of what waits, today; and how much waits, for the menu of who is signed in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session, joinedload

from planner.core.digest import pack_days, writes_today
from planner.core.local_time import day_of
from planner.core.roles import AccountRole
from planner.store.models import Account, SignIn
from planner.store.scoping import Scope

ACTIVE_WITHIN = timedelta(minutes=15)
"""Whoever was here so lately sees in the menu how much waits."""
COUNT_HOLDS_FOR = timedelta(minutes=3)
"""So old a number is shown at most."""
COUNTED_AGAIN_AFTER = timedelta(seconds=50)


@dataclass(frozen=True)
class Reader:
    """Whom something waits for, as a session is narrowed to them."""

    account_id: int
    scope: Scope
    is_host: bool


def scope_of_account(account: Account) -> Scope:
    """Return what somebody sees, as on the pages that they open."""
    is_member = account.role is AccountRole.MEMBER
    return Scope(account.organisation_id, account.id if is_member else None)


def choose_days(account: Account, days: Sequence[int]) -> None:
    """Keep on which days of the week somebody wants the mail."""
    account.digest_days = pack_days(days)


def accounts_to_write(session: Session, *, now: datetime, zone: str) -> Sequence[Account]:
    """List who has chosen today, and of whom nobody looked yet today what waits for them."""
    today = day_of(now, zone)
    asked = session.scalars(
        select(Account)
        .where(
            Account.digest_days > 0,
            Account.disabled_at.is_(None),
            or_(Account.digest_done_on.is_(None), Account.digest_done_on != today),
            # Who has not begun yet never said that this is their address.
            or_(Account.password_hash != "", Account.outside_id.is_not(None)),
        )
        .options(joinedload(Account.organisation))
    ).all()
    return [
        one
        for one in sorted(asked, key=lambda account: account.id)
        if writes_today(one.digest_days, one.digest_done_on, now=now, zone=zone)
    ]


def claim_day(session: Session, account_id: int, today: date) -> bool:
    """Take the one turn to write to somebody today; False when it was taken."""
    taken = session.execute(
        update(Account)
        .where(
            Account.id == account_id,
            or_(Account.digest_done_on.is_(None), Account.digest_done_on != today),
        )
        .values(digest_done_on=today)
        .returning(Account.id)
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None


def readers_to_count_for(session: Session, *, now: datetime) -> list[Reader]:
    """List who is here now and has no number of what waits, or an old one; one question."""
    is_here = Account.id.in_(
        select(SignIn.account_id).where(
            SignIn.ended_at.is_(None), SignIn.seen_at > now - ACTIVE_WITHIN
        )
    )
    is_old = or_(
        Account.waiting_counted_at.is_(None),
        Account.waiting_counted_at < now - COUNTED_AGAIN_AFTER,
    )
    accounts = session.scalars(
        select(Account)
        .where(and_(Account.disabled_at.is_(None), is_here, is_old))
        .options(joinedload(Account.organisation))
        .order_by(Account.id)
    )
    return [Reader(one.id, scope_of_account(one), one.organisation.is_host) for one in accounts]


def keep_number(
    session: Session, account_ids: Sequence[int], number: int, *, now: datetime
) -> None:
    """Keep how much waits for somebody."""
    session.execute(
        update(Account)
        .where(Account.id.in_(account_ids))
        .values(waiting_number=number, waiting_counted_at=now)
        .execution_options(synchronize_session=False)
    )


def number_now(account: Account, *, now: datetime) -> int | None:
    """Return how much waits, as it was counted lately; None where nobody knows."""
    at = account.waiting_counted_at
    return account.waiting_number if at is not None and now - at <= COUNT_HOLDS_FOR else None
