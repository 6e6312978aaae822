"""From a poster to an own page in two taps, in seven languages, light and dark, at 320 px."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from planner.core.enums import EventState
from planner.core.helpers.starting_sets import TaskKind
from planner.services.helpers.helper_secrets import new_help_code
from planner.store.models import Event
from planner.translations.reading import GUEST_LANGUAGES
from tests.browser.conftest import Watched, served_world
from tests.browser.test_guest_languages import look
from tests.support.application import test_settings
from tests.support.cards import SATURDAY, World
from tests.support.clock import FixedClock
from tests.support.shifts import add_shift, sign_up

pytestmark = pytest.mark.browser
HEIGHT = 740
PHONE: dict[str, Any] = {
    "viewport": {"width": 320, "height": HEIGHT},
    "is_mobile": True,
    "has_touch": True,
}


@dataclass
class Evening:
    """A barbecue with shifts that are short, full and from 18."""

    world: World
    clock: FixedClock
    list_url: str
    grill: int


@pytest.fixture
def evening(sqlite_url: str, tmp_path: Path) -> Iterator[Evening]:
    clock = FixedClock()
    with served_world(test_settings(sqlite_url, tmp_path), clock=clock) as world:
        with world.store.transaction() as session:
            event = session.get_one(Event, world.event_id)
            event.state, event.help_code = EventState.PUBLISHED, new_help_code()
            code = event.help_code
        of_event = (world.store, world.event_id)
        grill = add_shift(*of_event, kind=TaskKind.GRILL, needed=2, place="Bij de tent")
        add_shift(*of_event, kind=TaskKind.BAR, least_age=18, minutes=150)
        full = add_shift(*of_event, kind=TaskKind.SET_UP, minutes=-120)
        sign_up(*of_event, full, "quicker", code_key=world.settings.code_key)
        yield Evening(world, clock, f"{world.settings.base_url}/help/{code}", grill)


@pytest.mark.parametrize("language", GUEST_LANGUAGES)
def test_a_neighbour_helps_in_their_own_language(
    evening: Evening, watched: Callable[..., Watched], language: str
) -> None:
    page = watched(**PHONE, locale=language).page()
    wrong: list[str] = []

    def check() -> None:
        expect(page.locator("html")).to_have_attribute("lang", language)
        wrong.extend(f"{page.title()}: {fault}" for fault in look(page))

    page.goto(evening.list_url)
    check()
    code = evening.list_url.rpartition("/")[2]
    page.locator(f"a[href*='/help/{code}/{evening.grill}']").click()
    yes = page.locator("main form button").first
    box = yes.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= HEIGHT, "yes without scrolling"
    page.locator("summary").click()
    page.locator("label:has(input[value=child])").click()
    expect(page.locator("#grown_up_phone")).to_be_visible()
    check()
    page.locator("label:has(input[value=adult])").click()
    yes.click()
    page.wait_for_url("**/helper/*")
    check()
    own = page.url
    evening.clock.now = SATURDAY - timedelta(minutes=5)
    page.goto(own)
    check()
    page.locator("a[href*='/leave']").click()
    check()
    page.goto(f"{own.partition('?')[0]}/known?l={language}")
    check()
    assert page.context.cookies() == []
    assert not wrong
