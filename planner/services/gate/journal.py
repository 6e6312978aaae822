"""What happened at the gates lately, and what the organiser should look at."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from planner.core.admission import Key, People, Reason, ScanEffect, Status
from planner.core.diets import Diet
from planner.core.enums import ScanKind
from planner.services.gate.event_scans import CardParty, EventScans, read_events
from planner.store.hints import WithoutIndex
from planner.store.models import Gate, Invitation, Scan


@dataclass(frozen=True, slots=True, kw_only=True)
class PastScan:
    """A scan as a list shows it: the number of the card, and no name.

    Args:
        nonce: names it, to undo it.
        device_id: the phone.
        at: when it was.
        gate: where it was.
        kind: in or out.
        people: who went in or out by it.
        status: what became of it.
        reason: why it was not simply fine.
        card_number: None without a card that we know.
        is_undone: it does not count any more.
        part: what the card is for, where that is a part of the event.
        diet: what people without a card said they eat.
    """

    nonce: str
    device_id: int
    at: datetime
    gate: str
    kind: ScanKind
    people: People
    status: Status
    reason: Reason | None
    card_number: int | None
    is_undone: bool
    part: str | None = None
    diet: Diet | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """People who went in on a card that had no place for them, as it turned out.

    Args:
        key: names the scan.
        at: when it was.
        gate: where it was.
        heads: how many people.
        reason: why the card had no place for them.
        card_number: None for a card that we don't know.
        first_at: when the card was used before, if it was.
        first_gate: where that was.
        part: what the card is for, where that is a part of the event.
    """

    key: Key
    at: datetime
    gate: str
    heads: int
    reason: Reason
    card_number: int | None = None
    first_at: datetime | None = None
    first_gate: str | None = None
    part: str | None = None


def last_scans(
    session: Session,
    event_id: int,
    *,
    gate_id: int | None = None,
    device_id: int | None = None,
    limit: int = 10,
) -> list[PastScan]:
    """List the last scans of an event, or of one gate or phone of it, the last first."""
    void = aliased(Scan)
    is_undone = exists().where(
        void.voids_nonce == Scan.nonce,
        # Few scans undo something, and thousands are made at a gate.
        WithoutIndex(void.gate_id) == Scan.gate_id,
        void.kind == ScanKind.VOID,
    )
    question = (
        select(Scan, Gate.name, Invitation.number, is_undone)
        .join(Gate, Gate.id == Scan.gate_id)
        .join(Invitation, Invitation.id == Scan.invitation_id, isouter=True)
        .where(Scan.event_id == event_id, Scan.kind != ScanKind.VOID)
        .order_by(Scan.scanned_at.desc(), Scan.id.desc())
        .limit(limit)
    )
    if gate_id is not None:
        question = question.where(Scan.gate_id == gate_id)
    if device_id is not None:
        question = question.where(Scan.device_id == device_id)
    return [
        PastScan(
            nonce=scan.nonce,
            device_id=scan.device_id,
            at=scan.scanned_at,
            gate=gate_name,
            kind=scan.kind,
            people=People(**scan.outcome["let_in"]),
            status=Status(scan.outcome["status"]),
            reason=Reason(scan.outcome["reason"]) if scan.outcome["reason"] else None,
            card_number=number,
            is_undone=undone,
            part=scan.outcome.get("part"),
            diet=Diet(scan.outcome["diet"]) if "diet" in scan.outcome else None,
        )
        for scan, gate_name, number, undone in session.execute(question)
    ]


def list_conflicts(session: Session, event_id: int) -> list[Conflict]:
    """List the scans of an event that the organiser should look at, in the order of their time."""
    return find_conflicts(read_events(session, [event_id], only_doubtful=True)[event_id])


def find_conflicts(scans: EventScans) -> list[Conflict]:
    """Find people who went in on a card that had no place for them.

    Only two gates without network can do that: each decides alone, nobody is sent away later, and
    who was first follows from the corrected times when both have sent their scans.
    """
    found = [
        conflict
        for card in scans.parties
        for entry in card.party.entries
        if entry.surplus or entry.fact.key in scans.reasons
        for conflict in _of_entry(scans, card, entry)
    ]
    found += [
        Conflict(
            key=fact.key,
            at=fact.at,
            gate=scans.gates[fact.gate_id],
            heads=fact.people.heads,
            reason=scans.reasons[fact.key],
        )
        for fact in scans.others
        if fact.kind is ScanKind.ENTRY and scans.reasons.get(fact.key) in _ODD_WITHOUT_CARD
    ]
    return sorted(found, key=lambda conflict: conflict.at)


_ODD_WITHOUT_CARD = set(Reason) - {Reason.TOO_EARLY}
_ODD_WITH_CARD = {
    Reason.NEEDS_PART_CARD,
    Reason.REVOKED,
    Reason.REPLACED,
    Reason.EVENT_OVER,
    Reason.EVENT_CANCELLED,
    Reason.GATE_CLOSED,
}


def _of_entry(scans: EventScans, card: CardParty, entry: ScanEffect) -> Iterator[Conflict]:
    fact, first = entry.fact, card.party.first
    reason, heads = scans.reasons.get(fact.key), fact.people.heads
    if reason not in _ODD_WITH_CARD:
        is_first = first is None or first.key == fact.key
        reason = Reason.MORE_THAN_PARTY if is_first else Reason.FULL_PARTY_ALREADY_IN
        heads = entry.surplus
    if heads:
        used_before = first is not None and first.key != fact.key
        yield Conflict(
            key=fact.key,
            at=fact.at,
            gate=scans.gates[fact.gate_id],
            heads=heads,
            reason=reason,
            card_number=card.number,
            part=card.part,
            first_at=first.at if first and used_before else None,
            first_gate=scans.gates[first.gate_id] if first and used_before else None,
        )
