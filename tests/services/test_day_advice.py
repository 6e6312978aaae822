"""The one sentence of the day itself: what matters most, with numbers that are bounded."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from planner.core.catering.watch import Advice
from planner.core.enums import EventState, EventType, Reply
from planner.core.turnout import EventKind, Nowcast
from planner.services.day.advice import Matter, Situation, assess
from planner.services.day.evacuation import mismatches_of
from planner.services.day.live import LiveEvent, watch_event
from planner.services.gate import gates
from planner.services.gate.phones import Phone
from planner.services.plan import day_notes
from planner.store.base import Store
from planner.store.models import Event, Gate, GateDevice, Venue
from tests.support.gate import (
    ENDS,
    STARTS,
    Evening,
    answer,
    entry,
    leaving,
    make_cards,
    make_evening,
    make_event,
    make_gate,
    make_phone,
)

NOW = STARTS + timedelta(minutes=40)


@pytest.fixture
def evening(store: Store) -> Evening:
    return made(store)


def made(store: Store, **values: Any) -> Evening:
    """An evening without a menu, whose phone was heard of just now."""
    evening = make_evening(store, **{"expected": 30, "menu_preset": "none"} | values)
    change(evening)
    with store.transaction() as session:
        session.get_one(GateDevice, evening.phone.id).seen_at = NOW
    return evening


def change(evening: Evening, **values: Any) -> None:
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        event.dishes.clear()
        for name, value in values.items():
            setattr(event, name, value)


def look(evening: Evening, *, now: datetime = NOW) -> tuple[LiveEvent, Situation]:
    with evening.store.reading() as session:
        event = session.get_one(Event, evening.event_id)
        seen = watch_event(session, event, now=now)
        apart = mismatches_of(session, event, seen.gates.scans)
        return seen, assess(event, seen, apart, now=now)


def come(evening: Evening, heads: int, minutes: int, phone: Phone | None = None) -> None:
    """Let people in without cards, so many minutes after the start."""
    at = STARTS + timedelta(minutes=minutes)
    evening.one(entry(None, heads, phone_at=at), now=at, phone=phone or evening.phone)
    with evening.store.transaction() as session:
        for device in session.query(GateDevice):
            device.seen_at = NOW


def test_a_calm_evening_is_in_order(evening: Evening) -> None:
    come(evening, 8, 10)
    seen, found = look(evening)
    assert found.matter is Matter.IN_ORDER
    assert isinstance(seen.nowcast, Nowcast)
    assert found.on_the_way == seen.nowcast.still_to_come()
    assert found.fits is None


def test_more_are_on_their_way_than_fit(evening: Evening) -> None:
    change(evening, capacity=24)
    come(evening, 10, 10)
    come(evening, 8, 35)
    _seen, found = look(evening)
    assert (found.matter, found.fits) == (Matter.WILL_BE_FULL, 6)
    assert found.on_the_way > 6
    assert (found.gate, found.has_more_gates) == ("Entrance", False)
    assert found.is_near, "eight came in the last quarter, and six fit"


def test_the_gate_is_where_people_come_in_now(evening: Evening) -> None:
    change(evening, capacity=20)
    garden = evening.second_phone("Garden")
    come(evening, 14, 10)
    come(evening, 1, 36)
    come(evening, 3, 38, garden)
    _seen, found = look(evening)
    assert (found.matter, found.gate, found.has_more_gates) == (
        Matter.WILL_BE_FULL, "Garden", True,
    )  # fmt: skip
    with evening.store.transaction() as session:
        (closed,) = session.query(Gate).filter_by(name="Garden")
        gates.close_gate(closed, now=NOW)
    _seen, found = look(evening)
    assert (found.gate, found.has_more_gates) == ("Entrance", False)


def test_where_nobody_came_lately_no_gate_is_named(evening: Evening) -> None:
    change(evening, capacity=20)
    evening.second_phone("Garden")
    come(evening, 20, 10)
    _seen, found = look(evening)
    assert (found.matter, found.gate, found.has_more_gates) == (Matter.FULL, "", True)


def test_a_full_place_that_somebody_leaves_has_room_for_one(evening: Evening) -> None:
    change(evening, capacity=20)
    come(evening, 20, 30)
    seen, found = look(evening)
    assert (found.matter, found.fits, found.too_many) == (Matter.FULL, 0, 0)
    assert isinstance(seen.in_the_end, Nowcast)
    assert seen.in_the_end.quantile(0.9) == 20
    assert seen.is_held_back
    evening.one(leaving(None, 2, phone_at=NOW))
    seen, found = look(evening)
    assert (found.matter, found.fits) == (Matter.WILL_BE_FULL, 2)
    assert isinstance(seen.in_the_end, Nowcast)
    assert seen.in_the_end.quantile(0.9) == 22


def test_with_nothing_known_the_first_guests_promise_nobody(store: Store) -> None:
    """Two guests in the first minutes became dozens on their way, and a place that gets full."""
    evening = made(store, expected=None)
    change(evening, capacity=20)
    come(evening, 2, 5)
    seen, found = look(evening, now=STARTS + timedelta(minutes=10))
    assert isinstance(seen.nowcast, Nowcast)
    assert seen.nowcast.is_too_early
    assert (found.is_too_early, found.on_the_way, found.matter) == (True, 0, Matter.IN_ORDER)
    assert not seen.is_held_back
    _seen, found = look(evening, now=STARTS + timedelta(minutes=90))
    assert not found.is_too_early


def test_about_as_much_food_as_is_eaten_is_tight_and_no_alarm(store: Store) -> None:
    evening = make_evening(store, expected=30)
    with store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        event.dishes[:] = [dish for dish in event.dishes if dish.name == "Soft drinks and water"]
    seen, _found = look(evening, now=STARTS + timedelta(minutes=5))
    come(evening, seen.dishes[0].order.feeds - 8, 30)
    late = ENDS - timedelta(minutes=45)
    with store.transaction() as session:
        session.get_one(GateDevice, evening.phone.id).seen_at = late
    seen, found = look(evening, now=late)
    assert [dish.watch.advice for dish in seen.dishes] == [Advice.TIGHT]
    assert (found.matter, found.tight, found.short) == (Matter.TIGHT, (0,), ())


def test_what_nobody_asked_for_does_not_run_short(store: Store) -> None:
    """A stew for a diet that nobody named is on call only: the first guest made it run short."""
    evening = make_evening(store, event_type=EventType.DINNER, expected=12, menu_preset="dinner")
    come(evening, 2, 10)
    seen, found = look(evening)
    (stew,) = [dish for dish in seen.dishes if dish.order.dish.name == "Bean stew"]
    assert (stew.order.there, stew.order.reserve.amount > 0) == (0, True)
    assert stew.watch.advice is Advice.ENOUGH
    assert found.matter is Matter.IN_ORDER


def test_too_many_inside_matters_most(evening: Evening) -> None:
    change(evening, capacity=20)
    come(evening, 23, 30)
    evening.one(entry("0" * 13, 1, offline=True))
    _seen, found = look(evening)
    assert (found.matter, found.too_many, found.fits) == (Matter.OVER_FULL, 4, 0)
    assert look(evening, now=ENDS)[1].matter is Matter.CONFLICTS, "nobody comes any more"


def test_a_dinner_by_card_expects_no_more_than_its_cards_hold(store: Store) -> None:
    """Ten cards of four promised 53 people, 34 to 114."""
    evening = made(store, kind=EventKind.CLOSED, is_public=False, expected=None)
    with store.transaction() as session:
        make_cards(session, session.get_one(Event, evening.event_id), count=5, party=5)
    for card in evening.codes[:3]:
        evening.one(entry(card, 5, phone_at=STARTS + timedelta(minutes=20)), now=NOW)
    seen, found = look(evening)
    assert seen.room_on_cards == 25
    assert isinstance(seen.nowcast, Nowcast)
    low, likely, high = seen.nowcast.quantiles((0.1, 0.5, 0.9))
    assert 15 <= low < likely <= high <= 40
    assert 0 < found.on_the_way <= 25


def test_an_answer_says_how_many_a_card_holds(store: Store) -> None:
    evening = made(store, kind=EventKind.CLOSED, is_public=False)
    with store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        answer(session, event, 1, Reply.YES, adults=2)
        answer(session, event, 2, Reply.NO)
        dinner = make_event(session, "Dinner", parent_id=evening.event_id)
        make_cards(session, dinner, count=2, party=3)
    seen, _found = look(evening)
    assert seen.room_on_cards == 2 + 5 + 5 + 3 + 3, "guests of a part pass the gates too"
    evening.one(entry(evening.codes[0], 1))
    seen, _found = look(evening)
    assert seen.room_on_cards == 17


def test_who_comes_without_a_card_takes_no_place_on_one(store: Store) -> None:
    evening = made(store, kind=EventKind.CLOSED, is_public=False)
    come(evening, 4, 20)
    seen, found = look(evening)
    assert seen.room_on_cards == 15
    assert isinstance(seen.nowcast, Nowcast)
    assert seen.nowcast.quantile(0.99) <= 19
    assert found.on_the_way <= 15


@pytest.mark.parametrize(
    ("values", "is_bound"),
    [
        pytest.param({"kind": EventKind.OPEN}, False, id="anybody can come"),
        pytest.param({"kind": EventKind.UNSURE}, False, id="nobody knows"),
        pytest.param({"kind": EventKind.REGISTERED}, True, id="answers have closed"),
        pytest.param({"kind": EventKind.CLOSED}, True, id="by card"),
    ],
)
def test_cards_bound_only_where_nobody_else_comes(
    store: Store, values: dict[str, Any], is_bound: bool
) -> None:
    seen, _found = look(made(store, **values))
    assert (seen.room_on_cards is not None) is is_bound


def test_a_location_where_people_take_turns_bounds_nobody(evening: Evening) -> None:
    change(evening, venue=Venue(name="Castle", capacity=10))
    come(evening, 10, 20)
    seen, found = look(evening)
    assert found.matter is Matter.FULL
    assert seen.most_by_places is None, "thirty are expected where ten fit at once"
    change(evening, expected=8)
    seen, found = look(evening)
    assert seen.most_by_places == 10, "more came than anybody thought"


def test_who_said_yes_is_on_the_way_as_long_as_arrivals_make_it_believable(
    evening: Evening,
) -> None:
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        make_cards(session, event, count=10)
        for number in range(1, 13):
            answer(session, event, number, Reply.YES, adults=3)
    seen, found = look(evening, now=STARTS + timedelta(minutes=5))
    assert isinstance(seen.nowcast, Nowcast)
    assert seen.gates.still_expected == 36
    assert seen.nowcast.still_to_come() <= found.on_the_way
    come(evening, 20, 60)
    late = ENDS - timedelta(minutes=3)
    seen, found = look(evening, now=late)
    assert seen.gates.still_expected == 36
    assert found.on_the_way < 5, "three minutes before the end they stay away"
    _seen, found = look(evening, now=ENDS)
    assert found.on_the_way == 0


def test_conflicts_come_before_order(evening: Evening) -> None:
    evening.one(entry("0" * 13, 2, offline=True))
    _seen, found = look(evening)
    assert (found.matter, found.conflicts) == (Matter.CONFLICTS, 1)


def test_counts_that_differ_are_not_in_order(evening: Evening) -> None:
    with evening.store.transaction() as session:
        dinner = make_event(session, "Dinner", parent_id=evening.event_id)
        (card,) = make_cards(session, dinner, count=1)
        dining_room = make_phone(session, make_gate(session, dinner, "Dining room")).phone
    evening.one(entry(None, 2), phone=dining_room)
    assert look(evening)[1].matter is Matter.IN_ORDER, "who has no card can't be compared"
    evening.one(entry(card, 2), phone=dining_room)
    _seen, found = look(evening)
    assert (found.matter, found.mismatches[0].never) == (Matter.ZONES, 2)


def test_a_gate_that_is_quiet_is_not_in_order(evening: Evening) -> None:
    come(evening, 3, 10)
    with evening.store.transaction() as session:
        phone = session.get_one(GateDevice, evening.phone.id)
        phone.seen_at, phone.waiting = NOW - timedelta(minutes=16), 4
    _seen, found = look(evening)
    assert found.matter is Matter.SILENT_GATE
    assert found.silent is not None
    assert (found.silent.name, found.silent.waiting) == ("Entrance", 4)


def test_a_phone_in_a_pocket_is_no_matter_while_another_counts_there(evening: Evening) -> None:
    other = evening.second_phone()
    come(evening, 3, 10)
    with evening.store.transaction() as session:
        session.get_one(GateDevice, other.id).seen_at = NOW - timedelta(hours=1)
    assert look(evening)[1].matter is Matter.IN_ORDER


def test_an_evening_that_nobody_counts_is_not_in_order(evening: Evening) -> None:
    with evening.store.transaction() as session:
        gates.close_gate(session.get_one(Gate, evening.gate_id), now=NOW)
    assert look(evening)[1].matter is Matter.NO_GATE
    with evening.store.transaction() as session:
        day_notes.record_count(session, evening.event_id, heads=12, now=NOW)
    assert look(evening)[1].matter is Matter.IN_ORDER


@pytest.mark.parametrize(
    ("now", "state", "matter"),
    [
        pytest.param(STARTS - timedelta(hours=1), EventState.PUBLISHED, Matter.BEFORE, id="before"),
        pytest.param(ENDS, EventState.PUBLISHED, Matter.AFTER, id="after"),
        pytest.param(NOW, EventState.CANCELLED, Matter.CANCELLED, id="cancelled"),
    ],
)
def test_an_event_that_does_not_go_on_says_so(
    evening: Evening, now: datetime, state: EventState, matter: Matter
) -> None:
    change(evening, state=state)
    assert look(evening, now=now)[1].matter is matter
