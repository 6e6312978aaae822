"""The events of a month, day by day: a calendar on a wide page, a list of days on a phone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import ClassVar

from flask import render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.core.months import month_after, month_before, weeks_of
from planner.core.reach import is_within_reach
from planner.core.roles import Right
from planner.services.day import event_listing
from planner.services.day.event_listing import MOST_IN_A_MONTH
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.days_ahead import first_weekday, month_and_year, weekday
from planner.web.db import reading_session
from planner.web.filters import day_and_year, time
from planner.web.i18n import gettext as _
from planner.web.installation import settings
from planner.web.organiser.event_rows import BareRow, bare_row
from planner.web.organiser.events import bp
from planner.web.organiser.events.list_filters import shown_filters
from planner.web.organiser.events.list_query import ListQuery, asked_month, read_query
from planner.web.parts import Failed, attempt

STATE_WORDS = {
    EventState.DRAFT: "draft",
    EventState.CANCELLED: "cancelled",
    EventState.CLOSED: "closed",
}
"""By which the style sheet knows them; the words stand beside it."""


@dataclass(frozen=True)
class MonthLine:
    """An event in the calendar.

    Attributes:
        note: what is the matter with it, in a word; empty where it goes on as planned.
        look: the class by which that is shown.
    """

    url: str
    title: str
    time: str
    where: str
    note: str
    look: str
    is_bare: ClassVar[bool] = False


@dataclass(frozen=True)
class Day:
    """A day in the calendar; `number` is empty for one of the months beside it."""

    number: str = ""
    iso: str = ""
    words: str = ""
    is_today: bool = False
    lines: Sequence[MonthLine | BareRow] = ()


@bp.get("/events/month")
@needs(Right.SIGNED_IN)
def show_month() -> ResponseReturnValue:
    """Show the month that the address asks for; else this one."""
    today = day_of(now(), settings().zone)
    month = asked_month(today)
    query = read_query(month=month)
    last = month_after(month) - timedelta(days=1)
    found = event_listing.of_days(reading_session(), query.wanted(), month, last, now=now())
    lines = _by_day(found[:MOST_IN_A_MONTH])
    weeks = [
        [_day(day, lines, today) for day in week]
        for week in weeks_of(month, first_weekday=first_weekday())
    ]
    return render_template(
        "organiser/events/month.html",
        title=month_and_year(month),
        weekdays=_weekdays(month),
        weeks=weeks,
        is_empty=not any(day.lines for week in weeks for day in week),
        is_cut=len(found) > MOST_IN_A_MONTH,
        most=MOST_IN_A_MONTH,
        previous_url=_url(query, month_before(month), today),
        next_url=_url(query, month_after(month), today),
        this_url="" if month == today.replace(day=1) else query.of_month(today).url(),
        filters=shown_filters(query),
    )


def _by_day(events: Sequence[Event]) -> dict[date, list[MonthLine | BareRow]]:
    found: dict[date, list[MonthLine | BareRow]] = {}
    for event in events:
        line = attempt("month line", partial(_line, event))
        shown = bare_row(event) if isinstance(line, Failed) else line
        found.setdefault(day_of(event.starts_at, event.zone), []).append(shown)
    return found


def _line(event: Event) -> MonthLine:
    is_open = event.state in {EventState.DRAFT, EventState.PUBLISHED}
    notes = {
        EventState.DRAFT: _("Draft"),
        EventState.CANCELLED: _("Cancelled"),
        EventState.CLOSED: _("Closed"),
    }
    note = _("Not closed yet") if is_open and event.ends_at <= now() else notes.get(event.state, "")
    return MonthLine(
        url=url_for("desk.show_event", event_id=event.id),
        title=event.title,
        time=time(event.starts_at, event.zone),
        where=event.venue.name if event.venue else "",
        note=note,
        look=STATE_WORDS.get(event.state, "open"),
    )


def _day(day: date | None, lines: dict[date, list[MonthLine | BareRow]], today: date) -> Day:
    if day is None:
        return Day()
    return Day(str(day.day), day.isoformat(), day_and_year(day), day == today, lines.get(day, ()))


def _weekdays(month: date) -> list[tuple[str, str]]:
    """Return the short and the whole name of each day of a week, in the reader's order."""
    monday = month - timedelta(days=month.weekday())
    days = [monday + timedelta(days=(first_weekday() + place) % 7) for place in range(7)]
    return [(weekday(day, is_short=True), weekday(day, is_short=False)) for day in days]


def _url(query: ListQuery, month: date, today: date) -> str:
    return query.of_month(month).url() if is_within_reach(month, today=today) else ""
