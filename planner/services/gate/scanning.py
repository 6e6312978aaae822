"""Check people in at a gate: take a batch of scans, each exactly once, and answer each of them.

The protocol and its reasons: docs/decisions/0006-gate-protocol.md
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.admission import People, Reason, ScanFact, Status
from planner.core.enums import ScanKind
from planner.core.zones import Zone
from planner.services.gate.items import NotUnderstood, ScanBatch, ScanItem, ScanResult
from planner.services.gate.parties import (
    PartyAtGate,
    corrected,
    fact_of,
    find_cards,
    read_parties,
)
from planner.services.gate.phones import Phone
from planner.services.gate.statements import (
    ATTACH_VOIDS,
    FIND_STORED,
    FIND_TARGETS,
    insert_scan,
)
from planner.services.gate.work import (
    PLANS,
    Owner,
    Plan,
    Work,
    is_practice,
    plan_entry,
    plan_practice,
    tell_apart,
)
from planner.store.base import connection_of
from planner.store.prepared import PreparedConnection


def take_scans(
    database: Session | PreparedConnection,
    phone: Phone,
    batch: ScanBatch,
    *,
    code_key: str,
    now: datetime,
    is_place_assumed: bool = False,
) -> list[ScanResult]:
    """Take the scans of a phone; each is stored once, however often it is sent.

    Args:
        database: writes; two gates with one card queue for its row, so ask nothing before.
        phone: enrolled, and not revoked.
        batch: at most `MOST_ITEMS` items.
        code_key: the key of this installation.
        now: the moment.
        is_place_assumed: the phone did not say at which gate it was; the scans are marked.

    Returns:
        One result for each item, in the order of the items.
    """
    items = [item for item in batch.items if isinstance(item, ScanItem)]
    connection = connection_of(database)  # plain statements: a session's own way costs a third more
    cards = find_cards(connection, phone, items, code_key=code_key, lock=True)
    work = Work(connection, phone, batch, code_key, now, cards, is_place_assumed)
    _find_targets(work, items)
    _read_parties(work, items)
    return [_answer(work, item) for item in batch.items]


def look_up(
    session: Session, phone: Phone, item: ScanItem, *, code_key: str, now: datetime
) -> tuple[PartyAtGate | None, ScanResult]:
    """Say what would become of an entry, without taking it; of everybody, when nobody is asked."""
    connection = connection_of(session)
    cards = find_cards(connection, phone, [item], code_key=code_key, lock=False)
    work = Work(connection, phone, ScanBatch([item]), code_key, now, cards)
    _read_parties(work, [item])
    party = plan_entry(work, item, now).party
    if party is not None and not item.people.heads:
        item = replace(item, people=People(max(1, party.settled().room)))
    plan = plan_entry(work, item, now)
    return party, _result(work, item, plan, let_in=plan.decision.let_in, fact=None)


def belongs_elsewhere(session: Session, phone: Phone, code: str, *, code_key: str) -> bool:
    """Say whether a code is that of a card that has nothing to do with the phone's event."""
    item = ScanItem(nonce="", kind=ScanKind.ENTRY, phone_at=phone.seen_at, code=code)
    shown = find_cards(connection_of(session), phone, [item], code_key=code_key, lock=False)
    card = shown.card(item)
    return card is not None and shown.zone(card) is Zone.ELSEWHERE


def _answer(work: Work, item: ScanItem | NotUnderstood) -> ScanResult:
    if isinstance(item, NotUnderstood):
        return _not_understood(item.nonce)
    if item.nonce in work.answered:
        return replace(work.answered[item.nonce], replayed=True)
    try:
        at = (
            min(item.server_at, work.now)
            if item.server_at
            else corrected(item.phone_at, device_now=work.batch.device_now, now=work.now)
        )
    except OverflowError:
        return _not_understood(item.nonce)
    item = tell_apart(work, item)
    practises = is_practice(work, item, at)
    plan = plan_practice(work, item) if practises else PLANS[item.kind](work, item, at)
    fact = _fact(work, item, plan, at)
    result = _result(work, item, plan, let_in=fact.people, fact=fact)
    if insert_scan(work.connection, _row(work, item, plan, fact, result)):
        work.facts[fact.key], work.owners[fact.key] = fact, plan.owner
        if plan.party is not None:
            plan.party.facts.append(fact)
    else:
        stored = work.connection.execute(
            FIND_STORED, {"of_device": work.phone.id, "of_nonce": item.nonce}
        ).scalar_one()
        result = ScanResult.from_stored(item.nonce, stored)
    work.answered[item.nonce] = result
    return result


def _not_understood(nonce: str | None) -> ScanResult:
    return ScanResult(nonce=nonce, status=Status.REFUSED, reason=Reason.NOT_UNDERSTOOD)


def _fact(work: Work, item: ScanItem, plan: Plan, at: datetime) -> ScanFact:
    # Without network the volunteer decided alone: these people are inside, whatever we think of it.
    is_counted = plan.decision.reason is not Reason.PRACTICE
    decided_alone = item.offline and item.kind is ScanKind.ENTRY and is_counted
    return ScanFact(
        device_id=work.phone.id,
        nonce=item.nonce,
        gate_id=work.phone.gate_id,
        kind=item.kind,
        at=at,
        people=item.people if decided_alone else plan.decision.let_in,
        party_size=plan.party.size if plan.party else 0,
        voids=item.voids,
    )


def _result(
    work: Work, item: ScanItem, plan: Plan, *, let_in: People, fact: ScanFact | None
) -> ScanResult:
    total, size, first = let_in.heads, None, None
    if plan.party is not None:
        plan.party.gates[work.phone.gate_id] = work.phone.gate_name
        settled = plan.party.settled(fact)
        total, size = settled.came.heads, settled.size
        first = plan.party.first_seen(settled)
    return ScanResult(
        nonce=item.nonce,
        status=plan.decision.status,
        reason=plan.decision.reason,
        admitted_total=total,
        party_size=size,
        first_seen=first,
        let_in=let_in,
        part=plan.party.part if plan.party is not None else None,
        gate_words=plan.party.gate_words if plan.party is not None else "",
        diet=None if item.has_card else item.diet,
        is_practice=plan.decision.reason is Reason.PRACTICE,
        is_place_assumed=work.is_place_assumed and fact is not None,
    )


def _row(
    work: Work, item: ScanItem, plan: Plan, fact: ScanFact, result: ScanResult
) -> dict[str, object]:
    return {
        "event_id": work.phone.event_id,
        "gate_id": work.phone.gate_id,
        "device_id": work.phone.id,
        "nonce": item.nonce,
        "kind": item.kind,
        "invitation_id": plan.owner.invitation_id,
        "unknown_code_hash": plan.owner.code_hash,
        "adults": item.people.adults,
        "children": item.people.children,
        "scanned_at": fact.at,
        "phone_at": item.phone_at,
        "received_at": work.now,
        "was_offline": item.offline,
        "voids_nonce": item.voids,
        "outcome": result.to_stored(),
    }


def _find_targets(work: Work, items: list[ScanItem]) -> None:
    """Read the stored scans that voids of this batch mean."""
    nonces = [item.voids for item in items if item.voids]
    if not nonces:
        return
    for row in work.connection.execute(
        FIND_TARGETS, {"at_gate": work.phone.gate_id, "targets": nonces}
    ):
        fact = fact_of(row)
        work.facts[fact.key] = fact
        work.owners[fact.key] = Owner(row.invitation_id, row.unknown_code_hash)


def _read_parties(work: Work, items: list[ScanItem]) -> None:
    """Read the parties behind the cards, after their rows are ours."""
    welcome = work.cards.welcome()
    ids = set(welcome)
    ids |= {owner.invitation_id for owner in work.owners.values() if owner.invitation_id}
    nonces = [item.nonce for item in items]
    work.parties = read_parties(work.connection, work.phone, sorted(ids), nonces=nonces)
    if work.parties.waiting_voids:
        _attach_voids(work, items, ids)
        work.parties = read_parties(work.connection, work.phone, sorted(ids))
    for card_id, party in work.parties.by_card.items():
        party.part = welcome.get(card_id)


def _attach_voids(work: Work, items: list[ScanItem], ids: Collection[int]) -> None:
    """Give scans that were undone before they arrived to the parties that they belong to."""
    for item in items:
        card = work.cards.card(item)
        if card is not None and card.id in ids:
            work.connection.execute(
                ATTACH_VOIDS,
                {"at_gate": work.phone.gate_id, "target": item.nonce, "card_id": card.id},
            )
