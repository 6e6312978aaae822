"""The days of a series: every week, every two weeks, or every month on the same weekday."""

import calendar
from datetime import date, timedelta
from enum import StrEnum

DAYS_IN_WEEK = 7


class Rhythm(StrEnum):
    """How often something comes back."""

    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    MONTH = "month"


def repeat(first: date, rhythm: Rhythm, times: int) -> list[date]:
    """List the days of a series, beginning with the first one.

    Every month means the same weekday of the same week: from the second Saturday to the next
    second Saturday. Where a month has no fifth one, the last one is taken.
    """
    if rhythm is Rhythm.MONTH:
        return [_same_weekday(first, months) for months in range(times)]
    step = timedelta(weeks=2 if rhythm is Rhythm.TWO_WEEKS else 1)
    return [first + number * step for number in range(times)]


def _same_weekday(first: date, months: int) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    beginning = date(year, month + 1, 1)
    days_in_month = calendar.monthrange(beginning.year, beginning.month)[1]
    ahead = (first.weekday() - beginning.weekday()) % DAYS_IN_WEEK
    day = 1 + ahead + (first.day - 1) // DAYS_IN_WEEK * DAYS_IN_WEEK
    return beginning.replace(day=day if day <= days_in_month else day - DAYS_IN_WEEK)
