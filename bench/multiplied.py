"""Rows once more, and many times: a town becomes a country by the database's own statements.

Whatever table is added later is multiplied with the rest: keys and references are moved by as much
as there were rows, and what may be there only once is made different.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Connection,
    Integer,
    LargeBinary,
    String,
    Table,
    UniqueConstraint,
    cast,
    func,
    insert,
    literal,
    literal_column,
    select,
)

from planner.store.base import Base, UtcDateTime

OF_THE_INSTALLATION = ("calendar_feed", "calendar_state", "mail_way_in", "upkeep_mark", "throttle")
"""Tables that hold no more, whoever joins."""
ALONE: Mapping[tuple[str, str], object] = {("organisation", "is_host"): False}
"""What holds of the first one, and of its copies something else."""
BY_CHANCE_ONCE = frozenset(
    {("scan", "nonce"), ("scan", "voids_nonce"), ("scan", "unknown_code_hash")}
)
"""What is looked up as if it were unique, for phones and chance make it so."""
MOST_LETTERS = 32
MOST_COUNTED = 2**31
"""Numbers above are not counted up: they are drawn by lot, so that their order tells nothing."""
NUMBER = literal_column("copy.number", Integer)


@dataclass(frozen=True)
class Later:
    """By how much the moments of a copy are later than those it was made of.

    Attributes:
        step: for each copy more.
        turn: after how many copies it begins anew.
        back: less for all of them.
    """

    step: timedelta
    turn: int = 1_000_000
    back: timedelta = timedelta(0)


def tables_of_events() -> set[str]:
    """Return the tables whose rows hang on an event, directly or through others; with events."""
    found = {"event"}
    for table in Base.metadata.sorted_tables:
        if any(key.column.table.name in found for key in table.foreign_keys):
            found.add(table.name)
    return found


def tables_of_organisations() -> set[str]:
    """Return all tables but those that an installation has once."""
    return {table.name for table in Base.metadata.sorted_tables} - {*OF_THE_INSTALLATION}


def multiply(connection: Connection, names: Collection[str], times: int, *, later: Later) -> None:
    """Make so many of all rows of some tables, themselves included.

    What refers to a table that is not named goes on referring to the same row.
    """
    if times < 2:
        return
    tables = [table for table in Base.metadata.sorted_tables if table.name in names]
    copier = _Copier(connection, _strides(connection, tables))
    for table in tables:
        columns = [copier.copied(column, later) for column in table.columns]
        rows = select(*columns).select_from(table.join(_numbers(times), literal(True)))
        connection.execute(insert(table).from_select(list(table.c.keys()), rows))
    _count_on(connection, tables)


def _numbers(times: int) -> CTE:
    """Number the copies from 1; what they are made of is number 0."""
    first = select(literal(1).label("number")).cte("copy", recursive=True)
    return first.union_all(select(first.c.number + 1).where(first.c.number < times - 1))


def _strides(connection: Connection, tables: Sequence[Table]) -> dict[str, int]:
    """Return by how much the numbers of each table grow; those that are drawn by lot by little."""
    strides = {table.name: _largest(connection, table) for table in tables}
    return {
        name: strides["event"] if most > MOST_COUNTED else most for name, most in strides.items()
    }


def _largest(connection: Connection, table: Table) -> int:
    if "id" not in table.columns or not isinstance(table.columns["id"].type, Integer):
        return 0
    return int(connection.scalar(select(func.coalesce(func.max(table.columns["id"]), 0))) or 0)


def _count_on(connection: Connection, tables: Sequence[Table]) -> None:
    """Let PostgreSQL give out numbers that are free; SQLite looks for itself."""
    if connection.dialect.name == "sqlite":
        return
    for table in tables:
        if 0 < _largest(connection, table) < MOST_COUNTED:
            sequence = func.pg_get_serial_sequence(table.name, "id")
            connection.execute(select(func.setval(sequence, _largest(connection, table))))


class _Copier:
    """Says what stands in a column of a copy.

    Args:
        strides: by how much the numbers of each table that is copied are larger in each copy.
    """

    def __init__(self, connection: Connection, strides: Mapping[str, int]) -> None:
        self._connection, self._strides = connection, strides
        # Of the same row no two copies are hashed alike, also when what was copied is copied.
        self._salt = NUMBER + literal_column(str(strides["event"]))
        self._is_sqlite = connection.dialect.name == "sqlite"
        if self._is_sqlite:
            driver: Any = connection.connection.dbapi_connection
            driver.create_function("another_hash", 2, _another_hash, deterministic=True)
            driver.create_function("another_word", 1, _another_word, deterministic=True)

    def copied(self, column: Column[Any], later: Later) -> ColumnElement[Any]:
        name = (column.table.name, column.name)
        if name in ALONE:
            return literal(ALONE[name])
        stride = self._stride(column)
        if stride:
            return column + NUMBER * literal_column(str(stride))
        if isinstance(column.type, UtcDateTime):
            return self._moved(column, later)
        if name in BY_CHANCE_ONCE or self._is_once(column) or _is_looked_up(column):
            return self._another(column)
        return column

    def _stride(self, column: Column[Any]) -> int:
        """Return by how much the number that a column is, or refers to over others, grows."""
        if column.name != "id" and not column.foreign_keys:
            return 0
        while column.foreign_keys:
            column = next(iter(column.foreign_keys)).column
        return self._strides.get(column.table.name, 0)

    def _is_once(self, column: Column[Any]) -> bool:
        """Say whether copies may not have the same here, and nothing beside it tells them apart."""
        table = column.table
        groups = [list(table.primary_key)]
        groups += [list(one.columns) for one in table.constraints if type(one) is UniqueConstraint]
        groups += [list(one.columns) for one in table.indexes if one.unique]
        return not column.foreign_keys and any(
            column in group and not any(self._stride(other) for other in group) for group in groups
        )

    def _moved(self, column: Column[Any], later: Later) -> ColumnElement[Any]:
        step, back = later.step.total_seconds(), later.back.total_seconds()
        seconds = f"(copy.number % {later.turn}) * {step:.0f} - {back:.0f}"
        if self._is_sqlite:
            moved = f"strftime('%Y-%m-%d %H:%M:%f', {column}, ({seconds}) || ' seconds') || '000'"
        else:
            moved = f"{column} + make_interval(secs => {seconds})"
        return literal_column(moved)

    def _another(self, column: Column[Any]) -> ColumnElement[Any]:
        if isinstance(column.type, Integer):
            largest = self._connection.scalar(select(func.coalesce(func.max(column), 0)))
            return column + NUMBER * literal_column(str(largest))
        if isinstance(column.type, LargeBinary):
            if self._is_sqlite:
                return func.another_hash(column, self._salt)
            return func.sha256(column.op("||")(func.int4send(self._salt)))
        if not isinstance(column.type, String):
            return column
        words = column.op("||")(literal("-")).op("||")(cast(self._salt, String))
        hashed = func.another_word(words) if self._is_sqlite else func.md5(words)
        return func.substr(hashed, 1, column.type.length or MOST_LETTERS)


def _is_looked_up(column: Column[Any]) -> bool:
    """Say whether it is a hash by which rows are found: there is one of each thing."""
    indexes = column.table.indexes
    is_indexed = any(column in list(index.columns) for index in indexes)
    return isinstance(column.type, LargeBinary) and is_indexed


def _another_hash(value: bytes | None, number: int) -> bytes | None:
    return None if value is None else sha256(value + number.to_bytes(4, "big")).digest()


def _another_word(words: str | None) -> str | None:
    return None if words is None else sha256(words.encode()).hexdigest()[:MOST_LETTERS]
