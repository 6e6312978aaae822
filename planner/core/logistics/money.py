"""What an event costs: planned beside actual, by category, and what that is for each who came.

All amounts are in cents. Source: docs/decisions/0047-logistics.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

MOST_CENTS = 100_000_000
MOST_COST_WORDS = 120


class CostCategory(StrEnum):
    """What money goes to; INCOME is what others pay towards it."""

    FOOD = "food"
    THINGS = "things"
    PLACE = "place"
    PROGRAMME = "programme"
    PRINT = "print"
    PERMITS = "permits"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class CostAmount:
    """One amount of money.

    Attributes:
        planned: what it was thought to cost; None where nobody planned it.
        paid: what was paid; None while nothing was.
    """

    category: CostCategory
    planned: int | None = None
    paid: int | None = None


@dataclass(frozen=True, slots=True)
class CostSum:
    """Planned and paid of a category, or of all; `paid` is None where nothing was paid."""

    planned: int
    paid: int | None

    @property
    def over(self) -> int:
        """How much more was paid than planned; 0 for not more."""
        return max(0, (self.paid or 0) - self.planned)


def sums_of(costs: Iterable[CostAmount]) -> dict[CostCategory, CostSum]:
    """Add amounts up by category; of those in which there is one."""
    found: dict[CostCategory, list[CostAmount]] = {}
    for cost in costs:
        found.setdefault(cost.category, []).append(cost)
    return {one: _sum(found[one]) for one in CostCategory if one in found}


def total_of(costs: Iterable[CostAmount]) -> CostSum:
    """Add all amounts up."""
    return _sum(list(costs))


def per_head(cents: int | None, heads: int | None) -> int | None:
    """Return what it cost for each of so many, rounded to a cent; None where that says nothing."""
    if cents is None or not heads:
        return None
    return (2 * cents + heads) // (2 * heads)


def _sum(costs: list[CostAmount]) -> CostSum:
    paid = [cost.paid for cost in costs if cost.paid is not None]
    return CostSum(sum(cost.planned or 0 for cost in costs), sum(paid) if paid else None)
