"""The coming events and what each still needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.core.next_steps import next_steps
from planner.core.roles import Right
from planner.core.turnout import spoken
from planner.services.day import agenda
from planner.services.day.agenda import COMING_SHOWN, AgendaEntry, PastEntry
from planner.store.models import Event
from planner.web import event_facts
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import day, number, short_day, time_range
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.desk.event_head import Chip, chips, quiet_words, todo
from planner.web.organiser.event_rows import BareRow, bare_row
from planner.web.organiser.events import bp
from planner.web.organiser.forecast.panel import range_words
from planner.web.paging import asked_page, turning
from planner.web.parts import Failed, attempt
from planner.web.who_runs import has_office_phone


@dataclass(frozen=True)
class EventCard:
    """A coming event as the list shows it."""

    url: str
    title: str
    cover: Markup
    chips: list[Chip]
    when: str
    where: str
    likely: str
    range: str
    needs: str
    more: str
    all_done: str
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


@bp.get("/events")
@needs(Right.SIGNED_IN)
def list_events() -> ResponseReturnValue:
    """List the coming events as cards, and the past ones below."""
    page = asked_page()
    offset = (page - 1) * COMING_SHOWN
    coming, found = agenda.coming(reading_session(), now=now(), offset=offset)
    if page > 1 and not coming:
        return redirect(url_for("events.list_events"), code=303)
    cards = _cards(coming)
    past = agenda.past(reading_session(), now=now()) if page == 1 else []
    return render_template(
        "organiser/events/events.html",
        cards=cards,
        past=[_past_line_or_bare(entry) for entry in past],
        turning=turning(
            page,
            rows=COMING_SHOWN,
            shown=len(coming),
            found=found,
            url=lambda other: url_for("events.list_events", page=other),
        ),
    )


def _cards(events: Sequence[Event]) -> list[EventCard | BareRow]:
    """Return the card of each event; where they can't be reckoned together, one by one."""
    entries = attempt("cards", lambda: _entries(events))
    if isinstance(entries, Failed):
        return [_card_or_bare(event, None) for event in events]
    return [_card_or_bare(entry.event, entry) for entry in entries]


def _entries(events: Sequence[Event]) -> list[AgendaEntry]:
    has_phone = has_office_phone()
    return agenda.entries_of(reading_session(), events, has_office_phone=has_phone, now=now())


def _card_or_bare(event: Event, entry: AgendaEntry | None) -> EventCard | BareRow:
    card = attempt("card", lambda: _card(entry or _entries([event])[0]))
    return bare_row(event) if isinstance(card, Failed) else card


def _past_line_or_bare(entry: PastEntry) -> PastLine | BareRow:
    line = attempt("past line", lambda: _past_line(entry))
    return bare_row(entry.event) if isinstance(line, Failed) else line


def _card(entry: AgendaEntry) -> EventCard:
    event = entry.event
    today = day_of(now(), event.zone)
    steps = [todo(step, event.id, today=today) for step in next_steps(entry.facts, now=now())]
    is_off = event.state is EventState.CANCELLED
    said = spoken(entry.said) if entry.said and not is_off else None
    return EventCard(
        url=url_for("desk.show_event", event_id=event.id),
        title=event.title,
        cover=event_facts.cover_of(event, wide=False),
        chips=chips(entry.facts, now=now()),
        when=_(
            "%(day)s, %(times)s",
            day=day(event.starts_at, event.zone),
            times=time_range(event.starts_at, event.ends_at, event.zone),
        ),
        where=", ".join(
            place.name for place in (event.venue, event.neighbourhood) if place is not None
        ),
        likely=number(said.likely) if said else "",
        range=range_words(said) if said else "",
        needs=steps[0].words if steps else "",
        more=ngettext("and %(num)s more thing", "and %(num)s more things", len(steps) - 1)
        if len(steps) > 1
        else "",
        all_done="" if steps else quiet_words(entry.facts, now=now()),
    )


def _past_line(entry: PastEntry) -> PastLine:
    event = entry.event
    is_open = entry.came is None and event.state is not EventState.CANCELLED
    return PastLine(
        url=url_for("desk.show_event", event_id=event.id),
        title=event.title,
        when=short_day(event.starts_at, event.zone),
        came=_came(entry),
        close_url=url_for("events.close_event", event_id=event.id) if is_open else "",
    )


def _came(entry: PastEntry) -> str:
    if entry.came is not None:
        return ngettext("%(n)s person came", "%(n)s people came", entry.came, n=number(entry.came))
    return _("Cancelled") if entry.event.state is EventState.CANCELLED else ""
