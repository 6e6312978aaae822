"""Which phone it is: its cookie, and the rule before every page of the gate.

A phone that only listens notes what residents say, and every other page and address refuses it: so
the rules that are not about listening ask for a phone that counts.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from flask import (
    Response,
    after_this_request,
    g,
    jsonify,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from planner.services.gate import phones
from planner.services.gate.phones import MOST_PLACES, UPLOADS_FOR, Phone
from planner.web.clock import now
from planner.web.db import glance, transaction
from planner.web.headers import use_gate_policy
from planner.web.i18n import current_language, kept_language, offer_gate_languages
from planner.web.installation import settings
from planner.web.tokens import keep_tokens, read_tokens

COOKIE = "planner-gate"
LANGUAGE_COOKIE = "planner-gate-language"
"""No secret: the application reads and writes it too, for it changes the language by itself."""


def cookie_name() -> str:
    """Return the name of the cookie; over TLS no other host can set one of this name."""
    return f"__Host-{COOKIE}" if settings().is_https else COOKIE


def keep_phones(response: Response, held: Sequence[Phone]) -> None:
    """Let the phone keep its tokens until it has nothing to send any more."""
    closes_at = max((phone.door.closes_at for phone in held), default=now())
    keep_tokens(
        response,
        cookie_name(),
        [phone.token for phone in held],
        most=MOST_PLACES,
        until=closes_at + UPLOADS_FOR,
    )


def held_phones() -> list[Phone]:
    """Give what this phone is at each gate where it may deliver, where it works now first.

    Looked up once a request, and only when it has a token.
    """
    if "gate_phones" not in g:
        g.gate_phones = _look_up(read_tokens(cookie_name(), most=MOST_PLACES))
    return cast(list[Phone], g.gate_phones)


def is_gate_phone() -> bool:
    """Say whether this phone is enrolled anywhere; also one that was taken away is no guest's."""
    return bool(held_phones())


def usable_phones() -> list[Phone]:
    """Give the same without the gates where it was taken away."""
    return [phone for phone in held_phones() if not phone.is_revoked]


def counting_phones() -> list[Phone]:
    """Give the same without those that only listen."""
    return counting(usable_phones())


def counting(held: Sequence[Phone]) -> list[Phone]:
    """Leave out what only listens."""
    return [phone for phone in held if not phone.only_listens]


def speak_as_chosen() -> None:
    """Speak the language that was chosen on this phone, and offer the others."""
    offer_gate_languages(request.cookies.get(LANGUAGE_COOKIE))


def keep_language(response: Response, *, closes_at: datetime) -> None:
    """Let the phone keep the language of this answer, as long as its token."""
    response.set_cookie(
        LANGUAGE_COOKIE,
        current_language(),
        max_age=max(0, round((closes_at + UPLOADS_FOR - now()).total_seconds())),
        path="/gate",
        secure=settings().is_https,
        samesite="Strict",
    )


def find_phone() -> Phone | None:
    """Return what this phone is at the gate where it works now."""
    held = held_phones()
    return held[0] if held else None


def _look_up(tokens: Sequence[str]) -> list[Phone]:
    if not tokens:
        return []
    with glance() as connection:
        return phones.find_phones(connection, tokens, code_key=settings().code_key, now=now())


def current_phone() -> Phone:
    """Return the phone that asks; only on pages behind one of the rules below."""
    return cast(Phone, g.get("gate_phone") or find_phone())


def require_phone() -> ResponseReturnValue | None:
    """Turn away who has not enrolled this phone to count, or whose phone was taken away."""
    refusal = require_listener()
    if refusal is None and current_phone().only_listens:
        return redirect(url_for("gate.write_remark"), code=303)
    return refusal


def require_listener() -> ResponseReturnValue | None:
    """Turn away who has not enrolled this phone; one that only listens may be here, too."""
    use_gate_policy()
    speak_as_chosen()
    phone = find_phone()
    if phone is None:
        return render_template("gate/not_enrolled.html"), 403
    if phone.is_revoked:
        return render_template("gate/revoked.html", phone=phone), 403
    note_contact(phone)
    if kept_language():

        @after_this_request
        def keep(response: Response) -> Response:
            keep_language(response, closes_at=phone.door.closes_at)
            return response

    return None


def require_phone_for_list() -> ResponseReturnValue | None:
    """Let a program ask for the gate that it names, or for the one where the phone works now."""
    speak_as_chosen()
    wanted = request.args.get("gate", "")
    held = held_phones()
    if wanted:
        held = [phone for phone in held if str(phone.gate_id) == wanted]
    g.gate_phone = held[0] if held else None
    if held and not held[0].is_revoked:
        note_contact(held[0])
        return None
    return turn_away(held[0] if held else None)


def require_counting_phone_for_list() -> ResponseReturnValue | None:
    """Let a program ask for the list of cards, unless its phone only listens there."""
    refusal = require_phone_for_list()
    return only_listens() if refusal is None and current_phone().only_listens else refusal


def require_phone_for_remarks() -> ResponseReturnValue | None:
    """Answer a program in its own language when the phone may not send anything anywhere."""
    speak_as_chosen()
    return None if usable_phones() else turn_away(find_phone())


def require_phone_for_scans() -> ResponseReturnValue | None:
    """Do the same, and refuse a phone that only listens."""
    refusal = require_phone_for_remarks()
    return only_listens() if refusal is None and not counting_phones() else refusal


def only_listens() -> Response:
    """Tell a program that its phone may note what residents say, and nothing else."""
    response = jsonify(error="only listens")
    response.status_code = 403
    return response


def turn_away(phone: Phone | None) -> Response:
    """Tell a program that it may not count: not enrolled, or taken away."""
    response = jsonify(error="not enrolled" if phone is None else "revoked")
    response.status_code = 401
    if phone is not None:
        # A lost phone forgets what it knows as soon as it asks again. Not "storage": there may be
        # scans in it that we never got. The application wipes the list itself, and shows them.
        response.headers["Clear-Site-Data"] = '"cache"'
        left = [each for each in held_phones() if each.id != phone.id]
        if left:
            keep_phones(response, left)
        else:
            response.delete_cookie(cookie_name(), path="/", secure=settings().is_https)
    return response


def note_contact(phone: Phone) -> None:
    """Note that a phone is in use, once a minute."""
    if phones.is_worth_noting(phone, now=now()):
        with transaction() as session:
            phones.note_contact(session, phone.id, now=now())
