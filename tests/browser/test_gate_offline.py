"""The gate's application in a real browser: it goes on when everything else has stopped."""

import contextlib
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.gate_phone import PATIENCE_MS, READ_STORAGE, GatePhone, LastingPhone, pocket
from tests.support.application import test_settings
from tests.support.film import make_film
from tests.support.gate_server import GateServer

pytestmark = pytest.mark.browser

MOST_BYTES_COLD = 600_000
SEE_VERDICTS = """() => {
  window.seen = [];
  new MutationObserver(() => {
    const heading = document.querySelector('.verdict h1');
    const card = document.querySelector('.verdict .who li');
    if (heading) window.seen.push(`${heading.textContent} ${card ? card.textContent.trim() : ''}`);
  }).observe(document.querySelector('#main'), { subtree: true, childList: true });
}"""
WELCOMED = "new Set(window.seen.filter(one => one.startsWith('Welcome'))).size"
IS_SENT = "scan => scan.state === 'kept'"

Serve = Callable[..., GateServer]
Take = Callable[..., GatePhone]
TakeLasting = Callable[..., LastingPhone]


@pytest.fixture
def serve(sqlite_url: str, tmp_path: Path) -> Iterator[Serve]:
    """Give a function that starts a server with a gate."""
    started: list[GateServer] = []

    def start(cards: int = 30, **values: Any) -> GateServer:
        server = GateServer(test_settings(sqlite_url, tmp_path), cards=cards, **values)
        started.append(server)
        server.start()
        return server

    yield start
    for server in started:
        server.close()


@pytest.fixture
def take(browser: Browser) -> Iterator[Take]:
    """Give a function that takes a phone out of a pocket."""
    with pocket(browser) as take:
        yield take


@pytest.fixture
def take_lasting(browser: Browser, tmp_path: Path) -> Iterator[TakeLasting]:
    """Give a function that takes a phone with a browser of its own."""
    with contextlib.ExitStack() as taken:

        def take(**options: Any) -> LastingPhone:
            phone = LastingPhone(browser.browser_type, tmp_path / "phone", **options)
            return taken.enter_context(contextlib.closing(phone))

        yield take


def test_twenty_cards_without_a_server_are_each_admitted_once(
    serve: Serve, take_lasting: TakeLasting
) -> None:
    server, phone = serve(), take_lasting()
    phone.enrol(server)
    phone.check_in(1)
    phone.expect_waiting(0)
    server.stop()
    phone.page.reload()
    phone.page.wait_for_selector(".count-number")
    for number in range(2, 12):
        phone.check_in(number)
    phone.expect_waiting(10)
    phone.kill()
    phone.open_again()
    phone.page.goto(f"{server.url}/gate")  # as from a bookmark
    phone.expect_waiting(10)
    phone.check_in(11, "Already inside")
    for number in range(12, 22):
        phone.check_in(number)
    phone.expect_waiting(20)
    server.lose_answers(2)
    server.start()
    phone.come_online()
    phone.expect_waiting(0)
    assert server.inside() == 21 * 3
    assert set(Counter(scan.invitation_id for scan in server.scans()).values()) == {1}
    expect(phone.page.locator(".count-number")).to_have_text(str(21 * 3))


def test_a_film_of_printed_cards_is_read_without_a_fault(
    serve: Serve, take_lasting: TakeLasting, tmp_path: Path
) -> None:
    server, film = serve(cards=6), tmp_path / "cards.mjpeg"
    make_film(film, [f"{server.url}/{code}" for code in server.codes[:4]])
    phone = take_lasting(film=film)
    phone.enrol(server)
    expect(phone.page.locator("#camera video")).to_be_visible(timeout=PATIENCE_MS)
    phone.page.evaluate(SEE_VERDICTS)
    phone.until(f"() => {WELCOMED} >= 4")
    phone.until(f"async () => (await ({READ_STORAGE})()).scans.filter({IS_SENT}).length >= 4")
    assert {scan.invitation_id for scan in server.scans()} == {1, 2, 3, 4}
    assert (len(server.scans()), server.inside()) == (4, 4 * 3)


def test_a_phone_signed_out_in_the_middle_keeps_and_shows_what_it_has_not_sent(
    serve: Serve, take: Take
) -> None:
    server, phone = serve(cards=5), take()
    phone.enrol(server)
    server.stop()
    phone.check_in(2)
    phone.page.get_by_role("button", name="child").click()
    server.sign_all_out()
    server.start()
    phone.come_online()
    heading = phone.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("This phone does not count", timeout=PATIENCE_MS)
    expect(phone.page.locator("main")).to_contain_text("2 counts are still on this phone")
    kept = phone.storage()
    assert (len(kept["entries"]), len(kept["scans"])) == (0, 2)
    phone.enrol(server)
    phone.expect_waiting(0)
    assert server.inside() == 4
    expect(phone.page.locator(".count-number")).to_have_text("4")


def test_a_phone_signed_out_with_nothing_to_send_forgets_everything(
    serve: Serve, take: Take
) -> None:
    server, phone = serve(cards=5), take()
    phone.enrol(server)
    phone.check_in(2)
    phone.expect_waiting(0)
    server.sign_all_out()
    phone.come_online()
    heading = phone.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("This phone does not count", timeout=PATIENCE_MS)
    assert phone.storage() == {"entries": [], "scans": []}
    phone.enrol(server)
    expect(phone.page.locator(".count-number")).to_have_text("3")


def test_a_volunteer_on_prepaid_data_can_open_the_gate(serve: Serve, take: Take) -> None:
    server, phone = serve(cards=1), take()
    phone.enrol(server)
    phone.until("async () => (await caches.keys()).length === 1")
    sent = {path: size for path, size in server.bytes_sent.items() if path != "/gate/list"}
    assert sum(sent.values()) <= MOST_BYTES_COLD, sent
    assert sent["/gate/files/zxing_reader.wasm"] > 300_000, "the engine came along"
