"""A day at the gates in real browsers: see tests/support/gate_day.py. The long one is a bench."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.gate_phone import LastingPhone
from tests.support.application import test_settings
from tests.support.gate_day import Gates, Volunteer, finish
from tests.support.gate_server import GateServer

pytestmark = pytest.mark.browser

PHONES = 2
STEPS = 40


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[GateServer]:
    server = GateServer(test_settings(sqlite_url, tmp_path), cards=12)
    server.start()
    yield server
    server.close()


@pytest.mark.parametrize("seed", [20270612])
def test_a_day_at_the_gates_is_booked_as_it_was(
    server: GateServer, browser: Browser, tmp_path: Path, seed: int
) -> None:
    chance, gates = random.Random(seed), Gates(server)
    phones = [
        LastingPhone(browser.browser_type, tmp_path / f"phone-{number}") for number in range(PHONES)
    ]
    try:
        volunteers = [Volunteer(phone, gates, chance) for phone in phones]
        for volunteer in volunteers:
            volunteer.begin()
        for _ in range(STEPS):
            chance.choice(volunteers).act()
        finish(volunteers)
    finally:
        for phone in phones:
            phone.close()
