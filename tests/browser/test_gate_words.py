"""What a phone at the gate says, in a real browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from planner.services.invite.batches import revoke_card
from tests.browser.gate_phone import GatePhone
from tests.support.application import test_settings
from tests.support.gate_server import GateServer

pytestmark = pytest.mark.browser


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[GateServer]:
    """A gate behind a server, with three cards."""
    made = GateServer(test_settings(sqlite_url, tmp_path), cards=3)
    made.start()
    yield made
    made.close()


@pytest.fixture
def phone(browser: Browser, tmp_path: Path) -> Iterator[GatePhone]:
    """A phone without a camera."""
    taken = GatePhone(browser.browser_type, tmp_path / "phone")
    yield taken
    taken.close()


def test_a_card_that_was_taken_back_says_so_and_not_that_the_phone_is_broken(
    server: GateServer, phone: GatePhone
) -> None:
    with server.store.transaction() as session:
        assert revoke_card(session, server.event_id, 2)
    phone.enrol(server)
    phone.page.get_by_role("link", name="Type the code").click()
    phone.page.fill("#typed", "2")
    phone.page.keyboard.press("Enter")
    verdict = phone.page.locator(".verdict")
    expect(verdict).to_contain_text("This card was taken back by the organiser.")
    expect(verdict).to_contain_text("How nice that you are here. Who gave you the card?")
