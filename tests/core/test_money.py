"""Planned beside paid, by category, and what it was for each who came."""

import pytest

from planner.core.logistics.money import (
    CostAmount,
    CostCategory,
    CostSum,
    per_head,
    sums_of,
    total_of,
)

COSTS = [
    CostAmount(category=CostCategory.FOOD, planned=30_000),
    CostAmount(category=CostCategory.FOOD, paid=33_120),
    CostAmount(category=CostCategory.THINGS, planned=5_000, paid=10_000),
    CostAmount(category=CostCategory.PRINT, planned=2_000),
]


def test_sums_are_by_category_and_add_up() -> None:
    found = sums_of(COSTS)
    assert list(found) == [CostCategory.FOOD, CostCategory.THINGS, CostCategory.PRINT]
    assert found[CostCategory.FOOD] == CostSum(30_000, 33_120, 33_120)
    assert found[CostCategory.PRINT] == CostSum(2_000, None, 2_000), (
        "nothing was paid, which is not 0"
    )
    assert total_of(found) == CostSum(37_000, 43_120, 45_120)
    assert (found[CostCategory.FOOD].over, found[CostCategory.PRINT].over) == (3_120, 0)


@pytest.mark.parametrize(
    ("cents", "heads", "expected"),
    [(43_120, 96, 449), (43_120, 104, 415), (None, 96, None), (43_120, 0, None), (5, 2, 3)],
)
def test_a_share_is_rounded_to_a_cent(
    cents: int | None, heads: int | None, expected: int | None
) -> None:
    assert per_head(cents, heads) == expected
