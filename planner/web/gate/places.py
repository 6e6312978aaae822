"""Where a phone works: it changes between its gates with a tap, and says that the doors open."""

from flask import Response, abort, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.services.gate import phones
from planner.services.gate.phones import Phone
from planner.services.gate.practice import open_doors
from planner.store.models import Event
from planner.web.access import checked_by, csrf_exempt
from planner.web.clock import now
from planner.web.db import session
from planner.web.forms import EmptyForm
from planner.web.gate import bp
from planner.web.gate.device import held_phones, keep_phones
from planner.web.gate.items import NotABatch, read_gate
from planner.web.gate.scans import LARGEST_BODY, require_own_phone
from planner.web.i18n import gettext as _


@bp.get("/places")
def show_places() -> ResponseReturnValue:
    """Show the gates at which this phone works or may still deliver."""
    held = [phone for phone in held_phones() if not phone.is_revoked]
    return render_template("gate/places.html", phone=held[0], others=held[1:])


@bp.post("/places")
def change_place() -> ResponseReturnValue:
    """Work at another of this phone's gates."""
    form, wanted = EmptyForm(), request.form.get("gate", "")
    phone = next((each for each in _usable() if str(each.gate_id) == wanted), None)
    response = redirect(url_for("gate.show_gate"), code=303)
    if not form.is_posted_and_valid() or phone is None or not isinstance(response, Response):
        return redirect(url_for("gate.show_places"), code=303)
    if not _change_to(phone, response):
        flash(_("All places at that gate are taken. Ask the organiser."), "warn")
        return redirect(url_for("gate.show_places"), code=303)
    return response


@bp.post("/work-at")
@checked_by(require_own_phone)
@csrf_exempt("a page of another site can't send this content type")
def work_at() -> ResponseReturnValue:
    """Note where a phone works that has changed its gate by itself."""
    response = jsonify(server_now=now().isoformat())
    if not _change_to(_named(), response):
        abort(409)
    return response


@bp.post("/doors")
@checked_by(require_own_phone)
@csrf_exempt("a page of another site can't send this content type")
def open_the_doors() -> ResponseReturnValue:
    """Note that the doors open: from now on everything counts, at all gates of the event."""
    event = session().get_one(Event, _named().event_id)
    open_doors(event, now=now())
    session().commit()
    return jsonify(server_now=now().isoformat())


def _named() -> Phone:
    request.max_content_length = LARGEST_BODY
    if request.mimetype != "application/json":
        abort(415)
    try:
        wanted = read_gate(request.get_data(cache=False))
    except NotABatch:
        abort(400)
    phone = next((each for each in _usable() if each.gate_id == wanted), None)
    if phone is None:
        abort(400)
    return phone


def _usable() -> list[Phone]:
    return [phone for phone in held_phones() if not phone.is_revoked]


def _change_to(phone: Phone, response: Response) -> bool:
    held = held_phones()
    if not phones.work_at(session(), phone, mine=held, now=now()):
        session().rollback()
        return False
    session().commit()
    keep_phones(response, [phone, *(each for each in held if each.id != phone.id)])
    return True
