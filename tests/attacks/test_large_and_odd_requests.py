"""Requests that are too large, too deep, too many or of the wrong kind."""

import time

import pytest

from planner.settings import Settings
from planner.store.base import Store
from tests.support.cards import World, make_world
from tests.support.pages import PageClient

LONG = (
    "a" * 50_000 + "!",
    "(" * 50_000,
    " " * 50_000 + "x",
    "9" * 50_000,
    "a@" * 25_000,
    "a." * 25_000 + "@",
    "=" * 50_000,
    "\u0301" * 50_000,
)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def test_a_body_of_ten_megabytes_is_refused_before_it_is_read(
    desk: PageClient, world: World
) -> None:
    answer = desk.post(f"/events/{world.event_id}/edit", data={"title": "x" * 10_000_000})
    assert answer.status_code == 413
    assert "<h1" in answer.get_data(as_text=True)


def test_a_body_without_a_length_is_no_way_around(client: PageClient) -> None:
    answer = client.post("/sign-in", environ_overrides={"CONTENT_LENGTH": "-1"})
    assert answer.status_code in {400, 411, 413}


def test_a_form_of_very_many_parts_is_refused(desk: PageClient, world: World) -> None:
    parts = "".join(
        f'--b\r\nContent-Disposition: form-data; name="f{n}"\r\n\r\nx\r\n' for n in range(5_000)
    )
    answer = desk.post(
        f"/events/{world.event_id}/edit",
        data=f"{parts}--b--\r\n".encode(),
        content_type="multipart/form-data; boundary=b",
    )
    assert answer.status_code == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "WHATEVER"])
def test_methods_that_no_page_has_are_refused(desk: PageClient, world: World, method: str) -> None:
    card = world.cards()[0]
    for path in ("/", f"/{card.code}", f"/events/{world.event_id}", "/gate/scans"):
        assert desk.open(path, method=method).status_code in {401, 403, 405, 501}, path


@pytest.mark.parametrize(
    "path",
    [
        "/.git/HEAD",
        "/.env",
        "/console",
        "/metrics",
        "/instance/planner.db",
        "/instance/settings.env",
        "/static/../planner/app.py",
        "/static/%2e%2e/planner/app.py",
        "/static/..%2f..%2fetc/passwd",
        "/static/css",
        "/planner.db",
        "/admin",
    ],
)
def test_nothing_lies_about_that_is_no_page(client: PageClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert "root:" not in answer.get_data(as_text=True)


@pytest.mark.parametrize(
    "behind", ["/x.css", "/style.css", "%2f..%2fstatic%2fcss%2fapp.css", ";.css"]
)
def test_no_cache_takes_a_card_for_a_file(client: PageClient, world: World, behind: str) -> None:
    card = world.cards()[0]
    answer = client.get(f"/{card.code}{behind}")
    assert answer.status_code == 404
    assert "Passart" not in answer.get_data(as_text=True)


def test_what_is_very_long_is_refused_at_once(
    desk: PageClient, client: PageClient, world: World
) -> None:
    event = f"/events/{world.event_id}"
    token = desk.page(f"{event}/edit").token()
    for text in LONG:
        event_fields = {"title": text, "contact_phone": text, "budget_cents": text}
        guest_fields = {"name": text, "phone": text, "email": text}
        for browser, address, fields in (
            (client, "/", {"code": text}),
            (client, "/sign-in", {"email": text}),
            (desk, f"{event}/edit", event_fields | {"csrf_token": token}),
            (desk, f"{event}/guests/new", guest_fields | {"csrf_token": token}),
        ):
            began = time.process_time()
            status = browser.post(address, data=fields).status_code
            took = time.process_time() - began
            assert status < 500, address
            # Most take a few milliseconds; an expression that goes back and forth takes minutes.
            assert took < 20, (address, text[:3], took)
        assert desk.get(f"{event}/guests", query_string={"q": text[:8_000]}).status_code < 500


@pytest.mark.parametrize("body", ["[" * 100_000, '{"scans": NaN}', "null", '{"scans": {"a": 1}}'])
def test_a_strange_body_at_the_gate_is_refused_to_a_stranger(client: PageClient, body: str) -> None:
    answer = client.post("/gate/scans", data=body, content_type="application/json")
    assert answer.status_code == 401
