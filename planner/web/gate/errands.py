"""What to do now because food runs short, on the phones of a gate: somebody says that they go."""

from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy.orm import Session

from planner.services.day import errands
from planner.services.day.errands import Goer
from planner.services.gate.phones import Phone
from planner.services.logistics.suppliers import on_call_of
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.errand_words import gate_text, who_goes
from planner.web.forms import EmptyForm
from planner.web.gate import bp
from planner.web.gate.device import counting_phones, current_phone
from planner.web.gate.items import read_going
from planner.web.gate.posts import from_own_phone, phone_named, read_posted
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
        "text": gate_text(errand, on_call_of(reading, errand.event), now=now()),
        "taken": who_goes(errand) or None,
        "mine": errand.going_device_id == phone.id,
    }


@bp.post("/going")
@from_own_phone
def say_going() -> ResponseReturnValue:
    """Take it from a phone that somebody there goes, or can't after all; the first one goes."""
    told = read_posted(read_going, largest=LARGEST_GOING_BODY)
    phone = counting_phones()[0] if told.gate_id is None else phone_named(told.gate_id)
    done = _tell(phone, told.errand_id, is_going=told.is_going)
    return jsonify(done=done, do_now=do_now(session(), phone))


@bp.post("/go")
def go_without_script() -> ResponseReturnValue:
    """Do the same from the page without script."""
    form, typed = EmptyForm(), request.form.get("errand", "")
    is_number = typed.isdecimal() and len(typed) <= MOST_DIGITS_OF_ERRAND
    if form.is_posted_and_valid() and is_number:
        is_going = request.form.get("going", "") == "yes"
        if not _tell(current_phone(), int(typed), is_going=is_going) and is_going:
            flash(_("You don't have to go any more."), "ok")
    return redirect(url_for("gate.show_gate"), code=303)


def on_the_page() -> dict[str, Any] | None:
    """Give what the page without script shows."""
    return do_now(reading_session(), current_phone())


def _tell(phone: Phone, errand_id: int, *, is_going: bool) -> bool:
    if is_going:
        who = Goer(device_id=phone.id)
        done = errands.go(session(), phone.event_id, errand_id, who, now=now())
    else:
        done = errands.stay(session(), phone.event_id, errand_id, device_id=phone.id)
    session().commit()
    return done
