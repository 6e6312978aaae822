"""Passkeys in a real Chromium, with an authenticator made of software."""

from typing import Any

import pytest
from playwright.sync_api import Page

from planner.core.roles import AccountRole
from planner.services.people import signing_in
from planner.store.base import Store
from tests.browser.conftest import Site
from tests.browser.test_every_page import faults
from tests.support.application import PASSWORD
from tests.support.clock import FixedClock

pytestmark = pytest.mark.browser
EMAIL = "pass@feest.example"


@pytest.fixture
def person(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Somebody with an account in the running planner, made once."""
    folder = next(tmp_path_factory.getbasetemp().glob("site*"))
    store = Store(f"sqlite:///{folder / 'planner.db'}")
    with store.transaction() as session:
        signing_in.add_account(
            session,
            email=EMAIL,
            name="Pass",
            password=PASSWORD,
            now=FixedClock()(),
            role=AccountRole.ADMINISTRATOR,
        )
    store.close()
    return EMAIL


def authenticator(page: Page) -> Any:
    """Give a browser a device that makes and uses passkeys without asking anybody."""
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True,
        "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = devices.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devices, made["authenticatorId"]


def sign_in(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/sign-in")
    page.locator("#email").fill(EMAIL)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()


def test_an_administrator_makes_a_passkey_and_signs_in_with_it(
    watched: Any, site: Site, person: str
) -> None:
    browser = watched()
    page = browser.page()
    devices, device = authenticator(page)
    sign_in(page, site)
    page.wait_for_url("**/account/second-step")
    assert not faults(page)
    page.locator("form[action$='/passkey'] button").click()
    page.wait_for_url("**/account/second-step/passkey")
    assert not faults(page)
    page.locator("[data-passkey] button").click()
    page.wait_for_selector("ol code")
    assert page.locator("ol code").count() == 10
    assert not faults(page)
    page.goto(f"{site.url}/people")
    assert page.locator("h1").count() == 1

    page.locator("form[action$='/sign-out'] button").click()
    sign_in(page, site)
    page.wait_for_url("**/sign-in/second-step*")
    assert not faults(page)
    page.locator("[data-passkey] button").click()
    page.wait_for_url("**/events")

    page.locator("form[action$='/sign-out'] button").click()
    sign_in(page, site)
    held = devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert len(held) == 1
    assert held[0]["rpId"] == "localhost"
    devices.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    page.locator("[data-passkey] button").click()
    page.wait_for_selector("[data-failed]:not([hidden])")
    page.goto(f"{site.url}/events")
    assert "/sign-in/second-step" in page.url, "without the key nobody gets in"
