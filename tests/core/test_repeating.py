"""The days of a series."""

from datetime import date

import pytest

from planner.core.repeating import Rhythm, repeat

SECOND_SATURDAY = date(2027, 6, 12)


@pytest.mark.parametrize(
    ("first", "rhythm", "days"),
    [
        pytest.param(
            SECOND_SATURDAY,
            Rhythm.WEEK,
            [date(2027, 6, 12), date(2027, 6, 19), date(2027, 6, 26)],
            id="every week",
        ),
        pytest.param(
            SECOND_SATURDAY,
            Rhythm.TWO_WEEKS,
            [date(2027, 6, 12), date(2027, 6, 26), date(2027, 7, 10)],
            id="every two weeks",
        ),
        pytest.param(
            SECOND_SATURDAY,
            Rhythm.MONTH,
            [date(2027, 6, 12), date(2027, 7, 10), date(2027, 8, 14)],
            id="each second Saturday",
        ),
        pytest.param(
            date(2027, 10, 30),
            Rhythm.MONTH,
            [date(2027, 10, 30), date(2027, 11, 27), date(2027, 12, 25)],
            id="where there is no fifth Saturday, the last one",
        ),
        pytest.param(
            date(2027, 12, 4),
            Rhythm.MONTH,
            [date(2027, 12, 4), date(2028, 1, 1), date(2028, 2, 5)],
            id="over the end of the year",
        ),
    ],
)
def test_the_days_of_a_rhythm(first: date, rhythm: Rhythm, days: list[date]) -> None:
    assert repeat(first, rhythm, 3) == days


def test_nothing_is_repeated_no_times() -> None:
    assert repeat(SECOND_SATURDAY, Rhythm.WEEK, 0) == []
