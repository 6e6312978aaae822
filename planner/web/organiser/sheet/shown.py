"""Lines of a run sheet, ready to show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for

from planner.core.enums import EventState
from planner.core.logistics.runsheet import SheetLine, evening_of, now_and_next, past_end
from planner.services.logistics.sheet_rows import (
    is_left_behind,
    sheet_line,
)
from planner.store.models import Event, RunLine
from planner.web.filters import day, day_and_time, time
from planner.web.i18n import gettext as _
from planner.web.run_sheet_words import names_of

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
        press_url: where it is ticked, or opened again.
        url: where it is changed; empty where one may not.
        may_move: whether all that is open can be moved from here on.
    """

    line_id: int
    title: str
    hours: str
    about: list[str]
    done: str
    marks: list[str]
    warning: str
    press_url: str
    url: str
    may_move: bool

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


def hours_between(starts_at: datetime, ends_at: datetime, zone: str) -> str:
    """Return two times, short enough for the margin of a list; one where nothing is between.

    A line is shorter than a day, so a time that is smaller than the first is of the next morning.
    """
    if starts_at == ends_at:
        return time(starts_at, zone)
    return _("%(start)s – %(end)s", start=time(starts_at, zone), end=time(ends_at, zone))


class SheetPresenter:
    """The lines of one sheet, ready to show; each is read and written once, wherever it stands."""

    def __init__(
        self,
        event: Event,
        lines: Iterable[RunLine],
        *,
        until: datetime | None = None,
        may_change: bool = False,
    ) -> None:
        """Read the lines.

        Args:
            event: whose lines they are.
            lines: in the order of time.
            until: how long the event may go on; None for no end.
            may_change: whether whoever looks may change them.
        """
        self._event, self._may_change = event, may_change
        self._lines = {line.id: line for line in lines}
        self._read = {line_id: sheet_line(line) for line_id, line in self._lines.items()}
        self._too_long = {one.line_id for one in past_end(self._read.values(), until)}
        self._days = {line_id: self._evening(one.starts_at) for line_id, one in self._read.items()}
        self._written: dict[int, LineShown] = {}

    def days(self) -> list[LinesOfDay]:
        """Put lines under their days; those after midnight under the evening they belong to."""
        by_day: dict[date, list[LineShown]] = {}
        for line_id, held_on in self._days.items():
            by_day.setdefault(held_on, []).append(self.line(line_id))
        return [LinesOfDay(day(held_on), those) for held_on, those in sorted(by_day.items())]

    def now_and_next(self, now: datetime) -> NowShown | None:
        """Return what goes on and what comes; None where the sheet is not in use."""
        if not self._lines or not self._is_on(now):
            return None
        found = now_and_next(self._read.values(), now=now)
        late, going, coming = (
            [self.line(one.line_id) for one in those]
            for those in (found.late, found.now, found.next)
        )
        return NowShown(late, going, coming)

    def line(self, line_id: int) -> LineShown:
        """Return one line."""
        if line_id not in self._written:
            self._written[line_id] = self._write(self._lines[line_id], self._read[line_id])
        return self._written[line_id]

    def _write(self, line: RunLine, read: SheetLine) -> LineShown:
        values: dict[str, Any] = {"event_id": line.event_id, "line_id": line.id}
        press = "sheet.tick_line" if read.is_open else "sheet.untick_line"
        return LineShown(
            line_id=line.id,
            title=line.title,
            hours=hours_between(read.starts_at, read.ends_at, self._event.zone),
            about=[words for words in (line.place, " · ".join(names_of(line))) if words],
            done=_done_words(line),
            marks=[_("Fixed")] if line.is_fixed else [],
            warning=self._warning(line),
            press_url=url_for(press, **values),
            url=url_for("sheet.edit_line", **values) if self._may_change else "",
            may_move=self._may_change and read.is_open and not line.is_fixed,
        )

    def _warning(self, line: RunLine) -> str:
        if is_left_behind(line):
            return _(
                "It is fixed, so it stayed when the rest moved: %(when)s. Is that still right?",
                when=day_and_time(self._read[line.id].starts_at, self._event.zone),
            )
        if line.id in self._too_long:
            return _("This goes on longer than is permitted.")
        return ""

    def _is_on(self, now: datetime) -> bool:
        """Say whether the sheet is in use: on each day with lines, and all days of the event.

        The night after is a part of the evening before it; an event that is off is not on.
        """
        event, today = self._event, self._evening(now)
        if event.state is EventState.CANCELLED:
            return False
        first, last = self._evening(event.starts_at), self._evening(event.ends_at)
        return first <= today <= last or today in self._days.values()

    def _evening(self, moment: datetime) -> date:
        event = self._event
        return evening_of(moment, event_starts_at=event.starts_at, zone=event.zone)


def _done_words(line: RunLine) -> str:
    if line.done_at is None:
        return ""
    at = time(line.done_at, line.event.zone)
    if line.done_by is not None:
        return _("Done at %(time)s by %(name)s", time=at, name=line.done_by.name)
    if line.done_on_id is not None:
        return _("Done at %(time)s on a phone at the gate", time=at)
    return _("Done at %(time)s", time=at)
