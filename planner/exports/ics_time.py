"""Times in calendar files: the one time zone we describe, and when to avoid it."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

HOME_ZONE = "Europe/Amsterdam"
"""The one zone written as local time; times of other zones are written in UTC."""

# By rule and not as a list of dates, because Outlook reads only the rule (MS-STANOICAL 2.2.47).
# A test compares it with the time zone database, so that a change of law fails the build.
TIMEZONE = b"""\
BEGIN:VTIMEZONE\r
TZID:Europe/Amsterdam\r
BEGIN:DAYLIGHT\r
DTSTART:19810329T020000\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r
TZNAME:CEST\r
TZOFFSETFROM:+0100\r
TZOFFSETTO:+0200\r
END:DAYLIGHT\r
BEGIN:STANDARD\r
DTSTART:19961027T030000\r
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r
TZNAME:CET\r
TZOFFSETFROM:+0200\r
TZOFFSETTO:+0100\r
END:STANDARD\r
END:VTIMEZONE\r
"""


def local_or_utc(moment: datetime, zone_name: str) -> datetime:
    """Give the local time, or UTC where the local time is not clear to every reader.

    A time in the hour that comes twice, or in the one that never comes, is read in two ways.
    """
    if zone_name != HOME_ZONE:
        return moment.astimezone(UTC)
    local = moment.astimezone(ZoneInfo(HOME_ZONE))
    clear = local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset()
    return local if clear else moment.astimezone(UTC)
