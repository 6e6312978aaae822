"""The weeks of a month, as a calendar shows them."""

from calendar import Calendar
from datetime import date, timedelta

_A_MONTH = timedelta(days=31)


def weeks_of(month: date, *, first_weekday: int) -> list[list[date | None]]:
    """Return the weeks of a month, each of seven days; None for days of the months beside it.

    Args:
        month: any of its days.
        first_weekday: with which a week begins; Monday is 0.
    """
    weeks = Calendar(first_weekday).monthdatescalendar(month.year, month.month)
    return [[day if day.month == month.month else None for day in week] for week in weeks]


def month_before(month: date) -> date:
    """Return the first day of the month before."""
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def month_after(month: date) -> date:
    """Return the first day of the month after."""
    return (month.replace(day=1) + _A_MONTH).replace(day=1)
