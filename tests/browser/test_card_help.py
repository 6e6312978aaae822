"""From the page of a card to a shift: the browser tells the next page nothing of the card."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from planner.core.helpers.starting_sets import TaskKind
from planner.services.helpers.helper_secrets import new_help_code
from planner.store.models import Event
from tests.browser.conftest import Watched, served_world
from tests.browser.test_guest_languages import look
from tests.support.application import test_settings
from tests.support.cards import World
from tests.support.clock import FixedClock
from tests.support.shifts import add_shift

pytestmark = pytest.mark.browser
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 740},
    "is_mobile": True,
    "has_touch": True,
}


@pytest.fixture
def world(sqlite_url: str, tmp_path: Path) -> Iterator[World]:
    with served_world(test_settings(sqlite_url, tmp_path), clock=FixedClock()) as world:
        yield world


def test_the_card_stays_behind(world: World, watched: Callable[..., Watched]) -> None:
    (card,) = world.cards(1, largest_party=8)
    url = f"{world.settings.base_url}/{card.code}"
    page = watched(**PHONE, locale="nl").page()
    page.goto(url)
    page.locator("button[value=yes]").click()
    page.goto(f"{url}/done")
    wrong = look(page)
    page.get_by_role("button", name="Ik kan een uurtje helpen").click()
    page.wait_for_url("**/helped")
    wrong += look(page)
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        assert event.help_offers == 1
        event.help_code = new_help_code()
    for kind in (TaskKind.SET_UP, TaskKind.GRILL, TaskKind.CLEAR_UP):
        add_shift(world.store, world.event_id, task=kind.value, kind=kind, needed=2)
    for name in ("Opbouwen", "Bekijk wat er te doen is"):
        page.goto(f"{url}/done")
        wrong += look(page)
        link = page.get_by_role("link", name=name)
        with page.expect_response("**/help/**") as answered:
            link.click()
        headers = answered.value.request.all_headers()
        assert "referer" not in headers
        assert "cookie" not in headers
        assert card.code not in page.content()
    assert not wrong
