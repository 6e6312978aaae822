"""What an organiser sees at a glance: how long a page is, what is folded, what is cut off."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, Site, served_demonstration
from tests.support.application import PASSWORD

pytestmark = pytest.mark.browser

HEIGHT = "document.documentElement.scrollHeight"
# `document.fonts.ready` is there at once while no font is asked for yet; lines differ till then.
LOAD_FONTS = "Promise.all([...document.fonts].map(font => font.load())).then(() => true)"
SPARE = """input => {
  const style = getComputedStyle(input), pen = document.createElement('canvas').getContext('2d');
  pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  const room = input.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
  return room - pen.measureText(input.placeholder).width; }"""
CLEAR_BUTTON = 16
"""Chromium keeps so many pixels free for the cross that empties a box to search in."""


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration as nobody has changed it: each stack of cards makes a page longer."""
    with served_demonstration(sqlite_template, tmp_path_factory.mktemp("looks")) as site:
        yield site


def signed_in(watched: Any, site: Site, **options: Any) -> Page:
    page: Page = watched(**options).page()
    page.goto(f"{site.url}/sign-in")
    page.get_by_label("E-mailadres").fill(site.access.organiser_email)
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/events")
    return page


def show_barbecue(page: Page) -> None:
    page.get_by_role("link", name="Barbecue in Meezenbroek").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Barbecue in Meezenbroek")


def test_an_event_with_a_long_list_stays_short_on_a_phone(watched: Any, site: Site) -> None:
    page = signed_in(watched, site, **SIZES["phone-390"])
    show_barbecue(page)
    expect(page.locator("section[aria-labelledby=shopping] tbody .tick-cell")).to_have_count(8)
    page.wait_for_load_state("load")
    page.evaluate(LOAD_FONTS)
    # Six things to do, with whom to call; the shopping by supplier; all that has to be arranged.
    # 7,797 in ours, and some 120 more in the letters of a phone that has not got them.
    assert page.evaluate(HEIGHT) <= 7_950


def test_what_becomes_of_the_rest_is_folded_on_a_phone_and_shown_when_asked(
    watched: Any, site: Site
) -> None:
    page = signed_in(watched, site, **SIZES["phone-390"], java_script_enabled=False)
    show_barbecue(page)
    shopping = page.locator("section[aria-labelledby=shopping]")
    expect(shopping.locator("tbody .why")).to_have_count(8)
    for reason in shopping.locator("tbody .why").all():
        expect(reason).to_be_visible()
    parts = shopping.locator(".folded")
    expect(parts.first).to_be_hidden()
    for words in ("Aan de kassa", "Wat het uiteindelijk kost", "Dit bestellen we"):
        expect(shopping.get_by_text(words, exact=True)).to_be_visible()
    shopping.get_by_label("Laat zien wat er met de rest gebeurt").check()
    for part in parts.all():
        expect(part).to_be_visible()
    shopping.get_by_label("Laat zien wat er met de rest gebeurt").uncheck()
    expect(parts.first).to_be_hidden()


def test_a_desk_shows_the_whole_bill_at_once(watched: Any, site: Site) -> None:
    page = signed_in(watched, site, **SIZES["laptop"])
    show_barbecue(page)
    shopping = page.locator("section[aria-labelledby=shopping]")
    for shown in (shopping.locator("tbody .why").first, shopping.locator(".folded").first):
        expect(shown).to_be_visible()
    expect(shopping.get_by_label("Laat zien wat er met de rest gebeurt")).to_be_hidden()


def test_the_box_to_search_in_shows_all_its_words(watched: Any, site: Site) -> None:
    page = signed_in(watched, site, **SIZES["laptop"])
    assert page.locator("[data-search]").evaluate(SPARE) > CLEAR_BUTTON


def test_no_weekday_stands_beside_a_date_that_was_changed(watched: Any, site: Site) -> None:
    page = signed_in(watched, site, **SIZES["laptop"], java_script_enabled=False)
    page.goto(f"{site.url}/series/new")
    for name, value in {
        "series_name": "Zomer",
        "title": "Barbecue",
        "held_on": "2027-07-03",
        "starts": "15:00",
        "ends": "19:00",
        "times": "3",
    }.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("main form button[type=submit]").last.click()
    days, weekdays = page.locator("input[type=date]"), page.locator("[data-weekday]")
    expect(weekdays).to_have_count(3)
    before = days.nth(1).input_value()
    days.nth(1).focus()
    page.keyboard.press("ArrowUp")
    assert days.nth(1).input_value() != before
    expect(weekdays.nth(1)).to_be_hidden()
    expect(weekdays.nth(0)).to_be_visible()
    expect(weekdays.nth(2)).to_be_visible()
