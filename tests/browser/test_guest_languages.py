"""The guest's pages in seven languages, light and dark: accessible, and nothing runs over."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from planner.translations.reading import GUEST_LANGUAGES
from tests.browser.conftest import Watched
from tests.browser.test_every_page import faults, violations
from tests.browser.test_guests import Town, town  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
# In the dark a page has other colours, and all else as in the light.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
# A word that does not fit its button is broken anywhere; a text that sticks out is cut off.
BROKEN = """() => [...document.querySelectorAll('button, .tiles a, .pills span, h1')].filter(e => {
    if (!e.getClientRects().length) return false;
    const style = getComputedStyle(e);
    const one = document.createElement('span');
    one.style.cssText = 'position:absolute;visibility:hidden;white-space:nowrap';
    one.style.font = style.font;
    document.body.append(one);
    const room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
      - [...e.children].filter(c => c.tagName === 'svg')
          .reduce((sum, c) => sum + (style.display === 'flex' ? c.clientWidth
            + parseFloat(style.columnGap || 0) : 0), 0);
    const wide = e.textContent.trim().split(/\\s+/).filter(word => {
      one.textContent = word; return one.getBoundingClientRect().width > room + 1 });
    one.remove();
    return wide.length }).map(e => e.textContent.trim())"""


def look(page: Page) -> list[str]:
    """Return what is wrong with a page, in the light and in the dark."""
    found = [*faults(page), *(f"does not fit: {words}" for words in page.evaluate(BROKEN))]
    page.emulate_media(color_scheme="dark")
    in_the_dark = violations(page, COLOURS)
    page.emulate_media(color_scheme="light")
    return found + [f"in the dark: {one['nodes'][0]['target']}" for one in in_the_dark]


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
def test_a_household_answers_in_its_own_language(
    town: Town,  # noqa: F811 - the fixture
    watched: Callable[..., Watched],
    language: str,
) -> None:
    page = watched(**PHONE, locale=language).page()
    wrong: list[str] = []

    def check() -> None:
        expect(page.locator("html")).to_have_attribute("lang", language)
        wrong.extend(f"{page.title()}: {fault}" for fault in look(page))

    page.goto(town.cards[0].url)
    yes: Any = page.locator("button.answer-yes").bounding_box()
    assert yes["y"] + yes["height"] <= 740, "yes without scrolling"
    check()
    page.locator("button.answer-yes").click()
    check()
    page.locator("label:has(input[name=adults][value='2'])").click()
    page.locator("label:has(input[value=halal])").click()
    page.locator("button[type=submit]").click()
    assert page.url.endswith("/done")
    check()
    assert not wrong


def test_another_language_is_one_tap_or_a_few_keys_away(
    town: Town,  # noqa: F811 - the fixture
    watched: Callable[..., Watched],
) -> None:
    page = watched(**PHONE, java_script_enabled=False).page()
    page.goto(town.cards[0].url)
    picker = page.get_by_role("navigation", name="Taal")
    expect(picker.get_by_role("link")).to_have_count(len(GUEST_LANGUAGES))
    expect(picker.get_by_role("link", name="Nederlands")).to_have_attribute("aria-current", "true")
    arabic = picker.get_by_role("link", name="العربية")
    expect(arabic).to_have_attribute("lang", "ar")
    for _ in range(3):  # past the way to the content and past Dutch
        page.keyboard.press("Tab")
    expect(arabic).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=2)).to_have_text("هل ستأتون؟")
    page.locator("button.answer-yes").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert page.url.endswith("/party?l=ar")
    assert page.context.cookies() == []
