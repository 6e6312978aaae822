"""How often it came true, beside what was said."""

import pytest

from planner.exports.charts import HeldRange, held_chart
from tests.exports.drawings import check_chart, count, words_of

RANGES = [
    HeldRange("5 op 10", 0.5, 8 / 24, 16 / 24, 11 / 24, "11 van 24"),
    HeldRange("8 op 10", 0.8, 16 / 24, 22 / 24, 19 / 24, "19 van 24"),
    HeldRange("Alleen wie is uitgenodigd", 0.8, 5 / 9, 1.0, 3 / 9, "3 van 9"),
]


def draw(ranges: list[HeldRange], *, narrow: bool = False) -> str:
    return held_chart(
        ranges,
        title="Hoe vaak het uitkwam",
        description="Van de 24 keer dat we 8 op 10 zeiden, kwam het 19 keer uit.",
        axis="van de 10 keer",
        chart_id="h",
        narrow=narrow,
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_each_range_has_what_chance_allows_what_was_said_and_what_came(narrow: bool) -> None:
    root = check_chart(draw(RANGES, narrow=narrow))
    assert count(root, "rect", "c-band") == 3
    assert count(root, "path", "c-threshold") == 3
    assert count(root, "circle", "c-dot") == 2
    assert count(root, "path", "c-dot-short") == 1, "what chance does not allow is a cross"
    said = [words.text for words in words_of(root)]
    assert [text for text in said if " van " in text and text[0].isdigit()] == [
        each.words for each in RANGES
    ]


@pytest.mark.parametrize("narrow", [False, True])
def test_all_and_none_stay_in_the_picture(narrow: bool) -> None:
    edges = [
        HeldRange("altijd", 0.9, 0.6, 1.0, 1.0, "8 van 8"),
        HeldRange("nooit", 0.5, 0.0, 1.0, 0.0, "0 van 8"),
        HeldRange("x" * 200, 0.5, 0.0, 1.0, 0.5, "4 van 8"),
    ]
    check_chart(draw(edges, narrow=narrow))


def test_without_a_range_there_is_no_chart() -> None:
    with pytest.raises(ValueError, match="at least one range"):
        draw([])
