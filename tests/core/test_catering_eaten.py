"""How much of a dish is gone, by the people who came and by what somebody saw."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.core.catering.eaten import Look, portions_eaten, stand_of

BUS_AT_TEN = [(10.0, 40.0)]


@pytest.mark.parametrize(
    ("minute", "portions"),
    [
        pytest.param(5, 0, id="nobody is there"),
        pytest.param(10, 0, id="the bus has just come"),
        pytest.param(40, 20, id="half an hour later half is eaten"),
        pytest.param(70, 40, id="an hour later all is"),
        pytest.param(200, 40, id="nobody eats twice"),
    ],
)
def test_guests_eat_over_the_hour_after_they_came(minute: float, portions: float) -> None:
    assert portions_eaten(BUS_AT_TEN, minute) == pytest.approx(portions)


def test_without_a_look_the_reckoning_stands() -> None:
    found = stand_of(200, 100, BUS_AT_TEN, 40)
    assert (found.eaten, found.per_guest, found.feeds) == (40, 2, 100)


def test_who_sees_what_was_reckoned_changes_nothing() -> None:
    found = stand_of(200, 100, BUS_AT_TEN, 70, Look(70, 80))
    assert found.per_guest == pytest.approx(2)
    assert found.feeds == pytest.approx(100)


def test_hungry_guests_make_a_dish_go_less_far() -> None:
    found = stand_of(200, 100, BUS_AT_TEN, 40, Look(40, 150))
    assert found.per_guest > 4
    assert found.feeds < 40  # not even for those who are there: they are still eating
    assert found.eaten == 150


def test_one_early_look_is_no_proof_of_a_great_appetite() -> None:
    found = stand_of(200, 100, [(0.0, 4.0)], 15, Look(15, 8))
    assert found.per_guest < 2 * 1.3


def test_a_dish_that_is_hardly_touched_may_be_served_later() -> None:
    found = stand_of(200, 100, BUS_AT_TEN, 200, Look(200, 0))
    assert found.per_guest == pytest.approx(2 * 0.67)


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    arrivals=st.lists(st.tuples(st.floats(0, 200), st.floats(0, 30)), max_size=8).map(sorted),
    gone=st.none() | st.floats(0, 200),
    looked=st.floats(0, 200),
    later=st.floats(0, 100),
)
def test_never_more_is_eaten_than_was_bought_and_it_only_grows(
    arrivals: list[tuple[float, float]], gone: float | None, looked: float, later: float
) -> None:
    look = None if gone is None else Look(looked, gone)
    first = stand_of(200, 100, arrivals, looked, look)
    then = stand_of(200, 100, arrivals, looked + later, look)
    assert 0 <= first.eaten <= then.eaten + 1e-9 <= 200 + 1e-9
    assert first.feeds == then.feeds >= 0
    assert first.per_guest > 0
