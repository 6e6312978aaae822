"""A household on its own phone, on another one with its word, and whoever has the card alone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from planner.services.invite.issuing import PrintableCard
from tests.browser.conftest import Watched, served_world
from tests.browser.test_guests import scrolls_sideways
from tests.support.application import test_settings
from tests.support.cards import World

pytestmark = pytest.mark.browser
SIZES = [(360, 640), (1280, 800)]


@dataclass
class Town:
    """A running planner with one barbecue."""

    world: World
    card: PrintableCard


@pytest.fixture
def town(sqlite_url: str, tmp_path: Path) -> Iterator[Town]:
    with served_world(test_settings(sqlite_url, tmp_path)) as world:
        yield Town(world, world.cards()[0])


@pytest.fixture
def phone(watched: Callable[..., Watched]) -> Callable[..., Page]:
    """Give a function that opens another phone each time; without script, if nothing is said."""

    def open_phone(width: int = 360, height: int = 640, **options: Any) -> Page:
        size = {"width": width, "height": height}
        asked = {"locale": "en-GB", "java_script_enabled": False, **options}
        return watched(viewport=size, **asked).page()

    return open_phone


def tell(page: Page, card: PrintableCard) -> None:
    """Say yes and with how many, in three pages."""
    page.goto(card.url)
    page.get_by_role("button", name="Yes, I am coming").click()
    page.get_by_role("group", name="Grown-ups").get_by_label("2", exact=True).check()
    page.get_by_role("checkbox", name="Halal").check()
    page.get_by_role("button", name="Done").click()
    expect(page.get_by_text("You eat halal.")).to_be_visible()


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("script", [False, True], ids=["without script", "with script"])
def test_what_was_told_is_there_again_and_on_another_phone_with_the_word(
    town: Town, phone: Callable[..., Page], width: int, height: int, script: bool
) -> None:
    own = phone(width, height, java_script_enabled=script)
    tell(own, town.card)
    own.goto(town.card.url)
    expect(own.get_by_text("You eat halal.")).to_be_visible()
    assert not scrolls_sideways(own)
    own.get_by_role("link", name="I want to see it on another phone too").click()
    offered = own.get_by_label("Your word").input_value()
    assert not scrolls_sideways(own)
    own.get_by_role("button", name="Keep this word").click()
    expect(own.get_by_text(offered)).to_be_visible()

    other = phone(width, height, java_script_enabled=script)
    other.goto(town.card.url)
    expect(other.get_by_role("heading", level=1)).to_have_text("See you Saturday 12 June!")
    expect(other.get_by_text("You eat halal.")).to_have_count(0)
    assert not scrolls_sideways(other)
    other.get_by_role("link", name="Show what I told").click()
    assert not scrolls_sideways(other)
    other.get_by_label("Your word").fill("Zonneschijn")
    other.get_by_role("button", name="Show it").click()
    expect(other.get_by_role("alert")).to_contain_text("This is not the word of this card.")
    other.get_by_label("Your word").fill(offered.replace(" ", ""))
    other.get_by_role("button", name="Show it").click()
    expect(other.get_by_text("You eat halal.")).to_be_visible()


def test_a_link_in_a_message_shows_it_after_one_tap(town: Town, phone: Callable[..., Page]) -> None:
    """From another site a browser leaves the cookie out; from our own page it comes along."""
    own = phone()
    tell(own, town.card)
    own.route(
        "http://mail.example/",
        lambda route: route.fulfill(
            content_type="text/html", body=f'<a href="{town.card.url}">Open my card</a>'
        ),
    )
    own.goto("http://mail.example/")
    own.get_by_role("link", name="Open my card").click()
    expect(own.get_by_role("heading", level=1)).to_have_text("See you Saturday 12 June!")
    expect(own.get_by_text("You eat halal.")).to_have_count(0)
    own.get_by_role("link", name="Show what I told").click()
    expect(own.get_by_text("You eat halal.")).to_be_visible()


def test_without_phone_and_word_one_begins_with_the_number_alone(
    town: Town, phone: Callable[..., Page]
) -> None:
    tell(phone(), town.card)
    other = phone()
    other.goto(town.card.url)
    other.get_by_role("link", name="Tell us again how many people are coming").click()
    expect(other.get_by_role("checkbox", name="Halal")).not_to_be_checked()
    other.get_by_role("group", name="Grown-ups").get_by_label("3", exact=True).check()
    assert not scrolls_sideways(other)
    other.get_by_role("button", name="Done").click()
    expect(other.get_by_text("3 people are coming.")).to_be_visible()
    expect(other.get_by_text("You eat halal.")).to_have_count(0)
    answer = town.world.invitation(town.card).answer
    assert answer is not None
    assert {row.diet: row.heads for row in answer.diets} == {"halal": 3}


def test_a_borrowed_phone_is_shut_and_a_keyboard_is_enough(
    town: Town, phone: Callable[..., Page]
) -> None:
    page = phone()
    tell(page, town.card)

    def press(target: Locator) -> None:
        for _turn in range(60):
            page.keyboard.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                page.keyboard.press("Enter")
                return
        raise AssertionError(f"{target} can't be reached by keyboard")

    press(page.get_by_role("link", name="I want to see it on another phone too"))
    expect(page.get_by_role("heading", level=1)).to_have_text("See it on another phone too")
    press(page.get_by_role("button", name="Keep this word"))
    expect(page.get_by_text("This is your word.")).to_be_visible()
    press(page.get_by_role("button", name="Show it no more on this phone"))
    expect(page.get_by_role("heading", level=1)).to_have_text("See you Saturday 12 June!")
    expect(page.get_by_text("You eat halal.")).to_have_count(0)
    assert page.context.cookies() == []
