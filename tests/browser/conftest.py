"""A real Chromium against a real server, on a database with a summer of events."""

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from planner.app import create_app
from planner.services import demonstration
from planner.services.people import signing_in
from planner.settings import Settings
from tests.support.application import PASSWORD
from tests.support.cards import MADE_AT, World, make_world
from tests.support.clock import FixedClock
from tests.support.serving import served

HOW_TO_GET = (
    "No Chromium: install it (on Debian or Ubuntu: apt install chromium), or name one with "
    "PLANNER_TEST_CHROMIUM=/path/to/chromium."
)
# Each context has a window of its own, and two pages came with each to be shown below its address,
# which took more than what is tested. The last of such options counts: it repeats Playwright's.
NOT_WANTED = (
    "WebUIOmniboxPopup",
    "WebUIOmniboxAimPopup",
    "AimEnabled",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsFirstBalancedModeAutoEnable",
    "HttpsUpgrades",
    "LensOverlay",
    "MediaRouter",
    "NetworkTimeServiceQuerying",
    "OptimizationHints",
    "PaintHolding",
    "PreconnectToSearch",
    "ThirdPartyStoragePartitioning",
)
QUIET = (
    f"--disable-features={','.join(NOT_WANTED)}",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
SIZES: dict[str, dict[str, Any]] = {
    "phone-320": {"viewport": {"width": 320, "height": 568}, "is_mobile": True, "has_touch": True},
    "phone-390": {"viewport": {"width": 390, "height": 740}, "is_mobile": True, "has_touch": True},
    "laptop": {"viewport": {"width": 1280, "height": 800}},
}
# A loaded machine takes its time; what never comes still fails.
expect.set_options(timeout=20_000)


@dataclass(frozen=True)
class Site:
    """A running planner and who may open what in it."""

    url: str
    access: demonstration.DemoAccess


def find_chromium() -> str | None:
    named = os.environ.get("PLANNER_TEST_CHROMIUM")
    return named or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    program = find_chromium()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(HOW_TO_GET)
        pytest.skip(HOW_TO_GET)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The demonstration data behind a server of our own; tests that share it add to it."""
    with served_demonstration(sqlite_template, tmp_path_factory.mktemp("site")) as site:
        yield site


@contextmanager
def served_demonstration(sqlite_template: Path, folder: Path) -> Iterator[Site]:
    """Serve the demonstration data as it is in the beginning."""
    shutil.copy(sqlite_template, folder / "planner.db")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    access: list[demonstration.DemoAccess] = []

    def make(base_url: str) -> Flask:
        settings = Settings(
            secret_key="a secret key for the browser, 0123456789",
            code_key="a key for codes in the browser, 9876543210",
            base_url=base_url,
            database_url=f"sqlite:///{folder / 'planner.db'}",
            instance=folder,
            organisation="Bureau Noord",
            contact_phone="045 000 00 00",
            insecure_http=True,
        )
        clock = FixedClock()
        app = create_app(settings, clock=clock)
        store = app.extensions["store"]
        access.append(demonstration.load(store, settings=settings, now=clock()))
        return app

    with served(make) as url:
        yield Site(url=url, access=access[0])


@contextmanager
def served_world(settings: Settings, *, clock: FixedClock | None = None) -> Iterator[World]:
    """Serve a planner with one barbecue, and Noor who organises it."""
    worlds: list[World] = []

    def make(base_url: str) -> Flask:
        app = create_app(replace(settings, base_url=base_url), clock=clock or FixedClock())
        world = make_world(app.extensions["store"], app.extensions["settings"])
        with world.store.transaction() as session:
            signing_in.add_account(
                session, email="noor@feest.example", name="Noor", password=PASSWORD, now=MADE_AT
            )
        worlds.append(world)
        return app

    with served(make):
        yield worlds[0]


def sign_in(page: Page, url: str, email: str) -> None:
    """Sign an organiser in, as they do it in English."""
    page.goto(f"{url}/sign-in")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/events")


class Watched:
    """A browser context that remembers every complaint: a blocked style, a lost file, a fault."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.complaints: list[str] = []
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("console", self._note)

    def _note(self, message: Any) -> None:
        # A page that answers 404 or 422 on purpose makes the browser complain too; so does what
        # reads pages in each frame, where mail is shown in one that runs no script.
        expected = ("the server responded with a status of 4", "document's frame is sandboxed")
        if message.type == "error" and not any(one in message.text for one in expected):
            self.complaints.append(message.text)

    def page(self) -> Page:
        return self.context.new_page()


@pytest.fixture
def watched(browser: Browser) -> Iterator[Any]:
    """Give a function that opens a browser context; at the end nothing may have complained."""
    opened: list[Watched] = []

    def open_context(**options: Any) -> Watched:
        options.setdefault("locale", "nl-NL")
        options.setdefault("timezone_id", "Europe/Amsterdam")
        options.setdefault("reduced_motion", "reduce")
        one = Watched(browser.new_context(**options))
        opened.append(one)
        return one

    yield open_context
    for one in opened:
        one.context.close()
    complaints = [line for one in opened for line in one.complaints]
    assert not complaints, complaints
