"""A page of another site shows our public calendar; a guest answers by the link in their own."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from planner.core.enums import Reply
from planner.services.invite import from_calendar
from planner.settings import Settings
from tests.browser.conftest import SIZES, served_world
from tests.browser.test_every_page import faults
from tests.support.cards import World

pytestmark = pytest.mark.browser

FETCH = """async ([url, headers]) => {
    try {
        const answer = await fetch(url, { headers, mode: "cors", credentials: "omit" });
        return [answer.status, answer.headers.get("ETag"), await answer.text()];
    } catch (fault) {
        return [String(fault), null, ""];
    }
}"""


class Elsewhere(BaseHTTPRequestHandler):
    """A page of somebody else, with nothing on it."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><title>Elsewhere</title>")

    def log_message(self, *args: object) -> None:
        pass


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def world(settings: Settings) -> Iterator[World]:
    with served_world(settings) as world:
        yield world


@pytest.fixture
def elsewhere() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_page_of_another_site_reads_public_calendars_and_nothing_else(
    browser: Browser, world: World, elsewhere: str
) -> None:
    ours = world.settings.base_url
    (card,) = world.cards()
    page = browser.new_page()
    page.goto(elsewhere)
    for path in ("/calendar.ics", "/calendar.ics?l=ar", "/e/buurt-bbq-passart.ics"):
        status, etag, text = page.evaluate(FETCH, [ours + path, {}])
        assert status == 200
        assert "BEGIN:VCALENDAR" in text
        # With a header of its own the browser asks first, and a 304 has no body.
        status, _etag, text = page.evaluate(FETCH, [ours + path, {"If-None-Match": etag}])
        assert (status, text) == (304, "")
    for path in (f"/{card.code}/calendar.ics", f"/{card.code}", "/calendar", "/sign-in"):
        assert "Failed to fetch" in page.evaluate(FETCH, [ours + path, {}])[0], path
    page.close()


@pytest.mark.parametrize(("language", "dark"), [("nl", False), ("ar", True)])
def test_a_guest_answers_from_the_calendar_with_a_thumb_or_the_keyboard_alone(
    watched: Any, world: World, language: str, dark: bool
) -> None:
    (card,) = world.cards()
    key = world.settings.code_key
    link = from_calendar.link_of(world.invitation(card), code_key=key)
    page = watched(**SIZES["phone-320"], color_scheme="dark" if dark else "light").page()
    page.goto(f"{world.settings.base_url}/k/{link}?l={language}")
    assert not faults(page)
    page.locator("#heads").focus()
    page.keyboard.type("99")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#heads")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#heads")).to_have_value("99")
    assert not faults(page)
    page.locator("#heads").fill("4")
    page.locator("button[value=yes]").click()
    page.wait_for_url(f"**/k/{link}/thanks**")
    assert not faults(page)
    answer = world.invitation(card).answer
    assert answer is not None
    assert (answer.reply, answer.heads) == (Reply.YES, 4)
    page.get_by_role("main").get_by_role("link").last.click()
    expect(page.locator("#heads")).to_have_value("")
    assert "4" not in page.locator("form").inner_text()
