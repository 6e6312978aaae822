"""From the order to the look back, as an organiser clicks through it."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from planner.core.enums import EventState, Reply
from planner.services.forecast.said import HowKnown, Quoted
from planner.services.plan.menus import NO_MENU
from planner.services.shop.orders import placed_of
from planner.services.shop.track_record import Checked
from planner.store.base import Store
from planner.store.models import Account, DishDay, Event
from planner.web.organiser.forecast.record import misses_words
from tests.support.application import signed_in
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.clock import FixedClock
from tests.support.organiser import Said, add_answers, add_event, event_of
from tests.support.pages import Page, PageClient, check_page


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    event_id = add_event(store, expected=30, staff_eating=4, budget_cents=80_000)
    add_answers(store, event_id, *(Said(Reply.YES, 3) for _ in range(8)))
    return event_id


def show(desk: PageClient, event_id: int, page: str = "") -> Page:
    found = desk.page(f"/events/{event_id}{page}?l=en")
    check_page(found)
    return found


def post(desk: PageClient, event_id: int, page: str, **fields: object) -> int:
    return desk.send(
        f"/events/{event_id}/{page}", fields, form_on=f"/events/{event_id}"
    ).status_code


def on_the_day(app: Flask, organiser: Account, clock: FixedClock, **after: float) -> PageClient:
    """Sign in again, so long after the start: sign-ins end after some idle days."""
    clock.now = SATURDAY + timedelta(**after)
    return signed_in(app, organiser.email)


def close(desk: PageClient, event_id: int, **fields: object) -> int:
    path = f"/events/{event_id}/close"
    return desk.send(path, {"came": "44", "quality": "counted", **fields}, form_on=path).status_code


def test_a_placed_order_tells_what_later_answers_change(
    desk: PageClient, store: Store, event_id: int
) -> None:
    assert "This is what we order" in show(desk, event_id).words
    assert post(desk, event_id, "order") == 303
    page = show(desk, event_id)
    assert "Ordered on" in page.words
    assert "as many people come." in page.words
    add_answers(store, event_id, *(Said(Reply.YES, 7, diet="halal") for _ in range(2)), name="B")
    page = show(desk, event_id)
    assert "14 people more." in page.words
    assert "halal +" not in page.words
    assert "Today we would order this on top." in page.words
    assert post(desk, event_id, "order/withdraw") == 303
    assert "Ordered on" not in show(desk, event_id).words


def test_fewer_people_are_told_as_fewer(desk: PageClient, store: Store, event_id: int) -> None:
    assert post(desk, event_id, "order") == 303
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        assert event.placed_order is not None
        event.placed_order.yes_heads = 25
    assert "1 person fewer." in show(desk, event_id).words


def test_nothing_is_ordered_before_anything_is_known(desk: PageClient, store: Store) -> None:
    assert post(desk, add_event(store), "order") == 400


def test_an_order_is_not_changed_afterwards(
    app: Flask,
    desk: PageClient,
    store: Store,
    organiser: Account,
    clock: FixedClock,
    event_id: int,
) -> None:
    assert post(desk, event_id, "order") == 303
    desk = on_the_day(app, organiser, clock, minutes=5)
    assert post(desk, event_id, "order") == 409
    assert post(desk, event_id, "order/withdraw") == 409
    assert placed_of(event_of(store, event_id)) is not None


def test_the_slider_works_without_script(desk: PageClient, store: Store, event_id: int) -> None:
    before = show(desk, event_id)
    assert "as bad as 3 portions too many" in before.words
    assert post(desk, event_id, "shortage", price="20") == 303
    after = show(desk, event_id)
    assert "as bad as 20 portions too many" in after.words
    assert event_of(store, event_id).shortage_price == 20
    assert post(desk, event_id, "amounts", generosity="tight") == 303
    assert event_of(store, event_id).shortage_price is None


@pytest.mark.parametrize("price", ["", "0", "21", "-3", "1.5", "veel", "9" * 400])
def test_no_other_price_is_taken(desk: PageClient, store: Store, event_id: int, price: str) -> None:
    assert post(desk, event_id, "shortage", price=price) == 400
    assert event_of(store, event_id).shortage_price is None


def test_each_dish_says_what_is_left_and_how_often_it_runs_out(
    desk: PageClient, event_id: int
) -> None:
    words = show(desk, event_id).words
    assert "On average" in words
    assert "1 time in" in words
    assert "One halal kind for everybody" in words


def test_closing_takes_what_was_left_and_the_look_back_shows_it(
    app: Flask,
    desk: PageClient,
    store: Store,
    organiser: Account,
    clock: FixedClock,
    event_id: int,
) -> None:
    assert post(desk, event_id, "order") == 303
    desk = on_the_day(app, organiser, clock, hours=5)
    dishes = event_of(store, event_id).dishes
    answers = {f"left-{dish.id}": "50" for dish in dishes}
    answers[f"left-{dishes[0].id}"] = "out"
    answers[f"gone-{dishes[0].id}"] = "16:40"
    assert close(desk, event_id, **answers) == 303
    assert event_of(store, event_id).state is EventState.CLOSED
    page = show(desk, event_id, "/afterwards")
    assert "gone at 16:40" in page.words
    assert "50% left" in page.words
    assert "We said" in page.words
    assert "What was left had cost" in page.words
    again = desk.page(f"/events/{event_id}/close?l=en")
    checked = [each.get("value") for each in again.all("input") if "checked" in each.attrib]
    assert checked.count("50") == len(dishes) - 1
    assert "out" in checked


@pytest.mark.parametrize(
    ("field", "typed"),
    [("left", "101"), ("left", "half"), ("gone", "25:00"), ("gone", "straks")],
)
def test_a_wrong_answer_about_a_dish_loses_nothing(
    desk: PageClient, store: Store, event_id: int, field: str, typed: str
) -> None:
    assert post(desk, event_id, "order") == 303
    dish = event_of(store, event_id).dishes[0]
    assert close(desk, event_id, **{f"left-{dish.id}": "out", f"{field}-{dish.id}": typed}) == 422
    assert event_of(store, event_id).state is EventState.PUBLISHED


def test_nobody_has_to_say_what_was_left(desk: PageClient, store: Store, event_id: int) -> None:
    assert post(desk, event_id, "order") == 303
    assert close(desk, event_id) == 303
    words = show(desk, event_id, "/afterwards").words
    assert "not noted" in words
    assert "The order cost about" in words


def test_an_event_that_goes_on_has_nothing_to_look_back_on(desk: PageClient, event_id: int) -> None:
    assert desk.get(f"/events/{event_id}/afterwards").status_code == 404
    assert desk.get("/events/999/afterwards").status_code == 404


def test_the_record_shows_what_was_said_and_what_came(
    desk: PageClient, store: Store, event_id: int
) -> None:
    assert "No event was closed yet" in desk.page("/past-events/record?l=en").words
    assert post(desk, event_id, "order") == 303
    assert close(desk, event_id) == 303
    page = desk.page("/past-events/record?l=en")
    check_page(page)
    assert "as said on" in page.words
    assert "your own guess by 14" in page.words


@pytest.mark.parametrize(
    ("came", "guess", "said"),
    [
        pytest.param(30, 20, "The forecast was off by 2, your own guess by 10.", id="both off"),
        pytest.param(
            28, 20, "The forecast was just right, your own guess was off by 8.", id="ours"
        ),
        pytest.param(
            30, 30, "The forecast was off by 2, your own guess was just right.", id="theirs"
        ),
        pytest.param(28, 28, "The forecast was just right, and so was your own guess.", id="both"),
    ],
)
def test_a_forecast_that_was_right_is_not_called_nought_off(
    app: Flask, came: int, guess: int, said: str
) -> None:
    heads = {0.1: 20, 0.25: 24, 0.5: 28, 0.75: 34, 0.9: 40}
    quoted = Quoted(at=MADE_AT, how=HowKnown.KEPT, heads=tuple(heads.items()), parts=None)
    with app.test_request_context("/?l=en"):
        assert misses_words([Checked(Event(expected=guess), quoted, came)]) == said


def test_two_audiences_stand_on_one_list(desk: PageClient, store: Store, event_id: int) -> None:
    dinner = add_event(store, expected=100, parent_id=event_id, title="Dinner inside")
    assert "One shopping list" in show(desk, event_id).words
    page = desk.page(f"/events/{event_id}/shopping-together?l=en")
    check_page(page)
    assert "Dinner inside" in page.words
    assert "What both eat is bought for them once." in page.words
    assert re.search(r"Bought together it costs €[\d,]+ less\.", page.words)
    assert re.search(r"pieces for \d+ guests and who else eats · \d+ pieces extra", page.words)
    of_part = desk.get(f"/events/{dinner}/shopping-together")
    assert of_part.location == f"/events/{event_id}/shopping-together"


def test_parts_without_guests_of_each_other_need_less_because_not_all_are_busy(
    desk: PageClient, store: Store
) -> None:
    castle = add_event(store, expected=100, title="Castle", menu_preset=NO_MENU)
    for part in ("Dinner", "Lunch"):
        add_event(store, expected=100, parent_id=castle, title=part)
    page = desk.page(f"/events/{castle}/shopping-together?l=en")
    assert "less: the one may be busy when the other is quiet." in page.words
    assert "bought for them once" not in page.words


def test_one_audience_needs_no_list_with_others(desk: PageClient, event_id: int) -> None:
    assert desk.get(f"/events/{event_id}/shopping-together").status_code == 303


def test_what_somebody_sees_to_be_gone_replaces_the_estimate(
    app: Flask,
    desk: PageClient,
    store: Store,
    organiser: Account,
    clock: FixedClock,
    event_id: int,
) -> None:
    desk = on_the_day(app, organiser, clock, minutes=40)
    dish = event_of(store, event_id).dishes[0]
    path = f"dishes/{dish.id}/eaten"
    assert post(desk, event_id, path, part="75") == 303
    page = show(desk, event_id, "/live")
    assert "Somebody looked at" in page.words
    with store.reading() as session:
        day = session.get_one(DishDay, dish.id)
        assert day.eaten_at == clock.now
        assert day.eaten
    assert post(desk, event_id, path, part="") == 303
    assert "Somebody looked at" not in show(desk, event_id, "/live").words
    assert post(desk, event_id, path, part="110") == 400
    assert post(desk, event_id, "dishes/99999/eaten", part="50") == 404


@pytest.mark.parametrize(
    ("typed", "hour"), [("18:00", 16), ("0:30", 22), ("", None)], ids=["early", "late", "empty"]
)
def test_when_the_shop_closes_is_kept(
    desk: PageClient, store: Store, event_id: int, typed: str, hour: int | None
) -> None:
    answer = desk.send(
        f"/events/{event_id}/shop",
        {"fetch_minutes": "30", "closes": typed},
        form_on=f"/events/{event_id}/live",
    )
    assert answer.status_code == 303
    closes = event_of(store, event_id).shop_closes_at
    assert (closes.hour if closes else None) == hour


def test_an_order_that_was_placed_is_what_the_day_reckons_with(
    app: Flask,
    desk: PageClient,
    store: Store,
    organiser: Account,
    clock: FixedClock,
    event_id: int,
) -> None:
    assert post(desk, event_id, "order") == 303
    order = placed_of(event_of(store, event_id))
    assert order is not None
    add_answers(store, event_id, *(Said(Reply.YES, 9) for _ in range(20)), name="B")
    desk = on_the_day(app, organiser, clock, minutes=40)
    assert f"food for {order.portions - 4}" in show(desk, event_id, "/live").words
