"""All that waits for whoever is signed in, over all events that they see, the most urgent first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from flask import g, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.local_time import day_of
from planner.core.next_steps import NextStep
from planner.core.roles import Right
from planner.core.urgency import done_by
from planner.services.attention import waiting
from planner.services.attention.waiting import AttentionEntry, Carer
from planner.store.models import Event
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.attention import bp
from planner.web.organiser.attention.at_no_event import steps_at_no_event, todo_at_no_event
from planner.web.organiser.desk.event_head import (
    by_words,
    days_to_go,
    todo,
    undo_of,
)
from planner.web.organiser.desk.todos import Todo
from planner.web.organiser.event_rows import BareRow, bare_row
from planner.web.parts import Failed, attempt
from planner.web.who_runs import has_office_phone

Looked = AttentionEntry | BareRow


@dataclass(frozen=True)
class WaitingLine:
    """One thing that waits.

    Attributes:
        todo: what to do, and where.
        about: the event and its day.
        whose: whose it is; empty where nobody is named.
        by: until when, where the note does not say so.
    """

    todo: Todo
    about: str
    event_url: str
    whose: str
    by: str
    is_late: bool


@bp.get("/waiting")
@needs(Right.SIGNED_IN)
def show_waiting() -> ResponseReturnValue:
    """Show all that waits for this person."""
    events = waiting.events_to_look_at(reading_session(), now=now())
    found = _look_at(events)
    entries = [one for one in found if isinstance(one, AttentionEntry)]
    broken = [one for one in found if isinstance(one, BareRow)]
    lines, more_broken = _lines(entries)
    at_no_event = attempt("waiting promises", _at_no_event)
    if isinstance(at_no_event, Failed):
        at_no_event = []
    g.waiting_number = len(lines) + len(at_no_event)
    return render_template(
        "organiser/attention/waiting.html",
        lines=lines,
        at_no_event=at_no_event,
        broken=[*broken, *more_broken],
        undo=undo_of(request.args.get("seen", ""), request.args.get("event", "")),
    )


def _at_no_event() -> list[Todo]:
    """Return what waits of promises and remarks that belong to no event."""
    steps = steps_at_no_event(reading_session(), now=now(), zone=settings().zone)
    return [todo_at_no_event(step) for step in steps]


def _look_at(events: Sequence[Event]) -> list[Looked]:
    """Look at all events together; where that fails, at one after the other."""
    together = attempt("waiting", lambda: _entries(events))
    if not isinstance(together, Failed):
        return list(together)
    found: list[Looked] = []
    for event in events:
        alone = attempt("waiting event", partial(_entries, [event]))
        found += [bare_row(event)] if isinstance(alone, Failed) else alone
    return found


def _entries(events: Sequence[Event]) -> list[AttentionEntry]:
    return waiting.look_at(
        reading_session(),
        events,
        has_office_phone=has_office_phone(),
        code_key=settings().code_key,
        now=now(),
    )


def _lines(entries: Sequence[AttentionEntry]) -> tuple[list[WaitingLine], list[BareRow]]:
    found: list[tuple[date, WaitingLine]] = []
    broken = []
    for entry in entries:
        made = attempt("waiting line", partial(_lines_of, entry))
        if isinstance(made, Failed):
            broken.append(bare_row(entry.event))
        else:
            found += made
    # What is of the same day stays as the events are: the first one first.
    return [line for _by, line in sorted(found, key=lambda each: each[0])], broken


def _lines_of(entry: AttentionEntry) -> list[tuple[date, WaitingLine]]:
    event = entry.event
    today, held_on = day_of(now(), event.zone), entry.facts.times.held_on
    about = _(
        "%(title)s, %(day)s (%(when)s)",
        title=event.title,
        day=day(event.starts_at, event.zone),
        when=days_to_go(entry.facts, now=now()),
    )
    url = url_for("desk.show_event", event_id=event.id)
    found = []
    for step in entry.steps:
        what, by = todo(step, event.id, today=today), by_words(step, today)
        line = WaitingLine(
            todo=what,
            about=about,
            event_url=url,
            whose=_whose(entry.carers(step)),
            by=by if what.note != by and not _says_its_day(step) else "",
            is_late=_is_late(step, today),
        )
        found.append((done_by(step, held_on=held_on, today=today), line))
    return found


def _says_its_day(step: NextStep) -> bool:
    """Say whether the note of a step names its day already."""
    return step.task is not None or step.notified_short is not None or step.days_late > 0


def _is_late(step: NextStep, today: date) -> bool:
    return step.by is not None and step.by < today


def _whose(carers: Sequence[Carer]) -> str:
    """Say whose it is; empty where that is whoever organises."""
    me = current_account().id
    if any(one.account_id == me for one in carers):
        return _("Yours.")
    return _("Of %(names)s.", names=", ".join(one.name for one in carers)) if carers else ""
