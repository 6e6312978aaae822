"""What to buy for an event."""

import pytest

from planner.core.enums import Generosity, Reply
from planner.services.answer.tally import tally
from planner.services.forecast.forecasting import forecast_event
from planner.services.plan.menus import NO_MENU, copies_of, dish_of, dishes_of_preset, values_of
from planner.services.shop import shopping, shopping_list
from planner.services.shop.known import known_of
from planner.services.shop.shopping_list import ShoppingList
from planner.store.base import Store
from planner.store.models import Event, EventDish
from tests.support.cards import MADE_AT
from tests.support.organiser import Said, add_answers, add_event, event_of


def order(store: Store, event_id: int) -> ShoppingList | None:
    event = event_of(store, event_id)
    with store.reading() as session:
        forecast = forecast_event(session, event, now=MADE_AT)
        return shopping.order_for(
            event, forecast, tally(session, event_id), known_of(session, event)
        )


def wanted(store: Store, event_id: int) -> ShoppingList:
    found = order(store, event_id)
    assert found is not None
    return found


def test_ample_feeds_more_than_tight_and_costs_more(store: Store) -> None:
    tight, ample, extra = wanted(store, add_event(store, expected=30)).ways
    assert tight.guests < ample.guests < extra.guests
    assert tight.enough_in < ample.enough_in < extra.enough_in <= shopping_list.DOTS
    assert tight.order.cost_cents < ample.order.cost_cents < extra.order.cost_cents


def test_the_list_is_for_the_way_that_was_chosen(store: Store) -> None:
    event_id = add_event(store, expected=30)
    assert wanted(store, event_id).chosen.generosity is Generosity.AMPLE
    with store.transaction() as session:
        shopping.choose_generosity(session, event_id, Generosity.TIGHT)
    found = wanted(store, event_id)
    assert found.chosen is found.ways[0]
    assert [line.order for line in found.lines] == list(found.chosen.order.dishes)


def test_nothing_is_bought_without_a_forecast_or_without_a_menu(store: Store) -> None:
    assert order(store, add_event(store)) is None
    assert order(store, add_event(store, expected=30, menu_preset=NO_MENU)) is None


def test_diets_that_were_told_are_never_too_few(store: Store) -> None:
    event_id = add_event(store, expected=30)
    said = [Said(Reply.YES, 8, diet="vegetarian") for _ in range(5)]
    add_answers(store, event_id, *said, Said(Reply.YES, 9))
    found = wanted(store, event_id)
    (vegetable,) = [line for line in found.lines if line.order.dish.name == "Vegetable burgers"]
    assert vegetable.order.firm.amount >= 40 * vegetable.order.dish.per_adult


def test_an_allergy_that_no_dish_knows_stands_in_nobodys_way(store: Store) -> None:
    event_id = add_event(store, expected=30)
    add_answers(store, event_id, Said(Reply.YES, 2, diet="no nuts"))
    assert wanted(store, event_id).lines


def test_helpers_eat_too_and_are_not_guests(store: Store) -> None:
    alone = wanted(store, add_event(store, expected=30))
    helped = wanted(store, add_event(store, expected=30, staff_eating=6))
    assert helped.chosen.guests == alone.chosen.guests
    assert helped.helpers == 6
    assert helped.chosen.order.cost_cents > alone.chosen.order.cost_cents


@pytest.mark.parametrize(
    ("budget", "is_over"),
    [
        pytest.param(1_000, True, id="ten euro"),
        pytest.param(1_000_000, False, id="ten thousand euro"),
    ],
)
def test_the_budget_tells_what_is_left(store: Store, budget: int, is_over: bool) -> None:
    found = wanted(store, add_event(store, expected=30, budget_cents=budget))
    left = found.chosen.left_of(found.budget_cents)
    assert left == budget - found.chosen.order.net_cents
    assert (left < 0) == is_over
    without = wanted(store, add_event(store, expected=30))
    assert without.chosen.left_of(without.budget_cents) is None


def test_what_is_bought_can_be_taken_back(store: Store) -> None:
    event_id = add_event(store, expected=30)
    other_id = add_event(store, expected=30)
    dish_id = wanted(store, event_id).lines[0].dish_id
    for is_bought in (True, False):
        with store.transaction() as session:
            assert shopping.mark_bought(
                session, event_id, dish_id, is_bought=is_bought, now=MADE_AT
            )
        assert wanted(store, event_id).lines[0].is_bought is is_bought
    with store.transaction() as session:
        assert not shopping.mark_bought(session, other_id, dish_id, is_bought=True, now=MADE_AT)


@pytest.mark.parametrize("preset", ["barbecue", "dinner", "drinks", "picnic"])
def test_a_dish_is_read_back_as_it_was_written(preset: str) -> None:
    for row in dishes_of_preset(preset):
        assert values_of(dish_of(row)) == row.values


def test_a_copied_menu_is_another_menu(store: Store) -> None:
    event_id = add_event(store, expected=30)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        copied = copies_of(event.dishes)
        copied[0].values["supplier"] = "Yildiz"
        assert dish_of(event.dishes[0]).supplier == ""
        assert all(isinstance(row, EventDish) and row.bought_at is None for row in copied)
