"""Whoever may read for a while is stopped when it is over, by either database; commands never."""

from collections.abc import Iterator

import pytest
from sqlalchemy import event, func, insert, select, text
from sqlalchemy.orm import Session

from planner.store import reading_time
from planner.store.base import Store
from planner.store.models import Organisation
from planner.store.reading_time import ReadTookTooLong
from tests.support.slow import ENDLESS, LONG


@pytest.fixture
def database(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    yield store
    store.close()


def test_a_statement_is_stopped_when_the_time_is_over(database: Store) -> None:
    with reading_time.limited(), database.reading() as session:
        reading_time.may_read_for(0.2)
        with pytest.raises(ReadTookTooLong):
            session.execute(ENDLESS)
        session.rollback()
        reading_time.may_read_on()
        assert session.scalar(text("SELECT 1")) == 1, "the connection still works"


def ask_again_and_again(session: Session) -> None:
    while True:
        session.execute(text("SELECT 1"))


def test_many_short_statements_together_are_stopped_too(database: Store) -> None:
    with reading_time.limited(), database.reading() as session:
        reading_time.may_read_for(0.2)
        with pytest.raises(ReadTookTooLong):
            ask_again_and_again(session)


def test_what_is_left_is_less_for_each_statement(database: Store) -> None:
    with reading_time.limited(), database.reading() as session:
        reading_time.may_read_for(60.0)
        session.execute(LONG)
        left = reading_time.seconds_left()
        assert left is not None
        assert left < 60.0
        reading_time.may_read_for(0.2)
        with pytest.raises(ReadTookTooLong):
            session.execute(ENDLESS)


def test_where_no_time_was_set_nothing_is_stopped(database: Store) -> None:
    """As commands, and what the server does by itself."""
    with reading_time.limited(), database.reading() as session:
        reading_time.may_read_for(0.001)
        with pytest.raises(ReadTookTooLong):
            session.execute(LONG)
    with database.reading() as session:
        assert session.scalar(LONG) == 1_000_000


def write_for_ever(database: Store) -> None:
    with database.transaction() as session:
        session.execute(insert(Organisation).values(name="half"))
        session.execute(ENDLESS)


def test_a_writer_that_is_stopped_leaves_nothing_half_done(database: Store) -> None:
    with reading_time.limited():
        reading_time.may_read_for(0.5)
        with pytest.raises(ReadTookTooLong):
            write_for_ever(database)
    with database.transaction() as session:  # the turn was given back too
        found = session.scalars(select(Organisation.name))
        assert "half" not in set(found)


def test_one_question_outside_of_a_transaction_is_asked_all_the_same(database: Store) -> None:
    with reading_time.limited(), database.glance() as connection:
        reading_time.may_read_for(60)
        assert connection.scalar(select(func.count()).select_from(Organisation)) == 1


def test_waiting_for_a_turn_is_not_reading(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    waited: list[float] = []
    assert store.lock is not None
    store.lock.on_wait = waited.append
    with reading_time.limited():
        reading_time.may_read_for(10)
        before = reading_time._limit.get()
        assert before is not None
        ends = before.ends
        with store.transaction() as session:
            session.execute(text("SELECT 1"))
        assert before.ends - ends >= waited[0]
    store.close()


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_postgres_is_told_once_a_transaction(database: Store) -> None:
    told: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def see(connection: object, cursor: object, statement: str, *_rest: object) -> None:
        told.append(statement)

    with reading_time.limited(), database.reading() as session:
        reading_time.may_read_for(60)
        assert session.scalar(text("SHOW statement_timeout")).endswith("ms")
        session.execute(text("SELECT 1"))
        assert all("SET" not in statement for statement in told)
    with database.reading() as session:
        assert session.scalar(text("SHOW statement_timeout")) == "15s"
