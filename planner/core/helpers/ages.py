"""Who may take which shift, by age: the rules for paid work of the young, taken for helpers too.

Under 13 nobody takes one. From 13 to 15 it is light work, at most two hours on a day of school and
seven on another, not at night, and with a grown-up who knows of it. Under 18 no bar, no fire, no
night. Source: docs/decisions/0046-helpers.md.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from planner.core.anchors import TimeSpan

LEAST_AGES = (13, 16, 18)
SCHOOL_DAY_MINUTES = 2 * 60
FREE_DAY_MINUTES = 7 * 60
SATURDAY = 5
DAY_BEGINS = time(7)
EVENING_OF_SCHOOL_DAY = time(19)
EVENING_OF_FREE_DAY = time(21)
NIGHT_BEGINS = time(23)
NIGHT_ENDS = time(6)


class HelperAge(StrEnum):
    """How old a helper says they are."""

    ADULT = "adult"
    YOUTH = "youth"
    """16 or 17."""
    CHILD = "child"
    """13 to 15."""

    @property
    def from_age(self) -> int:
        """The youngest that one can be."""
        return {HelperAge.ADULT: 18, HelperAge.YOUTH: 16, HelperAge.CHILD: 13}[self]


class AgeRefusal(StrEnum):
    """Why somebody of an age may not take a shift."""

    TOO_YOUNG = "too_young"
    """The shift asks for more years, such as one at the bar or the fire."""
    LONG_ON_SCHOOL_DAY = "long_on_school_day"
    LATE = "late"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class AgeVerdict:
    """What the rules say.

    Attributes:
        refusals: why not; empty where they may.
        needs_grown_up: a grown-up has to agree, and can be called.
        is_long: more than seven hours on a free day: allowed, and said to who organises it.
    """

    refusals: tuple[AgeRefusal, ...] = ()
    needs_grown_up: bool = False
    is_long: bool = False

    @property
    def may(self) -> bool:
        """Whether they may take it."""
        return not self.refusals


def judge_age(
    band: HelperAge,
    span: TimeSpan,
    *,
    least_age: int,
    zone: str,
    is_holiday: bool,
    others_minutes: int = 0,
) -> AgeVerdict:
    """Hold a shift against the rules for an age.

    Args:
        band: how old they say they are.
        span: when the shift is.
        least_age: from which age it can be taken.
        zone: whose clocks and days count.
        is_holiday: a day without school, as the organiser said of the event.
        others_minutes: that they help on the same day in other shifts.
    """
    refusals: list[AgeRefusal] = []
    if band.from_age < least_age:
        refusals.append(AgeRefusal.TOO_YOUNG)
    if band is HelperAge.ADULT:
        return AgeVerdict(tuple(refusals))
    there = ZoneInfo(zone)
    starts, ends = (each.astimezone(there) for each in (span.starts_at, span.ends_at))
    is_free = is_holiday or starts.weekday() >= SATURDAY
    if band is HelperAge.YOUTH:
        if _reaches(starts, ends, until=NIGHT_ENDS, since=NIGHT_BEGINS):
            refusals.append(AgeRefusal.NIGHT)
        return AgeVerdict(tuple(refusals))
    minutes = span.minutes + others_minutes
    if not is_free and minutes > SCHOOL_DAY_MINUTES:
        refusals.append(AgeRefusal.LONG_ON_SCHOOL_DAY)
    evening = EVENING_OF_FREE_DAY if is_free else EVENING_OF_SCHOOL_DAY
    if _reaches(starts, ends, until=DAY_BEGINS, since=evening):
        refusals.append(AgeRefusal.LATE)
    return AgeVerdict(tuple(refusals), needs_grown_up=True, is_long=minutes > FREE_DAY_MINUTES)


def _reaches(starts: datetime, ends: datetime, *, until: time, since: time) -> bool:
    """Say whether any of it lies before a time of its first day, or after one."""
    day = starts.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    first, last = (each.replace(tzinfo=None, second=0, microsecond=0) for each in (starts, ends))
    opens = day + timedelta(hours=until.hour, minutes=until.minute)
    shuts = day + timedelta(hours=since.hour, minutes=since.minute)
    return first < opens or last > shuts
