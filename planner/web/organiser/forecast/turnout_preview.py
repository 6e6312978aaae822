"""The rows of a file of past events as its page shows them: every value that will be kept."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from planner.core.turnout import Weather
from planner.core.typed_cells import read_day
from planner.services.forecast.guest_lists import CountedList
from planner.services.forecast.learn import TurnoutRecord
from planner.services.forecast.turnout_files import Preview
from planner.web.filters import day_and_year, number
from planner.web.i18n import gettext as _
from planner.web.organiser.labels import (
    KIND_NAMES,
    LEFT_OUT_NOTES,
    QUALITY_NAMES,
    WEATHERS_OF_THE_DAY,
    missed_words,
)


class TurnoutPreviewRow(NamedTuple):
    """A row of a file: what is kept of it, or what is wrong with it.

    Attributes:
        fault: the sentence; the other texts are then empty.
        came_name: the field for how many came, where the file does not say; else empty.
    """

    line: int
    fault: str
    title: str = ""
    day: str = ""
    of: str = ""
    kind: str = ""
    yes: str = ""
    expected: str = ""
    came: str = ""
    quality: str = ""
    missed: str = ""
    weather: str = ""
    left_out: str = ""
    is_there: bool = False
    is_left: bool = False
    came_name: str = ""
    came_typed: str = ""


def preview_rows(
    preview: Preview, counted: CountedList | None, *, came: Sequence[str], left: Collection[int]
) -> list[TurnoutPreviewRow]:
    """Return the rows in the order of the file.

    Args:
        preview: what was read.
        counted: what was counted, where the file is a list of guests.
        came: what was typed for each event of a list.
        left: the lines that the organiser leaves out.
    """
    rows = [
        _row(row.line, row.record, is_there=row.is_there, is_left=row.line in left)
        for row in preview.rows
    ]
    for fault in preview.faults:
        line = fault.blanks["row"]
        rows.append(TurnoutPreviewRow(int(str(line)), _(fault.text, **fault.blanks)))
    rows.sort(key=lambda row: row.line)
    if counted is None:
        return rows
    typed = [*came, *[""] * len(counted.events)]
    return [
        _with_field(row, counted, typed[row.line - 1]) if row.line <= len(counted.events) else row
        for row in rows
    ]


def _with_field(row: TurnoutPreviewRow, counted: CountedList, typed: str) -> TurnoutPreviewRow:
    """Give each event of a list a field: what was checked in may not be all who came."""
    event = counted.events[row.line - 1]
    seen = "" if event.checked_in is None else str(event.checked_in)
    shown = row._replace(came_name=f"came-{row.line}", came_typed=typed or seen)
    if not row.fault:
        return shown
    day = read_day(event.day)
    shown_day = day_and_year(day) if day else event.day
    return shown._replace(title=event.title, day=shown_day, yes=number(event.yes))


def _row(line: int, record: TurnoutRecord, *, is_there: bool, is_left: bool) -> TurnoutPreviewRow:
    weather = [str(WEATHERS_OF_THE_DAY[record.weather])]
    if record.weather is Weather.ORDINARY:
        weather = []
    if record.is_holiday:
        weather.append(_("Holiday, or no school"))
    return TurnoutPreviewRow(
        line=line,
        fault="",
        title=record.title,
        day=day_and_year(record.held_on),
        of=" · ".join(filter(None, (record.series_name, record.neighbourhood_name))),
        kind=str(KIND_NAMES[record.kind]),
        yes=number(record.yes_heads),
        expected="–" if record.expected is None else number(record.expected),
        came=number(record.came),
        quality=str(QUALITY_NAMES[record.quality]),
        missed=missed_words(record.missed),
        weather=", ".join(weather),
        left_out=str(LEFT_OUT_NOTES[record.left_out_because]) if record.left_out_because else "",
        is_there=is_there,
        is_left=is_left,
    )
