"""Is a registration on its path?"""

import random

import pytest

from planner.core.turnout.path import FEWEST_EVENTS, HowFar, OffPath, off_path, usual_of

ALIKE = (60, 63, 58, 62, 61)


@pytest.mark.parametrize(
    ("yes_heads", "how_far"),
    [
        pytest.param(0, HowFar.NONE_YET, id="nobody"),
        pytest.param(14, HowFar.THREE_QUARTERS_FEWER, id="three quarters fewer"),
        pytest.param(20, HowFar.TWO_THIRDS_FEWER, id="two thirds fewer"),
        pytest.param(30, HowFar.HALF, id="half"),
        pytest.param(38, HowFar.A_THIRD_FEWER, id="a third fewer"),
        pytest.param(95, HowFar.HALF_MORE, id="half as many again"),
        pytest.param(125, HowFar.TWICE, id="twice"),
        pytest.param(180, HowFar.THREE_TIMES, id="three times"),
        pytest.param(400, HowFar.MANY_TIMES, id="far more"),
    ],
)
def test_answers_outside_what_is_usual_are_said_in_words(yes_heads: int, how_far: HowFar) -> None:
    assert off_path(yes_heads, ALIKE) == OffPath(yes_heads, 61, how_far, 5)


@pytest.mark.parametrize("yes_heads", [52, 57, 61, 66, 75])
def test_answers_as_usual_say_nothing(yes_heads: int) -> None:
    assert off_path(yes_heads, ALIKE) is None


@pytest.mark.parametrize(
    ("earlier", "usual"),
    [
        pytest.param(ALIKE, 61, id="the middle"),
        pytest.param((10, 20, 60), 23, id="one large event moves it little"),
        pytest.param((0, 0, 0), 0, id="nobody"),
        pytest.param((0, 1, 40), 3, id="nobody at one of them"),
    ],
)
def test_what_is_usual_lies_between_the_fewest_and_the_most(
    earlier: tuple[int, ...], usual: int
) -> None:
    assert usual_of(earlier) == usual


def test_fewer_than_three_earlier_events_say_nothing() -> None:
    assert off_path(0, ALIKE[: FEWEST_EVENTS - 1]) is None
    assert off_path(0, ()) is None
    assert off_path(0, ALIKE[:FEWEST_EVENTS]) is not None


@pytest.mark.parametrize(
    ("yes_heads", "earlier"),
    [
        pytest.param(1, (4, 5, 4, 5), id="one family more and it is as usual"),
        pytest.param(0, (3, 2, 3), id="nobody of a handful"),
        pytest.param(8, (4, 5, 4, 5), id="one family fewer and it is as usual"),
        pytest.param(0, (0, 0, 0, 0), id="too early for anybody"),
    ],
)
def test_what_one_household_decides_says_nothing(yes_heads: int, earlier: tuple[int, ...]) -> None:
    assert off_path(yes_heads, earlier) is None


def test_larger_households_need_a_larger_difference() -> None:
    assert off_path(38, ALIKE) is not None
    assert off_path(38, ALIKE, household_size_ratio=9.6) is None


def test_events_that_differ_much_leave_much_room() -> None:
    assert off_path(30, (60, 62, 58, 61)) is not None
    assert off_path(30, (20, 120, 45, 90)) is None


def test_a_regular_group_is_off_its_path_sooner() -> None:
    """Whole households alone would make 46 people swing by ten; ten times these did not."""
    regular = (41, 42, 43, 44, 45, 46, 47, 48, 49, 50)
    assert off_path(62, regular) is not None
    assert off_path(62, regular[3:6]) is None


def test_only_the_latest_ten_events_tell_what_is_usual() -> None:
    found = off_path(30, (*([20] * 20), *([90] * 10)))
    assert found is not None
    assert (found.usual, found.events) == (90, 10)


def test_fewer_answers_are_never_less_remarkable() -> None:
    """Below the lowest number that says nothing every number is said, above the highest too."""
    quiet = [heads for heads in range(300) if off_path(heads, ALIKE) is None]
    assert quiet == list(range(quiet[0], quiet[-1] + 1))


def test_a_registration_on_its_path_is_called_so_nine_times_in_ten_on_each_side() -> None:
    """By simulation: events that swing by a quarter, households of one to four."""
    dice = random.Random(20270612)
    fewer = more = 0
    for _ in range(1_000):
        *earlier, now = (_event(dice, 60 * dice.lognormvariate(0, 0.25)) for _ in range(7))
        found = off_path(now, earlier)
        fewer += found is not None and found.is_fewer
        more += found is not None and not found.is_fewer
    assert fewer < 100
    assert more < 100


def test_half_as_many_answers_are_seen_more_often_than_not() -> None:
    dice = random.Random(20270613)
    seen = 0
    for _ in range(1_000):
        earlier = [_event(dice, 80 * dice.lognormvariate(0, 0.2)) for _ in range(6)]
        found = off_path(_event(dice, 40 * dice.lognormvariate(0, 0.2)), earlier)
        seen += found is not None and found.is_fewer
    assert seen > 600


def _event(dice: random.Random, people: float) -> int:
    """As many households as bring about so many people; a binomial of many cards."""
    answered = sum(dice.random() < people / 2.1 / 200 for _ in range(200))
    return sum(dice.choice((1, 1, 2, 2, 2, 3, 4)) for _ in range(answered))
