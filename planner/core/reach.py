"""How far from today the days lie that people plan, and sums of moments that can't go too far."""

from datetime import UTC, date, datetime, timedelta

FIRST_DAY = date(1950, 1, 1)
YEARS_AHEAD = 10
_FIRST, _LAST = datetime(2, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)
"""Every zone has a day and a time for these, which it has not for the very first and last ones."""


def last_day(today: date) -> date:
    """Return the last day that may be chosen: in ten years, before the next one begins."""
    return date(today.year + YEARS_AHEAD, 12, 31)


def is_within_reach(day: date, *, today: date) -> bool:
    """Say whether somebody can mean a day; one with digits changed lies far off."""
    return FIRST_DAY <= day <= last_day(today)


def moved_by(moment: datetime, length: timedelta) -> datetime:
    """Return the moment that lies so much later, or the last one there is.

    What was stored before days had bounds may lie anywhere, and no sum of it may break a page.
    """
    try:
        return min(max(moment + length, _FIRST), _LAST)
    except OverflowError:
        return _LAST if length > timedelta() else _FIRST
