"""Clocks on the wall, also in the nights that they jump."""

from datetime import UTC, date, datetime, time

import pytest

from planner.core.local_time import (
    NoSuchTime,
    day_of,
    moment_at,
    moved_along,
    on_another_day,
    time_of,
)

HEERLEN = "Europe/Amsterdam"


@pytest.mark.parametrize(
    ("day", "at", "utc"),
    [
        pytest.param(
            date(2027, 6, 12), time(15), datetime(2027, 6, 12, 13, tzinfo=UTC), id="summer"
        ),
        pytest.param(
            date(2027, 12, 18), time(17), datetime(2027, 12, 18, 16, tzinfo=UTC), id="winter"
        ),
        pytest.param(
            date(2027, 10, 31),
            time(2, 30),
            datetime(2027, 10, 31, 0, 30, tzinfo=UTC),
            id="an hour that comes twice: the first",
        ),
        pytest.param(
            date(2027, 3, 28),
            time(3),
            datetime(2027, 3, 28, 1, tzinfo=UTC),
            id="just after the jump",
        ),
    ],
)
def test_the_wall_clock_says_a_moment(day: date, at: time, utc: datetime) -> None:
    moment = moment_at(day, at, HEERLEN)
    assert moment == utc
    assert (day_of(moment, HEERLEN), time_of(moment, HEERLEN)) == (day, at)


@pytest.mark.parametrize("at", [time(2), time(2, 30), time(2, 59)])
def test_an_hour_that_is_skipped_is_no_time(at: time) -> None:
    with pytest.raises(NoSuchTime):
        moment_at(date(2027, 3, 28), at, HEERLEN)


def test_the_same_hour_on_another_day_moves_past_the_skipped_one() -> None:
    night = moment_at(date(2027, 3, 21), time(2, 30), HEERLEN)
    moved = on_another_day(night, date(2027, 3, 28), HEERLEN)
    assert time_of(moved, HEERLEN) == time(3, 30)


def test_a_deadline_moves_along_by_days_and_keeps_its_hour() -> None:
    summer = moment_at(date(2027, 10, 30), time(15), HEERLEN)
    winter = moment_at(date(2027, 11, 6), time(15), HEERLEN)
    closes = moment_at(date(2027, 10, 28), time(23, 59), HEERLEN)
    moved = moved_along(closes, before=summer, after=winter, zone=HEERLEN)
    assert (day_of(moved, HEERLEN), time_of(moved, HEERLEN)) == (date(2027, 11, 4), time(23, 59))
