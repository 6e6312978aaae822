"""The exact headers of every sort of answer."""

import re
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
ENGINE = "script-src 'self' 'wasm-unsafe-eval'"
CLOSED = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Headers come from the application, whatever it stores in."""
    return sqlite_url


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


OF_EVERY_ANSWER = {*ALWAYS, "Permissions-Policy", "Content-Security-Policy", "Content-Type"}
OF_A_PAGE = OF_EVERY_ANSWER | {"Cache-Control", "X-Robots-Tag", "Content-Length", "Vary"}
KEPT_A_YEAR = {
    *("Cache-Control", "Content-Length", "Last-Modified", "ETag", "Date", "Expires"),
    "Accept-Ranges",
}


OF_A_FEED = {
    *("ETag", "Last-Modified", "Date"),
    *("Access-Control-Allow-Origin", "Access-Control-Expose-Headers"),
}
FOR_OTHER_SITES = {"Cross-Origin-Resource-Policy": "cross-origin"}
"""Of what anybody may show: public calendars, and who promised what."""
OPEN = {"/calendar.ics"}


@pytest.mark.parametrize(
    ("path", "names"),
    [
        pytest.param("/events", OF_A_PAGE | {"Set-Cookie"}, id="organiser"),
        pytest.param("/events/999", OF_A_PAGE, id="organiser, not found"),
        pytest.param("/CARD", OF_A_PAGE, id="guest"),
        pytest.param("/0000000000000", OF_A_PAGE, id="guest, unknown card"),
        pytest.param("/gate", OF_A_PAGE, id="gate, not enrolled"),
        pytest.param("/e/nothing", OF_A_PAGE, id="public, not found"),
        pytest.param("/healthz", OF_A_PAGE - {"Vary"}, id="json"),
        pytest.param("/calendar.ics", OF_A_PAGE | OF_A_FEED, id="calendar"),
        pytest.param("STATIC", OF_EVERY_ANSWER | KEPT_A_YEAR, id="static"),
    ],
)
def test_an_answer_has_these_headers_and_no_others(
    store: Store, settings: Settings, desk: PageClient, path: str, names: set[str]
) -> None:
    if path == "/CARD":
        path = f"/{make_world(store, settings).cards()[0].code}"
    if path == "STATIC":
        page = desk.get("/sign-in?l=en", follow_redirects=True).get_data(as_text=True)
        start = page.index("/static/css/organiser.css")
        path = page[start : page.index('"', start)]
    answer = desk.get(path)
    answer.close()
    may_vary = {"Vary", "Content-Disposition"}
    assert set(answer.headers.keys()) - may_vary == names - may_vary


def test_every_answer_of_every_address_carries_the_same_protection(
    app: Flask, desk: PageClient, organiser: Account
) -> None:
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(int|key):[^>]*>", "1", rule.rule)
        path = re.sub(r"<code:[^>]*>", "0000000000000", path)
        path = re.sub(r"<[^>]*>", "something", path)
        for method in sorted((rule.methods or set()) - {"OPTIONS"}):
            answer = desk.open(path, method=method)
            # The address of a helper's page, and of the page behind a calendar's link, is a secret:
            # it is told to nobody, not even to us.
            is_secret = path.startswith(("/help", "/k/"))
            tells = {"Referrer-Policy": "no-referrer"} if is_secret else {}
            shown = FOR_OTHER_SITES if path in OPEN else {}
            for name, value in (ALWAYS | tells | shown).items():
                assert answer.headers.get_all(name) == [value], (method, path, name)
            policy = answer.headers["Content-Security-Policy"]
            assert "frame-ancestors 'none'" in policy, (method, path)
            assert "unsafe" not in policy.replace(ENGINE, ""), (method, path)
            may_compile = path == "/gate/app" and method in {"GET", "HEAD"}
            assert (ENGINE in policy) == may_compile, (method, path)
            assert "Server" not in answer.headers
            answer.close()


def test_only_the_gate_may_use_the_camera(app: Flask, desk: PageClient) -> None:
    for path in ("/", "/events", "/0000000000000", "/sign-in"):
        assert desk.get(path).headers["Permissions-Policy"] == CLOSED
    allowed = desk.get("/gate").headers["Permissions-Policy"]
    assert allowed in {CLOSED, CLOSED.replace("camera=()", "camera=(self)")}


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
