"""What was left goes into stock, comes off the next list, and can be corrected."""

import pytest

from planner.services.plan.menus import dish_of
from planner.store.base import Store
from tests.support.organiser import add_event, event_of
from tests.support.pages import PageClient, check_page

BURGERS = "Hamburgers (halal)"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


def words(desk: PageClient, path: str) -> str:
    page = desk.page(f"{path}?l=en")
    check_page(page)
    return page.words


def test_what_was_left_is_not_bought_again(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30, budget_cents=80_000)
    path = f"/events/{event_id}"
    listed = words(desk, path)
    assert "Do you have a freezer?" in listed
    for part in ("extra, stays frozen", "extra, goes back", "At the till", "in the end"):
        assert part in listed
    sent = {"freezer": "yes", "event": event_id}
    assert desk.send("/stock/freezer", sent, form_on=path).status_code == 303
    assert "Do you have a freezer?" not in words(desk, path)
    assert desk.send(f"{path}/order", {}, form_on=path).status_code == 303
    burgers = next(dish for dish in event_of(store, event_id).dishes if dish.name == BURGERS)
    close = {"came": "30", "quality": "counted", f"left-{burgers.id}": "50"}
    assert desk.send(f"{path}/close", close, form_on=f"{path}/close").status_code == 303
    assert BURGERS in words(desk, "/stock")
    later = f"/events/{add_event(store, expected=30, days=7)}"
    assert "of it is in stock" in words(desk, later)
    fixed = desk.page("/stock").sends(to="/stock/correct") | {"amount": ["3"]}
    assert desk.post("/stock/correct", data=fixed).status_code == 303
    assert "3 pieces of it is in stock" in words(desk, later)
    assert desk.send(f"{path}/reopen", {}, form_on=path).status_code == 303
    assert "of it is in stock" not in words(desk, later)


def test_without_a_freezer_nothing_is_bought_to_be_frozen(desk: PageClient, store: Store) -> None:
    path = f"/events/{add_event(store, expected=30)}"
    assert desk.send("/stock/freezer", {"freezer": "no"}, form_on=path).status_code == 303
    listed = words(desk, path)
    assert "frozen" not in listed
    assert "extra, goes back" in listed
    rules = {"has_freezer": "yes", "freezable": "40", "frozen": "80", "dry": "90"}
    sent = {**rules, "returnable": "101"}
    assert desk.send("/stock/keeping", sent, form_on="/stock").status_code == 422
    sent["returnable"] = "95"
    assert desk.send("/stock/keeping", sent, form_on="/stock").status_code == 303
    assert "extra, stays frozen" in words(desk, path)


def test_dishes_are_said_to_stand_in_for_each_other(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, expected=30)
    dishes = {dish.name: dish for dish in event_of(store, event_id).dishes}
    path = f"/events/{event_id}/menu/{dishes['Bread rolls'].id}"
    sent = {
        "name": "Bread rolls",
        "unit": "piece",
        "per_adult": "2",
        "pack": "6",
        "keeping": "freezable",
        "comes_back": "30",
        "replaced_by": [dishes[BURGERS].id],
    }
    assert desk.send(path, sent, form_on=path).status_code == 303
    after = {dish.name: dish_of(dish) for dish in event_of(store, event_id).dishes}
    assert after["Bread rolls"].group == after[BURGERS].group == "grill"
    assert after["Bread rolls"].comes_back == 0.3
    assert after["Sausages (halal)"].group == ""
    sent["replaced_by"] = []
    assert desk.send(path, sent, form_on=path).status_code == 303
    after = {dish.name: dish_of(dish) for dish in event_of(store, event_id).dishes}
    assert after["Bread rolls"].group == ""
