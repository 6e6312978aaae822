"""A phone with internet asks what we know of a card now; nothing is written for it."""

import hashlib
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from planner.core.enums import InvitationState
from planner.services.gate.keys import KEY_BYTES, ROUNDS, salt_of
from planner.store.base import Store
from planner.store.models import Event, Invitation, Organisation, Scan
from tests.support.clock import FixedClock
from tests.support.gate import STARTS, Evening, entry, make_cards, make_evening, make_event
from tests.support.pages import PageClient, enrolled_phone, page_client

OWN = "0123456789abcdef"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(store)


@pytest.fixture
def phone(app: Flask, evening: Evening) -> PageClient:
    return enrolled_phone(app, evening.token)


def ask(phone: PageClient, evening: Evening, **card: Any) -> dict[str, Any]:
    body = {"gate": evening.gate_id, "own": OWN} | card
    answer = phone.post("/gate/ask", json=body, headers=ENGLISH)
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: dict[str, Any] = answer.get_json()
    return found


def test_a_card_is_told_as_it_stands_on_the_list_now(phone: PageClient, evening: Evening) -> None:
    evening.one(entry(evening.codes[1], 3), phone=evening.second_phone("Garden gate"))
    for card in ({"code": evening.codes[1]}, {"card_number": 2}):
        found = ask(phone, evening, **card)
        ((key, size, number, inside, state, _notes, first),) = found["entries"]
        assert (size, number, inside, state) == (5, 2, 3, "issued")
        assert found["gates"][str(first[1])] == "Garden gate"
        assert found["reason"] is None
    salt = salt_of(phone.application.extensions["settings"].code_key, evening.event_id)
    made = hashlib.pbkdf2_hmac("sha256", evening.codes[1].encode(), salt, ROUNDS)
    assert key == made[:KEY_BYTES].hex()
    with evening.store.reading() as session:
        assert session.query(Scan).count() == 1, "a question leaves nothing"


def test_scans_that_the_phone_holds_itself_are_left_out(
    phone: PageClient, evening: Evening
) -> None:
    evening.one(entry(evening.codes[0], 2, nonce=f"{OWN}{1:024}"))
    evening.one(entry(evening.codes[0], 1))
    assert ask(phone, evening, card_number=1)["entries"][0][3] == 1


def test_a_card_of_a_part_says_what_it_is_for(phone: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        dinner = make_event(session, "Dinner")
        dinner.parent_id = evening.event_id
        code = make_cards(session, dinner, count=1, party=4)[0]
        dinner_id = dinner.id
    found = ask(phone, evening, code=code)
    assert found["entries"][0][7] == dinner_id
    assert found["parts"] == {str(dinner_id): "Dinner"}


def test_a_card_that_was_taken_back_a_moment_ago_says_so(
    phone: PageClient, evening: Evening
) -> None:
    with evening.store.transaction() as session:
        card = session.query(Invitation).filter_by(number=3).one()
        card.state = InvitationState.REVOKED
    assert ask(phone, evening, card_number=3)["entries"][0][4] == "revoked"


def test_a_card_of_another_event_is_named_with_its_day(phone: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        at = STARTS + timedelta(days=7)
        dinner = make_event(session, "Diner", starts_at=at, ends_at=at + timedelta(hours=3))
        code = make_cards(session, dinner)[0]
    found = ask(phone, evening, code=code)
    assert (found["reason"], found["entries"]) == ("wrong_event", [])
    assert "19 June" in found["text"]
    assert "Diner" in found["text"]


def test_an_event_of_another_organisation_is_not_named(phone: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        other = Organisation(name="Somebody else", created_at=STARTS)
        session.add(other)
        session.flush()
        theirs = make_event(session, "Secret dinner")
        code = make_cards(session, theirs)[0]
        session.query(Event).filter_by(id=theirs.id).update({"organisation_id": other.id})
    found = ask(phone, evening, code=code)
    assert found["reason"] == "wrong_event"
    assert "Secret" not in found["text"]


@pytest.mark.parametrize(
    ("card", "reason"),
    [({"code": "7777-7777-77777"}, "misread"), ({"card_number": 4711}, "unknown")],
)
def test_what_nobody_knows_has_a_sentence(
    phone: PageClient, evening: Evening, card: dict[str, Any], reason: str
) -> None:
    found = ask(phone, evening, **card)
    assert found["reason"] == reason
    assert found["text"]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({}, id="nothing"),
        pytest.param([], id="a list"),
        pytest.param({"gate": 1, "own": OWN}, id="no card"),
        pytest.param({"gate": 1, "own": OWN, "code": "a", "card_number": 1}, id="two cards"),
        pytest.param({"gate": 99, "own": OWN, "card_number": 1}, id="another gate"),
        pytest.param({"gate": 1, "own": "x", "card_number": 1}, id="no name of a storage"),
        pytest.param({"gate": "1", "own": OWN, "card_number": 1}, id="a gate in letters"),
    ],
)
def test_nonsense_is_refused(phone: PageClient, body: Any) -> None:
    assert phone.post("/gate/ask", json=body).status_code == 400


def test_only_our_own_pages_on_an_enrolled_phone_may_ask(
    app: Flask, phone: PageClient, evening: Evening
) -> None:
    body = {"gate": evening.gate_id, "own": OWN, "card_number": 1}
    assert page_client(app).post("/gate/ask", json=body).status_code == 401
    foreign = {"Origin": "https://elsewhere.example"}
    assert phone.post("/gate/ask", json=body, headers=foreign).status_code == 403
    assert phone.post("/gate/ask", data=body).status_code == 415
