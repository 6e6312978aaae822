"""How amounts of food are written: 96 pieces, 18 kg, 90 litres, 4 packs of 24."""

from planner.core.catering import Dish, Purchase, Unit
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext

THOUSAND = 1000


def amount(unit: Unit, quantity: float) -> str:
    """Write an amount in the unit that people shop in."""
    if unit is Unit.PIECE:
        return ngettext(
            "%(n)s piece",
            "%(n)s pieces",
            1 if quantity == 1 else 2,
            n=number(round(quantity, 1)),
        )
    large = quantity >= THOUSAND
    shown = number(round(quantity / THOUSAND, 1) if large else round(quantity))
    if unit is Unit.GRAM:
        return _("%(n)s kg", n=shown) if large else _("%(n)s g", n=shown)
    return _("%(n)s litre", n=shown) if large else _("%(n)s ml", n=shown)


def packs(dish: Dish, purchase: Purchase) -> str:
    """Write packs with what they hold, such as '6 x 24 pieces and 1 x 8 pieces'."""
    parts = [
        _("%(count)s × %(content)s", count=number(count), content=amount(dish.unit, pack.content))
        for pack, count in purchase.packs
        if pack.content > 1
    ]
    return " + ".join(parts)


def picture_of(dish: Dish) -> str:
    """Choose a pictogram for a dish by what is known of it."""
    if dish.unit is Unit.MILLILITRE:
        return "drop"
    if dish.meant_for:
        return "leaf"
    if "gluten" in dish.allergens:
        return "bread"
    if len(dish.suits) <= 1:
        return "fire"
    return "carrot" if dish.unit is Unit.GRAM else "fork-knife"
