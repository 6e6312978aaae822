"""One bar for all answers."""

from itertools import pairwise

import pytest

from planner.exports.charts import parts_bar, share_bar
from tests.exports.drawings import SVG, check_chart


def bars(**counts: int) -> list[tuple[str, float]]:
    root = check_chart(share_bar(**counts, title="38 ja, 9 misschien", chart_id="s"))
    boxes = list(root.iter(f"{SVG}rect"))
    for one, other in pairwise(boxes):
        assert float(one.get("x", "")) + float(one.get("width", "")) < float(other.get("x", ""))
    last = boxes[-1]
    assert float(last.get("x", "")) + float(last.get("width", "")) == pytest.approx(300, abs=0.2)
    return [(each.get("class", ""), float(each.get("width", ""))) for each in boxes]


def test_each_kind_of_answer_has_its_share_of_the_width() -> None:
    widths = dict(bars(yes=50, maybe=25, no=25, nothing=100))
    assert widths["c-1"] == pytest.approx(2 * widths["c-3"], abs=0.2)
    assert widths["c-0"] == pytest.approx(4 * widths["c-4"], abs=0.2)


def test_a_kind_nobody_chose_has_no_part() -> None:
    assert [name for name, _ in bars(yes=3, maybe=0, no=0, nothing=1)] == ["c-1", "c-0"]


def test_one_answer_among_thousands_can_still_be_seen() -> None:
    assert bars(yes=1, maybe=0, no=0, nothing=5_000)[0] == ("c-1", 5)


def test_before_the_first_invitation_the_bar_is_empty() -> None:
    assert bars(yes=0, maybe=0, no=0, nothing=0) == [("c-0", 300)]


def test_answers_below_nobody_are_refused() -> None:
    with pytest.raises(ValueError, match="from 0"):
        bars(yes=-1, maybe=0, no=0, nothing=2)


def test_the_parts_of_a_forecast_stand_in_the_order_in_which_they_add_up() -> None:
    drawn = parts_bar(
        come_as_answered=55,
        still_to_answer=0,
        come_unannounced=25,
        stay_away=20,
        title="55 en 25",
        chart_id="p",
    )
    boxes = list(check_chart(drawn).iter(f"{SVG}rect"))
    assert [each.get("class") for each in boxes] == ["c-1", "c-3", "c-0"]
    widths = [float(each.get("width", "")) for each in boxes]
    assert widths[0] == pytest.approx(widths[1] * 55 / 25, abs=0.3)
