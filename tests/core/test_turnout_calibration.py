"""Does it come true as often as was said?"""

import random

import pytest

from planner.core.turnout.calibration import ENOUGH_TIMES, Calibration, Held


@pytest.mark.parametrize(
    ("said", "times", "hits", "held"),
    [
        pytest.param(0.8, 24, 19, Held.AS_SAID, id="as often as was said"),
        pytest.param(0.8, 24, 15, Held.TOO_SELDOM, id="too seldom"),
        pytest.param(0.8, 24, 24, Held.TOO_OFTEN, id="every time is too often"),
        pytest.param(0.5, 24, 19, Held.TOO_OFTEN, id="half of the times was said"),
        pytest.param(0.8, 3, 0, Held.TOO_FEW, id="three times tell nothing"),
        pytest.param(0.8, 0, 0, Held.TOO_FEW, id="nothing was said"),
        pytest.param(0.8, ENOUGH_TIMES, 8, Held.AS_SAID, id="eight of eight may be luck"),
        pytest.param(0.9, 200, 150, Held.TOO_SELDOM, id="many times tell more"),
    ],
)
def test_hits_that_chance_does_not_allow_are_called_so(
    said: float, times: int, hits: int, held: Held
) -> None:
    assert Calibration(said, times, hits).held is held


def test_what_chance_allows_lies_around_what_was_said_and_within_the_times() -> None:
    for times in range(1, 201):
        for said in (0.5, 0.8, 0.9):
            low, high = Calibration(said, times, 0).by_chance
            assert 0 <= low <= said * times <= high <= times


def test_a_forecaster_who_is_right_is_called_wrong_at_most_one_time_in_ten() -> None:
    dice = random.Random(20270612)
    wrong = 0
    for _ in range(2_000):
        hits = sum(dice.random() < 0.8 for _ in range(30))
        wrong += Calibration(0.8, 30, hits).held is not Held.AS_SAID
    assert wrong <= 200
