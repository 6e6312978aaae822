"""The run sheet on phones without internet: ticks arrive once, with the moment of the tap."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Response, expect

from planner.store.models import RunLine
from tests.browser.gate_phone import PATIENCE_MS, READ_STORAGE, GatePhone, pocket
from tests.support.application import test_settings
from tests.support.gate_server import GateServer
from tests.support.run_lines import add_lines, line_plan

pytestmark = pytest.mark.browser

READ_FACTS = READ_STORAGE.replace("scans: await all('scans')", "facts: await all('meta')")


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[GateServer]:
    made = GateServer(test_settings(sqlite_url, tmp_path), cards=1)
    made.start()
    yield made
    made.close()


@pytest.fixture
def phones(browser: Browser) -> Iterator[tuple[GatePhone, GatePhone]]:
    with pocket(browser) as take:
        yield take(viewport={"width": 390, "height": 740}), take()


def line(server: GateServer, line_id: int) -> RunLine:
    with server.store.reading() as session:
        found: RunLine = session.get_one(RunLine, line_id)
        return found


def is_taken(answer: Response) -> bool:
    """Say whether this is the server's word that it has what was tapped."""
    return answer.ok and answer.request.method == "POST" and answer.url.endswith("/gate/helpers")


def test_what_is_ticked_without_internet_is_done_at_the_moment_of_the_tap(
    server: GateServer, phones: tuple[GatePhone, GatePhone]
) -> None:
    # The event began an hour ago.
    lines = add_lines(
        server.store,
        server.event_id,
        line_plan("Light the fire", -45, who="Ali"),
        line_plan("First portions", 30, 60),
        line_plan("Cake", 90),
        now=datetime.now(UTC),
    )
    late, now, comes = lines["Light the fire"], lines["First portions"], lines["Cake"]
    first, second = phones
    page = first.page
    first.enrol(server)
    first.until("() => navigator.serviceWorker.controller !== null")
    first.settle()
    page.get_by_role("link", name="More").click()
    page.get_by_role("link", name="Run sheet").click()
    # What matters stands there without a tap.
    expect(page.locator(f"#late #late-{late}")).to_contain_text("Ali", timeout=PATIENCE_MS)
    expect(page.locator(f"#now #now-{now}")).to_contain_text("First portions")
    expect(page.locator(f"#next #next-{comes}")).to_contain_text("Cake")
    other = second.page
    second.enrol(server)
    other.goto(f"{server.url}/gate/sheet")
    expect(other.locator(f"#late-{late}")).to_be_visible(timeout=PATIENCE_MS)
    server.stop()
    before = datetime.now(UTC)
    page.locator(f"#late-{late}").click()
    expect(page.locator(f"#late-{late}")).to_have_attribute("aria-pressed", "true")
    page.locator(f"#all-{now}").click()
    expect(page.locator(f"#all-{now}")).to_have_attribute("aria-pressed", "true")
    tapped_by = datetime.now(UTC)
    page.reload()
    expect(page.locator(f"#all-{late}")).to_contain_text("not sent yet")
    expect(page.locator(".saved")).to_have_text("2 wait")
    expect(page.locator("#late")).to_be_hidden()
    expect(page.locator("#now")).to_be_hidden()
    # The second phone ticks the same line a moment later, and is the first whose word arrives.
    other.locator(f"#late-{late}").click()
    expect(other.locator(".saved")).to_have_text("1 waits")
    server.start()
    second.come_online()
    expect(other.locator(".saved")).to_have_text("kept", timeout=PATIENCE_MS)
    server.lose_answers(1, "/gate/helpers")
    # Whichever page is open sends it: here the one that scans cards.
    page.goto(f"{server.url}/gate/app")
    with page.expect_response(is_taken, timeout=PATIENCE_MS):
        first.come_online()
    page.goto(f"{server.url}/gate/sheet")
    expect(page.locator(".saved")).to_have_text("kept", timeout=PATIENCE_MS)
    for line_id in (late, now):
        done_at = line(server, line_id).done_at
        assert done_at is not None
        assert before - timedelta(seconds=1) <= done_at <= tapped_by
        expect(page.locator(f"#all-{line_id}")).to_have_attribute("aria-pressed", "true")
        expect(page.locator(f"#all-{line_id}")).not_to_contain_text("not sent yet")
    assert '"here":' not in str(page.evaluate(READ_FACTS))
