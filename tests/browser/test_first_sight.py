"""What somebody sees first on a low screen: what, when, where, and yes, without scrolling."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from planner.translations.reading import GUEST_LANGUAGES
from tests.browser.conftest import Watched
from tests.browser.test_every_page import faults
from tests.browser.test_guest_languages import look
from tests.browser.test_guests import Town, scrolls_sideways, town  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser
LONG = "Buurtbarbecue op het speelveld van de Passart"
LOW = [(320, 568), (360, 640)]
LINES = """e => Math.round(
  e.getBoundingClientRect().height / parseFloat(getComputedStyle(e).lineHeight))"""


def lowest(page: Page, what: str) -> float:
    box = page.locator(what).first.bounding_box()
    assert box is not None, what
    return float(box["y"] + box["height"])


def open_card(town: Town, watched: Callable[..., Watched], language: str, **options: Any) -> Page:  # noqa: F811
    town.world.change(title=LONG, wear_or_bring="Een eigen stoel en een warme trui")
    page = watched(locale=language, **options).page()
    page.goto(town.cards[0].url)
    return page


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
def test_without_a_name_reading_and_listening_is_one_line(
    town: Town,  # noqa: F811 - the fixture
    watched: Callable[..., Watched],
    language: str,
) -> None:
    (card,) = town.world.cards(1)
    page = watched(locale=language, viewport={"width": 320, "height": 568}).page()
    page.goto(card.url)
    assert page.locator(".hear").evaluate("e => e.getBoundingClientRect().height") <= 50
    assert not scrolls_sideways(page)


@pytest.mark.parametrize(("width", "height"), LOW)
@pytest.mark.parametrize("language", GUEST_LANGUAGES)
def test_yes_is_in_sight_on_a_low_screen_in_every_language(
    town: Town,  # noqa: F811 - the fixture
    watched: Callable[..., Watched],
    language: str,
    width: int,
    height: int,
) -> None:
    size = {"width": width, "height": height}
    page = open_card(town, watched, language, viewport=size, is_mobile=True, has_touch=True)
    title = page.get_by_role("heading", level=1)
    assert title.evaluate(LINES) >= 2, "a title of two lines at least"
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        for what in (".asking > .facts li:nth-child(2)", "button.answer-yes"):
            assert lowest(page, what) <= height, (what, lowest(page, what))
    assert not scrolls_sideways(page)
    assert not look(page)


@pytest.mark.parametrize(("width", "height"), LOW)
def test_the_languages_fold_into_one_button_that_opens_all_seven(
    town: Town,  # noqa: F811 - the fixture
    watched: Callable[..., Watched],
    width: int,
    height: int,
) -> None:
    page = open_card(town, watched, "nl", viewport={"width": width, "height": height})
    button = page.get_by_role("navigation", name="Taal").get_by_role("button", name="Nederlands")
    links = page.get_by_role("navigation", name="Taal").get_by_role("link")
    expect(links).to_have_count(0)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    expect(links).to_have_count(len(GUEST_LANGUAGES))
    for link in links.all():
        expect(link).to_be_in_viewport(ratio=1)
    assert not faults(page)
    page.keyboard.press("Escape")
    expect(links).to_have_count(0)
    button.click()
    links.filter(has_text="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page.get_by_role("button", name="العربية")).to_be_visible()


def test_on_a_higher_screen_they_stand_open_and_yes_is_in_sight(
    town: Town,  # noqa: F811 - the fixture
    watched: Callable[..., Watched],
) -> None:
    page = open_card(town, watched, "nl", viewport={"width": 390, "height": 740})
    picker = page.get_by_role("navigation", name="Taal")
    expect(picker.get_by_role("link")).to_have_count(len(GUEST_LANGUAGES))
    expect(picker.get_by_role("button")).to_have_count(0)
    assert lowest(page, "button.answer-yes") <= 740
    for language in GUEST_LANGUAGES:
        page.set_viewport_size({"width": 390, "height": 844})
        page.goto(f"{town.cards[0].url}?l={language}")
        assert lowest(page, "button.answer-yes") <= 844, language
    page.set_viewport_size({"width": 390, "height": 900})
    order = [lowest(page, what) for what in (".later .facts", "button.answer-yes")]
    assert order == sorted(order), "with room for it, the question comes last"
