"""Paper lists, wishes of walk-ins and guests of a dinner, in a real browser on a small phone."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from planner.store.models import Event
from tests.browser.conftest import Site, sign_in
from tests.browser.gate_phone import PATIENCE_MS, GatePhone
from tests.browser.test_every_page import faults
from tests.support.application import test_settings
from tests.support.gate import make_cards, make_event
from tests.support.gate_server import GateServer

pytestmark = pytest.mark.browser

SMALL = {"viewport": {"width": 360, "height": 740}, "locale": "en-GB"}


def look(page: Page, name: str) -> list[str]:
    """Return what is wrong with a page; a picture of it goes where SHOTS says."""
    if "SHOTS" in os.environ:
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png", full_page=True)
    return [f"{name}: {fault}" for fault in faults(page)]


@pytest.fixture
def castle(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[GateServer, list[str]]]:
    """A castle evening that serves food, with the codes of a dinner in it."""
    server = GateServer(test_settings(sqlite_url, tmp_path), cards=3)
    with server.store.transaction() as session:
        begun = datetime.now(UTC)
        dinner = make_event(
            session,
            "Dinner",
            starts_at=begun,
            ends_at=begun + timedelta(hours=2),
            parent_id=server.event_id,
        )
        codes = make_cards(session, dinner, count=2, party=4)
        assert session.get_one(Event, server.event_id).dishes
    server.start()
    yield server, codes
    server.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[GatePhone]:
    """A phone without a camera."""
    taken = GatePhone(browser)
    yield taken
    taken.close()


def test_a_guest_of_the_dinner_is_named_and_a_walk_in_says_what_they_eat(
    castle: tuple[GateServer, list[str]], phone: GatePhone
) -> None:
    server, codes = castle
    phone.enrol(server)
    page = phone.page
    page.get_by_role("button", name="+ 1 grown-up").click()
    page.get_by_role("link", name="What do they eat?").click()
    page.get_by_role("button", name="Halal").click()
    expect(page.locator("#notice")).to_have_text("Noted for the kitchen.")
    wrong = look(page, "app-diets")
    page.get_by_role("button", name="Done").click()
    expect(page.locator(".count-number")).to_have_text("1")
    page.get_by_role("link", name="Type the code").click()
    page.fill("#typed", codes[0])
    page.get_by_role("button", name="Let in").click()
    expect(page.locator(".verdict .what")).to_have_text("Dinner", timeout=PATIENCE_MS)
    wrong += look(page, "app-how-many")
    page.get_by_role("button", name="4", exact=True).click()
    expect(page.locator(".verdict .what")).to_have_text("4 people, Dinner", timeout=PATIENCE_MS)
    wrong += look(page, "app-dinner")
    page.get_by_role("button", name="Next guest").click()
    expect(page.locator(".count-number")).to_have_text("5")
    phone.expect_waiting(0)
    assert server.inside() == 5
    assert [scan.outcome.get("diet") for scan in server.scans() if "diet" in scan.outcome] == [
        "halal"
    ]
    page.goto(f"{server.url}/gate#simple")
    page.get_by_role("button", name="+ 1 child").click()
    wrong += look(page, "simple")
    page.get_by_role("link", name="What do they eat?").click()
    wrong += look(page, "simple-diets")
    page.get_by_role("button", name="Vegan").click()
    expect(page.get_by_text("Noted for the kitchen.")).to_be_visible()
    page.get_by_role("link", name="Back").click()
    page.get_by_role("link", name="Somebody leaves").click()
    wrong += look(page, "simple-out")
    page.get_by_label("Code or number of the card").fill(codes[0])
    page.get_by_role("button", name="Out with this card").click()
    wrong += look(page, "simple-out-card")
    page.get_by_role("button", name="Let them out").click()
    expect(page.get_by_text("4 people went out.")).to_be_visible()
    assert server.inside() == 2
    assert not wrong


def test_a_hand_scanner_types_on_every_screen(
    castle: tuple[GateServer, list[str]], phone: GatePhone
) -> None:
    server, codes = castle
    phone.enrol(server)
    page = phone.page
    said = page.locator(".verdict .what")

    def read(text: str) -> None:
        page.keyboard.type(text)
        page.keyboard.press("Enter")

    read(f"{server.url}/{codes[0]}")
    expect(said).to_have_text("Dinner", timeout=PATIENCE_MS)
    page.get_by_role("button", name="4", exact=True).click()
    expect(said).to_have_text("4 people, Dinner", timeout=PATIENCE_MS)
    page.get_by_role("button", name="Next guest").focus()
    read(server.codes[0])
    expect(page.locator(".verdict .who")).to_contain_text("card 1", timeout=PATIENCE_MS)
    expect(page.locator("output")).to_have_text("3")
    read("ABCD")
    expect(page.locator("#typed-error")).to_contain_text("Look at the code once more.")
    expect(page.locator("#typed")).to_have_value("ABCD")
    read(server.codes[1])
    expect(page.locator(".verdict h1")).to_have_text("Welcome!", timeout=PATIENCE_MS)
    page.keyboard.press("Enter")  # by itself it is what it was: nothing to read
    page.get_by_role("button", name="Next guest").press("Enter")
    expect(page.locator(".count-number")).to_have_text("10")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_organiser_enters_a_paper_list(watched: Any, site: Site, scheme: str) -> None:
    page = watched(**SMALL, color_scheme=scheme).page()
    sign_in(page, site.url, site.access.organiser_email)
    page.goto(f"{site.url}{gates_page(page, site)}")
    wrong = look(page, f"gates-{scheme}")
    page.get_by_role("link", name="Paper lists").click()
    wrong += look(page, f"paper-{scheme}")
    page.get_by_label("Cards").fill("1 1\nfamily at the gate\n99999 2")
    page.get_by_role("button", name="Enter the list").click()
    expect(page.get_by_role("alert").first).to_be_visible()
    wrong += look(page, f"paper-wrong-{scheme}")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("1 line taken back.")).to_be_visible()
    page.get_by_role("link", name="Print the list for the gate").click()
    wrong += look(page, f"paper-print-{scheme}")
    page.goto(page.url.replace("/gates/paper/list", "/live"))
    wrong += look(page, f"live-{scheme}")
    assert not wrong


def gates_page(page: Page, site: Site) -> str:
    """Find an event with a gate: its page of the gates has a link for helpers."""
    page.goto(f"{site.url}/events")
    hrefs = page.eval_on_selector_all("a[href]", "all => all.map(one => one.getAttribute('href'))")
    for href in dict.fromkeys(hrefs):
        if href.removeprefix("/events/").isdigit():
            page.goto(f"{site.url}{href}/gates")
            if (
                page.get_by_text("phone works here")
                .or_(page.get_by_text("phones work here"))
                .count()
            ):
                return f"{href}/gates"
    raise AssertionError("no event of the demonstration has a gate")
