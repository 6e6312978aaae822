"""What phones send at a gate, answered before Flask where all is as it nearly always is.

A rush at a gate is a thousand small requests that differ in a code. What Flask makes ready for any
request costs more than to take the scan. So whatever is well-formed, from a phone that may count,
is answered here, by the same functions and with the same bytes as the view's; all that is odd goes
the long way and is refused there. Source: docs/decisions/0019-shared-commits.md.
"""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from flask import Flask, g
from werkzeug.http import parse_cookie

from planner.services.gate.phones import MOST_PLACES, find_phones
from planner.settings import Settings
from planner.web.clock import now
from planner.web.db import glance
from planner.web.gate.device import LANGUAGE_COOKIE, cookie_name, counting
from planner.web.gate.items import NotABatch, TooMany, read_batch
from planner.web.gate.posts import FAILURE, is_from_elsewhere
from planner.web.gate.scans import LARGEST_BODY, answer_to
from planner.web.headers import usual_headers
from planner.web.house_css import USUAL
from planner.web.i18n import accepted_language, guest_languages
from planner.web.lanes import REFUSED
from planner.web.tokens import tokens_in
from planner.web.watching import Watch

PATH = "/gate/scans"
NEVER_SENT = ("HTTP_TRANSFER_ENCODING", "HTTP_UPGRADE", REFUSED)
"""In the environment of a request that is not as usual."""
MOST_DIGITS = len(str(LARGEST_BODY))
DIFFERS = ("Vary", "Cookie")
"""Of an answer whose language another cookie would have changed."""

Environ = dict[str, Any]


class ShortWay:
    """Answers what phones send at a gate.

    Args:
        app: knows everything, and gets all that is not as usual.
    """

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.extensions["settings"]
        self._app, self._settings = app, settings
        self._watch: Watch | None = app.extensions["watch"]
        self._hosts = frozenset(app.config["TRUSTED_HOSTS"])
        self._session = app.config["SESSION_COOKIE_NAME"]
        headers = usual_headers("page", USUAL, is_static=False, is_https=settings.is_https)
        self._headers = [("Content-Type", "application/json"), *headers.items()]
        with app.app_context():
            self._cookie = cookie_name()

    def answer(self, environ: Environ, start: Any) -> Iterable[bytes] | None:
        """Answer a request; None, with all that was sent in it, where that goes the long way."""
        if environ["PATH_INFO"] != PATH or not self._is_usual(environ):
            return None
        cookies = parse_cookie(environ["HTTP_COOKIE"])
        if self._session in cookies:
            return None
        with self._app.app_context():
            if self._watch is not None:
                self._watch.begin(environ)
            says_language = self._speak(environ, cookies.get(LANGUAGE_COOKIE))
            try:
                body = self._take(environ, tokens_in(cookies.get(self._cookie, ""), most=MOST_PLACES))
            except Exception as failure:
                environ[FAILURE] = failure
                return None
            if body is None:
                return None
            if self._watch is not None:
                self._watch.note(PATH, "POST", 200)
        headers = [*self._headers, ("Content-Length", str(len(body)))]
        if not says_language:
            headers.append(DIFFERS)
        start("200 OK", headers)
        return [body]

    def _is_usual(self, environ: Environ) -> bool:
        """Say whether a request is one that our own application sends, by its head."""
        length = environ.get("CONTENT_LENGTH", "")
        return (
            environ["REQUEST_METHOD"] == "POST"
            and environ.get("CONTENT_TYPE") == "application/json"
            and environ.get("HTTP_HOST") in self._hosts
            and not environ.get("QUERY_STRING")
            and not environ.get("SCRIPT_NAME")
            and environ.get("HTTP_COOKIE", "").isascii()
            and length.isascii()
            and length.isdigit()
            and len(length) <= MOST_DIGITS
            and int(length) <= LARGEST_BODY
            and not any(name in environ for name in NEVER_SENT)
            and not is_from_elsewhere(
                environ.get("HTTP_SEC_FETCH_SITE"),
                environ.get("HTTP_ORIGIN"),
                ours=self._settings.host,
            )
        )

    def _speak(self, environ: Environ, kept: str | None) -> bool:
        """Speak the language of the phone; say whether its own cookie names it."""
        offered, usual = guest_languages(), self._settings.language
        if kept is not None and kept in offered:
            g.language = kept
            return True
        g.language = accepted_language(environ.get("HTTP_ACCEPT_LANGUAGE", ""), offered, usual)
        return False

    def _take(self, environ: Environ, tokens: Sequence[str]) -> bytes | None:
        """Take the scans of a request and write the answer; None where something is to refuse."""
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        environ["wsgi.input"] = BytesIO(body)
        try:
            batch = read_batch(body)
        except (NotABatch, TooMany):
            return None
        if not tokens or not batch.items:
            return None
        with glance() as connection:
            found = find_phones(connection, tokens, code_key=self._settings.code_key, now=now())
        held = counting(found)
        return None if all(phone.is_revoked for phone in held) else answer_to(batch, held)
