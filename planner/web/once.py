"""A form sent twice does once what it makes: for every form of organisers and contact persons.

Each form carries the key of the page that it stands on (`key_field`). A press with a key takes its
mark before it writes anything, and its view's commit waits until the answer is known: so what was
made and how it was answered are committed together, or not at all. Whoever sends the same again,
at the same moment or an hour later, is led where the first press led, with the same words. What
was changed in the form meanwhile is another form; so is what made nothing, such as a tick.

Views do nothing for it. Two that differ and want the same thing at the same moment, such as a
name: the second is done anew, and then sees what the first has made.
"""

import logging
import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from hashlib import sha256
from typing import Any

from flask import Flask, Response, current_app, flash, g, redirect, request
from flask import session as cookie
from flask.typing import ResponseReturnValue
from markupsafe import Markup
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError
from werkzeug.exceptions import HTTPException

from planner.services import sent_forms
from planner.services.sent_forms import LONGEST_ADDRESS, FirstAnswer
from planner.store.base import WritingSession
from planner.web.access import Access, guard_of
from planner.web.clock import now
from planner.web.db import Press, PressedBefore, begin_anew
from planner.web.errors import kind_of, route_name

NAME = "once"
SENT_ONCE = {Access.ORGANISER, Access.INTERMEDIARY}
"""Whose forms make once what they make. What gates and guests send says so by itself: a scan and a
note by their nonce, an answer by its card or its stamp."""
TRIES = 4
_KEY = re.compile(r"[0-9A-Za-z_-]{16,64}")
_FLASHED = "_flashes"
_OURS = {"csrf_token"}
"""Fields that say nothing of what was wanted."""
_DONE_ANEW = {"40P01", "40001"}
"""PostgreSQL undid the one of two that waited for each other. Source: its appendix A."""
View = Callable[..., Any]
Sender = Callable[[], tuple[str, int] | None]
log = logging.getLogger("planner")


def key_of_page() -> str:
    """Return the key that all forms of this page carry, new for each time that it is shown."""
    if "key_of_page" not in g:
        g.key_of_page = secrets.token_urlsafe(12)
    return str(g.key_of_page)


def key_field() -> Markup:
    """Return the hidden field with it; nothing on pages of whoever is not known by name."""
    guard = guard_of(request.endpoint)
    if guard is None or guard.access not in SENT_ONCE:
        return Markup()
    return Markup('<input type="hidden" name="{}" value="{}">').format(NAME, key_of_page())


def init_once(app: Flask) -> None:
    """Let templates write the field."""
    app.jinja_env.globals["once_key"] = key_field


def once(view: View, *, sender: Sender) -> View:
    """Let a view do once what is sent to it more than once.

    Args:
        view: commits the request's session, once, at its end.
        sender: says who sends the form, and of which organisation; None for nobody known yet.
    """

    @wraps(view)
    def press(**parts: Any) -> Any:
        if request.method != "POST":
            return view(**parts)
        before = dict(cookie)
        for tries_left in reversed(range(TRIES)):
            g.press = _press_of(sender)
            try:
                return _settled(view(**parts))
            except PressedBefore as answer:
                _begin_anew(before)
                return _as_before(answer.first)
            except HTTPException:
                _settle_refusal()
                raise
            except (DBAPIError, StaleDataError, ObjectDeletedError) as error:
                _begin_anew(before)
                if not tries_left or not _is_worth_another(error):
                    raise
                log.info("done anew on %s: %s", route_name(), kind_of(error))
            except BaseException:
                _begin_anew(before)
                raise
        raise AssertionError("the last try returns or raises")

    return press


def _press_of(sender: Sender) -> Press | None:
    key = request.form.get(NAME, "")
    known = sender() if _KEY.fullmatch(key) else None
    if known is None:
        return None
    who, organisation_id = known
    return Press(_mark(who, key), organisation_id, now(), words_before=len(_flashed()))


def _mark(who: str, key: str) -> bytes:
    """Return what tells this press from all others, except from itself."""
    said = sha256()
    for part in (who, request.full_path, key):
        said.update(f"{len(part)}:{part}".encode("utf-8", "surrogatepass"))
    for name, value in sorted(request.form.items(multi=True)):
        if name not in _OURS:
            said.update(f"{len(name)}:{name}{len(value)}:{value}".encode("utf-8", "surrogatepass"))
    for name, sent in sorted(request.files.items(multi=True), key=lambda one: one[0]):
        content = sent.stream.read()
        sent.stream.seek(0)
        said.update(f"{len(name)}:{name}{len(content)}:".encode("utf-8", "surrogatepass"))
        said.update(content)
    return said.digest()


def _settled(answer: ResponseReturnValue) -> Response:
    """Commit what the view wanted committed, with how it is answered."""
    response = current_app.make_response(answer)
    with _pending() as writing:
        if writing is not None:
            press: Press = g.press
            leads_to = response.location or ""
            is_led = response.status_code == 303 and leads_to.startswith("/")
            if writing.has_made and is_led and len(leads_to) <= LONGEST_ADDRESS:
                sent_forms.keep(
                    writing, press.mark, FirstAnswer(leads_to, _flashed()[press.words_before :])
                )
            else:
                sent_forms.let_go(writing, press.mark)
    return response


def _settle_refusal() -> None:
    """Commit what a view committed before it turned somebody away."""
    with _pending() as writing:
        if writing is not None:
            sent_forms.let_go(writing, g.press.mark)


@contextmanager
def _pending() -> Iterator[WritingSession | None]:
    """Give the session whose commit waits, and commit it; None where nothing waits."""
    press, writing = g.get("press"), g.get("writing")
    if press is None or writing is None or not writing.is_due:
        g.press = None
        yield None
        return
    yield writing
    g.press = None
    writing.commit_now()
    for work in press.afterwards:
        work()


def _begin_anew(before: dict[str, Any]) -> None:
    """Undo what the view did: in the database, in the browser's cookie and with what was sent."""
    g.press = None
    begin_anew()
    cookie.clear()
    cookie.update(before)
    for sent in request.files.values():
        sent.stream.seek(0)


def _is_worth_another(error: Exception) -> bool:
    """Say whether somebody else was first, so that the view now sees another database."""
    if isinstance(error, DBAPIError) and not isinstance(error, IntegrityError):
        return getattr(error.orig, "sqlstate", None) in _DONE_ANEW
    return True


def _as_before(first: FirstAnswer) -> ResponseReturnValue:
    for kind, words in first.words:
        flash(words, kind)
    return redirect(first.leads_to, code=303)


def _flashed() -> list[tuple[str, str]]:
    """Return what this request wants said on the next page."""
    return [(str(kind), str(words)) for kind, words in cookie.get(_FLASHED, [])]
