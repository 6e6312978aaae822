"""What there is no room for is refused cheaply, a moment later, and never who is known."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from planner.cli.connections import HOLD
from planner.cli.office import Office
from planner.cli.refusals import HELD_SECONDS, MADE
from planner.store.models import Account
from planner.web.lanes import HANDED_OVER, RETRY_AFTER_SECONDS, Lane
from planner.web.trying_again import BUSY_SECONDS
from tests.support.application import known_browser

GUESS = {"email": "noor@feest.example", "password": "a guess"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


class Waiting(Office):
    """An office that takes what is handed over, and answers when it is told to."""

    def __init__(self, app: Flask, path: Path) -> None:
        super().__init__(app, path)
        self.came, self.goes_on = threading.Semaphore(0), threading.Event()

    def _ask(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        self.came.release()
        self.goes_on.wait()
        return "422 UNPROCESSABLE ENTITY", [], b"wrong"


@pytest.fixture
def office(app: Flask, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Waiting]:
    waiting = Waiting(app, tmp_path_factory.mktemp("o") / "s")
    with waiting:
        yield waiting
        waiting.goes_on.set()


@contextmanager
def flooded(office: Waiting, client: Client, count: int) -> Iterator[None]:
    """Have so many strangers sign in, all of whom the office keeps waiting."""
    with ThreadPoolExecutor(count) as pool:
        asked = [pool.submit(sign_in, client) for _each in range(count)]
        try:
            for _each in range(count):
                assert office.came.acquire(timeout=60)
            yield
        finally:
            office.goes_on.set()
        assert {each.result().status_code for each in asked} == {422}


def sign_in(client: Client, **named: Any) -> TestResponse:
    return client.open(
        "/sign-in", base_url="http://feest.example", method="POST", data=GUESS, **named
    )


def test_strangers_hold_three_threads_with_their_passwords_and_the_known_find_one(
    app: Flask, office: Waiting, organiser: Account
) -> None:
    client = Client(office.before(app))
    own = known_browser(app, organiser).get_cookie("planner-known", domain="feest.example")
    assert own is not None
    with flooded(office, client, HANDED_OVER[Lane.SECRETS].each):
        for language in ("nl", "en"):
            answer = sign_in(client, headers={"Accept-Language": language})
            assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(BUSY_SECONDS))
            assert f'lang="{language}"' in answer.text
            assert 'value="noor@feest.example"' in answer.text
            assert "a guess" not in answer.text
        with ThreadPoolExecutor(1) as pool:
            cookie = {"Cookie": f"planner-known={own.value}"}
            comes_in = pool.submit(sign_in, Client(office.before(app)), headers=cookie)
            assert office.came.acquire(timeout=60)
            office.goes_on.set()
            assert comes_in.result().status_code == 422, "it was looked at"


def test_beyond_a_few_pages_of_their_own_everybody_gets_the_same_words(
    app: Flask, office: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While one such page is made and others wait for theirs."""
    made, goes_on = threading.Semaphore(0), threading.Event()

    def hang() -> None:
        made.release()
        goes_on.wait()

    client = Client(office.before(app))
    monkeypatch.setattr("planner.cli.refusals.PATIENCE_SECONDS", 3_600.0)
    with flooded(office, client, HANDED_OVER[Lane.SECRETS].each), ThreadPoolExecutor() as pool:
        sign_in(client)  # so that nothing is made for the first time
        app.before_request_funcs[None].insert(0, hang)
        asked = [pool.submit(sign_in, client) for _each in range(MADE.threads + 1)]
        try:
            assert made.acquire(timeout=60)
            # One of them found all places taken: it makes the words that are kept, and waits too.
            assert made.acquire(timeout=60)
        finally:
            app.before_request_funcs[None].remove(hang)
            goes_on.set()
        answers = [each.result() for each in asked]
    assert {each.status_code for each in answers} == {429}
    assert {each.headers["Retry-After"] for each in answers} == {str(BUSY_SECONDS)}
    kept = [each for each in answers if "noor@feest.example" not in each.text]
    assert len(kept) == 1
    assert "Set-Cookie" not in kept[0].headers
    assert kept[0].headers["Content-Security-Policy"]


def test_a_refusal_leaves_a_moment_later_and_an_answer_at_once(app: Flask, office: Waiting) -> None:
    held: list[float] = []
    client = Client(office.before(app))
    with flooded(office, client, HANDED_OVER[Lane.SECRETS].each):
        sign_in(client, environ_overrides={HOLD: held.append})
    assert held == [HELD_SECONDS]
    assert sign_in(client, environ_overrides={HOLD: held.append}).status_code == 422
    assert held == [HELD_SECONDS]


def ask(client: Client, path: str, hold: Callable[[float], None]) -> TestResponse:
    return client.open(path, base_url="http://feest.example", environ_overrides={HOLD: hold})


def test_a_gate_is_never_held(app: Flask, office: Waiting) -> None:
    held: list[float] = []
    client = Client(office.before(app))
    for path in ("/gate", "/gate/scans", "/healthz", "/static/nothing"):
        ask(client, path, held.append)
    assert not held


def test_guests_without_a_place_are_told_when_to_come_again(
    app: Flask, office: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[float] = []
    client = Client(office.before(app))
    monkeypatch.setattr("planner.cli.office.is_full", lambda lane: lane is Lane.GUESTS)
    answer = ask(client, "/", held.append)
    assert (answer.status_code, held) == (503, [HELD_SECONDS])
    assert answer.headers["Retry-After"] == str(RETRY_AFTER_SECONDS)
