"""The gate's application where a phone lacks something, or never answers."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from planner.web.gate.app_texts import app_texts
from tests.browser.gate_phone import PATIENCE_MS, READ_STORAGE, GatePhone, pocket
from tests.support.application import test_settings
from tests.support.gate_server import GateServer

pytestmark = pytest.mark.browser

HANGS_ONCE = """(() => {
  if (sessionStorage.getItem('hung') !== 'next') return;
  sessionStorage.setItem('hung', 'done');
  const open = IDBFactory.prototype.open;
  IDBFactory.prototype.open = function () {
    const request = open.call(this, 'never');
    for (const kind of ['success', 'error', 'upgradeneeded'])
      request.addEventListener(kind, event => event.stopImmediatePropagation());
    return request;
  };
})()"""
BREAKS = {
    "private": """IDBFactory.prototype.open = () => {
        throw new DOMException('denied', 'SecurityError'); }""",
    "no-database": """Object.defineProperty(window, 'indexedDB', { value: undefined })""",
    "no-worker": """ServiceWorkerContainer.prototype.register = () =>
        Promise.reject(new DOMException('denied', 'SecurityError'))""",
    "no-locks": """Object.defineProperty(navigator, 'locks', { value: undefined })""",
    "locks-refused": """LockManager.prototype.request = () =>
        Promise.reject(new DOMException('denied', 'SecurityError'))""",
    "no-wake-lock": """Object.defineProperty(navigator, 'wakeLock', { value: undefined })""",
    "no-storage-manager": """Object.defineProperty(navigator, 'storage', { value: undefined })""",
}
STRIPS = {
    "private": "This phone can't keep the counts.",
    "no-database": "This phone can't keep the counts.",
    "no-worker": "This phone can't open this page again without internet.",
}
SIMPLE = "Count without the camera"

Take = Callable[..., GatePhone]


@pytest.fixture
def server(sqlite_url: str, tmp_path: Path) -> Iterator[GateServer]:
    """A gate with cards."""
    started = GateServer(test_settings(sqlite_url, tmp_path), cards=5)
    started.start()
    yield started
    started.close()


@pytest.fixture
def take(browser: Browser) -> Iterator[Take]:
    """Give a function that takes a phone with some scripts out of a pocket."""
    with pocket(browser) as take:
        yield lambda *scripts, **options: take(scripts=scripts, **options)


@pytest.mark.parametrize("broken", BREAKS)
def test_a_phone_that_lacks_one_thing_counts_all_the_same(
    server: GateServer, take: Take, broken: str
) -> None:
    phone = take(BREAKS[broken])
    page = phone.page
    page.goto(server.link)
    page.get_by_role("button", name="Work at this gate").click()
    page.wait_for_selector(".count-number")
    expect(page.locator(".bar")).to_contain_text("Entrance", timeout=PATIENCE_MS)
    phone.check_in(2)
    expect(page.locator(".count-number")).to_have_text("3")
    phone.expect_waiting(0)
    assert server.inside() == 3
    if broken in STRIPS:
        expect(page.locator("#strips")).to_contain_text(STRIPS[broken], timeout=PATIENCE_MS)
    else:
        expect(page.locator("#strips")).to_be_empty(timeout=PATIENCE_MS)
    expect(page.locator("#trouble")).to_be_hidden()


def test_a_database_that_never_answers_loses_nothing(server: GateServer, take: Take) -> None:
    phone = take(HANGS_ONCE)
    page = phone.page
    phone.enrol(server)
    server.stop()
    phone.check_in(1)
    phone.expect_waiting(1)
    server.start()
    page.evaluate("sessionStorage.setItem('hung', 'next')")
    page.reload()
    assert page.locator(".saved").inner_text() == ""
    page.wait_for_selector(".count-number")
    expect(page.locator("#strips")).to_contain_text("This phone can't keep the counts.")
    expect(page.locator(".bar")).to_contain_text("Entrance", timeout=PATIENCE_MS)
    phone.check_in(2)
    phone.expect_waiting(0)
    assert server.inside() == 3
    page.reload()
    page.wait_for_selector(".count-number")
    phone.until(
        f"async () => (await ({READ_STORAGE})()).scans.every(scan => scan.state === 'kept')"
    )
    assert server.inside() == 6


@pytest.mark.parametrize("fault", ["no script", "an error", "nothing happens"])
def test_what_does_not_start_offers_the_simple_page_and_says_nothing_is_kept(
    server: GateServer, take: Take, fault: str
) -> None:
    fails = "Intl.PluralRules = function () { throw new Error('broken'); }"
    phone = take(*([fails] if fault == "an error" else []))
    page = phone.page
    phone.page.goto(server.link)
    if fault == "no script":
        page.route("**/gate.js*", lambda route: route.abort())
    elif fault == "nothing happens":
        page.route(
            "**/gate.js*", lambda route: route.fulfill(body="", content_type="text/javascript")
        )
    page.get_by_role("button", name="Work at this gate").click()
    page.wait_for_url("**/gate/app*")
    offer = page.get_by_role("link", name=SIMPLE)
    expect(offer).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator("main")).not_to_contain_text("kept")
    offer.click()
    page.wait_for_url("**/gate#simple")
    expect(page.get_by_label("Code or number of the card")).to_be_visible()
    page.get_by_role("button", name="+ 1 grown-up").click()
    expect(page.locator(".count-number")).to_have_text("1")
    assert server.inside() == 1


def test_an_error_later_on_offers_a_way_too_and_moves_no_key(
    server: GateServer, take: Take
) -> None:
    phone = take()
    phone.enrol(server)
    page, key = phone.page, phone.page.get_by_role("button", name="+ 1 grown-up")
    place = key.bounding_box()
    page.evaluate("setTimeout(() => void Promise.reject(new Error('broken')))")
    expect(page.get_by_text("Something went wrong on this page.")).to_be_visible()
    assert key.bounding_box() == place
    page.get_by_role("link", name="Open again").click()
    expect(page.get_by_text("Something went wrong on this page.")).to_be_hidden()
    page.wait_for_selector(".count-number")


@pytest.mark.parametrize("by", ["reload", "key"])
def test_a_new_version_comes_though_the_server_refuses_what_waits(
    server: GateServer, take: Take, monkeypatch: pytest.MonkeyPatch, by: str
) -> None:
    phone = take()
    page, newer = phone.page, phone.page.locator("#newer")
    phone.enrol(server)
    server.refuses_scans = True
    phone.check_in(1)
    expect(page.locator("#strips")).to_contain_text(
        "Our server does not take the counts.", timeout=PATIENCE_MS
    )
    expect(newer).to_be_hidden()
    words = {"waiting": {"one": "%(n)s waits anew", "other": "%(n)s wait anew"}}
    monkeypatch.setattr("planner.web.gate.app.app_texts", lambda: app_texts() | words)
    page.reload()
    phone.expect_waiting(1)
    phone.until("async () => (await navigator.serviceWorker.getRegistration()).waiting !== null")
    if by == "reload":
        page.reload()
    else:
        newer.get_by_role("button", name="Open again").click()
    expect(page.locator(".saved")).to_have_text("1 waits anew", timeout=PATIENCE_MS)
    server.refuses_scans = False
    phone.come_online()
    phone.expect_waiting(0)
    assert server.inside() == 3


def test_the_server_may_ask_for_a_newer_version(
    server: GateServer, take: Take, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.web.gate.lists.OLDEST_APP", 1_000_000)
    monkeypatch.setattr("planner.web.gate.scans.OLDEST_APP", 1_000_000)
    phone = take()
    phone.enrol(server)
    page, newer = phone.page, phone.page.get_by_text("A newer version of this page is here.")
    expect(newer).to_be_visible(timeout=PATIENCE_MS)
    page.get_by_role("link", name="Type the code").click()
    page.fill("#typed", "1")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome!")
    expect(newer).to_be_hidden()
    page.get_by_role("button", name="Next guest").click()
    expect(newer).to_be_visible()
    monkeypatch.undo()
    page.get_by_role("button", name="Open again").click()
    expect(newer).to_be_hidden(timeout=PATIENCE_MS)
    expect(page.locator(".count-number")).to_have_text("3", timeout=PATIENCE_MS)
    phone.expect_waiting(0)
    assert server.inside() == 3
