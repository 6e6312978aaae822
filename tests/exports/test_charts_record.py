"""What was forecast and how many came."""

import pytest

from planner.exports.charts import Band, PastForecast, record_chart
from tests.exports.drawings import check_chart, count, words_of

SUMMER = [
    PastForecast("Passart, 12 juni", Band(58, 70, 85, 100, 121), 76, "76 kwamen"),
    PastForecast("Mariarade, 19 juni", Band(25, 28, 31, 36, 44), 120, "120 kwamen"),
    PastForecast("Het speelveld achter de grote kerk", Band(40, 55, 60, 72, 90), 90, "90 kwamen"),
    PastForecast("Vrieheide", Band(30, 33, 35, 38, 41), 18, "18 kwamen"),
]


def draw(events: list[PastForecast], *, narrow: bool = False) -> str:
    return record_chart(
        events,
        title="Hoe goed rekenden we?",
        description="2 van de 4 keer kwam er een aantal binnen onze verwachting.",
        axis="mensen",
        chart_id="r",
        narrow=narrow,
    )


@pytest.mark.parametrize("narrow", [False, True])
def test_each_event_has_a_bar_and_its_count_outside_of_it_a_cross(narrow: bool) -> None:
    root = check_chart(draw(SUMMER, narrow=narrow))
    assert count(root, "rect", "c-band") == 4
    assert count(root, "circle", "c-dot") == 2
    assert count(root, "path", "c-dot-short") == 2
    said = [words.text for words in words_of(root)]
    assert [text for text in said if text.endswith("kwamen")] == [
        event.counted_words for event in SUMMER
    ]


@pytest.mark.parametrize("narrow", [False, True])
def test_a_name_without_end_is_cut_and_nothing_else_moves(narrow: bool) -> None:
    root = check_chart(
        draw([PastForecast("x" * 200, Band(1, 2, 3, 4, 5), 3, "3 kwamen")], narrow=narrow)
    )
    (name,) = (words.text for words in words_of(root) if words.text.startswith("x"))
    assert name.endswith("…")


def test_the_numbers_start_at_nobody_and_say_what_they_count() -> None:
    said = [words.text for words in words_of(check_chart(draw(SUMMER)))]
    assert said[:5] == ["0", "40", "80", "120", "mensen"]


def test_a_season_without_events_has_no_record() -> None:
    with pytest.raises(ValueError, match="at least one past event"):
        draw([])
