"""'You said, we did' on a phone and a desk, light, dark and from right to left: nothing to find."""

from typing import Any

import pytest

from planner.settings import Settings
from planner.store.base import Store
from tests.browser.conftest import SIZES
from tests.browser.test_every_page import faults
from tests.support.cards import make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient
from tests.web.test_promises_page import URL, fill

pytestmark = pytest.mark.browser


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def test_the_page_reads_well_for_everybody(
    watched: Any, client: PageClient, store: Store, settings: Settings, clock: FixedClock
) -> None:
    fill(make_world(store, settings), clock)
    for size, scheme, language in (
        ("phone-320", "light", "nl"),
        ("phone-320", "dark", "ar"),
        ("laptop", "light", "uk"),
    ):
        page = watched(**SIZES[size], color_scheme=scheme).page()
        # The page is one file: its style stands in it, and it asks for nothing else.
        page.set_content(client.get(f"{URL}?l={language}").get_data(as_text=True))
        assert not faults(page), (size, scheme, language)
