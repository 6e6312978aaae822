"""A form that is sent again is answered as at first; what is another form does its own work."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from planner.core.retention import Retention
from planner.services.plan import menus
from planner.services.privacy import purge
from planner.store.base import Base, Store
from planner.store.models import Account, AuditEntry, Event, EventDish, Gate, SentForm
from planner.web.once import TRIES
from tests.support.application import signed_in
from tests.support.clock import FixedClock
from tests.support.organiser import add_event
from tests.support.pages import Page, PageClient

pytestmark = pytest.mark.both_databases

DISH = {"name": "Soup", "unit": "piece", "per_adult": "2", "pack": "1", "keeping": "fresh"}


def rows(store: Store, table: type[Base]) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def form_of(browser: PageClient, url: str, **typed: str) -> dict[str, Any]:
    """What is sent of the form on a page."""
    page = browser.page(url)
    sent = {name: values[0] for name, values in page.sends().items() if values}
    return {**sent, **typed}


@pytest.fixture
def menu(store: Store, organiser: Account) -> str:
    return f"/events/{add_event(store)}/menu/new"


def test_the_second_press_leads_where_the_first_led_and_says_the_same(
    desk: PageClient, store: Store, menu: str
) -> None:
    sent, before = form_of(desk, menu, **DISH), rows(store, EventDish)
    first = desk.post(menu, data=sent)
    said = desk.page(first.location).words
    again = desk.post(menu, data=sent)
    assert (again.status_code, again.location) == (303, first.location)
    assert desk.page(again.location).words == said
    assert rows(store, EventDish) == before + 1
    assert rows(store, SentForm) == 1


def test_what_was_written_otherwise_is_another_form(
    desk: PageClient, store: Store, menu: str
) -> None:
    sent, before = form_of(desk, menu, **DISH), rows(store, EventDish)
    desk.post(menu, data=sent)
    desk.post(menu, data={**sent, "name": "Bread"})
    assert rows(store, EventDish) == before + 2


def test_the_same_from_a_page_opened_anew_is_another_form(
    desk: PageClient, store: Store, menu: str
) -> None:
    before = rows(store, EventDish)
    for _ in range(2):
        desk.post(menu, data=form_of(desk, menu, **DISH))
    assert rows(store, EventDish) == before + 2


def test_what_was_refused_is_put_right_and_sent_with_the_same_key(
    desk: PageClient, store: Store, menu: str
) -> None:
    sent, before = form_of(desk, menu, **{**DISH, "per_adult": "a lot"}), rows(store, EventDish)
    refused = Page(desk.post(menu, data=sent))
    assert refused.status == 422
    assert "Soup" in refused.text, "nothing that was typed is lost"
    assert desk.post(menu, data={**sent, "per_adult": "2"}).status_code == 303
    assert rows(store, EventDish) == before + 1


def test_a_tick_may_be_set_again_with_the_key_of_a_page_gone_back_to(
    desk: PageClient, store: Store, organiser: Account
) -> None:
    """It makes nothing: who goes back and presses once more means it."""
    with store.transaction() as session:
        event = session.get_one(Event, add_event(store))
        dish = event.dishes[0].id
    url = f"/events/{event.id}/dishes/{dish}/bought"
    sent = {**form_of(desk, f"/events/{event.id}"), "is_bought": "1"}
    desk.post(url, data={**sent, "bought": "1"})
    assert rows(store, SentForm) == 0


def test_what_breaks_halfway_is_undone_and_can_be_sent_again(
    desk: PageClient, store: Store, menu: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, before = form_of(desk, menu, **DISH), rows(store, EventDish)

    def broken(*_given: object, **_named: object) -> None:
        raise RuntimeError("broken")

    with monkeypatch.context() as patch:
        patch.setattr("planner.web.once.sent_forms.keep", broken)
        failed = desk.post(menu, data=sent)
    assert failed.status_code == 500
    assert (rows(store, EventDish), rows(store, SentForm)) == (before, 0)
    with desk.session_transaction() as cookie:
        assert "_flashes" not in cookie, "nobody is told that it was saved"
    assert desk.post(menu, data=sent).status_code == 303
    assert rows(store, EventDish) == before + 1


@pytest.mark.parametrize(
    ("error", "times", "status"),
    [
        (IntegrityError("", None, Exception()), TRIES - 1, 303),
        (IntegrityError("", None, Exception()), TRIES, 500),
        (OperationalError("", None, Exception()), 1, 503),
    ],
    ids=["others were first", "again and again", "no other was first"],
)
def test_who_was_second_is_done_anew(
    desk: PageClient,
    store: Store,
    menu: str,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    times: int,
    status: int,
) -> None:
    made: Callable[..., Any] = menus.add_dish
    left = iter(range(times))
    before = rows(store, EventDish)

    def second(*given: Any, **named: Any) -> Any:
        done = made(*given, **named)
        if next(left, None) is not None:
            raise error
        return done

    monkeypatch.setattr("planner.web.organiser.shopping.menu.menus.add_dish", second)
    assert desk.post(menu, data=form_of(desk, menu, **DISH)).status_code == status
    assert rows(store, EventDish) == before + (status == 303)


def test_who_else_has_the_key_has_no_use_for_it(
    app: Flask, desk: PageClient, other_organiser: Account, store: Store, menu: str
) -> None:
    sent, before = form_of(desk, menu, **DISH), rows(store, EventDish)
    desk.post(menu, data=sent)
    other = signed_in(app, other_organiser.email)
    other.post(menu, data={**sent, "csrf_token": other.page(menu).token()})
    assert rows(store, EventDish) == before + 2


def test_a_file_of_the_same_name_with_other_rows_is_another_form(
    desk: PageClient, store: Store, organiser: Account
) -> None:
    url = "/events/import"
    sent = form_of(desk, url)
    for title in ("Soup", "Soup", "Bread"):
        content = (
            "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nBEGIN:VEVENT\r\nUID:1@x\r\n"
            "DTSTAMP:20270501T100000Z\r\nDTSTART:20270820T150000Z\r\nDTEND:20270820T170000Z\r\n"
            f"SUMMARY:{title}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        )
        file = (BytesIO(content.encode()), "calendar.ics")
        preview = desk.page(desk.post(url, data={**sent, "file": file}).location)
        assert title in preview.text


def test_a_gate_that_is_opened_twice_has_its_keys_and_is_one(
    desk: PageClient, store: Store, organiser: Account
) -> None:
    """What needs a transaction of its own is done once the gate is committed."""
    url = f"/events/{add_event(store)}/gates"
    sent = form_of(desk, url, name="Garden", most_phones="3")
    assert {desk.post(url, data=sent).status_code for _ in range(2)} == {303}
    with store.reading() as session:
        assert session.scalars(select(Gate.name)).all().count("Garden") == 1


def test_it_is_written_down_once_who_made_it(desk: PageClient, store: Store, menu: str) -> None:
    sent = form_of(desk, menu, **DISH)
    before = rows(store, AuditEntry)
    for _ in range(3):
        desk.post(menu, data=sent)
    assert rows(store, AuditEntry) == before + 1


def test_after_a_day_nothing_is_left_of_it(
    desk: PageClient, store: Store, menu: str, clock: FixedClock
) -> None:
    desk.post(menu, data=form_of(desk, menu, **DISH))
    for hours, left in ((23, 1), (2, 0)):
        clock.now += timedelta(hours=hours)
        with store.transaction() as session:
            purge.purge(session, keep=Retention(), now=clock())
        assert rows(store, SentForm) == left
