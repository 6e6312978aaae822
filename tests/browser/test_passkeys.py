"""Passkeys in a real Chromium, with an authenticator made of software."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
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
SOMEBODY_ELSE = "else@feest.example"


@pytest.fixture
def person(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Somebody with an account in the running planner, made once."""
    return add_person(EMAIL, tmp_path_factory)


@pytest.fixture
def somebody_else(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    return add_person(SOMEBODY_ELSE, tmp_path_factory)


def add_person(email: str, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = next(tmp_path_factory.getbasetemp().glob("site*"))
    store = Store(f"sqlite:///{folder / 'planner.db'}")
    with store.transaction() as session:
        signing_in.add_account(
            session,
            email=email,
            name="Pass",
            password=PASSWORD,
            now=FixedClock()(),
            role=AccountRole.ADMINISTRATOR,
        )
    store.close()
    return email


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


def sign_in(page: Page, site: Site, email: str = EMAIL) -> None:
    page.goto(f"{site.url}/sign-in")
    page.locator("#email").fill(email)
    page.locator("#password").fill(PASSWORD)
    page.locator("main form button").click()


def sign_out(page: Page) -> None:
    with page.expect_navigation():  # going elsewhere at once would take the form back
        page.locator("form[action$='/sign-out'] button:visible").click()


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

    sign_out(page)
    sign_in(page, site)
    page.wait_for_url("**/sign-in/second-step*")
    assert not faults(page)
    page.locator("[data-passkey] button").click()
    page.wait_for_url("**/events")

    sign_out(page)
    sign_in(page, site)
    held = devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert len(held) == 1
    assert held[0]["rpId"] == "localhost"
    devices.send("WebAuthn.clearCredentials", {"authenticatorId": device})
    page.locator("[data-passkey] button").click()
    page.wait_for_selector("[data-failed]:not([hidden])")
    page.goto(f"{site.url}/events")
    assert "/sign-in/second-step" in page.url, "without the key nobody gets in"


def forged(held: dict[str, Any], **change: Any) -> dict[str, Any]:
    """A credential as an authenticator takes it, with something in it changed."""
    names = ("credentialId", "isResidentCredential", "rpId", "privateKey", "signCount")
    return {name: held[name] for name in names} | change


def another_private_key() -> str:
    made = ec.generate_private_key(ec.SECP256R1())
    plain = made.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    return base64.b64encode(plain).decode()


def test_a_key_that_was_made_up_and_one_that_was_copied_open_nothing(
    watched: Any, site: Site, somebody_else: str
) -> None:
    page = watched().page()
    devices, device = authenticator(page)
    sign_in(page, site, somebody_else)
    page.wait_for_url("**/account/second-step")
    page.locator("form[action$='/passkey'] button").click()
    page.wait_for_url("**/account/second-step/passkey")
    page.locator("[data-passkey] button").click()
    page.wait_for_selector("ol code")
    sign_out(page)
    sign_in(page, site, somebody_else)
    page.wait_for_url("**/sign-in/second-step*")
    page.locator("[data-passkey] button").click()
    page.wait_for_url("**/events")
    sign_out(page)
    (held,) = devices.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    assert held["signCount"] > 1
    sign_in(page, site, somebody_else)
    page.wait_for_url("**/sign-in/second-step*")

    def use(credential: dict[str, Any]) -> None:
        devices.send("WebAuthn.clearCredentials", {"authenticatorId": device})
        wanted = {"authenticatorId": device, "credential": credential}
        devices.send("WebAuthn.addCredential", wanted)
        page.reload()
        # Whatever becomes of it, the browser sends a form and goes on to a page.
        with page.expect_navigation():
            page.locator("[data-passkey] button").click()

    for credential in (
        forged(held, privateKey=another_private_key()),  # the right name, somebody else's key
        forged(held, signCount=0),  # a copy that was taken before it was used the last time
    ):
        use(credential)
        page.goto(f"{site.url}/events")
        assert "/sign-in/second-step" in page.url
    use(forged(held))
    page.wait_for_url("**/events")
