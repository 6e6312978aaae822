"""The dishes of an event: copied from a preset, then the organiser's own."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from planner.core.catering import MENU_PRESETS, Dish, Keeping, Menu, Pack, Unit
from planner.core.diets import EVERY_DIET, Allergen, Diet
from planner.core.enums import DeletedKind, EventType
from planner.services import deleted
from planner.store.models import DeletedThing, Event, EventDish

PRESET_FOR: dict[EventType, str] = {
    EventType.BARBECUE: "barbecue",
    EventType.DINNER: "dinner",
    EventType.WALK: "picnic",
    EventType.CASTLE: "drinks",
    EventType.INSPECTION: "drinks",
    EventType.PARTY: "drinks",
}
"""The menu that is offered first for each type of event."""
NO_MENU = "none"


def dishes_of_preset(preset: str) -> list[EventDish]:
    """Copy the dishes of a preset, ready to be added to an event; none for no preset."""
    menu = MENU_PRESETS.get(preset)
    return [
        new_dish(dish, position=place) for place, dish in enumerate(menu.dishes if menu else ())
    ]


def copies_of(dishes: Iterable[EventDish]) -> list[EventDish]:
    """Copy the dishes of one event for another; nothing is bought yet."""
    return [
        EventDish(position=dish.position, name=dish.name, values=dict(dish.values))
        for dish in dishes
    ]


def new_dish(dish: Dish, *, position: int) -> EventDish:
    """Make the row of a dish."""
    return EventDish(position=position, name=dish.name, values=values_of(dish))


def menu_of(event: Event) -> Menu:
    """Return what is served at an event, as the rules read it."""
    return Menu(name=event.menu_preset, dishes=tuple(dish_of(row) for row in event.dishes))


def values_of(dish: Dish) -> dict[str, Any]:
    """Write a dish down for keeping; its name has a column of its own."""
    return {
        "unit": dish.unit.value,
        "per_adult": dish.per_adult,
        "per_child": dish.per_child,
        "per_toddler": dish.per_toddler,
        "packs": [
            {"content": pack.content, "price_cents": pack.price_cents} for pack in dish.packs
        ],
        "keeping": dish.keeping.value,
        "suits": sorted(dish.suits),
        "meant_for": sorted(dish.meant_for),
        "allergens": sorted(dish.allergens),
        "are_allergens_checked": dish.are_allergens_checked,
        "supplier": dish.supplier,
        "group": dish.group,
        "comes_back": dish.comes_back,
    }


def dish_of(row: EventDish) -> Dish:
    """Read a dish back; what an older version did not keep gets its usual value."""
    kept = row.values
    return Dish(
        name=row.name,
        unit=Unit(kept["unit"]),
        per_adult=kept["per_adult"],
        per_child=kept.get("per_child"),
        per_toddler=kept.get("per_toddler", 0),
        packs=tuple(Pack(each["content"], each["price_cents"]) for each in kept["packs"]),
        keeping=Keeping(kept.get("keeping", Keeping.FRESH)),
        suits=frozenset(map(Diet, kept.get("suits", EVERY_DIET))),
        meant_for=frozenset(map(Diet, kept.get("meant_for", ()))),
        allergens=frozenset(map(Allergen, kept.get("allergens", ()))),
        are_allergens_checked=kept.get("are_allergens_checked", False),
        supplier=kept.get("supplier", ""),
        group=kept.get("group", ""),
        comes_back=kept.get("comes_back"),
    )


def add_dish(event: Event, dish: Dish) -> EventDish:
    """Put a dish at the end of the menu of an event."""
    last = max((row.position for row in event.dishes), default=-1)
    row = new_dish(dish, position=last + 1)
    event.dishes.append(row)
    return row


def change_dish(row: EventDish, dish: Dish) -> None:
    """Change a dish; whether it was bought stays."""
    row.name = dish.name
    row.values = values_of(dish)


def remove_dish(
    session: Session, row: EventDish, *, by_id: int | None, now: datetime
) -> DeletedThing:
    """Take a dish off the menu; it can be put back."""
    kept = deleted.keep(session, row, DeletedKind.DISH, name=row.name, by_id=by_id, now=now)
    row.event.dishes.remove(row)
    return kept


def find_dish(event: Event, dish_id: int) -> EventDish | None:
    """Return a dish of an event's menu."""
    return next((row for row in event.dishes if row.id == dish_id), None)


def together_with(event: Event, row: EventDish) -> list[int]:
    """Return the ids of the dishes that stand in for one, in the order of the menu."""
    group = row.values.get("group", "")
    return [
        each.id
        for each in event.dishes
        if group and each is not row and each.values.get("group", "") == group
    ]


def stand_together(event: Event, row: EventDish, others: Collection[int]) -> None:
    """Let a dish and these others replace each other, and nothing else replace them."""
    chosen = [each for each in event.dishes if each is not row and each.id in others]
    before = row.values.get("group", "")
    named = [each.values.get("group", "") for each in chosen]
    taken = {each.values.get("group", "") for each in event.dishes}
    free = next(name for name in map(str, range(1, len(taken) + 2)) if name not in taken)
    group = (before if before in named else next(filter(None, named), free)) if chosen else ""
    row.values = {**row.values, "group": group}
    for each in event.dishes:
        if each is row:
            continue
        if each in chosen:
            each.values = {**each.values, "group": group}
        elif group and each.values.get("group", "") == group:
            each.values = {**each.values, "group": ""}
