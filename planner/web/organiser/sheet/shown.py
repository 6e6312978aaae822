"""Lines of a run sheet, ready to show."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from planner.core.local_time import day_of
from planner.core.logistics.runsheet import now_and_next, past_end
from planner.services.logistics.sheet_rows import (
    day_of_line,
    is_left_behind,
    moment_of,
    sheet_line,
)
from planner.store.models import Event, RunLine
from planner.web.filters import day, day_and_time, time
from planner.web.i18n import gettext as _
from planner.web.run_sheet_words import hours_of, names_of


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
    def is_empty(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.late or self.now or self.next)


def line_shown(line: RunLine, late: Collection[int] = (), *, may_change: bool) -> LineShown:
    """Return a line, ready to show.

    Args:
        line: with its event.
        late: the numbers of lines that go on longer than is permitted.
        may_change: whether whoever looks may change it.
    """
    values: dict[str, Any] = {"event_id": line.event_id, "line_id": line.id}
    marks = [_("Fixed")] if line.is_fixed else []
    warning = ""
    if is_left_behind(line):
        warning = _(
            "It is fixed, so it stayed when the event moved: %(when)s. Is that still right?",
            when=day_and_time(moment_of(line), line.event.zone),
        )
    elif line.id in late:
        warning = _("This goes on longer than is permitted.")
    return LineShown(
        line_id=line.id,
        title=line.title,
        hours=hours_of(line),
        about=[words for words in (line.place, " · ".join(names_of(line))) if words],
        done=_done_words(line),
        marks=marks,
        warning=warning,
        tick_url=url_for("sheet.tick_line", **values),
        untick_url=url_for("sheet.untick_line", **values),
        url=url_for("sheet.edit_line", **values) if may_change else "",
    )


def days_of(
    lines: Sequence[RunLine], until: datetime | None, *, may_change: bool
) -> list[LinesOfDay]:
    """Put lines under their days; those after midnight under the evening they belong to."""
    late = {one.line_id for one in past_end(map(sheet_line, lines), until)}
    by_day: dict[date, list[LineShown]] = {}
    for line in lines:
        shown = line_shown(line, late, may_change=may_change)
        by_day.setdefault(day_of_line(line), []).append(shown)
    return [LinesOfDay(day(held_on), those) for held_on, those in sorted(by_day.items())]


def now_shown(lines: Iterable[RunLine], *, now: datetime, may_change: bool) -> NowShown:
    """Return what goes on and what comes."""
    by_id = {line.id: line for line in lines}
    found = now_and_next(map(sheet_line, by_id.values()), now=now)

    def shown(those: Iterable[object]) -> list[LineShown]:
        return [
            line_shown(by_id[one.line_id], may_change=may_change)  # type: ignore[attr-defined]
            for one in those
        ]

    return NowShown(shown(found.late), shown(found.now), shown(found.next))


def is_on(event: Event, lines: Iterable[RunLine], *, now: datetime) -> bool:
    """Say whether the sheet is in use: from its first line, or the day of the event, to its end."""
    begun = [moment_of(line) for line in lines]
    first = min([event.starts_at, *begun])
    is_day = day_of(now, event.zone) == day_of(event.starts_at, event.zone)
    return is_day or first <= now <= max([event.ends_at, *begun])


def _done_words(line: RunLine) -> str:
    if line.done_at is None:
        return ""
    at = time(line.done_at, line.event.zone)
    if line.done_by is not None:
        return _("Done at %(time)s by %(name)s", time=at, name=line.done_by.name)
    if line.done_on_id is not None:
        return _("Done at %(time)s on a phone at the gate", time=at)
    return _("Done at %(time)s", time=at)
