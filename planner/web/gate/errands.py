"""What to do now because food runs short, on the phones of a gate: somebody says that they go."""

from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.services.day import errands
from planner.services.day.errands import Goer
from planner.services.gate.phones import Phone
from planner.web.access import checked_by, csrf_exempt
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.errand_words import gate_text, who_goes
from planner.web.forms import EmptyForm
from planner.web.gate import bp
from planner.web.gate.device import current_phone, held_phones
from planner.web.gate.scans import require_own_phone
from planner.web.i18n import gettext as _

LARGEST_GOING_BODY = 1024
"""Bytes; there is a number in it and a yes or no."""
MOST_DIGITS_OF_ERRAND = 9


def do_now(reading: Session, phone: Phone) -> dict[str, Any] | None:
    """Give what somebody has to do now, as phones read it: nothing of it is of a guest.

    `taken` says who goes and since when, or null; `mine`, that it is whoever holds this phone.
    """
    errand = errands.open_errand(reading, phone.event_id, now=now())
    if errand is None:
        return None
    return {
        "id": errand.id,
        "text": gate_text(errand),
        "taken": who_goes(errand) or None,
        "mine": errand.going_device_id == phone.id,
    }


@bp.post("/going")
@checked_by(require_own_phone)
@csrf_exempt("a page of another site can't send this content type")
def say_going() -> ResponseReturnValue:
    """Take it from a phone that somebody there goes, or can't after all; the first one goes."""
    request.max_content_length = LARGEST_GOING_BODY
    if request.mimetype != "application/json":
        abort(415)
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        abort(400)
    errand_id, is_going = _number(told.get("id")), told.get("going")
    phone = _phone_at(told.get("gate"))
    if errand_id is None or not isinstance(is_going, bool) or phone is None:
        abort(400)
    done = _tell(phone, errand_id, is_going=is_going)
    return jsonify(done=done, do_now=do_now(session(), phone))


@bp.post("/go")
def go_without_script() -> ResponseReturnValue:
    """Do the same from the page without script."""
    form, typed = EmptyForm(), request.form.get("errand", "")
    is_number = typed.isdecimal() and len(typed) <= MOST_DIGITS_OF_ERRAND
    if form.is_posted_and_valid() and is_number:
        is_going = request.form.get("going", "") == "yes"
        if not _tell(current_phone(), int(typed), is_going=is_going) and is_going:
            flash(_("You need not go any more."), "ok")
    return redirect(url_for("gate.show_gate"), code=303)


def on_the_page() -> dict[str, Any] | None:
    """Give what the page without script shows."""
    return do_now(reading_session(), current_phone())


def _phone_at(gate: object) -> Phone | None:
    """Return what this phone is at the gate that it names, else where it works now."""
    held = [phone for phone in held_phones() if not phone.is_revoked]
    return next((phone for phone in held if gate is None or phone.gate_id == _number(gate)), None)


def _number(told: object) -> int | None:
    # In Python a truth is a number too.
    if not isinstance(told, int) or isinstance(told, bool):
        return None
    return told if 0 < told < 10**MOST_DIGITS_OF_ERRAND else None


def _tell(phone: Phone, errand_id: int, *, is_going: bool) -> bool:
    if is_going:
        who = Goer(device_id=phone.id)
        done = errands.go(session(), phone.event_id, errand_id, who, now=now())
    else:
        done = errands.stay(session(), phone.event_id, errand_id, device_id=phone.id)
    session().commit()
    return done
