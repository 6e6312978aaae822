"""Whose browser this is, and what that means for the event that it asks for."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Select, and_, bindparam, or_, select
from sqlalchemy.orm import Session, contains_eager

from planner.core.roles import AccountRole, TeamRole
from planner.store.models import Account, Event, SecondFactor, SignIn, TeamMember

IDLE_FOR = timedelta(hours=8)
SIGNED_IN_FOR = timedelta(hours=20)
FACTOR_WITHIN = timedelta(minutes=10)
"""From the password to the second factor; after that, one begins anew."""


@dataclass(frozen=True)
class Known:
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


def _known() -> Select[SignIn, bool, int, TeamRole]:
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
        .outerjoin(TeamMember, is_team)
        .outerjoin(Event, is_seen)
        .where(SignIn.token_hash == bindparam("token_hash"), SignIn.ended_at.is_(None))
        .options(contains_eager(SignIn.account))
    )


_KNOWN = _known()
"""Built once: every page of an organiser asks it, and to build it takes longer than to ask it."""


def find_sign_in(session: Session, token: str, *, key: str, now: datetime) -> SignIn | None:
    """Return the sign-in of a token, unless it was ended, idle too long or simply too old."""
    known = find_known(session, token, key=key, event_id=None, now=now)
    return known.sign_in if known else None


def find_known(
    session: Session, token: str, *, key: str, event_id: int | None, now: datetime
) -> Known | None:
    """Return the sign-in of a token and what it means for an event, in one question."""
    asked = {"token_hash": hash_token(token, key), "event_id": event_id or 0}
    row = session.execute(_KNOWN, asked).one_or_none()
    if row is None or not _holds(row[0], now=now):
        return None
    return Known(row[0], bool(row[1]), row[2] is not None, row[3])


def _holds(sign_in: SignIn, *, now: datetime) -> bool:
    if sign_in.account.disabled_at is not None:
        return False
    if sign_in.proven_at is None:
        return now - sign_in.created_at <= FACTOR_WITHIN
    return now - sign_in.seen_at <= IDLE_FOR and now - sign_in.created_at <= SIGNED_IN_FOR


def hash_token(token: str, key: str) -> bytes:
    """Return what is stored of the token that a browser keeps."""
    return hmac.new(key.encode(), b"sign-in:" + token.encode(), hashlib.sha256).digest()
