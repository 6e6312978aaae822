"""Places are given once, in the order of the line, and never kept for who does not fit."""

from datetime import UTC, datetime, timedelta

import pytest

from planner.core.capacity import (
    Crowding,
    InLine,
    crowding,
    fits,
    next_in_line,
    offered_until,
    places_left,
    places_to_give,
)

NOW = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("capacity", "given_away", "places"),
    [
        pytest.param(None, None, None, id="a field without a fence"),
        pytest.param(60, None, 60, id="a hall"),
        pytest.param(60, 70, 70, id="a hall where some stay away"),
        pytest.param(60, 50, 60, id="never fewer than there are"),
        pytest.param(None, 70, None, id="no limit stays no limit"),
    ],
)
def test_an_organiser_may_give_away_more_places_than_there_are(
    capacity: int | None, given_away: int | None, places: int | None
) -> None:
    assert places_to_give(capacity=capacity, given_away=given_away) == places


@pytest.mark.parametrize(
    ("places", "likely", "busy", "told"),
    [
        pytest.param(None, 46, 73, None, id="a field without a fence"),
        pytest.param(80, 46, 73, None, id="all fit"),
        pytest.param(73, 46, 73, None, id="all fit just so"),
        pytest.param(60, 46, 73, Crowding(60, 46, 73, too_many=13), id="too few on a busy day"),
        pytest.param(4, 46, 73, Crowding(4, 46, 73, too_many=42), id="too few on any day"),
    ],
)
def test_who_finds_no_room_is_told_apart(
    places: int | None, likely: int, busy: int, told: Crowding | None
) -> None:
    found = crowding(places=places, likely=likely, busy=busy)
    assert found == told
    assert found is None or found.is_likely == (likely > found.places)


def test_the_last_place_can_be_taken_and_no_more() -> None:
    assert fits(2, capacity=30, taken=28)
    assert not fits(3, capacity=30, taken=28)
    assert places_left(capacity=30, taken=34) == 0


@pytest.mark.parametrize(
    ("line", "left", "served"),
    [
        pytest.param([], 5, [], id="nobody waits"),
        pytest.param([2, 3], 5, [1, 2], id="both fit"),
        pytest.param([5, 2], 3, [2], id="a couple passes a large family"),
        pytest.param([3, 3, 1], 4, [1, 3], id="what is left goes to who fits"),
        pytest.param([3], 0, [], id="nothing is free"),
        pytest.param([3, 50], None, [1, 2], id="there is no limit any more"),
    ],
)
def test_who_waits_longest_and_fits_comes_first(
    line: list[int], left: int | None, served: list[int]
) -> None:
    waiting = [InLine(place, heads) for place, heads in enumerate(line, start=1)]
    assert [one.invitation_id for one in next_in_line(waiting, left=left)] == served


@pytest.mark.parametrize(
    ("hours_left", "hours"),
    [
        pytest.param(24 * 9, 24, id="nine days before"),
        pytest.param(24, 6, id="a day before"),
        pytest.param(4, 1, id="in the morning"),
        pytest.param(1, 0.5, id="an hour before"),
        pytest.param(0.25, None, id="too late for an offer"),
        pytest.param(-1, None, id="it has begun"),
    ],
)
def test_an_offer_is_shorter_close_to_the_event(hours_left: float, hours: float | None) -> None:
    until = offered_until(now=NOW, closes_at=NOW + timedelta(hours=hours_left))
    assert until == (None if hours is None else NOW + timedelta(hours=hours))
