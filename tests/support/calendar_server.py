"""A real server of calendars on this machine, and a network in which it may be asked."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from planner.services.calendars.fetching import Network

HERE = "127.0.0.1"
NAME = "agenda.example"
DRIP_SECONDS = 0.05


@dataclass
class CalendarServer:
    """What it serves can be changed while it serves, and it notes what it was asked.

    Attributes:
        behaviour: a word of `_Handler`.
    """

    port: int
    content: bytes = b""
    status: int = 200
    etag: str = ""
    behaviour: str = "plain"
    leads_to: str = ""
    turns: int = 0
    asked: list[dict[str, str]] = field(default_factory=list)
    looked_up: list[str] = field(default_factory=list)
    numbers: list[str] = field(default_factory=lambda: [HERE])

    @property
    def address(self) -> str:
        return f"http://{NAME}:{self.port}/buurt.ics?key=geheim"

    @property
    def network(self) -> Network:
        """Return a network in which this machine may be asked, and no other."""

        def resolve(host: str, _port: int) -> list[str]:
            self.looked_up.append(host)
            return list(self.numbers)

        return Network(resolve, lambda number: number == HERE, None)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    served: CalendarServer

    def log_message(self, *_said: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        served = self.served
        served.asked.append({name.lower(): value for name, value in self.headers.items()})
        if served.leads_to and served.turns:
            served.turns -= 1
            return self._send(302, b"", Location=served.leads_to)
        if served.etag and self.headers.get("If-None-Match") == served.etag:
            return self._send(304, b"")
        if served.behaviour == "dripping":
            return self._drip()
        if served.behaviour == "halfway":
            self._head(200, len(served.content) + 100, {})
            self.wfile.write(served.content)
            self.close_connection = True
            return None
        if served.behaviour == "gzip":
            return self._send(200, gzip.compress(served.content), **{"Content-Encoding": "gzip"})
        return self._send(served.status, served.content, ETag=served.etag)

    def _drip(self) -> None:
        with suppress(OSError):
            while True:
                self.wfile.write(b"H")
                self.wfile.flush()
                time.sleep(DRIP_SECONDS)

    def _send(self, status: int, body: bytes, **headers: str) -> None:
        self._head(status, len(body), headers)
        self.wfile.write(body)

    def _head(self, status: int, length: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            if value:
                self.send_header(name, value)
        self.send_header("Content-Length", str(length))
        self.end_headers()


@contextmanager
def calendar_server() -> Iterator[CalendarServer]:
    """Serve on a port of its own until the test ends."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer((HERE, 0), handler)
    server.daemon_threads = True
    served = CalendarServer(server.server_address[1])
    handler.served = served  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield served
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.socket() as line:
        line.bind((HERE, 0))
        return int(line.getsockname()[1])
