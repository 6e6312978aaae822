"""A bar for each minute, that says its numbers to who can't see it."""

import re

import pytest

from planner.exports.charts_minutes import HEIGHT, LOWEST, minute_bars


def heights(drawing: str) -> list[float]:
    return [float(found) for found in re.findall(r'<rect[^>]* height="([0-9.]+)"', drawing)]


def test_the_busiest_minute_is_the_tallest_and_an_empty_one_is_a_line() -> None:
    drawing = minute_bars([0, 5, 10], title="Arrivals", chart_id="lately")
    assert heights(drawing) == [LOWEST, HEIGHT / 2, HEIGHT]


def test_a_quiet_quarter_of_an_hour_draws_lines() -> None:
    assert heights(minute_bars([0] * 15, title="Nobody", chart_id="a")) == [LOWEST] * 15


def test_what_it_is_called_can_not_break_out() -> None:
    assert "<b>" not in minute_bars([1], title="<b>", chart_id='"><b>')


@pytest.mark.parametrize("heads", [[], [3, -1]])
def test_numbers_that_can_not_be_are_refused(heads: list[int]) -> None:
    with pytest.raises(ValueError, match="counted from 0"):
        minute_bars(heads, title="x", chart_id="x")
