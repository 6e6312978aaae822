"""What people without a card eat, without script: on a page of its own, so it can wait."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.admission import Status
from planner.core.diets import DIET_NAMES, Diet
from planner.core.enums import ScanKind
from planner.services.gate import journal
from planner.services.gate.food_and_room import has_food
from planner.services.gate.journal import PastScan
from planner.services.gate.letting import note_diet
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.forms import EmptyForm
from planner.web.gate import bp
from planner.web.gate.device import current_phone
from planner.web.gate.presenter import DIET_SIGNS, DIETS_AT_GATE
from planner.web.i18n import gettext as _
from planner.web.installation import settings

LAST_SCANS = 10


@bp.get("/eat")
def show_eating() -> ResponseReturnValue:
    """Ask what the last people without a card eat, as far as they tell."""
    last = _last_unasked()
    diets = [(diet.value, _(DIET_NAMES[diet]), DIET_SIGNS[diet]) for diet in DIETS_AT_GATE]
    return render_template(
        "gate/eat.html",
        phone=current_phone(),
        nonce=last.nonce if last else None,
        heads=last.people.heads if last else 0,
        diets=diets if last else [],
    )


@bp.post("/diet")
def count_diet() -> ResponseReturnValue:
    """Note what one of them eats, in one tap; for the totals alone."""
    form, wanted = EmptyForm(), request.form.get("diet", "")
    nonce = request.form.get("nonce", "")
    is_fine = wanted in {each.value for each in DIETS_AT_GATE} and 0 < len(nonce) <= 37
    if form.is_posted_and_valid() and is_fine and nonce.isprintable():
        known = {"code_key": settings().code_key}
        noted = note_diet(session(), current_phone(), nonce, Diet(wanted), now=now(), **known)
        session().commit()
        if noted:
            flash(_("Noted for the kitchen."), "ok")
    return redirect(url_for("gate.show_eating"), code=303)


def _last_unasked() -> PastScan | None:
    """Find the last people without a card of whom nobody said what they eat."""
    phone, reading = current_phone(), reading_session()
    if not has_food(reading, phone.event_id):
        return None
    recent = journal.last_scans(reading, phone.event_id, device_id=phone.id, limit=LAST_SCANS)
    return next((scan for scan in recent if _is_unasked(scan)), None)


def _is_unasked(scan: PastScan) -> bool:
    is_loose = scan.kind is ScanKind.ENTRY and scan.card_number is None and not scan.is_undone
    return is_loose and scan.status is Status.OK and bool(scan.people.heads) and scan.diet is None
