"""The exact headers of every sort of answer."""

from dataclasses import replace

import pytest
from flask import Flask

from planner.app import create_app
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account
from tests.support.cards import make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient, page_client

PAGE = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
ALWAYS = {
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
CLOSED = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/", 200, id="a public page"),
        pytest.param("/sign-in", 200, id="a form"),
        pytest.param("/nowhere/at/all", 404, id="an error"),
        pytest.param("/healthz", 200, id="a sign of life"),
    ],
)
def test_a_page_has_exactly_these_headers(client: PageClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    for name, value in ALWAYS.items():
        assert answer.headers.get_all(name) == [value], name
    assert answer.headers["Permissions-Policy"] == CLOSED
    assert answer.headers.get_all("Content-Security-Policy") == [PAGE]
    assert "Server" not in answer.headers
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_a_page_of_an_organiser_is_kept_by_nobody(desk: PageClient, organiser: Account) -> None:
    answer = desk.get("/events")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"


def test_a_guests_page_allows_its_own_style_and_no_script(
    store: Store, settings: Settings, client: PageClient
) -> None:
    card = make_world(store, settings).cards()[0]
    answer = client.get(f"/{card.code}")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'none'; style-src 'sha256-")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_static_files_may_be_kept_because_their_address_changes(client: PageClient) -> None:
    page = client.get("/sign-in").get_data(as_text=True)
    start = page.index("/static/css/organiser.css")
    answer = client.get(page[start : page.index('"', start)])
    assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Security-Policy"] == PAGE
    answer.close()


def test_over_tls_the_cookie_is_this_hosts_alone(
    app: Flask, settings: Settings, clock: FixedClock
) -> None:
    secure = create_app(
        replace(settings, base_url="https://feest.example", insecure_http=False), clock=clock
    )
    secure.config["SERVER_NAME"] = "feest.example"
    answer = page_client(secure).get("/sign-in", base_url="https://feest.example")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-planner=")
    for word in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"):
        assert word in cookie
    hsts = answer.headers["Strict-Transport-Security"]
    assert hsts == "max-age=31536000; includeSubDomains"
    secure.extensions["store"].close()


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "feest.example.evil.example"},
    ],
)
def test_another_host_is_refused(client: PageClient, headers: dict[str, str]) -> None:
    assert client.get("/sign-in", headers=headers).status_code == 400


def test_a_forwarded_host_changes_nothing(client: PageClient) -> None:
    answer = client.get("/calendar.ics", headers={"X-Forwarded-Host": "evil.example"})
    assert "evil" not in answer.get_data(as_text=True)
