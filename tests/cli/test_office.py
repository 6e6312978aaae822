"""What is the office's is handed over, answered by another process, and passed on as it is."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from werkzeug.test import Client, TestResponse

from planner.cli import office as office_module
from planner.cli.office import Office
from planner.web.lanes import REFUSED


class Beats:
    """The life of a process that ends when it is told to."""

    def __init__(self) -> None:
        self.is_over = threading.Event()

    def beat(self) -> None:
        """Nobody listens."""


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("o") / "s"


@contextmanager
def at_work(app: Flask, path: Path) -> Iterator[Client]:
    """Have an office that answers; give a client of a process that hands over to it."""
    life: Any = Beats()
    with Office(app, path) as office:
        thread = threading.Thread(target=office.serve, args=(life,))
        thread.start()
        try:
            yield Client(office.before(not_handed_over))
        finally:
            life.is_over.set()
            thread.join()


def not_handed_over(environ: dict[str, Any], start: Any) -> list[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    return [b"refused" if REFUSED in environ else b"here"]


def ask(client: Client, path: str, **named: Any) -> TestResponse:
    return client.open(path, base_url="http://feest.example", **named)


@pytest.mark.parametrize(
    "address",
    [
        "/",
        "/gate",
        "/gate/scans",
        "/healthz",
        "/0123456789ABC",
        "/nowhere",
        "/events/nothing",
        "/%ff",
    ],
)
def test_gates_and_guests_are_answered_where_they_ask(app: Flask, path: Path, address: str) -> None:
    with at_work(app, path) as client:
        assert ask(client, address).text == "here"


@pytest.mark.parametrize(
    "address", ["/events", "/events/1", "/account", "/calendar.ics", "/sign-in"]
)
def test_organisers_are_answered_by_the_office(app: Flask, path: Path, address: str) -> None:
    with at_work(app, path) as client:
        answer = ask(client, address)
        assert answer.text != "here"
        assert answer.status_code in {200, 303}, answer.text
        assert answer.headers["Content-Security-Policy"]


def test_a_request_gets_there_as_it_is(app: Flask, path: Path) -> None:
    seen: dict[str, Any] = {}

    def look() -> str:
        seen.update(
            form=dict(request.form),
            who=request.remote_addr,
            cookie=request.cookies["planner-x"],
            agent=request.user_agent.string,
            asked=request.args["q"],
        )
        return "é" * 100_000

    app.before_request_funcs[None].insert(0, look)
    with at_work(app, path) as client:
        client.set_cookie("planner-x", "1", domain="feest.example")
        answer = ask(
            client,
            "/sign-in?q=%C3%A9",
            method="POST",
            data={"email": "é@b.example"},
            headers={"User-Agent": "a phone"},
            environ_overrides={"REMOTE_ADDR": "192.0.2.7"},
        )
    assert answer.text == "é" * 100_000
    assert seen == {
        "form": {"email": "é@b.example"},
        "who": "192.0.2.7",
        "cookie": "1",
        "agent": "a phone",
        "asked": "é",
    }


def test_without_an_answer_in_time_it_says_that_it_is_busy(
    app: Flask, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(office_module, "ANSWERS_WITHIN_SECONDS", 0.0)
    monkeypatch.setattr(office_module, "LOOKS_EVERY_SECONDS", 0.001)
    with Office(app, path) as office:  # where nobody is at work
        assert ask(Client(office.before(not_handed_over)), "/events").text == "refused"


def test_for_who_hung_up_nothing_is_waited_for(app: Flask, path: Path) -> None:
    gone = {"waitress.client_disconnected": lambda: True}
    with Office(app, path) as office:
        client = Client(office.before(not_handed_over))
        assert ask(client, "/events", environ_overrides=gone).text == "refused"


def test_what_fails_there_fails_alone(app: Flask, path: Path) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    app.before_request_funcs[None].insert(0, fail)
    with at_work(app, path) as client:
        assert ask(client, "/events").status_code == 500
        app.before_request_funcs[None].remove(fail)
        assert ask(client, "/events").status_code == 303
