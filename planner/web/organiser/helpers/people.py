"""People in a shift: added by phone, moved, taken out, let count; and when they were there."""

from secrets import token_urlsafe

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.helpers.shifts import EntryState
from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.services.helpers import marking, moving, signing_up, totals
from planner.services.helpers.moving import EntryMove
from planner.services.helpers.shift_rows import shifts_of
from planner.services.helpers.signing_up import SignUp, find_clash, find_entry
from planner.store.models import Event, Helper, Shift, ShiftEntry
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.once import NAME as FORM_KEY
from planner.web.organiser.helpers import bp
from planner.web.organiser.helpers.helper_words import (
    age_words,
    clash_words,
    name_of,
    shift_words,
    with_company,
)
from planner.web.organiser.helpers.person_forms import HelperForm, HoursForm, MoveForm
from planner.web.organiser.helpers.shifts import shift_to_show
from planner.web.organiser.helpers.shown import person_shown, shift_shown
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.shift_words import AGES, task, when

IN_IT = (EntryState.STANDING, EntryState.WAITING)


@bp.route("/events/<int:event_id>/helpers/shifts/<int:shift_id>", methods=["GET", "POST"])
@needs(Right.HELPERS, audited="helpers.add")
def show_shift(event_id: int, shift_id: int) -> ResponseReturnValue:
    """Show who is in a shift, or add somebody who said so by phone."""
    event = event_to_show(event_id)
    shift = shift_to_show(event_id, shift_id)
    form = HelperForm(data={"language": settings().language, "eats": True})
    form.prepare(_helpers_of(event))
    if not form.is_posted_and_valid():
        return _shift_page(event, shift, form)
    event_to_change(event_id)
    done = signing_up.sign_up(
        session(),
        event_id,
        shift_id,
        form.answer(),
        form_key=request.form.get(FORM_KEY) or token_urlsafe(12),
        helper_id=form.known_id(),
        waits=bool(form.waits.data),
        overrules=True,
        now=now(),
        code_key=settings().code_key,
    )
    if done.outcome is SignUp.FULL:
        session().rollback()
        form.waits.errors = [
            _("This shift is full. Raise how many it takes, or put them in the line.")
        ]
        return _shift_page(event, shift, form)
    if done.entry_id is None:
        session().rollback()
        form.form_errors.append(_("Nobody can be added: the event is over or called off."))
        return _shift_page(event, shift, form)
    entry = find_entry(session(), event_id, done.entry_id)
    if entry is None:
        abort(404)
    name = with_company(name_of(entry.helper), entry.heads)
    if done.outcome is SignUp.IN:
        said = _("%(name)s is in: %(shift)s.", name=name, shift=shift_words(entry.shift))
    else:
        said = _("%(name)s is in the line for this shift.", name=name)
    clash = find_clash(session(), entry.helper_id, entry.shift)
    warnings = [*([clash_words(entry, clash)] if clash else []), *_warnings(entry)]
    session().commit()
    flash(said)
    for words in warnings:
        flash(words, "warn")
    return redirect(url_for("helpers.show_shift", event_id=event_id, shift_id=shift_id), code=303)


@bp.get("/events/<int:event_id>/helpers/people/<key:entry_id>")
@needs(Right.HELPERS)
def show_person(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Show somebody in a shift: how to reach them, and what can be done."""
    event = event_to_show(event_id)
    entry = _entry_to_show(event_id, entry_id)
    return _person_page(event, entry, _hours_form(entry), _move_form(event, entry))


@bp.post("/events/<int:event_id>/helpers/people/<key:entry_id>/hours")
@needs(Right.HELPERS, audited="helpers.hours")
def correct_hours(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Keep when somebody came and left."""
    event = event_to_show(event_id)
    entry = _entry_to_show(event_id, entry_id)
    form = _hours_form(entry)
    if not form.is_posted_and_valid():
        return _person_page(event, entry, form, _move_form(event, entry)), 422
    event_to_change(event_id)
    changing = find_entry(session(), event_id, entry_id) or abort(404)
    came_at, left_at = form.answer()
    marking.correct_hours(session(), changing, came_at=came_at, left_at=left_at, now=now())
    session().commit()
    flash(_("The times are kept."))
    return _back(event_id, entry_id)


@bp.post("/events/<int:event_id>/helpers/people/<key:entry_id>/move")
@needs(Right.HELPERS, audited="helpers.move")
def move_person(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Move somebody to another shift of the event."""
    event = event_to_show(event_id)
    entry = _entry_to_show(event_id, entry_id)
    form = _move_form(event, entry)
    if not form.is_posted_and_valid():
        return _person_page(event, entry, _hours_form(entry), form), 422
    event_to_change(event_id)
    moved = moving.move_entry(session(), event_id, entry_id, form.answer(), now=now())
    if moved.entry is None:
        session().rollback()
        form.to_shift.errors = [_move_fault(moved.move)]
        return _person_page(event, entry, _hours_form(entry), form), 422
    said = _(
        "%(name)s is in: %(shift)s. Tell them, or they read it on their own page.",
        name=name_of(moved.entry.helper),
        shift=shift_words(moved.entry.shift),
    )
    clash = [clash_words(moved.entry, moved.clash)] if moved.clash else []
    warnings = [*clash, *_warnings(moved.entry)]
    now_at = moved.entry.id
    session().commit()
    flash(said)
    for words in warnings:
        flash(words, "warn")
    return _back(event_id, now_at)


@bp.post("/events/<int:event_id>/helpers/people/<key:entry_id>/out")
@needs(Right.HELPERS, audited="helpers.take_out")
def take_person_out(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Take somebody out of a shift or its line."""
    event_to_change(event_id)
    if not signing_up.take_out(session(), event_id, entry_id, now=now()):
        abort(404)
    session().commit()
    flash(_("They are out of the shift, and read so on their own page."))
    return _back(event_id, entry_id)


@bp.post("/events/<int:event_id>/helpers/people/<key:entry_id>/in")
@needs(Right.HELPERS, audited="helpers.add")
def take_person_in_again(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Put somebody back who is out of a shift."""
    event_to_change(event_id)
    entry = find_entry(session(), event_id, entry_id)
    if entry is None:
        abort(404)
    was_told = entry.state is EntryState.TAKEN_OUT and entry.told_sequence is None
    done = signing_up.sign_up(
        session(),
        event_id,
        entry.shift_id,
        signing_up.HelperWish(
            heads=entry.heads,
            eats=entry.eats,
            is_counted_elsewhere=entry.is_counted_elsewhere,
        ),
        helper_id=entry.helper_id,
        overrules=True,
        now=now(),
        code_key=settings().code_key,
    )
    if done.entry_id is None:
        session().rollback()
        flash(_("There is no place in this shift any more."), "warn")
    else:
        if was_told:  # the last they heard is that they are out
            entry.told_sequence = entry.shift.sequence - 1
        session().commit()
        flash(_("They are in the shift again."))
    return _back(event_id, entry_id)


@bp.post("/events/<int:event_id>/helpers/people/<key:entry_id>/accept")
@needs(Right.HELPERS, audited="helpers.accept")
def accept_person(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Let somebody count who was set aside."""
    event_to_change(event_id)
    if find_entry(session(), event_id, entry_id) is None:
        abort(404)
    entry = moving.accept(session(), event_id, entry_id, now=now())
    is_in = entry is not None and entry.state is EntryState.STANDING
    session().commit()
    if entry is None:
        flash(_("Somebody looked at it meanwhile."), "warn")
    elif is_in:
        flash(_("They are in the shift now."))
    else:
        flash(_("The shift is full. They stand in the line for it."), "warn")
    return redirect(url_for("helpers.show_helpers", event_id=event_id), code=303)


@bp.post("/events/<int:event_id>/helpers/people/<key:entry_id>/certificate")
@needs(Right.HELPERS, audited="helpers.certificate")
def note_certificate(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Note that a certificate of conduct was seen today, or take that back."""
    event = event_to_change(event_id)
    entry = find_entry(session(), event_id, entry_id)
    if entry is None:
        abort(404)
    is_seen = request.form.get("seen") == "yes"
    today = day_of(now(), event.zone)
    moving.note_certificate(
        entry.helper, account_id=current_account().id, on=today if is_seen else None
    )
    session().commit()
    flash(_("Noted. We keep no copy.") if is_seen else _("Noted: nobody has seen it."))
    return _back(event_id, entry_id)


def _helpers_of(event: Event) -> list[Helper]:
    found = {
        entry.helper_id: entry.helper
        for shift in shifts_of(reading_session(), event.id)
        for entry in shift.entries
    }
    return list(found.values())


def _warnings(entry: ShiftEntry) -> list[str]:
    return age_words(entry, moving.judge_entry(entry))


def _move_fault(move: EntryMove) -> str:
    if move is EntryMove.FULL:
        return _("That shift is full. Choose another one, or raise how many it takes.")
    if move is EntryMove.ALREADY_THERE:
        return _("They are in that shift already.")
    return _("This was changed meanwhile. Look again.")


def _hours_form(entry: ShiftEntry) -> HoursForm:
    form = HoursForm(data=HoursForm.defaults(entry)).edits()
    form.entry = entry
    return form


def _move_form(event: Event, entry: ShiftEntry) -> MoveForm:
    form = MoveForm()
    form.prepare(
        [one for one in shifts_of(reading_session(), event.id) if one.id != entry.shift_id]
    )
    return form


def _entry_to_show(event_id: int, entry_id: int) -> ShiftEntry:
    entry = find_entry(reading_session(), event_id, entry_id)
    if entry is None:
        abort(404)
    return entry


def _back(event_id: int, entry_id: int) -> ResponseReturnValue:
    address = url_for("helpers.show_person", event_id=event_id, entry_id=entry_id)
    return redirect(address, code=303)


def _shift_page(event: Event, shift: Shift, form: HelperForm) -> ResponseReturnValue:
    rate = totals.learned_rate(reading_session(), event.organisation_id)
    waiting = [
        one
        for one in shift.entries
        if one.state is EntryState.WAITING and one.set_aside_until is None
    ]
    page = render_template(
        "organiser/helpers/shift.html",
        event=event,
        form=form,
        shift=shift,
        shown=shift_shown(shift, rate, now=now()),
        when=when(shift),
        waiting=[
            person_shown(one, now=now()) for one in sorted(waiting, key=lambda one: one.line or 0)
        ],
        can_add=event.state in (EventState.DRAFT, EventState.PUBLISHED),
    )
    return page, 422 if form.errors else 200


def _person_page(event: Event, entry: ShiftEntry, hours: HoursForm, move: MoveForm) -> str:
    shift, helper = entry.shift, entry.helper
    is_standing = entry.state is EntryState.STANDING and entry.set_aside_until is None
    seen_by = helper.certificate_seen_by
    return render_template(
        "organiser/helpers/person.html",
        event=event,
        entry=entry,
        helper=helper,
        name=name_of(helper),
        shown=person_shown(entry, now=now()),
        task=task(shift),
        when=when(shift),
        state_words=_state_words(entry),
        age=AGES[helper.age],
        heads=ngettext("%(num)s person", "%(num)s people", entry.heads),
        seen_by=seen_by.name if seen_by else _("somebody"),
        hours=hours,
        move=move if move.to_shift.choices and entry.state in IN_IT else None,
        is_standing=is_standing,
        is_aside=entry.set_aside_until is not None,
        is_in=entry.state in IN_IT,
    )


def _state_words(entry: ShiftEntry) -> str:
    if entry.set_aside_until is not None:
        return _("Set aside: very many signed up at once. Look first, then let them count.")
    return {
        EntryState.STANDING: _("In this shift"),
        EntryState.WAITING: _("In the line for this shift"),
        EntryState.STEPPED_BACK: _("Can’t come"),
        EntryState.TAKEN_OUT: _("Taken out of this shift"),
    }[entry.state]
