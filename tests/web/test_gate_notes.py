"""Notes for the organiser: kept once, at their own event, and read."""

import json
from typing import Any

import pytest
from flask import Flask

from planner.services.gate import notes
from planner.services.gate.notes import LONGEST_NOTE
from planner.store.base import Store
from planner.store.models import Gate, GateDevice, GateNote
from tests.support.clock import FixedClock
from tests.support.gate import STARTS, Evening, make_evening
from tests.support.pages import PageClient, enrolled_phone

NOTE = {"nonce": "a", "text": "The toilet is broken.", "written_at": STARTS.isoformat()}


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(store)


@pytest.fixture
def phone(app: Flask, evening: Evening) -> PageClient:
    """A phone that is enrolled at the gate."""
    return enrolled_phone(app, evening.token)


def send(phone: PageClient, *items: Any, **more: Any) -> list[tuple[str | None, str]]:
    body = json.dumps({"notes": items, **more})
    answer = phone.post("/gate/notes", data=body, content_type="application/json")
    assert answer.status_code == 200
    return [(each["nonce"], each["status"]) for each in answer.get_json()["results"]]


def stored(evening: Evening) -> list[tuple[str, str]]:
    with evening.store.reading() as session:
        found = session.query(GateNote).order_by(GateNote.id)
        return [(note.text, note.gate.name) for note in found]


def revoke(evening: Evening) -> None:
    with evening.store.transaction() as session:
        session.get_one(GateDevice, evening.phone.id).revoked_at = STARTS


def test_a_note_that_is_sent_again_is_one_note(phone: PageClient, evening: Evening) -> None:
    assert send(phone, NOTE) == [("a", "kept")]
    assert send(phone, NOTE, NOTE | {"nonce": "b", "text": " More bread "}) == [
        ("a", "kept"),
        ("b", "kept"),
    ]
    assert stored(evening) == [("The toilet is broken.", "Entrance"), ("More bread", "Entrance")]


def test_a_note_stays_with_the_gate_where_it_was_written(
    phone: PageClient, evening: Evening
) -> None:
    garden = evening.second_phone("Garden")
    here = NOTE | {"event": evening.event_id}
    assert send(phone, here | {"gate": garden.gate_id}) == [("a", "kept")]
    assert stored(evening) == [("The toilet is broken.", "Garden")]


def test_a_note_of_another_event_is_kept_nowhere(
    phone: PageClient, evening: Evening, store: Store
) -> None:
    other = make_evening(store, title="Dinner")
    assert send(
        phone,
        NOTE | {"event": other.event_id},
        NOTE | {"nonce": "b", "event": evening.event_id, "gate": other.gate_id},
    ) == [("a", "refused"), ("b", "refused")]
    assert stored(evening) == []


def test_a_note_finds_its_event_from_a_phone_that_works_elsewhere_now(
    phone: PageClient, evening: Evening, store: Store
) -> None:
    other = make_evening(store, title="Dinner")
    tokens = f"{other.token}.{evening.token}"
    phone.set_cookie("planner-gate", tokens, domain="feest.example")
    here = NOTE | {"event": evening.event_id, "gate": evening.gate_id}
    assert send(phone, here) == [("a", "kept")]
    assert stored(evening) == [("The toilet is broken.", "Entrance")]
    revoke(other)
    assert send(phone, here | {"nonce": "b"}) == [("b", "kept")]
    there = {"event": other.event_id, "gate": other.gate_id}
    assert send(phone, NOTE | there, NOTE | {"nonce": "c"}) == [("a", "refused"), ("c", "refused")]


@pytest.mark.parametrize(
    "bad",
    [
        {"text": ""},
        {"text": "   "},
        {"text": "x" * (LONGEST_NOTE + 1)},
        {"text": 5},
        {"text": "a\0b"},
        {"written_at": "yesterday"},
        {"written_at": None},
        {"event": "1"},
        {"gate": True},
        {"gate": 0},
    ],
)
def test_a_bad_note_spoils_no_other(phone: PageClient, bad: dict[str, Any]) -> None:
    assert send(phone, NOTE | bad, NOTE | {"nonce": "b"}, 7, {}) == [
        ("a", "refused"),
        ("b", "kept"),
        (None, "refused"),
        (None, "refused"),
    ]


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("", 400),
        ("[]", 400),
        ('{"notes": 1}', 400),
        (json.dumps({"notes": [NOTE] * 21}), 413),
        ("x" * 40_000, 413),
    ],
)
def test_what_is_no_batch_of_notes_is_refused(phone: PageClient, body: str, status: int) -> None:
    sent = phone.post("/gate/notes", data=body, content_type="application/json")
    assert sent.status_code == status


def test_only_our_own_pages_on_an_enrolled_phone_send_notes(
    phone: PageClient, client: PageClient
) -> None:
    body = json.dumps({"notes": [NOTE]})
    assert client.post("/gate/notes", data=body, content_type="application/json").status_code == 401
    assert phone.post("/gate/notes", data=body, content_type="text/plain").status_code == 415
    elsewhere = {"Origin": "https://elsewhere.example"}
    sent = phone.post("/gate/notes", data=body, content_type="application/json", headers=elsewhere)
    assert sent.status_code == 403


def test_an_event_takes_no_endless_row_of_notes(
    phone: PageClient, evening: Evening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(notes, "MOST_AT_EVENT", 1)
    assert send(phone, NOTE, NOTE | {"nonce": "b"}) == [("a", "kept"), ("b", "refused")]
    assert send(phone, NOTE) == [("a", "kept")], "what is there stays there"


def test_the_page_without_script_sends_a_note_once(phone: PageClient, evening: Evening) -> None:
    page = phone.page("/gate/note")
    fields = {field.get("name"): field.get("value") or "" for field in page.all("input")}
    for _time in range(2):
        sent = phone.post("/gate/note", data=fields | {"text": "Two chairs short."})
        assert (sent.status_code, sent.location) == (303, "/gate")
    assert stored(evening) == [("Two chairs short.", "Entrance")]
    assert phone.post("/gate/note", data=fields | {"text": " "}).status_code == 422


def test_marking_as_read_is_for_the_events_own_notes(phone: PageClient, evening: Evening) -> None:
    send(phone, NOTE)
    with evening.store.transaction() as session:
        (note,) = notes.list_notes(session, evening.event_id)
        assert notes.count_unread(session, evening.event_id) == 1
        assert not notes.mark_read(session, evening.event_id + 1, note.id, now=STARTS)
        assert notes.mark_read(session, evening.event_id, note.id, now=STARTS)
    with evening.store.reading() as session:
        assert notes.count_unread(session, evening.event_id) == 0
        assert session.get_one(Gate, evening.gate_id).lets_out_at is None
