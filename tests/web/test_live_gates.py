"""The day itself: who is inside, who is still expected, which phone is quiet, what to look at."""

from datetime import timedelta

import pytest
from flask import Flask

from planner.core.diets import Diet
from planner.core.enums import Reply
from planner.store.base import Store
from planner.store.models import Account, Event, GateDevice
from tests.support.application import signed_in
from tests.support.clock import FixedClock
from tests.support.gate import STARTS, Evening, answer, entry, leaving, make_cards, make_evening
from tests.support.gate import make_event as make_other_event
from tests.support.pages import PageClient

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = STARTS + timedelta(minutes=30)
    return make_evening(store, expected=30)


@pytest.fixture
def desk(app: Flask, evening: Evening, organiser: Account) -> PageClient:
    """Signed in on the day itself."""
    return signed_in(app, organiser.email)


def live_part(desk: PageClient, evening: Evening) -> str:
    page = desk.page(f"/events/{evening.event_id}/live", headers=ENGLISH)
    (part,) = [each for each in page.all("div") if each.get("data-live") is not None]
    return " ".join("".join(part.itertext()).split())


def test_who_said_yes_and_has_not_come_is_still_expected(
    desk: PageClient, evening: Evening
) -> None:
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        answer(session, event, 1, Reply.YES, adults=2, children=2)
        answer(session, event, 2, Reply.YES, adults=3)
        answer(session, event, 3, Reply.NO)
    assert "7 said yes, still to come" in live_part(desk, evening)
    evening.one(entry(evening.codes[0], 3))
    evening.one(entry(evening.codes[2], 2))
    evening.one(entry(None, 2))
    words = live_part(desk, evening)
    assert "4 said yes, still to come" in words
    assert "7 inside now" in words


def test_each_gate_says_who_came_and_left_and_how_its_phones_are(
    desk: PageClient, evening: Evening, clock: FixedClock
) -> None:
    garden = evening.second_phone("Garden")
    evening.one(entry(None, 6, phone_at=clock.now), now=clock.now)
    evening.one(leaving(None, 2, phone_at=clock.now), phone=garden, now=clock.now)
    with evening.store.transaction() as session:
        session.get_one(GateDevice, garden.id).waiting = 3
        session.get_one(GateDevice, evening.phone.id).seen_at = clock.now
    words = live_part(desk, evening)
    assert "Entrance 6 came in Phone 1 Last contact just now" in words
    assert (
        "Garden 0 came in · 2 went out Phone 1 Last contact 30 minutes ago · 3 scans still" in words
    )


def test_arrivals_are_told_by_the_minute(
    desk: PageClient, evening: Evening, clock: FixedClock
) -> None:
    assert "Nobody came in during the last 15 minutes." in live_part(desk, evening)
    for minutes, heads in ((1, 4), (3, 2), (16, 9)):
        at = clock.now - timedelta(minutes=minutes)
        evening.one(entry(None, heads, phone_at=at), now=clock.now)
    assert "6 people came in during the last 15 minutes, at most 4" in live_part(desk, evening)


def test_conflicts_stand_in_the_part_that_refreshes(desk: PageClient, evening: Evening) -> None:
    there = evening.second_phone("Garden")
    evening.one(entry(evening.codes[0], 5, offline=True))
    evening.one(entry(evening.codes[0], 5, offline=True), phone=there)
    evening.one(entry("0" * 13, 2, offline=True))
    words = live_part(desk, evening)
    assert "Have a look at these" in words
    assert "Card 1 was used at" in words
    assert "2 people came in. We do not know their card." in words


def test_many_conflicts_do_not_bury_the_page(desk: PageClient, evening: Evening) -> None:
    """Ten equal lines are one with a number; what is folded in it shows the last twenty."""
    evening.scan(*(entry("0" * 13, 1, offline=True) for _each in range(23)))
    words = live_part(desk, evening)
    assert "Have a look at these: 23 23 times, 23 people together. We do not know" in words
    assert "3 earlier ones" in words
    assert words.count("1 person came in. We do not know their card.") == 20


def test_guests_of_a_part_and_wishes_are_told_as_totals(desk: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        dinner = make_other_event(session, "Dinner", parent_id=evening.event_id)
        (code, *_rest) = make_cards(session, dinner, count=2, party=4)
    evening.one(entry(code, 4))
    evening.one(entry(None, 1, diet=Diet.HALAL))
    evening.one(entry(None, 2, diet=Diet.VEGAN))
    words = live_part(desk, evening)
    assert "4 people came with a card of Dinner." in words
    assert "what they eat" not in words, "that is for the kitchen alone"


def test_a_place_that_is_almost_full_says_so(desk: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        session.get_one(Event, evening.event_id).capacity = 10
    evening.one(entry(None, 9))
    words = live_part(desk, evening)
    assert "1 more fits, and" in words.split(" are on their way.")[0]
    assert "Stop at Entrance. Let 1 more person in; then one out, one in." in words
    assert "No more fit, unless somebody leaves." in words
    gates = desk.page(f"/events/{evening.event_id}/gates", headers=ENGLISH).words
    assert "It is almost full: 10 people fit." in gates


def test_the_kitchen_reads_what_people_without_a_card_eat(
    desk: PageClient, evening: Evening
) -> None:
    kitchen = f"/events/{evening.event_id}/kitchen"
    assert "told us what they eat" not in desk.page(kitchen, headers=ENGLISH).words
    evening.one(entry(None, 2, diet=Diet.HALAL))
    assert "told us what they eat: Halal: 2." in desk.page(kitchen, headers=ENGLISH).words
