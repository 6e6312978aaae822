"""The coming events, the most urgent first, and what each still needs; below them what is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState, EventType
from planner.core.local_time import day_of
from planner.core.next_steps import next_steps
from planner.core.roles import AccountRole, Right, rights_of
from planner.core.texts import N_
from planner.core.turnout import spoken
from planner.core.urgency import SOON, first_due, is_due_soon
from planner.services.day import agenda, event_listing
from planner.services.day.agenda import AgendaEntry, PastEntry
from planner.services.day.event_listing import COMING_SHOWN, Stage
from planner.store.models import Event
from planner.web.access import current_account, may_open, my_rights, needs
from planner.web.clock import now
from planner.web.days_ahead import short_day_ahead, short_day_behind
from planner.web.db import reading_session
from planner.web.filters import number, time_range
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.desk.event_head import Chip, chips, quiet_words, todo
from planner.web.organiser.event_rows import BareRow, bare_row
from planner.web.organiser.events import bp
from planner.web.organiser.events.full_calendars import warnings
from planner.web.organiser.events.list_filters import shown_filters
from planner.web.organiser.events.list_query import ListQuery, read_query
from planner.web.organiser.first_words import FirstSteps, first_steps_on_list
from planner.web.paging import asked_page, turning
from planner.web.parts import Failed, attempt
from planner.web.who_runs import has_office_phone

Rights = Mapping[int, frozenset[Right]]
MARKS = {EventState.DRAFT: N_("Draft"), EventState.CANCELLED: N_("Cancelled")}
"""What a line has to say on a phone too, where there is no room for chips."""


@dataclass(frozen=True)
class NextWords:
    """What an event asks of who looks, in words.

    Attributes:
        words: the first thing to do; empty where there is none for this person.
        note: by when.
        href: where it is settled.
        more: how many things come after it, in words.
        is_soon: whether it is due within a week, or was already.
        all_done: says that nothing has to be done now, where nothing waits for anybody.
        due: the day by which the list is sorted.
    """

    words: str
    note: str
    href: str
    more: str
    is_soon: bool
    all_done: str
    due: date


@dataclass(frozen=True)
class EventLine:
    """A coming event as the list shows it.

    Attributes:
        when: with its times, for an event of this week; empty for others, which have their day.
        mark: what is the matter with it, in a word; empty where it goes on as planned.
    """

    key: int
    url: str
    title: str
    picture: str
    chips: list[Chip]
    when: str
    day: str
    where: str
    likely: str
    range: str
    next: NextWords
    is_this_week: bool
    mark: str
    is_cancelled: bool
    starts_at: datetime
    is_bare: ClassVar[bool] = False


@dataclass(frozen=True)
class PastLine:
    """A past event as the list shows it."""

    url: str
    title: str
    when: str
    came: str
    close_url: str
    is_bare: ClassVar[bool] = False


@dataclass(frozen=True)
class Sections:
    """The lines of a page of the list, by where they stand."""

    this_week: list[EventLine]
    later: list[EventLine | BareRow]
    to_close: list[PastLine]
    past: list[PastLine | BareRow]


@bp.get("/events")
@needs(Right.SIGNED_IN)
def list_events() -> ResponseReturnValue:
    """List the coming events, those of this week first, and the past ones below."""
    query, page = read_query(), asked_page()
    offset = (page - 1) * COMING_SHOWN
    coming, found = event_listing.coming(
        reading_session(), query.wanted(), now=now(), offset=offset
    )
    if page > 1 and not coming:
        return redirect(query.url(), code=303)
    over = _over(query) if page == 1 else []
    rights = _rights_on([entry.event for entry in over])
    lines = _lines(coming)
    past = [_past_line_or_bare(entry, rights[entry.event.id]) for entry in over]
    return render_template(
        "organiser/events/events.html",
        sections=_sections(lines, past),
        filters=shown_filters(query),
        first=_first_steps() if page == 1 else None,
        full=warnings() if page == 1 and Right.PLAN in my_rights() else [],
        turning=turning(
            page,
            rows=COMING_SHOWN,
            shown=len(coming),
            found=found,
            url=lambda other: query.url(page=other),
        ),
    )


def _first_steps() -> FirstSteps | None:
    found = attempt("first steps", first_steps_on_list)
    return None if isinstance(found, Failed) else found


def _sections(lines: Sequence[EventLine | BareRow], past: Sequence[PastLine | BareRow]) -> Sections:
    this_week = [one for one in lines if isinstance(one, EventLine) and one.is_this_week]
    to_close = [one for one in past if isinstance(one, PastLine) and one.close_url]
    return Sections(
        this_week=sorted(this_week, key=_moment),
        later=[one for one in lines if one not in this_week],
        to_close=to_close,
        past=[one for one in past if one not in to_close],
    )


def _over(query: ListQuery) -> list[PastEntry]:
    if query.stage not in {None, Stage.OVER, Stage.CANCELLED}:
        return []
    return event_listing.past(reading_session(), query.wanted(), now=now())


def _lines(events: Sequence[Event]) -> list[EventLine | BareRow]:
    """Return the line of each event, what is due soonest first; those that can't be shown last."""
    entries = attempt("cards", lambda: _entries(events))
    lines = (
        [_line_or_bare(event, None) for event in events]
        if isinstance(entries, Failed)
        else [_line_or_bare(entry.event, entry) for entry in entries]
    )
    shown = [one for one in lines if isinstance(one, EventLine)]
    shown.sort(key=lambda one: (one.next.due, _moment(one)))
    return [*shown, *(one for one in lines if isinstance(one, BareRow))]


def _moment(line: EventLine) -> tuple[datetime, int]:
    return line.starts_at, line.key


def _entries(events: Sequence[Event]) -> list[AgendaEntry]:
    has_phone = has_office_phone()
    return agenda.entries_of(
        reading_session(),
        events,
        has_office_phone=has_phone,
        code_key=settings().code_key,
        now=now(),
    )


def _rights_on(events: Sequence[Event]) -> Rights:
    """Return what this person may do on each event: members may do more on one than on another."""
    account = current_account()
    if account.role is not AccountRole.MEMBER:
        return {event.id: my_rights() for event in events}
    roles = event_listing.team_roles(reading_session(), account.id, events)
    return {event.id: rights_of(account.role, roles.get(event.id)) for event in events}


def _line_or_bare(event: Event, entry: AgendaEntry | None) -> EventLine | BareRow:
    line = attempt("card", lambda: _line(entry or _entries([event])[0]))
    return bare_row(event) if isinstance(line, Failed) else line


def _past_line_or_bare(entry: PastEntry, rights: frozenset[Right]) -> PastLine | BareRow:
    line = attempt("past line", lambda: _past_line(entry, rights))
    return bare_row(entry.event) if isinstance(line, Failed) else line


def _line(entry: AgendaEntry) -> EventLine:
    event, times = entry.event, entry.facts.times
    is_cancelled = event.state is EventState.CANCELLED
    said = spoken(entry.said) if entry.said and not is_cancelled else None
    is_this_week = times.days_to_go(now()) < SOON.days
    return EventLine(
        key=event.id,
        url=url_for("desk.show_event", event_id=event.id),
        title=event.title,
        picture=small_cover(event.event_type),
        chips=chips(entry.facts, now=now()),
        when=_when(event) if is_this_week else "",
        day=short_day_ahead(event.starts_at, event.zone, now=now()),
        where=", ".join(
            place.name for place in (event.venue, event.neighbourhood) if place is not None
        ),
        likely=number(said.likely) if said else "",
        range=_("probably %(low)s to %(high)s", low=number(said.low), high=number(said.high))
        if said
        else "",
        next=what_is_next(entry),
        is_this_week=is_this_week,
        mark=_(MARKS[event.state]) if event.state in MARKS else "",
        is_cancelled=is_cancelled,
        starts_at=event.starts_at,
    )


def _when(event: Event) -> str:
    return _(
        "%(day)s, %(times)s",
        day=short_day_ahead(event.starts_at, event.zone, now=now()),
        times=time_range(event.starts_at, event.ends_at, event.zone),
    )


def what_is_next(entry: AgendaEntry) -> NextWords:
    """Say what an event asks of who looks, and by when the first thing is due.

    Whose a step is stands in the facts: the page of the event says the same of the same facts.
    """
    event, facts = entry.event, entry.facts
    today, held_on = day_of(now(), event.zone), facts.times.held_on
    steps = next_steps(facts, now=now())
    due = first_due(steps, held_on=held_on, today=today)
    first = todo(steps[0], event.id, today=today) if steps else None
    others = len(steps) - 1
    return NextWords(
        words=first.words if first else "",
        note=first.note if first else "",
        href=first.href if first else "",
        more=ngettext("and %(num)s more thing", "and %(num)s more things", others)
        if others > 0
        else "",
        is_soon=is_due_soon(due, today=today),
        all_done="" if steps else quiet_words(facts, now=now()),
        due=due,
    )


def small_cover(kind: EventType) -> str:
    """Return the address of the drawing of a type of event: browsers keep it, on every row."""
    return url_for("static", filename=f"covers/{kind.value}.svg")


def _past_line(entry: PastEntry, rights: frozenset[Right]) -> PastLine:
    event = entry.event
    close_url = url_for("events.close_event", event_id=event.id)
    is_open = entry.came is None and event.state is not EventState.CANCELLED
    return PastLine(
        url=url_for("desk.show_event", event_id=event.id),
        title=event.title,
        when=short_day_behind(event.starts_at, event.zone, now=now()),
        came=_came(entry),
        close_url=close_url if is_open and may_open(close_url, rights=rights) else "",
    )


def _came(entry: PastEntry) -> str:
    if entry.came is not None:
        return ngettext("%(n)s person came", "%(n)s people came", entry.came, n=number(entry.came))
    return _("Cancelled") if entry.event.state is EventState.CANCELLED else ""
