"""A number that can hardly be meant, a past event that does not count: by keyboard alone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import SIZES, Site, served_demonstration
from tests.browser.test_organiser_looks import show_barbecue, signed_in

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration, with the barbecue of which this changes the forecast."""
    with served_demonstration(sqlite_template, tmp_path_factory.mktemp("asking")) as site:
        yield site


@pytest.fixture(params=["phone-390", "laptop"])
def barbecue(request: pytest.FixtureRequest, watched: Any, site: Site) -> tuple[Page, str]:
    page = signed_in(watched, site, **SIZES[request.param])
    show_barbecue(page)
    return page, page.url.partition("?")[0]


def test_a_question_is_answered_by_pressing_enter_again(barbecue: tuple[Page, str]) -> None:
    page, here = barbecue
    page.goto(f"{here}/edit")
    places = page.locator("[name=capacity]")
    page.locator("summary", has_text="Meer").first.press("Enter")
    places.fill("90000")
    places.press("Enter")
    asked = page.locator("#capacity-error")
    expect(asked).to_contain_text("90.000? De vorige keren kwamen er 25 tot 120. Klopt het?")
    expect(page.get_by_role("alert")).to_be_focused()
    expect(places).to_have_value("90000")
    places.press("Enter")
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Verander het evenement")
    page.goto(f"{here}/edit")
    expect(places).to_have_value("90000")
    places.evaluate("field => field.closest('details').open = true")
    places.fill("")
    places.press("Enter")
    page.wait_for_url(lambda url: not url.endswith("/edit"))


def test_how_many_more_is_asked_where_the_food_ran_out(barbecue: tuple[Page, str]) -> None:
    page, here = barbecue
    page.goto(f"{here}/close")
    missed = page.get_by_label("Hoeveel mensen hadden er nog meer kunnen komen?")
    expect(missed).to_be_hidden()
    page.get_by_label("Geteld").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(missed).to_be_visible()


def test_an_earlier_event_is_left_out_and_counts_again(barbecue: tuple[Page, str]) -> None:
    page, here = barbecue
    page.goto(f"{here}/reckoning")
    before = page.locator(".big").inner_text()
    page.get_by_role("link", name="Barbecue in Heksenberg weglaten").press("Enter")
    page.get_by_label("Het weer was te slecht").press("Space")
    page.get_by_role("button", name="Laat het weg").press("Enter")
    page.wait_for_url("**/reckoning")
    expect(page.locator("[aria-labelledby=left-out]")).to_contain_text("Barbecue in Heksenberg")
    expect(page.locator(".notice")).to_contain_text(f"Meezenbroek” was {before}")
    page.get_by_role("button", name="Ongedaan maken").press("Enter")
    expect(page.locator(".notice")).to_contain_text("Het telt weer mee.")
    expect(page.locator(".big")).to_have_text(before)
