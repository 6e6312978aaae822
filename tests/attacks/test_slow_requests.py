"""Whoever sends or reads slowly, or never ends, takes nobody's turn: the gate is served."""

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

import pytest

from bench.gate_site import HOST, GateSite, Phone, gate_site
from planner.paths import resource_dir

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


@contextmanager
def not_reading(site: GateSite, path: str) -> Iterator[None]:
    """Ask for something large on many connections, and take none of it."""
    held = []
    try:
        for _ in range(CONNECTIONS):
            made = socket.socket()
            held.append(made)
            made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            made.settimeout(60)
            made.connect(("127.0.0.1", site.port))
            # Several at once: the first could be taken whole by what the kernel keeps for them.
            made.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode() * 8)
        for made in held:
            assert made.recv(12, socket.MSG_PEEK | socket.MSG_WAITALL) == b"HTTP/1.1 200"
        yield
    finally:
        for made in held:
            made.close()


def test_slow_readers_do_not_keep_the_gate_waiting(site: GateSite, codes: Iterator[str]) -> None:
    static = resource_dir("static")
    files = [path for path in static.rglob("*") if path.is_file()]
    largest = max(files, key=lambda path: path.stat().st_size)
    path = f"/static/{largest.relative_to(static)}"
    with not_reading(site, path), closing(Phone(site.port, site.tokens[0])) as phone:
        for _ in range(10):
            code = next(codes)
            assert phone.scan(f"unread-{code}", code)["status"] == "ok"
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
    body = "a=" + "b" * 400_000  # more than is kept in memory
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
