"""Rows found by prepared statements are what the ORM makes of them, and stay rows of the ORM."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import bindparam, inspect, select, update
from sqlalchemy.orm import Session

from planner.settings import Settings
from planner.store.base import Base, Store
from planner.store.models import Event, EventDish, Invitation, Venue
from planner.store.scoping import Scope, narrow
from planner.store.whole_rows import RowQuestion
from tests.support.cards import World, make_world
from tests.support.queries import count_queries

DISHES = select(EventDish).where(EventDish.event_id == bindparam("event")).order_by(EventDish.id)
DISHES_READ = RowQuestion(DISHES)
DISHES_ANEW = RowQuestion(DISHES.execution_options(populate_existing=True))
WITH_PLACE = RowQuestion(
    select(Invitation, Event, Venue, Invitation.number)
    .join(Invitation.event)
    .outerjoin(Event.venue)
    .where(Invitation.event_id == bindparam("event"))
    .order_by(Invitation.number)
)
HELD = RowQuestion(
    select(Event)
    .where(Event.id == bindparam("event"))
    .with_for_update(key_share=True)
    .execution_options(populate_existing=True)
)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    found = make_world(store, settings)
    found.cards(3)
    return found


def kept(row: Base) -> dict[str, Any]:
    """All columns of a row, and what the session knows of it."""
    state = inspect(row)
    columns = {one.key: state.dict[one.key] for one in state.mapper.column_attrs}
    standing = (state.persistent, state.modified, state.expired, state.key, state.unloaded)
    return {**columns, "standing": standing}


def test_rows_are_as_the_orm_reads_them(world: World) -> None:
    asked = {"event": world.event_id}
    with world.store.reading() as session:
        of_orm = [kept(row) for row in session.scalars(DISHES, asked)]
    with world.store.reading() as session:
        rows = [row for (row,) in DISHES_READ.ask(session, asked)]
        assert [kept(row) for row in rows] == of_orm
        assert all(row in session for row in rows)
        assert session.get_one(EventDish, rows[0].id) == rows[0]
        assert rows[0].event.id == world.event_id, "what belongs to it is read when it is asked"
    assert len(of_orm) > 1


def test_a_row_that_is_found_several_times_is_one_and_none_is_none(world: World) -> None:
    with world.store.reading() as session:
        found = WITH_PLACE.ask(session, {"event": world.event_id})
        cards, events, venues, numbers = (set(each) for each in zip(*found, strict=True))
        event = session.get_one(Event, world.event_id)
        assert events == {event}
        assert venues == {event.venue}
        assert numbers == {card.number for card in cards}
    with world.store.transaction() as session:
        session.get_one(Event, world.event_id).venue = None
    with world.store.reading() as session:
        assert {row[2] for row in WITH_PLACE.ask(session, {"event": world.event_id})} == {None}


def test_what_is_changed_in_such_a_row_is_written_and_nothing_else(world: World) -> None:
    with world.store.transaction() as session:
        ((first,), *_rest) = DISHES_READ.ask(session, {"event": world.event_id})
        assert not session.dirty
        first.name = "Soup"
        number = first.id
        with count_queries(world.store) as written:
            session.flush()
    assert len(written) == 1
    assert "SET name=" in written[0]
    with world.store.transaction() as session:
        soup = next(row for (row,) in DISHES_READ.ask(session, {"event": world.event_id}))
        assert (soup.id, soup.name) == (number, "Soup")
        session.delete(soup)
    with world.store.reading() as session:
        assert session.get(EventDish, number) is None


@pytest.mark.parametrize("question", [DISHES_READ, DISHES_ANEW])
def test_what_waits_to_be_written_is_found(world: World, question: RowQuestion) -> None:
    with world.store.transaction() as session:
        ((first,), *_rest) = question.ask(session, {"event": world.event_id})
        first.name = "Soup"
        assert question.first(session, {"event": world.event_id}).name == "Soup"


@pytest.mark.parametrize(
    "change",
    [
        lambda session: None,
        lambda session: session.expire_all(),
        lambda session: session.rollback(),
        lambda session: session.expunge_all(),
    ],
)
@pytest.mark.parametrize("is_anew", [False, True])
def test_rows_that_were_read_before_are_as_the_orm_has_them(
    world: World, change: Callable[[Session], None], is_anew: bool
) -> None:
    found = []
    asked = {"event": world.event_id}
    statement = DISHES.execution_options(populate_existing=True) if is_anew else DISHES
    question = DISHES_ANEW if is_anew else DISHES_READ
    ways: tuple[Callable[[Session], list[EventDish]], ...] = (
        lambda session: list(session.scalars(statement, asked)),
        lambda session: [row for (row,) in question.ask(session, asked)],
    )
    for ask in ways:
        with world.store.writing() as session:
            rows = list(session.scalars(DISHES, asked))
            assert [row.event.id for row in rows]
            change(session)
            session.execute(
                update(EventDish).values(name="Soup"),
                execution_options={"synchronize_session": False},
            )
            again = ask(session)
            found.append(
                [(kept(row), row is before) for row, before in zip(again, rows, strict=True)]
            )
            session.rollback()
    assert found[0] == found[1]


def test_a_session_of_an_organisation_finds_its_own(world: World) -> None:
    for organisation_id, finds in ((1, True), (1_000_000, False)):
        with world.store.reading() as session:
            narrow(session, Scope(organisation_id))
            assert bool(WITH_PLACE.ask(session, {"event": world.event_id})) is finds


def test_a_row_can_be_held_and_is_as_it_is_now(world: World) -> None:
    with world.store.transaction() as session:
        before = session.get_one(Event, world.event_id)
        session.execute(
            update(Event).values(title="Tonight"),
            execution_options={"synchronize_session": False},
        )
        held = HELD.first(session, {"event": world.event_id})
        assert held is before
        assert held.title == "Tonight"
        assert HELD.first(session, {"event": 1_000_000}) is None
