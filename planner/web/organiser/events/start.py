"""Where a team member begins: their events, what they do at each, and what is theirs to do now."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.core.next_steps import next_steps
from planner.core.roles import AccountRole, Right, TeamRole
from planner.core.turnout import spoken
from planner.services.day import agenda, event_listing
from planner.services.day.agenda import AgendaEntry
from planner.services.day.event_listing import EventFilter
from planner.services.day.own_work import OwnWork, own_work
from planner.store.models import Event
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.days_ahead import short_day_ahead
from planner.web.db import reading_session
from planner.web.filters import day, day_and_time, number, time_range
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.desk.event_head import Chip, chips, quiet_words, todo
from planner.web.organiser.desk.todos import Todo
from planner.web.organiser.event_rows import BareRow, bare_row
from planner.web.organiser.events import bp
from planner.web.organiser.own_views import OPEN_WORDS, own_view_url
from planner.web.organiser.people.colleague_forms import TEAM_NAMES
from planner.web.parts import Failed, attempt
from planner.web.who_runs import has_office_phone

MOST_EVENTS = 6
MOST_TODOS = 3


@dataclass(frozen=True)
class OwnEvent:
    """One of somebody's events.

    Attributes:
        role: what they are in its team.
        todos: the first things to do there; `more` is how many others there are.
        quiet: that nothing waits for them; empty where something does.
        url: of the page on which they work, and `open_words` what its button says.
    """

    title: str
    chips: list[Chip]
    when: str
    where: str
    many: str
    role: str
    todos: list[Todo]
    more: int
    quiet: str
    url: str
    open_words: str
    is_bare: bool = False


@dataclass(frozen=True)
class OwnThing:
    """A line of a run sheet or a task that somebody has."""

    words: str
    when: str
    about: str
    href: str
    is_late: bool = False


@bp.get("/start")
@needs(Right.SIGNED_IN)
def show_start() -> ResponseReturnValue:
    """Show a team member their events; whoever sees all events begins with the list of them."""
    account = current_account()
    if account.role is not AccountRole.MEMBER:
        return redirect(url_for("events.list_events"), code=303)
    reading = reading_session()
    coming, found = event_listing.coming(reading, EventFilter(account_id=account.id), now=now())
    shown = sorted(coming, key=lambda event: (event.starts_at, event.id))[:MOST_EVENTS]
    roles = event_listing.team_roles(reading, account.id, shown)
    work = attempt("own work", lambda: own_work(reading, account.id, now=now()))
    return render_template(
        "organiser/events/start.html",
        events=_events(shown, roles),
        others=found - len(shown),
        things=[] if isinstance(work, Failed) else [*_lines(work), *_tasks(work)],
        more_things=0 if isinstance(work, Failed) else work.more,
    )


def _events(events: Sequence[Event], roles: dict[int, TeamRole]) -> list[OwnEvent | BareRow]:
    entries = attempt("own events", lambda: _entries(events))
    if isinstance(entries, Failed):
        return [bare_row(event) for event in events]
    found: list[OwnEvent | BareRow] = []
    for entry in entries:
        made = attempt("own event", partial(_event, entry, roles.get(entry.event.id)))
        found.append(bare_row(entry.event) if isinstance(made, Failed) else made)
    return found


def _entries(events: Sequence[Event]) -> list[AgendaEntry]:
    return agenda.entries_of(
        reading_session(),
        events,
        has_office_phone=has_office_phone(),
        code_key=settings().code_key,
        now=now(),
    )


def _event(entry: AgendaEntry, role: TeamRole | None) -> OwnEvent:
    event, facts = entry.event, entry.facts
    today = day_of(now(), event.zone)
    todos = [todo(step, event.id, today=today) for step in next_steps(facts, now=now())]
    said = spoken(entry.said) if entry.said and event.state is not EventState.CANCELLED else None
    return OwnEvent(
        title=event.title,
        chips=chips(facts, now=now()),
        when=_(
            "%(day)s, %(times)s",
            day=short_day_ahead(event.starts_at, event.zone, now=now()),
            times=time_range(event.starts_at, event.ends_at, event.zone),
        ),
        where=event.venue.name if event.venue else "",
        many=_("%(n)s people", n=number(said.likely)) if said else "",
        role=str(TEAM_NAMES[role]) if role is not None else "",
        todos=todos[:MOST_TODOS],
        more=max(0, len(todos) - MOST_TODOS),
        quiet="" if todos else quiet_words(facts, now=now()),
        url=own_view_url(event.id, role),
        open_words=_(OPEN_WORDS[role]) if role is not None else _("Open the event"),
    )


def _lines(work: OwnWork) -> list[OwnThing]:
    return [
        OwnThing(
            words=line.title,
            when=day_and_time(at, line.event.zone),
            about=line.event.title,
            href=url_for("sheet.show_sheet", event_id=line.event_id, _anchor=f"line-{line.id}"),
        )
        for at, line in work.lines
    ]


def _tasks(work: OwnWork) -> list[OwnThing]:
    found = []
    for due, task in work.tasks:
        is_late, on = due < day_of(now(), task.event.zone), day(due)
        found.append(
            OwnThing(
                words=task.title,
                when=_("It was to be done by %(day)s.", day=on)
                if is_late
                else _("To be done by %(day)s.", day=on),
                about=task.event.title,
                href=url_for("tasks.show_tasks", event_id=task.event_id, _anchor=f"task-{task.id}"),
                is_late=is_late,
            )
        )
    return found
