"""A dinner inside a castle evening: each event counts its guests once, at its own gates."""

import itertools
from dataclasses import dataclass
from datetime import timedelta

import pytest

from planner.core.admission import Reason, Status
from planner.core.zones import Zone, zone_of
from planner.services.gate import counting
from planner.services.gate.event_scans import read_event
from planner.services.gate.items import ScanItem
from planner.services.gate.journal import find_conflicts
from planner.services.gate.phone_list import WHOLE, GateList, gate_list
from planner.services.gate.phones import Phone
from planner.store.base import Store
from planner.store.models import Event
from tests.support.gate import (
    CODE_KEY,
    STARTS,
    Evening,
    entry,
    leaving,
    make_cards,
    make_evening,
    make_event,
    make_gate,
    make_phone,
    void,
)

CASTLE, DINNER, WALK = 1, 2, 3


@pytest.mark.parametrize(
    ("card", "at", "expected"),
    [
        pytest.param((CASTLE, None), (CASTLE, None), Zone.HERE, id="its own gate"),
        pytest.param((DINNER, CASTLE), (CASTLE, None), Zone.PART, id="on the way to the dinner"),
        pytest.param((DINNER, CASTLE), (DINNER, CASTLE), Zone.HERE, id="at the dinner"),
        pytest.param((CASTLE, None), (DINNER, CASTLE), Zone.WHOLE, id="hungry at the castle"),
        pytest.param((WALK, None), (CASTLE, None), Zone.ELSEWHERE, id="another day"),
        pytest.param((WALK, None), (DINNER, CASTLE), Zone.ELSEWHERE, id="another day, hungry"),
        pytest.param((WALK, CASTLE), (DINNER, CASTLE), Zone.ELSEWHERE, id="another part"),
    ],
)
def test_how_a_card_stands_to_a_gate(
    card: tuple[int, int | None], at: tuple[int, int | None], expected: Zone
) -> None:
    assert zone_of(*card, gate_event=at[0], gate_parent=at[1]) is expected


@dataclass
class Castle:
    """A castle evening with three cards, and a dinner in it with four of six people each."""

    evening: Evening
    dinner_id: int
    cards: list[str]
    phone: Phone
    """At the dinner's own gate."""

    def dinner_count(self) -> counting.HeadCount:
        with self.evening.store.reading() as session:
            return counting.head_count(session, self.dinner_id)

    def listed(self, phone: Phone) -> GateList:
        with self.evening.store.reading() as session:
            return gate_list(session, phone, own=("0" * 16,), since=None, code_key=CODE_KEY)


@pytest.fixture
def castle(store: Store) -> Castle:
    evening = make_evening(store, title="Castle evening")
    with store.transaction() as session:
        dinner = make_event(session, "Dinner", parent_id=evening.event_id)
        cards = make_cards(session, dinner, count=4, party=6)
        phone = make_phone(session, make_gate(session, dinner, "Dining room")).phone
        return Castle(evening, dinner.id, cards, phone)


def test_guests_of_the_dinner_are_welcome_at_the_castle_and_again_at_the_dinner(
    castle: Castle,
) -> None:
    first = castle.evening.one(entry(castle.cards[0], 4))
    assert (first.status, first.reason, first.part) == (Status.OK, None, "Dinner")
    then = castle.evening.one(entry(castle.cards[0], 4), phone=castle.phone)
    assert (then.status, then.part, then.admitted_total) == (Status.OK, None, 4)
    at_castle, at_dinner = castle.evening.count(), castle.dinner_count()
    assert (at_castle.came, at_castle.walk_ins, at_castle.by_part) == (4, 0, (("Dinner", 4),))
    assert (at_dinner.came, at_dinner.walk_ins, at_dinner.by_part) == (4, 0, ())


def test_a_card_of_the_dinner_lets_its_party_into_the_castle_once(castle: Castle) -> None:
    castle.evening.one(entry(castle.cards[0], 6))
    again = castle.evening.one(entry(castle.cards[0], 6))
    assert (again.status, again.reason) == (Status.REFUSED, Reason.FULL_PARTY_ALREADY_IN)
    assert castle.evening.count().came == 6


def test_leaving_the_castle_does_not_empty_the_dinner(castle: Castle) -> None:
    castle.evening.one(entry(castle.cards[0], 5))
    castle.evening.one(entry(castle.cards[0], 5), phone=castle.phone)
    later = STARTS + timedelta(hours=1)
    castle.evening.one(leaving(castle.cards[0], 2, phone_at=later), now=later)
    assert (castle.evening.count().inside, castle.dinner_count().inside) == (3, 5)


def test_a_card_of_the_castle_gets_a_friendly_word_at_the_dinner(castle: Castle) -> None:
    asked = castle.evening.one(entry(castle.evening.codes[0], 2), phone=castle.phone)
    assert (asked.status, asked.reason) == (Status.REFUSED, Reason.NEEDS_PART_CARD)
    assert castle.dinner_count().came == 0


def test_whom_the_volunteer_lets_in_to_eat_counts_at_the_dinner_alone(castle: Castle) -> None:
    let_in = entry(castle.evening.codes[0], 2, offline=True)
    castle.evening.one(let_in, phone=castle.phone)
    assert (castle.dinner_count().came, castle.evening.count().came) == (2, 0)
    with castle.evening.store.reading() as session:
        (conflict,) = find_conflicts(read_event(session, castle.dinner_id))
    assert conflict.reason is Reason.NEEDS_PART_CARD
    # The same card still lets the whole party into the castle.
    assert castle.evening.one(entry(castle.evening.codes[0], 5)).status is Status.OK


def test_a_typed_number_is_the_events_own_and_else_that_of_its_part(castle: Castle) -> None:
    own = castle.evening.one(entry(None, 1, card_number=1))
    of_part = castle.evening.one(entry(None, 1, card_number=4))
    named = castle.evening.one(entry(None, 1, card_number=1, card_event=castle.dinner_id))
    assert [each.part for each in (own, of_part, named)] == [None, "Dinner", "Dinner"]


def test_a_number_that_two_parts_have_is_nobodys_guess(castle: Castle) -> None:
    with castle.evening.store.transaction() as session:
        show = make_event(session, "Show", parent_id=castle.evening.event_id)
        make_cards(session, show, count=4)
    asked = castle.evening.one(entry(None, 1, card_number=4))
    assert (asked.status, asked.reason) == (Status.UNKNOWN, Reason.UNKNOWN)


def test_a_phone_can_not_name_an_event_that_is_none_of_its_parts(castle: Castle) -> None:
    with castle.evening.store.transaction() as session:
        walk = make_event(session, "Walk")
        make_cards(session, walk)
    asked = castle.evening.one(entry(None, 1, card_number=1, card_event=walk.id))
    assert (asked.status, asked.reason) == (Status.REFUSED, Reason.WRONG_EVENT)


def test_undoing_works_for_guests_of_a_part_too(castle: Castle) -> None:
    wrong = entry(castle.cards[0], 4)
    castle.evening.one(wrong)
    castle.evening.one(void(wrong))
    assert castle.evening.count().came == 0
    assert castle.evening.one(entry(castle.cards[0], 6)).status is Status.OK


def test_the_order_of_uploads_changes_nothing(store: Store, castle: Castle) -> None:
    later = STARTS + timedelta(minutes=1)
    first = entry(castle.cards[0], 2, offline=True)
    wrong = entry(castle.cards[0], 3, offline=True)
    left = leaving(castle.cards[0], 1, phone_at=later, offline=True)
    scans: list[ScanItem] = [first, wrong, void(wrong), left]
    counts = set()
    for number, order in enumerate(itertools.islice(itertools.permutations(scans), 0, 24, 3)):
        with store.transaction() as session:
            event = session.get_one(Event, castle.evening.event_id)
            phone = make_phone(session, make_gate(session, event, f"Gate {number}")).phone
        for item in (*order, order[0]):
            castle.evening.one(item, phone=phone, now=STARTS + timedelta(minutes=2))
        there = castle.evening.count().by_gate[-1]
        counts.add((there.came, there.left))
        for item in scans:
            castle.evening.one(void(item), phone=phone)
    assert len(counts) == 1


def test_phones_of_the_castle_know_the_cards_of_the_dinner(castle: Castle) -> None:
    made = castle.listed(castle.evening.phone)
    assert made.parts == {castle.dinner_id: "Dinner"}
    assert [(each[1], each[2], each[7]) for each in made.entries] == [
        *((5, number, None) for number in (1, 2, 3)),
        *((6, number, castle.dinner_id) for number in (1, 2, 3, 4)),
    ]


def test_the_list_counts_guests_of_the_dinner_at_the_gates_of_the_list_alone(
    castle: Castle,
) -> None:
    castle.evening.one(entry(castle.cards[0], 4))
    castle.evening.one(entry(castle.cards[1], 6), phone=castle.phone)
    assert castle.listed(castle.evening.phone).inside == 4
    assert castle.listed(castle.phone).inside == 6


def test_phones_of_the_dinner_know_a_card_of_the_castle_when_they_see_one(castle: Castle) -> None:
    entries = castle.listed(castle.phone).entries
    assert [each[4] for each in entries] == ["issued"] * 4 + [WHOLE] * 3
    assert all(each[1] == 0 for each in entries if each[4] == WHOLE)


def test_an_unknown_card_that_was_the_dinners_finds_its_party_later(castle: Castle) -> None:
    with castle.evening.store.transaction() as session:
        dinner = session.get_one(Event, castle.dinner_id)
        (late,) = make_cards(session, dinner, count=1, party=3)
    castle.evening.one(entry(late, 3, offline=True))
    assert castle.evening.count().by_part == (("Dinner", 3),)
