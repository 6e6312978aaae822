"""One row of a table of past events: Dutch or English words in, a record or a sentence out."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TypeVar

from planner.core.enums import CountQuality, LeftOutBecause
from planner.core.reach import FIRST_DAY
from planner.core.texts import N_
from planner.core.turnout import EventKind, Weather
from planner.core.typed_cells import read_count, read_day, writes_month_first
from planner.exports.table_faults import Fault
from planner.exports.tables import ReadTable
from planner.services.forecast.learn import TurnoutRecord

Meaning = TypeVar("Meaning")
MOST_PEOPLE = 100_000
LONGEST_TITLE = 120
LONGEST_NAME = 80

# First in English, then in Dutch, then what people also write.
HEADINGS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "datum", "day", "dag"),
    "title": ("title", "titel", "name", "naam", "event", "evenement", "activiteit"),
    "series": ("series", "reeks", "serie"),
    "neighbourhood": ("neighbourhood", "buurt", "neighborhood", "wijk"),
    "kind": ("kind", "soort"),
    "yes": ("yes", "ja", "aangemeld", "aanmeldingen"),
    "expected": ("expected", "verwacht", "verwachting"),
    "came": ("came", "gekomen", "kwamen", "opkomst", "bezoekers", "aanwezig", "attended"),
    "quality": ("quality", "kwaliteit", "telling"),
    "missed": ("missed", "gemist"),
    "left_out": ("left out", "weggelaten", "left_out"),
    "weather": ("weather", "weer"),
    "holiday": ("holiday", "feestdag", "vakantie"),
}
NEEDED = ("date", "title", "came")
KINDS: Mapping[str, EventKind] = {
    "": EventKind.UNSURE,
    "open": EventKind.OPEN,
    "registered": EventKind.REGISTERED,
    "op aanmelding": EventKind.REGISTERED,
    "aangemeld": EventKind.REGISTERED,
    "closed": EventKind.CLOSED,
    "besloten": EventKind.CLOSED,
    "gesloten": EventKind.CLOSED,
    "unsure": EventKind.UNSURE,
    "onbekend": EventKind.UNSURE,
}
QUALITIES: Mapping[str, CountQuality] = {
    "": CountQuality.COUNTED,
    "counted": CountQuality.COUNTED,
    "geteld": CountQuality.COUNTED,
    "estimated": CountQuality.ESTIMATED,
    "geschat": CountQuality.ESTIMATED,
    "at least": CountQuality.AT_LEAST,
    "at_least": CountQuality.AT_LEAST,
    "minstens": CountQuality.AT_LEAST,
}
REASONS: Mapping[str, LeftOutBecause | None] = {
    "": None,
    "weather": LeftOutBecause.WEATHER,
    "storm": LeftOutBecause.WEATHER,
    "weer": LeftOutBecause.WEATHER,
    "wrong date": LeftOutBecause.WRONG_DATE,
    "wrong_date": LeftOutBecause.WRONG_DATE,
    "verkeerde dag": LeftOutBecause.WRONG_DATE,
    "verkeerde datum": LeftOutBecause.WRONG_DATE,
    "clash": LeftOutBecause.CLASH,
    "iets anders die dag": LeftOutBecause.CLASH,
    "other": LeftOutBecause.OTHER,
    "anders": LeftOutBecause.OTHER,
}
WEATHERS: Mapping[str, Weather] = {
    "": Weather.ORDINARY,
    "ordinary": Weather.ORDINARY,
    "gewoon": Weather.ORDINARY,
    "rain": Weather.RAIN,
    "regen": Weather.RAIN,
    "heat": Weather.HEAT,
    "hitte": Weather.HEAT,
}
YES_OR_NO: Mapping[str, bool] = {
    "": False,
    "no": False,
    "nee": False,
    "yes": True,
    "ja": True,
    "x": True,
}

_WORD = re.compile(r"\w+")


def headings_in(language: str) -> list[str]:
    """Return the names of the columns, in Dutch or else in English."""
    return [words[1 if language == "nl" else 0] for words in HEADINGS.values()]


def find_columns(header: Sequence[str]) -> dict[str, int]:
    """Find which column is about what: by its whole heading, else by a word in it."""
    known = {word: name for name, words in HEADINGS.items() for word in words}
    found: dict[str, int] = {}
    for place, heading in enumerate(header):
        name = known.get(heading.lower())
        if name is not None:
            found.setdefault(name, place)
    for place, heading in enumerate(header):
        about = {known[word] for word in _WORD.findall(heading.lower()) if word in known}
        # "Aantal gekomen" says it; "Verwacht en gekomen" says two things.
        if place not in found.values() and len(about) == 1:
            found.setdefault(about.pop(), place)
    return found


def month_comes_first(table: ReadTable, columns: Mapping[str, int]) -> bool:
    """Say whether the days of a table are written as Americans write them."""
    place = columns.get("date")
    return place is not None and writes_month_first(row[place] for row in table.rows)


def read_row(
    line: int,
    columns: Mapping[str, int],
    row: Sequence[str],
    *,
    today: date,
    month_first: bool = False,
) -> TurnoutRecord | Fault:
    """Read one row.

    Args:
        line: where it stands in the file, for the sentence.
        columns: which column is about what.
        row: the cells.
        today: a past event is not after it.
        month_first: how 6/13/2026 is meant.
    """
    cells = _Cells(line, columns, row)
    try:
        return TurnoutRecord(
            title=cells.title(),
            held_on=cells.day(today, month_first=month_first),
            came=cells.came(),
            kind=cells.kind(),
            yes_heads=cells.people("yes") or 0,
            expected=cells.people("expected"),
            quality=cells.quality(),
            missed=cells.missed(),
            left_out_because=cells.left_out(),
            weather=cells.weather(),
            is_holiday=cells.is_holiday(),
            series_name=cells.text("series", longest=LONGEST_TITLE),
            neighbourhood_name=cells.text("neighbourhood", longest=LONGEST_NAME),
        )
    except _Wrong as wrong:
        return wrong.fault


class _Wrong(Exception):
    """A cell can't be read."""

    def __init__(self, fault: Fault) -> None:
        self.fault = fault


class _Cells:
    """The cells of one row, by what their column is about."""

    def __init__(self, line: int, columns: Mapping[str, int], row: Sequence[str]) -> None:
        self.line, self.columns, self.row = line, columns, row

    def text(self, column: str, *, longest: int = LONGEST_NAME) -> str:
        place = self.columns.get(column)
        value = "" if place is None else self.row[place]
        if len(value) > longest:
            raise self.wrong(N_("Row %(row)s: “%(value)s” is too long."), value[:20] + "…")
        return value

    def title(self) -> str:
        value = self.text("title", longest=LONGEST_TITLE)
        if not value:
            raise self.wrong(N_("Row %(row)s: the title is missing."))
        return value

    def day(self, today: date, *, month_first: bool) -> date:
        value = self.text("date")
        if not value:
            raise self.wrong(N_("Row %(row)s: the date is missing."))
        day = read_day(value, month_first=month_first)
        if day is None:
            raise self.wrong(
                N_("Row %(row)s: “%(value)s” is not a day. Write it as 2026-06-13."), value
            )
        if day < FIRST_DAY:
            raise self.wrong(
                N_("Row %(row)s: %(value)s is before %(first)s."), value, first=FIRST_DAY.year
            )
        if day > today:
            raise self.wrong(N_("Row %(row)s: %(value)s is still to come."), value)
        return day

    def came(self) -> int:
        people = self.people("came")
        if people is None:
            raise self.wrong(N_("Row %(row)s: the number of people who came is missing."))
        return people

    def people(self, column: str) -> int | None:
        value = self.text(column)
        if not value:
            return None
        people = read_count(value)
        if people is None:
            raise self.wrong(N_("Row %(row)s: “%(value)s” is not a number."), value)
        if people > MOST_PEOPLE:
            raise self.wrong(N_("Row %(row)s: %(value)s people is too many."), value)
        return people

    def kind(self) -> EventKind:
        return self.word(
            "kind",
            KINDS,
            N_("Row %(row)s: “%(value)s” is no kind. Write open, registered or closed."),
        )

    def quality(self) -> CountQuality:
        return self.word(
            "quality",
            QUALITIES,
            N_(
                "Row %(row)s: “%(value)s” does not say how it was counted. "
                "Write counted, estimated or at least."
            ),
        )

    def missed(self) -> int | None:
        people = self.people("missed")
        if people and self.quality() is not CountQuality.AT_LEAST:
            raise self.wrong(
                N_(
                    "Row %(row)s: %(value)s more might have come, "
                    "but the count does not say “at least”."
                ),
                self.text("missed"),
            )
        return people

    def left_out(self) -> LeftOutBecause | None:
        return self.word(
            "left_out",
            REASONS,
            N_(
                "Row %(row)s: “%(value)s” does not say why it is left out. "
                "Write weather, wrong date, clash or other, or leave it empty."
            ),
        )

    def weather(self) -> Weather:
        return self.word(
            "weather",
            WEATHERS,
            N_(
                "Row %(row)s: “%(value)s” is not a weather that counts. "
                "Write rain or heat, or leave it empty."
            ),
        )

    def is_holiday(self) -> bool:
        return self.word(
            "holiday",
            YES_OR_NO,
            N_(
                "Row %(row)s: “%(value)s” does not say whether it was a holiday. "
                "Write yes or no, or leave it empty."
            ),
        )

    def word(self, column: str, known: Mapping[str, Meaning], otherwise: str) -> Meaning:
        """Read one of the words that are known, in any capitals."""
        value = self.text(column)
        if value.lower() not in known:
            raise self.wrong(otherwise, value)
        return known[value.lower()]

    def wrong(self, text: str, value: str = "", **more: int) -> _Wrong:
        return _Wrong(Fault(text, {"row": self.line, "value": value, **more}))
