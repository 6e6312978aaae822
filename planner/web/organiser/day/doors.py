"""When the doors open: until then everything at the gates is practice."""

from dataclasses import dataclass
from typing import ClassVar

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from wtforms.validators import InputRequired

from planner.core.enums import EventState
from planner.core.roles import Right
from planner.services.gate import gates
from planner.services.gate.practice import (
    Practice,
    count_practice,
    make_real,
    open_doors,
    set_doors,
)
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day_and_time
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.meanwhile import ask_again
from planner.web.organiser.day import bp
from planner.web.organiser.fields import Between, WholeNumberField
from planner.web.organiser.going_on import while_it_goes_on
from planner.web.organiser.lookup import event_to_change

LONGEST = 24 * 60
"""Minutes before the beginning: the doors of an event open on its own day."""


class DoorsForm(Form):
    """How long before the beginning they open by themselves."""

    event_columns: ClassVar = {"minutes": "doors_minutes"}
    minutes = WholeNumberField(
        _l("Minutes before the beginning"), validators=[InputRequired(), Between(0, LONGEST, "")]
    )


@dataclass(frozen=True)
class DoorsShown:
    """When the doors open, as the page of the gates says it.

    Args:
        words: one sentence.
        is_open: everything counts now.
        may_open: somebody can say that they are open now.
        minutes: before the beginning, by themselves.
        practised: what was practised and counts nowhere, in words; nothing when nobody did.
    """

    words: str
    is_open: bool
    may_open: bool
    minutes: int
    practised: str


def show_doors(event: Event) -> DoorsShown:
    """Say when the doors open, and what was practised."""
    door = gates.door_of_event(event)
    is_open = not door.is_practice(now())
    opens = day_and_time(door.opens_at, event.zone)
    return DoorsShown(
        words=_doors_words(event, is_open=is_open, opens=opens),
        is_open=is_open,
        may_open=not is_open and _may_open(event),
        minutes=event.doors_minutes,
        practised=_practised(count_practice(reading_session(), event.id)),
    )


def _doors_words(event: Event, *, is_open: bool, opens: str) -> str:
    if event.state is EventState.DRAFT:
        return _("This is a draft. Until it is published, everything at the gates is practice.")
    if is_open:
        return _("The doors are open since %(when)s. Everything counts.", when=opens)
    return _("Until %(when)s everything at the gates is practice.", when=opens)


def _may_open(event: Event) -> bool:
    return now() >= gates.door_of_event(event).may_open_at


def _practised(practice: Practice) -> str:
    if not practice.scans:
        return ""
    return ngettext(
        "%(num)s time somebody practised, with %(heads)s people in all. It counts nowhere.",
        "%(num)s times somebody practised, with %(heads)s people in all. It counts nowhere.",
        practice.scans,
        heads=practice.heads,
    )


@bp.post("/<int:event_id>/gates/doors")
@needs(Right.GATES, audited="gates.open_doors")
@while_it_goes_on("day.show_gates")
def open_the_doors(event_id: int) -> ResponseReturnValue:
    """Open the doors now, or set when they open by themselves."""
    event = event_to_change(event_id)
    form = DoorsForm(data={"minutes": event.doors_minutes}).edits()
    is_now = "minutes" not in request.form
    if is_now and event.state is EventState.DRAFT:
        flash(_("This is a draft. Publish it first."), "warn")
        return redirect(url_for("day.show_gates", event_id=event_id), code=303)
    if is_now and not _may_open(event):
        flash(_("It is too early. The doors can open from a day before the beginning."), "warn")
        return redirect(url_for("day.show_gates", event_id=event_id), code=303)
    if is_now:
        open_doors(event, now=now())
        words = _("The doors are open. From now on everybody counts.")
    elif form.is_posted_and_valid():
        set_doors(event, int(form.minutes.data or 0))
        words = _("Saved. Phones at the gate have it in a minute.")
    elif form.has_clashes:
        return ask_again(form)
    else:
        flash(_("Write a number of minutes from 0 to 1440."), "warn")
        return redirect(url_for("day.show_gates", event_id=event_id), code=303)
    session().commit()
    return _back(event_id, words)


@bp.post("/<int:event_id>/gates/practice-was-real")
@needs(Right.GATES, audited="gates.practice_was_real")
def make_practice_real(event_id: int) -> ResponseReturnValue:
    """Let what was practised count after all; pressed twice it counts once."""
    event = event_to_change(event_id)
    made = make_real(session(), event.id, code_key=settings().code_key, now=now())
    session().commit()
    return _back(
        event_id,
        ngettext("%(num)s scan counts now.", "%(num)s scans count now.", made)
        if made
        else _("Nothing was practised that does not count already."),
    )


def _back(event_id: int, words: str) -> ResponseReturnValue:
    flash(words, "ok")
    return redirect(url_for("day.show_gates", event_id=event_id), code=303)
