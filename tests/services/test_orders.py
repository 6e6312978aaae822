"""An order stays as it was placed; what was left of it teaches the next one."""

from datetime import timedelta

import pytest

from planner.core.enums import Reply
from planner.core.turnout import Weather, spoken
from planner.services.answer.tally import tally
from planner.services.day.afterwards import look_back
from planner.services.forecast.forecasting import forecast_event
from planner.services.plan import closing
from planner.services.shop import appetites, orders, track_record
from planner.services.shop import shopping as shop
from planner.services.shop.known import known_of
from planner.services.shop.orders import Since, changes_since, placed_of
from planner.services.shop.shopping_list import ShoppingList
from planner.store.base import Store
from planner.store.models import Event, EventDish
from tests.support.cards import MADE_AT
from tests.support.organiser import Said, add_answers, add_event, event_of, later


def shopping(store: Store, event_id: int) -> ShoppingList:
    event = event_of(store, event_id)
    with store.reading() as session:
        made = forecast_event(session, event, now=MADE_AT)
        found = shop.order_for(event, made, tally(session, event_id), known_of(session, event))
    assert found is not None
    return found


def place(store: Store, event_id: int) -> None:
    event = event_of(store, event_id)
    with store.transaction() as session:
        made = forecast_event(session, event, now=MADE_AT)
        assert shop.place(
            session,
            event,
            made,
            tally(session, event_id),
            known_of(session, event),
            now=MADE_AT,
        )


def close(store: Store, event_id: int, *, came: int, left: float, ran_out: bool = False) -> None:
    """Close an event of whose every dish this part was left."""
    order = placed_of(event_of(store, event_id))
    assert order is not None
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        closing.close_event(session, event, came=came, now=event.ends_at)
        for dish in order.dishes.values():
            appetites.note_leftovers(
                session,
                event_id,
                dish.dish_id,
                left=round(left * dish.firm.amount),
                ran_out_at=event.ends_at if ran_out else None,
            )


def test_answers_after_the_order_leave_it_as_it_was(store: Store) -> None:
    event_id = add_event(store, expected=30)
    add_answers(store, event_id, *(Said(Reply.YES, 3) for _ in range(5)))
    before = shopping(store, event_id)
    place(store, event_id)
    many = (Said(Reply.YES, 5, diet="halal") for _ in range(20))
    add_answers(store, event_id, *many, name="B")
    after = shopping(store, event_id)
    assert [line.order.firm for line in after.lines] == [line.order.firm for line in before.lines]
    assert after.chosen.guests == before.chosen.guests
    assert after.since == Since(100)
    assert after.advised.guests > before.advised.guests
    assert all(line.short_by >= 0 for line in after.lines)
    assert any(line.short_by for line in after.lines)
    assert after.chosen.order.chance_enough < before.chosen.order.chance_enough


def test_the_forecast_is_kept_with_the_order(store: Store) -> None:
    event_id = add_event(store, expected=30)
    place(store, event_id)
    order = placed_of(event_of(store, event_id))
    assert order is not None
    assert order.at == MADE_AT
    levels = sorted(order.quantiles)
    assert {0.1, 0.5, 0.9} <= set(levels)
    counts = [order.quantiles[level] for level in levels]
    assert counts == sorted(counts)


def test_an_order_taken_back_follows_the_forecast_again(store: Store) -> None:
    event_id = add_event(store, expected=30)
    place(store, event_id)
    with store.transaction() as session:
        orders.withdraw_order(session, event_id, by_id=None, now=MADE_AT)
    assert shopping(store, event_id).placed is None


def test_placing_again_replaces_the_order(store: Store) -> None:
    event_id = add_event(store, expected=30)
    place(store, event_id)
    add_answers(store, event_id, *(Said(Reply.YES, 9) for _ in range(20)))
    first = shopping(store, event_id)
    place(store, event_id)
    second = shopping(store, event_id)
    assert second.chosen.guests > first.chosen.guests
    assert second.since == Since(0)
    assert second.since is not None
    assert second.since.is_nothing


def test_a_dish_that_came_later_was_not_ordered(store: Store) -> None:
    event_id = add_event(store, expected=30)
    place(store, event_id)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        first = event.dishes[0]
        event.dishes.append(EventDish(position=99, name="Ice cream", values=first.values))
    line = shopping(store, event_id).lines[-1]
    assert line.order.firm.amount == 0
    assert line.short_by == line.advised.firm.amount > 0


def test_what_changed_since_is_told_in_people_alone(store: Store) -> None:
    event_id = add_event(store, expected=30)
    add_answers(store, event_id, Said(Reply.YES, 3, diet="halal"))
    place(store, event_id)
    order = placed_of(event_of(store, event_id))
    assert order is not None
    with store.reading() as session:
        nobody = tally(session, add_event(store, days=7))
    assert changes_since(order, nobody) == Since(-3)


def test_the_slider_lies_between_the_three_ways(store: Store) -> None:
    event_id = add_event(store, expected=30)
    with store.transaction() as session:
        shop.choose_price(session, event_id, 5)
    found = shopping(store, event_id)
    tight, ample, extra = found.ways
    assert found.chosen.generosity is None
    assert ample.order.cost_cents < found.chosen.order.cost_cents < extra.order.cost_cents
    assert tight.price < found.chosen.price < extra.price


def test_what_was_left_makes_the_next_order_smaller_and_says_so(store: Store) -> None:
    first = add_event(store, expected=30, days=-7)
    place(store, first)
    coming = add_event(store, expected=30, days=7)
    before = shopping(store, coming)
    close(store, first, came=30, left=0.95)
    after = shopping(store, coming)
    assert after.lines[0].appetite.events == 1
    assert 0.75 <= after.lines[0].appetite.factor < 1
    assert after.lines[0].advised.wanted < before.lines[0].advised.wanted


def test_a_dish_that_ran_out_never_makes_the_next_order_smaller(store: Store) -> None:
    first = add_event(store, expected=30, days=-7)
    place(store, first)
    close(store, first, came=300, left=0, ran_out=True)
    line = shopping(store, add_event(store, expected=30, days=7)).lines[0]
    assert line.appetite.events == 1
    assert line.appetite.factor >= 1


def test_an_order_is_not_taught_by_what_comes_after_it(store: Store) -> None:
    later_one = add_event(store, expected=30, days=14)
    place(store, later_one)
    close(store, later_one, came=30, left=0.9)
    line = shopping(store, add_event(store, expected=30, days=7)).lines[0]
    assert line.appetite.events == 0


def test_looking_back_sets_forecast_order_count_and_leftovers_side_by_side(store: Store) -> None:
    event_id = add_event(store, expected=30)
    place(store, event_id)
    close(store, event_id, came=44, left=0.25)
    event = event_of(store, event_id)
    with store.reading() as session:
        turnout = closing.turnout_of(session, event_id)
        assert turnout is not None
        seen = look_back(session, event, turnout, now=later(hours=5))
        record = track_record.of_everything(session, now=later(hours=5))
    assert seen.checked is not None
    assert seen.checked.came == 44
    assert all(dish.part_eaten == pytest.approx(0.75, abs=0.1) for dish in seen.dishes)
    assert seen.order is not None
    assert seen.wasted_cents == pytest.approx(seen.order.cost_cents / 4, rel=0.1)
    (checked,) = record
    assert checked.said == seen.checked.said
    assert checked.missed_by == abs(44 - spoken(checked.said).likely)


def test_an_event_without_an_order_is_looked_back_on_too(store: Store) -> None:
    event_id = add_event(store, expected=30)
    with store.transaction() as session:
        closing.close_event(session, session.get_one(Event, event_id), came=20, now=later(hours=5))
    with store.reading() as session:
        turnout = closing.turnout_of(session, event_id)
        assert turnout is not None
        seen = look_back(session, event_of(store, event_id), turnout, now=later(hours=5))
    assert seen.order is None
    assert seen.dishes == ()
    assert seen.wasted_cents is None
    assert seen.checked is not None
    assert not seen.checked.was_kept


def test_a_record_has_no_more_events_than_were_closed(store: Store) -> None:
    for week in range(3):
        add_event(store, series="BBQ", expected=30, days=7 * week)
    with store.reading() as session:
        assert track_record.of_everything(session, now=later(hours=5)) == []


def test_what_day_it_was_is_kept_with_the_count(store: Store) -> None:
    event_id = add_event(store, expected=30)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.weather, event.is_holiday = Weather.RAIN, True
        turnout = closing.close_event(
            session, event, came=20, now=event.ends_at + timedelta(days=1)
        )
        assert (turnout.weather, turnout.is_holiday) == (Weather.RAIN, True)
        again = closing.close_event(
            session,
            event,
            came=20,
            weather=Weather.ORDINARY,
            is_holiday=False,
            now=event.ends_at + timedelta(days=1),
        )
        assert (again.weather, again.is_holiday) == (Weather.ORDINARY, False)
        # What was expected stays with the event, for how good the forecast was.
        assert (event.weather, event.is_holiday) == (Weather.RAIN, True)
