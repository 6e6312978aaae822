"""From what a clock on the wall says to a moment, on the odd nights of the year too."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


class NoSuchTime(Exception):
    """The clock jumps over this time, in the night that summer time begins."""


def moment_at(day: date, at: time, zone: str) -> datetime:
    """Return the moment, in UTC, at which the clocks of a zone show a day and a time.

    In the night that summer time ends, an hour comes twice: the first one is taken.

    Raises:
        NoSuchTime: in the night that summer time begins, an hour does not come at all.
    """
    shown = datetime.combine(day, at, tzinfo=ZoneInfo(zone))
    moment = shown.astimezone(UTC)
    # A skipped time survives the way there, but does not come back the same.
    if moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None) != shown.replace(tzinfo=None):
        raise NoSuchTime
    return moment


def day_of(moment: datetime, zone: str) -> date:
    """Return the day that the calendars of a zone show at a moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def time_of(moment: datetime, zone: str) -> time:
    """Return what the clocks of a zone show at a moment, to the minute."""
    return moment.astimezone(ZoneInfo(zone)).time().replace(second=0, microsecond=0)


def on_another_day(moment: datetime, day: date, zone: str) -> datetime:
    """Return the moment on another day at which the clocks of a zone show the same time.

    A time that does not exist on that day is moved to the hour after it.
    """
    return moment_near(day, time_of(moment, zone), zone)


def moment_near(day: date, at: time, zone: str) -> datetime:
    """Return the moment at which clocks show a day and a time, an hour later where they skip it."""
    try:
        return moment_at(day, at, zone)
    except NoSuchTime:
        shown = datetime.combine(day, at) + timedelta(hours=1)
        return moment_at(shown.date(), shown.time(), zone)


def moved_along(moment: datetime, *, before: datetime, after: datetime, zone: str) -> datetime:
    """Move a moment by as many days as something else moved; the clock shows the same time.

    Args:
        moment: such as when the answers close.
        before: where the other thing was, such as the start of the event.
        after: where it is now.
        zone: whose days and clocks count.
    """
    days = day_of(after, zone) - day_of(before, zone)
    return on_another_day(moment, day_of(moment, zone) + days, zone)
