"""What a volunteer does by hand: let a party in, with the cousin who came along, and undo it."""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.admission import NOBODY, People, Reason, Status, usual_people
from planner.core.diets import Diet
from planner.core.enums import AccessNeed, ScanKind
from planner.services.gate.items import ScanBatch, ScanItem, ScanResult
from planner.services.gate.parties import PartyAtGate, needs_of
from planner.services.gate.phones import Phone
from planner.services.gate.scanning import take_scans
from planner.store.models import Answer, Scan

BEYOND = "-x"
"""Ends the nonce of people who came in together with a party, beyond what its card is for."""


EATS = "-d"
"""Ends the nonce of somebody without a card of whom one knows what they eat."""


@dataclass(frozen=True, slots=True)
class Given:
    """An answer that a phone was given.

    Args:
        kind: in, out, or undone.
        result: the answer.
        beyond: people who came in together with the party, without a card.
        needs: what helps the party to come in.
    """

    kind: ScanKind
    result: ScanResult
    beyond: People = NOBODY
    needs: tuple[AccessNeed, ...] = ()


def let_party_in(
    session: Session,
    phone: Phone,
    item: ScanItem,
    *,
    party: PartyAtGate,
    heads: int,
    code_key: str,
    now: datetime,
) -> ScanResult:
    """Let some of a party in, and whoever came along with it as people without a card.

    Args:
        session: writes.
        phone: whose volunteer lets them in.
        item: the card that was shown; its people do not matter.
        party: of the card, as it was shown.
        heads: everybody who comes in now.
        code_key: the key of this installation.
        now: the moment.
    """
    settled = party.settled()
    on_card = min(heads, max(1, settled.room))
    people = usual_people(settled, on_card, party.answered)
    shown = ScanBatch([replace(item, people=people)])
    (result,) = take_scans(session, phone, shown, code_key=code_key, now=now)
    if heads > on_card and result.status is Status.OK:
        cousins = replace(
            item,
            nonce=item.nonce + BEYOND,
            people=People(heads - on_card),
            code=None,
            card_number=None,
        )
        take_scans(session, phone, ScanBatch([cousins]), code_key=code_key, now=now)
    return result


def undo_scan(
    session: Session, phone: Phone, target: str, *, code_key: str, now: datetime
) -> ScanResult:
    """Undo a scan, and that of the people who came along with it."""
    base = target.removesuffix(BEYOND)
    together = session.scalars(
        select(Scan.nonce).where(
            Scan.gate_id == phone.gate_id, Scan.nonce.in_([base, base + BEYOND])
        )
    )
    voids = [
        ScanItem(nonce=f"u{nonce}"[:40], kind=ScanKind.VOID, phone_at=now, voids=nonce)
        for nonce in sorted({target, *together})
    ]
    return take_scans(session, phone, ScanBatch(voids), code_key=code_key, now=now)[0]


def note_diet(
    session: Session, phone: Phone, nonce: str, diet: Diet, *, code_key: str, now: datetime
) -> bool:
    """Note what one of the people without a card eats; False when nobody came in by this scan.

    A scan is never changed: it is undone, and somebody who eats this came in at the same moment,
    with the rest of them.
    """
    scan = session.scalar(
        select(Scan).where(
            Scan.device_id == phone.id,
            Scan.nonce == nonce,
            Scan.kind == ScanKind.ENTRY,
            Scan.invitation_id.is_(None),
            Scan.unknown_code_hash.is_(None),
        )
    )
    people = People(**scan.outcome["let_in"]) if scan is not None else NOBODY
    if scan is None or not people.heads:
        return False
    one = people.limited_to(1)
    items = [
        ScanItem(nonce=f"u{nonce}"[:40], kind=ScanKind.VOID, phone_at=now, voids=nonce),
        ScanItem(
            nonce=f"{nonce[:37]}{EATS}",
            kind=ScanKind.ENTRY,
            phone_at=scan.scanned_at,
            people=one,
            diet=diet,
        ),
    ]
    rest = people.without(one)
    if rest.heads:
        digest = hashlib.sha256(f"{nonce}/rest".encode()).hexdigest()
        items.append(replace(items[1], nonce=digest[:32], people=rest, diet=None))
    undone = take_scans(session, phone, ScanBatch(items[:1]), code_key=code_key, now=now)[0]
    if undone.replayed or undone.reason is Reason.ALREADY_UNDONE:
        return False
    take_scans(session, phone, ScanBatch(items[1:]), code_key=code_key, now=now)
    return True


def let_party_out(
    session: Session, phone: Phone, item: ScanItem, *, heads: int, code_key: str, now: datetime
) -> ScanResult:
    """Let some of a party out by their card; who of them are children, is guessed."""
    leaving = replace(item, kind=ScanKind.EXIT, people=People(heads), only_heads=True)
    return take_scans(session, phone, ScanBatch([leaving]), code_key=code_key, now=now)[0]


def answer_given(session: Session, phone: Phone, nonce: str) -> Given | None:
    """Return the answer that this phone was given to a scan; None when it sent no such scan."""
    scans = session.scalars(
        select(Scan)
        .where(Scan.device_id == phone.id, Scan.nonce.in_([nonce, nonce + BEYOND]))
        .order_by(Scan.nonce)
    ).all()
    if not scans or scans[0].nonce != nonce:
        return None
    beyond = ScanResult.from_stored(scans[-1].nonce, scans[-1].outcome) if scans[1:] else None
    return Given(
        kind=scans[0].kind,
        result=ScanResult.from_stored(nonce, scans[0].outcome),
        beyond=beyond.let_in if beyond else NOBODY,
        needs=_needs(session, scans[0].invitation_id),
    )


def _needs(session: Session, invitation_id: int | None) -> tuple[AccessNeed, ...]:
    found = session.get(Answer, invitation_id) if invitation_id is not None else None
    if found is None:
        return ()
    return needs_of(found)
