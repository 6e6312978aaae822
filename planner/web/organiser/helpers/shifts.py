"""One shift: added, changed, called off, and put back."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.services.helpers import shift_making, totals
from planner.services.helpers.shift_making import MOST_SHIFTS, Removed
from planner.services.helpers.shift_rows import find_shift
from planner.store.models import Shift
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.i18n import gettext as _
from planner.web.organiser.helpers import bp
from planner.web.organiser.helpers.helper_words import words_of_kinds
from planner.web.organiser.helpers.shift_form import ShiftForm
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.shift_words import task


@bp.route("/events/<int:event_id>/helpers/shifts/new", methods=["GET", "POST"])
@needs(Right.HELPERS, audited="helpers.add_shift")
def add_shift(event_id: int) -> ResponseReturnValue:
    """Ask what a new shift is, or add it."""
    event = event_to_show(event_id)
    form = ShiftForm(data={"held_on": day_of(event.starts_at, event.zone), "is_open": True})
    form.prepare(event)
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/helpers/shift_form.html",
            event=event,
            form=form,
            shift=None,
            tasks=words_of_kinds().values(),
        )
        return page, 422 if form.errors else 200
    if shift_making.count_shifts(reading_session(), event_id) >= MOST_SHIFTS:
        flash(_("An event has at most 100 shifts."), "warn")
        return redirect(url_for("helpers.show_helpers", event_id=event_id), code=303)
    plan = form.answer(totals.learned_rate(reading_session(), event.organisation_id))
    event_to_change(event_id)
    shift_making.add_shift(session(), event_id, plan, now=now())
    session().commit()
    flash(_("The shift is added."))
    return redirect(url_for("helpers.show_helpers", event_id=event_id), code=303)


@bp.route("/events/<int:event_id>/helpers/shifts/<int:shift_id>/edit", methods=["GET", "POST"])
@needs(Right.HELPERS, audited="helpers.edit_shift")
@anew("helpers.add_shift", ShiftForm)
def edit_shift(event_id: int, shift_id: int) -> ResponseReturnValue:
    """Show the form of a shift, or change it."""
    event = event_to_show(event_id)
    shift = shift_to_show(event_id, shift_id)
    form = ShiftForm(data=ShiftForm.defaults(shift))
    form.prepare(event, shift)
    form.edits()
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/helpers/shift_form.html",
            event=event,
            form=form,
            shift=shift,
            tasks=words_of_kinds().values(),
            task=task(shift),
            is_empty=not shift.entries,
        )
        return page, 422 if form.errors else 200
    plan = form.answer(totals.learned_rate(reading_session(), event.organisation_id))
    event_to_change(event_id)
    changed = shift_making.change_shift(session(), event_id, shift_id, plan, now=now())
    if changed is None:
        abort(404)
    session().commit()
    flash(_("Saved. Who is in this shift sees it on their own page."))
    return redirect(url_for("helpers.show_shift", event_id=event_id, shift_id=shift_id), code=303)


@bp.post("/events/<int:event_id>/helpers/shifts/<int:shift_id>/remove")
@needs(Right.HELPERS, audited="helpers.remove_shift")
def remove_shift(event_id: int, shift_id: int) -> ResponseReturnValue:
    """Take a shift away, or call it off where somebody is or was in it."""
    event_to_change(event_id)
    removed = shift_making.remove_shift(session(), event_id, shift_id, now=now())
    if removed is None:
        abort(404)
    session().commit()
    if removed is Removed.GONE:
        flash(_("The shift is gone."))
    else:
        flash(_("The shift is called off. Who was in it reads so. You find it below the others."))
    return redirect(url_for("helpers.show_helpers", event_id=event_id), code=303)


@bp.post("/events/<int:event_id>/helpers/shifts/<int:shift_id>/put-back")
@needs(Right.HELPERS, audited="helpers.put_shift_back")
def put_shift_back(event_id: int, shift_id: int) -> ResponseReturnValue:
    """Let a shift take place after all."""
    event_to_change(event_id)
    if not shift_making.put_shift_back(session(), event_id, shift_id, now=now()):
        abort(404)
    session().commit()
    flash(_("The shift takes place after all, with who was in it."))
    return redirect(url_for("helpers.show_helpers", event_id=event_id), code=303)


def shift_to_show(event_id: int, shift_id: int) -> Shift:
    """Return a shift of an event that is not called off; it can't be changed through this."""
    shift = find_shift(reading_session(), event_id, shift_id)
    if shift is None or shift.removed_at is not None:
        abort(404)
    return shift
