"""Signs that a database, a program or a page may stumble over, on both databases."""

import io
import json
from typing import Any

import pytest
from flask import Flask

from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import World, make_world
from tests.support.clock import FixedClock
from tests.support.gate import STARTS, make_evening
from tests.support.pages import PageClient, enrolled_phone


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def test_a_nul_in_a_text_is_left_out(desk: PageClient, world: World, store: Store) -> None:
    path = f"/events/{world.event_id}/cancel"
    assert desk.send(path, {"reason": "St\x00orm"}).status_code == 303
    with store.reading() as session:
        assert session.get_one(Event, world.event_id).cancelled_reason == "Storm"


@pytest.mark.parametrize(
    "path",
    [
        "/e/a%00b", "/series/a%00b/calendar", "/neighbourhood/a%00b.ics", "/a%00b",
        "/my-calendar/a%00b.ics", "/unsubscribe/a%00b", "/sign-in/begin/a%00b", "/gate/a%00b",
        "/hand-out/link/a%00b", "/static/a%00b.css", "/gate/files/a%00b",
        "/events/1/messages/a%00b/preview",
    ],
)  # fmt: skip
def test_a_nul_in_an_address_is_nobodys(desk: PageClient, world: World, path: str) -> None:
    assert desk.get(path).status_code == 404


@pytest.mark.parametrize("sign", ["%00", "%ff", "%ed%a0%80", "%f0%28%8c%bc", "%e2%80%ae", "%c0%af"])
def test_an_odd_sign_in_a_query_breaks_nothing(desk: PageClient, world: World, sign: str) -> None:
    event = f"/events/{world.event_id}"
    for path in (
        f"{event}/guests?q=a{sign}b", f"/card?code=a{sign}b", f"/?l={sign}", f"/audit?kind={sign}",
        f"/audit?who={sign}&on={sign}&page={sign}", f"/past-events/new?series=a{sign}b",
        f"/sign-in?next=/{sign}", f"{event}/shopping-list?supplier=a{sign}b",
        f"{event}/invitations/poster?paper={sign}", f"/events/new?type={sign}", f"/kept?{sign}=1",
        f"/calendar.ics?status={sign}", f"{event}/messages/invitation/preview?lang={sign}",
    ):  # fmt: skip
        assert desk.get(path).status_code < 500, path


@pytest.mark.parametrize(
    "text",
    ["a\\u0000b", "\\ud800", "\\udfff\\ud800", "\\uffff", "\\u202e", "\\u0000"],
)
def test_an_odd_sign_in_the_gates_json_breaks_nothing(
    app: Flask, store: Store, clock: FixedClock, text: str
) -> None:
    clock.now = STARTS
    evening = make_evening(store)
    phone = enrolled_phone(app, evening.token)
    at = clock.now.isoformat()
    usual: dict[str, Any] = {
        "nonce": "n-1", "kind": "entry", "code": evening.codes[0], "scanned_at": at,
        "offline": False, "admit": {"adults": 1, "children": 0},
    }  # fmt: skip
    for name in usual:
        whole = json.dumps({"device_now": at, "scans": [{**usual, name: "MARK"}]})
        body = whole.replace("MARK", text)
        answer = phone.post("/gate/scans", data=body, content_type="application/json")
        assert answer.status_code in {200, 400}, (name, answer.status_code)
    for body in (f'{{"device_now": "{text}", "scans": []}}', f'{{"{text}": 1}}', f'"{text}"'):
        answer = phone.post("/gate/scans", data=body, content_type="application/json")
        assert answer.status_code in {200, 400}, body


@pytest.mark.parametrize(
    "content",
    [
        b"name;phone\nFa\x00tima;0612\n",
        b"name\n\x00\n",
        "name\nFatima\n".encode("utf-16"),
        b"name\nF\xe1tima\n",
        b"\xef\xbb\xbfname\n\xed\xa0\x80\n",
        b"name\n" + b"a" * 300_000 + b"\n",
        b'name\n"never closed\n',
        b"",
        b"\x00" * 5_000,
    ],
)
def test_a_list_of_guests_with_odd_signs_breaks_nothing(
    desk: PageClient, world: World, content: bytes
) -> None:
    path = f"/events/{world.event_id}/guests/import"
    data = {"csrf_token": desk.page(path).token(), "file": (io.BytesIO(content), "a\x00b\r\n.csv")}
    answer = desk.post(path, data=data, content_type="multipart/form-data")
    assert answer.status_code < 500
    looked = desk.send(f"{path}/look", {"table": content.decode("latin-1")}, form_on=path)
    assert looked.status_code < 500


def test_a_title_of_odd_signs_ends_no_header(desk: PageClient, world: World, store: Store) -> None:
    world.change(title="Feest\r\nSet-Cookie: evil=1\r\n\r\n<script>")
    event = f"/events/{world.event_id}"
    with store.reading() as session:
        slug = session.get_one(Event, world.event_id).slug
    for path in (
        f"/e/{slug}.ics", f"{event}/guests/table.csv", f"{event}/guests/table.ods",
        f"{event}/guests/table.xlsx",
        f"{event}/shopping-list.csv", f"{event}/audit.csv", f"{event}/trouble/facts.json",
    ):  # fmt: skip
        answer = desk.get(path)
        assert answer.status_code < 500, path
        assert "evil" not in (answer.headers.get("Set-Cookie") or "")
        assert "\n" not in (answer.headers.get("Content-Disposition") or "")
