"""A guest's phone: small, without script, by touch or by keyboard; and the printed card."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from planner.services.invite.issuing import PrintableCard
from tests.browser.conftest import Watched, served_world
from tests.browser.test_every_page import SIDEWAYS
from tests.support.application import PASSWORD, test_settings
from tests.support.cards import World

pytestmark = pytest.mark.browser
ENGLISH = {"locale": "en-GB", "java_script_enabled": False}


@dataclass
class Town:
    """A running planner with one barbecue."""

    world: World
    cards: list[PrintableCard]


@pytest.fixture
def town(sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    with served_world(test_settings(sqlite_url, tmp_path)) as world:
        cards = world.cards(6, intermediary_name="Karin de Vries", names_intermediary=True)
        yield Town(world, cards)


@pytest.fixture
def phone(watched: Callable[..., Watched]) -> Callable[..., Page]:
    """Give a function that opens a phone without script."""

    def open_phone(width: int = 390, height: int = 740, **options: Any) -> Page:
        size = {"width": width, "height": height}
        return watched(viewport=size, **{**ENGLISH, **options}).page()

    return open_phone


def scrolls_sideways(page: Page) -> bool:
    """Measure once the page is there: a click returns as soon as the next address is known."""
    page.wait_for_load_state("load")
    return bool(page.evaluate(SIDEWAYS))


@pytest.mark.parametrize(("width", "height"), [(320, 640), (360, 640), (390, 740)])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_three_taps_on_a_small_phone(
    town: Town, phone: Callable[..., Page], width: int, height: int, scheme: str
) -> None:
    page = phone(width, height, color_scheme=scheme)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(town.cards[0].url)
    assert [url for url in asked if "favicon" not in url] == [town.cards[0].url]
    yes = page.get_by_role("button", name="Yes, I am coming")
    if height >= 740:
        box = yes.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= height, "yes without scrolling"
    yes.click()
    page.get_by_role("group", name="Grown-ups").get_by_label("2", exact=True).check()
    assert page.context.cookies() == [], "a yes sets none"
    page.get_by_role("checkbox", name="Halal").check()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("See you Saturday 12 June!")
    expect(page.get_by_text("You eat halal.")).to_be_visible()
    (cookie,) = page.context.cookies()
    kept = (cookie["name"], cookie["path"], cookie["httpOnly"], cookie["sameSite"])
    assert kept == ("planner-household", f"/{town.cards[0].code}", True, "Strict")


@pytest.mark.parametrize(("width", "height"), [(320, 640), (390, 740)])
def test_no_page_of_a_guest_scrolls_sideways(
    town: Town, watched: Callable[..., Watched], width: int, height: int
) -> None:
    town.world.change(title="Buurtbarbecueavondvierdaagsefeest van de Passart en omstreken")
    page = watched(viewport={"width": width, "height": height}).page()
    page.goto(town.cards[0].url)
    assert not scrolls_sideways(page)
    page.locator("button.answer-yes").click()
    assert not scrolls_sideways(page)
    page.locator("label:has(input[value=halal])").click()
    page.locator("label:has(input[value=everything])").click()
    page.locator("label:has(input[name=adults][value='5'])").click()
    page.locator("button[type=submit]").click()
    assert page.url.endswith("/food")
    assert not scrolls_sideways(page)
    page.locator("button[type=submit]").click()
    assert page.url.endswith("/done")
    assert not scrolls_sideways(page)


def test_the_field_for_a_larger_number_opens_with_its_pill(
    town: Town, phone: Callable[..., Page]
) -> None:
    page = phone()
    page.goto(town.cards[0].url)
    page.get_by_role("button", name="Yes, I am coming").click()
    typed = page.get_by_label("How many grown-ups?")
    expect(typed).to_be_hidden()
    page.get_by_role("radio", name="6+").check()
    expect(typed).to_be_visible()
    typed.fill("12")
    page.get_by_role("button", name="Done").click()
    expect(typed).to_have_value("12")
    expect(page.get_by_role("alert")).to_contain_text("This card is for 8 people at most.")


def test_a_keyboard_is_enough(town: Town, phone: Callable[..., Page]) -> None:
    page = phone()
    page.goto(town.cards[1].url)

    def press_until(target: Locator) -> None:
        for _ in range(40):
            page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return
        raise AssertionError(f"{target} can't be reached by keyboard")

    press_until(page.get_by_role("button", name="Yes, I am coming"))
    page.keyboard.press("Enter")
    press_until(page.get_by_role("group", name="Grown-ups").get_by_label("1"))
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    press_until(page.get_by_role("checkbox", name="Halal"))
    page.keyboard.press("Space")
    press_until(page.get_by_role("button", name="Done"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("3 people are coming.")).to_be_visible()


def test_every_printed_code_opens_its_card(town: Town, watched: Callable[..., Watched]) -> None:
    base = town.world.settings.base_url
    page = watched(viewport={"width": 1280, "height": 800}).page()
    page.goto(f"{base}/sign-in")
    page.fill("[name=email]", "noor@feest.example")
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    batch_id = town.world.batch_of(town.cards[0])
    page.goto(f"{base}/events/{town.world.event_id}/invitations/{batch_id}/cards")
    with page.expect_download() as fetched:
        page.click("a[href$='give=pdf']")
    codes, pages = [], 0
    with pypdfium2.PdfDocument(str(fetched.value.path())) as document:
        for sheet in document:
            pages += 1
            image = sheet.render(scale=150 / 72).to_pil()
            assert abs(image.width - 1240) <= 2, "A4 at 150 dpi"
            codes += [found.text for found in zxingcpp.read_barcodes(image)]
    assert pages == 4, "two sheets of fronts and of backs"
    assert sorted(codes) == sorted(card.url for card in town.cards)


def test_the_code_on_the_screen_can_be_scanned_in_the_dark_too(
    town: Town, phone: Callable[..., Page], tmp_path: Path
) -> None:
    page = phone(color_scheme="dark")
    page.goto(town.cards[2].url)
    page.get_by_role("button", name="Yes, I am coming").click()
    page.goto(town.cards[2].url)
    shot = tmp_path / "screen.png"
    page.screenshot(path=str(shot), full_page=True)
    with Image.open(shot) as image:
        found = zxingcpp.read_barcodes(image)
    assert [each.text for each in found] == [town.cards[2].url]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_household_of_forty_presses_enter_once_more(
    town: Town, phone: Callable[..., Page], scheme: str
) -> None:
    (card,) = town.world.cards(1, largest_party=50)
    page = phone(color_scheme=scheme)
    page.goto(card.url)
    page.get_by_role("button", name="Yes, I am coming").click()
    page.get_by_role("group", name="Grown-ups").get_by_label("6+").check()
    typed = page.get_by_label("How many grown-ups?")
    typed.fill("40")
    typed.press("Enter")
    expect(page.get_by_text("You come with 40 people.").last).to_be_visible()
    expect(typed).to_have_value("40")
    assert not scrolls_sideways(page)
    typed.press("Enter")
    page.wait_for_url("**/done")
