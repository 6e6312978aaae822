"""Rows of dates as they are copied from a spreadsheet: which column is what, and days as written.

What can't be read stays as it was typed, so that whoever pasted it can mend it.
"""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from planner.core import typed_cells

COLUMNS = (
    "day",
    "from",
    "until",
    "venue",
    "neighbourhood",
    "contact",
    "phone",
    "menu",
    "title",
)
"""What is known of a date, in the order in which it is read where nothing says what is what."""
# In English, in Dutch, then what people also write.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "day": ("date", "datum", "day", "dag"),
    "from": ("from", "van", "start", "begin", "begint", "starts", "vanaf", "begintijd"),
    "until": ("until", "tot", "end", "einde", "eind", "to", "ends", "eindtijd"),
    "times": ("time", "tijd", "times", "tijden", "hours", "uren"),
    "venue": ("place", "plaats", "plek", "venue", "locatie", "location"),
    "neighbourhood": ("neighbourhood", "buurt", "neighborhood", "wijk"),
    "contact": ("contact", "contactpersoon", "contact name", "contact person", "wie", "who"),
    "phone": ("phone", "telefoon", "telefoonnummer", "tel", "phone number", "nummer", "mobiel"),
    "menu": ("menu", "food", "eten"),
    "title": ("title", "titel", "name", "naam", "event", "evenement"),
}
_TIME = re.compile(r"(\d{1,2})(?:[:.u](\d{2}))?(?:[:.]00)?\s*(?:u|uur|h|hrs)?\.?")
_SPAN = re.compile(r"\s*(?:-|–|—|\btot\b|\bt/m\b|\buntil\b|\bto\b)\s*")
_DAYS_BACK = timedelta(days=60)
"""A day without its year that is further back is one of the next year."""


@dataclass(frozen=True, slots=True)
class PastedDates:
    """What was pasted.

    Attributes:
        rows: for each line its cells by the name of their column; without a cell, nothing was said.
        unknown: headings that nothing is known by, as they were written.
    """

    rows: tuple[Mapping[str, str], ...]
    unknown: tuple[str, ...] = ()


def read_pasted(text: str, *, today: date) -> PastedDates:
    """Read lines as they come from a spreadsheet, with tabs or with semicolons between the cells.

    Args:
        text: what was pasted; a first line with headings is optional.
        today: a day without its year is the next such day.
    """
    lines = [line for line in text.splitlines() if line.strip("\t; ")]
    mark = "\t" if "\t" in text else ";"
    cells = [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=mark)]
    if not cells:
        return PastedDates(())
    names, unknown = _names_of(cells[0])
    if names:
        cells = cells[1:]
    rows = [_row(row, names or COLUMNS, today) for row in cells]
    return PastedDates(tuple(row for row in rows if row), unknown)


def read_day(typed: str, *, today: date) -> str:
    """Return a day as 2027-06-12; what is no day, as it was typed."""
    words = " ".join(typed.split()).rstrip(".")
    day = typed_cells.read_day(words) or _next_such_day(words, today)
    return day.isoformat() if day else typed


def read_time(typed: str) -> str:
    """Return a time as 15:00, also of 15, 15.00 and 15 uur; what is no time, as it was typed."""
    found = _TIME.fullmatch(typed.strip().lower())
    try:
        return f"{time(int(found[1]), int(found[2] or 0)):%H:%M}" if found else typed
    except ValueError:
        return typed


def _names_of(first: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what each column is by its heading; nothing where the first line has no headings."""
    known = {word: name for name, words in HEADINGS.items() for word in words}
    names = tuple(known.get(cell.lower().rstrip(":"), "") for cell in first)
    if not any(names):
        return (), ()
    unknown = tuple(cell for cell, name in zip(first, names, strict=True) if cell and not name)
    return names, unknown


def _row(cells: Sequence[str], names: Sequence[str], today: date) -> dict[str, str]:
    row: dict[str, str] = {}
    for name, cell in zip(names, cells, strict=False):
        if name and cell:
            row.setdefault(name, cell)
    if times := row.pop("times", ""):
        for name, part in zip(("from", "until"), _SPAN.split(times, maxsplit=1), strict=False):
            row.setdefault(name, part)
    if "day" in row:
        row["day"] = read_day(row["day"], today=today)
    for name in ("from", "until"):
        if name in row:
            row[name] = read_time(row[name])
    return row


def _next_such_day(words: str, today: date) -> date | None:
    """Read a day that is written without its year: 12-6, or za 12 juni."""
    written = (f"{words}{mark}{year}" for year in (today.year, today.year + 1) for mark in "- ")
    days = (typed_cells.read_day(each) for each in written)
    return next((day for day in days if day and day >= today - _DAYS_BACK), None)
