"""Times in calendar files, on ordinary days and on the two nights a year."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical  # type: ignore[import-untyped]

from planner.exports.ics_time import HOME_ZONE, TIMEZONE, local_or_utc

AMSTERDAM = ZoneInfo(HOME_ZONE)
FIRST_RULE = datetime(1996, 10, 27, 1, tzinfo=UTC)


def moments_worth_asking() -> Iterator[datetime]:
    """Each hour of the weeks around a change of clock until 2045, and one moment of each day."""
    moment = FIRST_RULE
    while moment.year <= 2045:
        near = moment.month in (3, 10) and moment.day >= 24
        yield moment
        moment += timedelta(hours=1 if near else 24)


def test_our_time_zone_says_the_same_as_the_time_zone_database() -> None:
    described = tzical(StringIO(TIMEZONE.decode())).get(HOME_ZONE)
    wrong = [
        moment
        for moment in moments_worth_asking()
        if (local := moment.astimezone(AMSTERDAM)).replace(tzinfo=described).utcoffset()
        != local.utcoffset()
    ]
    assert wrong == []


def test_our_time_zone_knows_only_rules_since_outlook_reads_nothing_else() -> None:
    assert TIMEZONE.count(b"RRULE:FREQ=YEARLY;BYDAY=-1SU") == 2
    assert b"RDATE" not in TIMEZONE
    assert b"COMMENT" not in TIMEZONE
    assert TIMEZONE.count(b"\n") == TIMEZONE.count(b"\r\n")


@pytest.mark.parametrize(
    ("moment", "zone", "written"),
    [
        pytest.param(
            datetime(2027, 6, 12, 13, tzinfo=UTC), HOME_ZONE, "2027-06-12 15:00 +0200", id="summer"
        ),
        pytest.param(
            datetime(2027, 12, 18, 18, tzinfo=UTC), HOME_ZONE, "2027-12-18 19:00 +0100", id="winter"
        ),
        pytest.param(
            datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
            HOME_ZONE,
            "2027-10-31 00:30 +0000",
            id="half past two comes twice: the first",
        ),
        pytest.param(
            datetime(2027, 10, 31, 1, 30, tzinfo=UTC),
            HOME_ZONE,
            "2027-10-31 01:30 +0000",
            id="half past two comes twice: the second",
        ),
        pytest.param(
            datetime(2027, 10, 31, 2, 0, tzinfo=UTC),
            HOME_ZONE,
            "2027-10-31 03:00 +0100",
            id="and then all is clear again",
        ),
        pytest.param(
            datetime(2027, 3, 28, 2, 30, tzinfo=AMSTERDAM),
            HOME_ZONE,
            "2027-03-28 01:30 +0000",
            id="half past two never comes",
        ),
        pytest.param(
            datetime(2027, 6, 12, 13, tzinfo=UTC),
            "Europe/London",
            "2027-06-12 13:00 +0000",
            id="another zone",
        ),
    ],
)
def test_a_time_is_local_where_it_is_clear_and_utc_elsewhere(
    moment: datetime, zone: str, written: str
) -> None:
    assert local_or_utc(moment, zone).strftime("%Y-%m-%d %H:%M %z") == written
