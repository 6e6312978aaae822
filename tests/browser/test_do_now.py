"""Food runs short: a gate phone says so over its screen, moves no key, and somebody says 'I go'."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from planner.core.enums import ErrandKind, EventState
from planner.services.day import errands
from planner.services.day.errands import Goer
from planner.store.models import Event
from tests.browser.gate_phone import PATIENCE_MS, GatePhone
from tests.browser.test_every_page import faults
from tests.support.application import test_settings
from tests.support.gate_server import GateServer

pytestmark = pytest.mark.browser
DUTCH: dict[str, Any] = {"locale": "nl-NL", "viewport": {"width": 360, "height": 640}}


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[GateServer]:
    server = GateServer(test_settings(sqlite_url, tmp_path), cards=3)
    with server.store.transaction() as session:
        session.get_one(Event, server.event_id).state = EventState.PUBLISHED
    server.start()
    yield server
    server.stop()
    server.store.close()


@pytest.fixture
def phone(browser: Browser, server: GateServer) -> Iterator[GatePhone]:
    phone = GatePhone(browser)
    yield phone
    phone.close()


def run_short(server: GateServer) -> int:
    with server.store.transaction() as session:
        event = session.get_one(Event, server.event_id)
        needs = {
            (event.dishes[0].id, ErrandKind.OPEN): 24,
            **{(dish.id, ErrandKind.FETCH): 48 for dish in event.dishes},
        }
        raised = errands.write_down(session, event.id, needs, now=datetime.now(UTC))
        assert raised is not None
        return raised.errand.id


def ask_again(phone: GatePhone) -> None:
    """Let the phone fetch its list now, as when somebody looks at it again."""
    phone.page.evaluate("() => void dispatchEvent(new Event('online'))")


def shot(page: Page, name: str) -> None:
    if "SHOTS" in os.environ:
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png")


def test_a_call_moves_no_key_and_the_first_who_goes_is_told_to_all(
    server: GateServer, phone: GatePhone
) -> None:
    phone.enrol(server)
    page, call = phone.page, phone.page.locator("#do-now")
    expect(call).to_be_hidden()
    key = page.locator("form[data-do=count] button").first
    before = key.bounding_box()
    errand_id = run_short(server)
    ask_again(phone)
    expect(call).to_contain_text("Fetch Hamburgers (halal): 2 × 24 pieces; ", timeout=PATIENCE_MS)
    assert key.bounding_box() == before
    assert faults(page) == []
    page.get_by_role("button", name="I am going").click()
    expect(call).to_contain_text("Somebody of Entrance is going, since", timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="I am going")).to_be_hidden()
    with server.store.reading() as session:
        found = errands.find_errand(session, server.event_id, errand_id)
        assert found is not None
        assert found.going_device_id is not None
    page.get_by_role("button", name="I can't after all").click()
    expect(page.get_by_role("button", name="I am going")).to_be_visible(timeout=PATIENCE_MS)
    with server.store.transaction() as session:
        errands.go(session, server.event_id, errand_id, Goer(), now=datetime.now(UTC))
    ask_again(phone)
    expect(call).to_contain_text("Somebody is going, since", timeout=PATIENCE_MS)
    ask_again(phone)
    expect(call).to_be_hidden(timeout=PATIENCE_MS)


def test_a_press_without_internet_says_that_it_did_not_get_through(
    server: GateServer, phone: GatePhone
) -> None:
    phone.enrol(server)
    run_short(server)
    ask_again(phone)
    page = phone.page
    expect(page.locator("#do-now")).to_be_visible(timeout=PATIENCE_MS)
    server.stop()
    page.get_by_role("button", name="I am going").click()
    expect(page.locator("#do-now-failed")).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Not me").click()
    expect(page.locator("#do-now")).to_be_hidden()


def test_an_answer_about_a_card_has_the_screen_for_itself(
    server: GateServer, phone: GatePhone
) -> None:
    phone.enrol(server)
    run_short(server)
    ask_again(phone)
    page = phone.page
    expect(page.locator("#do-now")).to_be_visible(timeout=PATIENCE_MS)
    page.goto(f"{server.url}/gate/app#type")
    page.fill("#typed", "1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome!")
    expect(page.locator("#do-now")).to_be_hidden()
    page.get_by_role("button", name="Next guest").click()
    expect(page.locator("#do-now")).to_be_visible()


def test_in_dutch_it_fits_on_a_small_screen(browser: Browser, server: GateServer) -> None:
    phone = GatePhone(browser, **DUTCH)
    phone.page.goto(server.link)
    phone.page.locator("form button").first.click()
    phone.page.wait_for_url("**/gate/app")
    run_short(server)
    ask_again(phone)
    expect(phone.page.locator("#do-now")).to_be_visible(timeout=PATIENCE_MS)
    shot(phone.page, "gate-do-now-nl")
    assert faults(phone.page) == []
    phone.page.goto(f"{server.url}/gate#simple")
    expect(phone.page.locator(".do-now")).to_be_visible()
    shot(phone.page, "gate-simple-do-now-nl")
    assert faults(phone.page) == []
    phone.close()
