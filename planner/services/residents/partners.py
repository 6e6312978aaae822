"""Partners of the alliance, and the link with which one says how far the own promises are.

The secret of a link is made from a seed with our key, as the code of a card is: stolen tables open
nothing, and each mail can carry the same link. Made anew, an older one opens nothing any more.
"""

import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.codes import SEED_BYTES, derive_secret
from planner.core.residents.questions import RemarkState
from planner.core.residents.undertakings import SETTLED, PartnerKind, PromiseState
from planner.services.outbox.rows import stop_mails
from planner.store.models import (
    CostLine,
    OutboxMail,
    Partner,
    Promise,
    PromiseRemark,
    PromiseUpdate,
    Remark,
)

PURPOSE = "partner"
MAIL_KEY = "partner:"
"""How the keys of all mail to partners begin."""


@dataclass(frozen=True, kw_only=True)
class PartnerDetails:
    """What is known of a partner."""

    name: str
    kind: PartnerKind
    contact: str = ""
    address: str = ""


def list_partners(session: Session) -> Sequence[Partner]:
    """List the organisation's partners by name."""
    return session.scalars(select(Partner).order_by(func.lower(Partner.name), Partner.id)).all()


def get_partner(session: Session, partner_id: int) -> Partner:
    """Return a partner in scope.

    Raises:
        LookupError: there is none of this number.
    """
    found = session.scalar(select(Partner).where(Partner.id == partner_id))
    if found is None:
        raise LookupError("no such partner")
    return found


def open_promises(session: Session) -> dict[int, int]:
    """Count what is not settled, by partner."""
    rows = session.execute(
        select(Promise.partner_id, func.count())
        .where(Promise.state.not_in(SETTLED), Promise.partner_id.is_not(None))
        .group_by(Promise.partner_id)
    )
    return {partner_id: count for partner_id, count in rows if partner_id is not None}


def add_partner(
    session: Session, details: PartnerDetails, *, organisation_id: int
) -> Partner | None:
    """Keep a partner; None where one of this name is there, whatever its capitals."""
    if _is_taken(session, details.name, organisation_id):
        return None
    partner = Partner(
        organisation_id=organisation_id,
        name=details.name,
        kind=details.kind,
        contact=details.contact,
        address=details.address,
    )
    session.add(partner)
    session.flush()
    return partner


def change_partner(
    session: Session, partner: Partner, details: PartnerDetails, *, now: datetime
) -> bool:
    """Change what is known of a partner; False where another one goes by this name.

    Where somebody else answers for it from here on, mail that waits for the one before is stopped,
    and nothing of them is left.
    """
    if _is_taken(session, details.name, partner.organisation_id, but=partner.id):
        return False
    if details.address != partner.address:
        stop_mail(session, partner, now=now)
    partner.name, partner.kind = details.name, details.kind
    partner.contact, partner.address = details.contact, details.address
    session.flush()
    return True


def delete_partner(session: Session, partner: Partner, *, now: datetime) -> bool:
    """Delete a partner that no promise or amount ever named; False where one did: that stays.

    Its tasks are nobody's then.
    """
    for table in (Promise, PromiseUpdate, CostLine):
        if session.scalar(select(table.id).where(table.partner_id == partner.id).limit(1)):
            return False
    stop_mail(session, partner, now=now)
    session.delete(partner)
    session.flush()
    return True


def stop_mail(session: Session, partner: Partner, *, now: datetime) -> None:
    """Stop and wipe what waits for whoever answers for a partner."""
    is_theirs = OutboxMail.key.startswith(f"{mail_key(partner.id)}:", autoescape=True)
    # It is about no event, so it is of no organisation in particular.
    stop_mails(session, is_theirs, now=now, of_all=True)


def mail_key(partner_id: int) -> str:
    """Return how the keys of mail to a partner begin."""
    return f"{MAIL_KEY}{partner_id}"


def make_link(session: Session, partner: Partner, *, code_key: str) -> str:
    """Make the link of a partner anew and return its secret; an older one opens nothing any more.

    One that was stopped works again, with another secret.
    """
    partner.secret_seed = secrets.token_bytes(SEED_BYTES)
    secret = secret_of(partner, code_key=code_key)
    partner.secret_hash = _hash(code_key, secret)
    partner.stopped_at = None
    session.flush()
    return secret


def secret_of(partner: Partner, *, code_key: str) -> str:
    """Return the secret of a partner's link, for a mail to it.

    Raises:
        LookupError: it has none.
    """
    if partner.secret_seed is None:
        raise LookupError("this partner has no link")
    return derive_secret(code_key.encode(), partner.secret_seed, PURPOSE)


def stop_link(session: Session, partner: Partner, *, now: datetime) -> None:
    """Let the link answer that it is gone; who has it learns whom to ask for another one."""
    partner.stopped_at = now
    stop_mail(session, partner, now=now)
    session.flush()


def find_by_link(session: Session, secret: str, *, code_key: str) -> Partner | None:
    """Return the partner of a link, also of one that was stopped; None where nobody knows it."""
    return session.scalar(select(Partner).where(Partner.secret_hash == _hash(code_key, secret)))


def promises_of(session: Session, partner: Partner) -> Sequence[Promise]:
    """List what a partner still has to do, the first day first."""
    return session.scalars(
        select(Promise)
        .where(
            Promise.partner_id == partner.id,
            Promise.organisation_id == partner.organisation_id,
            Promise.state.in_([PromiseState.OPEN, PromiseState.BUSY]),
        )
        .options(
            joinedload(Promise.partner),
            joinedload(Promise.neighbourhood),
            selectinload(Promise.updates),
        )
        .order_by(Promise.due_on.is_(None), Promise.due_on, Promise.number)
    ).all()


def said_of(session: Session, promise_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return what residents said to promises, in the words that are fit to show; never the raw."""
    rows = session.execute(
        select(PromiseRemark.promise_id, Remark.summary)
        .join(Remark, Remark.id == PromiseRemark.remark_id)
        .where(
            PromiseRemark.promise_id.in_(promise_ids),
            Remark.state == RemarkState.SHOWN,
            Remark.summary != "",
        )
        .order_by(PromiseRemark.promise_id, Remark.heard_on, Remark.id)
    )
    found: dict[int, list[str]] = {}
    for promise_id, summary in rows:
        found.setdefault(promise_id, []).append(summary)
    return found


def _is_taken(session: Session, name: str, organisation_id: int, *, but: int | None = None) -> bool:
    return (
        session.scalar(
            select(Partner.id).where(
                Partner.organisation_id == organisation_id,
                func.lower(Partner.name) == name.lower(),
                *([Partner.id != but] if but is not None else []),
            )
        )
        is not None
    )


def _hash(code_key: str, secret: str) -> bytes:
    return hmac.digest(code_key.encode(), f"planner/partner-link\0{secret}".encode(), "sha256")
