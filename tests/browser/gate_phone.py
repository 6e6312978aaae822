"""A volunteer's phone: a browser context of its own, or a whole Chromium that can be killed."""

import contextlib
import os
import re
import signal
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from playwright._impl._api_structures import Cookie, SetCookieParam
from playwright.sync_api import Browser, BrowserType, Error, Page, expect

from tests.browser.conftest import QUIET, find_chromium
from tests.support.gate_server import GateServer

CAMERA = (
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    "--autoplay-policy=no-user-gesture-required",
)
READ_STORAGE = """async () => {
  const open = indexedDB.open('planner-gate');
  const database = await new Promise(done => open.onsuccess = () => done(open.result));
  const all = name => new Promise(done => {
    const asked = database.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const found = { entries: await all('cards'), scans: await all('scans') };
  database.close();
  return found;
}"""
# A verdict fades after two seconds; a test lets it fade when it has seen what it wants to see.
HOLD_FADE = """(() => {
  const [begin, end] = [window.setTimeout, window.clearTimeout];
  const held = new Map();
  window.setTimeout = (work, after, ...rest) => {
    if (after !== 2000) return begin(work, after, ...rest);
    held.set(-held.size - 1, work);
    return -held.size;
  };
  window.clearTimeout = timer => held.has(timer) ? held.set(timer, () => {}) : end(timer);
  window.fade = () => { for (const work of held.values()) work(); held.clear(); };
})()"""
HAND_SCANNER = """text => {
  for (const key of [...text, 'Enter'])
    (document.activeElement ?? document.body).dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
}"""
MOST_RENEWALS = 5
PATIENCE_MS = 60_000  # a loaded machine takes its time; what never comes still fails


class GatePhone:
    """A phone at a gate: it shares a Chromium with others, and nothing that it keeps.

    Args:
        browser: has a place for its context.
        scripts: run in each page before its own; one of them may be a camera.
        options: of the browser context.
    """

    def __init__(self, browser: Browser, *, scripts: Sequence[str] = (), **options: Any) -> None:
        self.context = browser.new_context(**options_of(options))
        self._get_ready(scripts)
        self.context.new_page()

    def _get_ready(self, scripts: Sequence[str]) -> None:
        for script in (HOLD_FADE, *scripts):
            self.context.add_init_script(script)
        self.context.set_default_timeout(PATIENCE_MS)

    @property
    def page(self) -> Page:
        """The only tab."""
        return self.context.pages[0]

    def enrol(
        self,
        server: GateServer,
        link: str = "",
        *,
        at: str = "Entrance",
        name: str = "Work at this gate",
    ) -> None:
        """Open the gate's link, press the button, and be ready to go on without network."""
        self.page.goto(link or server.link)
        self.page.get_by_role("button", name=name).click()
        self.page.wait_for_url("**/gate/app*")
        self.page.wait_for_selector(".count-number")
        self.until("() => navigator.serviceWorker.controller !== null")
        expect(self.page.locator(".bar")).to_contain_text(at, timeout=PATIENCE_MS)

    def fade(self) -> None:
        """Let the two seconds pass after which a verdict fades."""
        self.page.evaluate("fade()")

    def check_in(self, number: int, verdict: str | re.Pattern[str] = "Welcome!") -> None:
        """Type the number of a card, read the verdict, and go on to the next guest."""
        self.settle()
        self.page.get_by_role("link", name="Type the code").click()
        self.page.fill("#typed", str(number))
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", level=1)).to_have_text(verdict)
        self.settle()
        self.page.get_by_role("button", name="Next guest").click()

    def settle(self) -> None:
        """Wait until the keys that were shown last take taps, no longer than they take."""
        self.until("() => !document.querySelector('.is-fresh')")

    def until(self, condition: str) -> None:
        """Wait until a function of script is true; Playwright's own way needs 'unsafe-eval'.

        The page may open itself anew meanwhile, as it does once a new program serves it.
        """
        for _ in range(MOST_RENEWALS):
            try:
                assert self._comes(condition), condition
            except Error as gone:
                if "context was destroyed" not in gone.message:
                    raise
                self.page.wait_for_load_state()
            else:
                return
        pytest.fail(f"The page is never done: {condition}")

    def _comes(self, condition: str) -> bool:
        in_time: bool = self.page.evaluate(
            f"""async patience => {{
                const condition = {condition};
                for (const begun = performance.now(); performance.now() - begun < patience; ) {{
                    if (await condition()) return true;
                    await new Promise(next => setTimeout(next, 25));
                }}
                return false;
            }}""",
            PATIENCE_MS,
        )
        return in_time

    def expect_waiting(self, count: int) -> None:
        """See how many counts the phone still has to send."""
        words = "kept" if not count else f"{count} wait" if count > 1 else "1 waits"
        expect(self.page.locator(".saved")).to_have_text(words, timeout=PATIENCE_MS)

    def read_with_scanner(self, text: str) -> None:
        """Let a hand scanner type what it reads: as fast as one does, however slow the machine."""
        self.page.evaluate(HAND_SCANNER, text)

    def expect_good_line(self) -> None:
        """See that the phone knows it has internet: then it asks before it decides."""
        self.until("() => document.querySelector('#strips').textContent === ''")

    def come_online(self) -> None:
        """Notice that there is a network again."""
        self.page.evaluate("dispatchEvent(new Event('online'))")

    def storage(self) -> dict[str, list[dict[str, Any]]]:
        """Read what the phone keeps."""
        found: dict[str, list[dict[str, Any]]] = self.page.evaluate(READ_STORAGE)
        return found

    def close(self) -> None:
        """Put it away, if it still runs."""
        with contextlib.suppress(Exception):
            self.context.close()


class LastingPhone(GatePhone):
    """A phone with a Chromium of its own, and a profile that outlives being killed.

    Args:
        chromium: starts browsers.
        profile: where the phone keeps what it keeps.
        film: what its camera sees; without one it has no camera.
        scripts: as of every phone.
        options: of the browser context.
    """

    def __init__(
        self,
        chromium: BrowserType,
        profile: Path,
        *,
        film: Path | None = None,
        scripts: Sequence[str] = (),
        **options: Any,
    ) -> None:
        self._chromium, self._profile, self._film = chromium, profile, film
        self._scripts, self._options = scripts, options_of(options)
        self._cookies: list[Cookie] = []
        self._open()

    def kill(self) -> None:
        """Stop the browser as an empty battery would."""
        # A browser writes cookies down every half a minute; no test waits for that.
        self._cookies = self.context.cookies()
        _host, _, process = (self._profile / "SingletonLock").readlink().name.rpartition("-")
        os.kill(int(process), signal.SIGKILL)
        self.close()

    def open_again(self) -> None:
        """Start the browser again; the phone still has what it had on its disk."""
        self._open()
        self.context.add_cookies(cast(list[SetCookieParam], self._cookies))

    def _open(self) -> None:
        arguments = list(QUIET)
        if self._film is not None:
            arguments += [*CAMERA, f"--use-file-for-fake-video-capture={self._film}"]
        self.context = self._chromium.launch_persistent_context(
            str(self._profile),
            executable_path=find_chromium(),
            args=arguments,
            **{"permissions": ["camera"] if self._film else [], **self._options},
        )
        self._get_ready(self._scripts)


def options_of(wishes: dict[str, Any]) -> dict[str, Any]:
    """Return the options of a phone's browser context: a small phone, but for what is wished."""
    size = {"viewport": {"width": 360, "height": 740}, "is_mobile": True, "has_touch": True}
    return {"locale": "en-GB", "reduced_motion": "reduce", **size, **wishes}


@contextlib.contextmanager
def pocket(browser: Browser) -> Iterator[Callable[..., GatePhone]]:
    """Give a function that takes phones out of a pocket, and put all of them away in the end."""
    with contextlib.ExitStack() as taken:

        def take(**options: Any) -> GatePhone:
            return taken.enter_context(contextlib.closing(GatePhone(browser, **options)))

        yield take
