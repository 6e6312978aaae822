"""For how many people to buy: twenty possible days, three ways to buy, and any way between."""

from dataclasses import dataclass, replace
from functools import lru_cache

from planner.core.enums import Generosity
from planner.exports.charts import DotWords, dot_chart
from planner.services.shop.shopping_list import (
    DOTS,
    HIGHEST_PRICE,
    LOWEST_PRICE,
    ShoppingList,
    WayToBuy,
)
from planner.web.cost_rights import may_see_costs
from planner.web.filters import money, number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.forecast.charts import Charts, both
from planner.web.organiser.labels import GENEROSITY_NAMES
from planner.web.organiser.shopping.order_words import order_stands
from planner.web.organiser.shopping.why_words import in_the_end


@dataclass(frozen=True)
class WayCard:
    """One of the three ways to buy."""

    value: str
    name: str
    guests: str
    note: str
    is_chosen: bool


@dataclass(frozen=True)
class Amounts:
    """What the organiser chooses between.

    Attributes:
        price: a missing portion is as bad as so many portions too many.
        prices: the lowest and the highest.
        ordered: that an order was placed, which a choice does not change; empty while none was.
    """

    dots: Charts
    enough: str
    ways: list[WayCard]
    price: int
    prices: tuple[int, int]
    price_words: str
    ordered: str = ""


def amounts_of(shopping: ShoppingList, zone: str, language: str) -> Amounts:
    """Write down how amply one can buy, and whether that was decided already."""
    found = amounts(
        shopping.ways,
        shopping.advised,
        shopping.chosen,
        shopping.dots,
        language,
        with_costs=may_see_costs(),
    )
    placed = shopping.placed
    return replace(found, ordered=order_stands(shopping, placed, zone)) if placed else found


# Most views of a page find the same ways as the one before. The language is only there to tell
# what is written in another one apart.
@lru_cache(maxsize=50)
def amounts(
    ways: tuple[WayToBuy, ...],
    advised: WayToBuy,
    chosen: WayToBuy,
    dots: tuple[int, ...],
    _language: str,
    *,
    with_costs: bool,
) -> Amounts:
    """Write down how amply one can buy."""
    enough = _(
        "With food for %(n)s people there is enough on %(enough)s of the %(all)s days.",
        n=number(chosen.guests),
        enough=chosen.enough_in,
        all=DOTS,
    )
    return Amounts(
        dots=_dot_charts(dots, chosen.guests, enough),
        enough=enough,
        ways=[_card(way, advised, with_costs=with_costs) for way in ways],
        price=advised.price,
        prices=(LOWEST_PRICE, HIGHEST_PRICE),
        price_words=ngettext(
            "One portion short is as bad as %(num)s portion too many.",
            "One portion short is as bad as %(num)s portions too many.",
            advised.price,
        ),
    )


def _dot_charts(dots: tuple[int, ...], guests: int, enough: str) -> Charts:
    """Draw twenty possible days, and for which of them there is enough."""
    words = DotWords(
        title=_("Twenty possible days"),
        description=enough,
        threshold=ngettext(
            "food for %(n)s person", "food for %(n)s people", guests, n=number(guests)
        ),
        axis=_("people"),
    )
    drawn = [
        dot_chart(dots, words, enough_for=guests, chart_id="dots", narrow=narrow, numbers=number)
        for narrow in (False, True)
    ]
    return both(drawn)


def _card(way: WayToBuy, advised: WayToBuy, *, with_costs: bool) -> WayCard:
    if way.enough_in >= DOTS:
        enough = _("almost always enough")
    else:
        enough = _("enough %(n)s times in %(all)s", n=way.enough_in, all=DOTS)
    generosity = way.generosity or Generosity.AMPLE
    return WayCard(
        value=generosity.value,
        name=str(GENEROSITY_NAMES[generosity]),
        guests=number(way.guests),
        note=_card_note(way, enough) if with_costs else enough,
        is_chosen=way.price == advised.price,
    )


def _card_note(way: WayToBuy, enough: str) -> str:
    """Say how often it is enough and what it costs; the budget is held against what it ends at."""
    till, net = money(way.order.cost_cents, whole=True), in_the_end(way.order)
    if net == till:
        return _("%(enough)s, about %(cost)s", enough=enough, cost=till)
    return _(
        "%(enough)s; at the till %(till)s, in the end %(net)s",
        enough=enough,
        till=till,
        net=net,
    )
