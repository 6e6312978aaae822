"""Whoever floods the sign-in page is refused at once; gates and known browsers are served."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from planner.services.people import factors, hashing
from planner.services.people.hashing import STRANGERS_AT_ONCE
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, AuditEntry
from planner.web import lanes
from planner.web.lanes import WIDTHS, Queue, Width
from planner.web.trying_again import BUSY_SECONDS
from tests.support.application import PASSWORD, known_browser
from tests.support.cards import World, make_world
from tests.support.clock import FixedClock
from tests.support.gate import STARTS, make_evening
from tests.support.pages import Page, PageClient, enrolled_phone, page_client
from tests.support.totp import set_up_app
from tests.web.test_gate_scans import item
from tests.web.test_intermediary import Karin

pytestmark = pytest.mark.both_databases

FLOOD = 40
MANY = 60
BUSY = 503
ENGLISH = {"Accept-Language": "en"}


class SlowHashes:
    """Hashes that wait until they may go on, and how many are at it."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.begun, self.goes_on = threading.Semaphore(0), threading.Event()
        self.at_once = self.most = self.count = 0
        self._guard, self._real = threading.Lock(), hashing.is_password_of
        patch.setattr(hashing, "is_password_of", self._wait)

    def _wait(self, stored: str, password: str) -> bool:
        assert hashing.has_place()
        with self._guard:
            self.count += 1
            self.at_once += 1
            self.most = max(self.most, self.at_once)
        self.begun.release()
        self.goes_on.wait()
        with self._guard:
            self.at_once -= 1
        return self._real(stored, password)


@pytest.fixture
def hashes(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowHashes]:
    slow = SlowHashes(monkeypatch)
    yield slow
    slow.goes_on.set()


@pytest.fixture
def wide_lanes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let in as many as come: what is counted does not hang on how many threads there are."""
    wide = {lane: Queue(Width(10 * MANY)) for lane in WIDTHS}
    monkeypatch.setattr(lanes, "_queues", wide)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@contextmanager
def sent_at_once(posts: list[Callable[[], TestResponse]]) -> Iterator[list[Future[TestResponse]]]:
    start = threading.Barrier(len(posts))

    def send(post: Callable[[], TestResponse]) -> TestResponse:
        start.wait()
        return post()

    with ThreadPoolExecutor(len(posts)) as pool:
        yield [pool.submit(send, post) for post in posts]


def in_the_end(post: Callable[[], TestResponse]) -> Callable[[], TestResponse]:
    """Send as who is told that it is busy just now, and tries again."""

    def send() -> TestResponse:
        while (answer := post()).status_code == BUSY:
            pass
        return answer

    return send


def form_of(browser: PageClient, path: str, **typed: str) -> Callable[[], TestResponse]:
    token = browser.page(path).token()
    address = typed.pop("address", "127.0.0.1")
    return lambda: browser.post(
        path,
        data={**typed, "csrf_token": token},
        environ_base={"REMOTE_ADDR": address},
        headers=ENGLISH,
    )


def refused(found: list[Future[TestResponse]]) -> list[TestResponse]:
    """Return the answers that are there although all places are taken."""
    return [each.result() for each in found if each.done()]


def wait_until(is_so: Callable[[], bool]) -> None:
    tick = threading.Event()
    while not is_so():
        tick.wait(0.001)


def wait_for(found: list[Future[TestResponse]], count: int) -> list[TestResponse]:
    wait_until(lambda: len(refused(found)) >= count)
    return refused(found)


def test_a_flood_hashes_two_at_once_and_the_gate_and_the_known_are_served(
    app: Flask, store: Store, organiser: Account, clock: FixedClock, hashes: SlowHashes
) -> None:
    """Forty anonymous sign-ins from forty addresses, while each hash takes as long as it likes."""
    clock.now = STARTS
    evening = make_evening(store)
    phone = enrolled_phone(app, evening.token)
    hashes.goes_on.set()
    own = known_browser(app, organiser)
    hashes.goes_on.clear()
    posts = [
        form_of(
            page_client(app), "/sign-in", email=f"random-{number}@x.example", password="a guess",
            address=f"198.51.100.{number}",
        )
        for number in range(FLOOD)
    ]  # fmt: skip
    known = form_of(own, "/sign-in", email=organiser.email, password=PASSWORD)
    with sent_at_once(posts) as found, ThreadPoolExecutor(1) as pool:
        try:
            answers = wait_for(found, FLOOD - STRANGERS_AT_ONCE)
            assert {each.status_code for each in answers} == {429}
            assert {each.headers["Retry-After"] for each in answers} == {str(BUSY_SECONDS)}
            wait_until(lambda: hashes.at_once == STRANGERS_AT_ONCE)
            scanned = phone.post("/gate/scans", json={"scans": [item("n", code=evening.codes[0])]})
            assert scanned.get_json()["results"][0]["status"] == "ok"
            comes_in = pool.submit(known)
            wait_until(lambda: comes_in.done() or hashes.at_once == STRANGERS_AT_ONCE + 1)
            assert not comes_in.done(), (comes_in.result().status_code, comes_in.result().text)
        finally:
            hashes.goes_on.set()
        assert comes_in.result().status_code == 303
    assert [each.result().status_code for each in found].count(422) == STRANGERS_AT_ONCE
    assert hashes.most == STRANGERS_AT_ONCE + 1


def test_what_was_typed_is_still_there_but_for_the_password(
    app: Flask, organiser: Account, hashes: SlowHashes
) -> None:
    strangers = [
        form_of(page_client(app), "/sign-in", email="nobody@x.example", password="a guess")
        for _each in range(STRANGERS_AT_ONCE)
    ]
    honest = page_client(app)
    typed = form_of(honest, "/sign-in", email=organiser.email, password=PASSWORD)
    with sent_at_once(strangers):
        try:
            for _each in strangers:
                assert hashes.begun.acquire(timeout=60)
            answer = typed()
        finally:
            hashes.goes_on.set()
    page = Page(answer)
    assert page.heading == "Signing in is very busy just now."
    sent = {name: values[0] for name, values in page.sends().items()}
    assert sent.pop("email") == organiser.email
    assert sent["password"] == ""
    assert PASSWORD not in page.text
    sent |= {"email": organiser.email, "password": PASSWORD}
    assert honest.post("/sign-in", data=sent).status_code == 303


def test_of_sixty_guesses_at_once_exactly_ten_are_looked_at(
    app: Flask,
    organiser: Account,
    hashes: SlowHashes,
    monkeypatch: pytest.MonkeyPatch,
    wide_lanes: None,
) -> None:
    """Also where the places to hash are many: the tries are counted, not only the threads."""
    monkeypatch.setattr(hashing, "STRANGERS_AT_ONCE", MANY)
    monkeypatch.setattr(hashing, "AT_ONCE", MANY + 1)
    posts = [
        in_the_end(
            form_of(page_client(app), "/sign-in", email=organiser.email, password=f"guess {number}")
        )
        for number in range(MANY)
    ]
    with sent_at_once(posts) as found:
        wait_for(found, MANY - 10)
        hashes.goes_on.set()
    statuses = [each.result().status_code for each in found]
    assert (statuses.count(422), statuses.count(429)) == (10, MANY - 10)
    assert hashes.count == 10


def test_guesses_at_other_accounts_from_one_connection_are_slowed_together(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser, statuses = page_client(app), []
    for number in range(40):
        answer = form_of(
            browser, "/sign-in", email=f"random-{number}@x.example", password="a guess"
        )()
        statuses.append(answer.status_code)
    assert statuses == [422] * 30 + [429] * 10


def test_a_customer_with_all_connections_of_a_provider_is_slowed_too(app: Flask) -> None:
    browser, statuses = page_client(app), []
    for number in range(130):
        answer = form_of(
            browser, "/sign-in", email=f"random-{number}@x.example", password="a guess",
            address=f"2001:db8:7:{number:x}::1",
        )()  # fmt: skip
        statuses.append(answer.status_code)
    assert statuses == [422] * 120 + [429] * 10


def test_of_sixty_codes_at_once_exactly_eight_are_looked_at(
    app: Flask, desk: PageClient, organiser: Account, clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch, wide_lanes: None,
) -> None:  # fmt: skip
    set_up_app(desk, clock)
    looked = []

    def look(*given: object, **named: object) -> bool:
        looked.append(given)
        return False

    monkeypatch.setattr(factors, "accept_code", look)
    posts = []
    for _each in range(MANY):
        browser = page_client(app)
        browser.send("/sign-in", {"email": organiser.email, "password": PASSWORD})
        posts.append(in_the_end(form_of(browser, "/sign-in/second-step", code="000000")))
    with sent_at_once(posts) as found:
        pass
    statuses = [each.result().status_code for each in found]
    assert (statuses.count(422), statuses.count(429)) == (8, MANY - 8)
    assert len(looked) == 8


def test_of_sixty_pins_at_once_no_more_than_six_are_looked_at(
    app: Flask, world: World, hashes: SlowHashes, wide_lanes: None
) -> None:
    karin = Karin(app, world)
    hashes.goes_on.set()
    posts = [
        in_the_end(form_of(page_client(app), karin.link, code="000000")) for _each in range(MANY)
    ]
    with sent_at_once(posts) as found:
        pass
    statuses = [each.result().status_code for each in found]
    assert set(statuses) <= {422, 429}
    assert hashes.count == statuses.count(422) <= 6
    while karin.phone.send(karin.link, {"code": "000000"}).status_code == 422:
        pass
    assert hashes.count == 6


def test_the_old_password_and_the_proof_count_before_they_are_looked_at(
    app: Flask, desk: PageClient, hashes: SlowHashes
) -> None:
    hashes.goes_on.set()
    statuses = [
        form_of(desk, "/account/proof", secret="a guess")().status_code for _each in range(9)
    ]
    assert statuses == [422] * 8 + [429]
    typed = {"old": PASSWORD, "new": "een heel ander woord"}
    assert desk.send("/account/password", typed, form_on="/account").status_code == 429
    assert hashes.count == 8


def test_an_honest_try_gives_its_count_back(app: Flask, organiser: Account) -> None:
    for _each in range(35):
        browser = page_client(app)
        typed = {"email": organiser.email, "password": PASSWORD}
        assert browser.send("/sign-in", typed).status_code == 303


def test_failures_of_an_hour_are_one_line(
    app: Flask, store: Store, desk: PageClient, organiser: Account, clock: FixedClock
) -> None:
    for number in range(9):
        typed = {"email": organiser.email, "password": "a guess"}
        form_of(page_client(app), "/sign-in", **typed, address=f"198.51.100.{number % 3}")()
    for number in range(5):
        form_of(
            page_client(app), "/sign-in", email=f"random-{number}@x.example", password="a guess",
            address="198.51.100.9",
        )()  # fmt: skip
    words = desk.page("/audit", headers=ENGLISH).words
    assert (
        "Somebody tried 9 times to sign in as Noor with a wrong password. "
        "That came from 3 connections." in words
    )
    assert (
        "Somebody tried 5 times to sign in with addresses that have no account. "
        "That came from 1 connection." in words
    )
    clock.forward(hours=1)
    form_of(page_client(app), "/sign-in", email=organiser.email, password="a guess")()
    with store.reading() as session:
        failed = select(AuditEntry.times).where(AuditEntry.what == "sign_in.failed")
        assert session.scalars(failed.order_by(AuditEntry.id)).all() == [9, 5, 1]
        assert session.scalar(select(func.count()).select_from(AuditEntry)) == 3
    assert "a wrong password" not in desk.page(f"/audit?who={organiser.id}", headers=ENGLISH).words
