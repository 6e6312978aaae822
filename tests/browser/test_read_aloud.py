"""Reading aloud: with a voice on the phone there is a button, without one there is none."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Watched
from tests.browser.test_every_page import faults
from tests.browser.test_guests import Town, town  # noqa: F401 - a fixture

pytestmark = pytest.mark.browser
# A phone with these voices, that notes what it says and is done at once.
VOICES = """window.said = [];
Object.defineProperty(window, 'speechSynthesis', { value: {
  getVoices: () => %s,
  speak: one => { window.said.push([one.lang, one.text]); setTimeout(() => one.onend?.()) },
  cancel: () => window.said.push('cancel'),
}});
window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text } };"""
HERE = "[{ lang: 'ar-SA', localService: true }, { lang: 'nl_NL', localService: true }]"
ELSEWHERE = "[{ lang: 'nl-NL', localService: false }, { lang: 'de-DE', localService: true }]"


def open_aloud(page: Page, town: Town, voices: str) -> Page:  # noqa: F811 - the fixture
    page.add_init_script(VOICES % voices)
    page.goto(town.cards[0].url)
    page.locator("a.hear").click()
    return page


def test_a_phone_with_a_voice_reads_the_invitation(
    town: Town,  # noqa: F811 - the fixture
    watched: Callable[..., Watched],
) -> None:
    page = open_aloud(watched().page(), town, HERE)
    button = page.get_by_role("button", name="Lees voor")
    expect(button).to_be_visible()
    assert not faults(page)
    button.click()
    expect(button).to_be_visible()  # 'Stop' while it reads, and then as it was
    said = page.evaluate("window.said")
    assert said[1] == ["nl_NL", "Buurt-BBQ Passart"]
    assert ["nl_NL", "Kom je?"] not in said
    assert len(said) > 8


@pytest.mark.parametrize("voices", ["[]", ELSEWHERE])
def test_no_voice_of_its_own_no_button(
    town: Town,  # noqa: F811 - the fixture
    watched: Callable[..., Watched],
    voices: str,
) -> None:
    page = open_aloud(watched().page(), town, voices)
    expect(page.get_by_role("heading", level=1)).to_have_text("Buurt-BBQ Passart")
    expect(page.get_by_role("button")).to_have_count(0)
    assert page.evaluate("window.said") == []


def test_without_script_the_words_are_there(
    town: Town,  # noqa: F811 - the fixture
    watched: Callable[..., Watched],
) -> None:
    page = watched(java_script_enabled=False).page()
    page.goto(f"{town.cards[0].url}/aloud")
    expect(page.get_by_text("Gratis eten en drinken")).to_be_visible()
    expect(page.get_by_role("button")).to_have_count(0)
