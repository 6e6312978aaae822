"""What an organiser chooses, and what happens at the gate, shows at once: without a reload."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from planner.services.plan import day_notes
from tests.browser.conftest import Watched, served_world
from tests.support.application import PASSWORD, test_settings
from tests.support.cards import SATURDAY, World
from tests.support.clock import FixedClock

pytestmark = pytest.mark.browser
NOW = SATURDAY + timedelta(minutes=40)
WAKE_UP = "document.dispatchEvent(new Event('visibilitychange'))"


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    clock = FixedClock()
    clock.now = NOW
    with served_world(test_settings(sqlite_url, tmp_path), clock=clock) as world:
        world.change(expected=30)
        yield world


@pytest.fixture
def page(world: World, watched: Callable[..., Watched]) -> Page:
    page = watched().page()
    page.goto(f"{world.settings.base_url}/sign-in")
    page.get_by_label("E-mail").fill("noor@feest.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/events")
    page.goto(f"{world.settings.base_url}/events/{world.event_id}/live")
    return page


def test_a_crowd_shows_without_a_reload_and_what_is_open_stays_open(
    world: World, page: Page
) -> None:
    page.evaluate("window.isTheSamePage = true")
    look = page.locator("#food summary, [aria-labelledby=food] summary").first
    look.click()
    expect(look).to_be_focused()
    with world.store.transaction() as session:
        day_notes.record_count(session, world.event_id, heads=137, now=NOW - timedelta(minutes=6))
    page.evaluate(WAKE_UP)
    expect(page.locator("[aria-labelledby=do-now]")).to_be_visible()
    expect(page.get_by_text("137").first).to_be_visible()
    assert page.locator("[aria-labelledby=food] details").first.get_attribute("open") is not None
    expect(page.locator("[aria-labelledby=food] summary").first).to_be_focused()
    assert page.evaluate("window.isTheSamePage")


def test_what_came_without_a_token_can_be_pressed_all_the_same(world: World, page: Page) -> None:
    _count_heads(world, page, 12)
    page.locator("[aria-labelledby=food]").get_by_role(
        "button", name="Uit de koeling"
    ).first.click()
    expect(page.get_by_role("button", name="Terug in de koeling")).to_have_count(1)


def test_a_full_place_is_read_out_once_and_not_again_with_each_number(
    world: World, page: Page
) -> None:
    spoken = page.locator("#alert")
    expect(spoken).to_be_empty()
    world.change(capacity=40)
    _count_heads(world, page, 40)
    expect(spoken).to_contain_text("Het is vol: er passen 40 mensen")
    page.evaluate("document.querySelector('#alert').textContent = 'heard'")
    _count_heads(world, page, 40)
    expect(spoken).to_have_text("heard")
    _count_heads(world, page, 43)
    expect(spoken).to_contain_text("Er zijn 3 mensen te veel binnen: er passen er 40.")
    _count_heads(world, page, 5)
    expect(spoken).to_be_empty()


def test_what_was_closed_is_fresh_as_soon_as_it_is_opened(world: World, page: Page) -> None:
    for heads in (12, 15):
        _count_heads(world, page, heads)
    table = page.locator("[aria-labelledby=end] details")
    with page.expect_response("**/live"):
        table.locator("summary").click()
    expect(table.locator("td").last).to_have_text("15")
    expect(table.locator("summary")).to_be_focused()


def _count_heads(world: World, page: Page, heads: int) -> None:
    """Write down an own count, and wait until the page shows it."""
    with world.store.transaction() as session:
        day_notes.record_count(session, world.event_id, heads=heads, now=NOW)
    with page.expect_response("**/live"):
        page.evaluate(WAKE_UP)
    expect(page.locator("[aria-labelledby=inside] .stats b").first).to_have_text(str(heads))


def test_the_three_ways_and_the_slider_change_the_list_at_once(world: World, page: Page) -> None:
    page.goto(f"{world.settings.base_url}/events/{world.event_id}")
    page.evaluate("window.isTheSamePage = true")
    costs = page.locator("[data-swap=shopping] tfoot td.n")
    before = costs.inner_text()
    page.locator("#generosity-ample").focus()
    page.keyboard.press("ArrowRight")
    expect(costs).not_to_have_text(before)
    expect(page.locator("#generosity-extra")).to_be_checked()
    expect(page.locator("#generosity-extra")).to_be_focused()
    expect(page.locator("#price")).to_have_value("9")
    page.locator("#price").fill("1")
    expect(page.locator("#generosity-tight")).to_be_checked()
    assert page.evaluate("window.isTheSamePage")
