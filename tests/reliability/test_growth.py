"""Nothing costs more than its guests: ten times as many are at most some twelve times the work.

Work is counted in steps and not in time, so it is the same on every machine. `python -m
bench.growth` prints what every page costs.
"""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from planner.core.enums import EventState, Reply
from planner.store.base import Store
from planner.store.models import AnswerChange, Invitation
from tests.support.application import ON_SQLITE, signed_in
from tests.support.busy_evening import NOW, fill_evening
from tests.support.cost import Cost, count_steps_of, counting
from tests.support.every_page import NOT_OPENED, ORGANISER, QUERIES, WHEN, add_organiser
from tests.support.gate import make_cards, make_event
from tests.support.growth import costs_by_size, costs_of_lists, served
from tests.support.many_events import fill_years

FEW, MANY = 500, 5_000
MOST_TIMES = 12
A_PAGE = 100_000
"""Steps for what a list asks only where it has a second page: some three milliseconds."""
FEW_EVENTS, MANY_EVENTS = 100, 1_000
OLD_CARDS, DAY = 500, timedelta(days=1)
HEAVIEST = 100_000
"""Bytes of a page, before it is compressed."""
WHOLE = {
    "day.print_gate_list": "paper, with everybody on it",
}

Costs = tuple[dict[str, Cost], dict[str, Cost]]


@pytest.fixture(scope="module")
def costs(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Costs:
    """What every page costs with few guests and with many."""
    few, many = costs_by_size(sqlite_template, tmp_path_factory.mktemp("growth"), FEW, MANY)
    return few, many


def test_no_page_and_no_export_grows_faster_than_its_guests(costs: Costs) -> None:
    few, many = costs
    assert few.keys() == many.keys()
    assert len(many) > 100
    assert not grown_too_much(few, many)


def test_a_phone_that_asks_about_a_card_costs_the_same_at_every_event(costs: Costs) -> None:
    few, many = (each["gate.ask_about_card"] for each in costs)
    assert many.database < 1.5 * few.database
    assert many.python < 1.5 * few.python


def test_lists_of_events_are_as_long_however_many_there_are(
    sqlite_template: Path, tmp_path: Path
) -> None:
    few, many = costs_of_lists(sqlite_template, tmp_path, FEW_EVENTS, MANY_EVENTS)
    assert not grown_too_much(few, many)
    for url in ("/events", "/events?page=2", "/past-events", "/past-events?page=2"):
        # In a fuller year more of the rows are of this week, which are larger; there are no more.
        assert many[url].sent < 1.2 * few[url].sent
        assert many[url].sent < HEAVIEST


def test_lists_of_events_read_no_cards_of_events_long_ago(sqlite_url: str, tmp_path: Path) -> None:
    with served(sqlite_url, tmp_path) as (app, _settings, clock, store):
        clock.now = NOW
        fill_years(store, FEW_EVENTS)
        add_organiser(store)
        browser, steps = signed_in(app, ORGANISER), list[int]()
        for cards in (1, OLD_CARDS):
            add_event_long_ago(store, cards)
            browser.get("/events")
            with counting() as cost:
                assert browser.get("/events").status_code == 200
            steps.append(cost.database)
    assert steps[1] < steps[0] + OLD_CARDS


def add_event_long_ago(store: Store, cards: int) -> None:
    """Add one that no list shows and no forecast learns from, and that everybody answered."""
    with store.transaction() as session:
        begins = NOW - timedelta(days=3_000)
        event = make_event(session, f"With {cards} cards", starts_at=begins, ends_at=begins + DAY)
        event.state = EventState.CLOSED
        make_cards(session, event, cards)
        session.flush()
        for card in session.scalars(select(Invitation.id).where(Invitation.event_id == event.id)):
            said = {"invitation_id": card, "event_id": event.id, "reply": Reply.YES}
            session.add(AnswerChange(**said, heads=2, changed_at=begins))


def test_no_page_is_too_heavy_for_a_phone_in_a_field(costs: Costs) -> None:
    heavy = {
        name: cost.sent
        for name, cost in costs[1].items()
        if cost.is_page and cost.sent > HEAVIEST and name not in WHOLE
    }
    assert not heavy


def grown_too_much(few: dict[str, Cost], many: dict[str, Cost]) -> str:
    return "\n".join(
        f"{name}: {what} {before:,} with a tenth, then {after:,}"
        for name in many
        for what, before, after in (
            ("steps of the database", few[name].database, many[name].database),
            ("steps of Python", few[name].python, many[name].python),
        )
        if after > MOST_TIMES * before + A_PAGE
    )


@ON_SQLITE
def test_what_is_said_of_pages_is_said_of_pages_that_are_there(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert {*NOT_OPENED, *QUERIES, *WHEN} <= endpoints


def test_what_is_quadratic_is_noticed(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    count_steps_of(store)
    fill_evening(store, 10, code_key="a key for codes in tests only, 9876543210")
    pairs = text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most)"
                 " SELECT sum(a.i * b.i) FROM n AS a, n AS b")  # fmt: skip
    steps = {}
    for most in (50, 500):
        with counting() as cost, store.reading() as session:
            session.execute(pairs, {"most": most})
        steps[most] = cost.database
    store.close()
    assert steps[500] > 90 * steps[50] > 0


def test_another_who_looks_at_the_steps_of_a_statement_is_asked_as_before(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    count_steps_of(store)
    asked = []
    with store.reading() as session:
        driver = session.connection().connection.driver_connection
        assert driver is not None
        driver.set_progress_handler(lambda: asked.append(1), 20)
        with counting() as cost:
            session.scalars(text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n"
                                 " WHERE i < 500) SELECT i FROM n")).all()  # fmt: skip
    store.close()
    assert cost.database > 1_000
    assert len(asked) == cost.database // 20
