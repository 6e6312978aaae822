"""Days and counts as people and programs write them in a cell: Dutch, English, or a spreadsheet."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache

from babel.dates import get_month_names

LANGUAGES = ("nl", "en", "de")
_FIRST_SERIAL, _LAST_SERIAL = 20_000, 80_000
"""Days since 30 December 1899, as spreadsheets count them: from 1954 to 2119."""
_DAY_ZERO = date(1899, 12, 30)
_SERIAL_DIGITS = 5
_LONGEST_COUNT = 20
"""Signs; what is longer is no number of people."""

_TIME = r"(?:[T ,]+(?:om |at |um )?\d{1,2}(?:[:.]\d{2}|\s*[ap]\.?m).*)?$"
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})[-/.](\d{{1,2}}){_TIME}", re.IGNORECASE)
_NUMBERS = re.compile(
    rf"(?:[^\W\d]+\.?,? )?(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}|\d{{2}}){_TIME}", re.IGNORECASE
)
_WORDS = re.compile(
    r"(?:[^\W\d]+\.?,? )?(\d{1,2})(?:\.|st|nd|rd|th)?[ -]([^\W\d]+)\.?,?[ -](\d{4}|\d{2})" + _TIME,
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"(?:[^\W\d]+\.?,? )?([^\W\d]+)\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}}){_TIME}",
    re.IGNORECASE,
)
_NOUGHT = r"(?:[.,]0{1,2})?$"
_GROUPED = re.compile(rf"(\d{{1,3}}(?:[., \u00a0\u202f’']\d{{3}})+){_NOUGHT}")
_PLAIN = re.compile(rf"(\d+){_NOUGHT}")


def read_day(text: str, *, month_first: bool = False) -> date | None:
    """Read a day, whatever stands behind it about the time; None where it is none.

    Args:
        text: such as 2026-06-13, za 13-6-26, 13 juni 2026, June 13, 2026 or 46186.
        month_first: how 6/13/2026 is meant; see `writes_month_first`.
    """
    value = " ".join(text.split())
    if found := _YEAR_FIRST.match(value):
        return _day(*map(int, found.groups()))
    if found := _NUMBERS.match(value):
        first, second, year = map(int, found.groups())
        day, month = (second, first) if month_first else (first, second)
        return _day(_whole_year(year), month, day)
    if found := _WORDS.match(value):
        return _day(_whole_year(int(found[3])), _months().get(found[2].lower(), 0), int(found[1]))
    if found := _MONTH_FIRST.match(value):
        return _day(int(found[3]), _months().get(found[1].lower(), 0), int(found[2]))
    is_serial = value.isdecimal() and len(value) == _SERIAL_DIGITS
    if is_serial and _FIRST_SERIAL <= int(value) <= _LAST_SERIAL:
        return _DAY_ZERO + timedelta(days=int(value))
    return None


def writes_month_first(texts: Iterable[str]) -> bool:
    """Say whether a column writes days as Americans do: no other way reads all of them."""
    found = [one for one in map(_NUMBERS.match, texts) if one]
    # 6/7/2026 says nothing; 6/13/2026 does, and 13/6/2026 says the contrary.
    return any(int(one[2]) > 12 for one in found) and all(int(one[1]) <= 12 for one in found)


def read_count(text: str) -> int | None:
    """Read a whole number: 61, 61,0, 1.234 or 1 234; None where it is none."""
    value = text.strip()
    if len(value) > _LONGEST_COUNT:
        return None
    if found := _GROUPED.match(value):
        return int(re.sub(r"\D", "", found[1]))
    if found := _PLAIN.match(value):
        return int(found[1])
    return None


def _whole_year(year: int) -> int:
    return year if year > 99 else 2000 + year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


@cache
def _months() -> dict[str, int]:
    """Return the numbers of the months by their names, whole and short."""
    return dict(_named())


def _named() -> Iterator[tuple[str, int]]:
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                names = get_month_names(width, context, locale=language)
                yield from ((name.lower().rstrip("."), month) for month, name in names.items())
    yield from (("mrt", 3), ("sept", 9))
