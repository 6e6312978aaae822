"""The organiser's list of guests in a browser: by keyboard, without script, on a phone."""

from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from planner.core.enums import Reply
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails, NewGuest
from planner.store.models import Event
from tests.browser.conftest import served_world, sign_in
from tests.browser.test_every_page import IS_EVERY_PAIR, SIDEWAYS, violations
from tests.support.application import test_settings
from tests.support.cards import MADE_AT, World
from tests.support.organiser import Said, add_answers

pytestmark = pytest.mark.browser
FOCUSED = "document.activeElement.textContent.trim() + (document.activeElement.ariaLabel || '')"
NAMES = ("Noor Janssen", "noor janssen", "سميرة الحسن", "Maximiliaan van der Groot-Wolfswinkel")


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    with served_world(test_settings(sqlite_url, tmp_path)) as world:
        with world.store.transaction() as session:
            named_guests.add_guests(
                session,
                session.get_one(Event, world.event_id),
                [NewGuest(GuestDetails(name=name), 4) for name in NAMES],
                stack="Partners",
                code_key=world.settings.code_key,
                now=MADE_AT,
            )
        said = [Said(Reply.YES, 3, diet="halal"), Said(Reply.MAYBE), Said(Reply.NO)]
        add_answers(world.store, world.event_id, *said, silent=2, name="Passartweg")
        world.cards(5, name="Gezinnen", intermediary_name="Karin")
        yield world


def signed_in(watched: Any, world: World, **options: Any) -> Page:
    page: Page = watched(locale="en-GB", **options).page()
    sign_in(page, world.settings.base_url, "noor@feest.example")
    return page


def tab_to(page: Page, words: str) -> None:
    """Press Tab until something with these words has the focus."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if words in str(page.evaluate(FOCUSED)):
            return
    raise AssertionError(f"the Tab key never comes to {words!r}")


def test_cards_are_found_ticked_and_given_back_by_keyboard(watched: Any, world: World) -> None:
    page = signed_in(watched, world)
    page.goto(f"{world.settings.base_url}/events/{world.event_id}/guests")
    page.get_by_label("Name or number").focus()
    page.keyboard.type("noor")
    page.keyboard.press("Enter")
    expect(page.get_by_role("checkbox")).to_have_count(2)
    tab_to(page, "Card 2")
    page.keyboard.press("Space")
    tab_to(page, "They are handed out")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 card is handed out.")).to_be_visible()
    expect(page.get_by_role("checkbox")).to_have_count(2)  # the search stays
    handed_out = page.get_by_role("cell", name="Handed out", exact=True)
    expect(handed_out).to_have_count(1)
    tab_to(page, "Undo")
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 card is handed out.")).to_have_count(0)
    expect(handed_out).to_have_count(0)


def test_a_guest_answers_by_phone_without_script(watched: Any, world: World) -> None:
    page = signed_in(watched, world, java_script_enabled=False)
    page.goto(f"{world.settings.base_url}/events/{world.event_id}/guests")
    page.get_by_role("link", name="Somebody called: fill in").click()
    page.get_by_label("Number of the card").fill("3")
    page.get_by_role("button", name="Show this card").click()
    page.get_by_role("radio", name="Yes").check()
    page.get_by_label("Adults").fill("2")
    page.get_by_role("button", name="Keep the answer").click()
    expect(page.get_by_text("The answer of card 3 is kept.")).to_be_visible()
    expect(page.get_by_text("filled in by us")).to_be_visible()


@pytest.mark.parametrize(
    ("width", "scheme"),
    [*product((320, 360, 1280), ("light", "dark"))]
    if IS_EVERY_PAIR
    else [(320, "dark"), (360, "light"), (1280, "light")],
)
def test_every_page_of_guests_is_accessible_and_fits(
    watched: Any, world: World, width: int, scheme: str
) -> None:
    size = {"width": width, "height": 740}
    page = signed_in(watched, world, viewport=size, color_scheme=scheme)
    start = f"{world.settings.base_url}/events/{world.event_id}/guests"
    for path in ("", "/new", "/import", "/card", "/card?number=1", "/card?number=12", "/doubles"):
        page.goto(start + path)
        found = violations(page)
        assert not found, (path, [one["id"] for one in found])
        assert not page.evaluate(SIDEWAYS), path
    page.goto(f"{start}/import")
    table = b"Naam;Tel\nWim;06 12345678\n;1\n"
    page.get_by_label("Your file").set_input_files(
        {"name": "gasten.csv", "mimeType": "text/csv", "buffer": table}
    )
    page.get_by_role("button", name="Show what is in it").click()
    expect(page.get_by_role("button", name="Make a card for 1 guest")).to_be_visible()
    assert not violations(page)
    assert not page.evaluate(SIDEWAYS)


def test_search_and_menus_are_used_by_keyboard(watched: Any, world: World) -> None:
    page = signed_in(watched, world, viewport={"width": 1280, "height": 640})
    page.keyboard.press("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("janssen")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_contain_text("2 things were found.")
    assert "janssen" not in page.url
    page.keyboard.press("/")
    expect(page.locator("#sought")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name="noor janssen", exact=True)).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/guests/card?number=*")

    page.goto(f"{world.settings.base_url}/events/{world.event_id}")
    button, menu = page.get_by_role("button", name="More"), page.locator("#event-menu")
    for by_key in (True, False):
        button.click()
        expect(menu).to_be_visible()
        box = menu.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= 640
        expect(menu.get_by_role("link", name="What guests said")).to_be_visible()
        if by_key:
            page.keyboard.press("Escape")
        else:
            page.mouse.click(5, 300)
        expect(menu).to_be_hidden()
