"""The simple page: what walk-ins eat, what helps a party in, leaving by card, guests of a part."""

import json
from datetime import timedelta

import pytest
from flask import Flask

from planner.core.diets import Diet
from planner.core.enums import Reply, UnknownCards
from planner.services.plan.day_notes import record_count
from planner.store.base import Store
from planner.store.models import Answer, Batch, Event, EventDish, Invitation
from tests.support.clock import FixedClock
from tests.support.gate import STARTS, Evening, answer, entry, make_cards, make_evening, make_event
from tests.support.pages import Page, PageClient, enrolled_phone

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(store)


@pytest.fixture
def phone(app: Flask, evening: Evening) -> PageClient:
    """A phone that is enrolled at the gate."""
    browser = enrolled_phone(app, evening.token)
    browser.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return browser


def hidden(page: Page, name: str) -> str:
    return next(each.get("value") or "" for each in page.all("input") if each.get("name") == name)


def tap(phone: PageClient, diet: str) -> Page:
    """Count a grown-up without a card, and tap what they eat."""
    phone.send("/gate/people", {"add": "adult"}, form_on="/gate")
    nonce = hidden(phone.page("/gate"), "nonce")
    phone.send("/gate/diet", {"nonce": nonce, "diet": diet}, form_on="/gate/eat")
    return phone.page("/gate/eat", headers=ENGLISH)


def eats(page: Page) -> list[str]:
    return [str(each.get("value")) for each in page.all("button") if each.get("name") == "diet"]


def test_what_somebody_eats_is_one_tap_and_counts_nobody_twice(
    phone: PageClient, evening: Evening
) -> None:
    page = tap(phone, "halal")
    assert "Noted for the kitchen." in page.words
    assert not eats(page)
    count = evening.count()
    assert (count.came, count.walk_ins, count.diets) == (1, 1, ((Diet.HALAL, 1),))


def test_what_they_eat_is_asked_on_a_page_of_its_own(phone: PageClient, evening: Evening) -> None:
    assert not eats(phone.page("/gate/eat"))
    phone.send("/gate/people", {"add": "child"}, form_on="/gate")
    assert eats(phone.page("/gate/eat")) == ["halal", "vegetarian", "vegan", "fish"]
    assert not eats(phone.page("/gate")), "no key comes and goes where people are counted"


def test_it_can_wait_until_a_family_with_a_card_is_in(phone: PageClient, evening: Evening) -> None:
    phone.send("/gate/people", {"add": "child"}, form_on="/gate")
    evening.one(entry(evening.codes[0], 2))
    assert eats(phone.page("/gate/eat"))


def test_of_a_group_each_tap_is_one_person(phone: PageClient, evening: Evening) -> None:
    nonce = hidden(phone.page("/gate/others"), "nonce")
    fields = {"adults": "3", "children": "1", "nonce": nonce}
    phone.send("/gate/others", fields, form_on="/gate/others")
    for diet, left in (("halal", "4 people"), ("halal", "3 people"), ("vegan", "2 people")):
        page = phone.page("/gate/eat", headers=ENGLISH)
        assert f"Of the last {left} without a card." in page.words
        again = {"nonce": hidden(page, "nonce"), "diet": diet}
        for _time in range(2):
            phone.send("/gate/diet", again, form_on="/gate")
    count = evening.count()
    assert (count.came, dict(count.diets)) == (4, {Diet.HALAL: 2, Diet.VEGAN: 1})


def test_where_nothing_is_served_nobody_asks(phone: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        session.query(EventDish).filter_by(event_id=evening.event_id).delete()
    phone.send("/gate/people", {"add": "adult"}, form_on="/gate")
    assert not eats(phone.page("/gate/eat"))
    assert "/gate/eat" not in phone.page("/gate").text


def test_taking_the_person_back_takes_the_wish_back(phone: PageClient, evening: Evening) -> None:
    tap(phone, "vegan")
    nonce = hidden(phone.page("/gate"), "nonce")
    phone.send("/gate/undo", {"nonce": nonce}, form_on="/gate")
    count = evening.count()
    assert (count.came, count.diets) == (0, ())


def test_a_tap_that_comes_twice_counts_once(phone: PageClient, evening: Evening) -> None:
    phone.send("/gate/people", {"add": "adult"}, form_on="/gate")
    nonce = hidden(phone.page("/gate"), "nonce")
    for _time in range(2):
        phone.send("/gate/diet", {"nonce": nonce, "diet": "fish"}, form_on="/gate")
    count = evening.count()
    assert (count.came, count.diets) == (1, ((Diet.FISH, 1),))


@pytest.mark.parametrize("diet", ["", "kosher2", "x" * 5000, "HALAL"])
def test_a_wish_that_is_none_leaves_the_person_counted(
    phone: PageClient, evening: Evening, diet: str
) -> None:
    assert eats(tap(phone, diet))
    assert evening.count().came == 1


def test_a_phone_tells_what_people_eat_with_their_scan(phone: PageClient, evening: Evening) -> None:
    scan = {
        "nonce": "a",
        "walk_in": True,
        "admit": {"adults": 1},
        "scanned_at": STARTS.isoformat(),
        "offline": True,
    }
    batch = {"scans": [scan | {"diet": "vegan"}, scan | {"nonce": "b", "diet": ["nuts"]}]}
    sent = phone.post("/gate/scans", data=json.dumps(batch), content_type="application/json")
    assert [each["status"] for each in sent.get_json()["results"]] == ["ok", "ok"]
    count = evening.count()
    assert (count.came, count.diets) == (2, ((Diet.VEGAN, 1),))


def test_a_pram_and_a_wheelchair_are_shown_and_no_words_of_the_household(
    phone: PageClient, evening: Evening
) -> None:
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        answer(session, event, 1, Reply.YES, adults=2, children=1)
        session.flush()
        card = session.query(Invitation).filter_by(event_id=event.id, number=1).one()
        said = session.get_one(Answer, card.id)
        said.brings_pram = said.brings_wheelchair = True
        said.access_words = "Karin cannot see"
    page = phone.page(f"/gate/check?code={evening.codes[0]}", headers=ENGLISH)
    assert "pram" in page.words
    assert "wheelchair" in page.words
    assert "Karin" not in page.text
    fields = {name: hidden(page, name) for name in ("code", "nonce", "heads", "csrf_token")}
    done = phone.page(phone.post("/gate/check", data=fields).location, headers=ENGLISH)
    assert "wheelchair" in done.words
    listed = phone.get("/gate/list?own=0123456789abcdef", headers=ENGLISH).get_json()
    assert listed["entries"][0][5] == [["baby-carriage", "pram"], ["wheelchair", "wheelchair"]]
    assert listed["entries"][1][5] is None


def test_a_party_leaves_by_its_card(phone: PageClient, evening: Evening, clock: FixedClock) -> None:
    evening.one(entry(evening.codes[1], 4))
    clock.now = STARTS + timedelta(hours=1)
    page = phone.page("/gate/out/card?code=2", headers=ENGLISH)
    assert "4 are inside." in page.words
    fields = {name: hidden(page, name) for name in ("code", "nonce", "csrf_token")}
    less = Page(phone.post("/gate/out/card", data=fields | {"heads": "4", "step": "-1"}))
    assert hidden(less, "heads") == "3"
    for _time in range(2):
        left = phone.post("/gate/out/card", data=fields | {"heads": "3"})
        assert (left.status_code, left.location) == (303, "/gate/out")
    count = evening.count()
    assert (count.inside, count.came) == (1, 4)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        pytest.param("", "Type the code or the number of the card.", id="nothing"),
        pytest.param("3", "Nobody of card 3 is inside.", id="nobody inside"),
        pytest.param("99", "We do not know this card.", id="no such card"),
    ],
)
def test_a_card_with_nobody_inside_says_so(phone: PageClient, typed: str, words: str) -> None:
    answered = phone.get(f"/gate/out/card?code={typed}", headers=ENGLISH)
    assert answered.location == "/gate/out"
    assert words in phone.page("/gate/out", headers=ENGLISH).words


def test_guests_of_the_dinner_are_named_and_let_in(phone: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        dinner = make_event(session, "Dinner", parent_id=evening.event_id)
        (code, *_rest) = make_cards(session, dinner, count=2, party=4)
    page = phone.page(f"/gate/check?code={code}", headers=ENGLISH)
    assert "Dinner" in page.words
    fields = {name: hidden(page, name) for name in ("code", "nonce", "csrf_token")}
    fields["heads"] = "4"
    done = phone.page(phone.post("/gate/check", data=fields).location, headers=ENGLISH)
    assert "4 people, Dinner" in done.words
    assert "Card 1, Dinner" in phone.page("/gate/last", headers=ENGLISH).words
    # The phone's own camera opens the gate's page for such a card, too.
    assert phone.get(f"/{code}").location == f"/gate/check?code={code}"


def test_what_guests_get_is_said_before_and_after_they_come_in(
    phone: PageClient, evening: Evening
) -> None:
    with evening.store.transaction() as session:
        session.query(Batch).filter_by(event_id=evening.event_id).one().gate_words = "Table 7"
    page = phone.page(f"/gate/check?code={evening.codes[0]}")
    assert "Table 7" in page.words
    fields = {name: hidden(page, name) for name in ("code", "nonce", "csrf_token")}
    fields["heads"] = "4"
    assert "Table 7" in phone.page(phone.post("/gate/check", data=fields).location).words
    listed = phone.get("/gate/list?own=0123456789abcdef").get_json()
    assert listed["said"] == ["Table 7"]
    assert [entry[7:] for entry in listed["entries"]] == [[None, 0]] * 3


def test_a_card_that_nobody_knows_is_amber_and_the_organiser_says_what_to_do(
    phone: PageClient, evening: Evening
) -> None:
    unknown = "/gate/check?code=0000000000000"
    page = phone.page(unknown)
    assert "full-warn" in page.text
    assert "Is there a number on it?" in page.words
    assert not phone.get("/gate/list?own=0123456789abcdef").get_json()["asks_about_unknown"]
    with evening.store.transaction() as session:
        session.get_one(Event, evening.event_id).unknown_cards = UnknownCards.ASK
    page = phone.page(unknown)
    assert "Walk along to the organiser together." in page.words
    assert "Let in without a card" in page.words, "no machine refuses food"
    assert phone.get("/gate/list?own=0123456789abcdef").get_json()["asks_about_unknown"]


def test_the_number_inside_goes_on_from_an_own_count(phone: PageClient, evening: Evening) -> None:
    evening.one(entry(None, 4))
    assert "4 people inside" in phone.page("/gate").words
    with evening.store.transaction() as session:
        record_count(session, evening.event_id, heads=20, now=STARTS)
    assert "20 people inside" in phone.page("/gate").words
