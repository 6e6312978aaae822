"""Everybody inside an event and its parts, each once; where their counts differ, and why."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from planner.core.enums import EventState
from planner.services.day.evacuation import (
    Evacuation,
    Mismatch,
    count_everybody,
    family_of,
    mismatches_of,
)
from planner.services.gate.event_scans import read_event
from planner.services.gate.phones import Phone
from planner.services.plan import day_notes
from planner.store.base import Store
from planner.store.models import Event, GateDevice
from tests.support.gate import (
    STARTS,
    Evening,
    entry,
    leaving,
    make_cards,
    make_evening,
    make_event,
    make_gate,
    make_phone,
)

NOW = STARTS + timedelta(hours=1)


@dataclass
class Castle:
    """A castle evening, and a dinner in it with four cards for six people each."""

    evening: Evening
    dinner_id: int
    cards: list[str]
    dining_room: Phone

    def counted(self, *, at_dinner: bool = False) -> Evacuation:
        with self.evening.store.reading() as session:
            event_id = self.dinner_id if at_dinner else self.evening.event_id
            return count_everybody(session, session.get_one(Event, event_id), now=NOW)

    def mismatches(self, *, at_dinner: bool = False) -> tuple[Mismatch, ...]:
        with self.evening.store.reading() as session:
            event_id = self.dinner_id if at_dinner else self.evening.event_id
            event = session.get_one(Event, event_id)
            return mismatches_of(session, event, read_event(session, event_id))

    def at_castle(self, card: int, heads: int) -> None:
        self.evening.one(entry(self.cards[card], heads))

    def at_dinner(self, card: int, heads: int) -> None:
        self.evening.one(entry(self.cards[card], heads), phone=self.dining_room)


@pytest.fixture
def castle(store: Store) -> Castle:
    evening = make_evening(store, title="Castle evening")
    with store.transaction() as session:
        dinner = make_event(session, "Dinner", parent_id=evening.event_id)
        cards = make_cards(session, dinner, count=4, party=6)
        phone = make_phone(session, make_gate(session, dinner, "Dining room")).phone
        return Castle(evening, dinner.id, cards, phone)


def test_a_household_at_castle_and_dinner_counts_once(castle: Castle) -> None:
    castle.at_castle(0, 4)
    castle.at_dinner(0, 4)
    counted = castle.counted()
    assert (counted.heads, counted.mismatches) == (4, ())
    assert [zone.inside for zone in counted.zones] == [4, 4]


def test_who_left_the_castle_and_sits_at_the_dinner_has_to_get_out(castle: Castle) -> None:
    castle.at_castle(0, 4)
    castle.at_dinner(0, 4)
    castle.evening.one(leaving(castle.cards[0], 4, phone_at=STARTS + timedelta(minutes=9)))
    assert castle.mismatches() == (Mismatch("Dinner", left=4),)
    assert castle.counted().heads == 4


def test_who_never_came_through_a_gate_of_the_castle_has_to_get_out(castle: Castle) -> None:
    castle.at_castle(0, 2)
    castle.at_dinner(0, 5)
    castle.at_dinner(1, 1)
    assert castle.mismatches() == (Mismatch("Dinner", never=4),)
    assert castle.counted().heads == 6


def test_both_pages_say_the_same(castle: Castle) -> None:
    castle.at_castle(0, 3)
    castle.at_dinner(0, 5)
    castle.at_castle(1, 6)
    castle.at_dinner(1, 6)
    castle.evening.one(leaving(castle.cards[1], 2, phone_at=STARTS + timedelta(minutes=9)))
    castle.evening.one(entry(None, 3), phone=castle.dining_room)
    castle.evening.one(entry(None, 7))
    assert castle.mismatches() == castle.mismatches(at_dinner=True)
    assert castle.mismatches() == (Mismatch("Dinner", never=2, left=2, loose=3),)
    whole = castle.counted()
    assert whole == castle.counted(at_dinner=True)
    assert whole.heads == whole.zones[0].inside + 2 + 2 + 3
    assert whole.maybe_twice == 3


def test_whoever_is_inside_at_the_castle_alone_is_no_mismatch(castle: Castle) -> None:
    castle.at_castle(0, 6)
    castle.at_dinner(0, 2)
    castle.evening.one(entry(castle.evening.codes[0], 5))
    assert castle.mismatches() == ()
    assert castle.counted().heads == 11


def test_a_card_of_the_castle_at_the_dinner_counts_once(castle: Castle) -> None:
    card = castle.evening.codes[0]
    castle.evening.one(entry(card, 4))
    castle.evening.one(entry(card, 4, offline=True), phone=castle.dining_room)
    assert castle.counted().heads == 4


def test_an_event_on_its_own_counts_as_its_page_does(castle: Castle) -> None:
    castle.at_castle(0, 4)
    castle.evening.one(entry(None, 3))
    castle.evening.one(leaving(None, 1))
    with castle.evening.store.transaction() as session:
        session.get_one(Event, castle.dinner_id).state = EventState.CANCELLED
    counted = castle.counted()
    assert [zone.title for zone in counted.zones] == ["Castle evening"]
    assert counted.heads == castle.evening.count().inside == 6


def test_each_gate_says_when_it_was_last_heard_of_and_what_is_to_come(castle: Castle) -> None:
    with castle.evening.store.transaction() as session:
        device = session.get_one(GateDevice, castle.dining_room.id)
        device.waiting, device.seen_at = 5, STARTS + timedelta(minutes=7)
        # What a signed-out phone holds is missing all the same.
        lost = session.get_one(GateDevice, castle.evening.phone.id)
        lost.waiting, lost.revoked_at = 7, STARTS
        make_gate(session, session.get_one(Event, castle.dinner_id), "Kitchen door")
    castle.at_castle(0, 6)
    castle.at_castle(1, 2)
    counted = castle.counted()
    assert counted.waiting == 12
    assert (counted.usual_scan, counted.largest_scan) == (4.0, 6)
    dining_room, kitchen = counted.zones[1].gates
    assert (dining_room.seen_at, dining_room.waiting) == (STARTS + timedelta(minutes=7), 5)
    assert dining_room.kept_since == STARTS + timedelta(minutes=7)
    assert (kitchen.seen_at, kitchen.waiting) == (None, 0)


def test_parts_are_told_in_their_order(castle: Castle) -> None:
    with castle.evening.store.transaction() as session:
        make_event(
            session, "Breakfast", parent_id=castle.evening.event_id,
            starts_at=STARTS - timedelta(hours=2),
        )  # fmt: skip
    with castle.evening.store.reading() as session:
        family = family_of(session.get_one(Event, castle.dinner_id))
    assert [event.title for event in family] == ["Castle evening", "Breakfast", "Dinner"]


def test_an_own_count_replaces_what_the_gates_counted(castle: Castle) -> None:
    castle.at_castle(0, 4)
    castle.at_dinner(1, 3)
    with castle.evening.store.transaction() as session:
        day_notes.record_count(
            session, castle.evening.event_id, heads=10, now=STARTS + timedelta(minutes=20)
        )
    castle.evening.one(entry(None, 2, phone_at=STARTS + timedelta(minutes=30)), now=NOW)
    counted = castle.counted()
    assert counted.zones[0].inside == 12
    assert counted.zones[0].counted_at == STARTS + timedelta(minutes=20)
    assert (counted.heads, counted.maybe_twice) == (15, 3), "perhaps the three were seen"
