"""The page of the day when food runs short, and a household that says how many they are."""

import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from planner.core.parties import PartyDetails
from planner.services.answer import answering
from planner.services.day import errands
from planner.services.day.live import watch_event
from planner.services.plan import day_notes
from planner.store.models import Event
from tests.browser.conftest import Watched, served_world
from tests.browser.test_every_page import faults
from tests.support.application import PASSWORD, test_settings
from tests.support.cards import MADE_AT, SATURDAY, World
from tests.support.clock import FixedClock

pytestmark = pytest.mark.browser
NOW = SATURDAY + timedelta(minutes=40)
SIZES = {"390": (390, 844), "1280": (1280, 900)}


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    clock = FixedClock()
    clock.now = NOW
    with served_world(test_settings(sqlite_url, tmp_path), clock=clock) as world:
        world.change(expected=30)
        yield world


@pytest.fixture(params=SIZES)
def page(request: pytest.FixtureRequest, world: World, watched: Callable[..., Watched]) -> Page:
    width, height = SIZES[request.param]
    page = watched(viewport={"width": width, "height": height}).page()
    page.goto(f"{world.settings.base_url}/sign-in")
    page.get_by_label("E-mail").fill("noor@feest.example")
    page.get_by_label("Wachtwoord").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/events")
    return page


def look(page: Page, name: str) -> None:
    assert faults(page) == []
    if "SHOTS" in os.environ:
        width = page.evaluate("innerWidth")
        page.screenshot(path=f"{os.environ['SHOTS']}/{name}-{width}.png", full_page=True)


def run_short(world: World) -> None:
    with world.store.transaction() as session:
        day_notes.record_count(session, world.event_id, heads=137, now=NOW - timedelta(minutes=6))
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        seen = watch_event(session, event, now=NOW)
        assert errands.write_down(session, event.id, errands.find_needs(seen.dishes), now=NOW)


def test_somebody_goes_and_brings_it(world: World, page: Page) -> None:
    run_short(world)
    page.goto(f"{world.settings.base_url}/events/{world.event_id}/live")
    expect(page.get_by_text("Iemand telde om 15:34 uur 137 mensen.")).to_be_visible()
    look(page, "live-do-now")
    page.get_by_role("button", name="Ik ga").click()
    expect(page.get_by_role("heading", name="Noor gaat, sinds 15:40 uur.")).to_be_visible()
    look(page, "live-going")
    page.get_by_role("button", name="Het is er").click()
    expect(page.get_by_role("heading", name="Doe dit nu")).to_be_hidden()
    look(page, "live-here")


def test_the_choice_of_mail_is_in_the_own_account(world: World, page: Page) -> None:
    page.goto(f"{world.settings.base_url}/account")
    page.get_by_label("Nooit").check()
    page.locator("form[action='/account/shortage-mail'] button").click()
    expect(page.get_by_label("Nooit")).to_be_checked()
    look(page, "account-mail")


def test_a_family_that_does_not_fit_may_wait_for_all_of_them(world: World, page: Page) -> None:
    starts_at = NOW + timedelta(days=3)
    world.change(capacity=6, starts_at=starts_at, ends_at=starts_at + timedelta(hours=4))
    first, family = world.cards(2)
    with world.store.transaction() as session:
        party = PartyDetails(adults=4)
        answering.give_details(session, world.invitation(first), party, now=MADE_AT)
    page.context.clear_cookies()  # a household's phone: where an organiser is in, it is told less
    page.goto(f"{world.settings.base_url}/{family.code}")
    page.get_by_role("button", name="Ja, ik kom").click()
    expect(page.get_by_text("We houden tot 15:50 uur 2 plekken voor je vrij.")).to_be_visible()
    look(page, "party-held")
    page.locator("input[name=adults][value='2']").check()
    page.locator("input[name=children][value='2']").check()
    page.get_by_role("button", name="Klaar").click()
    expect(page.get_by_text("Je kunt ook wachten op 4 plekken bij elkaar.")).to_be_visible()
    look(page, "party-wait")
    page.get_by_role("button", name="Ik wil wachten op een plek").click()
    expect(page.get_by_text("Jullie wachten op een plek, met 4 mensen.")).to_be_visible()
    look(page, "card-waits")
