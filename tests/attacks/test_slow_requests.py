"""Whoever sends slowly, or never ends, takes nobody's turn: the gate is served meanwhile."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from bench.gate_site import HOST, GateSite, Phone, gate_site
from planner.cli.patient_worker import LONGEST_HEAD, SHORT_BODY, Need, need_of

CONNECTIONS = 60
"""More than there are threads, four times over."""
FORM = "Content-Type: application/x-www-form-urlencoded\r\n"


@pytest.fixture(scope="module")
def site() -> Iterator[GateSite]:
    with gate_site(cards=100, phones=1) as site:
        yield site


@pytest.fixture(scope="module")
def codes(site: GateSite) -> Iterator[str]:
    return iter(site.codes)


def connect(site: GateSite, text: str) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", site.port), timeout=60)
    made.sendall(text.replace("HOST", f"Host: {HOST}\r\n").encode())
    return made


@contextmanager
def trickling(site: GateSite, text: str) -> Iterator[None]:
    """Hold connections open that began a request and go on a letter at a time."""
    over = threading.Event()

    def trickle() -> None:
        while not over.is_set():
            with suppress(OSError), closing(connect(site, text)) as sent:
                while not over.is_set():
                    sent.sendall(b"a")
                    over.wait(0.5)

    threads = [threading.Thread(target=trickle) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join(timeout=60)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="a request line that does not end"),
        pytest.param("POST /sign-in HTTP/1.1\r\nHOSTX-A: ", id="headers that do not end"),
        pytest.param(
            f"POST /sign-in HTTP/1.1\r\nHOST{FORM}Content-Length: 9000\r\n\r\n", id="a short body"
        ),
        pytest.param(
            f"POST /sign-in HTTP/1.1\r\nHOST{FORM}Content-Length: 900000\r\n\r\n", id="a long body"
        ),
        pytest.param(
            f"POST /sign-in HTTP/1.1\r\nHOST{FORM}Transfer-Encoding: chunked\r\n\r\n",
            id="a body in pieces",
        ),
    ],
)
def test_slow_senders_do_not_keep_the_gate_waiting(
    site: GateSite, codes: Iterator[str], text: str
) -> None:
    with trickling(site, text), closing(Phone(site.port, site.tokens[0])) as phone:
        time.sleep(1)  # until they have begun; without them nothing is tried
        for _ in range(10):
            code = next(codes)
            # A phone gives up after twenty seconds.
            assert phone.scan(f"slow-{code}", code)["status"] == "ok"
            phone.close()


def read_all(connection: socket.socket) -> bytes:
    connection.settimeout(60)
    found = b""
    while piece := connection.recv(65_536):
        found += piece
    return found


@pytest.mark.parametrize("size", [1, 7, 200])
def test_a_request_in_many_pieces_is_served(site: GateSite, size: int) -> None:
    body = "email=a@b.example&password=x"
    text = (
        f"POST /sign-in HTTP/1.1\r\nHost: {HOST}\r\n{FORM}Connection: close\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()
    with closing(socket.create_connection(("127.0.0.1", site.port), timeout=60)) as sent:
        sent.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for place in range(0, len(text), size):
            sent.sendall(text[place : place + size])
        assert read_all(sent).startswith(b"HTTP/1.1 400")  # without a token


def test_two_requests_in_one_piece_are_both_served(site: GateSite) -> None:
    one = f"GET /healthz HTTP/1.1\r\nHost: {HOST}\r\n"
    with closing(connect(site, f"{one}\r\n{one}Connection: close\r\n\r\n")) as sent:
        assert read_all(sent).count(b"HTTP/1.1 200") == 2


def test_a_body_that_is_sent_when_asked_for_is_asked_for(site: GateSite) -> None:
    text = f"POST /sign-in HTTP/1.1\r\nHOST{FORM}Expect: 100-continue\r\nContent-Length: 3\r\n"
    with closing(connect(site, f"{text}Connection: close\r\n\r\n")) as sent:
        assert sent.recv(25).startswith(b"HTTP/1.1 100")
        sent.sendall(b"a=b")
        assert b"HTTP/1.1 400" in read_all(sent)


def test_a_long_body_is_read_to_its_end(site: GateSite) -> None:
    body = "a=" + "b" * (4 * SHORT_BODY)
    text = f"POST /sign-in HTTP/1.1\r\nHOST{FORM}Content-Length: {len(body)}\r\n"
    with closing(connect(site, f"{text}Connection: close\r\n\r\n{body}")) as sent:
        assert read_all(sent).startswith(b"HTTP/1.1 400")


@pytest.mark.parametrize("text", ["GET / HTTP/1.1\r\nHo", "POST /card HTTP/1.1\r\nHOST\r\n"])
def test_whoever_hangs_up_half_way_leaves_nothing_behind(
    site: GateSite, codes: Iterator[str], text: str
) -> None:
    for _ in range(CONNECTIONS):
        connect(site, text).close()
    with closing(Phone(site.port, site.tokens[0])) as phone:
        code = next(codes)
        assert phone.scan(f"half-{code}", code)["status"] == "ok"


@pytest.mark.parametrize(
    ("have", "need"),
    [
        pytest.param(b"", Need(1), id="nothing yet"),
        pytest.param(b"GET / HTTP/1.1\r\n", Need(17), id="more of the head"),
        pytest.param(b"GET / HTTP/1.1\r\n\r\nGET", Need(18), id="no body"),
        pytest.param(b"P / H\r\nContent-Length: 5\r\n\r\nab", Need(33), id="a short body"),
        pytest.param(b"P / H\r\ncontent-length:99999\r\n\r\n", Need(31, True), id="a long body"),
        pytest.param(b"P / H\r\nTransfer-Encoding: chunked\r\n\r\n", Need(37, True), id="pieces"),
        pytest.param(b"a" * LONGEST_HEAD, Need(LONGEST_HEAD, True), id="a head without end"),
    ],
)
def test_what_a_thread_needs_is_read_from_what_is_there(have: bytes, need: Need) -> None:
    assert need_of(have) == need
