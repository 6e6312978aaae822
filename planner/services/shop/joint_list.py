"""Two audiences, one shopping list: an open evening with an invited dinner inside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from planner.core.catering import (
    DishNeed,
    DishOrder,
    Purchase,
    but_for,
    judge_all,
    lines_for,
    together,
)
from planner.core.catering.packs import purchase_of
from planner.services.shop.papers import Sitting
from planner.services.shop.shopping_list import ShoppingLine


@dataclass(frozen=True, slots=True)
class JointLine:
    """A dish, bought for everybody who eats it.

    Attributes:
        order: what to buy in all.
        by_audience: what each audience would need by itself, in the order of the audiences; None
            where it is not on their menu.
    """

    order: DishOrder
    by_audience: tuple[DishOrder | None, ...]


@dataclass(frozen=True, slots=True)
class JointList:
    """One list for several audiences.

    Attributes:
        sittings: each with a forecast of its own.
        apart_cents: what the lists would cost when each audience bought for itself.
    """

    sittings: tuple[Sitting, ...]
    lines: tuple[JointLine, ...]
    apart_cents: int

    @property
    def counts_once(self) -> bool:
        """Whether some who eat at a part of an event are left out of the food of the event."""
        if _is_placed(self.sittings):
            return False
        for line in self.lines:
            audiences = zip(self.sittings, line.by_audience, strict=True)
            eating = [sitting for sitting, order in audiences if order is not None]
            if any(_parts_of(sitting, eating) for sitting in eating):
                return True
        return False

    @property
    def cost_cents(self) -> int:
        """What the list costs."""
        return sum(line.order.firm.cost_cents for line in self.lines)


def joint_list(sittings: Sequence[Sitting]) -> JointList | None:
    """Put the shopping of several audiences on one list; None for fewer than two.

    A dish that several menus share is bought from the sum of their needs: the one may be busy when
    the other is quiet, so together they need less spare food. Who eats at a part, such as a dinner,
    is a visitor of the larger event too and is counted once. What was placed stays as placed.
    """
    if len(sittings) < 2:
        return None
    found: dict[object, dict[int, ShoppingLine]] = {}
    for place, sitting in enumerate(sittings):
        for line in sitting.shopping.lines:
            found.setdefault(_same(line), {})[place] = line
    shared = list(found.values())
    return JointList(
        sittings=tuple(sittings),
        lines=tuple(
            JointLine(
                order=order,
                by_audience=tuple(
                    lines[place].order if place in lines else None for place in range(len(sittings))
                ),
            )
            for lines, order in zip(shared, _joined(sittings, shared), strict=True)
        ),
        apart_cents=sum(sitting.shopping.chosen.order.cost_cents for sitting in sittings),
    )


def _same(line: ShoppingLine) -> object:
    """Dishes are the same when they are bought as the same packs and eaten by the same people."""
    dish = line.order.dish
    return (dish.name, dish.unit, dish.packs, dish.keeping, dish.supplier, dish.meant_for)


def _joined(
    sittings: Sequence[Sitting], shared: Sequence[dict[int, ShoppingLine]]
) -> Sequence[DishOrder]:
    """Order each dish once for all who eat it; what one audience alone eats stays its own."""
    needs: list[DishNeed] = [
        replace(
            together(_needs_once(sittings, lines)),
            in_stock=sum(line.order.from_stock for line in lines.values()),
        )
        for lines in shared
    ]
    prices = [max(sittings[place].shopping.advised.price for place in lines) for lines in shared]
    if _is_placed(sittings):
        orders = [[line.order for line in lines.values()] for lines in shared]
        firm = [_added([order.firm for order in each]) for each in orders]
        reserves = [_added([order.reserve for order in each]) for each in orders]
        return judge_all(needs, firm, reserves, prices)
    return lines_for(needs, prices)


def _needs_once(sittings: Sequence[Sitting], lines: dict[int, ShoppingLine]) -> list[DishNeed]:
    """The need of each audience, where who eats at a part is counted there and nowhere else.

    Who comes to the dinner in the castle is one of the visitors of the castle too.
    """
    eating = [sittings[place] for place in lines]
    found = []
    for sitting, line in zip(eating, lines.values(), strict=True):
        whole = sitting.said.quantile(0.5)
        inside = sum(part.said.quantile(0.5) for part in _parts_of(sitting, eating))
        found.append(but_for(line.need, inside / whole) if inside and whole else line.need)
    return found


def _parts_of(whole: Sitting, sittings: Sequence[Sitting]) -> list[Sitting]:
    """Of some who eat, those at a part of an event: they visit the whole of it too."""
    return [each for each in sittings if each.event.parent_id == whole.event.id]


def _is_placed(sittings: Sequence[Sitting]) -> bool:
    return any(sitting.shopping.placed for sitting in sittings)


def _added(purchases: Sequence[Purchase]) -> Purchase:
    """Add packs of the same size up."""
    counts: dict[object, int] = {}
    packs = {}
    for purchase in purchases:
        for pack, count in purchase.packs:
            packs[pack] = pack
            counts[pack] = counts.get(pack, 0) + count
    return purchase_of([(packs[pack], counts[pack]) for pack in packs])
