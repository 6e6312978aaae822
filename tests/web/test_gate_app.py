"""The gate's application: one page for everybody, its files, its service worker, its list."""

import gzip
import json
import re

import pytest
from flask import Flask

from planner.store.models import Event
from planner.web.gate.app import FILES
from tests.support.clock import FixedClock
from tests.support.gate import STARTS, Evening, entry, make_evening
from tests.support.pages import PageClient, enrolled_phone

OWN = "0123456789abcdef"
COMPILES = "script-src 'self' 'wasm-unsafe-eval';"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def evening(app: Flask, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(app.extensions["store"])


@pytest.fixture
def phone(app: Flask, evening: Evening) -> PageClient:
    """A phone that is enrolled at the gate."""
    return enrolled_phone(app, evening.token)


def files_of(client: PageClient) -> list[str]:
    """The addresses in the service worker's first line."""
    line, _rest = client.get("/gate/service-worker.js").get_data(as_text=True).split("\n", 1)
    found: list[str] = json.loads(line.removeprefix("const SHELL = ").rstrip(";"))["files"]
    return found


def test_the_page_is_the_same_for_everybody_and_sets_no_cookie(
    client: PageClient, phone: PageClient
) -> None:
    stranger, volunteer = client.get("/gate/app"), phone.get("/gate/app")
    assert stranger.get_data() == volunteer.get_data()
    assert "Set-Cookie" not in stranger.headers
    assert stranger.headers["Vary"]


def test_the_page_is_whole_and_names_no_guest(client: PageClient) -> None:
    text = client.get("/gate/app").get_data(as_text=True)
    for part in ("ready", "verdict", "type", "last", "out", "end"):
        assert f'<template id="{part}">' in text
    settings = json.loads(re.findall(r'id="gate-data">(.*?)</script>', text, re.DOTALL)[0])
    assert settings["addresses"]["list"] == "/gate/list"


@pytest.mark.parametrize(("language", "word"), [("nl", "Welkom!"), ("en", "Welcome!")])
def test_the_page_speaks_the_language_of_the_phone(
    client: PageClient, language: str, word: str
) -> None:
    answer = client.get("/gate/app", headers={"Accept-Language": language})
    assert f'"welcome": "{word}"' in answer.get_data(as_text=True)


def test_only_the_application_may_compile_its_scanner(phone: PageClient) -> None:
    for path in ("/gate/app", *(each for each in files_of(phone) if "/gate/files/" in each)):
        answer = phone.get(path)
        assert COMPILES in answer.headers["Content-Security-Policy"], path
        assert "camera=(self)" in answer.headers["Permissions-Policy"]
    for path in ("/gate", "/gate/last", "/sign-in", "/", f"/gate/list?own={OWN}"):
        assert "unsafe" not in phone.get(path).headers["Content-Security-Policy"], path


def test_every_file_of_the_application_can_be_kept_for_ever(client: PageClient) -> None:
    for address in files_of(client):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert "max-age=31536000" in answer.headers["Cache-Control"], address
        answer.close()


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [("br, gzip", "br"), ("gzip", "gzip"), ("", None), ("br;q=0, gzip;q=0.5", "gzip")],
)
def test_the_engine_comes_packed_where_the_browser_takes_it(
    client: PageClient, accepted: str, encoding: str | None
) -> None:
    (address,) = (each for each in files_of(client) if ".wasm" in each)
    answer = client.get(address, headers={"Accept-Encoding": accepted})
    assert answer.headers.get("Content-Encoding") == encoding
    assert answer.mimetype == "application/wasm"
    assert "Accept-Encoding" in answer.headers["Vary"]


def test_scripts_come_packed_too(client: PageClient) -> None:
    (address,) = (each for each in files_of(client) if "gate.js" in each)
    answer = client.get(address, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    assert b"service-worker" not in gzip.decompress(answer.get_data())[:20]


@pytest.mark.parametrize(
    "name", ["VENDORED.json", "service-worker.js", "zxing_reader.wasm.br", ".."]
)
def test_no_other_file_is_given(client: PageClient, name: str) -> None:
    assert client.get(f"/gate/files/{name}").status_code == 404


def test_the_service_worker_serves_the_gate_and_is_never_old(client: PageClient) -> None:
    answer = client.get("/gate/service-worker.js")
    assert answer.headers["Service-Worker-Allowed"] == "/gate"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.mimetype == "text/javascript"
    assert all(
        any(name in address for address in files_of(client)) for name in FILES if name != "enter.js"
    )


def test_the_simple_page_leads_on_by_a_script_of_our_own(phone: PageClient) -> None:
    (script,) = phone.page("/gate").all("script")
    assert script.get("data-next") == "/gate/app"
    assert phone.get(script.get("src") or "").status_code == 200


def test_the_list_is_for_enrolled_phones(client: PageClient, phone: PageClient) -> None:
    assert client.get(f"/gate/list?own={OWN}").status_code == 401
    assert phone.get("/gate/list").status_code == 400
    assert phone.get("/gate/list?own=x").status_code == 400


def test_the_list_has_what_the_phone_reads(phone: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        event.contact_name, event.contact_phone, event.capacity = "Chris", "+31450000000", 340
    evening.one(entry(evening.codes[0], 2), phone=evening.second_phone("Garden"))
    made = phone.get(f"/gate/list?own={OWN}").get_json()
    assert {key: made[key] for key in ("whole", "own", "obstacle", "inside", "places")} == {
        "whole": True,
        "own": OWN,
        "obstacle": None,
        "inside": 2,
        "places": 340,
    }
    assert made["remark"] == "Plek voor 340"
    assert made["contact"] == {"name": "Chris", "phone": "+31450000000"}
    assert made["gates"][str(made["entries"][0][6][1])] == "Garden"
    again = phone.get(f"/gate/list?own={OWN}&since={made['version']}").get_json()
    assert (again["whole"], [each[2] for each in again["entries"]]) == (False, [1])


def test_the_list_holds_neither_code_nor_name(phone: PageClient, evening: Evening) -> None:
    text = phone.get(f"/gate/list?own={OWN}").get_data(as_text=True)
    assert not [code for code in evening.codes if code in text]
    assert "garage box" not in text
