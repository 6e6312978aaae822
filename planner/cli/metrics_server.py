"""Tells Prometheus the figures of all processes, on a port or socket of its own.

Every worker tries to listen; one can, and answers for all. When it ends, another takes over.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from planner.services.upkeep import marks, readiness
from planner.settings import Settings
from planner.store.base import Store

TRY_AGAIN_SECONDS = 2.0
UNIX = "unix:"


class StandCollector(Collector):
    """How things stand at the moment somebody asks."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Give the figures that nobody counts; what can't be found out is left out."""
        store = Store(self._settings.database_url)
        try:
            found = readiness.look(store, self._settings.instance)
            yield GaugeMetricFamily("planner_ready", "1: requests may come.", float(found.is_ready))
            if found.is_database_there:
                size = float(readiness.database_bytes(store))
                yield GaugeMetricFamily("planner_database_bytes", "Size of the database.", size)
                waiting = readiness.mails_waiting(store)
                if waiting is not None:
                    text = "Mails that were not sent yet."
                    yield GaugeMetricFamily("planner_outbox_waiting", text, float(waiting))
                for name in (marks.BACKUP, marks.PURGE):
                    at = marks.last(store, name)
                    if at is not None:
                        figure = f"planner_last_{name}_timestamp_seconds"
                        yield GaugeMetricFamily(figure, f"The last {name}.", at.timestamp())
        finally:
            store.close()


def figures(settings: Settings) -> bytes:
    """Return everything in Prometheus's text format."""
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    registry.register(StandCollector(settings))
    return generate_latest(registry)


def start(settings: Settings) -> None:
    """Begin to try to listen, in the background."""
    threading.Thread(target=_listen, args=(settings,), name="metrics", daemon=True).start()


def _listen(settings: Settings) -> None:
    wait = threading.Event()
    while True:
        with suppress(OSError), make_server(settings) as server:  # or another worker has it
            server.serve_forever()
        wait.wait(TRY_AGAIN_SECONDS)


def make_server(settings: Settings) -> ThreadingHTTPServer:
    """Return a server that is listening.

    Raises:
        OSError: somebody listens there already.
    """

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path != "/metrics":
                self.send_error(404)
                return
            body = figures(settings)
            self.send_response(200)
            self.send_header("Content-Type", CONTENT_TYPE_LATEST)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *words: Any) -> None:
            pass

        def version_string(self) -> str:
            return "planner"

        def address_string(self) -> str:
            return "somebody"

    if settings.metrics_bind.startswith(UNIX):
        return _UnixServer((settings.metrics_bind.removeprefix(UNIX), 0), Answer)
    host, _colon, port = settings.metrics_bind.rpartition(":")
    return _PortServer((host.strip("[]") or "127.0.0.1", int(port)), Answer)


class _PortServer(ThreadingHTTPServer):
    daemon_threads = True
    allow_reuse_address = True


class _UnixServer(ThreadingHTTPServer):
    address_family = socket.AF_UNIX
    daemon_threads = True

    def server_bind(self) -> None:
        path = Path(str(self.server_address[0]))
        if path.is_socket() and not _answers(path):
            path.unlink()  # of one that was killed
        self.socket.bind(str(path))
        self.server_name, self.server_port = "planner", 0


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        probe.settimeout(1)
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
