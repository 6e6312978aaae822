"""Who wants to hear what becomes of what was said in a neighbourhood: an address, and a way out.

Kept apart from cards and answers: no reference, a day in place of a moment, a key drawn at random.
Only who reads mail at the address can say yes, with the link in the first mail. That link also
stops it, at any time, and twelve months after the yes it stops by itself.
Source: docs/decisions/0045-promises.md.
"""

import hashlib
import hmac
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, joinedload

from planner.core.local_time import day_of
from planner.core.retention import FOLLOWERS_KEPT_FOR_DAYS
from planner.services.residents.follower_secrets import PATH, hash_of, secret_of
from planner.store.base import insert_if_absent
from planner.store.models import PromiseFollower
from planner.store.models.residents import random_key

WORDING = "1"
"""Of the words beside the tick; another word means another number."""
UNCONFIRMED_KEPT_FOR_DAYS = 2
HOME = "Europe/Amsterdam"
_SECRET = re.compile(r"[A-Za-z0-9_-]{24}")


@dataclass(frozen=True, slots=True)
class FollowAsked:
    """Somebody asked for mail at an address; the answer is the same whether it is known already.

    Attributes:
        secret: of the link in the mail that asks whether they meant it.
        mail_key: the same for who asks twice within an hour, so that one mail leaves; who reads
            it without our key finds no address in it, and no row.
        queued_at: the full hour: no moment of it meets one of a card.
    """

    secret: str
    mail_key: str
    queued_at: datetime


def follow(
    session: Session,
    organisation_id: int,
    neighbourhood_id: int,
    address: str,
    language: str,
    *,
    now: datetime,
    code_key: str,
) -> FollowAsked:
    """Keep an address until its reader says yes; nothing is sent there but the question.

    Args:
        session: writes; the caller commits.
        organisation_id: who writes.
        neighbourhood_id: of what they write.
        address: in small letters, and one that can be written to.
        language: to write in.
        now: the moment, of which a day is kept.
        code_key: the key of this installation, from which the links follow.
    """
    today = day_of(now, HOME)
    key = random_key()
    session.execute(
        insert_if_absent(session, PromiseFollower).values(
            id=key,
            organisation_id=organisation_id,
            neighbourhood_id=neighbourhood_id,
            address=address,
            language=language,
            agreed_on=today,
            confirmed_on=None,
            wording=WORDING,
            ends_on=today + timedelta(days=UNCONFIRMED_KEPT_FOR_DAYS),
            secret_hash=hash_of(secret_of(key, key=code_key.encode()), key=code_key.encode()),
        )
    )
    ours = (
        PromiseFollower.organisation_id == organisation_id,
        PromiseFollower.neighbourhood_id == neighbourhood_id,
        PromiseFollower.address == address,
    )
    known = session.scalars(select(PromiseFollower.id).where(*ours)).one()
    session.execute(
        update(PromiseFollower)
        .where(*ours, PromiseFollower.confirmed_on.is_(None))
        .values(
            agreed_on=today,
            language=language,
            wording=WORDING,
            ends_on=today + timedelta(days=UNCONFIRMED_KEPT_FOR_DAYS),
        )
        .execution_options(synchronize_session=False)
    )
    hour = now.replace(minute=0, second=0, microsecond=0)
    return FollowAsked(
        secret_of(known, key=code_key.encode()), _mail_key(known, hour, code_key), hour
    )


def confirm(session: Session, secret: str, *, now: datetime, code_key: str) -> bool:
    """Take the yes of who read the mail: for twelve months from today; False where it is gone."""
    today = day_of(now, HOME)
    found = session.scalar(
        update(PromiseFollower)
        .where(
            PromiseFollower.secret_hash == hash_of(secret, key=code_key.encode()), _is_alive(today)
        )
        .values(
            agreed_on=today,
            confirmed_on=today,
            ends_on=today + timedelta(days=FOLLOWERS_KEPT_FOR_DAYS),
        )
        .returning(PromiseFollower.id)
        .execution_options(synchronize_session=False)
    )
    return found is not None


def known_by(session: Session, secret: str, *, code_key: str) -> PromiseFollower | None:
    """Return whose link it is, also where it is over: who stops it is forgotten at once."""
    return session.scalar(
        select(PromiseFollower).where(
            PromiseFollower.secret_hash == hash_of(secret, key=code_key.encode())
        )
    )


def find_follower(
    session: Session, secret: str, *, now: datetime, code_key: str
) -> PromiseFollower | None:
    """Return whose link it is; None where they stopped, or it is over."""
    if not _SECRET.fullmatch(secret):
        return None
    return session.scalar(
        select(PromiseFollower)
        .where(
            PromiseFollower.secret_hash == hash_of(secret, key=code_key.encode()),
            _is_alive(day_of(now, HOME)),
        )
        .options(joinedload(PromiseFollower.neighbourhood))
    )


def are_told(
    organisation_id: int, neighbourhood_id: int | None, today: date
) -> tuple[ColumnElement[bool], ...]:
    """Match who said yes to mail of an organisation about a neighbourhood, and still gets it."""
    return (
        PromiseFollower.organisation_id == organisation_id,
        PromiseFollower.neighbourhood_id == neighbourhood_id,
        PromiseFollower.confirmed_on.is_not(None),
        _is_alive(today),
    )


def url_of(secret: str, *, base_url: str) -> str:
    """Return the page of a follower: to say yes, and to stop."""
    return f"{base_url}{PATH}{secret}"


def _is_alive(today: date) -> ColumnElement[bool]:
    return PromiseFollower.ends_on > today


def _mail_key(follower_id: int, hour: datetime, code_key: str) -> str:
    text = f"follow-mail:{follower_id}:{hour.isoformat()}".encode()
    return "follow:" + hmac.new(code_key.encode(), text, hashlib.sha256).hexdigest()[:32]
