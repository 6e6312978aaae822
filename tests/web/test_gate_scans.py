"""The gate's JSON: an answer to every item, and nothing but a refusal for nonsense."""

import logging
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, func, select
from werkzeug.test import TestResponse

from planner.app import create_app
from planner.core.enums import Reply
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, GateDevice, Scan
from planner.web.gate.items import read_item
from tests.support.application import ON_SQLITE
from tests.support.clock import FixedClock
from tests.support.gate import ENDS, STARTS, Evening, answer, make_evening
from tests.support.pages import PageClient, enrolled_phone, page_client
from tests.support.queries import count_queries


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(store)


@pytest.fixture
def phone(app: Flask, evening: Evening) -> PageClient:
    """A phone that is enrolled at the gate."""
    return enrolled_phone(app, evening.token)


def item(nonce: str = "n-1", **values: Any) -> dict[str, Any]:
    return {
        "nonce": nonce,
        "kind": "entry",
        "scanned_at": STARTS.isoformat(),
        "offline": False,
        "admit": {"adults": 2, "children": 1},
    } | values


def send(phone: PageClient, *items: Any, **body: Any) -> TestResponse:
    values = {"device_now": STARTS.isoformat(), "scans": list(items)} | body
    return phone.post("/gate/scans", json=values)


def results(answer: TestResponse) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    found: list[dict[str, Any]] = answer.get_json()["results"]
    return found


def test_an_answer_has_exactly_these_fields(phone: PageClient, evening: Evening) -> None:
    scan = item(code=evening.codes[0])
    answer = send(phone, scan)
    assert set(answer.get_json()) == {"server_now", "needs_app", "results"}
    assert answer.get_json()["server_now"] == STARTS.isoformat()
    (result,) = results(answer)
    assert result == {
        "nonce": "n-1",
        "status": "ok",
        "reason": None,
        "admitted_total": 3,
        "party_size": 5,
        "first_seen": {"at": STARTS.isoformat(), "gate": "Entrance"},
        "text": result["text"],
    }
    (again,) = results(send(phone, scan))
    assert again == result | {"replayed": True}


def test_each_answer_says_one_sentence_in_the_readers_language(
    phone: PageClient, evening: Evening
) -> None:
    body = {"scans": [item(code=evening.codes[0]), item("n-2", code="rubbish")]}
    texts = {
        language: [
            result["text"]
            for result in results(
                phone.post("/gate/scans", json=body, headers={"Accept-Language": language})
            )
        ]
        for language in ("en", "nl")
    }
    assert texts["en"][0] == "2 more people may come later."
    assert texts["en"][1].startswith("The code was not read well.")
    assert texts["nl"][0] != texts["en"][0]


ONE = {"adults": 1, "children": 0}


@pytest.mark.parametrize(
    "nonsense",
    [
        pytest.param({"admit": {"adults": -1, "children": 0}}, id="minus one"),
        pytest.param({"admit": {"adults": 10**9, "children": 0}}, id="a thousand million"),
        pytest.param({"admit": {"adults": 10**400, "children": 0}}, id="too many digits"),
        pytest.param({"admit": {"adults": float("nan"), "children": 0}}, id="NaN"),
        pytest.param({"admit": {"adults": 1.5, "children": 0}}, id="one and a half"),
        pytest.param({"admit": {"adults": True, "children": 0}}, id="true"),
        pytest.param({"admit": {"adults": "2", "children": 0}}, id="a text"),
        pytest.param({"admit": {"adults": None, "children": None}}, id="null"),
        pytest.param({"admit": {"adults": 0, "children": 0}}, id="nobody"),
        pytest.param({"admit": [2, 1]}, id="a list of people"),
        pytest.param({"admit": None}, id="no people"),
        pytest.param({"scanned_at": "yesterday"}, id="no date"),
        pytest.param({"scanned_at": "2027-06-12T15:00:00"}, id="no zone"),
        pytest.param({"scanned_at": "2027-13-45T99:00:00+00:00"}, id="an impossible date"),
        pytest.param({"scanned_at": "0001-01-01T00:00:00+14:00"}, id="before time"),
        pytest.param({"scanned_at": "9999-12-31T23:59:59-12:00"}, id="after time"),
        pytest.param({"scanned_at": 1_800_000_000}, id="a number for a date"),
        pytest.param({"scanned_at": None}, id="null for a date"),
        pytest.param({"kind": "party"}, id="an unknown kind"),
        pytest.param({"kind": ["entry"]}, id="a list for a kind"),
        pytest.param({"kind": "void", "voids": None}, id="a void of nothing"),
        pytest.param({"kind": "void", "voids": {"nonce": "x"}}, id="a void of an object"),
        pytest.param({"offline": "yes"}, id="a word for a truth"),
        pytest.param({"walk_in": 1}, id="a number for a truth"),
        pytest.param({"walk_in": False}, id="neither a card nor without one"),
        pytest.param({"code": "0000000000000"}, id="a card and without one"),
        pytest.param({"walk_in": None, "code": {"$ne": None}}, id="an object for a code"),
        pytest.param({"walk_in": None, "code": ""}, id="an empty code"),
        pytest.param({"walk_in": None, "code": "A" * 501}, id="an endless code"),
        pytest.param({"walk_in": None, "card_number": 0}, id="card zero"),
        pytest.param({"walk_in": None, "card_number": 2**63}, id="card too large"),
        pytest.param({"walk_in": None, "card_number": "7"}, id="a text for a number"),
        pytest.param({"nonce": None}, id="no nonce"),
        pytest.param({"nonce": ""}, id="an empty nonce"),
        pytest.param({"nonce": "x" * 41}, id="a long nonce"),
        pytest.param({"nonce": "n\u0000"}, id="a nonce with a NUL"),
        pytest.param({"nonce": "n'; DROP TABLE scan"}, id="a nonce with a plan"),
        pytest.param({"nonce": 7}, id="a number for a nonce"),
        pytest.param({"nonce": ["n"]}, id="a list for a nonce"),
    ],
)
@ON_SQLITE
def test_one_item_of_nonsense_spoils_no_other(
    phone: PageClient, evening: Evening, nonsense: dict[str, Any]
) -> None:
    bad = item("bad", walk_in=True) | nonsense
    good = [item("n-1", walk_in=True, admit=ONE), item("n-2", code=evening.codes[0])]
    found = results(send(phone, good[0], bad, good[1]))
    assert [result["status"] for result in found] == ["ok", "refused", "ok"]
    assert found[1]["reason"] == "not_understood"
    assert found[1]["nonce"] == (bad["nonce"] if bad["nonce"] == "bad" else None)
    assert evening.count().came == 4


@pytest.mark.parametrize("thing", [None, 7, "scan", [], [[]], True, float("inf")])
@ON_SQLITE
def test_an_item_that_is_no_object_is_refused_too(
    phone: PageClient, evening: Evening, thing: Any
) -> None:
    (result,) = results(send(phone, thing))
    assert (result["nonce"], result["reason"]) == (None, "not_understood")


def test_what_we_do_not_know_is_ignored() -> None:
    known = read_item(item(walk_in=True))
    assert read_item(item(walk_in=True, batch_id=7, is_admin=True, invitation_id=1)) == known


def test_a_wrong_clock_of_the_phone_refuses_the_batch(phone: PageClient) -> None:
    for wrong in ("now", 7, None, "2027-06-12T15:00:00"):
        assert send(phone, device_now=wrong).status_code == 400


def test_an_empty_batch_is_a_sign_of_life(phone: PageClient) -> None:
    assert results(send(phone)) == []


def test_without_an_enrolled_phone_the_answer_is_401_in_json(
    client: PageClient, evening: Evening
) -> None:
    client.set_cookie("planner-gate", "guessed", domain="feest.example")
    answer = send(client, item(walk_in=True))
    assert (answer.status_code, answer.is_json) == (401, True)
    assert evening.count().came == 0


def test_a_page_of_the_organiser_is_no_phone(desk: PageClient, evening: Evening) -> None:
    assert send(desk, item(walk_in=True)).status_code == 401


def test_scans_made_without_network_arrive_after_the_gate_has_closed(
    phone: PageClient, evening: Evening, clock: FixedClock
) -> None:
    clock.now = ENDS + timedelta(hours=20)
    late = [
        item("n-1", code=evening.codes[0], offline=True),
        item("n-2", code=evening.codes[1], offline=False),
    ]
    found = results(send(phone, *late, device_now=clock.now.isoformat()))
    assert [result["status"] for result in found] == ["ok", "refused"]
    assert found[1]["reason"] == "event_over"
    assert evening.count().came == 3


@pytest.mark.parametrize("path", ["/gate/scans", "/gate/list?own=0123456789abcdef"])
def test_a_phone_that_was_signed_out_forgets_all_but_what_it_has_not_sent(
    phone: PageClient, evening: Evening, store: Store, path: str
) -> None:
    with store.transaction() as session:
        session.get_one(GateDevice, evening.phone.id).revoked_at = STARTS
    answer = send(phone, item(walk_in=True)) if path == "/gate/scans" else phone.get(path)
    assert answer.status_code == 401
    # What was scanned without network waits in the storage: "storage" would throw it away.
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    assert "planner-gate=;" in answer.headers["Set-Cookie"]
    assert phone.get_cookie("planner-gate", domain="feest.example") is None


def test_a_get_takes_nothing(phone: PageClient, evening: Evening) -> None:
    answer = phone.get("/gate/scans", query_string={"nonce": "n", "walk_in": "1"})
    assert answer.status_code in {404, 405}
    assert evening.count().came == 0


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Sec-Fetch-Site": "cross-site"}, 403, id="another site"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, 403, id="a neighbour"),
        pytest.param({"Sec-Fetch-Site": "same-origin"}, 200, id="our own page"),
        pytest.param({"Origin": "https://evil.example"}, 403, id="a foreign origin"),
        pytest.param({"Origin": "null"}, 403, id="an origin that hides"),
        pytest.param({"Origin": "http://feest.example"}, 200, id="our own origin"),
    ],
)
@ON_SQLITE
def test_only_our_own_pages_send_scans(
    phone: PageClient, headers: dict[str, str], status: int
) -> None:
    answer = phone.post("/gate/scans", json={"scans": []}, headers=headers)
    assert answer.status_code == status


def test_a_scan_over_http_takes_four_questions(phone: PageClient, evening: Evening) -> None:
    send(phone)  # notes the contact, once a minute
    with count_queries(evening.store) as seen:
        results(send(phone, item(code=evening.codes[0])))
    assert len(seen) == 4, seen


def test_a_scan_over_http_is_one_look_and_one_transaction(
    phone: PageClient, evening: Evening
) -> None:
    send(phone)  # notes the contact, once a minute
    seen: list[str] = []
    engine = evening.store.engine
    listeners = {
        "begin": lambda connection: seen.append("begin"),
        "commit": lambda connection: seen.append("commit"),
    }
    for name, listener in listeners.items():
        event.listen(engine, name, listener)
    on_checkout = event.listens_for(engine, "checkout")(lambda *given: seen.append("connection"))
    results(send(phone, item(code=evening.codes[0])))
    for name, listener in listeners.items():
        event.remove(engine, name, listener)
    event.remove(engine, "checkout", on_checkout)
    looks = ["connection", "begin"]  # the engine's word; on SQLite nothing is begun for a look
    taken = [] if evening.store.is_sqlite else ["connection"]  # who writes there keeps one open
    assert seen == [*looks, *taken, "begin", "commit"]


@pytest.mark.both_databases
def test_phones_that_wait_together_each_get_their_own_answer(
    app: Flask, phone: PageClient, evening: Evening
) -> None:
    send(phone)
    with ThreadPoolExecutor(6) as pool:

        def show(number: int) -> list[dict[str, Any]]:
            browser = page_client(app)
            browser.set_cookie("planner-gate", evening.token, domain="feest.example")
            scan = item(f"n-{number}", code=evening.codes[0], admit={"adults": 5, "children": 0})
            return results(send(browser, scan))

        answers = [one for (one,) in pool.map(show, range(12))]
    assert [one["nonce"] for one in answers] == [f"n-{number}" for number in range(12)]
    assert sorted(one["status"] for one in answers) == ["ok"] + ["refused"] * 11
    assert evening.count().came == 5


def test_neither_codes_nor_tokens_are_logged(
    app: Flask, phone: PageClient, evening: Evening, caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    def break_down(*given: object, **named: object) -> None:
        raise RuntimeError("the disk is on fire")

    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr("planner.services.gate.scanning.take_scans", break_down)
    answer = send(phone, item(code=evening.codes[0]))
    assert answer.status_code == 500
    phone.get(f"/gate/check?code={evening.codes[0]}")
    phone.get(f"/gate/{'A' * 26}")
    assert "/gate/scans" in caplog.text
    for secret in (evening.codes[0], evening.token, "A" * 26):
        assert secret not in caplog.text


def test_over_tls_no_other_host_can_plant_the_cookie(
    settings: Settings, clock: FixedClock, evening: Evening
) -> None:
    secure = replace(settings, base_url="https://feest.example")
    app = create_app(secure, clock=clock)
    for name, status in (("__Host-planner-gate", 200), ("planner-gate", 401)):
        browser = page_client(app)
        browser.set_cookie(name, evening.token, domain="feest.example")
        answer = browser.post("/gate/scans", json={"scans": []}, base_url="https://feest.example")
        assert answer.status_code == status
    app.extensions["store"].close()


def test_refused_scans_are_kept_for_when_somebody_asks(phone: PageClient, evening: Evening) -> None:
    results(send(phone, item("n-1", code="rubbish"), item("n-2", code=evening.codes[0])))
    with evening.store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Scan)) == 2


@pytest.mark.parametrize(
    ("kind", "heads", "let_in"),
    [
        pytest.param("entry", 5, {"adults": 2, "children": 3}, id="all of them"),
        pytest.param("entry", 3, {"adults": 2, "children": 1}, id="the adults first"),
        pytest.param("entry", 6, {"adults": 3, "children": 3}, id="one more, probably an adult"),
        pytest.param("exit", 2, {"adults": 2, "children": 0}, id="nobody known to be inside"),
    ],
)
def test_who_of_a_party_are_children_follows_from_its_answer(
    phone: PageClient, evening: Evening, kind: str, heads: int, let_in: dict[str, int]
) -> None:
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        answer(session, event, 1, Reply.YES, adults=2, children=3)
    admit = {"adults": heads, "children": 0, "heads": heads}
    send(phone, item(kind=kind, card_number=1, admit=admit, offline=True))
    with evening.store.reading() as session:
        assert session.scalars(select(Scan)).one().outcome["let_in"] == let_in


def test_who_goes_out_are_those_who_came_in(phone: PageClient, evening: Evening) -> None:
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        answer(session, event, 1, Reply.YES, adults=2, children=3)
    for nonce, kind, heads in (("a", "entry", 5), ("b", "exit", 4)):
        admit = {"adults": heads, "children": 0, "heads": heads}
        results(send(phone, item(nonce, kind=kind, card_number=1, admit=admit, offline=True)))
    count = evening.count()
    assert (count.inside, count.adults, count.children) == (1, 2, 3)


@pytest.mark.parametrize("heads", [0, 501, "3", None, True])
@ON_SQLITE
def test_a_number_of_heads_that_makes_no_sense_is_refused(
    phone: PageClient, evening: Evening, heads: Any
) -> None:
    admit = {"adults": 2, "children": 0, "heads": heads}
    (result,) = results(send(phone, item(card_number=1, admit=admit)))
    assert result["reason"] == "not_understood"


def test_days_before_no_phone_opens_the_doors(
    phone: PageClient, evening: Evening, clock: FixedClock
) -> None:
    """Nor does a page that thinks they are open; what it sends is answered as practice."""
    clock.now = STARTS - timedelta(days=9)
    at = clock.now.isoformat()
    opened = phone.post("/gate/doors", json={"gate": evening.gate_id})
    assert (opened.status_code, opened.get_json()["open"]) == (200, False)
    sent = item(scanned_at=at, server_at=at, offline=True, practice=False, walk_in=True)
    (result,) = results(send(phone, sent, device_now=at))
    assert (result["status"], result["reason"]) == ("ok", "practice")
    assert evening.count().came == 0
    listed = phone.get("/gate/list?own=0123abcd").get_json()
    assert listed["may_open_at"] == (STARTS - timedelta(days=1)).isoformat()
    assert listed["opens_at"] == (STARTS - timedelta(hours=1)).isoformat()
    clock.now = STARTS - timedelta(hours=20)
    opened = phone.post("/gate/doors", json={"gate": evening.gate_id})
    assert (opened.status_code, opened.get_json()["open"]) == (200, True)
