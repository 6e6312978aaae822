"""On which days, and from when, somebody gets the mail of what waits for them."""

from collections.abc import Iterable
from datetime import date, datetime, time

from planner.core.local_time import day_of, moment_at

WRITES_FROM = time(7)
"""Before work begins; where the server was down then, as soon as it is up that day."""
WEEK = range(7)
"""Days as Python counts them: 0 is Monday."""


def pack_days(days: Iterable[int]) -> int:
    """Put days of the week into one number; 0 for none."""
    return sum(1 << one for one in {*days} & {*WEEK})


def unpack_days(packed: int) -> tuple[int, ...]:
    """Read them back, Monday first."""
    return tuple(one for one in WEEK if packed >> one & 1)


def writes_today(packed: int, done_on: date | None, *, now: datetime, zone: str) -> bool:
    """Say whether it is one of the days, late enough, and not done yet."""
    today = day_of(now, zone)
    is_day = today.weekday() in unpack_days(packed)
    return is_day and done_on != today and now >= moment_at(today, WRITES_FROM, zone)
