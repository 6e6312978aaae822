"""What helpers did at an event, by task: for a word of thanks, and for the report."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.enums import EventState
from planner.services.helpers import totals
from planner.services.helpers.shift_rows import shifts_of
from planner.services.helpers.totals import TaskTotal
from planner.store.models import Event, Shift
from planner.web.db import reading_session
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.shift_words import TASKS


@dataclass(frozen=True)
class TaskRow:
    """What became of one task; `came` and `hours` are a dash where nobody noted it."""

    task: str
    needed: str
    signed: str
    came: str
    hours: str


@dataclass(frozen=True)
class Thanks:
    """What helpers did, all together and by task.

    Attributes:
        note: that it is not known of all; empty where it is.
    """

    words: str
    rows: list[TaskRow]
    note: str


def thanks_of(event: Event, shifts: Sequence[Shift] | None = None) -> Thanks | None:
    """Return what helpers did; None where there were no shifts.

    Args:
        event: it is over.
        shifts: of it, where they are read already.
    """
    found = totals.totals_of(reading_session(), event.id)
    is_kept = event.state is EventState.CLOSED or totals.is_final_of(reading_session(), event.id)
    if not is_kept or not found:
        known = shifts_of(reading_session(), event.id) if shifts is None else shifts
        found = totals.by_task(totals.count_totals(known))
    if not found:
        return None
    is_open = any(one.came is None or one.is_partly_known for one in found)
    note = _("Nobody noted who came to every shift, so it may be more.") if is_open else ""
    return Thanks(_words(found), [_row(one) for one in found], note)


def _words(found: Sequence[TaskTotal]) -> str:
    came = sum(one.came or 0 for one in found)
    if not came:
        signed = sum(one.signed for one in found)
        return ngettext(
            "%(num)s helper was in the shifts.", "%(num)s helpers were in the shifts.", signed
        )
    minutes = sum(one.minutes or 0 for one in found)
    return ngettext(
        "%(num)s helper came, and helped for %(hours)s hours.",
        "%(num)s helpers came, and helped for %(hours)s hours together.",
        came,
        hours=_hours(minutes),
    )


def _row(one: TaskTotal) -> TaskRow:
    return TaskRow(
        task=str(TASKS[one.kind]) if one.kind else one.task,
        needed=number(one.needed),
        signed=number(one.signed),
        came="–" if one.came is None else number(one.came),
        hours="–" if one.minutes is None else _hours(one.minutes),
    )


def _hours(minutes: int) -> str:
    """Write hours to the half."""
    return number(round(minutes / 30) / 2)
