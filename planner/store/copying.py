"""Copy everything from one database into another, empty one, of the same or the other kind."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum
from typing import Any

from sqlalchemy import Connection, Table, bindparam, delete, func, insert, select, text, update

from planner.store import migrate, models  # noqa: F401 - so that every table is known
from planner.store.base import Base, Store

ROWS_AT_ONCE = 500
LARGEST = 1 << 256
NOT_COPIED = frozenset({"upkeep_mark"})
"""What is true of one database, and not of its copy: when it was last backed up."""


class TargetIsFilled(Exception):
    """There are rows already; the message is the name of a table with some."""


class SourceIsOld(Exception):
    """The tables of the source are of another version; the message says which."""


class CopiesDiffer(Exception):
    """What was written is not what was read; the message is the name of the table."""


@dataclass(frozen=True)
class Copied:
    """One table: how many rows, and the sum of their checksums, which is the same on both sides."""

    table: str
    rows: int
    checksum: int


def copy_all(source: Store, target: Store) -> list[Copied]:
    """Copy all rows in one transaction, so that the target has all of them or none.

    The tables of the target are made first where there are none. What is written to the source
    after the copy began stays behind: stop the planner before.

    Raises:
        TargetIsFilled, SourceIsOld, CopiesDiffer: nothing was copied.
    """
    found = migrate.current_revision(source)
    if found != migrate.newest_revision():
        raise SourceIsOld(found or "nothing")
    migrate.upgrade(target)
    with _reading(source) as reading, target.writer.begin() as writing:
        if not target.is_sqlite:
            writing.execute(text("SET LOCAL statement_timeout = 0"))
        _clear(writing)
        return [
            _copy(table, reading, writing)
            for table in Base.metadata.sorted_tables
            if table.name not in NOT_COPIED
        ]


def _clear(writing: Connection) -> None:
    """Hold that a target is empty, and take out what new tables come with."""
    organisation = Base.metadata.tables["organisation"]
    changes = Base.metadata.tables["calendar_state"]  # a count, of nobody's work
    comes_with_them = organisation.c.is_host & (organisation.c.name == "")
    own = [Base.metadata.tables[name] for name in NOT_COPIED]
    for table in Base.metadata.sorted_tables:
        rows = select(func.count()).select_from(table)
        if table is organisation:
            rows = rows.where(~comes_with_them)
        if table not in (changes, *own) and writing.execute(rows).scalar():
            raise TargetIsFilled(table.name)
    for table in (organisation, changes, *own):
        writing.execute(delete(table))


def _reading(source: Store) -> Any:
    """Return a connection that sees one moment of the source, however long it takes."""
    if source.is_sqlite:
        return source.engine.connect()
    return source.engine.connect().execution_options(
        isolation_level="REPEATABLE READ", postgresql_readonly=True
    )


def _copy(table: Table, reading: Connection, writing: Connection) -> Copied:
    # A row may refer to one of its own table that comes later, so that is filled in at the end.
    own = sorted(
        column.name
        for column in table.columns
        if any(key.column.table is table for key in column.foreign_keys)
    )
    read_rows, read_sum, later = 0, 0, list[dict[str, Any]]()
    for part in reading.execute(select(table)).mappings().partitions(ROWS_AT_ONCE):
        rows = [dict(row) for row in part]
        read_rows += len(rows)
        read_sum = (read_sum + sum(map(checksum, rows))) % LARGEST
        later += [row for row in rows if any(row[name] is not None for name in own)]
        writing.execute(insert(table), [row | dict.fromkeys(own) for row in rows])
    if later:
        _fill_in(table, own, later, writing)
    _set_sequences(table, writing)
    made = Copied(table.name, *_sum_of(table, writing))
    if (made.rows, made.checksum) != (read_rows, read_sum):
        raise CopiesDiffer(table.name)
    return made


def _fill_in(table: Table, own: list[str], rows: list[dict[str, Any]], writing: Connection) -> None:
    keys = [column.name for column in table.primary_key]
    writing.execute(
        update(table)
        .where(*(table.c[key] == bindparam(f"of_{key}") for key in keys))
        .values({name: bindparam(f"to_{name}") for name in own}),
        [
            {f"of_{key}": row[key] for key in keys} | {f"to_{name}": row[name] for name in own}
            for row in rows
        ],
    )


def _set_sequences(table: Table, writing: Connection) -> None:
    """Let PostgreSQL count on from the largest number; SQLite does so by itself."""
    column = table.autoincrement_column
    if writing.dialect.name != "postgresql" or column is None:
        return
    largest = writing.execute(select(func.max(column))).scalar()
    if largest is not None:
        sequence = func.pg_get_serial_sequence(table.name, column.name)
        writing.execute(select(func.setval(sequence, largest)))


def _sum_of(table: Table, connection: Connection) -> tuple[int, int]:
    count, total = 0, 0
    for row in _rows_of(table, connection):
        count, total = count + 1, (total + checksum(row)) % LARGEST
    return count, total


def _rows_of(table: Table, connection: Connection) -> Iterator[Mapping[str, Any]]:
    for part in connection.execute(select(table)).mappings().partitions(ROWS_AT_ONCE):
        yield from (dict(row) for row in part)


def checksum(row: Mapping[str, Any]) -> int:
    """Return a number that tells a row from every other, the same on each kind of database."""
    said = json.dumps({str(name): _plain(value) for name, value in row.items()}, sort_keys=True)
    return int.from_bytes(hashlib.sha256(said.encode()).digest())


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return (value if value.tzinfo is None else value.astimezone(UTC)).isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bytes):
        return value.hex()
    if value is None or isinstance(value, str | int | float | dict | list):
        return value
    return str(value)
