"""All rows of a database as they lie, for tests that try every join over them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import literal_column, select

from planner.store.base import Base, Store

Row = Mapping[str, Any]
Dump = Mapping[str, Sequence[Row]]


def dump(store: Store) -> Dump:
    """Read every row of every table, in the order in which they lie."""
    with store.reading() as session:
        where = "ctid" if session.get_bind().dialect.name == "postgresql" else "rowid"
        return {
            table.name: [
                dict(row)
                for row in session.execute(
                    select(table).order_by(literal_column(f'"{table.name}".{where}'))
                ).mappings()
            ]
            for table in Base.metadata.sorted_tables
        }
