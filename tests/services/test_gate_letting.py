"""What a volunteer does by hand: a party with a cousin, and undoing both."""

import pytest

from planner.core.admission import NOBODY, People, Reason, Status
from planner.core.enums import Reply
from planner.services.gate import scanning
from planner.services.gate.food_and_room import RoomFor, read_room
from planner.services.gate.items import ScanResult
from planner.services.gate.letting import answer_given, let_party_in, undo_scan
from planner.store.base import Store
from planner.store.models import Event, PlacedOrder, Venue
from tests.support.gate import CODE_KEY, STARTS, Evening, answer, entry, make_evening


@pytest.fixture
def evening(store: Store) -> Evening:
    return make_evening(store)


def let_in(evening: Evening, heads: int, nonce: str = "by-hand-1") -> ScanResult:
    item = entry(evening.codes[0], 0, nonce=nonce)
    with evening.store.transaction() as session:
        party, _ = scanning.look_up(session, evening.phone, item, code_key=CODE_KEY, now=STARTS)
        assert party is not None
        return let_party_in(
            session, evening.phone, item, party=party, heads=heads, code_key=CODE_KEY, now=STARTS
        )


def test_who_comes_in_is_taken_from_the_answer(evening: Evening) -> None:
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        answer(session, event, 1, Reply.YES, adults=2, children=3)
    assert let_in(evening, 3).let_in == People(2, 1)
    assert let_in(evening, 2, "by-hand-2").let_in == People(0, 2)


def test_a_cousin_who_came_along_counts_without_a_card(evening: Evening) -> None:
    result = let_in(evening, 7)
    assert (result.status, result.admitted_total) == (Status.OK, 5)
    count = evening.count()
    assert (count.inside, count.walk_ins) == (7, 2)
    with evening.store.reading() as session:
        given = answer_given(session, evening.phone, "by-hand-1")
    assert given is not None
    assert (given.result.let_in, given.beyond) == (People(5), People(2))


def test_the_same_form_again_lets_nobody_in_twice(evening: Evening) -> None:
    let_in(evening, 7)
    item = entry(evening.codes[0], 0, nonce="by-hand-1")
    with evening.store.transaction() as session:
        party, _ = scanning.look_up(session, evening.phone, item, code_key=CODE_KEY, now=STARTS)
        assert party is not None
        again = let_party_in(
            session, evening.phone, item, party=party, heads=7, code_key=CODE_KEY, now=STARTS
        )
    assert again.replayed
    assert evening.count().inside == 7


def test_undoing_takes_the_cousin_back_too(evening: Evening) -> None:
    let_in(evening, 7)
    with evening.store.transaction() as session:
        result = undo_scan(session, evening.phone, "by-hand-1", code_key=CODE_KEY, now=STARTS)
    assert result.status is Status.OK
    assert evening.count().inside == 0


def test_undoing_the_cousin_takes_the_party_back_too(evening: Evening) -> None:
    let_in(evening, 7)
    with evening.store.transaction() as session:
        undo_scan(session, evening.phone, "by-hand-1-x", code_key=CODE_KEY, now=STARTS)
    assert evening.count().inside == 0


def test_undoing_what_never_was_changes_nothing(evening: Evening) -> None:
    evening.one(entry(None, 2))
    with evening.store.transaction() as session:
        result = undo_scan(session, evening.phone, "never-was", code_key=CODE_KEY, now=STARTS)
    assert (result.status, result.reason) == (Status.UNKNOWN, Reason.NOTHING_TO_UNDO)
    assert evening.count().inside == 2


def test_another_phone_is_not_given_my_answers(evening: Evening) -> None:
    let_in(evening, 2)
    with evening.store.reading() as session:
        assert answer_given(session, evening.second_phone(), "by-hand-1") is None


def test_looking_a_card_up_changes_nothing(evening: Evening) -> None:
    item = entry(evening.codes[0], 0)
    with evening.store.reading() as session:
        party, result = scanning.look_up(
            session, evening.phone, item, code_key=CODE_KEY, now=STARTS
        )
    assert party is not None
    assert (party.number, party.size) == (1, 5)
    assert (result.status, result.let_in, result.admitted_total) == (Status.OK, People(5), 0)
    assert evening.count().came == 0


def test_a_card_of_another_event_has_no_party_here(evening: Evening) -> None:
    other = make_evening(evening.store, title="Castle evening")
    item = entry(other.codes[0], 0)
    with evening.store.reading() as session:
        party, result = scanning.look_up(
            session, evening.phone, item, code_key=CODE_KEY, now=STARTS
        )
        assert scanning.belongs_elsewhere(session, evening.phone, other.codes[0], code_key=CODE_KEY)
        assert not scanning.belongs_elsewhere(
            session, evening.phone, evening.codes[0], code_key=CODE_KEY
        )
    assert (party, result.reason, result.let_in) == (None, Reason.WRONG_EVENT, NOBODY)


def test_the_gate_knows_for_how_many_there_is_food_and_room(evening: Evening) -> None:
    with evening.store.reading() as session:
        assert read_room(session, evening.event_id) == RoomFor(serves_food=True)
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        event.capacity, event.staff_eating = 200, 6
        event.venue = Venue(name="Field", capacity=150)
        session.add(
            PlacedOrder(
                event_id=event.id, placed_at=STARTS, portions=126, yes_heads=80,
                quantiles={}, dishes=[],
            )
        )  # fmt: skip
    with evening.store.reading() as session:
        assert read_room(session, evening.event_id) == RoomFor(
            food=120, places=150, serves_food=True
        )
