"""The run sheet on the crew's phones: who gets it, late ticks and double ones, without script."""

import itertools
import json
import random
from datetime import timedelta
from string import ascii_lowercase
from typing import Any

import pytest
from flask import Flask

from planner.core.enums import EventState
from planner.services.gate import gates
from planner.services.gate.phones import UPLOADS_FOR, revoke_phone
from planner.services.logistics.sheet_making import remove_line
from planner.store.base import Store
from planner.store.models import Event, Gate, RunLine
from tests.support.clock import FixedClock
from tests.support.gate import (
    CODE_KEY,
    ENDS,
    STARTS,
    Evening,
    make_evening,
    make_listener,
    make_phone,
)
from tests.support.pages import Page, PageClient, enrolled_phone
from tests.support.queries import count_queries
from tests.support.run_lines import add_lines, line_plan

MINUTE = timedelta(minutes=1)
PLACE = "Behind the tent"
MOST_QUERIES = 6
MOST_JSON = 4_000
"""Bytes, packed: of sixty lines."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(store)


@pytest.fixture
def phone(app: Flask, evening: Evening) -> PageClient:
    return speaks_english(enrolled_phone(app, evening.token))


@pytest.fixture
def lines(evening: Evening) -> dict[str, int]:
    return add_lines(
        evening.store,
        evening.event_id,
        line_plan("Light the fire", -45, place="At the tent", who="Ali and Noor"),
        line_plan("Welcome", 0, 10),
        line_plan("First portions", 30),
        line_plan("Music off", 180, 0),
        now=STARTS,
    )


def speaks_english(made: PageClient) -> PageClient:
    made.set_cookie("planner-gate-language", "en", domain="feest.example", path="/gate")
    return made


def line(evening: Evening, line_id: int) -> RunLine:
    with evening.store.reading() as session:
        return session.get_one(RunLine, line_id)


def sheet(phone: PageClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = phone.get("/gate/helpers").get_json()["sheet"]
    return found


def tap(evening: Evening, line_id: int, minutes: int, says: str = "done") -> dict[str, Any]:
    at = (STARTS + minutes * MINUTE).isoformat()
    about = {"line": line_id, "is": says, "event": evening.event_id}
    return {"nonce": f"n{minutes}", "at": at} | about


def send(phone: PageClient, *taps: dict[str, Any]) -> list[str]:
    answer = post(phone, *taps)
    assert answer.status_code == 200
    return [each["status"] for each in answer.get_json()["results"]]


def post(phone: PageClient, *taps: dict[str, Any]) -> Any:
    body = json.dumps({"taps": taps})
    return phone.post("/gate/helpers", data=body, content_type="application/json")


def test_the_list_says_what_is_when_where_and_by_whom(
    phone: PageClient, lines: dict[str, int]
) -> None:
    first, *rest = sheet(phone)
    assert first == {
        "id": lines["Light the fire"],
        "title": "Light the fire",
        "day": "Saturday 12 June",
        "hours": "from 16:15 to 16:30",
        "place": "At the tent",
        "who": ["Ali and Noor"],
        "starts_at": (STARTS - 45 * MINUTE).isoformat(),
        "ends_at": (STARTS - 30 * MINUTE).isoformat(),
        "done_at": None,
    }
    assert [each["hours"] for each in rest] == [
        "from 17:00 to 17:10",
        "from 17:30 to 17:45",
        "20:00",
    ]


def test_who_only_listens_is_of_another_event_or_was_signed_out_gets_nothing(
    app: Flask, phone: PageClient, evening: Evening, client: PageClient, lines: dict[str, int]
) -> None:
    line_id = lines["Welcome"]
    with evening.store.transaction() as session:
        listener = make_listener(session, session.get_one(Event, evening.event_id))
    listens = enrolled_phone(app, listener.token)
    other = enrolled_phone(app, make_evening(evening.store, title="Other").token)
    for who, status in ((listens, 403), (client, 401)):
        for path in ("/gate/helpers", "/gate/lines"):
            answer = who.get(path)
            assert answer.status_code in {status, 303, 403}, path
            assert "Welcome" not in answer.get_data(as_text=True)
        assert post(who, tap(evening, line_id, 0)).status_code == status
    assert sheet(other) == []
    assert send(other, tap(evening, line_id, 0)) == ["refused"]
    assert send(other, tap(evening, line_id, 0) | {"event": other_event(other)}) == ["gone"]
    with evening.store.transaction() as session:
        revoke_phone(session, evening.phone.id, event_id=evening.event_id, now=STARTS)
    assert post(phone, tap(evening, line_id, 0)).status_code == 401
    assert line(evening, line_id).done_at is None


def other_event(phone: PageClient) -> int:
    return int(phone.get("/gate/helpers").get_json()["event"]["id"])


def test_a_draft_and_a_gate_that_has_closed_show_no_line(
    phone: PageClient, evening: Evening, lines: dict[str, int], clock: FixedClock
) -> None:
    assert len(sheet(phone)) == len(lines)
    assert "Run sheet" in phone.page("/gate").text
    set_state(evening, EventState.DRAFT)
    assert sheet(phone) == []
    assert "Run sheet" not in phone.page("/gate").text
    set_state(evening, EventState.PUBLISHED)
    clock.now = ENDS + timedelta(hours=2, minutes=1)
    assert sheet(phone) == []
    assert "There is no run sheet for this phone now." in phone.page("/gate/lines").text


def set_state(evening: Evening, state: EventState) -> None:
    with evening.store.transaction() as session:
        session.get_one(Event, evening.event_id).state = state


def test_what_two_phones_tell_in_any_order_is_the_same(
    app: Flask, phone: PageClient, evening: Evening, clock: FixedClock
) -> None:
    second = enrolled_phone(app, second_token(evening))
    clock.now = STARTS + timedelta(hours=2)
    said = [(2, "done", phone), (3, "done", second), (9, "open", second), (12, "done", phone)]
    for number, order in enumerate(itertools.permutations(said)):
        title = f"Order {number}"
        line_id = add_lines(evening.store, evening.event_id, line_plan(title, 0), now=STARTS)[title]
        before_the_last = [each for each in order if each[0] != 12]
        for minutes, says, by in before_the_last if number % 2 else order:
            assert "refused" not in send(by, tap(evening, line_id, minutes, says))
        stands = None if number % 2 else STARTS + 12 * MINUTE
        assert line(evening, line_id).done_at == stands, order


def second_token(evening: Evening) -> str:
    with evening.store.transaction() as session:
        return make_phone(session, session.get_one(Gate, evening.gate_id)).token


def gate_secret(evening: Evening) -> str:
    with evening.store.reading() as session:
        at = session.get_one(Gate, evening.gate_id)
        return gates.gate_link(at, code_key=CODE_KEY, base_url="").rpartition("/")[2]


def section(page: Page, name: str) -> str:
    """Give what stands in a section of a page."""
    return page.text.partition(f'id="{name}"')[2].partition("</section>")[0]


def test_ticks_of_one_moment_and_twice_sent_are_one(
    app: Flask, phone: PageClient, evening: Evening, clock: FixedClock, lines: dict[str, int]
) -> None:
    second, line_id = enrolled_phone(app, second_token(evening)), lines["Welcome"]
    clock.now = STARTS + 5 * MINUTE
    for each in (phone, second, phone):
        assert send(each, tap(evening, line_id, 4)) == ["done"]
    found = line(evening, line_id)
    assert (found.done_at, found.done_on_id) == (STARTS + 4 * MINUTE, evening.phone.id)
    assert found.version == 2
    (shown,) = [each for each in sheet(second) if each["id"] == line_id]
    assert shown["done_at"] == (STARTS + 4 * MINUTE).isoformat()


def test_helpers_and_lines_come_in_one_batch_and_a_bad_tap_spoils_no_other(
    phone: PageClient, evening: Evening, lines: dict[str, int]
) -> None:
    good, line_id = tap(evening, lines["Welcome"], 0), lines["Welcome"]
    bad: list[dict[str, Any]] = [
        good | {"is": ["done"]},
        good | {"is": "finished"},
        good | {"line": str(line_id)},
        {key: value for key, value in good.items() if key != "line"} | {"entry": line_id},
        good | {"is": "here"},
    ]
    assert send(phone, *bad, good) == ["refused"] * len(bad) + ["done"]
    here = {"nonce": "h", "entry": 1, "is": "here", "event": evening.event_id, "at": good["at"]}
    assert send(phone, here, good) == ["refused", "done"]


def test_a_line_that_was_taken_out_is_gone_and_others_come_along(
    phone: PageClient, evening: Evening, lines: dict[str, int]
) -> None:
    line_id = lines["Welcome"]
    with evening.store.transaction() as session:
        remove_line(session, evening.event_id, line_id, now=STARTS)
    assert send(phone, tap(evening, line_id, 0)) == ["gone"]
    add_lines(evening.store, evening.event_id, line_plan("Cake", 5), now=STARTS)
    assert [each["title"] for each in sheet(phone)][1] == "Cake"


def test_ticks_are_taken_for_days_after_the_gate_has_closed(
    phone: PageClient, evening: Evening, clock: FixedClock, lines: dict[str, int]
) -> None:
    clock.now = ENDS + timedelta(hours=2) + UPLOADS_FOR
    assert send(phone, tap(evening, lines["Music off"], 181)) == ["done"]
    assert line(evening, lines["Music off"]).done_at == STARTS + 181 * MINUTE


def test_sixty_lines_are_a_small_list_and_as_many_questions(
    phone: PageClient, evening: Evening
) -> None:
    chance, asked = random.Random(17), []
    for many in (2, 58):
        plans = [
            line_plan(some_words(chance, 3), number * 7, who=some_words(chance, 1), place=PLACE)
            for number in range(many)
        ]
        add_lines(evening.store, evening.event_id, *plans, now=STARTS)
        with count_queries(evening.store) as seen:
            answer = phone.get("/gate/helpers", headers={"Accept-Encoding": "gzip"})
        asked.append(len(seen))
    assert asked[0] == asked[1] <= MOST_QUERIES
    assert len(answer.get_data()) <= MOST_JSON


def some_words(chance: random.Random, many: int) -> str:
    """Draw words that are as hard to pack as names."""
    return " ".join("".join(chance.choices(ascii_lowercase, k=6)) for _ in range(many))


def test_without_script_one_tap_says_it_and_another_one_takes_it_back(
    phone: PageClient, evening: Evening, clock: FixedClock, lines: dict[str, int]
) -> None:
    clock.now = STARTS + 5 * MINUTE
    page = phone.page("/gate/lines")
    late, going_on, comes = (section(page, name) for name in ("late", "now", "next"))
    assert "Light the fire" in late
    assert "Ali and Noor" in late
    assert "Welcome" in going_on
    assert "First portions" in comes
    line_id = lines["Light the fire"]
    assert phone.send("/gate/lines", {"done": str(line_id)}).status_code == 303
    found = line(evening, line_id)
    assert (found.done_at, found.done_on_id) == (clock.now, evening.phone.id)
    assert "done at 17:05" in phone.page("/gate/lines").text
    clock.now += MINUTE
    phone.send("/gate/lines", {"open": str(line_id)})
    assert line(evening, line_id).done_at is None


@pytest.mark.parametrize("typed", ["", "x", "9" * 17, "-1"])
def test_nonsense_without_script_changes_nothing(
    phone: PageClient, evening: Evening, lines: dict[str, int], typed: str
) -> None:
    assert phone.send("/gate/lines", {"done": typed}).status_code == 303
    assert all(line(evening, each).done_at is None for each in lines.values())


def test_a_line_that_is_not_there_is_said_without_script(phone: PageClient) -> None:
    phone.send("/gate/lines", {"done": "999"}, form_on="/gate/others")
    assert "That line is not on the run sheet any more." in phone.page("/gate/lines").text


def test_the_page_that_is_kept_holds_no_line_and_the_link_of_the_gate_leads_there(
    app: Flask, client: PageClient, phone: PageClient, evening: Evening, lines: dict[str, int]
) -> None:
    kept = client.get("/gate/sheet", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert "The whole run sheet" in kept
    assert "Light the fire" not in kept
    link = f"/gate/{gate_secret(evening)}"
    assert "/gate/lines" in phone.get(link).get_data(as_text=True)
    assert "/gate/lines" not in client.get(link).get_data(as_text=True)
    worker = client.get("/gate/service-worker.js").get_data(as_text=True)
    assert '"/gate/sheet": "/gate/sheet?l=' in worker
    assert "/gate/files/sheet.js?v=" in worker
