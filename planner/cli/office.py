"""The office: organisers' pages, exports and papers are made in a process of their own.

Threads of one process share an interpreter. A page of an organiser computes for a while, and each
of a scan's questions to the database would wait for it to give way: with two such pages beside it
a scan took a hundred times as long. So the processes that listen hand such requests over to this
one, wait without computing, and pass on what it answers. It gives way to them for a processor too.
"""

import io
import json
import logging
import socket
import sys
import threading
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from multiprocessing.connection import Client, Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask
from werkzeug.exceptions import HTTPException

from planner.cli.connections import Application
from planner.cli.processes import Life
from planner.cli.refusals import Refusals, holding_refusals
from planner.web.access import guards_of
from planner.web.known_browsers import KnownBrowsers, cookie_name
from planner.web.lanes import (
    HANDED_OVER,
    OFFICE_THREADS,
    REFUSED,
    Lane,
    LaneFull,
    Queue,
    is_full,
)

ANSWERS_WITHIN_SECONDS = 60.0
LOOKS_EVERY_SECONDS = 0.25
"""Whether whoever asked is still there."""
GOES_ON_FOR_SECONDS = 15.0
"""After being told to end, while there is something to do: the others end what is under way."""
ITS_LANES = {Lane.OFFICE, Lane.SECRETS, Lane.LARGE}
log = logging.getLogger("planner.server")


class Office:
    """Where requests are handed over; made before the processes fork off.

    Args:
        app: answers them.
        path: of a socket, in a folder that only we may look into.
    """

    def __init__(self, app: Flask, path: Path) -> None:
        self._app, self._path = app, str(path)
        self._listening = socket.socket(socket.AF_UNIX)
        self._at_work = 0
        self._guard = threading.Lock()

    def __enter__(self) -> "Office":
        self._listening.bind(self._path)
        self._listening.listen(256)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._listening.close()

    def before(self, application: Application) -> Application:
        """Return the application of a process that listens: what is the office's is handed over."""
        find = _Directory(self._app).find
        refusals = Refusals(self._app, application)
        browsers = KnownBrowsers(self._app.config["SECRET_KEY"])
        cookie = cookie_name(self._app.config["SESSION_COOKIE_NAME"])
        queues = {lane: Queue(width) for lane, width in HANDED_OVER.items()}

        def handing_over(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
            endpoint, lane = find(environ)
            if lane is None:
                return application(environ, start)
            start = holding_refusals(environ, start)
            if lane is Lane.GUESTS and is_full(lane):
                return refusals.answer(environ, start, lane)
            if lane not in ITS_LANES:
                return application(environ, start)
            # Exports wait in the office, and here where other pages do.
            queue = queues[lane if lane in queues else Lane.OFFICE]
            who = browsers.who_asks(environ, cookie)
            if lane is Lane.SECRETS:
                who = f"{endpoint} {who}"
            try:
                queue.enter(who)
            except LaneFull:
                return refusals.answer(environ, start, lane)
            try:
                status, headers, body = self._ask(environ)
            except (OSError, EOFError):
                log.warning("The office did not answer")
                return application(environ | {REFUSED: True}, start)
            finally:
                queue.leave(who)
            start(status, headers)
            return [body]

        return handing_over

    def serve(self, life: Life, *, on_end: Callable[[], None] = lambda: None) -> None:
        """Answer what is handed over until the life is over, and a while longer if need be."""
        self._listening.settimeout(LOOKS_EVERY_SECONDS)
        with ThreadPoolExecutor(OFFICE_THREADS, thread_name_prefix="office") as threads:
            turns_left = int(GOES_ON_FOR_SECONDS / LOOKS_EVERY_SECONDS)
            while turns_left:
                life.beat()
                is_over, came = life.is_over.is_set(), self._accept()
                if came is not None:
                    with self._guard:
                        self._at_work += 1
                    threads.submit(self._answer, came)
                if is_over:
                    on_end()
                    turns_left -= came is None
                    if came is None and not self._at_work:
                        break

    def _accept(self) -> Connection | None:
        try:
            came, _peer = self._listening.accept()
        except TimeoutError:
            return None
        came.setblocking(True)
        return Connection(came.detach())

    def _answer(self, connection: Connection) -> None:
        with connection, suppress(OSError, EOFError):
            try:
                environ = json.loads(connection.recv_bytes())
                body = connection.recv_bytes()
                head, answer = self._run(environ, body, lambda: connection.poll(0))
                connection.send_bytes(json.dumps(head).encode())
                connection.send_bytes(answer)
            finally:
                with self._guard:
                    self._at_work -= 1

    def _run(
        self, environ: dict[str, Any], body: bytes, is_gone: Callable[[], bool]
    ) -> tuple[tuple[str, list[tuple[str, str]]], bytes]:
        head: list[Any] = []
        environ |= {
            "wsgi.version": (1, 0),
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": sys.stderr,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
            "waitress.client_disconnected": is_gone,
        }

        def start(status: str, headers: list[tuple[str, str]], _error: Any = None) -> None:
            head[:] = [status, headers]

        application: Application = self._app
        answer: Any = application(environ, start)
        try:
            whole = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return (head[0], head[1]), whole

    def _ask(self, environ: dict[str, Any]) -> tuple[str, list[tuple[str, str]], bytes]:
        """Hand a request over and wait for the answer.

        Raises:
            OSError: there was none in time, or nobody waits for it.
            EOFError: the process ended meanwhile.
        """
        is_gone = environ.get("waitress.client_disconnected", lambda: False)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        words = {name: value for name, value in environ.items() if isinstance(value, str)}
        with closing(Client(self._path, family="AF_UNIX")) as connection:
            connection.send_bytes(json.dumps(words).encode())
            connection.send_bytes(body)
            looks = int(ANSWERS_WITHIN_SECONDS / LOOKS_EVERY_SECONDS)
            while not connection.poll(LOOKS_EVERY_SECONDS):
                looks -= 1
                if looks <= 0 or is_gone():
                    raise TimeoutError
            status, headers = json.loads(connection.recv_bytes())
            return status, [(name, value) for name, value in headers], connection.recv_bytes()


class _Directory:
    """Knows whose a request is, without asking more than the first word of most."""

    def __init__(self, app: Flask) -> None:
        self._guards = guards_of(app)
        self._pages = app.url_map.bind("")
        lanes: dict[str, set[Lane]] = {}
        for rule in app.url_map.iter_rules():
            guard = self._guards.get(rule.endpoint)
            found = {guard.lane, guard.sent_in} if guard else {Lane.GATE}
            lanes.setdefault(_first_word(rule.rule), set()).update(found)
        self._words = {word for word, found in lanes.items() if found & ITS_LANES}
        self._not_guests = {word for word, found in lanes.items() if Lane.GUESTS not in found}

    def find(self, environ: dict[str, Any]) -> tuple[str, Lane | None]:
        """Return the page that is asked for, where that matters, and its lane."""
        path: str = environ.get("PATH_INFO", "")
        word = _first_word(path)
        if word not in self._words:
            return "", None if word in self._not_guests else Lane.GUESTS
        method = environ["REQUEST_METHOD"]
        try:
            path = path.encode("latin-1").decode()
            endpoint, _values = self._pages.match(path, method=method)
        except (HTTPException, UnicodeError):
            return "", None
        guard = self._guards.get(endpoint)
        if guard is None:
            return endpoint, None
        return endpoint, guard.sent_in if method == "POST" else guard.lane


def _first_word(path: str) -> str:
    return path[1:].partition("/")[0]
