"""What an event costs: planned beside actual, by category, and what that is for each who came.

All amounts are in cents. Source: docs/decisions/0047-logistics.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_CENTS = 100_000_000
MOST_COST_WORDS = 120


class CostCategory(StrEnum):
    """What money goes to."""

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
        paid: what was paid; negative for money that came back, None while nothing was paid.
    """

    category: CostCategory
    planned: int | None = None
    paid: int | None = None


@dataclass(frozen=True, slots=True)
class CostSum:
    """Planned and paid of a category, or of all.

    Attributes:
        planned: None where nobody planned anything, which is not 0.
        paid: None where nothing was paid.
        expected: what it comes to as far as is known: of each category the larger of the two.
    """

    planned: int | None
    paid: int | None
    expected: int

    @property
    def over(self) -> int:
        """How much more was paid than planned; 0 for not more, or where nobody planned it."""
        return max(0, (self.paid or 0) - self.planned) if self.planned is not None else 0


def sums_of(costs: Iterable[CostAmount]) -> dict[CostCategory, CostSum]:
    """Add amounts up by category; of those in which there is one."""
    found: dict[CostCategory, list[CostAmount]] = {}
    for cost in costs:
        found.setdefault(cost.category, []).append(cost)
    return {one: _sum(found[one]) for one in CostCategory if one in found}


def total_of(sums: Mapping[CostCategory, CostSum]) -> CostSum:
    """Add the sums of all categories up."""
    return CostSum(
        planned=_added(one.planned for one in sums.values()),
        paid=_added(one.paid for one in sums.values()),
        expected=sum(one.expected for one in sums.values()),
    )


def per_head(cents: int | None, heads: int | None) -> int | None:
    """Return what it cost for each of so many, rounded to a cent; None where that says nothing."""
    if cents is None or not heads:
        return None
    return (2 * cents + heads) // (2 * heads)


def _sum(costs: list[CostAmount]) -> CostSum:
    planned = _added(cost.planned for cost in costs)
    paid = _added(cost.paid for cost in costs)
    return CostSum(planned, paid, max(planned or 0, paid or 0))


def _added(amounts: Iterable[int | None]) -> int | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
