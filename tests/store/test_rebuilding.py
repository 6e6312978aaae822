"""A migration that rebuilds a table reads that one, and keeps what it refers to."""

import re

import sqlalchemy as sa
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine, event, inspect

from planner.store.rebuilding import read_one_table_at_a_time

CHAIN = (
    "CREATE TABLE street (id INTEGER PRIMARY KEY)",
    "CREATE TABLE house (id INTEGER PRIMARY KEY,"
    " street_id INTEGER NOT NULL CONSTRAINT fk_house_street REFERENCES street (id))",
    "CREATE TABLE guest (id INTEGER PRIMARY KEY, name VARCHAR(80) NOT NULL,"
    " house_id INTEGER NOT NULL, CONSTRAINT fk_guest_house FOREIGN KEY(house_id)"
    " REFERENCES house (id) ON DELETE CASCADE)",
)


def rebuild(connection: Connection) -> None:
    operations = Operations(MigrationContext.configure(connection))
    with operations.batch_alter_table("guest") as table:
        table.alter_column("name", type_=sa.String(120))


def test_a_table_is_read_without_those_that_it_refers_to() -> None:
    read_one_table_at_a_time()
    engine, read = create_engine("sqlite://"), set[str]()

    @event.listens_for(engine, "before_cursor_execute")
    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        read.update(re.findall(r'PRAGMA main\.table_x?info\("(\w+)"\)', statement))

    with engine.begin() as connection:
        for table in CHAIN:
            connection.exec_driver_sql(table)
        rebuild(connection)
        looked = set(read)
        (key,) = inspect(connection).get_foreign_keys("guest")
        columns = {one["name"]: one["type"] for one in inspect(connection).get_columns("guest")}
    engine.dispose()
    assert looked == {"guest"}
    assert str(columns["name"]) == "VARCHAR(120)"
    assert (key["name"], key["referred_table"]) == ("fk_guest_house", "house")
    assert key["options"] == {"ondelete": "CASCADE"}
