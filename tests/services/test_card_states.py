"""Whether somebody came on a card: asked so that it is quick, and answered as the rule says."""

from datetime import timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session, aliased

from planner.core.enums import InvitationState, ScanKind
from planner.services.invite.states import has_come
from planner.store.base import Store
from planner.store.models import Invitation, Scan
from tests.support.busy_evening import fill_evening
from tests.support.gate import CODE_KEY, STARTS, make_cards, make_event, make_gate, make_phone

CARDS, GATES, PHONES, SCANS = 6, 2, 2, 30
NONCES = 12
"""So few that phones at one gate, and at others, use the same ones."""


def scan_at_random(session: Session, seed: int) -> None:
    """Write scans of two events down: known and unknown cards, voids of anything, at any gate."""
    chance = Random(seed)
    rows: list[dict[str, Any]] = []
    events = [make_event(session, f"Event {seed}/{place}") for place in range(2)]
    phones = []
    for event in events:
        make_cards(session, event, CARDS)
        for number in range(GATES):
            gate = make_gate(session, event, f"Gate {number}")
            phones += [make_phone(session, gate).phone for _phone in range(PHONES)]
    cards = session.scalars(
        select(Invitation).where(Invitation.event_id.in_([event.id for event in events]))
    ).all()
    used = set()
    for _scan in range(SCANS):
        phone, nonce = chance.choice(phones), f"nonce-{chance.randrange(NONCES)}"
        if (phone.id, nonce) in used:
            continue
        used.add((phone.id, nonce))
        kind = chance.choice([ScanKind.ENTRY, ScanKind.ENTRY, ScanKind.EXIT, ScanKind.VOID])
        card, way = chance.choice(cards), chance.random()
        at = STARTS + timedelta(minutes=len(rows))
        rows.append(
            {
                # A card of another event is stored where it was shown, and is none of its own.
                "event_id": phone.event_id,
                "gate_id": phone.gate_id,
                "device_id": phone.id,
                "nonce": nonce,
                "kind": kind,
                "invitation_id": card.id if way < 0.6 else None,
                "unknown_code_hash": card.code_hash if 0.6 <= way < 0.9 else None,
                "adults": 1,
                "children": 0,
                "scanned_at": at,
                "phone_at": at,
                "received_at": at,
                "voids_nonce": f"nonce-{chance.randrange(NONCES)}"
                if kind is ScanKind.VOID
                else None,
                "outcome": {},
            }
        )
    session.execute(insert(Scan), rows)


def came(session: Session) -> set[int]:
    """Say with which cards somebody came, one scan after the other."""
    scans = session.scalars(select(Scan)).all()
    undone = {(scan.gate_id, scan.voids_nonce) for scan in scans if scan.kind is ScanKind.VOID}
    stands = [
        scan
        for scan in scans
        if scan.kind is ScanKind.ENTRY and (scan.gate_id, scan.nonce) not in undone
    ]
    return {
        card.id
        for card in session.scalars(select(Invitation))
        if any(
            scan.event_id == card.event_id
            and (scan.invitation_id == card.id or scan.unknown_code_hash == card.code_hash)
            for scan in stands
        )
    }


def came_without_hints(session: Session) -> set[int]:
    """Ask the database the same in the plainest way."""
    undone = aliased(Scan)
    voids = select(undone.id).where(
        undone.kind == ScanKind.VOID,
        undone.gate_id == Scan.gate_id,
        undone.voids_nonce == Scan.nonce,
    )
    entries = select(Scan.id).where(
        Scan.kind == ScanKind.ENTRY,
        (Scan.invitation_id == Invitation.id) | (Scan.unknown_code_hash == Invitation.code_hash),
        Scan.event_id == Invitation.event_id,
        ~voids.exists(),
    )
    return set(session.scalars(select(Invitation.id).where(entries.exists())))


def test_whoever_came_is_found_whatever_was_scanned_and_undone(store: Store) -> None:
    with store.transaction() as session:
        for seed in range(20):
            scan_at_random(session, seed)
        found = set(session.scalars(select(Invitation.id).where(has_come())))
        not_found = set(session.scalars(select(Invitation.id).where(~has_come())))
        assert found == came(session) == came_without_hints(session)
        assert not found & not_found
        assert len(found) > 50
        assert len(not_found) > 50


@pytest.mark.parametrize("guests", [100, 300])
def test_the_same_on_an_evening_that_goes_on(store: Store, guests: int) -> None:
    made = fill_evening(store, guests, code_key=CODE_KEY)
    with store.reading() as session:
        works = Invitation.state == InvitationState.ISSUED
        of_event = Invitation.event_id == made.event_id
        numbers = select(Invitation.number).where(has_come(), of_event, works)
        found = set(session.scalars(numbers))
        assert found == set(made.arrived)
        assert set(session.scalars(select(Invitation.id).where(has_come()))) == came(session)
