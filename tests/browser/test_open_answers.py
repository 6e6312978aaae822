"""Somebody without a card: on a small phone, without script, with the keyboard alone."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Site, Watched
from tests.browser.test_every_page import SIDEWAYS, violations

pytestmark = pytest.mark.browser
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
MOST_TABS = 60


def audit(page: Page) -> None:
    """Check that a page can be read by a machine and does not move sideways."""
    page.wait_for_load_state("load")
    found = violations(page, {"runOnly": {"type": "tag", "values": TAGS}})
    wrong = [(one["id"], [n["target"] for n in one["nodes"]]) for one in found]
    assert not wrong, (page.url, wrong)
    assert not page.evaluate(SIDEWAYS), f"{page.url} moves sideways"


def tab_to(page: Page, words: str) -> None:
    """Go on with the tab key until something with these words has the focus."""
    focused = page.locator(":focus")
    for _step in range(MOST_TABS):
        page.keyboard.press("Tab")
        if focused.count() and words in (focused.inner_text() or ""):
            return
    raise AssertionError(f"the tab key never comes to {words!r} on {page.url}")


def tab_to_field(page: Page, name: str) -> None:
    focused = page.locator(":focus")
    for _step in range(MOST_TABS):
        page.keyboard.press("Tab")
        if focused.count() and focused.get_attribute("name") == name:
            return
    raise AssertionError(f"the tab key never comes to the field {name} on {page.url}")


def press(page: Page, words: str) -> None:
    tab_to(page, words)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_neighbour_answers_tells_more_and_erases_it_with_the_keyboard_alone(
    site: Site, watched: Callable[..., Watched]
) -> None:
    size = {"width": 320, "height": 568}
    page = watched(viewport=size, locale="en-GB", java_script_enabled=False).page()
    page.goto(site.access.event_url)
    press(page, "Yes, I am coming")
    expect(page.get_by_role("heading", level=1)).to_have_text("How many people are coming?")
    tab_to_field(page, "adults")
    page.keyboard.press("ArrowRight")
    tab_to_field(page, "toddlers")
    page.keyboard.press("ArrowRight")
    press(page, "Done")
    expect(page.get_by_text("3 people are coming.")).to_be_visible()
    press(page, "Allergies, a pram: tell us")
    tab_to_field(page, "allergies")
    page.keyboard.press("Space")
    press(page, "Done")
    expect(page.locator(".error")).to_have_text("Tick this box, or untick the food above.")
    tab_to_field(page, "agrees")
    page.keyboard.press("Space")
    press(page, "Done")
    press(page, "What do you know about me?")
    expect(page.get_by_text("Cereals with gluten")).to_be_visible()
    press(page, "Delete everything")
    press(page, "Yes, delete everything")
    expect(page.get_by_role("heading", level=1)).to_have_text("Everything is deleted.")


def test_every_page_of_it_can_be_read_by_everybody(
    site: Site, watched: Callable[..., Watched]
) -> None:
    size = {"width": 320, "height": 568}
    page = watched(viewport=size, locale="en-GB", bypass_csp=True).page()
    page.goto(site.access.event_url)
    audit(page)
    page.get_by_role("button", name="Maybe").click()
    audit(page)
    page.goto(page.url.removesuffix("/party"))
    for path in ("", "/more", "/keep", "/known", "/erase"):
        own = page.url
        page.goto(own + path)
        audit(page)
        page.goto(own)
    page.goto(page.url + "/erase")
    page.get_by_role("button", name="Yes, delete everything").click()
    audit(page)


def test_who_goes_back_and_presses_again_changes_the_same_answer(
    site: Site, watched: Callable[..., Watched]
) -> None:
    size = {"width": 320, "height": 568}
    page = watched(viewport=size, locale="en-GB", java_script_enabled=False).page()
    page.goto(site.access.event_url)
    page.get_by_role("button", name="Yes, I am coming").click()
    own = page.url
    page.go_back()
    page.get_by_role("button", name="Maybe").click()
    expect(page).to_have_url(own)
    page.goto(own.removesuffix("/party"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Maybe see you")
