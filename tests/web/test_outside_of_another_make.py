"""Signing in through a provider that others wrote: what we understand is the standard, not us."""

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from Cryptodome.PublicKey import RSA
from flask import Flask
from jwkest.jwk import RSAKey  # type: ignore[import-untyped]
from pyop import provider as pyop  # type: ignore[import-untyped]

from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account
from tests.support.application import ON_SQLITE
from tests.support.clock import FixedClock
from tests.support.pages import PageClient, page_client
from tests.support.provider import CLIENT, with_sign_in_of
from tests.support.pyop_provider import PyopProvider, running

RETURN = "http://feest.example/sign-in/outside/return"


@pytest.fixture
def provider(clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[PyopProvider]:
    monkeypatch.setattr(pyop, "time", SimpleNamespace(time=lambda: clock().timestamp()))
    with running(RETURN) as found:
        yield found


@pytest.fixture
def settings(settings: Settings, provider: PyopProvider) -> Settings:
    return with_sign_in_of(provider.issuer, settings)


def go_out(browser: PageClient) -> dict[str, str]:
    """Go out to the provider; what it sends the browser back with."""
    out = browser.get("/sign-in/outside")
    assert out.status_code == 303
    back = requests.get(out.location, allow_redirects=False, timeout=60)
    assert back.status_code == 302, back.text
    parts = urlsplit(back.headers["Location"])
    assert back.headers["Location"].startswith(RETURN)
    return {name: one[0] for name, one in parse_qs(parts.query).items()}


def come_back(browser: PageClient, brought: dict[str, str]) -> Any:
    return browser.get(f"/sign-in/outside/return?{urlencode(brought)}")


def is_in(browser: PageClient) -> bool:
    return browser.get("/events").status_code == 200


def test_whoever_has_an_account_gets_in_and_stays_the_same_person(
    app: Flask, store: Store, client: PageClient, organiser: Account, provider: PyopProvider
) -> None:
    answer = come_back(client, go_out(client))
    assert (answer.status_code, answer.location) == (303, "/events")
    assert is_in(client)
    assert provider.seen == [
        "/.well-known/openid-configuration",
        "/authorize",
        "/.well-known/openid-configuration",
        "/token",
        "/keys",
        "/me",
    ], "in the standard an address is told by the userinfo, not by the token"
    with store.reading() as session:
        outside_id = session.get_one(Account, organiser.id).outside_id
    assert outside_id is not None
    assert outside_id.startswith(provider.issuer)
    provider.claims = {"email": "moved@feest.example", "email_verified": True}
    again = page_client(app)
    come_back(again, go_out(again))
    assert is_in(again), "the subject counts, not the address"


@ON_SQLITE
def test_an_address_in_the_token_is_enough(
    client: PageClient, organiser: Account, provider: PyopProvider
) -> None:
    provider.tells_in_token = True
    come_back(client, go_out(client))
    assert is_in(client)
    assert "/me" not in provider.seen


@ON_SQLITE
def test_who_is_known_gets_in_though_it_tells_nothing_when_asked(
    app: Flask, client: PageClient, organiser: Account, provider: PyopProvider
) -> None:
    """The signed token proves who it is; only the first time an address has to be told."""
    provider.is_silent = True
    come_back(client, go_out(client))
    assert not is_in(client), "nobody knows whose account this may be"
    provider.is_silent = False
    come_back(client, go_out(client))
    assert is_in(client)
    provider.is_silent = True
    again = page_client(app)
    come_back(again, go_out(again))
    assert is_in(again)


@ON_SQLITE
def test_what_is_told_of_somebody_else_opens_nothing(
    client: PageClient, organiser: Account, provider: PyopProvider
) -> None:
    provider.person = "somebody-else"
    assert come_back(client, go_out(client)).status_code == 400
    assert not is_in(client)


@ON_SQLITE
@pytest.mark.parametrize("tells_in_token", [False, True])
@pytest.mark.parametrize(
    "claims",
    [
        pytest.param({"email": "Noor@feest.example", "email_verified": False}, id="not verified"),
        pytest.param({"email": "Noor@feest.example"}, id="nothing said of it"),
        pytest.param({}, id="no address"),
    ],
)
def test_an_address_that_it_does_not_vouch_for_opens_nothing(
    client: PageClient, organiser: Account, provider: PyopProvider, claims: dict[str, Any],
    tells_in_token: bool,
) -> None:  # fmt: skip
    provider.claims, provider.tells_in_token = claims, tells_in_token
    come_back(client, go_out(client))
    assert not is_in(client)


@ON_SQLITE
def test_its_code_serves_once_and_for_one_browser(
    app: Flask, client: PageClient, organiser: Account, provider: PyopProvider
) -> None:
    brought = go_out(client)
    thief = page_client(app)
    assert come_back(thief, brought).status_code == 400
    other = page_client(app)
    theirs = go_out(other)
    assert come_back(other, theirs | {"code": brought["code"]}).status_code == 400, (
        "the proof of the code is another browser's"
    )
    assert not is_in(thief)
    assert not is_in(other)
    come_back(client, go_out(client))
    assert is_in(client)
    provider_client = page_client(app)
    assert (
        come_back(provider_client, go_out(provider_client) | {"code": "0" * 32}).status_code == 400
    )
    assert not is_in(provider_client)


@ON_SQLITE
def test_a_key_that_it_does_not_publish_opens_nothing(
    client: PageClient, organiser: Account, provider: PyopProvider
) -> None:
    brought = go_out(client)
    published = provider.provider.jwks
    provider.provider.signing_key = RSAKey(
        key=RSA.generate(2048), alg="RS256", use="sig", kid="of-pyop"
    )
    assert provider.provider.jwks != published
    provider.published = published
    assert come_back(client, brought).status_code == 400
    assert not is_in(client)


@ON_SQLITE
def test_a_client_that_does_not_know_its_secret_gets_nothing(
    client: PageClient, organiser: Account, provider: PyopProvider
) -> None:
    provider.provider.clients[CLIENT]["client_secret"] = "changed since"
    assert come_back(client, go_out(client)).status_code == 400
    assert not is_in(client)
