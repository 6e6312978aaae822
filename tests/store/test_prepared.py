"""Prepared statements find what SQLAlchemy finds, fail as it fails, and are seen by who listens."""

import gc
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, Executable, Integer, bindparam, column, select, update
from sqlalchemy.exc import (
    IntegrityError,
    MultipleResultsFound,
    NoResultFound,
    StatementError,
)

from planner.services.gate import phones, statements
from planner.store import reading_time
from planner.store.base import Store, connection_of
from planner.store.models import Gate, GateDevice
from planner.store.prepared import PreparedConnection, prepared
from planner.store.reading_time import ReadTookTooLong
from tests.support.cost import counting
from tests.support.gate import CODE_KEY, STARTS, Evening, entry, make_evening, void
from tests.support.queries import count_queries
from tests.support.slow import ENDLESS

LATER = datetime(2030, 1, 2, 3, 4, 5, tzinfo=UTC)
GATE = prepared(select(Gate.id, Gate.name).where(Gate.id == bindparam("gate")))
GATES = prepared(select(Gate.id, Gate.name).order_by(Gate.id))
SEEN = prepared(
    update(GateDevice).where(GateDevice.id == bindparam("device")).values(seen_at=bindparam("at"))
)
LISTED = prepared(select(Gate.id).where(Gate.id.in_(bindparam("ids", expanding=True))))
NO_GATE = prepared(
    update(GateDevice).where(GateDevice.id == bindparam("device")).values(gate_id=bindparam("gate"))
)
WITHOUT_END = prepared(ENDLESS.columns(column("steps", Integer)))
LEAST_STEPS = 60
"""Of Python, for a question with one row; SQLAlchemy takes several times as many."""


@pytest.fixture
def evening(store: Store) -> Evening:
    found = make_evening(store)
    found.second_phone("Garden gate")
    first = entry(found.codes[0], 2)
    found.scan(first, void(first.nonce), entry(found.codes[0], 3))
    return found


@contextmanager
def both(store: Store) -> Iterator[tuple[Connection, PreparedConnection]]:
    """Give the long and the short way over one connection, in one transaction."""
    with store.transaction() as session:
        yield session.connection(), connection_of(session)


def questions(evening: Evening) -> list[tuple[Executable, dict[str, Any]]]:
    card = phones.hash_token(CODE_KEY, evening.token)
    return [
        (phones._FIND, {"token_hash": card}),
        (phones._FIND_ONE, {"device_id": evening.phone.id}),
        (statements.READ_PARTY, {"id": 1, "nonce": "n", "at_gate": evening.gate_id}),
        (GATES, {}),
        (GATE, {"gate": 0}),
    ]


def test_both_ways_find_the_same(store: Store, evening: Evening) -> None:
    with both(store) as (long, short):
        for statement, values in questions(evening):
            wanted, found = long.execute(statement, values).all(), short.execute(statement, values)
            assert [tuple(row) for row in found.all()] == [tuple(row) for row in wanted]
            for row, other in zip(found, wanted, strict=True):
                assert row._asdict() == dict(other._mapping), "by name, too"
                assert [type(value) for value in row] == [type(value) for value in other]


def test_results_are_asked_as_ever(store: Store, evening: Evening) -> None:
    with both(store) as (_long, short):
        some, none = {"gate": evening.gate_id}, {"gate": 0}
        assert short.execute(GATE, some).one().name == "Entrance"
        assert short.execute(GATE, some).one_or_none() == short.execute(GATE, some).first()
        assert short.execute(GATE, some).scalar() == evening.gate_id
        assert short.execute(GATE, some).scalar_one() == short.scalar(GATE, some)
        assert short.execute(GATE, none).one_or_none() is None
        assert short.execute(GATE, none).first() is None
        assert short.execute(GATE, none).scalar() is None
        assert len(list(short.execute(GATES).scalars())) == 2
        with pytest.raises(NoResultFound):
            short.execute(GATE, none).one()
        with pytest.raises(MultipleResultsFound):
            short.execute(GATES).one()
        told = short.execute(SEEN, {"device": evening.phone.id, "at": LATER})
        assert told.rowcount == 1
        assert not told.all()


def test_what_is_written_is_undone_and_kept_with_all_else(store: Store, evening: Evening) -> None:
    seen = select(GateDevice.seen_at).where(GateDevice.id == evening.phone.id)
    with store.writing() as session:
        connection_of(session).execute(SEEN, {"device": evening.phone.id, "at": LATER})
        session.rollback()
        assert session.scalar(seen) == STARTS
        connection_of(session).execute(SEEN, {"device": evening.phone.id, "at": LATER})
        session.commit()
    with store.glance() as connection:
        assert connection.scalar(seen) == LATER, "what is not prepared goes the long way"


def test_a_constraint_is_named_as_ever_and_no_value_is_told(store: Store, evening: Evening) -> None:
    with pytest.raises(IntegrityError) as caught, both(store) as (_long, short):
        short.execute(NO_GATE, {"gate": 999_999, "device": evening.phone.id})
    assert "999999" not in str(caught.value)
    with both(store) as (_long, short):
        assert short.scalar(GATE, {"gate": evening.gate_id}) == evening.gate_id


@pytest.mark.parametrize(
    "values",
    [{}, {"device": 1}, {"device": 1, "at": LATER.replace(tzinfo=None)}],
    ids=["nothing", "too little", "a moment without a zone"],
)
def test_values_that_can_not_be_are_told_by_sqlalchemy(
    store: Store, evening: Evening, values: dict[str, Any]
) -> None:
    with both(store) as (_long, short), pytest.raises(StatementError):
        short.execute(SEEN, values)


def test_a_list_can_not_be_prepared(store: Store, evening: Evening) -> None:
    with both(store) as (_long, short), pytest.raises(ValueError, match="anew each time"):
        short.execute(LISTED, {"ids": [1, 2]})


def test_a_prepared_statement_is_stopped_when_its_time_is_over(
    store: Store, evening: Evening
) -> None:
    with reading_time.limited(), store.reading() as session:
        reading_time.may_read_for(0.2)
        with pytest.raises(ReadTookTooLong):
            connection_of(session).execute(WITHOUT_END)
        session.rollback()
        with pytest.raises(ReadTookTooLong):
            connection_of(session).execute(GATES)
        reading_time.may_read_on()
        session.rollback()
        assert connection_of(session).execute(GATES).all(), "the connection still works"


def test_who_counts_statements_sees_them(store: Store, evening: Evening) -> None:
    with count_queries(store) as seen, both(store) as (_long, short):
        short.execute(GATES)
        short.execute(GATE, {"gate": 1})
    assert [statement.split()[0] for statement in seen] == ["SELECT", "SELECT"]


def test_it_takes_few_steps(store: Store, evening: Evening) -> None:
    asked = {"gate": evening.gate_id}
    with both(store) as (long, short):
        short.execute(GATE, asked).one()
        long.execute(GATE, asked).one()
        with counting() as cost:
            short.execute(GATE, asked).one()
        with counting() as usual:
            long.execute(GATE, asked).one()
    if store.is_sqlite:
        assert cost.python <= LEAST_STEPS
    assert cost.python < usual.python


def test_what_was_compiled_for_a_database_goes_with_it(database_url: str) -> None:
    store = Store(database_url)
    with store.glance() as connection:
        connection.execute(GATES).all()
    dialect = weakref.ref(store.engine.dialect)
    store.close()
    del store, connection
    gc.collect()
    assert dialect() is None
