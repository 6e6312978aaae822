"""From an amount to whole packs: the cheapest set that holds at least so much."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from planner.core.catering.dishes import Keeping, Pack

# A fresh pack of which less than a tenth is needed is left in the shop. An assumption.
NOT_WORTH_OPENING = 0.1
# Odd pack sizes are reckoned in coarser steps, rounded to the safe side, to stay quick.
MOST_STEPS = 2000
MOST_SMALL_PACKS = 200
STEPS_AT_ONCE = 64


@dataclass(frozen=True, slots=True)
class Purchase:
    """Packs to buy.

    Args:
        packs: each pack size with the number of packs, largest first.
        amount: what they hold together, in the unit of the dish.
        cost_cents: what they cost together.
    """

    packs: tuple[tuple[Pack, int], ...] = ()
    amount: int = 0
    cost_cents: int = 0


def purchase_of(packs: Sequence[tuple[Pack, int]]) -> Purchase:
    """Add up packs."""
    return Purchase(
        packs=tuple(sorted(packs, key=lambda each: -each[0].content)),
        amount=sum(pack.content * count for pack, count in packs),
        cost_cents=sum(pack.price_cents * count for pack, count in packs),
    )


def tolerance(packs: Sequence[Pack], keeping: Keeping) -> float:
    """How much may be missing before another pack is opened: only for fresh dishes."""
    if keeping is not Keeping.FRESH:
        return 0.0
    return NOT_WORTH_OPENING * min(pack.content for pack in packs)


def buy(amount: float, packs: Sequence[Pack]) -> Purchase:
    """The cheapest packs that hold this amount; of equally cheap ones those with the least left."""
    wanted = math.ceil(amount - 1e-9)
    if wanted <= 0:
        return Purchase()
    return next(cheapest_sets(wanted, wanted, packs))


def cheapest_sets(least: int, most: int, packs: Sequence[Pack]) -> Iterator[Purchase]:
    """The cheapest packs that hold each amount between two, by rising amount.

    The pack with the best price for its content takes the bulk: of the other sizes a cheapest
    set never holds more than `best.content / step` packs, because some of them would add up to
    whole best packs. The rest is a small table of cheapest sets by amount.

    Args:
        least: from this amount; the first set holds it.
        most: to this one; the last set holds it.
        packs: in what it is sold.

    Source: the unbounded knapsack, Gilmore and Gomory 1966, Operations Research 14:1045.
    """
    best = best_of(packs)
    step = math.gcd(*(pack.content for pack in packs))
    largest = max(pack.content for pack in packs)
    small = min(best.content // step, MOST_SMALL_PACKS) * largest
    bulk = max(0, (least - small) // best.content)
    first, last = max(0, least - bulk * best.content), most - bulk * best.content
    step = max(step, math.ceil(last / MOST_STEPS))
    table = _table(tuple(packs), step, _rounded(math.ceil(last / step)))
    seen = -1
    for reached in range(math.ceil(first / step), math.ceil(last / step) + 1):
        if table.contents[reached] > seen:
            seen = table.contents[reached]
            yield _set_of(table, reached, best, bulk)


def best_of(packs: Sequence[Pack]) -> Pack:
    """The pack with the lowest price for what it holds."""
    return min(packs, key=lambda pack: (pack.price_cents / pack.content, -pack.content))


@dataclass(frozen=True, slots=True)
class _Table:
    """The cheapest set that holds each number of steps: its content, and how it came about."""

    contents: tuple[int, ...]
    chosen: tuple[tuple[Pack, int], ...]


def _rounded(steps: int) -> int:
    """Round up, so that neighbouring amounts share one table."""
    return steps + -steps % STEPS_AT_ONCE


@lru_cache(maxsize=300)
def _table(packs: tuple[Pack, ...], step: int, steps: int) -> _Table:
    """The cheapest set for each amount in steps, built up from nothing."""
    sold = [(pack, pack.content // step) for pack in packs if pack.content >= step]
    found: list[tuple[int, int, int]] = [(0, 0, 0)]  # cents, content, number of packs
    chosen: list[tuple[Pack, int]] = [(packs[0], 0)]
    for reached in range(1, steps + 1):
        options = []
        for pack, size in sold:
            before = max(0, reached - size)
            cents, content, number = found[before]
            option = (cents + pack.price_cents, content + pack.content, number + 1)
            options.append((option, before, pack))
        option, before, pack = min(options, key=lambda each: each[0])
        found.append(option)
        chosen.append((pack, before))
    return _Table(tuple(content for _cents, content, _number in found), tuple(chosen))


def _set_of(table: _Table, reached: int, best: Pack, bulk: int) -> Purchase:
    counts = {best: bulk}
    while reached:
        pack, reached = table.chosen[reached]
        counts[pack] = counts.get(pack, 0) + 1
    return purchase_of([(pack, count) for pack, count in counts.items() if count])
