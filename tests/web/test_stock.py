"""What was left goes into stock, comes off the next list, and can be corrected."""

import pytest
from flask import Flask

from planner.services.plan.menus import dish_of
from planner.store.base import Store
from planner.store.models import Account
from tests.support.application import signed_in
from tests.support.organiser import add_event, event_of
from tests.support.pages import Page, PageClient, check_page

BURGERS = "Hamburgers (halal)"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


def words(desk: PageClient, path: str) -> str:
    page = desk.page(f"{path}?l=en")
    check_page(page)
    return page.words


def stock_of(desk: PageClient) -> dict[str, str]:
    """What the form of the burgers sends that nobody touches."""
    for form in desk.page("/stock?l=en").all("form"):
        inputs = [one for one in form.iter() if one.get("name")]
        sent = {one.get("name") or "": one.get("value") or "" for one in inputs}
        if sent.get("name") == BURGERS:
            return sent
    raise AssertionError("there are no burgers in stock")


def test_what_was_left_is_not_bought_again(
    desk: PageClient, app: Flask, other_organiser: Account, store: Store
) -> None:
    wim = signed_in(app, other_organiser.email)
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
    for wrong in ("", "veel", "-1", "99999999999"):
        refused = Page(desk.post("/stock/correct", data={**stock_of(desk), "amount": wrong}))
        assert refused.status == 422
        assert "Something is not right yet" in refused.words
        typed = [one.get("value") for one in refused.all("input") if one.get("name") == "amount"]
        assert wrong in typed, "nothing typed is lost"
    opened = stock_of(wim)
    sent = {**stock_of(desk), "amount": "3"}
    assert desk.post("/stock/correct", data=sent).status_code == 303
    clash = Page(wim.post("/stock/correct", data={**opened, "amount": "7"}))
    assert clash.status == 409
    for part in ("Noor changed this meanwhile", "3", "7"):
        assert part in clash.words
    assert "3 pieces of it is in stock" in words(desk, later)
    assert desk.send(f"{later}/order", {}, form_on=later).status_code == 303
    edit = f"{later}/edit"
    form = {name: values[-1] for name, values in desk.page(edit).sends().items() if values}
    one = {"capacity": "1", "sure-capacity": "1", "expected": "1", "sure-expected": "1"}
    assert desk.send(edit, {**form, **one}).status_code == 303
    assert "3 pieces of it is in stock" in words(desk, later), "it was not ordered"
    sent = {"came": "2", "sure-came": "2", "quality": "counted"}
    assert desk.send(f"{later}/close", sent, form_on=f"{later}/close").status_code == 303
    assert "and 3 pieces in stock" in words(desk, f"{later}/afterwards")
    assert desk.send(f"{later}/reopen", {}, form_on=later).status_code == 303
    assert desk.send(f"{later}/order/withdraw", {}, form_on=later).status_code == 303
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
