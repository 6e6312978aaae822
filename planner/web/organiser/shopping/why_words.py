"""Why a dish is on the list in such an amount, and what becomes of the money: in words."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.catering import DishOrder, Keeping, Order
from planner.services.shop.shopping_list import Moved
from planner.web.dish_words import amount
from planner.web.filters import day, money, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.labels import known_name

CENTS = 100


@dataclass(frozen=True)
class BillPart:
    """A part of what is paid, and what becomes of it."""

    name: str
    amount: str


def why_words(order: DishOrder, guests: int, *, is_left_out: bool = False) -> str:
    """Say of what the amount is made up: needed, extra, in stock, on call; or not ordered at all.

    Args:
        order: of one dish.
        guests: for whom it is.
        is_left_out: the dish came on the menu after the order was placed.
    """
    needed = order.needed_for(guests)
    if is_left_out:
        words = _needed_words(order, needed, guests)
        return f"{words} · {_('not ordered yet')}"
    return _why(order, needed, guests)


def why_together(order: DishOrder, eaters: Sequence[tuple[DishOrder, int]]) -> str:
    """Say of what an amount is made up that is bought for several audiences.

    Args:
        order: what is bought for all of them.
        eaters: what each audience would buy by itself, and its guests.
    """
    needed = sum(alone.needed_for(guests) for alone, guests in eaters)
    return _why(order, needed, sum(guests for _alone, guests in eaters))


def _why(order: DishOrder, needed: int, guests: int) -> str:
    unit, extra = order.dish.unit, order.there - needed
    words = [_needed_words(order, needed, guests)]
    if extra > 0:
        words.append(_extra_words(order, amount(unit, extra)))
    if extra < 0:
        words.append(
            _("%(amount)s less: one more pack would mostly be left", amount=amount(unit, -extra))
        )
    if order.from_stock:
        words.append(_("%(amount)s of it is in stock", amount=amount(unit, order.from_stock)))
    return " · ".join(words)


def _needed_words(order: DishOrder, needed: int, guests: int) -> str:
    needed_words = amount(order.dish.unit, needed)
    if order.certain > 0:
        return ngettext(
            "%(amount)s for %(n)s guest and who else eats",
            "%(amount)s for %(n)s guests and who else eats",
            guests,
            amount=needed_words,
            n=number(guests),
        )
    return ngettext(
        "%(amount)s for %(n)s person",
        "%(amount)s for %(n)s people",
        guests,
        amount=needed_words,
        n=number(guests),
    )


def _extra_words(order: DishOrder, extra: str) -> str:
    keeping = order.dish.keeping if order.dish.salvage else Keeping.FRESH
    words = {
        Keeping.FRESH: _("%(amount)s to be safe", amount=extra),
        Keeping.FREEZABLE: _("%(amount)s extra, can be frozen", amount=extra),
        Keeping.FROZEN: _("%(amount)s extra, stays frozen", amount=extra),
        Keeping.DRY: _("%(amount)s extra, keeps", amount=extra),
        Keeping.RETURNABLE: _("%(amount)s extra, goes back", amount=extra),
    }
    return words[keeping]


def bill_of(order: Order) -> tuple[BillPart, ...]:
    """Part what is paid by what becomes of it, in whole euro that add up."""
    till, kept, returned, lost = (
        round(cents / CENTS)
        for cents in (
            order.cost_cents,
            order.kept_cents,
            order.returned_cents,
            order.wasted_cents,
        )
    )
    parts = [
        (_("Will be eaten"), till - kept - returned - lost),
        (_("Is kept for a next time"), kept),
        (_("Goes back to the shop"), returned),
        (_("Is probably thrown away, or loses its worth"), lost),
    ]
    return tuple(BillPart(name, money(euro * CENTS, whole=True)) for name, euro in parts if euro)


def in_the_end(order: Order) -> str:
    """What an order costs when what is left was kept or brought back."""
    till, kept, returned = (
        round(cents / CENTS) for cents in (order.cost_cents, order.kept_cents, order.returned_cents)
    )
    return money((till - kept - returned) * CENTS, whole=True)


def spread_words(order: Order, guests: int) -> str:
    """Say why there is more than the people in the heading eat; empty where there is not."""
    if not any(line.dish.salvage and line.there > line.needed_for(guests) for line in order.dishes):
        return ""
    return _(
        "What keeps or goes back is bought for busy days too. The better we know how busy it "
        "gets, the smaller that extra is, even when more people come."
    )


def moved_words(moved: Moved | None, zone: str) -> str:
    """Say that the list moved against its heading, and why; empty where it did not."""
    if moved is None:
        return ""
    facts = {
        "day": day(moved.since, zone),
        "before": number(moved.guests_before),
        "now": number(moved.guests_now),
        "amount": money(abs(moved.cents_now - moved.cents_before), whole=True),
    }
    if moved.cents_now < moved.cents_before:
        return _(
            "Since %(day)s it went from %(before)s to %(now)s people, and still you buy for "
            "%(amount)s less: a very busy day is less likely now, so less extra is needed.",
            **facts,
        )
    return _(
        "Since %(day)s it went from %(before)s to %(now)s people, and still you buy for "
        "%(amount)s more: a very busy day is more likely now, so more extra is needed.",
        **facts,
    )


def stand_in_words(order: DishOrder) -> str:
    """Say what people take when a dish is gone; empty where nothing replaces it."""
    if not order.spare:
        return ""
    return _("When it is gone, people take %(dish)s.", dish=known_name(order.spare))
