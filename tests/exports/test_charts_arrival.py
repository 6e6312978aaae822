"""The day itself: who is inside, and will there be enough?"""

from math import exp

import pytest

from planner.exports.charts import ArrivalWords, Band, Label, arrival_chart
from tests.exports.drawings import SVG, check_chart, count, words_of

WORDS = ArrivalWords(
    title="Wie is er binnen?",
    description="Er zijn 64 mensen binnen; het worden er waarschijnlijk 88 tot 131.",
    busy=Label("131 als het druk blijft", "131"),
    likely=Label("104 verwacht", "104"),
    quiet=Label("88 als het rustig wordt", "88"),
    inside="64 binnen",
    now="nu 16.15",
    enough="eten voor 120",
    times=((0, "15.00"), (60, "16.00"), (120, "17.00"), (180, "18.00"), (240, "19.00")),
)
HALFWAY = [(minute, round(97 * (1 - exp(-minute / 70)))) for minute in range(0, 76, 5)]
END = (240.0, Band(88, 96, 104, 115, 131))


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize(
    ("counted", "ahead", "enough_for"),
    [
        pytest.param(HALFWAY, [(120, Band(76, 80, 85, 92, 100)), END], 120, id="halfway"),
        pytest.param(HALFWAY, [END], 64, id="just run out"),
        pytest.param(HALFWAY, [END], None, id="nothing that can run out"),
        pytest.param([(0, 0)], [(240, Band(58, 70, 85, 100, 121))], 120, id="nobody yet"),
        pytest.param(HALFWAY, [], 120, id="it is over"),
        pytest.param([(-30, 12), *HALFWAY], [END], 5_000, id="early guests, ample food"),
        pytest.param(
            [(m, m * 20) for m in range(235)], [(240, Band(*[4700] * 5))], 4000, id="castle"
        ),
    ],
)
def test_no_words_cover_each_other_or_leave_the_sheet(
    counted: list[tuple[float, int]],
    ahead: list[tuple[float, Band]],
    enough_for: int | None,
    narrow: bool,
) -> None:
    drawn = arrival_chart(counted, ahead, WORDS, enough_for=enough_for, chart_id="a", narrow=narrow)
    root = check_chart(drawn)
    said = {words.text for words in words_of(root)}
    assert {"64 binnen", "nu 16.15"} <= said
    assert ("eten voor 120" in said) == (enough_for is not None)
    assert count(root, "path", "c-threshold") == (enough_for is not None)


def test_what_is_expected_is_dashed_so_that_it_is_not_taken_for_counted() -> None:
    root = check_chart(arrival_chart(HALFWAY, [END], WORDS, chart_id="a"))
    expected, counted = (each for each in root.iter(f"{SVG}path") if each.get("class") == "c-line")
    assert expected.get("stroke-dasharray")
    assert not counted.get("stroke-dasharray")


def test_thousands_of_arrivals_make_no_heavy_page() -> None:
    busy = [(minute / 20, minute) for minute in range(5_000)]
    assert len(arrival_chart(busy, [(300, Band(*[6_000] * 5))], WORDS, chart_id="a")) < 5_000


def test_a_day_without_a_count_starts_with_nobody() -> None:
    with pytest.raises(ValueError, match="at least one count"):
        arrival_chart([], [END], WORDS, chart_id="a")
