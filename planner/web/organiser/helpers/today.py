"""Who helps today: the crew's list, with a press for who is here. It works without script."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.helpers.shifts import can_say_here
from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.services.helpers import marking
from planner.services.helpers.marking import PresenceMark
from planner.services.helpers.shift_rows import shifts_of, span
from planner.services.helpers.signing_up import find_entry
from planner.store.models import Event, Shift
from planner.web.access import my_rights, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.organiser.helpers import bp
from planner.web.organiser.helpers.shown import PersonShown, person_shown, standing
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.shift_words import hours, task

STILL_SHOWN = timedelta(hours=2)
"""So long after its end a shift of the evening before stays on the list, to note who left."""


@dataclass(frozen=True)
class ShiftOfToday:
    """A shift of today with who is in it."""

    shift_id: int
    task: str
    hours: str
    place: str
    people: list[PersonShown]


@dataclass(frozen=True)
class PartOfToday:
    """Shifts that are going on, or come, or are over."""

    heading: str
    shifts: list[ShiftOfToday]


@bp.get("/events/<int:event_id>/helpers/today")
@needs(Right.HELPERS_NOW)
def show_today(event_id: int) -> ResponseReturnValue:
    """Show who helps today."""
    return today_page(event_to_show(event_id))


@bp.post("/events/<int:event_id>/helpers/people/<key:entry_id>/presence")
@needs(Right.HELPERS_NOW, audited="helpers.presence")
def note_presence(event_id: int, entry_id: int) -> ResponseReturnValue:
    """Note that somebody is here, left or did not come, or take that back."""
    event_to_change(event_id)
    try:
        wanted = PresenceMark(request.form.get("presence", ""))
    except ValueError:
        abort(400)
    if Right.HELPERS not in my_rights() and not _is_for_crew(event_id, entry_id, wanted):
        abort(404)
    entry = marking.note_presence(session(), event_id, entry_id, wanted, now=now())
    if entry is None:
        session().rollback()
        kept = find_entry(session(), event_id, entry_id)
        if kept is None or wanted is not PresenceMark.LEFT or kept.came_at is None:
            abort(404)
        shift_id = kept.shift_id
        flash(_("That was too long ago. Type when they left."), "warn")
    else:
        shift_id = entry.shift_id
        session().commit()
        flash(_("Noted."))
    # The crew sees today's list and nothing else.
    asked = request.form.get("back", "") if Right.HELPERS in my_rights() else ""
    anchor = f"shift-{shift_id}"
    if asked == "person":
        address = url_for("helpers.show_person", event_id=event_id, entry_id=entry_id)
    elif asked == "shift":
        address = url_for("helpers.show_shift", event_id=event_id, shift_id=shift_id)
    else:
        address = url_for("helpers.show_today", event_id=event_id, _anchor=anchor)
    return redirect(address, code=303)


def _is_for_crew(event_id: int, entry_id: int, mark: PresenceMark) -> bool:
    """Say whether the crew may note something: who is here, of a shift on the list of today."""
    entry = find_entry(session(), event_id, entry_id)
    return (
        entry is not None
        and mark in (PresenceMark.HERE, PresenceMark.LEFT, PresenceMark.NOTHING)
        and _is_today(entry.shift, entry.shift.event, at=now())
    )


def today_page(event: Event) -> str:
    """Draw the list of today."""
    return render_template(
        "organiser/helpers/today.html",
        event=event,
        may_arrange=Right.HELPERS in my_rights(),
        parts=parts_of_today(shifts_of(reading_session(), event.id), event, at=now()),
    )


def parts_of_today(shifts: Sequence[Shift], event: Event, *, at: datetime) -> list[PartOfToday]:
    """Put the shifts of today in order: those that go on or begin soon first, what is over last."""
    today = [one for one in shifts if _is_today(one, event, at=at)]
    going_on = [one for one in today if can_say_here(span(one), now=at)]
    parts = (
        (_("Now, or within half an hour"), going_on),
        (_("Later today"), [one for one in today if _is_later(one, at=at)]),
        (_("Over"), [one for one in today if span(one).ends_at <= at]),
    )
    return [PartOfToday(heading, list(_shown(those, at=at))) for heading, those in parts if those]


def _shown(shifts: Iterable[Shift], *, at: datetime) -> Iterable[ShiftOfToday]:
    for one in shifts:
        people = [person_shown(each, now=at) for each in standing(one)]
        yield ShiftOfToday(one.id, task(one), hours(one), one.place, people)


def _is_later(shift: Shift, *, at: datetime) -> bool:
    return span(shift).ends_at > at and not can_say_here(span(shift), now=at)


def _is_today(shift: Shift, event: Event, *, at: datetime) -> bool:
    """Say whether a shift begins today, or goes on after midnight."""
    when = span(shift)
    begins_today = day_of(when.starts_at, event.zone) == day_of(at, event.zone)
    return begins_today or when.starts_at <= at < when.ends_at + STILL_SHOWN
