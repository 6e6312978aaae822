"""How much to buy of a dish: the packs that cost least in the end, the last one included.

Too little costs, too much costs what does not come back. One pack more or fewer is weighed by
what it is expected to cost, so a large pack of which little would be eaten stays in the shop.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from planner.core.catering.dishes import Pack
from planner.core.catering.packs import Purchase, best_of, cheapest_sets
from planner.core.turnout.distribution import Distribution

# Two choices that differ by less than this part are equally good: the smaller one is taken.
SAME = 1e-9


class LeftTable:
    """What is left of any amount on average: the area under the chances, added up once.

    Source: the expected value of what is not sold, Silver, Pyke and Thomas 2017, Inventory and
    Production Management in Supply Chains, on perishable items.
    """

    def __init__(self, amounts: Distribution) -> None:
        self._amounts = amounts
        points = zip(amounts.heads, amounts.chances, strict=True)
        self._areas = tuple(
            accumulate(
                (
                    (high - low) * (below + above) / 2
                    for (low, below), (high, above) in pairwise(points)
                ),
                initial=0.0,
            )
        )
        self.mean = amounts.heads[-1] - self._areas[-1]

    def left(self, bought: float) -> float:
        """What is left on average."""
        heads, chances = self._amounts.heads, self._amounts.chances
        right = bisect_right(heads, bought)
        if right == 0:
            return 0.0
        past = bought - heads[right - 1]
        if right == len(heads):
            return self._areas[-1] + past
        slope = (chances[right] - chances[right - 1]) / (heads[right] - heads[right - 1])
        return self._areas[right - 1] + past * (chances[right - 1] + slope * past / 2)

    def short(self, bought: float) -> float:
        """What is missing on average."""
        return self.mean - bought + self.left(bought)


@dataclass(frozen=True, slots=True)
class Worth:
    """What one unit of a dish is worth, in the price of one.

    Args:
        back: what comes back of one that is left; below 1.
        missing: what one costs that is wanted and not there; above 1.
    """

    back: float
    missing: float

    @property
    def level(self) -> float:
        """The chance of being enough that is worth its money.

        Source: the newsvendor, Arrow, Harris and Marschak 1951, Econometrica 19:250.
        """
        return (self.missing - 1) / (self.missing - self.back)


def expected_cost(
    table: LeftTable, purchase: Purchase, unit_price: float, worth: Worth, *, in_stock: int = 0
) -> float:
    """What a purchase costs in the end: the till, less what comes back, and what is missing."""
    there = purchase.amount + in_stock
    paid = purchase.cost_cents if unit_price else purchase.amount
    return paid + (unit_price or 1.0) * (
        worth.missing * table.short(there) - worth.back * table.left(there)
    )


def unit_price_of(packs: Sequence[Pack]) -> float:
    """The lowest price of one unit; 0 as long as a pack has no price."""
    best = best_of(packs)
    return best.price_cents / best.content


def best_purchase(
    amounts: Distribution,
    packs: Sequence[Pack],
    worth: Worth,
    *,
    least: int = 0,
    in_stock: int = 0,
) -> Purchase:
    """The packs whose expected cost is lowest; of equally good ones the fewest.

    What is expected to be left and missing makes a valley with its floor at the level of the
    newsvendor. Whole packs of the best price reach any multiple of their content at that price,
    so nothing beyond the multiples on either side of the floor can be better: all sets of packs
    between those two are weighed. Because what one unit more saves only rises when more is
    wanted, more people never lead to fewer packs nor to a lower bill (Topkis 1978, Operations
    Research 26:305).

    Args:
        amounts: the chances of each amount that is eaten.
        packs: in what it is sold.
        worth: of one unit that is left or missing.
        least: never less than this together with the stock.
        in_stock: so much is there already.
    """
    content = best_of(packs).content
    aim = max(0.0, amounts.point(worth.level) - in_stock)
    least = max(0, least - in_stock)
    first = max(math.floor(aim / content) * content, least)
    last = max(math.ceil(aim / content), math.ceil(least / content)) * content
    table, price = LeftTable(amounts), unit_price_of(packs)
    found, lowest = Purchase(), math.inf
    for purchase in cheapest_sets(first, last, packs):
        cost = expected_cost(table, purchase, price, worth, in_stock=in_stock)
        if cost < lowest - SAME * abs(cost):
            found, lowest = purchase, cost
    return found
