"""What phones send at a gate, answered before Flask where all is as it nearly always is.

A rush at a gate is a thousand small requests that differ in a code. What Flask makes ready for any
request costs more than to take the scan. So whatever is well-formed, from a phone that may count,
is answered here, by the same functions and with the same bytes as the view's; all that is odd goes
the long way and is refused there. Source: docs/decisions/0062-short-way.md.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Flask
from werkzeug.http import parse_cookie
from werkzeug.middleware.proxy_fix import ProxyFix

from planner.services.gate.items import ScanBatch
from planner.services.gate.phones import MOST_PLACES, find_phones
from planner.settings import Settings
from planner.store.locks import WriterWaitedTooLong
from planner.translations.reading import guest_languages
from planner.web.clock import now
from planner.web.db import glance
from planner.web.gate.device import LANGUAGE_COOKIE, cookie_name, counting
from planner.web.gate.items import NotABatch, TooMany, read_batch
from planner.web.gate.posts import FAILURE, is_from_elsewhere
from planner.web.gate.scans import LARGEST_BODY, ScanDelivery, take_all
from planner.web.headers import usual_headers
from planner.web.house_css import USUAL
from planner.web.i18n import accepted_language, in_language
from planner.web.lanes import REFUSED
from planner.web.tokens import tokens_in
from planner.web.watching import BEGAN, RequestWatch

PATH = "/gate/scans"
LONG_WAY = "planner.long way"
"""In the environment of a request that was looked at already, and is not answered here."""
NOTED = ("wsgi.input", FAILURE, LONG_WAY, BEGAN)
"""What is noted there."""
NEVER_SENT = ("HTTP_TRANSFER_ENCODING", "HTTP_UPGRADE", REFUSED)
"""In the environment of a request that is not as usual."""
MOST_DIGITS = len(str(LARGEST_BODY))
DIFFERS = ("Vary", "Cookie")
"""Of an answer whose language another cookie would have changed."""

Environ = dict[str, Any]
AnswerAll = Callable[[Sequence[Environ]], "list[ShortAnswer | None]"]


@dataclass(frozen=True)
class ShortAnswer:
    """What is answered with 200."""

    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True)
class _Asked:
    """A request that is as usual: the tokens of its phone, its language, and what it sent."""

    environ: Environ
    tokens: Sequence[str]
    kept_language: str | None
    batch: ScanBatch


class ShortWay:
    """Answers what phones send at a gate.

    Args:
        app: knows everything, and gets all that is not as usual.
    """

    def __init__(self, app: Flask) -> None:
        settings: Settings = app.extensions["settings"]
        self._app, self._settings = app, settings
        self._watch: RequestWatch | None = app.extensions["watch"]
        self._hosts = frozenset(app.config["TRUSTED_HOSTS"])
        self._session = app.config["SESSION_COOKIE_NAME"]
        headers = usual_headers("page", USUAL, is_static=False, is_https=settings.is_https)
        self._headers = [("Content-Type", "application/json"), *headers.items()]
        with app.app_context():
            self._cookie = cookie_name()

    def answer(self, environ: Environ, start: Any) -> Iterable[bytes] | None:
        """Answer a request; None, with all that was sent in it, where that goes the long way."""
        if environ["PATH_INFO"] != PATH or LONG_WAY in environ:
            return None
        (answer,) = self.answer_all([environ])
        if answer is None:
            return None
        start("200 OK", answer.headers)
        return [answer.body]

    def answer_all(self, environs: Sequence[Environ]) -> list[ShortAnswer | None]:
        """Answer requests for this address; several in one transaction, and they wait for no card.

        Returns:
            One for each; None where it goes the long way, with all that was sent in it.
        """
        answers: list[ShortAnswer | None] = [None] * len(environs)
        is_alone = len(environs) == 1
        with self._app.app_context():
            read = {at: self._read(environ) for at, environ in enumerate(environs)}
            asked = {at: each for at, each in read.items() if each is not None}
            try:
                for at, body in self._take(asked, may_wait=is_alone).items():
                    answers[at] = self._noted(asked[at], body)
            except Exception as failure:
                # What fails for one fails for all: each by itself finds out for whom. Nobody
                # waits twice for the writers' turn.
                if is_alone or isinstance(failure, WriterWaitedTooLong):
                    for each in asked.values():
                        each.environ[FAILURE] = failure
        for environ, answer in zip(environs, answers, strict=True):
            if answer is None:
                environ[LONG_WAY] = True
        return answers

    def _read(self, environ: Environ) -> _Asked | None:
        """Read a request; None where it is odd, or there is nothing to take."""
        if not self._is_usual(environ):
            return None
        cookies = parse_cookie(environ.get("HTTP_COOKIE")).to_dict()
        tokens = tokens_in(cookies.get(self._cookie, ""), most=MOST_PLACES)
        if self._session in cookies or not tokens:
            return None
        if self._watch is not None:
            self._watch.begin(environ)
        length, stream = int(environ["CONTENT_LENGTH"]), environ["wsgi.input"]
        body = stream.read() if environ.get("wsgi.input_terminated") else stream.read(length)
        environ["wsgi.input"] = BytesIO(body)
        if len(body) != length:
            return None
        try:
            batch = read_batch(body)
        except (NotABatch, TooMany):
            return None
        kept = cookies.get(LANGUAGE_COOKIE)
        return _Asked(environ, tokens, kept, batch) if batch.items else None

    def _take(self, asked: Mapping[int, _Asked], *, may_wait: bool) -> dict[int, bytes]:
        """Take what phones sent that may count, and write an answer for each of these."""
        if not asked:
            return {}
        key, moment, deliveries = self._settings.code_key, now(), dict[int, ScanDelivery]()
        with glance() as connection:
            for at, each in asked.items():
                held = counting(find_phones(connection, each.tokens, code_key=key, now=moment))
                if not all(phone.is_revoked for phone in held):
                    deliveries[at] = ScanDelivery(each.batch, held)
        take_all(list(deliveries.values()), may_wait=may_wait)
        bodies = {}
        for at, delivery in deliveries.items():
            with in_language(self._language(asked[at])):
                bodies[at] = delivery.answer()
        return bodies

    def _noted(self, asked: _Asked, body: bytes) -> ShortAnswer:
        """Give an answer, and take note of it."""
        if self._watch is not None:
            self._watch.begin(asked.environ)
            self._watch.note(PATH, "POST", 200)
        headers = [*self._headers, ("Content-Length", str(len(body)))]
        if asked.kept_language not in guest_languages():
            headers.append(DIFFERS)
        return ShortAnswer(headers, body)

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

    def _language(self, asked: _Asked) -> str:
        """Return the language of a phone: the one chosen on it, or that of its browser."""
        offered, usual = guest_languages(), self._settings.language
        if asked.kept_language in offered:
            return str(asked.kept_language)
        accepted = asked.environ.get("HTTP_ACCEPT_LANGUAGE", "")
        return accepted_language(accepted, offered, usual)


def behind_proxies(answer_all: AnswerAll, hops: int) -> AnswerAll:
    """Return what answers requests as so many proxies passed them on, and leaves them so."""
    fix = ProxyFix(lambda _environ, _start: [], x_for=hops, x_proto=hops, x_host=hops)

    def answer(environs: Sequence[Environ]) -> list[ShortAnswer | None]:
        meant = [dict(environ) for environ in environs]
        for environ in meant:
            fix(environ, lambda *_given: lambda _data: None)
        answers = answer_all(meant)
        for environ, noted in zip(environs, meant, strict=True):
            environ |= {name: noted[name] for name in NOTED if name in noted}
        return answers

    return answer
