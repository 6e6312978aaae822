"""What comes in a rush is answered together, each once and to whom it is due."""

import json
import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import pytest
from waitress.server import create_server  # type: ignore[import-untyped]

from planner.cli import rush as rushes
from planner.cli.channels import OneAnswerAtATime
from planner.cli.connections import Listener, listen
from planner.cli.rush import Rush
from planner.web.gate.short_way import PATH, ShortAnswer
from tests.support.serving import free_port

LARGE = b"x" * 8_000_000
"""More than the kernel keeps for both sides."""


class Served:
    """A server with two threads for pages and one for a rush.

    Attributes:
        groups: what was asked together.
        elsewhere: what came to the other threads.
        may_go: is waited for before anything is answered together.
        fails: let all that is answered together fail.
    """

    def __init__(self) -> None:
        self.port = free_port()
        self.groups: list[list[str]] = []
        self.elsewhere: list[str] = []
        self.may_go, self.began, self.fails = threading.Event(), threading.Event(), False
        self.may_go.set()
        self.listener: Listener = listen(f"127.0.0.1:{self.port}")
        self._sockets: dict[int, Any] = {}
        rush = Rush(self._answer_all)
        self._server = create_server(
            self.listener.watching(rush.before(self._answer)),
            map=self._sockets,
            sockets=[self.listener],
            threads=2,
            channel_request_lookahead=1,
            outbuf_high_watermark=1 << 40,
            outbuf_overflow=1 << 40,  # no file, which nobody would close at the end
            asyncore_use_poll=True,
            asyncore_loop_timeout=0.05,
        )
        self._server.channel_class = OneAnswerAtATime
        rush.begin(self._server)
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()

    def _answer_all(self, environs: Sequence[dict[str, Any]]) -> list[ShortAnswer | None]:
        self.began.set()
        assert self.may_go.wait(60)
        bodies = [environ["wsgi.input"].read().decode() for environ in environs]
        self.groups.append(bodies)
        for environ in environs:
            environ["wsgi.input"].seek(0)
        if self.fails:
            raise KeyError("broken")
        return [None if body.startswith("odd") else answer_of(body) for body in bodies]

    def _answer(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        body = environ["wsgi.input"].read()
        self.elsewhere.append(body.decode() or environ["PATH_INFO"])
        answer = LARGE if environ["PATH_INFO"] == "/large" else b"elsewhere " + body
        start("200 OK", [("Content-Length", str(len(answer)))])
        return [answer]

    def connect(self) -> socket.socket:
        return socket.create_connection(("127.0.0.1", self.port), timeout=60)

    def close(self) -> None:
        watched = list(self._sockets.values())
        self._server.pull_trigger()
        self._sockets.clear()  # the loop goes on as long as there is something to watch
        self._thread.join()
        self._server.task_dispatcher.shutdown()
        for each in watched:
            each.close()


def answer_of(body: str) -> ShortAnswer:
    said = f"together {body}".encode()
    return ShortAnswer([("Content-Length", str(len(said)))], said)


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served()
    yield made
    made.close()


def post(body: str, path: str = PATH) -> bytes:
    return f"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()


def read(connection: socket.socket, end: str) -> bytes:
    found = b""
    while not found.endswith(end.encode()):
        more = connection.recv(1 << 20)
        assert more, found
        found += more
    return found


def test_what_comes_meanwhile_is_answered_together_and_each_to_its_own(served: Served) -> None:
    served.may_go.clear()
    phones = [served.connect() for _ in range(9)]
    phones[0].sendall(post("scan 0"))
    assert served.began.wait(60)
    for number, phone in enumerate(phones[1:], 1):
        phone.sendall(post(f"scan {number}"))
    with closing(served.connect()) as page:  # it comes after them all, so they are here
        page.sendall(post("", "/page"))
        read(page, "elsewhere ")
    served.may_go.set()
    for number, phone in enumerate(phones):
        assert read(phone, f"together scan {number}").count(b"HTTP/1.1 200 OK") == 1
        phone.close()
    assert served.groups[0] == ["scan 0"]
    assert sorted(served.groups[1]) == [f"scan {number}" for number in range(1, 9)]
    assert served.elsewhere == ["/page"], "pages wait for nobody at a gate"


def test_what_a_rush_leaves_out_goes_to_the_other_threads(served: Served) -> None:
    with closing(served.connect()) as phone:
        phone.sendall(post("odd one"))
        read(phone, "elsewhere odd one")
        phone.sendall(post("scan"))
        read(phone, "together scan")
    served.fails = True
    with closing(served.connect()) as phone:
        phone.sendall(post("scan that fails"))
        read(phone, "elsewhere scan that fails")
        served.fails = False
        phone.sendall(post("the next one"))
        read(phone, "together the next one")


def test_requests_of_one_connection_are_answered_in_their_order(served: Served) -> None:
    with closing(served.connect()) as phone:
        phone.sendall(post("first") + post("odd second") + post("", "/page") + post("third"))
        found = read(phone, "together third")
    places = [
        found.index(each)
        for each in (b"together first", b"elsewhere odd second", b"elsewhere ", b"together third")
    ]
    assert places[0] < places[1] < places[3]
    assert served.elsewhere == ["odd second", "/page"]
    assert [each for group in served.groups for each in group] == ["first", "odd second", "third"]


def test_a_scan_after_a_large_answer_waits_until_that_is_fetched_and_is_taken_once(
    served: Served,
) -> None:
    with closing(served.connect()) as phone:
        phone.sendall(post("", "/large") + post("scan"))
        with closing(served.connect()) as other:
            other.sendall(post("another"))
            read(other, "together another")
        assert served.groups == [["another"]], "nothing is done for who does not fetch"
        read(phone, "together scan")
    assert served.groups == [["another"], ["scan"]]


def test_a_turn_takes_so_many_and_no_more(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rushes, "MOST_TOGETHER", 2)
    served.may_go.clear()
    phones = [served.connect() for _ in range(5)]
    for number, phone in enumerate(phones):
        phone.sendall(post(f"scan {number}"))
    with closing(served.connect()) as page:
        page.sendall(post("", "/page"))
        read(page, "elsewhere ")
    served.may_go.set()
    for number, phone in enumerate(phones):
        read(phone, f"together scan {number}")
        phone.close()
    assert max(map(len, served.groups)) == 2
    assert sorted(each for group in served.groups for each in group) == [
        f"scan {number}" for number in range(5)
    ]


def test_who_is_answered_in_a_rush_is_waited_for_like_anybody(served: Served) -> None:
    served.may_go.clear()
    with closing(served.connect()) as phone:
        phone.sendall(post("scan"))
        assert served.began.wait(60)
        assert served.listener.is_busy(also_arriving=False), "an end of the server waits for it"
        served.may_go.set()
        read(phone, "together scan")
        phone.sendall(post("odd scan"))
        read(phone, "elsewhere odd scan")
    assert json.dumps(served.groups) == '[["scan"], ["odd scan"]]'


def test_what_the_server_itself_refuses_is_no_rushs_business(served: Served) -> None:
    with closing(served.connect()) as odd:
        odd.sendall(f"POST {PATH} HTTP/9.9 nonsense\r\n\r\n".encode())
        assert b" 400 " in odd.recv(1000)
    with closing(served.connect()) as phone:
        phone.sendall(post("scan"))
        read(phone, "together scan")
