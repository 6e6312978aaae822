"""The menu of an event."""

import pytest

from planner.core.catering import Keeping, Pack
from planner.core.diets import Diet
from planner.services.plan.menus import NO_MENU, dish_of
from planner.store.base import Store
from tests.support.organiser import add_event, event_of
from tests.support.pages import Page, PageClient

KEBAB: dict[str, object] = {
    "name": "Kebab",
    "unit": "piece",
    "per_adult": "1,5",
    "per_child": "",
    "pack": "20",
    "price": "15,50",
    "large_pack": "",
    "large_price": "",
    "supplier": "Slager Yildiz",
    "keeping": "freezable",
    "suits": ["halal"],
    "allergens": ["gluten", "milk"],
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    return add_event(store, expected=30)


def menu(store: Store, event_id: int) -> list[str]:
    return [dish.name for dish in event_of(store, event_id).dishes]


def fields(page: Page) -> dict[str, object]:
    """What the form of a dish would send."""
    sent: dict[str, object] = {}
    for field in page.all("input"):
        if field.get("type") in {"checkbox", "radio"} and "checked" not in field.attrib:
            continue
        name = field.get("name") or ""
        value = field.get("value") or ""
        known = sent.setdefault(name, [])
        assert isinstance(known, list)
        known.append(value)
    for select in page.all("select"):
        (chosen,) = [option for option in select if "selected" in option.attrib]
        sent[select.get("name") or ""] = chosen.get("value")
    return sent


def test_the_menu_lists_its_dishes_in_the_readers_language(desk: PageClient, event_id: int) -> None:
    page = desk.page(f"/events/{event_id}/menu?l=en")
    assert "Hamburgers (halal)" in page.words
    assert "24 pieces for €22.00" in page.words
    assert "Soya" in page.words


def test_an_empty_menu_asks_for_the_first_dish(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, menu_preset=NO_MENU)
    assert "Nothing is served yet." in desk.page(f"/events/{event_id}/menu?l=en").words


def test_a_dish_is_added_at_the_end(desk: PageClient, store: Store, event_id: int) -> None:
    answer = desk.send(f"/events/{event_id}/menu/new", KEBAB)
    assert answer.location == f"/events/{event_id}/menu"
    row = event_of(store, event_id).dishes[-1]
    dish = dish_of(row)
    assert (row.name, dish.per_adult, dish.per_child) == ("Kebab", 1.5, None)
    assert dish.packs == (Pack(20, 1550),)
    assert (dish.keeping, dish.suits) == (Keeping.FREEZABLE, frozenset({Diet.HALAL}))
    assert dish.supplier == "Slager Yildiz"
    assert "Kebab" in desk.page(f"/events/{event_id}?l=en").words


def test_an_alternative_is_meant_for_who_is_ticked(
    desk: PageClient, store: Store, event_id: int
) -> None:
    wish = {**KEBAB, "meant_for": ["vegan", "vegetarian"]}
    desk.send(f"/events/{event_id}/menu/new", wish)
    dish = dish_of(event_of(store, event_id).dishes[-1])
    assert dish.meant_for == {Diet.VEGAN, Diet.VEGETARIAN}
    assert dish.suits == {Diet.VEGAN, Diet.VEGETARIAN, Diet.HALAL}


def test_a_dish_that_is_saved_unchanged_stays_as_it_was(
    desk: PageClient, store: Store, event_id: int
) -> None:
    for row in event_of(store, event_id).dishes:
        url = f"/events/{event_id}/menu/{row.id}"
        answer = desk.post(url, data=fields(desk.page(url)))
        assert answer.status_code == 303
    for before, after in zip(
        event_of(store, add_event(store, expected=30)).dishes,
        event_of(store, event_id).dishes,
        strict=True,
    ):
        assert (after.name, after.position) == (before.name, before.position)
        assert dish_of(after).portions == dish_of(before).portions
        assert set(dish_of(after).packs) == set(dish_of(before).packs)
        assert dish_of(after).suits == dish_of(before).suits
        assert dish_of(after).meant_for == dish_of(before).meant_for


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Give the dish a name."),
        ({"per_adult": ""}, "Write how much an adult eats, for example 1,5."),
        ({"per_adult": "veel"}, "Write an amount, for example 1,5."),
        ({"pack": "0"}, "At least 1 goes into a pack."),
        ({"price": "-1"}, "Write an amount in euro, for example 12,50."),
    ],
)
def test_what_is_wrong_with_a_dish_is_said_beside_its_field(
    desk: PageClient, store: Store, event_id: int, changes: dict[str, object], sentence: str
) -> None:
    desk.get("/events?l=en")
    page = Page(desk.send(f"/events/{event_id}/menu/new", {**KEBAB, **changes}))
    assert page.status == 422
    assert page.errors() == [sentence]
    assert "Kebab" not in menu(store, event_id)


def test_a_dish_of_another_event_is_not_there(
    desk: PageClient, store: Store, event_id: int
) -> None:
    other = event_of(store, add_event(store, expected=30)).dishes[0]
    assert desk.page(f"/events/{event_id}/menu/{other.id}", status=404).heading
