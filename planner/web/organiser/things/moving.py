"""Things go out and come back: one press each, all at once, or in numbers."""

import re

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.logistics.things import MOST_COUNT
from planner.core.roles import Right
from planner.services.logistics import uses
from planner.services.logistics.things import find_use, uses_of
from planner.store.models import Event, ThingUse
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.things import bp
from planner.web.organiser.things.forms import MovedForm
from planner.web.organiser.things.judged import judge
from planner.web.organiser.things.shown import count_out, goes_now

UNDO = "undo"
_BACK = re.compile(r"(\d{1,6})-(\d{1,6})")
"""A press that says how many came back whole, and how many broken."""


@bp.post("/events/<int:event_id>/things/<int:use_id>/taken")
@needs(Right.LOGISTICS, audited="things.taken")
def note_taken(event_id: int, use_id: int) -> ResponseReturnValue:
    """Note that things went out, as many as the button said; or take that back."""
    press = request.form.get("press", "")
    if press != UNDO and not (press.isdecimal() and len(press) <= len(str(MOST_COUNT))):
        abort(400)
    _use_to_change(event_id, use_id)
    count = None if press == UNDO else int(press)
    return _noted(uses.note_taken(session(), event_id, use_id, count), event_id, use_id)


@bp.route("/events/<int:event_id>/things/<int:use_id>/back", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="things.back")
@anew("things.add_use", MovedForm)
def note_back(event_id: int, use_id: int) -> ResponseReturnValue:
    """Ask how many went out and came back, or note it; a press of the list says it by itself."""
    press = request.form.get("press", "")
    if press:
        return _press_back(event_id, use_id, press)
    event = event_to_show(event_id)
    use = find_use(reading_session(), event_id, use_id)
    if use is None:
        abort(404)
    form = MovedForm(data=_numbers(event, use)).edits()
    if not form.is_posted_and_valid():
        page = render_template("organiser/things/moved_form.html", event=event, form=form, use=use)
        return page, 422 if form.errors else 200
    event_to_change(event_id)
    if form.back.data is None:
        is_noted = uses.note_back(session(), event_id, use_id, back=None)
        is_noted = is_noted and uses.note_taken(session(), event_id, use_id, form.taken.data)
    else:
        is_noted = uses.note_back(
            session(),
            event_id,
            use_id,
            back=form.back.data,
            broken=form.broken.data or 0,
            taken=form.taken.data,
        )
    return _noted(is_noted, event_id, use_id)


@bp.post("/events/<int:event_id>/things/<int:use_id>/settle")
@needs(Right.LOGISTICS, audited="things.settle")
def settle_use(event_id: int, use_id: int) -> ResponseReturnValue:
    """Say what became of what is missing or broken, or take that back."""
    how = request.form.get("how")
    if how not in {"gone", "found", UNDO}:
        abort(400)
    _use_to_change(event_id, use_id)
    if how == UNDO:
        return _noted(uses.open_loss(session(), event_id, use_id), event_id, use_id)
    is_noted = uses.settle_use(session(), event_id, use_id, is_gone=how == "gone")
    return _noted(is_noted, event_id, use_id)


@bp.post("/events/<int:event_id>/things/all")
@needs(Right.LOGISTICS, audited="things.all")
def note_all(event_id: int) -> ResponseReturnValue:
    """Note that everything went out, or that the rest of what is out came back whole."""
    press = request.form.get("press")
    if press not in {"out", "back"}:
        abort(400)
    counts: dict[int, int] = {}
    if press == "out":  # reckoned before it writes: meanwhile nobody waits for it
        event, reading = event_to_show(event_id), reading_session()
        found, _people = judge(reading, event, uses_of(reading, event_id))
        counts = {one.use.id: count_out(one) or 0 for one in found if goes_now(one, event, now())}
    event_to_change(event_id)
    if press == "out":
        count = uses.note_all_taken(session(), event_id, counts)
        words = ngettext("%(num)s thing went out.", "%(num)s things went out.", count)
    else:
        count = uses.note_all_back(session(), event_id)
        words = ngettext("%(num)s thing is back.", "%(num)s things are back.", count)
    session().commit()
    flash(words if count else _("Somebody noted it already."))
    return redirect(url_for("things.show_uses", event_id=event_id), code=303)


def _press_back(event_id: int, use_id: int, press: str) -> ResponseReturnValue:
    said = _BACK.fullmatch(press)
    if said is None and press != UNDO:
        abort(400)
    _use_to_change(event_id, use_id)
    if said is None:
        is_noted = uses.note_back(session(), event_id, use_id, back=None)
    else:
        whole, broken = int(said[1]), int(said[2])
        is_noted = uses.note_back(session(), event_id, use_id, back=whole, broken=broken)
    return _noted(is_noted, event_id, use_id)


def _use_to_change(event_id: int, use_id: int) -> None:
    event_to_change(event_id)
    if find_use(session(), event_id, use_id) is None:
        abort(404)


def _numbers(event: Event, use: ThingUse) -> dict[str, object]:
    """Return what the form shows: as noted, or else as many as are needed."""
    taken = use.taken
    if taken is None:
        ((one,), _people) = judge(reading_session(), event, [use])
        taken = count_out(one)
    return {
        "taken": taken,
        "back": use.back,
        "broken": use.broken if use.back is not None else None,
    }


def _noted(is_noted: bool, event_id: int, use_id: int) -> ResponseReturnValue:
    session().commit()
    if is_noted:
        flash(_("Noted."))
    else:
        flash(_("Somebody noted something else meanwhile. Look again."), "warn")
    address = url_for("things.show_uses", event_id=event_id, _anchor=f"use-{use_id}")
    return redirect(address, code=303)
