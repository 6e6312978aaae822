"""A shift in words: what is done, and from when until when, in the reader's language."""

from collections.abc import Mapping
from datetime import timedelta

from babel.lists import format_list
from babel.units import format_unit

from planner.core.anchors import TimeSpan
from planner.core.helpers.ages import HelperAge
from planner.core.helpers.starting_sets import TaskKind
from planner.services.helpers.shift_rows import span
from planner.store.models import Shift, ShiftTotal
from planner.web.filters import day, local, rules_now, time, time_range
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l

TASKS = {
    TaskKind.SET_UP: _l("Setting up"),
    TaskKind.WELCOME: _l("Welcoming people"),
    TaskKind.SERVE: _l("Handing out food"),
    TaskKind.CLEAR_UP: _l("Clearing up"),
    TaskKind.FIRE: _l("At the fire"),
    TaskKind.GRILL: _l("At the grill"),
    TaskKind.BAR: _l("At the bar"),
    TaskKind.CHILDREN: _l("Playing with the children"),
    TaskKind.COOK: _l("Cooking"),
    TaskKind.TABLES: _l("Waiting at table"),
    TaskKind.ALONG: _l("Walking along"),
}


AGES: Mapping[HelperAge, str] = {
    HelperAge.ADULT: _l("18 or older"),
    HelperAge.YOUTH: _l("16 or 17"),
    HelperAge.CHILD: _l("13 to 15"),
}


def task(shift: Shift | ShiftTotal) -> str:
    """Return what is done: in the reader's language where its words are ours, else as typed."""
    return str(TASKS[shift.kind]) if shift.kind is not None else shift.task


def when(shift: Shift) -> str:
    """Return day and times, and past midnight the next day."""
    return span_words(span(shift), shift.event.zone)


def hours(shift: Shift) -> str:
    """Return the times only, for a list under its day; past midnight with the next day."""
    return hours_words(span(shift), shift.event.zone)


def span_words(found: TimeSpan, zone: str) -> str:
    """Return the day on which it begins, and from when until when."""
    return _(
        "%(day)s, %(hours)s",
        day=day(found.starts_at, zone),
        hours=hours_words(found, zone),
    )


def hours_words(found: TimeSpan, zone: str) -> str:
    """Return from when until when; where it ends on another day, which one."""
    starts, ends = (local(each, zone) for each in (found.starts_at, found.ends_at))
    # Midnight itself is the end of the day before.
    if (ends - timedelta(minutes=1)).date() == starts.date():
        return time_range(found.starts_at, found.ends_at, zone)
    return _(
        "from %(start)s to %(day)s, %(end)s",
        start=time(found.starts_at, zone),
        day=day(found.ends_at, zone),
        end=time(found.ends_at, zone),
    )


def length_words(minutes: int) -> str:
    """Return how long something took, in hours and minutes, as the reader's language has it."""
    hours, rest = divmod(minutes, 60)
    parts = [("duration-hour", hours), ("duration-minute", rest)]
    said = [_amount(value, unit) for unit, value in parts if value]
    return format_list(said or [_amount(0, "duration-minute")], style="unit", locale=rules_now())


def _amount(value: int, unit: str) -> str:
    """Write an amount in full; short where the rules of a language lack the word in full.

    In Dutch those of hours do: one would read '2 duration-hour'.
    """
    written = format_unit(value, unit, locale=rules_now())
    return (
        format_unit(value, unit, length="short", locale=rules_now()) if unit in written else written
    )
