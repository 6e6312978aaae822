"""Connections lose patience: with who sends or reads slowly, and with too many of them."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from planner.cli import connections
from planner.cli.connections import (
    ARRIVES_WITHIN_SECONDS,
    STAYS_FOR_SECONDS,
    CanNotListen,
    Connection,
    Listener,
    listen,
)


class Town:
    """A listener with a clock of its own, and who connects to it."""

    def __init__(self, stack: ExitStack) -> None:
        self.now = 1_000.0
        self.stack = stack
        self.listener = stack.enter_context(Listener(socket.AF_INET, clock=lambda: self.now))
        self.listener.bind(("127.0.0.1", 0))
        self.listener.listen()

    def connect(self) -> tuple[socket.socket, Connection]:
        """Return both ends of a new connection."""
        far = self.stack.enter_context(socket.create_connection(self.listener.getsockname()))
        near, _peer = self.listener.accept()
        assert isinstance(near, Connection)
        self.stack.callback(near.close)
        return far, near

    def pass_seconds(self, seconds: float) -> None:
        self.now += seconds
        self.listener.watch()


@pytest.fixture
def town() -> Iterator[Town]:
    with ExitStack() as stack:
        yield Town(stack)


def hung_up(far: socket.socket) -> bool:
    far.setblocking(False)
    try:
        while far.recv(65_536):
            pass
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True
    return True


def deliver(far: socket.socket, near: Connection, data: bytes) -> bytes:
    far.setblocking(True)
    far.sendall(data)
    return near.recv(len(data))


def answer(town: Town, near: Connection, far: socket.socket) -> list[bytes]:
    """Let an application answer on a connection, as the server does."""
    peer = far.getsockname()
    environ = {"REMOTE_ADDR": peer[0], "REMOTE_PORT": str(peer[1])}

    def application(environ: dict[str, Any], start: Any) -> list[bytes]:
        town.pass_seconds(10 * STAYS_FOR_SECONDS)  # as long as it takes
        return [b"x"]

    answered: Any = town.listener.watching(application)(environ, None)
    pieces = list(answered)
    answered.close()
    return pieces


def test_who_sends_nothing_or_a_letter_at_a_time_is_hung_up_on(town: Town) -> None:
    silent, _near = town.connect()
    slow, near = town.connect()
    for _second in range(int(ARRIVES_WITHIN_SECONDS)):
        deliver(slow, near, b"a")
        town.pass_seconds(0.9)
    assert not hung_up(silent)
    assert not hung_up(slow)
    town.pass_seconds(2)
    assert hung_up(silent)
    assert hung_up(slow)


def test_something_large_may_take_longer_while_it_moves(town: Town) -> None:
    far, near = town.connect()
    for _second in range(60):
        deliver(far, near, b"a" * connections.BYTES_PER_SECOND)
        town.pass_seconds(1)
        assert not hung_up(far)


def test_nobody_is_hung_up_on_while_we_are_at_work(town: Town) -> None:
    far, near = town.connect()
    deliver(far, near, b"GET / HTTP/1.1\r\n\r\n")
    assert answer(town, near, far) == [b"x"]
    assert not hung_up(far)


def test_after_an_answer_the_next_request_has_a_while_to_begin(town: Town) -> None:
    far, near = town.connect()
    deliver(far, near, b"GET / HTTP/1.1\r\n\r\n")
    answer(town, near, far)
    town.pass_seconds(STAYS_FOR_SECONDS - 1)
    deliver(far, near, b"G")
    town.pass_seconds(ARRIVES_WITHIN_SECONDS - 1)
    assert not hung_up(far)
    town.pass_seconds(2)
    assert hung_up(far)


def test_who_does_not_fetch_an_answer_is_hung_up_on(town: Town) -> None:
    far, near = town.connect()
    deliver(far, near, b"GET / HTTP/1.1\r\n\r\n")
    answer(town, near, far)
    near.send(b"a" * 100)
    town.pass_seconds(STAYS_FOR_SECONDS + 1)
    assert hung_up(far)


def test_one_too_many_takes_the_place_of_who_waits_longest(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 3)
    at_work, near = town.connect()
    near.note_request()
    town.now += 1
    old, _near = town.connect()
    town.now += 1
    young, _near = town.connect()
    newest, _near = town.connect()
    assert [hung_up(each) for each in (at_work, old, young, newest)] == [False, True, False, False]


def test_a_place_of_who_left_is_free(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "MOST_CONNECTIONS", 2)
    stays, _near = town.connect()
    _left, near = town.connect()
    near.close()
    town.connect()
    assert not hung_up(stays)


def test_of_too_much_that_arrives_the_largest_goes(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "MOST_BYTES_ARRIVING", 1_000)
    small, near_small = town.connect()
    large, near_large = town.connect()
    deliver(small, near_small, b"a" * 400)
    deliver(large, near_large, b"a" * 700)
    town.pass_seconds(1)
    assert hung_up(large)
    assert not hung_up(small)


@pytest.mark.parametrize("size", [1, 7, 1_000])
def test_a_length_that_is_told_in_two_ways_ends_the_connection(town: Town, size: int) -> None:
    far, near = town.connect()
    text = b"POST / HTTP/1.1\r\nContent-Length: 5\r\ntransfer-encoding : chunked\r\n\r\n0\r\n\r\n"
    pieces = [text[place : place + size] for place in range(0, len(text), size)]
    found = [deliver(far, near, piece) for piece in pieces]
    assert b"" in found


def test_words_in_a_body_are_no_header(town: Town) -> None:
    far, near = town.connect()
    text = b"POST / HTTP/1.1\r\nContent-Length: 5\r\n\r\n\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert deliver(far, near, text) == text


@pytest.mark.parametrize("bind", ["127.0.0.1:0", "localhost:0", ":0"])
def test_it_listens_where_it_is_told_to(bind: str) -> None:
    with listen(bind) as listener:
        assert listener.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)


def test_a_port_that_is_taken_is_not_taken_again() -> None:
    with listen("127.0.0.1:0") as first:
        port = first.getsockname()[1]
        with pytest.raises(CanNotListen, match="in use"):
            listen(f"127.0.0.1:{port}")


@pytest.mark.parametrize("bind", ["unix:/tmp/socket", "127.0.0.1:http!", "192.0.2.1:80"])
def test_an_address_that_is_none_of_this_machine_is_refused(bind: str) -> None:
    with pytest.raises(CanNotListen):
        listen(bind)
