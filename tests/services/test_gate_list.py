"""The list a phone keeps: everybody's numbers, less what the phone adds itself."""

import gzip
import hashlib
import json
from datetime import timedelta

import pytest

from planner.core.enums import Reply
from planner.services.gate.items import ScanItem
from planner.services.gate.keys import ROUNDS
from planner.services.gate.phone_list import GateList, gate_list
from planner.services.gate.phones import Phone, find_phone
from planner.services.plan.day_notes import record_count
from planner.store.base import Store
from planner.store.models import Event, Gate
from tests.support import gate as at_gate
from tests.support.gate import CODE_KEY, STARTS, Evening, entry, leaving, make_evening, void
from tests.support.queries import count_queries

OWN = "0123456789abcdef"
OTHER = "fedcba9876543210"
MINUTE = int(STARTS.timestamp() // 60)


@pytest.fixture
def evening(store: Store) -> Evening:
    return make_evening(store)


def listed(
    evening: Evening, own: str = OWN, since: str | None = None, phone: Phone | None = None
) -> GateList:
    with evening.store.reading() as session:
        asks = phone or evening.phone
        return gate_list(session, asks, own=(own,), since=since, code_key=CODE_KEY)


def admitted(made: GateList) -> list[int]:
    return [each[3] for each in made.entries]


def on_card(number: int, adults: int, nonce: str) -> ScanItem:
    return entry(None, adults, card_number=number, nonce=nonce, offline=True)


def test_a_phone_finds_a_code_where_the_list_has_it(evening: Evening) -> None:
    made = listed(evening)
    salt = bytes.fromhex(made.salt)
    digest = hashlib.pbkdf2_hmac("sha256", evening.codes[0].encode(), salt, ROUNDS)
    assert made.entries[0] == (digest[:8].hex(), 5, 1, 0, "issued", (), None, None, None, "")


def test_the_scans_of_the_phone_that_asks_are_left_out(evening: Evening) -> None:
    there = evening.second_phone()
    evening.one(on_card(1, 2, OWN + "1"))
    evening.one(on_card(1, 1, OTHER + "1"), phone=there)
    evening.one(entry(None, 4, nonce=OWN + "2"))
    assert (admitted(listed(evening)), listed(evening).inside) == ([1, 0, 0], 1)
    elsewhere = listed(evening, own=OTHER, phone=there)
    assert (admitted(elsewhere), elsewhere.inside) == ([2, 0, 0], 6)


def test_a_phone_that_moved_to_another_gate_still_counts_its_scans_once(evening: Evening) -> None:
    evening.one(on_card(1, 2, OWN + "1"))
    moved = evening.second_phone("Garden")
    assert admitted(listed(evening, phone=moved)) == [0, 0, 0]


def test_a_phone_that_lost_its_storage_gets_its_own_scans_back(evening: Evening) -> None:
    evening.one(on_card(1, 2, OWN + "1"))
    assert admitted(listed(evening, own="ffffffffffffffff")) == [2, 0, 0]


def test_what_another_phone_took_back_is_taken_off(evening: Evening) -> None:
    evening.one(on_card(1, 2, OWN + "1"))
    evening.one(void(OWN + "1"), phone=evening.second_phone())
    assert admitted(listed(evening)) == [-2, 0, 0]


def test_people_without_a_card_who_left_are_not_inside(evening: Evening) -> None:
    other = evening.second_phone()
    evening.one(entry(None, 4), phone=other)
    evening.one(leaving(None, 1), phone=other)
    assert listed(evening).inside == 3


def test_the_list_says_when_and_where_a_card_came_in(evening: Evening) -> None:
    garden = evening.second_phone("Garden")
    evening.one(on_card(2, 2, OTHER + "1"), phone=garden)
    made = listed(evening)
    assert made.entries[1][6] == (MINUTE, garden.gate_id)
    assert made.gates == {evening.gate_id: "Entrance", garden.gate_id: "Garden"}


def test_only_changes_are_sent_again_until_a_card_changes(evening: Evening) -> None:
    first = listed(evening)
    assert first.is_whole
    evening.one(on_card(2, 1, OTHER + "1"))
    second = listed(evening, since=first.version)
    assert (second.is_whole, [each[2] for each in second.entries]) == (False, [2])
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        at_gate.answer(session, event, 3, Reply.YES, adults=1, children=1)
    third = listed(evening, since=second.version)
    assert third.is_whole
    assert third.entries[2][1] == 2


def test_the_list_says_whose_number_is_known(evening: Evening) -> None:
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        at_gate.answer(session, event, 1, Reply.YES, adults=1, children=2)
        at_gate.answer(session, event, 2, Reply.YES)
        at_gate.answer(session, event, 3, Reply.MAYBE, adults=9)
    made = listed(evening)
    assert [(each[1], each[4], each[8]) for each in made.entries] == [
        (3, "told", None),
        (5, "issued", None),
        (5, "issued", 5),
    ]
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        at_gate.answer(session, event, 3, Reply.MAYBE, adults=2)
        at_gate.answer(session, event, 2, Reply.NO)
    again = listed(evening, since=made.version)
    assert again.is_whole
    assert [(each[4], each[8]) for each in again.entries[1:]] == [("declined", None), ("issued", 2)]


@pytest.mark.parametrize("since", ["", "x", "9-", "-", "999999999999-abc", "nonsense", "²-x"])
def test_a_version_nobody_gave_is_answered_with_everything(evening: Evening, since: str) -> None:
    assert listed(evening, since=since).is_whole


def test_a_closed_gate_and_a_cancelled_event_are_on_the_list(evening: Evening) -> None:
    with evening.store.transaction() as session:
        session.get_one(Gate, evening.gate_id).revoked_at = STARTS
    with evening.store.reading() as session:
        phone = find_phone(session, evening.token, code_key=CODE_KEY, now=STARTS)
    assert listed(evening, phone=phone).obstacle == "gate_closed"


def test_making_the_list_takes_six_questions(evening: Evening) -> None:
    with count_queries(evening.store) as asked:
        listed(evening)
    assert len(asked) == 6, asked


def test_the_list_of_five_thousand_cards_weighs_less_than_100_kb(store: Store) -> None:
    with store.transaction() as session:
        event = at_gate.make_event(session)
        at_gate.make_cards(session, event, count=5_000)
        gate = at_gate.make_gate(session, event)
        phone = at_gate.make_phone(session, gate).phone
        made = gate_list(session, phone, own=(OWN,), since=None, code_key=CODE_KEY)
    # As on the worst evening: everybody is inside, and a phone begins anew.
    entries = [
        (*each[:3], 1 + index % 5, *each[4:6], (MINUTE + index * 7919 % 240, index * 31 % 4))
        for index, each in enumerate(made.entries)
    ]
    assert len(entries) == 5_000
    assert len(gzip.compress(json.dumps(entries, separators=(",", ":")).encode(), 6)) <= 100_000


def test_an_own_count_corrects_who_is_inside(evening: Evening) -> None:
    there = evening.second_phone()
    evening.one(on_card(1, 2, OWN + "1"))
    evening.one(entry(None, 4, nonce=OTHER + "1"), phone=there)
    with evening.store.transaction() as session:
        record_count(session, evening.event_id, heads=20, now=STARTS)
    assert listed(evening).inside == 20 - 2, "the phone adds its own two"
    later = STARTS + timedelta(minutes=5)
    evening.one(entry(None, 3, nonce=OTHER + "2", phone_at=later), phone=there, now=later)
    assert listed(evening).inside == 23 - 2
