"""What a shopping list reckons with is the same for one event and for several at once."""

from datetime import timedelta

import pytest

from planner.core.catering import Keeping, Unit
from planner.services.answer.tally import tally
from planner.services.forecast.forecasting import forecast_event
from planner.services.plan import closing, planning
from planner.services.shop import appetites, larder, shopping
from planner.services.shop.known import Known, known_of, known_of_each
from planner.services.shop.larder import LOOKED_BACK, Larder, larders_of
from planner.services.shop.orders import placed_of
from planner.store.base import Store
from planner.store.models import Event, StockEntry
from tests.support.cards import MADE_AT
from tests.support.organiser import add_event, event_of
from tests.support.partners import add_partner
from tests.support.queries import count_queries

BURGERS = ("Hamburgers (halal)", Unit.PIECE.value)
ROLLS = ("Bread rolls", Unit.PIECE.value)
COLA = ("Cola", Unit.MILLILITRE.value)
DAY = timedelta(days=1)
HERE = {Keeping.FREEZABLE: 40, Keeping.FROZEN: 80, Keeping.DRY: 70, Keeping.RETURNABLE: 60}


@pytest.fixture
def away(store: Store) -> int:
    """The organisation of a partner, which has no freezer."""
    organisation_id = add_partner(store, now=MADE_AT).organisation_id
    with store.transaction() as session:
        larder.say_freezer(session, organisation_id, has_freezer=False)
    return organisation_id


def stock(store: Store, organisation_id: int, **amounts: int) -> None:
    """Put dishes in stock."""
    found = {"burgers": BURGERS, "rolls": ROLLS, "cola": COLA}
    with store.transaction() as session:
        for name, amount in amounts.items():
            dish, unit = found[name]
            session.add(
                StockEntry(
                    organisation_id=organisation_id,
                    name=dish,
                    unit=unit,
                    amount=amount,
                    noted_at=MADE_AT,
                )
            )


def organisation_of(store: Store, event_id: int) -> int:
    return event_of(store, event_id).organisation_id


def move(store: Store, event_id: int, organisation_id: int) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.organisation_id, event.venue = organisation_id, None


def test_each_event_has_what_its_organisation_keeps_and_no_earlier_one_takes(
    store: Store, away: int
) -> None:
    soon, next_week = add_event(store), add_event(store, days=7)
    drinks = add_event(store, days=8, menu_preset="drinks")
    long_after = add_event(store, days=7 + LOOKED_BACK.days)
    theirs = add_event(store, days=1)
    move(store, theirs, away)
    home = organisation_of(store, soon)
    with store.transaction() as session:
        larder.set_rules(session, home, HERE)
    stock(store, home, burgers=50, cola=3_000)
    stock(store, home, burgers=-20, rolls=-5)
    stock(store, away, burgers=7)
    ids = [soon, next_week, drinks, long_after, theirs]
    with store.reading() as session:
        events = [session.get_one(Event, event_id) for event_id in ids]
        with count_queries(store) as asked:
            found = larders_of(session, events)
    assert len(asked) == 3
    ours = {BURGERS: 30, COLA: 3_000}
    assert found == {
        soon: Larder(HERE, ours),
        next_week: Larder(HERE, {COLA: 3_000}),
        drinks: Larder(HERE, {COLA: 3_000}),
        long_after: Larder(HERE, ours),
        theirs: Larder(
            {
                Keeping.FREEZABLE: 0,
                Keeping.FROZEN: 0,
                Keeping.DRY: larder.usual_percent(Keeping.DRY),
                Keeping.RETURNABLE: larder.usual_percent(Keeping.RETURNABLE),
            },
            {BURGERS: 7},
        ),
    }


def test_an_event_that_is_over_or_off_takes_nothing_of_the_stock(store: Store) -> None:
    over, off, coming = add_event(store), add_event(store, days=1), add_event(store, days=2)
    stock(store, organisation_of(store, over), burgers=50)
    with store.transaction() as session:
        closing.close_event(session, session.get_one(Event, over), came=30, now=MADE_AT)
        planning.cancel_event(session, session.get_one(Event, off), reason="Storm", now=MADE_AT)
    with store.reading() as session:
        found = larders_of(session, [session.get_one(Event, coming)])
    assert found == {coming: Larder({}, {BURGERS: 50})}


def test_what_is_known_of_several_is_what_is_known_of_each(store: Store, away: int) -> None:
    """One of them alone asks one question; a list of events asks four for all."""
    before = {days: add_event(store, expected=30, days=days) for days in (-14, -7)}
    elsewhere = add_event(store, expected=30, days=-10)
    move(store, elsewhere, away)
    for event_id, left in ((before[-14], 0.5), (before[-7], 0.9), (elsewhere, 0.2)):
        hold(store, event_id, left=left)
    home = organisation_of(store, before[-7])
    with store.transaction() as session:
        larder.set_rules(session, home, HERE)
    stock(store, home, burgers=50, rolls=12, cola=3_000)
    stock(store, away, rolls=9)
    ids = [before[-7], *(add_event(store, expected=30, days=days) for days in (0, 7, 45))]
    ids += [add_event(store, days=2, menu_preset=preset) for preset in ("drinks", "none")]
    theirs = add_event(store, days=3)
    move(store, theirs, away)
    with store.reading() as session:
        events = [session.get_one(Event, event_id) for event_id in (*ids, theirs)]
        for event in events:
            assert event.dishes is not None  # loaded
        with count_queries(store) as asked:
            found = known_of_each(session, events)
        assert len(asked) == 4
        for event in events:
            with count_queries(store) as asked:
                alone = known_of(session, event)
            assert len(asked) == (1 if event.dishes else 0)
            assert on_menu(event, found[event.id]) == alone, event.starts_at
    learnt = {event_id: known.appetites for event_id, known in found.items()}
    assert [learnt[event_id][BURGERS[0]].events for event_id in (*ids[:4], theirs)] == [
        1, 2, 2, 2, 1,
    ]  # fmt: skip


def hold(store: Store, event_id: int, *, left: float) -> None:
    """Order for an event and close it; of every dish this part was left."""
    event = event_of(store, event_id)
    with store.transaction() as session:
        made, known = forecast_event(session, event, now=MADE_AT), known_of(session, event)
        assert shopping.place(
            session, event, made, tally(session, event_id), known, now=event.starts_at - DAY
        )
    order = placed_of(event_of(store, event_id))
    assert order is not None
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        closing.close_event(session, event, came=30, now=event.ends_at)
        for dish in order.dishes.values():
            remains = round(left * dish.firm.amount)
            appetites.note_leftovers(session, event_id, dish.dish_id, left=remains, ran_out_at=None)


def on_menu(event: Event, known: Known) -> Known:
    """Leave out what is in stock of dishes that an event does not serve."""
    if not event.dishes:
        return Known()
    names = {dish.name for dish in event.dishes}
    stock = {key: amount for key, amount in known.larder.stock.items() if key[0] in names}
    return Known(known.appetites, Larder(known.larder.percents, stock))
