"""What buying in whole packs promises."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.core.catering.dishes import Keeping, Pack
from planner.core.catering.packs import buy, tolerance


@pytest.mark.parametrize(
    ("amount", "packs", "bought"),
    [
        pytest.param(144, [Pack(24, 2200)], [(24, 6)], id="144 burgers are 6 boxes of 24"),
        pytest.param(145, [Pack(24, 2200)], [(24, 7)], id="always up to a whole box"),
        pytest.param(0, [Pack(20, 500)], [], id="nobody is coming"),
        pytest.param(-3, [Pack(20, 500)], [], id="the firm order has it all"),
        pytest.param(30, [Pack(24, 2200), Pack(8, 850)], [(24, 1), (8, 1)], id="two sizes"),
        pytest.param(23, [Pack(24, 2200), Pack(8, 850)], [(24, 1)], id="one box is cheaper"),
        pytest.param(5, [Pack(24, 0), Pack(6, 0)], [(6, 1)], id="no prices: least left over"),
        pytest.param(0.2, [Pack(10, 5)], [(10, 1)], id="a part of a roll is a roll"),
    ],
)
def test_the_cheapest_whole_packs(
    amount: float, packs: list[Pack], bought: list[tuple[int, int]]
) -> None:
    assert [(pack.content, count) for pack, count in buy(amount, packs).packs] == bought


@settings(max_examples=60, deadline=None, derandomize=True)
@given(
    amount=st.integers(1, 60),
    packs=st.lists(
        st.builds(Pack, st.integers(3, 25), st.integers(50, 2500)), min_size=1, max_size=3
    ),
)
def test_no_other_choice_of_packs_is_cheaper(amount: int, packs: list[Pack]) -> None:
    found = buy(amount, packs)
    assert found.amount >= amount
    others = itertools.product(*(range(-(-amount // pack.content) + 1) for pack in packs))
    cheapest = min(
        sum(pack.price_cents * count for pack, count in zip(packs, counts, strict=True))
        for counts in others
        if sum(pack.content * count for pack, count in zip(packs, counts, strict=True)) >= amount
    )
    assert found.cost_cents == cheapest


@settings(max_examples=30, deadline=None, derandomize=True)
@given(
    amount=st.floats(1, 1e8),
    packs=st.lists(
        st.builds(Pack, st.integers(1, 9999), st.integers(0, 2500)), min_size=1, max_size=4
    ),
)
def test_odd_sizes_and_huge_amounts_are_never_too_little(amount: float, packs: list[Pack]) -> None:
    assert buy(amount, packs).amount >= amount - 1e-6


def test_only_a_fresh_pack_may_be_left_in_the_shop() -> None:
    packs = [Pack(1000), Pack(2500)]
    assert tolerance(packs, Keeping.FRESH) == 100
    assert tolerance(packs, Keeping.FROZEN) == 0


def test_a_pack_holds_something() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        Pack(0, 100)
