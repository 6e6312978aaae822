"""Which phone it is: its cookie, and the rule before every page of the gate."""

from datetime import datetime
from typing import cast

from flask import Response, after_this_request, g, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from planner.services.gate import phones
from planner.services.gate.phones import UPLOADS_FOR, Phone
from planner.web.clock import now
from planner.web.db import glance, transaction
from planner.web.headers import use_gate_policy
from planner.web.i18n import current_language, kept_language, offer_gate_languages
from planner.web.installation import settings

COOKIE = "planner-gate"
LANGUAGE_COOKIE = "planner-gate-language"
"""No secret: the application reads and writes it too, for it changes the language by itself."""


def cookie_name() -> str:
    """Return the name of the cookie; over TLS no other host can set one of this name."""
    return f"__Host-{COOKIE}" if settings().is_https else COOKIE


def keep_token(response: Response, token: str, *, closes_at: datetime) -> None:
    """Let the phone keep its token until it has nothing to send any more."""
    response.set_cookie(
        cookie_name(),
        token,
        max_age=_kept_for_seconds(closes_at),
        path="/",
        secure=settings().is_https,
        httponly=True,
        samesite="Strict",
    )


def speak_as_chosen() -> None:
    """Speak the language that was chosen on this phone, and offer the others."""
    offer_gate_languages(request.cookies.get(LANGUAGE_COOKIE))


def keep_language(response: Response, *, closes_at: datetime) -> None:
    """Let the phone keep the language of this answer, as long as its token."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        current_language(),
        max_age=_kept_for_seconds(closes_at),
        path="/gate",
        secure=settings().is_https,
        samesite="Strict",
    )


def _kept_for_seconds(closes_at: datetime) -> int:
    return max(0, round((closes_at + UPLOADS_FOR - now()).total_seconds()))


def find_phone() -> Phone | None:
    """Look the phone up, once a request and only when it has a token."""
    if "gate_phone" not in g:
        g.gate_phone = _look_up(request.cookies.get(cookie_name()))
    return cast(Phone | None, g.gate_phone)


def _look_up(token: str | None) -> Phone | None:
    if not token:
        return None
    with glance() as connection:
        return phones.find_phone(connection, token, code_key=settings().code_key, now=now())


def current_phone() -> Phone:
    """Return the phone that asks; only on pages behind `require_phone`."""
    return cast(Phone, g.gate_phone)


def require_phone() -> ResponseReturnValue | None:
    """Turn away who has not enrolled this phone, or whose phone was taken away."""
    use_gate_policy()
    speak_as_chosen()
    phone = find_phone()
    if phone is None:
        return render_template("gate/not_enrolled.html"), 403
    if phone.is_revoked:
        return render_template("gate/revoked.html", phone=phone), 403
    _note_contact(phone)
    if kept_language():

        @after_this_request
        def keep(response: Response) -> Response:
            keep_language(response, closes_at=phone.door.closes_at)
            return response

    return None


def require_phone_for_scans() -> ResponseReturnValue | None:
    """Answer a program in its own language when the phone may not send scans."""
    speak_as_chosen()
    phone = find_phone()
    if phone is not None and not phone.is_revoked:
        _note_contact(phone)
        return None
    response = jsonify(error="not enrolled" if phone is None else "revoked")
    response.status_code = 401
    if phone is not None:
        # A lost phone forgets what it knows as soon as it asks again. Not "storage": there may be
        # scans in it that we never got. The application wipes the list itself, and shows them.
        response.headers["Clear-Site-Data"] = '"cache"'
        response.delete_cookie(cookie_name(), path="/", secure=settings().is_https)
    return response


def _note_contact(phone: Phone) -> None:
    if phones.is_worth_noting(phone, now=now()):
        with transaction() as session:
            phones.note_contact(session, phone.id, now=now())
