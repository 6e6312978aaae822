"""Let people say that they want no more mail, without an account and without keeping who they are.

The address of the page carries a keyed hash of the mail address, signed: nothing has to be kept for
it, it works for as long as our key, and nobody can make one for somebody else.
"""

import hashlib
import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from sqlalchemy import delete, or_, select
from sqlalchemy.orm import Session

from planner.core.enums import MailState
from planner.core.mail_rules import NOT_NECESSARY
from planner.services.outbox.rows import stop_mails
from planner.store.base import insert_if_absent
from planner.store.models import OutboxMail, Unsubscription

PATH = "/unsubscribe/"
HASH_BYTES = 16
SIGN_BYTES = 12
ANY_EVENT = 0


class MailPreference(Enum):
    """What somebody wants of us."""

    MAIL = "mail"
    NOT_THIS = "not this event"
    NOTHING = "nothing at all"


@dataclass(frozen=True)
class Link:
    """What the address of an unsubscribe page says."""

    address_hash: bytes
    event_id: int | None
    """None: of everything."""


def hash_address(address: str, *, code_key: str) -> bytes:
    """Return the keyed hash of a mail address, the same however it is written."""
    text = b"mail-address:" + address.strip().lower().encode()
    return hmac.new(code_key.encode(), text, hashlib.sha256).digest()[:HASH_BYTES]


def unsubscribe_url(address: str, *, event_id: int | None, base_url: str, code_key: str) -> str:
    """Return the page on which whoever gets mail at this address can say: no more.

    Args:
        address: where the mail goes.
        event_id: of the event the mail is about; None for mail about no event.
        base_url: the public address of this installation.
        code_key: its key.
    """
    body = (event_id or ANY_EVENT).to_bytes(4) + hash_address(address, code_key=code_key)
    token = urlsafe_b64encode(body + _sign(body, code_key)).decode().rstrip("=")
    return f"{base_url}{PATH}{token}"


def read_token(token: str, *, code_key: str) -> Link | None:
    """Read the last part of such an address; None when it is not one of ours."""
    whole = _decode(token)
    if whole is None:
        return None
    body, sign = whole[:-SIGN_BYTES], whole[-SIGN_BYTES:]
    if not hmac.compare_digest(sign, _sign(body, code_key)):
        return None
    return Link(body[4:], int.from_bytes(body[:4]) or None)


def hash_in(url: str) -> bytes | None:
    """Return the hash that an address of ours carries, without checking its signature."""
    whole = _decode(url.rpartition("/")[2])
    return whole[4:-SIGN_BYTES] if whole else None


def unsubscribe(session: Session, link: Link, *, now: datetime) -> None:
    """Note that somebody wants no more, and stop what waits for them; twice does no harm."""
    session.execute(
        insert_if_absent(session, Unsubscription).values(
            address_hash=link.address_hash, event_id=link.event_id, created_at=now
        )
    )
    about = [OutboxMail.event_id == link.event_id] if link.event_id is not None else []
    stop_mails(
        session,
        OutboxMail.address_hash == link.address_hash,
        OutboxMail.state == MailState.WAITING,
        OutboxMail.kind.in_(NOT_NECESSARY),
        *about,
        now=now,
    )


def subscribe_again(session: Session, link: Link) -> None:
    """Forget that somebody wanted no more: about this event, and in general."""
    about = Unsubscription.event_id
    session.execute(
        delete(Unsubscription)
        .where(
            Unsubscription.address_hash == link.address_hash,
            or_(about.is_(None), about == link.event_id),
        )
        .execution_options(synchronize_session=False)
    )


def wish_of(session: Session, link: Link) -> MailPreference:
    """Return what whoever holds this link has said."""
    found = unsubscribed(session, [link.address_hash])
    if (link.address_hash, None) in found:
        return MailPreference.NOTHING
    return (
        MailPreference.NOT_THIS
        if (link.address_hash, link.event_id) in found
        else MailPreference.MAIL
    )


def unsubscribed(
    session: Session, hashes: Iterable[bytes], *, event_ids: Iterable[int] | None = None
) -> set[tuple[bytes, int | None]]:
    """Return who of these wants no more, each with the event, or None for all events."""
    wanted = frozenset(hashes)
    if not wanted:
        return set()
    question = select(Unsubscription.address_hash, Unsubscription.event_id)
    if len(wanted) <= 100:
        question = question.where(Unsubscription.address_hash.in_(wanted))
    elif event_ids is not None:
        about = Unsubscription.event_id
        question = question.where(or_(about.is_(None), about.in_(list(event_ids))))
    return {(one, event_id) for one, event_id in session.execute(question) if one in wanted}


def _decode(token: str) -> bytes | None:
    try:
        whole = urlsafe_b64decode(token.encode("ascii") + b"=" * (-len(token) % 4))
    except (Error, ValueError):
        return None
    return whole if len(whole) == 4 + HASH_BYTES + SIGN_BYTES else None


def _sign(body: bytes, code_key: str) -> bytes:
    return hmac.new(code_key.encode(), b"unsubscribe:" + body, hashlib.sha256).digest()[:SIGN_BYTES]
