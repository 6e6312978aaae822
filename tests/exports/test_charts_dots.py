"""Twenty dots: for how many is there enough?"""

import pytest

from planner.exports.charts import DotWords, dot_chart
from tests.exports.drawings import SVG, check_chart, count, words_of

TWENTY = [46, 54, 58, 63, 66, 70, 73, 76, 80, 82, 84, 86, 90, 93, 97, 101, 106, 112, 124, 138]


def words(portions: int) -> DotWords:
    return DotWords(
        title="Twintig mogelijke middagen",
        description="In 18 van de 20 is 120 porties genoeg.",
        threshold=f"{portions} porties",
        axis="mensen",
    )


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize(
    ("outcomes", "enough_for", "short"),
    [
        pytest.param(TWENTY, 120, 2, id="ample"),
        pytest.param(TWENTY, 92, 7, id="tight"),
        pytest.param(TWENTY, 138, 0, id="just enough for the very last"),
        pytest.param(TWENTY, 137, 1, id="one portion less"),
        pytest.param(TWENTY, 400, 0, id="far too much"),
        pytest.param(TWENTY, 10, 20, id="far too little"),
        pytest.param(TWENTY, 0, 20, id="nothing"),
        pytest.param([30] * 20, 30, 0, id="always the same"),
        pytest.param([0] * 18 + [1, 9], 1, 1, id="hardly anybody"),
        pytest.param([n * 50 for n in TWENTY], 5000, 5, id="a castle"),
    ],
)
def test_each_dot_beyond_what_there_is_becomes_a_cross(
    outcomes: list[int], enough_for: int, short: int, narrow: bool
) -> None:
    drawn = dot_chart(
        outcomes, words(enough_for), enough_for=enough_for, chart_id="d", narrow=narrow
    )
    root = check_chart(drawn)
    assert count(root, "circle", "c-dot") == 20 - short
    # Another shape, not only another colour.
    assert count(root, "path", "c-dot-short") == short


@pytest.mark.parametrize("enough_for", [60, 84, 92, 117, 120, 131])
def test_the_line_stands_between_two_columns_and_never_in_one(enough_for: int) -> None:
    root = check_chart(dot_chart(TWENTY, words(enough_for), enough_for=enough_for, chart_id="d"))
    line = next(each for each in root.iter(f"{SVG}path") if each.get("class") == "c-threshold")
    x = float(line.get("d", "")[1:].split()[0])
    for each in root.iter(f"{SVG}circle"):
        assert float(each.get("cx", "")) + float(each.get("r", "")) < x
    for each in root.iter(f"{SVG}path"):
        if each.get("class") == "c-dot-short":
            assert float(each.get("d", "")[1:].split()[0]) > x


def test_the_columns_do_not_rise_above_the_shaded_zone() -> None:
    root = check_chart(dot_chart([30] * 20, words(30), enough_for=30, chart_id="d"))
    zone = next(each for each in root.iter(f"{SVG}rect") if each.get("class") == "c-zone")
    top = float(zone.get("y", ""))
    for each in root.iter(f"{SVG}circle"):
        assert float(each.get("cy", "")) - float(each.get("r", "")) >= top


def test_the_axis_says_what_it_counts() -> None:
    root = check_chart(dot_chart(TWENTY, words(120), enough_for=120, chart_id="d", narrow=True))
    said = [each.text for each in words_of(root)]
    assert said == ["120 porties", "40", "60", "80", "100", "120", "mensen"]


def test_no_outcomes_are_no_chart() -> None:
    with pytest.raises(ValueError, match="at least one outcome"):
        dot_chart([], words(1), enough_for=1, chart_id="d")
