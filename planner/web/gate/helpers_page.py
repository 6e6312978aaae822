"""Today's helpers without script: who is here in one tap, whom to ask, and what to do at a fire."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from planner.core.helpers.whom_to_ask import AskedBecause, HelperAsked, short_by, whom_to_ask
from planner.services.helpers.on_phones import HelperOnPhone, ShiftOnPhone, shifts_on_phones
from planner.services.helpers.presence import Noted, note_here, undo_here
from planner.store.models import Event
from planner.web import shift_words
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.emergency_words import EMERGENCY_NUMBER, what_to_do
from planner.web.filters import time
from planner.web.forms import EmptyForm
from planner.web.gate import app_bp, bp
from planner.web.gate.app import address_of, language_choices
from planner.web.gate.crew import PICTURES, crew_settings, read_number
from planner.web.gate.device import current_phone
from planner.web.gate.helper_texts import because_words, helper_texts
from planner.web.gate.helpers import invites, shifts_known
from planner.web.gate.lists import contact_of
from planner.web.headers import use_gate_policy
from planner.web.i18n import gettext as _


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperLine:
    """A helper on the page, ready to show."""

    entry_id: int
    name: str
    tags: tuple[str, ...]
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftBlock:
    """A shift on the page, ready to show.

    Attributes:
        facts: from when until when, how many are here, and where.
        missing: how many people are missing now.
        asked: whom to ask, and why they.
    """

    id: int
    task: str
    facts: Sequence[str]
    missing: int
    helpers: Sequence[HelperLine]
    waiting: Sequence[HelperLine]
    asked: Sequence[tuple[str, str]]


@app_bp.get("/crew")
def open_crew() -> ResponseReturnValue:
    """Show the helpers' page that works without network: the same for everybody, nobody in it."""
    use_gate_policy()
    return crew_page()


@bp.get("/here")
def show_helpers() -> ResponseReturnValue:
    """Show today's helpers without script."""
    phone, moment = current_phone(), now()
    reading = reading_session()
    shifts = shifts_known(reading, phone, now=moment)
    shown = shifts_on_phones(shifts, now=moment)
    return render_template(
        "gate/here.html",
        phone=phone,
        blocks=[
            _block(each, shown, now=moment, zone=phone.zone)
            for each in shown
            if each.span.ends_at > moment
        ],
        invites=[
            each | {"svg": Markup(each["svg"])}  # noqa: S704 - drawn by our own code
            for each in invites(reading, phone, shifts, now=moment)[:1]
        ],
        enter=address_of("enter.js"),
    )


@bp.post("/here")
def tap_helper() -> ResponseReturnValue:
    """Note in one tap that a helper is here, or is not after all."""
    form = EmptyForm()
    entry = read_number(request.form.get("here") or request.form.get("not_here"))
    if form.is_posted_and_valid() and entry is not None:
        note = note_here if "here" in request.form else undo_here
        noted = note(session(), current_phone().event_id, entry, at=now(), now=now())
        session().commit()
        if noted is Noted.OUT:
            flash(
                _("They are not in this shift any more. The organiser sees that they came."), "warn"
            )
    return redirect(url_for("gate.show_helpers"), code=303)


@bp.get("/emergency")
def show_emergency() -> ResponseReturnValue:
    """Say what to do at a fire or a lost child, and whom to call."""
    phone = current_phone()
    event = reading_session().get_one(Event, phone.event_id)
    return render_template(
        "gate/emergency.html",
        phone=phone,
        cases=what_to_do(),
        number=EMERGENCY_NUMBER,
        contact=contact_of(event),
    )


def crew_page() -> str:
    """Return the page that is kept on the phone, in the reader's language."""
    return render_template(
        "gate/crew.html",
        settings=crew_settings(
            helper_texts(),
            simple=url_for("gate.show_helpers"),
            pictures=(*PICTURES, "lock", "user"),
        ),
        script=address_of("helpers.js"),
        cases=what_to_do(),
        number=EMERGENCY_NUMBER,
        languages=language_choices("gate_app.open_crew"),
    )


def _block(
    shown: ShiftOnPhone, every: Sequence[ShiftOnPhone], *, now: datetime, zone: str
) -> ShiftBlock:
    today, all_today = shown.as_today(), [each.as_today() for each in every]
    missing = short_by(today, now=now)
    here = sum(one.heads for one in today.helpers if one.is_here and not one.waits)
    asked = whom_to_ask(today, all_today, now=now) if missing else []
    facts = (
        shift_words.hours(shown.shift),
        _("%(here)s of %(needed)s here", here=here, needed=shown.shift.needed),
        shown.shift.place,
    )
    return ShiftBlock(
        id=shown.shift.id,
        task=shift_words.task(shown.shift),
        facts=[each for each in facts if each],
        missing=missing,
        helpers=[_line(each, zone) for each in shown.helpers if not each.waits],
        waiting=[_line(each, zone) for each in shown.helpers if each.waits],
        asked=[
            _asked(each, every, zone) for each in asked if each.because is not AskedBecause.WAITS
        ],
    )


def _line(helper: HelperOnPhone, zone: str) -> HelperLine:
    tags = [
        (helper.is_first_time, _("first time: go along with them")),
        (helper.heads > 1, _("with somebody else")),
        (helper.has_left, _("went home")),
    ]
    since = helper.came_at and _("here since %(time)s", time=time(helper.came_at, zone))
    return HelperLine(
        entry_id=helper.entry_id,
        name=helper.name or _("Helper without a name"),
        tags=(*([since] if since else []), *(words for is_so, words in tags if is_so)),
        is_here=helper.came_at is not None,
    )


def _asked(asked: HelperAsked, every: Sequence[ShiftOnPhone], zone: str) -> tuple[str, str]:
    shown = next(each for each in every if each.shift.id == asked.key)
    helper = next(each for each in shown.helpers if each.person == asked.person)
    is_later = asked.because is AskedBecause.LATER
    moment = shown.span.starts_at if is_later else shown.span.ends_at
    blanks = {"task": shift_words.task(shown.shift), "time": time(moment, zone)}
    return helper.name or _("Helper without a name"), because_words()[asked.because] % blanks
