"""What people see when something goes wrong: a sentence, what to do, and never a trace."""

import logging
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, Response, current_app, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    DatabaseError,
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    ProgrammingError,
)
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import (
    HTTPException,
    InternalServerError,
    SecurityError,
    ServiceUnavailable,
)

from planner.services.people.hashing import AllPlacesTaken
from planner.store import reading_time
from planner.store.locks import WriterWaitedTooLong
from planner.store.reading_time import ReadTookTooLong
from planner.web.db import undo_all
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.trying_again import PlacesTaken, TryAgain, form_again
from planner.web.who_runs import show_runner_unasked

RETRY_AFTER_SECONDS = 5
STOPPED_RETRY_AFTER_SECONDS = 60
NOT_OUR_QUESTION = {"42P01", "42703", "P0001"}
"""A table or column that is missing, a trigger that refused: PostgreSQL's words for what its driver
calls a fault of programming. Source: its documentation, appendix A, error codes."""
MAY_BE_A_CODE = re.compile(r"/([0-9A-Za-z][0-9A-Za-z -]{1,39})/?")
"""Shorter or longer than a code: what people type who leave a part of it out."""
log = logging.getLogger("planner")


@dataclass(frozen=True)
class ErrorText:
    """What a page says: what happened, and what to do about it."""

    heading: str
    advice: str


def init_errors(app: Flask) -> None:
    """Answer every error with a page or, where a program asked, with JSON."""
    app.register_error_handler(CSRFError, _form_too_old)
    app.register_error_handler(HTTPException, _show)
    app.register_error_handler(TryAgain, _try_again)
    app.register_error_handler(AllPlacesTaken, lambda _error: _try_again(PlacesTaken()))
    for overload in (InterfaceError, PoolTimeout, WriterWaitedTooLong, DatabaseError):
        app.register_error_handler(overload, _busy)
    for ours in (IntegrityError, DataError):
        app.register_error_handler(ours, _broken)  # the database works; we asked something wrong
    app.register_error_handler(ReadTookTooLong, _took_too_long)
    app.register_error_handler(ProgrammingError, _unfit)
    app.register_error_handler(Exception, _broken)


def _show(error: HTTPException, text: ErrorText | None = None) -> ResponseReturnValue:
    if error.code is not None and error.code < 400:
        return error.get_response()  # a redirect, such as to the address with a slash
    if isinstance(error, SecurityError):
        # Asked for under another host name: no address of ours can be built, so no page either.
        return Response("This is not the address of the planner.\n", 400, mimetype="text/plain")
    code = error.code or 500
    response = current_app.make_response(_page(code, text or _text_for(code)))
    response.status_code = code
    if code in {429, 503}:
        g.refused = getattr(error, "why", "too often" if code == 429 else "busy")
        retry_after = getattr(error, "retry_after", None) or RETRY_AFTER_SECONDS
        response.headers["Retry-After"] = str(retry_after)
    return response


def _page(code: int, text: ErrorText) -> Response:
    if wants_json():
        return jsonify(error=text.heading, advice=text.advice)
    show_runner_unasked()
    return current_app.make_response(
        render_template(
            "errors/error.html",
            code=code,
            heading=text.heading,
            advice=text.advice,
            typed_code=_typed_code() if code == 404 else "",
        )
    )


def _typed_code() -> str:
    """Return what stands in an address that leads nowhere and may be meant as a card's code."""
    found = MAY_BE_A_CODE.fullmatch(request.path) if request.url_rule is None else None
    return found[1] if found else ""


def _busy(error: Exception) -> ResponseReturnValue:
    log.warning("busy on %s: %s", route_name(), kind_of(error))
    return _show(ServiceUnavailable())


def _took_too_long(error: ReadTookTooLong) -> ResponseReturnValue:
    """Say that a page was stopped; nothing of what it wanted to write is written."""
    log.warning("stopped on %s: it read for too long", route_name())
    reading_time.may_read_on()  # to draw the page that says so
    undo_all()
    text = ErrorText(
        _("This took too long, so we stopped it."),
        _("Wait a minute and try again. Nothing was lost."),
    )
    return _show(ServiceUnavailable(retry_after=STOPPED_RETRY_AFTER_SECONDS), text)


def _unfit(error: ProgrammingError) -> ResponseReturnValue:
    """Answer as when it is busy where tables are missing: they are being brought up to date."""
    if getattr(error.orig, "sqlstate", None) in NOT_OUR_QUESTION:
        return _busy(error)
    return _broken(error)


def kind_of(error: Exception) -> str:
    """Name an error, with the database's own word for it; its text could quote a row."""
    orig = error.orig if isinstance(error, DBAPIError) else None
    word = getattr(orig, "sqlite_errorname", None) or getattr(orig, "sqlstate", None)
    return f"{type(error).__name__} {word}" if word else type(error).__name__


def _broken(error: Exception) -> ResponseReturnValue:
    # The path may hold a code and the statement a name, so only the route and the trace are kept.
    log.error("failed on %s", route_name(), exc_info=error)
    return _show(InternalServerError())


def _form_too_old(error: CSRFError) -> ResponseReturnValue:
    """Let people send the same form again, with all they typed, unless another site sent it."""
    if _is_from_elsewhere():
        return _show(error)
    if wants_json():
        return _show(error)
    typed = [
        (name, value)
        for name, values in request.form.lists()
        for value in values
        if name not in {"csrf_token", "once"} and "password" not in name
    ]
    return render_template("errors/form_too_old.html", typed=typed), 400


def _try_again(error: TryAgain) -> ResponseReturnValue:
    """Refuse a form with a secret in it, and let it be sent once more with all else in it."""
    if not request.form or _is_from_elsewhere():
        return _show(error, ErrorText(error.heading, error.advice))
    g.refused = error.why
    return form_again(error), 429, {"Retry-After": str(error.wait_seconds)}


def _is_from_elsewhere() -> bool:
    """Say whether another site sent this; older browsers only name their origin, or the page."""
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}:
        return True
    ours = urlsplit(settings().base_url)
    named = request.headers.get("Origin") or request.headers.get("Referer")
    try:
        return named is not None and urlsplit(named)[:2] != ours[:2]
    except ValueError:
        return True


def wants_json() -> bool:
    """Say whether a program asked, not a person."""
    return request.is_json or request.path.endswith("/scans")


def route_name() -> str:
    """Return the rule of the address, such as /<code:code>: it holds no secret."""
    return request.url_rule.rule if request.url_rule else "an unknown address"


def _text_for(code: int) -> ErrorText:
    if code == 404:
        return ErrorText(
            _("We can't find this page."),
            _("Is the whole address copied? A page of a past event may be gone."),
        )
    if code == 403:
        return ErrorText(
            _("This page is not for you."), _("Ask the organiser of the event to help you.")
        )
    if code == 405:
        return ErrorText(
            _("This does not work this way."), _("Go back and use the button on the page.")
        )
    if code == 413:
        return ErrorText(_("This is too big."), _("Choose a smaller file and try again."))
    if code == 429:
        return ErrorText(
            _("That was too often."), _("Wait a minute and try again. Nothing was lost.")
        )
    if code == 503:
        return ErrorText(_("It is very busy."), _("Wait a moment and try again. Nothing was lost."))
    if code >= 500:
        return ErrorText(
            _("Something broke on our side."),
            _("It is not your fault. Try again in a minute, or call us."),
        )
    return ErrorText(_("We did not understand that."), _("Go back and try again."))
