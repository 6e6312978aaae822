"""Today's helpers on the crew's phones: who gets the list, taps that come late, the code."""

import json
from datetime import timedelta
from typing import Any

import pytest
import zxingcpp
from flask import Flask
from PIL import Image

from planner.services.gate.phones import UPLOADS_FOR, revoke_phone
from planner.services.helpers.shift_rows import shifts_of
from planner.store.base import Store
from planner.store.models import Event, ShiftEntry
from tests.support.clock import FixedClock
from tests.support.gate import ENDS, STARTS, Evening, make_evening, make_listener
from tests.support.pages import PageClient, enrolled_phone
from tests.support.queries import count_queries
from tests.support.shifts import add_shift, sign_up

DAY_BEFORE = STARTS - timedelta(days=1)
MOST_QUERIES = 8
MOST_JSON = 2_500
"""Bytes, packed: of forty helpers in twenty shifts."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = STARTS
    made = make_evening(store)
    with store.transaction() as session:
        event = session.get_one(Event, made.event_id)
        event.help_code, event.contact_name = "abcd2345", "Noor"
        event.contact_phone = "+31451234567"
    return made


@pytest.fixture
def phone(app: Flask, evening: Evening) -> PageClient:
    """A phone that is enrolled at the gate, and speaks English."""
    made = enrolled_phone(app, evening.token)
    made.set_cookie("planner-gate-language", "en", domain="feest.example", path="/gate")
    return made


def helper(evening: Evening, shift_id: int, who: str = "her", **wish: Any) -> int:
    made = sign_up(evening.store, evening.event_id, shift_id, who, now=DAY_BEFORE, **wish)
    assert made.entry_id is not None
    return made.entry_id


def shift(evening: Evening, **values: Any) -> int:
    return add_shift(evening.store, evening.event_id, **values)


def entry(evening: Evening, entry_id: int) -> ShiftEntry:
    with evening.store.reading() as session:
        return session.get_one(ShiftEntry, entry_id)


def tap(evening: Evening, entry_id: int, minutes: int, **values: Any) -> dict[str, Any]:
    at = (STARTS + timedelta(minutes=minutes)).isoformat()
    usual = {"nonce": f"n{minutes}", "entry": entry_id, "is": "here", "event": evening.event_id}
    return usual | {"at": at} | values


def send(phone: PageClient, *taps: Any, **more: Any) -> list[tuple[str | None, str]]:
    answer = post(phone, {"taps": taps, **more})
    assert answer.status_code == 200
    return [(each["nonce"], each["status"]) for each in answer.get_json()["results"]]


def post(phone: PageClient, body: Any, **more: Any) -> Any:
    return phone.post(
        "/gate/helpers", data=json.dumps(body), content_type="application/json", **more
    )


def test_the_list_says_who_helps_today_and_nothing_more_of_them(
    phone: PageClient, evening: Evening
) -> None:
    shift_id = shift(evening, needed=2, most=4, place="At the tent")
    entry_id = helper(
        evening, shift_id, name="Fatma", phone="0612345678", address="f@example.org", heads=2
    )
    helper(evening, shift_id, "new", is_first_time=True)
    answer = phone.get("/gate/helpers")
    made = answer.get_json()
    (one,) = made["shifts"]
    assert (one["task"], one["place"], one["needed"]) == ("Handing out food", "At the tent", 2)
    by_name = {each["name"]: each for each in one["helpers"]}
    assert by_name["Fatma"] | {"person": 0} == {
        "entry": entry_id,
        "person": 0,
        "name": "Fatma",
        "heads": 2,
        "first": False,
        "waits": False,
        "came_at": None,
        "left": False,
    }
    assert by_name[""]["first"]
    assert made["contact"] == {"name": "Noor", "phone": "+31451234567"}
    text = answer.get_data(as_text=True)
    assert "0612345678" not in text
    assert "f@example.org" not in text


def test_helpers_of_other_days_and_who_stepped_back_are_not_on_phones(
    phone: PageClient, evening: Evening
) -> None:
    earlier, later = shift(evening, minutes=-20 * 60), shift(evening, minutes=14 * 60)
    helper(evening, earlier, name="Earlier")
    helper(evening, later, "b", name="Later")
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        assert len(shifts_of(session, event.id)) == 2
    assert phone.get("/gate/helpers").get_json()["shifts"] == []


def test_after_the_gate_has_closed_phones_get_nothing(
    phone: PageClient, evening: Evening, clock: FixedClock
) -> None:
    helper(evening, shift(evening, minutes=4 * 60, length=6 * 60), name="Fatma")
    clock.now = ENDS + timedelta(hours=2, minutes=1)
    made = phone.get("/gate/helpers").get_json()
    assert (made["shifts"], made["invites"]) == ([], [])


def test_who_only_listens_is_of_another_event_or_was_signed_out_gets_nothing(
    app: Flask, phone: PageClient, evening: Evening, client: PageClient
) -> None:
    entry_id = helper(evening, shift(evening), name="Fatma")
    with evening.store.transaction() as session:
        listener = make_listener(session, session.get_one(Event, evening.event_id))
    listens = enrolled_phone(app, listener.token)
    other = enrolled_phone(app, make_evening(evening.store, title="Other").token)
    for who, status in ((listens, 403), (client, 401)):
        for path in ("/gate/helpers", "/gate/here", "/gate/emergency"):
            answer = who.get(path)
            assert answer.status_code in {status, 303, 403}, path
            assert "Fatma" not in answer.get_data(as_text=True)
        assert post(who, {"taps": [tap(evening, entry_id, 1)]}).status_code == status
    assert other.get("/gate/helpers").get_json()["shifts"] == []
    assert send(other, tap(evening, entry_id, 1)) == [("n1", "refused")]
    with evening.store.transaction() as session:
        revoke_phone(session, evening.phone.id, event_id=evening.event_id, now=STARTS)
    assert phone.get("/gate/helpers").status_code == 401
    assert post(phone, {"taps": [tap(evening, entry_id, 1)]}).status_code == 401
    assert entry(evening, entry_id).came_at is None


def test_taps_that_come_late_and_twice_count_once_at_the_first_moment(
    phone: PageClient, evening: Evening, clock: FixedClock
) -> None:
    entry_id = helper(evening, shift(evening))
    clock.now = STARTS + timedelta(hours=1)
    late, early = tap(evening, entry_id, 9), tap(evening, entry_id, 2)
    assert send(phone, late) == [("n9", "here")]
    assert send(phone, early, late) == [("n2", "here"), ("n9", "here")]
    assert send(phone, early) == [("n2", "here")]
    assert entry(evening, entry_id).came_at == STARTS + timedelta(minutes=2)
    undo = tap(evening, entry_id, 20, **{"is": "not_here"})
    assert send(phone, undo, early) == [("n20", "not_here"), ("n2", "not_here")]
    assert entry(evening, entry_id).came_at is None


def test_a_clock_that_is_off_is_put_right(
    phone: PageClient, evening: Evening, clock: FixedClock
) -> None:
    entry_id, wrong = helper(evening, shift(evening)), timedelta(days=400)
    clock.now = STARTS + timedelta(minutes=10)
    at = (STARTS + timedelta(minutes=3) - wrong).isoformat()
    send(phone, tap(evening, entry_id, 3, at=at), device_now=(clock.now - wrong).isoformat())
    assert entry(evening, entry_id).came_at == STARTS + timedelta(minutes=3)


def test_a_clock_that_can_not_be_right_says_now(phone: PageClient, evening: Evening) -> None:
    entry_id = helper(evening, shift(evening))
    send(phone, tap(evening, entry_id, 1, at="1970-01-01T00:00:00+00:00"))
    assert entry(evening, entry_id).came_at == STARTS


@pytest.mark.parametrize(
    "bad",
    [
        {"is": "gone"},
        {"entry": "7"},
        {"entry": True},
        {"entry": 2**53},
        {"entry": 0},
        {"event": None},
        {"at": "yesterday"},
    ],
)
def test_a_bad_tap_spoils_no_other(phone: PageClient, evening: Evening, bad: Any) -> None:
    entry_id = helper(evening, shift(evening))
    good, wrong = tap(evening, entry_id, 0), tap(evening, entry_id, 1) | bad
    assert send(phone, wrong, good, 7) == [("n1", "refused"), ("n0", "here"), (None, "refused")]


@pytest.mark.parametrize(
    ("body", "status"),
    [({"taps": 7}, 400), ([], 400), ({"taps": [{}] * 51}, 413)],
)
def test_what_is_no_batch_is_refused(phone: PageClient, body: Any, status: int) -> None:
    assert post(phone, body).status_code == status
    assert phone.post("/gate/helpers", data={"taps": "x"}).status_code == 415
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert post(phone, {"taps": []}, headers=foreign).status_code == 403


def test_taps_are_taken_for_days_after_the_gate_has_closed(
    phone: PageClient, evening: Evening, clock: FixedClock
) -> None:
    entry_id = helper(evening, shift(evening))
    clock.now = ENDS + timedelta(hours=2) + UPLOADS_FOR
    assert send(phone, tap(evening, entry_id, 4)) == [("n4", "here")]
    assert entry(evening, entry_id).came_at == STARTS + timedelta(minutes=4)


def test_the_code_for_who_passes_by_leads_to_the_shifts(
    phone: PageClient, evening: Evening, app: Flask
) -> None:
    shift(evening)
    (invite,) = phone.get("/gate/helpers").get_json()["invites"]
    assert (invite["title"], invite["address"]) == ("", "feest.example/help/abcd2345")
    assert read_back(invite["svg"]) == "http://feest.example/help/abcd2345"


def read_back(svg: str) -> str:
    """Draw the squares of a code again, and read them as a phone does."""
    side = int(svg.split('viewBox="0 0 ')[1].split()[0])
    picture = Image.new("L", (side, side), 255)
    path = svg.split(' d="')[1].split('"')[0]
    for run in path.split("M")[1:]:
        place, rest = run.split("h", 1)
        x, y = (float(each) for each in place.replace(",", " ").split())
        width = int(float(rest.split("v")[0].split("z")[0]))
        for step in range(width):
            picture.putpixel((int(x) + step, int(y)), 0)
    large = picture.resize((side * 8, side * 8), Image.Resampling.NEAREST)
    (found,) = zxingcpp.read_barcodes(large)
    return str(found.text)


def test_when_nobody_is_needed_any_more_it_is_that_of_the_next_event(
    phone: PageClient, evening: Evening
) -> None:
    helper(evening, shift(evening, needed=1))
    later, hidden = (
        make_evening(evening.store, title=title, starts_at=STARTS + timedelta(days=days),
                     ends_at=ENDS + timedelta(days=days), neighbourhood_name="Passart")
        for title, days in (("Next barbecue", 7), ("A dinner for few", 3))
    )  # fmt: skip
    with evening.store.transaction() as session:
        events = [session.get_one(Event, each.event_id) for each in (later, hidden)]
        session.get_one(Event, evening.event_id).neighbourhood_id = events[0].neighbourhood_id
        for number, event in enumerate(events):
            event.help_code = f"code{number}"
        events[1].is_public = False
    for each in (later, hidden):
        shift(each)
    (invite,) = phone.get("/gate/helpers").get_json()["invites"]
    assert invite["title"] == "Next barbecue"
    assert invite["address"].endswith("/help/code0")


def test_forty_helpers_are_a_small_list(phone: PageClient, evening: Evening) -> None:
    for number in range(20):
        shift_id = shift(evening, minutes=number * 10, most=2, task=f"Task {number}")
        for who in ("a", "b"):
            helper(evening, shift_id, f"{number}{who}", name=f"Somebody {number}{who}")
    with count_queries(evening.store) as seen:
        answer = phone.get("/gate/helpers", headers={"Accept-Encoding": "gzip"})
    assert len(seen) <= MOST_QUERIES
    assert answer.headers["Content-Encoding"] == "gzip"
    assert len(answer.get_data()) <= MOST_JSON


def test_without_script_one_tap_says_it_and_another_one_takes_it_back(
    phone: PageClient, evening: Evening, clock: FixedClock
) -> None:
    shift_id = shift(evening, needed=2, most=2)
    entry_id = helper(evening, shift_id, name="Fatma")
    page = phone.page("/gate/here")
    assert "Fatma" in page.text
    assert "1 more needed: whom to ask?" in page.text
    answer = phone.send("/gate/here", {"here": str(entry_id)})
    assert answer.status_code == 303
    assert entry(evening, entry_id).came_at == STARTS
    clock.now += timedelta(minutes=5)
    phone.send("/gate/here", {"not_here": str(entry_id)})
    assert entry(evening, entry_id).came_at is None


@pytest.mark.parametrize("typed", ["", "x", "9" * 17, "-1", "1"])
def test_nonsense_without_script_changes_nothing(
    phone: PageClient, evening: Evening, typed: str
) -> None:
    helper(evening, shift(evening))
    answer = phone.send("/gate/here", {"here": typed})
    assert answer.status_code == 303


def test_what_to_do_at_a_fire_stands_on_both_pages(phone: PageClient, client: PageClient) -> None:
    assert "Call 112. Say what is on fire" in phone.page("/gate/emergency").text
    assert "Call Noor" in phone.page("/gate/emergency").text
    kept = client.get("/gate/crew", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "Call 112. Say what is on fire" in kept
    assert "Noor" not in kept
