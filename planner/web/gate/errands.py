"""What to do now because food runs short, on the phones of a gate: somebody says that they go."""

from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.services.day import errands
from planner.services.day.errands import Goer
from planner.services.gate.phones import Phone
from planner.store.models import Event
from planner.web.access import checked_by, csrf_exempt
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.errand_words import gate_text, who_goes
from planner.web.forms import EmptyForm
from planner.web.gate import bp
from planner.web.gate.device import current_phone
from planner.web.gate.scans import require_own_phone
from planner.web.i18n import gettext as _

LARGEST_GOING_BODY = 1024
"""Bytes; there is a number in it and a yes or no."""
MOST_DIGITS_OF_ERRAND = 9


def do_now(reading: Session, event: Event, phone: Phone) -> dict[str, Any] | None:
    """Give what somebody has to do now, as phones read it: nothing of it is of a guest.

    `taken` says who goes and since when, or null; `mine`, that it is whoever holds this phone.
    """
    errand = errands.open_errand(reading, event, now=now())
    if errand is None:
        return None
    return {
        "id": errand.id,
        "text": gate_text(event, errand),
        "taken": who_goes(event, errand) or None,
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
    errand_id, is_going = (told.get("id"), told.get("going")) if isinstance(told, dict) else (0, 0)
    # In Python a truth is a number too.
    if type(errand_id) is not int or type(is_going) is not bool:
        abort(400)
    if not 0 < errand_id < 10**MOST_DIGITS_OF_ERRAND:
        abort(400)
    done = _tell(errand_id, is_going=is_going)
    phone = current_phone()
    event = session().get_one(Event, phone.event_id, populate_existing=True)
    return jsonify(done=done, do_now=do_now(session(), event, phone))


@bp.post("/go")
def go_without_script() -> ResponseReturnValue:
    """Do the same from the page without script."""
    form, typed = EmptyForm(), request.form.get("errand", "")
    is_number = typed.isdecimal() and len(typed) <= MOST_DIGITS_OF_ERRAND
    if form.is_posted_and_valid() and is_number:
        is_going = request.form.get("going", "") == "yes"
        if not _tell(int(typed), is_going=is_going) and is_going:
            flash(_("You need not go any more."), "ok")
    return redirect(url_for("gate.show_gate"), code=303)


def on_the_page() -> dict[str, Any] | None:
    """Give what the page without script shows."""
    phone = current_phone()
    event = reading_session().get_one(Event, phone.event_id)
    return do_now(reading_session(), event, phone)


def _tell(errand_id: int, *, is_going: bool) -> bool:
    phone = current_phone()
    if is_going:
        who = Goer(device_id=phone.id)
        done = errands.go(session(), phone.event_id, errand_id, who, now=now())
    else:
        done = errands.stay(session(), phone.event_id, errand_id, device_id=phone.id)
    session().commit()
    return done
