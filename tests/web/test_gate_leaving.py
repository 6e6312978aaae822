"""People who leave and people who come back, on a phone without script; and how full it is."""

import pytest
from flask import Flask

from planner.store.models import Event
from tests.support.clock import FixedClock
from tests.support.gate import STARTS, Evening, entry, make_evening
from tests.support.pages import PageClient, enrolled_phone

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def evening(app: Flask, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(app.extensions["store"])


@pytest.fixture
def phone(app: Flask, evening: Evening) -> PageClient:
    """A phone that is enrolled at the gate."""
    return enrolled_phone(app, evening.token)


def give_places(evening: Evening, places: int) -> None:
    with evening.store.transaction() as session:
        session.get_one(Event, evening.event_id).capacity = places


def test_who_leaves_makes_room_and_the_screen_stays(phone: PageClient, evening: Evening) -> None:
    evening.one(entry(None, 3, children=1))
    for pressed in ("adult-out", "adult-out", "child-out"):
        answer = phone.send("/gate/people", {"add": pressed}, form_on="/gate/out")
        assert (answer.status_code, answer.location) == (303, "/gate/out")
    count = evening.count()
    assert (count.inside, count.came) == (1, 4)


def test_a_tap_too_many_is_taken_back_on_the_same_screen(
    phone: PageClient, evening: Evening
) -> None:
    evening.one(entry(None, 3), phone=evening.second_phone())
    phone.send("/gate/people", {"add": "adult-out"}, form_on="/gate/out")
    page = phone.page("/gate/out")
    nonce, here = (
        next(each.get("value") for each in page.all("input") if each.get("name") == name)
        for name in ("nonce", "from")
    )
    answer = phone.send("/gate/undo", {"nonce": nonce, "from": here}, form_on="/gate/out")
    assert answer.location == "/gate/out"
    assert evening.count().inside == 3


@pytest.mark.parametrize(
    ("inside", "words"),
    [
        pytest.param(17, "", id="there is room"),
        pytest.param(18, "Almost full: 18 people are inside, and 20 fit.", id="nine in ten"),
        pytest.param(
            20, "Full: 20 people are inside, and 20 fit. Call the organiser.", id="all taken"
        ),
    ],
)
@pytest.mark.parametrize("path", ["/gate", "/gate/out"])
def test_the_gate_is_warned_before_it_is_full(
    phone: PageClient, evening: Evening, inside: int, words: str, path: str
) -> None:
    give_places(evening, 20)
    evening.one(entry(None, inside))
    page = phone.page(path, headers=ENGLISH)
    assert words in page.words
    assert ("full:" in page.words.lower()) == bool(words)


def test_who_was_inside_before_is_not_sent_away(phone: PageClient, evening: Evening) -> None:
    evening.one(entry(evening.codes[0], 5))
    page = phone.page(f"/gate/check?code={evening.codes[0]}", headers=ENGLISH)
    assert page.heading == "Have a look"
    assert "This card was used at 17:00 at Entrance." in page.words
    assert "They are back: welcome" in page.words
    assert evening.count().inside == 5


def test_a_phone_tells_how_much_it_still_has_to_send(
    app: Flask, phone: PageClient, desk: PageClient, evening: Evening
) -> None:
    gates = f"/events/{evening.event_id}/gates"
    phone.post("/gate/scans", json={"scans": [], "waiting": 40})
    assert "40 scans still to send" in desk.page(gates, headers=ENGLISH).words
    phone.post("/gate/scans", json={"scans": [], "waiting": 0})
    assert "still to send" not in desk.page(gates, headers=ENGLISH).words


@pytest.mark.parametrize("waiting", [-1, "3", None, True, 1.5, []])
def test_a_number_that_makes_no_sense_spoils_no_scans(
    phone: PageClient, evening: Evening, waiting: object
) -> None:
    answer = phone.post("/gate/scans", json={"scans": [], "waiting": waiting})
    assert answer.status_code == 200


def test_the_organiser_is_warned_too(evening: Evening, desk: PageClient) -> None:
    give_places(evening, 20)
    evening.one(entry(None, 19))
    page = desk.page(f"/events/{evening.event_id}/gates", headers=ENGLISH)
    assert "It is almost full: 20 people fit." in page.words


@pytest.mark.parametrize(("typed", "phones"), [("3", 3), ("", 12)])
def test_a_link_is_for_so_many_phones_and_says_until_when(
    evening: Evening, desk: PageClient, typed: str, phones: int
) -> None:
    gates = f"/events/{evening.event_id}/gates"
    wish = {"name": "Garden", "most_phones": typed}
    assert desk.send(gates, wish).status_code == 303
    words = desk.page(gates, headers=ENGLISH).words
    assert f"At most {phones} phones can work here." in words
    assert "Works for this gate alone, until Saturday 12 June" in words


@pytest.mark.parametrize("typed", ["0", "51", "many"])
def test_a_silly_number_of_phones_gets_a_sentence(
    evening: Evening, desk: PageClient, typed: str
) -> None:
    gates = f"/events/{evening.event_id}/gates"
    assert desk.send(gates, {"name": "Garden", "most_phones": typed}).status_code == 422
