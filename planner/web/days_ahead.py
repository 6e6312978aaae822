"""Days as a list says them: with their year, unless it is this one."""

from datetime import date, datetime
from functools import lru_cache

from babel import Locale
from babel.dates import format_date, format_skeleton

from planner.core.local_time import day_of
from planner.web.filters import rules_now, short_day


def short_day_ahead(moment: datetime, zone: str, *, now: datetime) -> str:
    """Write a day such as 'za 12 jun', of another year than this 'zo 7 feb 2027'."""
    skeleton = "MMMEd" if _is_of_this_year(moment, zone, now) else "yMMMEd"
    return _written(skeleton, day_of(moment, zone), rules_now())


def short_day_behind(moment: datetime, zone: str, *, now: datetime) -> str:
    """Write a day such as '12 jun', of another year than this '12 jun 2025'."""
    if _is_of_this_year(moment, zone, now):
        return short_day(moment, zone)
    return _written("yMMMd", day_of(moment, zone), rules_now())


def month_and_year(month: date) -> str:
    """Write a month such as 'juni 2027'."""
    return _written("yMMMM", month, rules_now())


def weekday(day_of_week: date, *, is_short: bool) -> str:
    """Write the name of a day of the week, such as 'zaterdag' or 'za'."""
    return format_date(day_of_week, "EEEEEE" if is_short else "EEEE", locale=rules_now())


def first_weekday() -> int:
    """Return with which day a week begins where the reader is; Monday is 0."""
    return int(rules_now().first_week_day)


@lru_cache(maxsize=1_000)
def _written(skeleton: str, day: date, rules: Locale) -> str:
    """Write a day, or give what was written before: a list has dozens, the same for everybody."""
    return str(format_skeleton(skeleton, day, locale=rules))


def _is_of_this_year(moment: datetime, zone: str, now: datetime) -> bool:
    return day_of(moment, zone).year == day_of(now, zone).year
