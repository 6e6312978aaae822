"""Reading aloud: with a voice on the phone there is a button, without one it says so."""

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


NO_VOICE = "Deze telefoon heeft geen stem voor deze taal."


@pytest.mark.parametrize("voices", ["[]", ELSEWHERE])
def test_no_voice_of_its_own_no_button_and_the_page_says_so(
    town: Town,  # noqa: F811 - the fixture
    watched: Callable[..., Watched],
    voices: str,
) -> None:
    page = watched().page()
    page.clock.install()
    open_aloud(page, town, voices)
    expect(page.get_by_role("heading", level=1)).to_have_text("Buurt-BBQ Passart")
    said = page.get_by_role("status")
    expect(said).to_be_empty()  # a phone may name its voices a little later
    page.clock.fast_forward(2_500)
    expect(said).to_contain_text(NO_VOICE)
    expect(page.get_by_role("button", name="Lees voor")).to_have_count(0)
    assert page.evaluate("window.said") == []
    page.evaluate("speechSynthesis.getVoices = () => [{ lang: 'nl-NL', localService: true }]")
    page.evaluate("speechSynthesis.onvoiceschanged()")
    expect(page.get_by_role("button", name="Lees voor")).to_be_visible()
    expect(said).to_be_empty()


def test_a_phone_that_reads_nothing_aloud_says_so_at_once(
    town: Town,  # noqa: F811 - the fixture
    watched: Callable[..., Watched],
) -> None:
    page = watched().page()
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', { value: undefined })")
    page.goto(f"{town.cards[0].url}/aloud")
    expect(page.get_by_role("status")).to_contain_text(NO_VOICE)
    assert not faults(page)


def test_without_script_the_words_are_there(
    town: Town,  # noqa: F811 - the fixture
    watched: Callable[..., Watched],
) -> None:
    page = watched(java_script_enabled=False).page()
    page.goto(f"{town.cards[0].url}/aloud")
    expect(page.get_by_text("Gratis eten en drinken")).to_be_visible()
    expect(page.get_by_role("button", name="Lees voor")).to_have_count(0)
