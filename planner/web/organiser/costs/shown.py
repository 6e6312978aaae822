"""What an event costs, ready to show: by category, each amount, partners, and for each who came."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from planner.core.enums import CountQuality
from planner.core.logistics.money import (
    CostAmount,
    CostCategory,
    CostSum,
    per_head,
    sums_of,
    total_of,
)
from planner.services.logistics.costs import CostSource, KnownAmount, gather
from planner.services.shop.planned import eating_of
from planner.services.shop.shopping_list import ShoppingList
from planner.store.models import Event, Turnout
from planner.web.filters import day, money, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.costs.forms import CATEGORIES


@dataclass(frozen=True)
class CategoryShown:
    """A category with its sums, ready to show; `over` is empty where it was not dearer."""

    name: str
    planned: str
    paid: str
    over: str


@dataclass(frozen=True)
class CostShown:
    """An amount, ready to show, with where it is changed."""

    words: str
    about: list[str]
    amount: str
    url: str


@dataclass(frozen=True)
class EachShown:
    """What it was for each, with its definition."""

    amount: str
    words: str


@dataclass(frozen=True)
class CostsShown:
    """All that the page of money tells.

    Attributes:
        budget: what is left of the budget for food; empty without one.
        notes: what is not known, and how food is planned.
        shares: which partner pays how much; `own` says what is left for us.
    """

    categories: list[CategoryShown]
    total: CategoryShown
    budget: str
    notes: list[str]
    each: list[EachShown]
    shares: list[tuple[str, str]]
    own: str
    amounts: list[CostShown]


def costs_shown(
    session: Session, event: Event, shopping: ShoppingList | None, turnout: Turnout | None
) -> CostsShown:
    """Return what an event costs, ready to show; three questions."""
    till = shopping.chosen.order.cost_cents if shopping is not None else None
    known = [*gather(session, event, till), *_off_menu(shopping)]
    sums = sums_of(one.amount for one in known)
    total = total_of(sums)
    shares = _shares(known)
    return CostsShown(
        categories=[_category(str(CATEGORIES[one]), found) for one, found in sums.items()],
        total=_category(_("All together"), total),
        budget=_budget_words(event, sums.get(CostCategory.FOOD), shopping),
        notes=list(_notes(event, shopping)),
        each=_each(event, total.paid, turnout) if turnout is not None else [],
        shares=[(name, money(cents)) for name, cents in sorted(shares.items())],
        own=_own_words(total, sum(shares.values())) if shares else "",
        amounts=[_cost_shown(one, event) for one in known],
    )


def _off_menu(shopping: ShoppingList | None) -> list[KnownAmount]:
    """Return what was ordered of dishes that are off the menu since; it costs money still."""
    if shopping is None or shopping.placed is None:
        return []
    on_menu = {line.dish_id for line in shopping.lines}
    gone = [dish for key, dish in shopping.placed.dishes.items() if key not in on_menu]
    cents = sum(dish.firm.cost_cents for dish in gone)
    if not cents:
        return []
    amount = CostAmount(category=CostCategory.FOOD, planned=cents)
    words = _("Ordered, and off the menu since")
    return [KnownAmount(amount=amount, source=CostSource.SHOPPING, words=words)]


def _category(name: str, found: CostSum) -> CategoryShown:
    return CategoryShown(
        name=name,
        planned=money(found.planned) if found.planned is not None else _("not planned"),
        paid=money(found.paid) if found.paid is not None else _("nothing yet"),
        over=_("%(amount)s more than planned", amount=money(found.over)) if found.over else "",
    )


def _cost_shown(one: KnownAmount, event: Event) -> CostShown:
    amount, line = one.amount, one.line
    about = [str(CATEGORIES[amount.category])]
    if line is not None and line.paid_on is not None:
        about.append(day(line.paid_on))
    if line is not None and line.account is not None:
        about.append(line.account.name)
    if line is not None and line.partner is not None and line.share_cents:
        about.append(
            _(
                "%(name)s pays %(amount)s of it",
                name=line.partner.name,
                amount=money(line.share_cents),
            )
        )
    return CostShown(
        words=one.words or _words_of(one),
        about=about,
        amount=_amount_words(amount),
        url=_url_of(one, event),
    )


def _words_of(one: KnownAmount) -> str:
    if one.source is CostSource.SHOPPING:
        return _("The shopping list")
    return str(CATEGORIES[one.amount.category])


def _url_of(one: KnownAmount, event: Event) -> str:
    match one.source:
        case CostSource.LINE:
            return url_for("costs.edit_cost", event_id=event.id, cost_id=one.number)
        case CostSource.THING:
            return url_for("things.edit_use", event_id=event.id, use_id=one.number)
        case CostSource.DELIVERY:
            return url_for("deliveries.edit_delivery", event_id=event.id, delivery_id=one.number)
        case CostSource.SHOPPING:
            return url_for("desk.show_event", event_id=event.id, _anchor="shopping")


def _amount_words(amount: CostAmount) -> str:
    if amount.paid is None:
        return _("%(planned)s planned", planned=money(amount.planned or 0))
    if amount.planned is None:
        return money(amount.paid)
    return _("%(paid)s of %(planned)s", paid=money(amount.paid), planned=money(amount.planned))


def _shares(known: Iterable[KnownAmount]) -> dict[str, int]:
    """Say which partner pays how much, all amounts together."""
    found: dict[str, int] = {}
    for line in (one.line for one in known):
        if line is not None and line.partner is not None and line.share_cents:
            name = line.partner.name
            found[name] = found.get(name, 0) + line.share_cents
    return found


def _own_words(total: CostSum, shares: int) -> str:
    return _(
        "Partners pay %(share)s of the %(total)s that is planned or paid. %(own)s is for us.",
        share=money(shares),
        total=money(total.expected),
        own=money(total.expected - shares),
    )


def _budget_words(event: Event, food: CostSum | None, shopping: ShoppingList | None) -> str:
    """Hold the budget against what food costs in the end, as the shopping list does."""
    if event.budget_cents is None:
        return ""
    planned, paid = (food.planned or 0, food.paid or 0) if food is not None else (0, 0)
    if shopping is not None:
        planned -= shopping.chosen.order.cost_cents - shopping.chosen.order.net_cents
    left = event.budget_cents - max(planned, paid)
    budget = money(event.budget_cents, whole=not event.budget_cents % 100)
    if left >= 0:
        return _(
            "The budget for food is %(budget)s. By what is planned or paid %(left)s is left.",
            budget=budget,
            left=money(left),
        )
    return _(
        "The budget for food is %(budget)s. Food comes to %(amount)s more than that.",
        budget=budget,
        amount=money(-left),
    )


def _notes(event: Event, shopping: ShoppingList | None) -> Iterable[str]:
    """Say how food is planned, and what of it is not known."""
    if shopping is None:
        if event.dishes:
            yield _("What food will cost is not reckoned: nobody knows yet how many come.")
        return
    order = shopping.chosen.order
    if order.net_cents != order.cost_cents:
        yield _(
            "The shopping costs %(till)s at the till, and %(net)s in the end: what keeps or goes "
            "back to the shop is taken off.",
            till=money(order.cost_cents),
            net=money(order.net_cents),
        )
        if event.budget_cents is not None:
            yield _("The budget is held against what it costs in the end.")
    unpriced = _unpriced(shopping)
    if unpriced:
        yield ngettext(
            "%(num)s dish has no price, so what it costs is not reckoned.",
            "%(num)s dishes have no price, so what they cost is not reckoned.",
            unpriced,
        )


def _unpriced(shopping: ShoppingList) -> int:
    """Count the dishes that are bought in packs of which nobody wrote the price."""
    return sum(
        any(count and not pack.price_cents for pack, count in line.order.firm.packs)
        for line in shopping.lines
    )


def _each(event: Event, paid: int | None, turnout: Turnout) -> list[EachShown]:
    """Say what it was for each guest and for each mouth, with what is meant by that."""
    guests = turnout.came
    eating = eating_of(event, guests)
    others = event.besides_guests
    each_guest = ngettext(
        "for each guest: all that was paid, divided by %(n)s who came.",
        "for each guest: all that was paid, divided by %(n)s who came.",
        guests,
        n=number(guests),
    )
    each_mouth = _(
        "for each mouth: divided by %(guests)s guests who ate and %(others)s who helped and ate "
        "along, as planned.",
        guests=number(eating),
        others=number(others),
    )
    found = []
    for cents, words in (
        (per_head(paid, guests), each_guest),
        (per_head(paid, eating + others), each_mouth),
    ):
        if cents is not None:
            found.append(EachShown(_as_known(money(cents), turnout.quality), words))
    return found


def _as_known(amount: str, quality: CountQuality) -> str:
    """Say how far an amount is known: where more may have come than were counted, it is less."""
    match quality:
        case CountQuality.AT_LEAST:
            return _("at most %(amount)s", amount=amount)
        case CountQuality.ESTIMATED:
            return _("about %(amount)s", amount=amount)
        case CountQuality.COUNTED:
            return amount
