"""Note what residents said: from forms on paper, quickly by keyboard, or at a desk."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.residents.questions import ResidentQuestion
from planner.core.roles import Right
from planner.services.plan.places import list_neighbourhoods
from planner.services.residents import noting
from planner.store.models import Event, Neighbourhood, Remark
from planner.web.access import may_open, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.lookup import event_of_guests, event_to_change
from planner.web.organiser.residents import bp
from planner.web.organiser.residents.remark_forms import NoteRemarkForm
from planner.web.organiser.residents.remark_words import first_calls


@bp.route("/events/<int:event_id>/remarks/new", methods=["GET", "POST"])
@needs(Right.NOTE, audited="remarks.note")
def note_remark(event_id: int) -> ResponseReturnValue:
    """Note what somebody said at an event, one after the other."""
    event = event_of_guests(event_id)
    form = _form(event, [])
    if not form.is_posted_and_valid():
        return _page(form, event)
    remark = noting.note(
        session(),
        form.answer(),
        event=event_to_change(event_id),
        now=now(),
        zone=settings().zone,
    )
    return _next(remark, event)


@bp.route("/remarks/new", methods=["GET", "POST"])
@needs(Right.PLAN, audited="remarks.note_anywhere")
def note_anywhere() -> ResponseReturnValue:
    """Note what somebody said in a neighbourhood, at no event."""
    places = list_neighbourhoods(reading_session())
    form = _form(None, places)
    if not form.is_posted_and_valid():
        return _page(form, None)
    chosen = int(form.neighbourhood.data) if "neighbourhood" in form else None
    remark = noting.note(
        session(), form.answer(), neighbourhood_id=chosen, now=now(), zone=settings().zone
    )
    return _next(remark, None)


def _form(event: Event | None, places: list[Neighbourhood]) -> NoteRemarkForm:
    asked = request.args.get("question", "")
    known = asked if asked in set(ResidentQuestion) else ResidentQuestion.BETTER
    proposed = {
        "question": known,
        "stop": request.args.get("stop", ""),
        "neighbourhood": request.args.get("neighbourhood", ""),
    }
    form = NoteRemarkForm(data=proposed)
    form.prepare(stops=noting.stops_of(event) if event else (), neighbourhoods=places)
    return form


def _page(form: NoteRemarkForm, event: Event | None) -> ResponseReturnValue:
    on = noting.day_heard(event, now=now(), zone=settings().zone)
    heads = noting.heads_noted(reading_session(), event.id if event else None, on=on)
    page = render_template(
        "organiser/residents/note.html",
        form=form,
        event=event,
        noted=ngettext(
            "%(num)s person's words are noted of this day.",
            "The words of %(num)s people are noted of this day.",
            heads,
        )
        if heads
        else "",
        calls=first_calls(form.words.data or ""),
        done_url=_done_url(event),
    )
    return page, 422 if form.errors else 200


def _next(remark: Remark, event: Event | None) -> ResponseReturnValue:
    """Say that it is noted, and offer the same form for what the next one says."""
    calls = first_calls(remark.words)
    stays: dict[str, Any] = {"question": remark.question.value, "stop": remark.stop_id}
    here = "residents.note_remark" if event else "residents.note_anywhere"
    stays |= {"event_id": event.id} if event else {"neighbourhood": remark.neighbourhood_id}
    session().commit()
    flash(_("Noted. What did the next one say?"), "ok")
    for words, _number in calls:
        flash(words, "warn")
    return redirect(url_for(here, **stays), code=303)


def _done_url(event: Event | None) -> str:
    if event is None:
        return url_for("residents.show_all_remarks")
    sort_url = url_for("residents.show_remarks", event_id=event.id)
    return sort_url if may_open(sort_url) else url_for("desk.show_event", event_id=event.id)
