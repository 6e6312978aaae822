"""The shopping list parted by shop: for paper, for a spreadsheet, and for a message."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from planner.core.catering import Purchase, Unit
from planner.exports.tables import Cell, write_table
from planner.services.shop.papers import Sitting
from planner.services.shop.shopping_list import ShoppingLine
from planner.web.cost_rights import may_see_costs
from planner.web.dish_words import amount, packs
from planner.web.filters import local, money
from planner.web.i18n import gettext as _
from planner.web.organiser.labels import known_name
from planner.web.organiser.shopping.papers_made import told_households
from planner.web.organiser.shopping.why_words import why_words

THOUSAND = 1000
CENTS = 100
COLUMNS_OF_COSTS = (5, 7)
"""Of the table, counted from 0."""


@dataclass(frozen=True)
class ShopRow:
    """A dish as a shop reads it; `is_wanted` while there is any of it still to be bought."""

    name: str
    firm: str
    packs: str
    why: str
    reserve: str
    reserve_packs: str
    cost: str
    is_bought: bool
    is_wanted: bool


@dataclass(frozen=True)
class ShopPaper:
    """What to buy in one shop.

    Attributes:
        supplier: as it stands with the dishes, for an address; empty where no shop is named.
        total: what the firm order costs here; `reserve_total` what the rest would.
        shows_costs: whether who looks sees what it costs; else all of that is empty.
    """

    supplier: str
    title: str
    rows: list[ShopRow]
    total: str
    reserve_total: str
    shows_costs: bool = True


def by_shop(lines: Iterable[ShoppingLine]) -> dict[str, list[ShoppingLine]]:
    """Part a list by shop, in the order of the menu; what names no shop comes last."""
    found: dict[str, list[ShoppingLine]] = {}
    for line in lines:
        found.setdefault(one_line(line.order.dish.supplier), []).append(line)
    others = found.pop("", [])
    return found | ({"": others} if others else {})


def shop_papers(shops: dict[str, list[ShoppingLine]], guests: int) -> list[ShopPaper]:
    """Write down what to buy in each shop, for so many guests."""
    return [_paper(supplier, lines, guests) for supplier, lines in shops.items()]


def shop_name(supplier: str) -> str:
    """Name a shop, also the one that nobody named."""
    return supplier or _("No shop chosen")


def one_line(text: str) -> str:
    """Take line breaks out of a name: one dish is one line of a message."""
    return " ".join(text.split())


def shopping_table(
    shops: dict[str, list[ShoppingLine]], sitting: Sitting, *, now: datetime
) -> bytes:
    """Write the list as a CSV file: a row for each dish, with when and from what it was made."""
    header = (
        _("Shop"),
        _("What"),
        _("Counted in"),
        _("Buy"),
        _("Packs"),
        _("Costs (euro)"),
        _("On call"),
        _("On call costs (euro)"),
        _("Bought"),
        _("Made"),
        _("Ordered"),
        _("People who said yes"),
        _("Households that said yes"),
    )
    zone, placed = sitting.event.zone, sitting.shopping.placed
    made: tuple[Cell, ...] = (
        local(now, zone),
        local(placed.at, zone) if placed else None,
        placed.yes_heads if placed else sitting.answers.yes_heads,
        None if placed else told_households([sitting.answers]),
    )
    rows = [(*_cells(line), *made) for lines in shops.values() for line in lines]
    kept = list(range(len(header)))
    if not may_see_costs():
        kept = [place for place in kept if place not in COLUMNS_OF_COSTS]
    return write_table(
        [header[place] for place in kept], [[row[place] for place in kept] for row in rows]
    )


def _paper(supplier: str, lines: Sequence[ShoppingLine], guests: int) -> ShopPaper:
    firm = sum(line.order.firm.cost_cents for line in lines)
    reserve = sum(line.order.reserve.cost_cents for line in lines)
    shows_costs = may_see_costs()
    return ShopPaper(
        supplier=supplier,
        title=shop_name(supplier),
        rows=[_row(line, guests) for line in lines],
        total=money(firm, whole=True) if shows_costs else "",
        reserve_total=money(reserve, whole=True) if reserve and shows_costs else "",
        shows_costs=shows_costs,
    )


def _row(line: ShoppingLine, guests: int) -> ShopRow:
    order, unit = line.order, line.order.dish.unit
    wanted = order.reserve.amount
    return ShopRow(
        name=one_line(known_name(order.dish.name)),
        firm=amount(unit, order.firm.amount),
        packs=packs(order.dish, order.firm),
        why=why_words(order, guests),
        reserve=amount(unit, wanted) if wanted else "",
        reserve_packs=packs(order.dish, order.reserve) if wanted else "",
        cost=money(order.firm.cost_cents, whole=True) if may_see_costs() else "",
        is_bought=line.is_bought,
        is_wanted=order.firm.amount > 0 and not line.is_bought,
    )


def _cells(line: ShoppingLine) -> tuple[Cell, ...]:
    order, dish = line.order, line.order.dish
    return (
        one_line(dish.supplier),
        one_line(known_name(dish.name)),
        _unit_name(dish.unit),
        _large(dish.unit, order.firm),
        packs(dish, order.firm),
        _euro(order.firm),
        _large(dish.unit, order.reserve),
        _euro(order.reserve),
        _("yes") if line.is_bought else _("no"),
    )


def _unit_name(unit: Unit) -> str:
    return {Unit.PIECE: _("pieces"), Unit.GRAM: _("kilos"), Unit.MILLILITRE: _("litres")}[unit]


def _large(unit: Unit, purchase: Purchase) -> Cell:
    """Return an amount in pieces, kilos or litres: numbers of one column can be compared."""
    if unit is Unit.PIECE:
        return purchase.amount
    return Decimal(purchase.amount) / THOUSAND


def _euro(purchase: Purchase) -> Decimal:
    return (Decimal(purchase.cost_cents) / CENTS).quantize(Decimal("0.01"))
