"""What a forecast sounds like: round where it is wide, exact where it is narrow, and adding up."""

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.core.turnout import Parts, spoken, spoken_parts, spoken_range


class Kept:
    """A forecast of three numbers."""

    def __init__(self, low: int, likely: int, high: int) -> None:
        self.heads: Mapping[float, int] = {0.1: low, 0.5: likely, 0.9: high}

    def quantile(self, level: float) -> int:
        return self.heads[level]


@pytest.mark.parametrize(
    ("exact", "said"),
    [
        ((10, 19, 34), (10, 19, 34)),
        ((56, 80, 117), (56, 80, 117)),
        ((149, 206, 278), (150, 205, 280)),
        ((2274, 5004, 10188), (2300, 5000, 10200)),
        ((4981, 5004, 5022), (4981, 5004, 5022)),
    ],
)
def test_numbers_are_as_precise_as_the_forecast(
    exact: tuple[int, int, int], said: tuple[int, int, int]
) -> None:
    found = spoken(Kept(*exact))
    assert (found.low, found.likely, found.high) == said
    assert spoken_range(exact[0], exact[2]) == (said[0], said[2])


def test_who_came_already_is_not_rounded_away() -> None:
    found = spoken(Kept(2240, 5004, 10188), at_least=2240)
    assert (found.low, found.likely, found.high) == (2240, 5000, 10200)


def test_a_few_who_answered_stay_beside_the_thousands() -> None:
    exact = Parts(
        answered=40, come_as_answered=33, stay_away=7, still_to_answer=0, come_unannounced=4971
    )
    said = spoken_parts(exact, 100)
    assert (said.come_as_answered, said.come_unannounced, said.total) == (30, 4970, 5000)
    assert (said.answered, said.stay_away) == (40, 10)


def test_nobody_comes_who_did_not_answer_only_because_of_rounding_up() -> None:
    exact = Parts(
        answered=1030, come_as_answered=1030, stay_away=0, still_to_answer=0, come_unannounced=0
    )
    said = spoken_parts(exact, 50)
    assert said.come_as_answered <= said.answered
    assert said.total == 1050


heads = st.integers(0, 20_000)


@given(heads, heads, heads)
def test_a_range_stays_a_range(one: int, two: int, three: int) -> None:
    low, likely, high = sorted((one, two, three))
    found = spoken(Kept(low, likely, high))
    assert found.low <= found.likely <= found.high
    assert all(each % found.step == 0 for each in (found.low, found.likely, found.high))
    for exact, said in ((low, found.low), (likely, found.likely), (high, found.high)):
        assert abs(exact - said) * 20 <= high - low
        assert bool(exact) == bool(said)


@given(come=heads, away=heads, still=heads, more=heads, wide=st.integers(0, 20_000))
def test_parts_add_up_to_the_number_above_them(
    come: int, away: int, still: int, more: int, wide: int
) -> None:
    exact = Parts(
        answered=come + away,
        come_as_answered=come,
        stay_away=away,
        still_to_answer=still,
        come_unannounced=more,
    )
    step = spoken(Kept(exact.total, exact.total, exact.total + wide)).step
    said = spoken_parts(exact, step)
    assert said.total == spoken(Kept(exact.total, exact.total, exact.total + wide)).likely
    assert said.come_as_answered + said.stay_away == said.answered == exact.answered
    for name in ("come_as_answered", "still_to_answer", "come_unannounced", "stay_away"):
        assert getattr(said, name) >= 0
    assert bool(said.come_as_answered) == bool(come)
    assert bool(said.still_to_answer) == bool(still)
    assert said.come_unannounced or not more


def test_rounding_goes_no_further_than_can_come() -> None:
    said = spoken(Kept(120, 196, 230), at_least=115, at_most=197)
    assert (said.low, said.likely, said.high) == (120, 195, 197)
    assert spoken(Kept(10, 19, 34), at_least=40, at_most=38).high == 40, "who came, came"
