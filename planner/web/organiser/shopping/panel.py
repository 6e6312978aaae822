"""The shopping list as the organiser reads it: what to buy of each dish, and where."""

from dataclasses import dataclass, replace
from functools import lru_cache

from planner.core.catering import DishOrder
from planner.services.day.agenda import EventDesk
from planner.services.shop.shopping import moved_since
from planner.services.shop.shopping_list import Moved, ShoppingLine, ShoppingList, WayToBuy
from planner.web.cost_rights import may_see_costs
from planner.web.dish_words import amount, packs, picture_of
from planner.web.filters import money, number
from planner.web.i18n import current_locale, ngettext
from planner.web.i18n import gettext as _
from planner.web.organiser.labels import known_name
from planner.web.organiser.shopping.besides_words import besides_words
from planner.web.organiser.shopping.order_words import (
    PlacedPanel,
    chance_words,
    dish_notes,
    outlook_words,
    placed_panel,
    runs_out_words,
)
from planner.web.organiser.shopping.why_words import (
    BillPart,
    bill_of,
    in_the_end,
    moved_words,
    spread_words,
    stand_in_words,
    why_words,
)
from planner.web.said_words import reckoned_words


@dataclass(frozen=True)
class ShoppingRow:
    """One dish to buy."""

    dish_id: int
    name: str
    packs: str
    picture: str
    firm: str
    reserve: str
    cost: str
    is_bought: bool
    runs_out: str
    left: str
    notes: list[str]
    why: str = ""


@dataclass(frozen=True)
class ShoppingPanel:
    """The list, by where things are bought, with what it costs and what to keep at hand.

    Attributes:
        outlook: what is left over on average, and how likely something runs out.
        placed: None while the list follows the forecast.
        bill: what becomes of what is paid; `net` is what it costs in the end.
        spread: why there is more than the people in the heading eat.
        moved: that the list went another way than its heading, and why.
        asks_freezer: whether nobody said yet what can be kept.
        full: that it is for no more people than fit, where more may want to come.
        shows_costs: whether who looks sees what it costs.
        reckoned: how it reckons with what a few households eat, which no page tells.
    """

    title: str
    groups: list[tuple[str, list[ShoppingRow]]]
    total: str
    helpers: str
    budget: str
    is_over_budget: bool
    busier: str
    reserve: str
    outlook: str
    placed: PlacedPanel | None = None
    bill: tuple[BillPart, ...] = ()
    net: str = ""
    spread: str = ""
    moved: str = ""
    asks_freezer: bool = False
    reckoned: str = ""
    full: str = ""
    shows_costs: bool = True


def shopping_panel(desk: EventDesk) -> ShoppingPanel | None:
    """Write down what to buy for an event; None when it is closed or nothing is bought."""
    if desk.turnout or not desk.shopping:
        return None
    shown = shopping_words(desk.shopping, desk.event.zone)
    if shown.placed:
        return replace(shown, reckoned=_reckoned_then())
    moved = moved_words(_moved(desk, desk.shopping), desk.event.zone) if shown.shows_costs else ""
    return replace(
        shown,
        reckoned=reckoned_words(desk.tally.said),
        moved=moved,
        asks_freezer=not desk.shopping.is_keeping_asked,
    )


def _reckoned_then() -> str:
    return _(
        "How much of it is needed stands here as it was reckoned when you ordered. The kitchen "
        "sheet reckons with what guests say now, so other amounts can stand there."
    )


def _moved(desk: EventDesk, shopping: ShoppingList) -> Moved | None:
    return moved_since(desk.event, desk.history, desk.tally, desk.known, shopping)


def shopping_words(shopping: ShoppingList, zone: str) -> ShoppingPanel:
    """Write a shopping list down; moments are told in the zone of the event."""
    found = _written(
        shopping.lines,
        shopping.chosen,
        (shopping.helpers, shopping.in_shifts),
        shopping.budget_cents,
        current_locale().language,
    )
    written = found if may_see_costs() else _without_costs(found, shopping.chosen)
    if shopping.placed is None:
        is_full = shopping.most is not None and shopping.chosen.guests >= shopping.most
        # Where all places are fed, it can't be busier than that.
        busier = "" if is_full else written.busier
        return replace(written, full=_full(shopping), busier=busier)
    return replace(written, placed=placed_panel(shopping, shopping.placed, zone))


def _without_costs(shown: ShoppingPanel, chosen: WayToBuy) -> ShoppingPanel:
    """Leave out what it costs, for the kitchen."""
    return replace(
        shown,
        groups=[
            (heading, [replace(row, cost="") for row in rows]) for heading, rows in shown.groups
        ],
        total="",
        budget="",
        is_over_budget=False,
        outlook=runs_out_words(chosen.order),
        bill=(),
        net="",
        shows_costs=False,
    )


def _full(shopping: ShoppingList) -> str:
    """Say that no more is bought than for as many as fit."""
    if shopping.most is None:
        return ""
    return ngettext(
        "There is room for %(n)s person, so this is for no more.",
        "There is room for %(n)s people, so this is for no more.",
        shopping.most,
        n=number(shopping.most),
    )


# Most views of a page find the same list as the one before. The language is only there to tell
# what is written in another one apart.
@lru_cache(maxsize=50)
def _written(
    lines: tuple[ShoppingLine, ...],
    chosen: WayToBuy,
    besides: tuple[int, int],
    budget_cents: int | None,
    _language: str,
) -> ShoppingPanel:
    guests, left = number(chosen.guests), chosen.left_of(budget_cents)
    return ShoppingPanel(
        title=_("Shopping for %(n)s people", n=guests),
        groups=_groups(lines, chosen.guests),
        total=money(chosen.order.cost_cents, whole=True),
        helpers=besides_words(*besides),
        budget="" if left is None else _budget(left),
        is_over_budget=left is not None and left < 0,
        busier=_("Will it be busier than %(n)s?", n=guests),
        reserve=_reserve([line.order for line in lines if line.order.reserve.amount]),
        outlook=outlook_words(chosen.order),
        bill=bill_of(chosen.order),
        net=in_the_end(chosen.order),
        spread=spread_words(chosen.order, chosen.guests),
    )


def _groups(lines: tuple[ShoppingLine, ...], guests: int) -> list[tuple[str, list[ShoppingRow]]]:
    """Sort by supplier, in the order of the menu; what has none comes last."""
    groups: dict[str, list[ShoppingRow]] = {}
    for line in lines:
        groups.setdefault(line.order.dish.supplier, []).append(_row(line, guests))
    others = groups.pop("", [])
    named = list(groups.items())
    if not others:
        return named
    return [*named, (_("Other shops") if named else "", others)]


def _row(line: ShoppingLine, guests: int) -> ShoppingRow:
    order = line.order
    unit = order.dish.unit
    return ShoppingRow(
        dish_id=line.dish_id,
        name=known_name(order.dish.name),
        packs=packs(order.dish, order.firm),
        picture=picture_of(order.dish),
        firm=amount(unit, order.firm.amount),
        reserve=f"+ {amount(unit, order.reserve.amount)}" if order.reserve.amount else "",
        cost=money(order.firm.cost_cents, whole=True),
        is_bought=line.is_bought,
        runs_out=chance_words(1 - order.chance_alone),
        left=amount(unit, order.leftover),
        notes=[words for words in (stand_in_words(order), *dish_notes(line)) if words],
        why=why_words(order, guests, is_left_out=line.is_left_out),
    )


def _budget(left_cents: int) -> str:
    amount_left = money(abs(left_cents), whole=True)
    if left_cents < 0:
        return _("%(amount)s over budget in the end", amount=amount_left)
    return _("%(amount)s under budget in the end", amount=amount_left)


def _reserve(dishes: list[DishOrder]) -> str:
    """Say what to fetch when more people come than there is food for."""
    if not dishes:
        return _("What keeps and what goes back to the shop is bought amply already.")
    wanted = [
        _(
            "%(dish)s: %(amount)s",
            amount=amount(order.dish.unit, order.reserve.amount),
            dish=known_name(order.dish.name),
        )
        for order in dishes
    ]
    return _("Keep this at hand, or fetch it then. %(list)s.", list="; ".join(wanted))
