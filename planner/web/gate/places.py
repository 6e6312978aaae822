"""Where a phone works: it changes between its gates with a tap, and says that the doors open."""

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.services.gate import phones
from planner.services.gate.phones import Phone
from planner.services.gate.practice import open_doors
from planner.store.models import Event
from planner.web.access import checked_by
from planner.web.clock import now
from planner.web.db import session
from planner.web.forms import EmptyForm
from planner.web.gate import bp
from planner.web.gate.device import held_phones, keep_phones, require_listener, usable_phones
from planner.web.gate.items import read_gate
from planner.web.gate.posts import (
    from_own_listener,
    from_own_phone,
    listener_named,
    phone_named,
    read_posted,
)
from planner.web.i18n import gettext as _

LARGEST_BODY = 1024
"""Bytes; there is a number in it."""


@bp.get("/places")
@checked_by(require_listener)
def show_places() -> ResponseReturnValue:
    """Show the gates at which this phone works or may still deliver."""
    here, *others = usable_phones()
    return render_template("gate/places.html", phone=here, others=others)


@bp.post("/places")
@checked_by(require_listener)
def change_place() -> ResponseReturnValue:
    """Work at another of this phone's gates."""
    form, wanted = EmptyForm(), request.form.get("gate", "")
    phone = next((each for each in usable_phones() if str(each.gate_id) == wanted), None)
    response = redirect(url_for("gate.show_gate"), code=303)
    if not form.is_posted_and_valid() or phone is None or not isinstance(response, Response):
        return redirect(url_for("gate.show_places"), code=303)
    if not _change_to(phone, response):
        flash(_("All places at that gate are taken. Ask the organiser."), "warn")
        return redirect(url_for("gate.show_places"), code=303)
    return response


@bp.post("/work-at")
@from_own_listener
def work_at() -> ResponseReturnValue:
    """Note where a phone works that has changed its gate by itself."""
    response = jsonify(server_now=now().isoformat())
    phone = listener_named(read_posted(read_gate, largest=LARGEST_BODY))
    if not _change_to(phone, response):
        abort(409)
    return response


@bp.post("/doors")
@from_own_phone
def open_the_doors() -> ResponseReturnValue:
    """Note that the doors open: from now on everything counts, at all gates of the event.

    Days before the event they do not; the answer says whether they are open.
    """
    phone = phone_named(read_posted(read_gate, largest=LARGEST_BODY))
    event = session().get_one(Event, phone.event_id)
    is_open = open_doors(event, now=now())
    session().commit()
    return jsonify(server_now=now().isoformat(), open=is_open)


def _change_to(phone: Phone, response: Response) -> bool:
    held = held_phones()
    if not phones.work_at(session(), phone, mine=held, now=now()):
        session().rollback()
        return False
    session().commit()
    keep_phones(response, [phone, *(each for each in held if each.id != phone.id)])
    return True
