"""Lists of one row that are read by a question built once, as the ORM itself would read them."""

import pytest
from sqlalchemy import delete, update

from planner.settings import Settings
from planner.store.base import Store
from planner.store.lists import fill_list, read_list_anew
from planner.store.models import Event, EventDish
from tests.support.cards import World, make_world
from tests.support.queries import count_queries


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def test_a_list_is_the_same_and_in_the_same_order_as_the_one_of_the_orm(world: World) -> None:
    with world.store.reading() as session:
        of_orm = [(one.id, one.name) for one in session.get_one(Event, world.event_id).dishes]
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        with count_queries(world.store) as asked:
            fill_list(session, event, Event.dishes)
            fill_list(session, event, Event.dishes)
            assert [(one.id, one.name) for one in event.dishes] == of_orm
        assert len(of_orm) > 1
        assert len(asked) == 1, "what was read is not asked again"


def test_a_list_that_is_empty_is_not_asked_again(world: World) -> None:
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        fill_list(session, event, Event.programme)
        with count_queries(world.store) as asked:
            assert event.programme == []
    assert asked == []


def test_a_list_that_is_read_anew_is_as_it_is_now(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        first, *rest = list(event.dishes)
        second = rest[0]
        statements = (
            delete(EventDish).where(EventDish.id == first.id),
            update(EventDish).where(EventDish.id == second.id).values(name="Soup"),
        )
        for statement in statements:
            session.execute(statement, execution_options={"synchronize_session": False})
        fill_list(session, event, Event.dishes)
        assert event.dishes[0] is first, "it was read before"
        read_list_anew(session, event, Event.dishes)
        assert [one.id for one in event.dishes] == [one.id for one in rest]
        assert event.dishes[0].name == "Soup"


def test_a_dish_that_is_taken_off_a_list_read_so_is_deleted(world: World) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        read_list_anew(session, event, Event.dishes)
        left = [one.id for one in event.dishes[1:]]
        del event.dishes[0]
    with world.store.reading() as session:
        assert [one.id for one in session.get_one(Event, world.event_id).dishes] == left
