"""From which moment of an event a shift is counted, where somebody types a day and times.

Source: docs/decisions/0046-helpers.md.
"""

from datetime import datetime, time, timedelta

from planner.core.helpers.shifts import ShiftAnchor
from planner.core.local_time import NoSuchTime, day_of, moment_at, time_of


def anchor_for(moment: datetime, *, ends_at: datetime) -> ShiftAnchor:
    """Return what a shift best moves along with, where nobody says.

    What comes after the event, such as clearing up, moves when the event ends at another time; all
    else moves with its beginning.

    Args:
        moment: when the shift begins.
        ends_at: of the event.
    """
    return ShiftAnchor.END if moment >= ends_at else ShiftAnchor.START


def next_time(after: datetime, at: time, zone: str) -> datetime:
    """Return when the clock next shows a time after a moment: the same day, or the day after.

    Raises:
        NoSuchTime: the clock skips it that night.
    """
    today = day_of(after, zone)
    if at > time_of(after, zone):
        return moment_at(today, at, zone)
    try:
        # Of an hour that comes twice it may be the second time, on the same day.
        found = moment_at(today, at, zone)
    except NoSuchTime:
        found = after
    return found if found > after else moment_at(today + timedelta(days=1), at, zone)
