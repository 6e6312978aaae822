"""Listening with a phone: what residents say is noted without internet, and arrives once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.gate_phone import PATIENCE_MS, READ_STORAGE, GatePhone, pocket
from tests.support.application import test_settings
from tests.support.gate_server import GateServer

pytestmark = pytest.mark.browser

READ_FACTS = READ_STORAGE.replace("scans: await all('scans')", "facts: await all('meta')")
WORDS = "Mevrouw Jansen can not sleep: it is dark."


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[GateServer]:
    made = GateServer(test_settings(sqlite_url, tmp_path), cards=1)
    made.start()
    yield made
    made.close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[GatePhone]:
    with pocket(browser) as take:
        yield take(viewport={"width": 390, "height": 740})


def test_a_phone_that_listens_notes_without_internet_and_sends_once(
    server: GateServer, phone: GatePhone
) -> None:
    page = phone.page
    page.goto(server.listening_link())
    page.get_by_role("button", name="Listen with this phone").click()
    expect(page.get_by_role("link", name="What must get better?")).to_be_visible()
    phone.until("() => navigator.serviceWorker.controller !== null")
    expect(page.locator(".bar")).to_contain_text("Listening", timeout=PATIENCE_MS)
    phone.expect_good_line()
    server.stop()
    page.get_by_role("link", name="What must get better?").click()
    field = page.get_by_label("What did they say?")
    expect(field).to_be_focused()
    phone.settle()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#remark-error")).to_be_visible()
    field.press_sequentially(WORDS)
    page.get_by_role("button", name="One more").click()
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#remark-marked mark")).to_have_text("Jansen")
    expect(field).to_have_value(WORDS)
    page.get_by_role("button", name="Save it as it is").click()
    expect(page.locator(".rows")).to_have_text("1 remark not sent yet")
    page.reload()
    expect(page.locator(".rows")).to_have_text("1 remark not sent yet")
    assert "Jansen" not in page.inner_text("body")
    server.lose_answers(1, "/gate/remarks")
    server.start()
    phone.come_online()
    expect(page.locator(".rows")).to_have_text("1 remark noted and sent", timeout=PATIENCE_MS)
    assert server.remarks() == [(WORDS, 2)]
    kept = page.evaluate(READ_FACTS)
    assert kept["entries"] == []
    assert "Jansen" not in str(kept["facts"])


def test_a_phone_at_the_gate_notes_too_and_goes_on_counting(
    server: GateServer, phone: GatePhone
) -> None:
    phone.enrol(server)
    page = phone.page
    phone.settle()
    page.get_by_role("link", name="More").click()
    page.get_by_role("link", name="Note what somebody said").click()
    page.get_by_role("link", name="What are you proud of in your neighbourhood?").click()
    page.get_by_label("What did they say?").press_sequentially("The new playground")
    phone.settle()
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".rows")).to_have_text("1 remark noted and sent", timeout=PATIENCE_MS)
    assert server.remarks() == [("The new playground", 1)]
    page.get_by_role("link", name="Back to the camera").click()
    expect(page.locator(".count-number")).to_be_visible()
