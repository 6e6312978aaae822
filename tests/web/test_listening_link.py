"""The link for who listens to residents: made with one press, and a gate nowhere."""

import re

import pytest
from flask import Flask
from sqlalchemy import select

from planner.services.day.agenda import facts_of
from planner.services.day.evacuation import count_everybody
from planner.services.day.gate_watch import watch_gates
from planner.services.gate import gates
from planner.services.gate.event_scans import read_event
from planner.store.base import Store
from planner.store.models import Account, Event, Gate
from tests.support.application import signed_in
from tests.support.clock import FixedClock
from tests.support.gate import CODE_KEY, STARTS, Evening, make_evening, make_event, make_listener
from tests.support.pages import PageClient, page_client

LISTEN = {"Accept-Language": "en"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(store)


@pytest.fixture
def desk(app: Flask, evening: Evening, organiser: Account) -> PageClient:
    return signed_in(app, organiser.email)


def gates_url(evening: Evening, rest: str = "") -> str:
    return f"/events/{evening.event_id}/gates{rest}"


def press(desk: PageClient, evening: Evening, rest: str) -> None:
    answer = desk.send(gates_url(evening, rest), form_on=gates_url(evening))
    assert answer.status_code == 303, answer.text


def listening(store: Store) -> list[Gate]:
    with store.reading() as session:
        return list(session.scalars(select(Gate).where(Gate.only_listens)))


def links_on(desk: PageClient, evening: Evening) -> set[str]:
    page = desk.page(gates_url(evening), headers=LISTEN)
    return set(re.findall(r"http://feest\.example(/gate/[0-9A-Z]{26})", page.text))


def test_one_press_makes_the_link_and_a_second_one_finds_it(
    app: Flask, desk: PageClient, evening: Evening, store: Store
) -> None:
    before = links_on(desk, evening)
    for _time in range(2):
        press(desk, evening, "/listening")
    assert [each.name for each in listening(store)] == ["Luisteren"]
    (link,) = links_on(desk, evening) - before
    phone = page_client(app)
    page = phone.page(link, headers=LISTEN)
    assert "On this phone you note what residents say." in page.words
    assert "Practise" not in page.words
    enrolled = phone.post(link, data={"csrf_token": page.token()})
    assert enrolled.location == f"/gate/remark#listen-{listening(store)[0].id}"
    assert phone.get("/gate").location == "/gate/remark"
    assert "1 phone listens" in desk.page(gates_url(evening), headers=LISTEN).words


def test_a_closed_link_opens_nothing_and_one_press_makes_another(
    app: Flask, desk: PageClient, evening: Evening, store: Store
) -> None:
    before = links_on(desk, evening)
    press(desk, evening, "/listening")
    (link,) = links_on(desk, evening) - before
    press(desk, evening, f"/{listening(store)[0].id}/close")
    assert links_on(desk, evening) == before
    assert page_client(app).get(link).status_code == 404
    press(desk, evening, "/listening")
    assert len(links_on(desk, evening) - before - {link}) == 1
    assert len(listening(store)) == 1


def test_a_name_that_a_gate_has_gets_a_number(store: Store, evening: Evening) -> None:
    evening.second_phone("Listening")
    with store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        made = gates.open_listening(session, event, "Listening", code_key=CODE_KEY, now=STARTS)
        assert made.name == "Listening 2"


def test_what_only_listens_is_a_gate_nowhere(
    desk: PageClient, evening: Evening, store: Store
) -> None:
    with store.transaction() as session:
        make_listener(session, session.get_one(Event, evening.event_id))
    (only,) = listening(store)
    with store.reading() as session:
        assert [each.name for each in gates.list_gates(session, evening.event_id)] == ["Entrance"]
        assert list(gates.list_names(session, evening.event_id).values()) == ["Entrance"]
        assert "Listening" not in str(read_event(session, evening.event_id).gates)
        watched = watch_gates(session, evening.event_id, now=STARTS)
        assert (watched.open_gates, len(watched.phones)) == ([evening.gate_id], 1)
        event = session.get_one(Event, evening.event_id)
        assert "Listening" not in str(count_everybody(session, event, now=STARTS))
    for path in ("/live", "/gates/paper", "/evacuation"):
        answer = desk.get(f"/events/{evening.event_id}{path}")
        assert answer.status_code == 200
        assert "Listening" not in answer.text, path
    assert desk.get(gates_url(evening, f"/{only.id}/sign")).status_code == 404


def test_an_event_that_only_listens_still_has_to_open_a_gate(store: Store) -> None:
    with store.transaction() as session:
        event = make_event(session, "Castle evening")
        make_listener(session, event)
        facts = facts_of(session, [event], {}, has_office_phone=True, now=STARTS)
        assert facts[event.id].gates == 0
