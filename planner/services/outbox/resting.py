"""Addresses from which mail came back, and to which nothing is sent for now.

By the keyed hash of the address, as those who want no more mail: it is the same for every event
and organisation, and names nobody.
"""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, delete, or_, select
from sqlalchemy.orm import Session

from planner.core.enums import MailTrouble
from planner.core.mail_rules import rests_for
from planner.services.outbox.unsubscribing import hash_address
from planner.store.base import insert_if_absent
from planner.store.models import RestingAddress

ASKED_BY_NAME = 100
"""Up to so many are asked for one by one; of more, all that rest are read."""


def rest(
    session: Session, address_hash: bytes, trouble: MailTrouble, *, status: str, now: datetime
) -> None:
    """Let an address rest because mail came back from it: longer each time.

    Args:
        session: writes.
        address_hash: of `unsubscribing.hash_address`.
        trouble: NOT_KNOWN, FULL or CAME_BACK.
        status: of the mail server, such as '5.1.1'; never its words.
        now: the moment.
    """
    made = insert_if_absent(session, RestingAddress).values(
        address_hash=address_hash, trouble=trouble, status="", times=0, since=now, until=now
    )
    session.execute(made)
    row = session.execute(
        select(RestingAddress)
        .where(RestingAddress.address_hash == address_hash)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).scalar_one()
    row.trouble, row.status, row.since = trouble, status, now
    row.times = min(row.times + 1, 1_000)
    pause = rests_for(trouble, row.times)
    row.until = now + pause if pause else None
    session.flush()


def end_rest(session: Session, address_hash: bytes) -> None:
    """Forget that mail came back: somebody says that the address is right."""
    session.execute(
        delete(RestingAddress)
        .where(RestingAddress.address_hash == address_hash)
        .execution_options(synchronize_session=False)
    )


def rest_of(session: Session, address_hash: bytes, *, now: datetime) -> MailTrouble | None:
    """Return why an address rests; None where it does not."""
    return session.scalar(
        select(RestingAddress.trouble).where(
            RestingAddress.address_hash == address_hash, _is_resting(now)
        )
    )


def resting(session: Session, hashes: Collection[bytes], *, now: datetime) -> set[bytes]:
    """Return which of these rest; one question, and none for nothing."""
    if not hashes:
        return set()
    question = select(RestingAddress.address_hash).where(_is_resting(now))
    if len(hashes) <= ASKED_BY_NAME:
        question = question.where(RestingAddress.address_hash.in_(list(hashes)))
    wanted = frozenset(hashes)
    return {one for one in session.scalars(question) if one in wanted}


def resting_addresses(
    session: Session, addresses: Iterable[str], *, code_key: str, now: datetime
) -> frozenset[str]:
    """Return which of these addresses rest.

    Args:
        session: reads.
        addresses: as they are stored.
        code_key: of the installation.
        now: the moment.
    """
    hashed = {one: hash_address(one, code_key=code_key) for one in addresses if one}
    found = resting(session, set(hashed.values()), now=now)
    return frozenset(address for address, one in hashed.items() if one in found)


def is_any_resting(session: Session, *, now: datetime) -> bool:
    """Say whether any address rests, so that most questions need not read addresses at all."""
    return session.scalar(select(1).where(_is_resting(now)).limit(1)) is not None


def _is_resting(now: datetime) -> ColumnElement[bool]:
    return or_(RestingAddress.until.is_(None), RestingAddress.until > now)
