"""Lines of a run sheet, ready to show."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.core.logistics.runsheet import SheetLine, evening_of, now_and_next, past_end
from planner.core.roles import Right
from planner.services.logistics.sheet_rows import (
    day_of_line,
    is_left_behind,
    lines_of,
    moment_of,
    sheet_line,
)
from planner.store.models import Event, RunLine
from planner.web.access import my_rights
from planner.web.filters import day, day_and_time, time
from planner.web.i18n import gettext as _

SHOWN_LATE = 3


@dataclass(frozen=True)
class LineShown:
    """A line, ready to show.

    Attributes:
        hours: from when until when, or at what time.
        about: where, and who does it.
        done: by whom and when it was ticked; empty while it is open.
        marks: what has to be known of it, such as that it stays when others move.
        warning: what is the matter with it; empty for nothing.
        url: where it is changed; empty where one may not.
        later_url: where all that is open is moved from here on; empty where that moves nothing.
    """

    line_id: int
    title: str
    hours: str
    about: list[str]
    done: str
    marks: list[str]
    warning: str
    tick_url: str
    untick_url: str
    url: str
    later_url: str

    @property
    def is_done(self) -> bool:
        """Whether somebody ticked it."""
        return bool(self.done)


@dataclass(frozen=True)
class LinesOfDay:
    """The lines of one day; what follows midnight stands under the day of the evening."""

    day: str
    lines: list[LineShown]


@dataclass(frozen=True)
class NowShown:
    """What goes on and what comes, ready to show."""

    late: list[LineShown]
    now: list[LineShown]
    next: list[LineShown]

    @property
    def just_late(self) -> list[LineShown]:
        """The last few that should be over: those that can still be seen to."""
        return self.late[-SHOWN_LATE:]

    @property
    def long_late(self) -> list[LineShown]:
        """Those before them, which were most likely done and not ticked."""
        return self.late[:-SHOWN_LATE]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.late or self.now or self.next)


def hours_of(line: RunLine) -> str:
    """Return from when until when a line is; of a moment the time."""
    return hours_between(moment_of(line), sheet_line(line).ends_at, line.event.zone)


def hours_between(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Return two times, short enough for the margin of a list; one where nothing is between.

    A line is shorter than a day, so a time that is smaller than the first is of the next morning.
    """
    if starts_at == ends_at:
        return time(starts_at, zone)
    return _("%(start)s – %(end)s", start=time(starts_at, zone), end=time(ends_at, zone))


def who_has(line: RunLine) -> str:
    """Return who does it: words, an account or both; empty for nobody."""
    named = line.account.name if line.account is not None else ""
    return " · ".join(filter(None, dict.fromkeys((named, line.who))))


def past_permitted(lines: Iterable[RunLine], until: datetime | None) -> set[int]:
    """Return the numbers of the lines that go on longer than is permitted."""
    return {one.line_id for one in past_end(map(sheet_line, lines), until)}


def line_shown(line: RunLine, late: Collection[int], *, may_change: bool) -> LineShown:
    """Return a line, ready to show.

    Args:
        line: with its event.
        late: what `past_permitted` found.
        may_change: whether whoever looks may change it.
    """
    values: dict[str, Any] = {"event_id": line.event_id, "line_id": line.id}
    marks = [_("Fixed")] if line.is_fixed else []
    warning = ""
    if is_left_behind(line):
        warning = _(
            "It is fixed, so it stayed when the rest moved: %(when)s. Is that still right?",
            when=day_and_time(moment_of(line), line.event.zone),
        )
    elif line.id in late:
        warning = _("This goes on longer than is permitted.")
    may_move = may_change and line.done_at is None and not line.is_fixed
    return LineShown(
        line_id=line.id,
        title=line.title,
        hours=hours_of(line),
        about=[words for words in (line.place, who_has(line)) if words],
        done=_done_words(line),
        marks=marks,
        warning=warning,
        tick_url=url_for("sheet.tick_line", **values),
        untick_url=url_for("sheet.untick_line", **values),
        url=url_for("sheet.edit_line", **values) if may_change else "",
        later_url=url_for("sheet.move_later", **values) if may_move else "",
    )


def days_of(
    lines: Iterable[RunLine], late: Collection[int], *, may_change: bool
) -> list[LinesOfDay]:
    """Put lines under their days; those after midnight under the evening they belong to."""
    by_day: dict[date, list[LineShown]] = {}
    for line in lines:
        shown = line_shown(line, late, may_change=may_change)
        by_day.setdefault(day_of_line(line), []).append(shown)
    return [LinesOfDay(day(held_on), those) for held_on, those in sorted(by_day.items())]


def now_shown(
    lines: Iterable[RunLine], late: Collection[int], *, now: datetime, may_change: bool
) -> NowShown:
    """Return what goes on and what comes."""
    by_id = {line.id: line for line in lines}
    found = now_and_next(map(sheet_line, by_id.values()), now=now)

    def shown(those: Iterable[SheetLine]) -> list[LineShown]:
        return [line_shown(by_id[one.line_id], late, may_change=may_change) for one in those]

    return NowShown(shown(found.late), shown(found.now), shown(found.next))


def sheet_today(session: Session, event: Event, *, now: datetime) -> NowShown | None:
    """Return what goes on and comes, for another page; None where no sheet is in use; one query."""
    if Right.SHEET not in my_rights():
        return None
    lines = lines_of(session, event.id)
    if not lines or not is_on(event, lines, now=now):
        return None
    return now_shown(lines, (), now=now, may_change=False)


def is_on(event: Event, lines: Iterable[RunLine], *, now: datetime) -> bool:
    """Say whether the sheet is in use: on each day with lines, and all days of the event.

    The night after is a part of the evening before it; an event that is off is not on.
    """
    if event.state is EventState.CANCELLED:
        return False
    zone = event.zone
    today, first, last = (
        evening_of(moment, event_starts_at=event.starts_at, zone=zone)
        for moment in (now, event.starts_at, event.ends_at)
    )
    return first <= today <= last or today in {day_of_line(line) for line in lines}


def _done_words(line: RunLine) -> str:
    if line.done_at is None:
        return ""
    at = time(line.done_at, line.event.zone)
    if line.done_by is not None:
        return _("Done at %(time)s by %(name)s", time=at, name=line.done_by.name)
    if line.done_on_id is not None:
        return _("Done at %(time)s on a phone at the gate", time=at)
    return _("Done at %(time)s", time=at)
