"""Who is here, tapped on a phone without internet: it arrives once, and at the first moment."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from planner.services.helpers.presence import note_here
from planner.store.models import Event, ShiftEntry
from tests.browser.gate_phone import PATIENCE_MS, READ_STORAGE, GatePhone, pocket
from tests.support.application import test_settings
from tests.support.gate_server import GateServer
from tests.support.shifts import add_shift, sign_up

pytestmark = pytest.mark.browser

READ_FACTS = READ_STORAGE.replace("scans: await all('scans')", "facts: await all('meta')")


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[GateServer]:
    made = GateServer(test_settings(sqlite_url, tmp_path), cards=1, contact_phone="+31451234567")
    with made.store.transaction() as session:
        session.get_one(Event, made.event_id).help_code = "xyz23456"
    made.start()
    yield made
    made.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[GatePhone]:
    with pocket(browser) as take:
        yield take(viewport={"width": 390, "height": 740})


def entry(server: GateServer, entry_id: int) -> ShiftEntry:
    with server.store.reading() as session:
        found: ShiftEntry = session.get_one(ShiftEntry, entry_id)
        return found


def test_what_is_tapped_without_internet_arrives_once_at_the_first_moment(
    server: GateServer, phone: GatePhone
) -> None:
    shift_id = add_shift(server.store, server.event_id, needed=4, minutes=30, length=180)
    before = datetime.now(UTC) - timedelta(minutes=30)
    add = partial(sign_up, server.store, server.event_id, shift_id, now=before)
    first = add("a", name="Fatma")
    add("b", is_first_time=True, heads=2)
    assert first.entry_id is not None
    page = phone.page
    phone.enrol(server)
    phone.until("() => navigator.serviceWorker.controller !== null")
    phone.settle()
    page.get_by_role("link", name="More").click()
    page.get_by_role("link", name="Helpers").click()
    key = page.get_by_role("button", name="Fatma")
    expect(key).to_have_attribute("aria-pressed", "false", timeout=PATIENCE_MS)
    expect(page.get_by_role("button", name="Helper without a name")).to_contain_text("first time")
    server.stop()
    key.click()
    expect(key).to_have_attribute("aria-pressed", "true")
    page.reload()
    expect(key).to_contain_text("not sent yet")
    expect(page.locator(".saved")).to_have_text("1 waits")
    page.goto(f"{server.url}/gate/crew#invite")
    expect(page.get_by_role("img", name="Code with which somebody can help")).to_be_visible()
    page.goto(f"{server.url}/gate/crew#emergency")
    expect(page.get_by_text("Call 112. Say what is on fire, and where.")).to_be_visible()
    tapped_by = datetime.now(UTC)
    # Another phone says it later, and is the first whose word arrives.
    with server.store.transaction() as session:
        later = tapped_by + timedelta(minutes=5)
        note_here(session, server.event_id, first.entry_id, at=later, now=later)
    server.lose_answers(1, "/gate/helpers")
    server.start()
    page.goto(f"{server.url}/gate/crew")
    phone.come_online()
    expect(page.locator(".saved")).to_have_text("kept", timeout=PATIENCE_MS)
    came_at = entry(server, first.entry_id).came_at
    assert came_at is not None
    assert before < came_at <= tapped_by
    expect(key).to_have_attribute("aria-pressed", "true")
    assert '"here":' not in str(page.evaluate(READ_FACTS))
