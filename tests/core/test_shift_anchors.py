"""From which moment a shift is counted, and when the clock next shows a time."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from planner.core.anchors import EventAnchor, anchor_for, next_time
from planner.core.local_time import NoSuchTime

ZONE = "Europe/Amsterdam"


def at(day: int, hour: int, minute: int = 0, *, month: int = 6, fold: int = 0) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZoneInfo(ZONE), fold=fold)


@pytest.mark.parametrize(
    ("moment", "anchor"),
    [
        pytest.param(at(12, 10), EventAnchor.START, id="setting up"),
        pytest.param(at(12, 18, 59), EventAnchor.START, id="just before the end"),
        pytest.param(at(12, 19), EventAnchor.END, id="at the end"),
        pytest.param(at(13, 10), EventAnchor.END, id="the day after"),
    ],
)
def test_what_comes_after_the_end_is_counted_from_the_end(
    moment: datetime, anchor: EventAnchor
) -> None:
    assert anchor_for(moment, ends_at=at(12, 19)) is anchor


@pytest.mark.parametrize(
    ("after", "shown", "found"),
    [
        pytest.param(at(12, 15), time(17), at(12, 17), id="the same day"),
        pytest.param(at(12, 22), time(2), at(13, 2), id="past midnight"),
        pytest.param(at(12, 15), time(15), at(13, 15), id="a day later"),
        pytest.param(
            at(24, 23, 30, month=10),
            time(2, 30),
            at(25, 2, 30, month=10),
            id="the first of two, the night the clock goes back",
        ),
    ],
)
def test_the_clock_next_shows_it(after: datetime, shown: time, found: datetime) -> None:
    assert next_time(after, shown, ZONE).astimezone(UTC) == found.astimezone(UTC)


def test_a_time_that_is_skipped_is_none() -> None:
    with pytest.raises(NoSuchTime):
        next_time(at(28, 23, month=3), time(2, 30), ZONE)
