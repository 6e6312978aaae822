"""What an order is likely to come to: in words, and what changed since it was placed."""

from dataclasses import dataclass

from planner.core.catering import Order, Unit
from planner.services.shop.orders import Placed, PlacedDish, Since
from planner.services.shop.shopping_list import ShoppingLine, ShoppingList
from planner.store.models import Event
from planner.web.cost_rights import may_see_costs
from planner.web.dish_words import amount
from planner.web.filters import day, day_and_time, money, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.labels import known_name

RARE = 0.01


@dataclass(frozen=True)
class PlacedPanel:
    """The order as it was placed, and what changed since."""

    words: str
    since: str
    has_changed: bool
    missing: str


def chance_words(chance: float) -> str:
    """Write a chance as people tell it: 1 time in 10."""
    if chance < RARE:
        return _("almost never")
    if chance > 0.5:
        return _("more often than not")
    return _("1 time in %(n)s", n=number(round(1 / chance)))


def dish_notes(line: ShoppingLine) -> list[str]:
    """Say what was learned about a dish, and what one kind for everybody saves."""
    notes, unit = [], line.order.dish.unit
    percent = round(100 * (line.appetite.factor - 1))
    if percent:
        more = ngettext(
            "People eat %(n)s%% more than the menu says: %(num)s event shows it.",
            "People eat %(n)s%% more than the menu says: %(num)s events show it.",
            line.appetite.events,
            n=number(abs(percent)),
        )
        less = ngettext(
            "People eat %(n)s%% less than the menu says: %(num)s event shows it.",
            "People eat %(n)s%% less than the menu says: %(num)s events show it.",
            line.appetite.events,
            n=number(abs(percent)),
        )
        notes.append(more if percent > 0 else less)
    if line.pooling:
        notes.append(
            _(
                "One halal kind for everybody: %(pooled)s. In two kinds: %(split)s.",
                pooled=amount(unit, line.pooling.pooled),
                split=amount(unit, line.pooling.split),
            )
        )
    return notes


def outlook_words(order: Order) -> str:
    """Say what an order wastes on average, and how likely it is that something runs out."""
    return _(
        "On average %(waste)s of it is thrown away. The scarcest dish runs out %(often)s.",
        waste=money(order.wasted_cents, whole=True),
        often=chance_words(order.chance_to_run_out),
    )


def runs_out_words(order: Order) -> str:
    """Say how likely it is that something runs out."""
    often = chance_words(order.chance_to_run_out)
    return _("The scarcest dish runs out %(often)s.", often=often)


def placed_panel(shopping: ShoppingList, placed: Placed, zone: str) -> PlacedPanel:
    """Say what was ordered and what changed since."""
    missing = [
        _(
            "%(dish)s: %(amount)s",
            dish=known_name(line.order.dish.name),
            amount=amount(line.order.dish.unit, line.short_by),
        )
        for line in shopping.lines
        if line.short_by
    ]
    return PlacedPanel(
        words=ordered_words(shopping, placed, zone),
        since=since_words(shopping.since, day(placed.at, zone)) if shopping.since else "",
        has_changed=shopping.since is not None and not shopping.since.is_nothing,
        missing=_("Today we would order this on top. %(list)s.", list="; ".join(missing))
        if missing
        else "",
    )


def ordered_words(shopping: ShoppingList, placed: Placed, zone: str) -> str:
    """Say when the order was placed, for how many guests, and what of it is on no list any more."""
    ordered = _(
        "Ordered on %(when)s, for %(n)s people.",
        when=day_and_time(placed.at, zone),
        n=number(shopping.chosen.guests),
    )
    return " ".join(filter(None, (ordered, off_menu_words(shopping, placed))))


def order_stands(shopping: ShoppingList, placed: Placed, zone: str) -> str:
    """Say beside what one can choose that an order was placed, and stays until there is another."""
    stands = _("What you choose here changes that only when you order anew.")
    return f"{ordered_words(shopping, placed, zone)} {stands}"


def saved_words(event: Event) -> str:
    """Say what a change of the menu means for the shopping list."""
    if event.placed_order is None:
        return _("The menu is saved. The shopping list is made anew.")
    return _("The menu is saved. What you ordered stays as it was.")


def off_menu_words(shopping: ShoppingList, placed: Placed) -> str:
    """Say what was ordered of dishes that are not on the menu any more; empty where all are."""
    on_menu = {line.dish_id for line in shopping.lines}
    gone = [
        _ordered_words(dish)
        for dish_id, dish in placed.dishes.items()
        if dish_id not in on_menu and dish.firm.amount
    ]
    if not gone:
        return ""
    return _("Also ordered, and off the menu since: %(list)s.", list="; ".join(gone))


def _ordered_words(dish: PlacedDish) -> str:
    said = {
        "dish": known_name(dish.name),
        "amount": amount(Unit(dish.unit), dish.firm.amount),
    }
    if not may_see_costs():
        return _("%(dish)s: %(amount)s", **said)
    cost = money(dish.firm.cost_cents, whole=True)
    return _("%(dish)s: %(amount)s for %(cost)s", **said, cost=cost)


def since_words(since: Since, when: str) -> str:
    """Say how the answers changed: since Thursday 14 people more. What they eat is not told."""
    if since.people > 0:
        return ngettext(
            "Since %(day)s: %(num)s person more.",
            "Since %(day)s: %(num)s people more.",
            since.people,
            day=when,
        )
    if since.people < 0:
        return ngettext(
            "Since %(day)s: %(num)s person fewer.",
            "Since %(day)s: %(num)s people fewer.",
            -since.people,
            day=when,
        )
    return _("Since %(day)s as many people come.", day=when)
