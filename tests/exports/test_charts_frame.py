"""Round numbers on axes, and labels that never cover each other."""

import pytest

from planner.exports.charts_frame import Mark, Plot, marks_below, round_step, spread, ticks_up_to
from planner.exports.svg import NARROW
from tests.exports.drawings import parse, words_of


@pytest.mark.parametrize(
    ("highest", "ticks"),
    [
        pytest.param(158, [0, 40, 80, 120, 160], id="a barbecue"),
        pytest.param(160, [0, 40, 80, 120, 160], id="just on the last one"),
        pytest.param(161, [0, 40, 80, 120, 160, 200], id="just over it"),
        pytest.param(6_800, [0, 2000, 4000, 6000, 8000], id="a castle"),
        pytest.param(3.5, [0, 1, 2, 3, 4], id="whole people only"),
        pytest.param(0, [0, 1], id="nobody"),
        pytest.param(99, [0, 20, 40, 60, 80, 100], id="nearly a hundred"),
    ],
)
def test_an_axis_has_few_round_numbers_and_reaches_beyond_the_highest(
    highest: float, ticks: list[int]
) -> None:
    assert ticks_up_to(highest) == ticks


@pytest.mark.parametrize(
    ("span", "parts", "step"), [(92, 12, 10), (12, 12, 1), (13, 12, 2), (0, 5, 1), (4_600, 12, 400)]
)
def test_a_round_step_covers_the_span_in_few_parts(span: float, parts: int, step: int) -> None:
    assert round_step(span, parts=parts) == step


@pytest.mark.parametrize(
    ("wanted", "places"),
    [
        pytest.param([50, 100, 150], [50, 100, 150], id="room enough: nothing moves"),
        pytest.param([100, 100, 100], [80, 100, 120], id="all alike: the middle one stays"),
        pytest.param([100, 104, 180], [92, 112, 180], id="two meet halfway"),
        pytest.param([10, 11, 12], [10, 30, 50], id="at the top they go down"),
        pytest.param([190, 195, 199], [150, 170, 190], id="at the bottom they go up"),
    ],
)
def test_labels_move_apart_as_little_as_possible(wanted: list[float], places: list[float]) -> None:
    assert spread(wanted, gap=20, low=10, high=190) == places


def marks_on_a_phone(marks: list[Mark]) -> list[str]:
    plot = Plot(NARROW, left=30, top=0, right=290, bottom=200, first=0, last=10, highest=1)
    drawn = parse(
        f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(marks_below(plot, marks))}</svg>'
    )
    return [words.text for words in words_of(drawn)]


def test_ordinary_days_give_way_to_today_and_the_day_itself() -> None:
    today, day = Mark(8, "vandaag", strong=True), Mark(10, "za 12 juni", strong=True)
    ordinary = [Mark(0, "22 mei"), Mark(7, "9 juni"), Mark(9, "11 juni")]
    assert marks_on_a_phone([*ordinary, today, day]) == ["22 mei", "vandaag", "za 12 juni"]
