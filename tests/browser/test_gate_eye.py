"""The camera of the gate in a real browser: everything that it sees gets an answer."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.gate_phone import PATIENCE_MS, READ_STORAGE, GatePhone, pocket
from tests.browser.scene import FELT, FOREIGN, LATER, SCENE, felt, show, take_away
from tests.browser.test_every_page import faults
from tests.support.application import test_settings
from tests.support.film import draw_screen, draw_white_on_black
from tests.support.gate_server import GateServer

pytestmark = pytest.mark.browser

WELCOME, LOOK, UNKNOWN, AGAIN, ASK = "70", "60 90 60", "60 60 60 60 120", "20", "30 60 90"
MENU = "https://menu.example/kaart.pdf"
SIZES = {"360x640": (360, 640), "390x844": (390, 844)}
KEYS = """() => Object.fromEntries([...document.querySelectorAll('main > form button, main > .key')]
  .map(key => [key.getAttribute('aria-label') || key.textContent.trim(),
    Object.values(key.getBoundingClientRect().toJSON()).map(Math.round).join(' ')]))"""

IS_SENT = "scan => scan.state === 'kept'"

Cards = tuple[GateServer, list[str]]
Take = Callable[..., GatePhone]


@pytest.fixture
def gate(sqlite_url: str, tmp_path: Path) -> Iterator[Cards]:
    """A gate, and what the codes of its cards say."""
    server = GateServer(test_settings(sqlite_url, tmp_path), cards=4)
    server.start()
    yield server, [f"{server.url}/{code}" for code in server.codes]
    server.close()


@pytest.fixture
def take(browser: Browser, gate: Cards) -> Iterator[Take]:
    """Give a function that takes a phone with a camera to the gate."""
    with pocket(browser) as take:

        def take_phone(width: int = 360, height: int = 640) -> GatePhone:
            phone = take(
                scripts=[SCENE, FELT, LATER],
                permissions=["camera"],
                viewport={"width": width, "height": height},
            )
            phone.enrol(gate[0])
            expect(phone.page.locator("#camera video")).to_be_visible(timeout=PATIENCE_MS)
            return phone

        yield take_phone


def look(page: Page, name: str) -> list[str]:
    """Return what is wrong with a screen; a picture of it goes where SHOTS says."""
    if "SHOTS" in os.environ:
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}.png")
    return [f"{name}: {fault}" for fault in faults(page)]


@pytest.mark.parametrize("size", SIZES)
def test_green_fades_and_no_key_moves(gate: Cards, take: Take, size: str) -> None:
    server, cards = gate
    phone = take(*SIZES[size])
    page = phone.page
    heading = page.get_by_role("heading", level=1)
    wrong = look(page, f"{size}-ready")
    show(page, [cards[0]])
    expect(heading).to_have_text("Welcome!", timeout=PATIENCE_MS)
    expect(page.locator("body")).to_have_class(re.compile(r"\bfull-ok\b"))
    wrong += look(page, f"{size}-green")
    _expect_small_picture(page)
    places = page.evaluate(KEYS)
    phone.fade()
    expect(heading).to_have_text("Last: card 1, 3 in")
    expect(page.locator("body")).to_have_class(re.compile(r"\bfull-past\b"))
    expect(page.get_by_text("Hold the next card here")).to_be_visible()
    wrong += look(page, f"{size}-faded")
    assert page.evaluate(KEYS) == places
    page.get_by_role("button", name="One less").click()
    expect(heading).to_have_text("Last: card 1, 2 in")
    page.evaluate("later(1000)")
    show(page, [MENU])
    _expect_said(page, "This is not one of our cards")
    wrong += look(page, f"{size}-foreign")
    assert page.evaluate(KEYS) == places
    assert not wrong
    phone.until(f"async () => (await ({READ_STORAGE})()).scans.filter({IS_SENT}).length === 3")
    assert server.inside() == 2


def test_each_code_in_view_gets_an_answer_of_its_own(gate: Cards, take: Take) -> None:
    _server, cards = gate
    phone = take()
    page, said = phone.page, phone.page.locator("#sight p")
    heading = page.get_by_role("heading", level=1)
    show(page, [MENU])
    _expect_said(page, "This is not one of our cards")
    assert felt(page) == [FOREIGN]
    wrong = look(page, "foreign-large")
    show(page, [cards[0]])
    expect(heading).to_have_text("Welcome!", timeout=PATIENCE_MS)
    expect(said).to_be_hidden()
    assert felt(page) == [WELCOME]
    wrong += look(page, "welcome")
    take_away(phone)
    show(page, [cards[0][:-1] + ("0" if cards[0][-1] != "0" else "1")])
    _expect_said(page, "Not read well. Once more, please")
    assert felt(page) == [FOREIGN]
    take_away(phone)
    show(page, ["MC9P3ZHHA4Y17"])  # another gate's
    expect(page.locator("body")).to_have_class(re.compile(r"\bfull-warn\b"), timeout=PATIENCE_MS)
    assert felt(page) == [UNKNOWN]
    wrong += look(page, "unknown")
    take_away(phone)
    show(page, [cards[0]])
    expect(heading).to_have_text("Already inside", timeout=PATIENCE_MS)
    assert felt(page) == [AGAIN]
    wrong += look(page, "already")
    take_away(phone)
    page.evaluate("later(120_000)")
    show(page, [cards[0]])
    expect(heading).to_have_text("Have a look", timeout=PATIENCE_MS)
    assert felt(page)[-1] == LOOK
    wrong += look(page, "used")
    assert not wrong


def test_a_second_card_in_view_asks(gate: Cards, take: Take) -> None:
    server, cards = gate
    phone = take()
    page, count = phone.page, phone.page.get_by_role("button", name="Count it too")
    who = page.locator(".verdict .who")
    show(page, cards[:2])
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome!", timeout=PATIENCE_MS)
    page.evaluate("later(1000)")
    expect(count).to_be_visible(timeout=PATIENCE_MS)
    assert felt(page) == [WELCOME, ASK]
    first = who.inner_text()
    wrong = look(page, "second-card")
    box = count.bounding_box()
    assert box
    assert box["height"] >= 64
    phone.until(f"async () => (await ({READ_STORAGE})()).scans.filter({IS_SENT}).length === 1")
    assert server.inside() == 3
    count.click()
    expect(who).not_to_have_text(first)
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome!")
    expect(count).to_be_hidden()
    assert felt(page) == [WELCOME]
    second = who.inner_text()
    take_away(phone)
    show(page, cards[2:4])
    expect(who).not_to_contain_text(second, timeout=PATIENCE_MS)
    page.evaluate("later(1000)")
    expect(count).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("button", name="Next guest").click()
    page.wait_for_selector(".count-number")
    page.evaluate("later(1000)")
    expect(count).to_be_visible(timeout=PATIENCE_MS)
    wrong += look(page, "second-card-large")
    phone.until(f"async () => (await ({READ_STORAGE})()).scans.filter({IS_SENT}).length === 3")
    assert server.inside() == 9
    assert not wrong


def test_white_on_black_and_a_screen_with_stripes_are_read(gate: Cards, take: Take) -> None:
    _server, cards = gate
    phone = take()
    page = phone.page
    who = page.locator(".verdict .who")
    take_away(phone)
    show(page, [draw_white_on_black(cards[0])])
    expect(who).to_contain_text("card 1", timeout=PATIENCE_MS)
    take_away(phone)
    # A hand is never still, so the stripes are others in each picture.
    show(page, [draw_screen(cards[1], seed=seed) for seed in range(8)], film=True)
    expect(who).to_contain_text("card 2", timeout=PATIENCE_MS)


def _expect_said(page: Page, words: str) -> None:
    """See that the words stand beside the picture of the camera."""
    said = page.locator("#sight p", has_text=words)
    expect(said).to_be_visible(timeout=PATIENCE_MS)


def _expect_small_picture(page: Page) -> None:
    box = page.locator("#camera").bounding_box()
    assert box
    assert box["width"] == box["height"]
    assert 96 <= box["width"] <= 140
    assert box["y"] + box["height"] <= 640
    assert page.locator("#camera video").evaluate("video => !video.paused")
