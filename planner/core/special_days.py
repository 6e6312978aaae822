"""Days on which people are away, fast or feast: public holidays, Carnival, Ramadan, Eid, Divali.

Dates come from the package `holidays`. It knows what moves with Easter, and reckons what moves with
the moon: of those the day may be one earlier or later. Tables of several countries are read, as
none has them all: the Maldives name the first day of Ramadan, Suriname has Divali.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cache

from planner.core.reach import FIRST_DAY

A_DAY = timedelta(days=1)
CARNIVAL_BEFORE_EASTER = timedelta(days=49)
CARNIVAL_DAYS = 3
LIBRARY_LANGUAGES = {"nl": "nl"}
"""In which the library says the names; English for all others."""
SCHOOL_SOURCE = "https://zoek.officielebekendmakingen.nl/stcrt-2024-19237.html"
"""Regeling vaststelling schoolvakanties 2025-2030, from which the library has its weeks."""
SCHOOL_READ_ON = date(2026, 11, 29)
"""When the library's weeks of 2026 to 2028 were last held against rijksoverheid.nl."""


class SpecialKind(StrEnum):
    """What a day is."""

    HOLIDAY = "holiday"
    CARNIVAL = "carnival"
    RAMADAN = "ramadan"
    EID_AL_FITR = "eid al-fitr"
    EID_AL_ADHA = "eid al-adha"
    DIVALI = "divali"


class SchoolRegion(StrEnum):
    """A region in which schools are off in the same weeks."""

    NORTH = "Noord"
    MIDDLE = "Midden"
    SOUTH = "Zuid"


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """What a day is, or what it is next to.

    Attributes:
        kind: what it is.
        name: of a public holiday, in the reader's language; else empty.
        days: so many days after it; negative for before, 0 for the day itself.
    """

    kind: SpecialKind
    name: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class SchoolBreak:
    """Days on which schools are off, both included."""

    name: str
    first_on: date
    last_on: date


def special_days(on: date, language: str) -> list[SpecialDay]:
    """Return what a day is or is next to, nothing for most days."""
    found = []
    if holiday := _holiday_at(on, language):
        found.append(holiday)
    moving = _moving(on.year)
    for kind in (SpecialKind.CARNIVAL, SpecialKind.RAMADAN, SpecialKind.DIVALI):
        if on in moving[kind]:
            found.append(SpecialDay(kind))
    for kind in (SpecialKind.EID_AL_FITR, SpecialKind.EID_AL_ADHA):
        # The moon decides the evening before, so the days around it count.
        for days in (0, 1, -1):
            if on - days * A_DAY in moving[kind]:
                found = [one for one in found if one.kind is not SpecialKind.RAMADAN]
                found.append(SpecialDay(kind, days=days))
                break
    return found


def school_breaks(region: SchoolRegion, years: Iterable[int], language: str) -> list[SchoolBreak]:
    """Return when schools of a region are off; nothing for years that are not laid down yet."""
    days = _table("NL", tuple(years), language, "school", region.value)
    breaks: list[SchoolBreak] = []
    for day in sorted(days):
        last = breaks[-1] if breaks else None
        if last and last.name == days[day] and last.last_on + A_DAY == day:
            breaks[-1] = SchoolBreak(last.name, last.first_on, day)
        else:
            breaks.append(SchoolBreak(days[day], day, day))
    return breaks


def _holiday_at(on: date, language: str) -> SpecialDay | None:
    for days in (0, 1, -1):
        day = on - days * A_DAY
        name = day.year >= FIRST_DAY.year and _table("NL", (day.year,), language).get(day)
        if name:
            return SpecialDay(SpecialKind.HOLIDAY, name, days)
    return None


@cache
def _moving(year: int) -> dict[SpecialKind, frozenset[date]]:
    """Return the days of a year that move with Easter or with the moon."""
    years = (year - 1, year, year + 1)
    easters = _named("NL", years, "Easter Sunday")
    moon = {
        SpecialKind.EID_AL_FITR: _named("MV", years, "Eid al-Fitr"),
        SpecialKind.EID_AL_ADHA: _named("MV", years, "Eid al-Adha"),
        SpecialKind.DIVALI: _named("SR", years, "Diwali"),
    }
    carnival = {
        easter - CARNIVAL_BEFORE_EASTER + place * A_DAY
        for easter in easters
        for place in range(CARNIVAL_DAYS)
    }
    fasts = set()
    for first in _named("MV", years, "First Day of Ramadan"):
        ends = min((eid for eid in moon[SpecialKind.EID_AL_FITR] if eid > first), default=first)
        fasts |= {first + place * A_DAY for place in range((ends - first).days)}
    return {
        **{kind: frozenset(days) for kind, days in moon.items()},
        SpecialKind.CARNIVAL: frozenset(carnival),
        SpecialKind.RAMADAN: frozenset(fasts),
    }


def _named(country: str, years: tuple[int, ...], name: str) -> list[date]:
    """Return on which days a country has what is called so; of what is reckoned too."""
    return sorted(
        day
        for day, names in _table(country, years, "en").items()
        if name in {one.removesuffix(" (estimated)") for one in names.split("; ")}
    )


@cache
def _table(
    country: str,
    years: tuple[int, ...],
    language: str,
    category: str = "public",
    region: str | None = None,
) -> dict[date, str]:
    # Only where dates are planned: to read it takes longer than to show a page.
    import holidays

    categories = ("public", "optional") if country == "NL" and category == "public" else category
    found = holidays.country_holidays(
        country,
        subdiv=region,
        years=years,
        language=LIBRARY_LANGUAGES.get(language, "en_US") if country == "NL" else "en_US",
        categories=categories,
    )
    return dict(found.items())
