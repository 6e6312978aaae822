"""Signing in through the employer's own sign-in, against a real provider on this machine."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from flask import Flask
from joserfc.jwk import RSAKey
from sqlalchemy import select

from planner.app import create_app
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, AuditEntry
from tests.support.application import ON_SQLITE
from tests.support.clock import FixedClock
from tests.support.pages import PageClient, page_client
from tests.support.provider import CLIENT, OpenIdProvider, running, with_sign_in_of
from tests.support.totp import set_up_app


@pytest.fixture
def provider(clock: FixedClock) -> Iterator[OpenIdProvider]:
    with running(clock) as found:
        yield found


@pytest.fixture
def settings(settings: Settings, provider: OpenIdProvider) -> Settings:
    return with_sign_in_of(provider.issuer, settings)


def come_in(browser: PageClient, *, path: str = "", **change: str) -> Any:
    """Go out to the provider and come back; `change` alters what the browser brings back."""
    out = browser.get(f"/sign-in/outside{path}")
    assert out.status_code == 303
    back = requests.get(out.location, allow_redirects=False, timeout=60).headers["Location"]
    brought = {name: one[0] for name, one in parse_qs(urlsplit(back).query).items()} | change
    return browser.get("/sign-in/outside/return", query_string=brought)


def noted(store: Store) -> list[tuple[str, int | None]]:
    with store.reading() as session:
        found = session.execute(
            select(AuditEntry.what, AuditEntry.account_id).order_by(AuditEntry.id)
        )
        return [(what, account_id) for what, account_id in found]


def is_in(browser: PageClient) -> bool:
    return browser.get("/events").status_code == 200


def test_whoever_has_an_account_gets_in_by_verified_address(
    store: Store, client: PageClient, organiser: Account, provider: OpenIdProvider
) -> None:
    assert "Gemeente" in client.page("/sign-in").words
    answer = come_in(client, path="?next=/past-events")
    assert (answer.status_code, answer.location) == (303, "/past-events")
    assert is_in(client)
    assert noted(store) == [("sign_in.sign_in", organiser.id)]


def test_from_then_on_the_subject_counts_and_not_the_address(
    app: Flask, store: Store, organiser: Account, provider: OpenIdProvider
) -> None:
    come_in(page_client(app))
    provider.claims = {"email": "married@feest.example"}
    browser = page_client(app)
    come_in(browser)
    assert is_in(browser)
    provider.claims = {"sub": "person-2"}
    other = page_client(app)
    come_in(other)
    assert not is_in(other), "somebody else has got the address meanwhile"


@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"email_verified": False}, id="address not verified"),
        pytest.param({"email_verified": "true"}, id="a word is no truth"),
        pytest.param({"email": "nobody@feest.example"}, id="no account"),
        pytest.param({"iss": "http://127.0.0.1:1"}, id="another issuer"),
        pytest.param({"aud": "somebody-else"}, id="for another client"),
        pytest.param({"aud": [CLIENT, "else"], "azp": "else"}, id="handed to another client"),
        pytest.param({"exp": 1}, id="expired"),
        pytest.param({"nonce": "replayed"}, id="of another sign-in"),
        pytest.param({"sub": ""}, id="no subject"),
    ],
)
@ON_SQLITE
def test_what_does_not_prove_it_opens_nothing(
    client: PageClient, organiser: Account, provider: OpenIdProvider, claims: dict[str, Any]
) -> None:
    provider.claims = claims
    answer = come_in(client)
    assert answer.status_code in {303, 400}
    assert not is_in(client)


def test_a_token_that_somebody_else_signed_opens_nothing(
    client: PageClient, organiser: Account, provider: OpenIdProvider
) -> None:
    provider.published = RSAKey.generate_key(auto_kid=True)
    assert come_in(client).status_code == 400
    assert not is_in(client)


@pytest.mark.parametrize(
    "change", [{"state": "guessed"}, {"iss": "https://evil.example"}, {"code": "code-99"}]
)
def test_what_the_browser_brings_back_has_to_match(
    client: PageClient, organiser: Account, provider: OpenIdProvider, change: dict[str, str]
) -> None:
    assert come_in(client, **change).status_code == 400
    assert not is_in(client)


def test_an_answer_counts_once_and_for_ten_minutes(
    client: PageClient, organiser: Account, provider: OpenIdProvider, clock: FixedClock
) -> None:
    out = client.get("/sign-in/outside")
    back = requests.get(out.location, allow_redirects=False, timeout=60).headers["Location"]
    clock.forward(minutes=11)
    assert client.get(back.partition("feest.example")[2]).status_code == 400


@pytest.mark.parametrize(
    "lies", [{"issuer": "https://evil.example"}, {"token_endpoint": "http://evil.example/token"}]
)
def test_a_provider_that_is_not_the_one_set_up_is_not_asked(
    client: PageClient, provider: OpenIdProvider, lies: dict[str, str]
) -> None:
    provider.lies = lies
    assert client.get("/sign-in/outside").status_code == 503


@pytest.mark.parametrize("evil", ["//evil.example", "/\\evil.example", "https://evil.example"])
def test_coming_back_never_leads_to_another_site(
    client: PageClient, organiser: Account, provider: OpenIdProvider, evil: str
) -> None:
    assert come_in(client, path=f"?next={evil}").location == "/events"


def test_a_second_step_is_asked_unless_it_was_taken_there(
    app: Flask,
    store: Store,
    desk: PageClient,
    organiser: Account,
    provider: OpenIdProvider,
    clock: FixedClock,
) -> None:
    set_up_app(desk, clock)
    before = noted(store)
    browser = page_client(app)
    assert come_in(browser).location.startswith("/sign-in/second-step")
    assert noted(store) == before, "half of it is nothing yet"
    assert not is_in(browser)
    provider.claims = {"amr": ["pwd", "mfa"]}
    assert come_in(page_client(app)).location == "/events"


def test_the_value_of_acr_counts_where_it_was_set_up(
    settings: Settings, desk: PageClient, organiser: Account, provider: OpenIdProvider,
    clock: FixedClock,
) -> None:  # fmt: skip
    set_up_app(desk, clock)
    provider.claims = {"acr": "substantial"}
    for trusted, path in (("", "/sign-in/second-step"), ("substantial", "/events")):
        app = create_app(replace(settings, oidc_acr=trusted), clock=clock)
        app.config["SERVER_NAME"] = settings.host
        assert come_in(page_client(app)).location.startswith(path)
        app.extensions["store"].close()


def test_somebody_who_was_disabled_stays_out(
    client: PageClient, store: Store, organiser: Account, provider: OpenIdProvider,
    clock: FixedClock,
) -> None:  # fmt: skip
    with store.transaction() as session:
        session.get_one(Account, organiser.id).disabled_at = clock()
    come_in(client)
    assert not is_in(client)


def test_without_settings_there_is_no_such_page(settings: Settings, clock: FixedClock) -> None:
    app = create_app(replace(settings, oidc_issuer="", oidc_name=""), clock=clock)
    app.config["SERVER_NAME"] = settings.host
    browser = page_client(app)
    assert browser.get("/sign-in/outside").status_code == 404
    assert "Gemeente" not in browser.page("/sign-in").words
    app.extensions["store"].close()
