"""Who asks for more than is fetched waits without a thread, and so does who was refused."""

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from waitress.server import create_server  # type: ignore[import-untyped]

from planner.cli.channels import OneAnswerAtATime
from planner.cli.connections import HOLD, Listener, listen
from tests.support.serving import free_port

LARGE = b"x" * 8_000_000
"""More than the kernel keeps for both sides."""


class Served:
    """A server with one thread, and how often each path was answered."""

    def __init__(self) -> None:
        self.port, self.asked = free_port(), Counter[str]()
        self.listener: Listener = listen(f"127.0.0.1:{self.port}")
        self._sockets: dict[int, Any] = {}
        self._server = create_server(
            self.listener.watching(self._answer),
            map=self._sockets,
            sockets=[self.listener],
            threads=1,
            channel_request_lookahead=1,
            outbuf_high_watermark=1 << 40,
            outbuf_overflow=1 << 40,  # no file, which nobody would close at the end
            asyncore_use_poll=True,
            asyncore_loop_timeout=0.05,
        )
        self._server.channel_class = OneAnswerAtATime
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()

    def _answer(self, environ: dict[str, Any], start: Any) -> list[bytes]:
        path = environ["PATH_INFO"]
        self.asked[path] += 1
        if path == "/held":
            environ[HOLD](0.2)
        body = LARGE if path == "/large" else b"."
        start("200 OK", [("Content-Length", str(len(body)))])
        return [body]

    def send(self, *paths: str) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=60)
        made.sendall(b"".join(f"GET {each} HTTP/1.1\r\nHost: a\r\n\r\n".encode() for each in paths))
        return made

    def close(self) -> None:
        watched = list(self._sockets.values())
        self._server.pull_trigger()
        self._sockets.clear()  # the loop goes on as long as there is something to watch
        self._thread.join()
        self._server.task_dispatcher.shutdown()
        for each in watched:
            each.close()


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served()
    yield made
    made.close()


def read(connection: socket.socket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        found += connection.recv(1 << 20)
    return found


def test_a_second_large_answer_is_made_when_the_first_was_fetched(served: Served) -> None:
    with closing(served.send(*["/large"] * 5)) as greedy:
        for _each in range(3):  # one thread: what they began before would be answered before
            with closing(served.send("/small")) as other:
                assert read(other, 10).startswith(b"HTTP/1.1 200")
        assert served.asked["/large"] == 1
        read(greedy, 5 * len(LARGE))
        assert served.asked["/large"] == 5


def test_several_small_requests_in_one_piece_are_all_answered_in_order(served: Served) -> None:
    with closing(served.send(*["/small"] * 20)) as quick:
        found = b""
        while found.count(b"HTTP/1.1 200") < 20:
            found += quick.recv(65_536)


def test_what_is_held_leaves_later_and_keeps_nobody_waiting(served: Served) -> None:
    with closing(served.send("/held")) as held, closing(served.send("/small")) as other:
        assert read(other, 10).startswith(b"HTTP/1.1 200")
        assert read(held, 10).startswith(b"HTTP/1.1 200"), "in the end"
