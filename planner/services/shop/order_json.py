"""Orders for other programs: forecast, menu and diets as JSON in, packs to buy as JSON out."""

from collections.abc import Iterable
from enum import StrEnum
from typing import Any, TypeVar

from planner.core.catering import (
    AMPLE,
    MENU_PRESETS,
    Declared,
    Dish,
    DishOrder,
    Keeping,
    Menu,
    Order,
    Pack,
    Purchase,
    Unit,
    order_dishes,
)
from planner.core.diets import EVERY_DIET, USUAL_SHARES, Allergen, Diet
from planner.core.turnout import NothingKnown
from planner.services.forecast.forecast_json import QUESTION, each_case, forecast_of
from planner.services.json_fields import BadRequest, Fields

Word = TypeVar("Word", bound=StrEnum)


def order_reply(request: object) -> dict[str, Any]:
    """Answer a request for what to buy; a case holds a forecast's fields and a menu.

    Raises:
        BadRequest: a field is missing or wrong; the message names it.
    """
    return {"orders": each_case(request, _order_case)}


def _order_case(case: Fields) -> dict[str, Any]:
    forecast = forecast_of(case)
    if isinstance(forecast, NothingKnown):
        return {"dishes": None, "question": QUESTION}
    generosity = case.number("generosity")
    order = order_dishes(
        forecast,
        _menu(case),
        declared=_declared(case.object("declared")),
        generosity=AMPLE if generosity is None else generosity,
        helpers=case.count("helpers"),
        part_eating=_part_eating(case),
        shares={**USUAL_SHARES, **_shares(case.object("diet_shares"))},
    )
    return {"likely": forecast.likely, **_order(order)}


def _part_eating(case: Fields) -> float:
    part = case.number("part_eating")
    if part is not None and not 0 < part <= 1:
        raise case.wrong("part_eating", "a part of the guests, above 0 and at most 1")
    return 1.0 if part is None else part


def _menu(case: Fields) -> Menu:
    """A preset by its key, or dishes in full."""
    menu = case.values.get("menu")
    if isinstance(menu, str) and menu in MENU_PRESETS:
        return MENU_PRESETS[menu]
    if isinstance(menu, str) or menu is None:
        raise case.wrong("menu", f"one of {', '.join(MENU_PRESETS)}, or an object with dishes")
    dishes = case.object("menu").objects("dishes")
    if not dishes:
        raise case.object("menu").wrong("dishes", "a list with at least one dish")
    return Menu(name=case.object("menu").text("name"), dishes=tuple(map(_dish, dishes)))


def _dish(fields: Fields) -> Dish:
    per_adult = fields.number("per_adult")
    if per_adult is None:
        raise fields.wrong("per_adult", "the amount that one adult eats")
    suits = fields.items("suits")
    return Dish(
        name=fields.text("name"),
        unit=fields.choice("unit", Unit.PIECE),
        per_adult=per_adult,
        per_child=fields.number("per_child"),
        per_toddler=fields.number("per_toddler") or 0,
        packs=tuple(_pack(pack) for pack in fields.objects("packs")),
        keeping=fields.choice("keeping", Keeping.FRESH),
        suits=EVERY_DIET if "suits" not in fields.values else _named(fields, suits, Diet),
        meant_for=_named(fields, fields.items("meant_for"), Diet),
        allergens=_named(fields, fields.items("allergens"), Allergen),
        supplier=fields.text("supplier"),
        group=fields.text("group"),
        comes_back=_part_back(fields),
    )


def _part_back(fields: Fields) -> float | None:
    part = fields.number("comes_back")
    if part is not None and not 0 <= part <= 1:
        raise fields.wrong("comes_back", "a part of the price, from 0 to 1")
    return part


def _pack(fields: Fields) -> Pack:
    content, price_cents = fields.count("content"), fields.count("price_cents")
    if content < 1:
        raise fields.wrong("content", "a whole number from 1")
    if price_cents < 0:
        raise fields.wrong("price_cents", "a whole number from 0")
    return Pack(content=content, price_cents=price_cents)


def _declared(fields: Fields) -> Declared:
    diets = fields.object("diets")
    return Declared(
        adults=fields.count("adults"),
        children=fields.count("children"),
        toddlers=fields.count("toddlers"),
        diets={diet: diets.count(diet) for diet in _named(diets, diets.values, Diet)},
    )


def _shares(fields: Fields) -> dict[Diet, float]:
    shares = {diet: fields.number(diet) or 0 for diet in _named(fields, fields.values, Diet)}
    if any(share < 0 for share in shares.values()) or sum(shares.values()) > 1:
        raise BadRequest(f"{fields.place} must be parts of all guests that add up to at most 1")
    return shares


def _named(fields: Fields, names: Iterable[Any], kind: type[Word]) -> frozenset[Word]:
    """The members of an enumeration that are named."""
    try:
        return frozenset(kind(name) for name in names)
    except ValueError:
        options = ", ".join(kind)
        wrong = f"{fields.place} names {kind.__name__.lower()}s that are not among: {options}"
        raise BadRequest(wrong) from None


def _order(order: Order) -> dict[str, Any]:
    return {
        "portions": order.portions,
        "chance_enough": round(order.chance_enough, 3),
        "cost_cents": order.cost_cents,
        "net_cents": order.net_cents,
        "reserve_cents": order.reserve_cents,
        "dishes": [_line(line) for line in order.dishes],
    }


def _line(line: DishOrder) -> dict[str, Any]:
    return {
        "name": line.dish.name,
        "unit": line.dish.unit.value,
        "wanted": line.wanted,
        "firm": _purchase(line.firm),
        "reserve": _purchase(line.reserve),
        "chance_to_run_out": round(line.chance_to_run_out, 3),
        "leftover": line.leftover,
        "feeds": line.feeds,
    }


def _purchase(purchase: Purchase) -> dict[str, Any]:
    return {
        "amount": purchase.amount,
        "cost_cents": purchase.cost_cents,
        "packs": [{"content": pack.content, "count": count} for pack, count in purchase.packs],
    }
