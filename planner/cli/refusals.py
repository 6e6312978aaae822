"""Refusing costs little: one page is made at a time, and beyond that a kept one is sent.

Whoever floods a page is answered as often as he asks, and each answer is made by threads that share
an interpreter with the gates'. A page with what was typed takes some milliseconds; so few wait for
one, and all others get the same words as everybody, as they were made once. Every refusal leaves a
second later, so that a program which asks again at once comes no more often than a person.
"""

import io
import threading
from collections.abc import Iterable
from typing import Any

from flask import Flask
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header
from werkzeug.test import run_wsgi_app

from planner.cli.connections import HOLD, Application
from planner.web.i18n import GUEST_LANGUAGES
from planner.web.lanes import REFUSED, Lane, LaneFull, Queue, Width

MADE = Width(1, waiting=3)
PATIENCE_SECONDS = 1.0
HELD_SECONDS = 1.0
"""Before a refusal leaves, without a thread: a program that asks again at once is slowed."""
REFUSING = {"429", "503"}
PAGES = {Lane.GUESTS: "/", Lane.OFFICE: "/sign-in", Lane.SECRETS: "/sign-in"}
"""Where the kept words of each lane are taken from."""
OF_THE_SERVER = {
    *("HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "SERVER_PROTOCOL", "REMOTE_ADDR", "SCRIPT_NAME"),
    *("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_FOR"),
    *("wsgi.url_scheme", "wsgi.errors", "wsgi.version", "wsgi.multithread", "wsgi.multiprocess"),
    "wsgi.run_once",
}
"""What is the same for everybody who asks."""

Kept = tuple[str, list[tuple[str, str]], bytes]


def holding_refusals(environ: dict[str, Any], start: Any) -> Any:
    """Return what begins an answer, and lets it leave later where it is a refusal."""
    hold = environ.get(HOLD)

    def begin(status: str, headers: list[tuple[str, str]], *error: Any) -> Any:
        if hold is not None and status[:3] in REFUSING:
            hold(HELD_SECONDS)
        return start(status, headers, *error)

    return begin


class Refusals:
    """What a process that listens says to whom it has no room for.

    Args:
        app: knows the words.
        application: its pages.
    """

    def __init__(self, app: Flask, application: Application) -> None:
        self._app, self._application = app, application
        self._queue = Queue(MADE)
        self._making = threading.Lock()
        self._kept: dict[tuple[Lane, str], Kept] = {}

    def answer(self, environ: dict[str, Any], start: Any, lane: Lane) -> Iterable[bytes]:
        """Refuse a request: with a page of its own, or with the words that are kept."""
        try:
            self._queue.enter(patience_seconds=PATIENCE_SECONDS)
        except LaneFull:
            return self._answer_shortly(environ, start, lane)
        try:
            return self._application(environ | {REFUSED: True}, start)
        finally:
            self._queue.leave()

    def _answer_shortly(self, environ: dict[str, Any], start: Any, lane: Lane) -> Iterable[bytes]:
        accepted = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE"), LanguageAccept)
        usual = self._app.extensions["settings"].language
        language = accepted.best_match([usual, *GUEST_LANGUAGES], default=usual)
        with self._making:
            if (lane, language) not in self._kept:
                self._kept[lane, language] = self._make(environ, lane, language)
        status, headers, body = self._kept[lane, language]
        figures = self._app.extensions["figures"]
        if figures is not None:
            figures.note_refusal("passwords" if lane is Lane.SECRETS else "no room")
        start(status, list(headers))
        return [body]

    def _make(self, environ: dict[str, Any], lane: Lane, language: str) -> Kept:
        """Ask for the words as somebody who was never here, so that nothing of anybody is kept."""
        asked = {
            **{name: environ[name] for name in OF_THE_SERVER if name in environ},
            "PATH_INFO": PAGES[lane],
            "REQUEST_METHOD": "POST" if lane is Lane.SECRETS else "GET",
            "HTTP_ACCEPT_LANGUAGE": language,
            "wsgi.input": io.BytesIO(),
            REFUSED: True,
        }
        pieces, status, headers = run_wsgi_app(self._application, asked)
        return status, [*headers], b"".join(pieces)
