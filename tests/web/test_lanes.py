"""Pages take so many threads and no more: whoever sends scans finds one, and nobody waits long."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
from flask import Flask

from planner.settings import Settings
from planner.store.base import Store
from planner.web import lanes
from planner.web.access import guards_of
from planner.web.lanes import WIDTHS, Lane, LaneFull, Queue, Width
from tests.support.cards import World, make_world
from tests.support.clock import FixedClock
from tests.support.gate import STARTS, make_evening
from tests.support.pages import Page, PageClient, enrolled_phone, page_client
from tests.web.test_gate_scans import item
from tests.web.test_guests import url

pytestmark = pytest.mark.both_databases

FOR_EVER = 3_600.0
PAGES = (Lane.GUESTS, Lane.OFFICE, Lane.LARGE)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@contextmanager
def all_turns_taken(*taken: Lane) -> Iterator[None]:
    with ExitStack() as stack:
        for lane in taken:
            for _place in range(WIDTHS[lane].at_once):
                lanes._queues[lane].enter()
                stack.callback(lanes._queues[lane].leave)
        yield


def test_the_gate_has_threads_that_no_page_can_take() -> None:
    pages = WIDTHS[Lane.GUESTS].threads + sum(width.threads for width in lanes.HANDED_OVER.values())
    assert lanes.FRONT_THREADS - pages == lanes.GATE_THREADS
    assert Lane.GATE not in WIDTHS


def test_what_phones_at_gates_ask_for_is_the_gates(app: Flask) -> None:
    found = {name: guard.lane for name, guard in guards_of(app).items()}
    gates = {name for name, lane in found.items() if lane is Lane.GATE}
    assert gates == {
        name for name in found if name.partition(".")[0] in {"gate", "gate_app", "signs"}
    }
    assert found["gate.take_scans"] is Lane.GATE


def test_a_scan_is_answered_while_all_pages_hang(
    app: Flask, store: Store, clock: FixedClock
) -> None:
    """Each turn is taken by a page that waits for something that does not come yet."""
    clock.now = STARTS
    evening = make_evening(store)
    goes_on, hanging = threading.Event(), threading.Semaphore(0)

    def hang() -> None:
        hanging.release()
        goes_on.wait()

    app.before_request_funcs[None].insert(2, hang)  # after its turn was taken
    pages = sum(WIDTHS[lane].at_once for lane in (Lane.GUESTS, Lane.OFFICE))
    paths = ["/"] * WIDTHS[Lane.GUESTS].at_once + ["/events"] * WIDTHS[Lane.OFFICE].at_once
    with ThreadPoolExecutor(pages) as threads:
        try:
            asked = [threads.submit(page_client(app).get, path) for path in paths]
            for _page in paths:
                assert hanging.acquire(timeout=60)
            app.before_request_funcs[None].remove(hang)
            phone = enrolled_phone(app, evening.token)
            answer = phone.post("/gate/scans", json={"scans": [item("n", code=evening.codes[0])]})
            assert answer.get_json()["results"][0]["status"] == "ok"
            assert phone.get("/gate").status_code == 200
            assert phone.get("/healthz").status_code == 200
        finally:
            goes_on.set()
        assert {each.result().status_code for each in asked} <= {200, 303}


@pytest.mark.parametrize(("lane", "path"), [(Lane.GUESTS, "/"), (Lane.OFFICE, "/sign-in")])
def test_a_page_without_a_turn_says_so_in_a_sentence(
    client: PageClient, monkeypatch: pytest.MonkeyPatch, lane: Lane, path: str
) -> None:
    monkeypatch.setattr(lanes, "WAITS_FOR_SECONDS", 0.0)
    with all_turns_taken(lane):
        answer = client.get(f"{path}?l=en")
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == str(lanes.RETRY_AFTER_SECONDS)
        assert "It is very busy." in Page(answer).words
    assert client.get(path).status_code == 200


def test_a_request_that_another_process_had_no_room_for_says_so(client: PageClient) -> None:
    assert client.get("/sign-in", environ_overrides={lanes.REFUSED: True}).status_code == 503


@pytest.mark.parametrize("path", ["/table.csv", "/table.ods", "/table.xlsx"])
def test_one_list_too_many_is_asked_for_again_in_a_moment(
    world: World, desk: PageClient, path: str
) -> None:
    with all_turns_taken(Lane.LARGE):
        answer = desk.get(url(world, path))
        assert answer.status_code == 503
        assert answer.headers["Retry-After"] == str(lanes.RETRY_AFTER_SECONDS)
        assert desk.get(url(world, "")).status_code == 200, "pages go on"
    assert desk.get(url(world, path)).status_code == 200


def test_a_list_that_can_not_be_made_takes_no_place_for_good(
    world: World, desk: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def break_down(*given: object, **named: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr("planner.web.organiser.guests.guest_list.list_guests", break_down)
        for _time in range(WIDTHS[Lane.LARGE].at_once + 1):
            assert desk.get(url(world, "/table.csv")).status_code == 500
    assert desk.get(url(world, "/table.csv")).status_code == 200


def wait_in(queue: Queue, who: str | None, order: list[str | None]) -> threading.Thread:
    """Let somebody wait for a turn; return once they do."""

    def wait() -> None:
        queue.enter(who, patience_seconds=FOR_EVER)
        order.append(who)
        queue.leave(who)

    before = len(queue._waiting)
    thread = threading.Thread(target=wait)
    thread.start()
    tick = threading.Event()
    while len(queue._waiting) == before:
        tick.wait(0.001)
    return thread


def test_turns_are_given_in_order() -> None:
    queue, order = Queue(Width(1, 8)), list[str | None]()
    queue.enter("first")
    threads = [wait_in(queue, who, order) for who in ("a", "b", "c")]
    queue.leave("first")
    for thread in threads:
        thread.join()
    assert order == ["a", "b", "c"]


def test_who_has_a_turn_lets_others_go_first() -> None:
    queue, order = Queue(Width(2, 8)), list[str | None]()
    queue.enter("impatient")
    queue.enter("other")
    threads = [wait_in(queue, who, order) for who in ("impatient", "impatient", "colleague")]
    queue.leave("other")
    threads[-1].join()
    assert order[0] == "colleague"
    queue.leave("impatient")
    for thread in threads:
        thread.join()


def test_one_person_does_not_take_all_places() -> None:
    queue, order = Queue(Width(1, 8, each=3)), list[str | None]()
    queue.enter("impatient")
    threads = [wait_in(queue, "impatient", order) for _page in range(2)]
    with pytest.raises(LaneFull):
        queue.enter("impatient")
    threads.append(wait_in(queue, "colleague", order))
    queue.leave("impatient")
    for thread in threads:
        thread.join()


def test_no_more_wait_than_there_are_places() -> None:
    queue, order = Queue(Width(1, 1)), list[str | None]()
    queue.enter()
    thread = wait_in(queue, None, order)
    with pytest.raises(LaneFull):
        queue.enter(patience_seconds=FOR_EVER)
    queue.leave()
    thread.join()


def test_who_hung_up_is_no_longer_waited_for() -> None:
    queue = Queue(Width(1, 1))
    queue.enter()
    with pytest.raises(LaneFull):
        queue.enter(is_gone=lambda: True, patience_seconds=FOR_EVER)
    queue.leave()
    queue.enter()  # nothing was left behind
