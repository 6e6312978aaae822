"""What is counted at once is what settling every card by itself gives, to the last person."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from planner.core.admission import Key, Party, Reason, ScanFact, find_voided, settle, size_of_party
from planner.core.admission import People as Heads
from planner.core.diets import Diet
from planner.core.enums import AnsweredBy, InvitationState, Reply, ScanKind
from planner.services.day.kitchen_desk import KitchenDesk
from planner.services.gate.counting import count_heads, diets_at_gate, find_arrivals
from planner.services.gate.event_scans import EventScans, read_event
from planner.services.gate.journal import find_conflicts, list_conflicts
from planner.services.gate.open_conflicts import count_open_conflicts
from planner.store.base import Store
from planner.store.models import Answer, Event, Invitation, Scan
from tests.support.busy_evening import NOW, fill_evening
from tests.support.gate import CODE_KEY, STARTS, make_cards, make_event, make_gate, make_phone
from tests.support.queries import count_queries

pytestmark = pytest.mark.both_databases
NONCES = 25
"""So few that phones use the same ones, and voids find something."""
REASONS = [None] * 8 + [Reason.REVOKED, Reason.MORE_THAN_PARTY, Reason.TOO_EARLY]


def scan_at_random(session: Session, seed: int) -> int:
    """Write down scans of an event and its part: known cards, strangers, voids, people leaving."""
    chance = Random(seed)
    whole = make_event(session, f"Evening {seed}")
    part = make_event(session, f"Dinner {seed}")
    part.parent_id = whole.id
    for event in (whole, part):
        make_cards(session, event, 8)
    gates = [make_gate(session, whole, f"Gate {number}") for number in range(2)]
    gates.append(make_gate(session, part, "Dining room"))
    phones = [make_phone(session, gate).phone for gate in gates for _phone in range(2)]
    cards = session.scalars(
        select(Invitation).where(Invitation.event_id.in_([whole.id, part.id]))
    ).all()
    for card in cards:
        if chance.random() < 0.7:
            told = Heads(chance.randint(0, 3), chance.randint(0, 2))
            session.add(
                Answer(
                    invitation_id=card.id,
                    event_id=card.event_id,
                    reply=chance.choice([Reply.YES, Reply.YES, Reply.NO, Reply.MAYBE]),
                    adults=told.adults,
                    children=told.children,
                    is_detailed=chance.random() < 0.7,
                    answered_by=AnsweredBy.GUEST,
                    created_at=STARTS,
                    updated_at=STARTS,
                )
            )
        if chance.random() < 0.2:
            card.set_aside_at = STARTS
    session.flush()
    rows: dict[Key, dict[str, Any]] = {}
    for minute in range(40):
        phone = chance.choice(phones)
        nonce = f"nonce-{chance.randrange(NONCES)}"
        kind = chance.choice([*[ScanKind.ENTRY] * 5, ScanKind.EXIT, ScanKind.VOID])
        card, way = chance.choice(cards), chance.random()
        people = Heads(chance.randint(0, 3), chance.randint(0, 2))
        reason = chance.choice(REASONS)
        at = STARTS + timedelta(minutes=chance.randrange(30))
        is_void = kind is ScanKind.VOID
        outcome: dict[str, Any] = {
            "status": "ok",
            "reason": reason.value if reason else None,
            "party_size": chance.choice([None, 2, 4, 6]),
            "let_in": asdict(Heads() if is_void else people),
        }
        if chance.random() < 0.1:
            outcome["place_assumed"] = True
        if chance.random() < 0.5:
            outcome["diet"] = chance.choice(list(Diet)).value
        known = way < 0.7
        rows[phone.id, nonce] = {
            "event_id": phone.event_id,
            "gate_id": phone.gate_id,
            "device_id": phone.id,
            "nonce": nonce,
            "kind": kind,
            "invitation_id": card.id if known else None,
            "unknown_code_hash": card.code_hash if 0.7 <= way < 0.9 else None,
            "adults": people.adults,
            "children": people.children,
            "scanned_at": at,
            "phone_at": at,
            "received_at": at + timedelta(seconds=minute),
            "voids_nonce": f"nonce-{chance.randrange(NONCES)}" if is_void else None,
            "outcome": outcome,
        }
    # As at a gate, a void stands with the card of what it undoes.
    for row in rows.values():
        meant = rows.get((row["device_id"], row["voids_nonce"]))
        if row["kind"] is ScanKind.VOID:
            alike = [one for one in rows.values() if one["nonce"] == row["voids_nonce"]]
            row["invitation_id"] = meant["invitation_id"] if meant and len(alike) == 1 else None
            row["unknown_code_hash"] = None
    session.execute(insert(Scan), list(rows.values()))
    return whole.id


class Slowly:
    """Everything at the gates of an event, each card settled by the rule."""

    def __init__(self, session: Session, event_id: int) -> None:
        events = {one.id: one for one in session.scalars(select(Event))}
        cards = session.scalars(select(Invitation)).all()
        welcome = [
            card for card in cards
            if root_of(events[card.event_id]) == root_of(events[event_id])
        ]  # fmt: skip
        by_hash = {card.code_hash: card for card in welcome}
        by_id = {card.id: card for card in cards}
        scans = session.scalars(select(Scan).where(Scan.event_id == event_id)).all()
        answers = {one.invitation_id: one for one in session.scalars(select(Answer))}
        facts = {scan.id: fact_of(scan) for scan in scans}
        undone = find_voided(list(facts.values()))
        self.reasons = {
            facts[scan.id].key: Reason(scan.outcome["reason"])
            for scan in scans
            if scan.outcome["reason"]
        }
        self.loose: list[ScanFact] = []
        by_card: dict[int, list[ScanFact]] = {}
        for scan in scans:
            fact = facts[scan.id]
            if fact.key in undone or not fact.people.heads:
                continue
            card = by_id.get(scan.invitation_id or 0) or by_hash.get(scan.unknown_code_hash or b"")
            if card is None:
                self.loose.append(fact)
            else:
                by_card.setdefault(card.id, []).append(fact)
        self.parties: dict[int, Party] = {}
        self.expected: dict[int, int] = {}
        self.parts: Counter[str] = Counter()
        for card_id, found in by_card.items():
            card, answer = by_id[card_id], answers.get(card_id)
            is_yes = answer is not None and answer.reply is Reply.YES
            people = Heads(answer.adults, answer.children) if answer and is_yes else None
            told = people if answer and answer.is_detailed else None
            party = settle(found, size=size_of_party(card.largest_party, told))
            self.parties[card_id] = party
            is_own, is_aside = card.event_id == event_id, card.set_aside_at is not None
            self.expected[card_id] = people.heads if people and is_own and not is_aside else 0
            if not is_own:
                self.parts[events[card.event_id].title] += party.came.heads

    def conflicts(self) -> set[Key]:
        of_cards = {
            entry.fact.key
            for party in self.parties.values()
            for entry in party.entries
            if entry.surplus or self.reasons.get(entry.fact.key) is Reason.REVOKED
        }
        return of_cards | {
            fact.key
            for fact in self.loose
            if fact.kind is ScanKind.ENTRY
            and self.reasons.get(fact.key) not in {None, Reason.TOO_EARLY}
        }

    def arrivals(self) -> list[tuple[datetime, int]]:
        found = [
            (entry.fact.at, entry.arrived.heads)
            for party in self.parties.values()
            for entry in party.entries
            if entry.arrived.heads
        ]
        found += [(one.at, one.people.heads) for one in self.loose if one.kind is ScanKind.ENTRY]
        return sorted(found)

    def loose_heads(self, kind: ScanKind) -> int:
        return sum(fact.people.heads for fact in self.loose if fact.kind is kind)


def root_of(event: Event) -> int:
    """The evening that an event is a part of, or itself."""
    return event.parent_id or event.id


def fact_of(scan: Scan) -> ScanFact:
    return ScanFact(
        device_id=scan.device_id,
        nonce=scan.nonce,
        gate_id=scan.gate_id,
        kind=scan.kind,
        at=scan.scanned_at,
        people=Heads(**scan.outcome["let_in"]),
        party_size=scan.outcome["party_size"] or 0,
        voids=scan.voids_nonce,
    )


def people_of(scans: EventScans) -> tuple[Mapping[int, int], Mapping[int, int], int]:
    """Who is inside and who came, by card, and how many of those who said yes came."""
    lone = {each.card_id: min(each.expected, each.heads) for each in scans.lone}
    said = sum(lone.values()) + sum(
        min(each.expected, each.party.came.heads) for each in scans.parties
    )
    return scans.inside_by_card(), scans.came_by_card(), said


def check(session: Session, event_id: int) -> EventScans:
    slowly, scans = Slowly(session, event_id), read_event(session, event_id)
    counted = count_heads(scans)
    walked = slowly.loose_heads(ScanKind.ENTRY)
    inside = {card: one.inside.heads for card, one in slowly.parties.items() if one.inside.heads}
    came = {card: one.came.heads for card, one in slowly.parties.items()}
    said = sum(min(slowly.expected[card], heads) for card, heads in came.items())
    assert people_of(scans) == (inside, came, said)
    cards = {
        card.id: card.state is InvitationState.ISSUED and card.set_aside_at is None
        for card in session.scalars(select(Invitation))
    }
    told = [(one.card_id, one.is_counted) for one in scans.lone]
    told += [(one.card_id, one.is_counted) for one in scans.parties]
    assert told == [(card_id, cards[card_id]) for card_id, _is_counted in told]
    assert counted.walk_ins == walked
    assert counted.came == sum(came.values()) + walked
    left = slowly.loose_heads(ScanKind.EXIT)
    assert counted.inside == max(0, sum(inside.values()) + walked - left)
    adults = sum(one.came.adults for one in slowly.parties.values())
    loose = [one.people.adults for one in slowly.loose if one.kind is ScanKind.ENTRY]
    assert counted.adults == adults + sum(loose)
    assert dict(counted.by_part) == slowly.parts
    assert sum(gate.came for gate in counted.by_gate) == counted.came
    arrivals = [(one.at, one.heads) for one in find_arrivals(scans) if one.heads]
    assert sorted(arrivals) == slowly.arrivals()
    # Those without a card alone are read for this, and they tell the same.
    assert diets_at_gate(session, event_id) == counted.diets
    found = find_conflicts(scans)
    assert {one.key for one in found} == slowly.conflicts()
    # Those alone that are doubtful are read for this, and they tell the same.
    assert list_conflicts(session, event_id) == found
    assert count_open_conflicts(session, [event_id]).get(event_id, 0) == len(found)
    return scans


def test_whatever_was_scanned_is_counted_as_the_rule_says(store: Store) -> None:
    lone, weighed = 0, 0
    with store.transaction() as session:
        for seed in range(25):
            event_id = scan_at_random(session, seed)
            part_id = session.scalars(select(Event.id).where(Event.parent_id == event_id)).one()
            for each in (event_id, part_id):
                scans = check(session, each)
                lone, weighed = lone + len(scans.lone), weighed + len(scans.parties)
    assert lone > 50
    assert weighed > 50


@pytest.mark.parametrize("seed", [1, 2])
def test_an_evening_that_goes_on_is_counted_as_the_rule_says(store: Store, seed: int) -> None:
    made = fill_evening(store, 200, code_key=CODE_KEY, seed=seed)
    with store.reading() as session:
        scans = check(session, made.event_id)
        check(session, made.part_id)
    assert len(scans.lone) > 50
    assert len(scans.parties) > 10
    assert find_conflicts(scans)


def test_a_kitchen_that_looks_at_the_evening_reads_its_scans_once(store: Store) -> None:
    made = fill_evening(store, 200, code_key=CODE_KEY)
    with store.reading() as session:
        event = session.get_one(Event, made.event_id)
        alone, looking = (KitchenDesk(session, event, NOW, has_office_phone=True) for _ in "ab")
        assert looking.live is not None
        with count_queries(store) as asked:
            seen = looking.facts
        assert not [one for one in asked if "scan.voids_nonce" in one]
        with count_queries(store) as asked:
            assert alone.standing.unsettled.conflicts == 0
        assert not [one for one in asked if "scan.voids_nonce" in one]
        assert alone.facts == seen
        assert seen.unsettled.conflicts > 0
