"""Whatever write fails, people are told to try again, nothing is half done, and it works after."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event, func, select, text

from planner.settings import Settings
from planner.store.base import Base, Store
from planner.store.models import Account
from tests.support.clock import FixedClock
from tests.support.day import Day

TABLES = [table.name for table in Base.metadata.sorted_tables]
BESIDES = {"throttle", "sign_in"}
"""Kept in transactions of their own, whatever becomes of the rest."""
ON_SQLITE = (
    "CREATE TRIGGER no_{what}_{table} AFTER {what} ON {table}"
    " WHEN EXISTS (SELECT 1 FROM refused WHERE name = '{table}')"
    " BEGIN SELECT RAISE(ABORT, 'refused on purpose'); END"
)
ON_POSTGRESQL = (
    "CREATE TRIGGER refusal AFTER INSERT OR UPDATE OR DELETE ON {table}"
    " FOR EACH ROW EXECUTE FUNCTION refuse()"
)
REFUSE = (
    "CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN"
    " IF EXISTS (SELECT 1 FROM refused WHERE name = TG_TABLE_NAME)"
    " THEN RAISE EXCEPTION 'refused on purpose'; END IF; RETURN NULL; END $$ LANGUAGE plpgsql"
)


@pytest.fixture
def _triggers(store: Store) -> Iterator[None]:
    """Give every table a trigger that refuses each write while the table's name is in `refused`."""
    made = ["CREATE TABLE refused (name VARCHAR(60))"]
    if store.is_sqlite:
        whats = ("INSERT", "UPDATE", "DELETE")
        made += [ON_SQLITE.format(what=what, table=table) for table in TABLES for what in whats]
    else:
        made += [REFUSE, *(ON_POSTGRESQL.format(table=table) for table in TABLES)]
    _run(store, *made)
    yield
    if not store.is_sqlite:
        _run(store, "DROP FUNCTION refuse CASCADE", "DROP TABLE refused")


def _run(store: Store, *statements: str) -> None:
    with store.writer.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


@contextmanager
def refusing_all_but(store: Store, allowed: list[str]) -> Iterator[None]:
    """Let writes to all other tables fail."""
    names = ", ".join(f"('{table}')" for table in TABLES if table not in allowed)
    _run(store, f"INSERT INTO refused VALUES {names}")  # noqa: S608 - names of our tables
    try:
        yield
    finally:
        _run(store, "DELETE FROM refused")


@contextmanager
def noting_writes(store: Store) -> Iterator[list[str]]:
    """Give the names of the tables that are written, in order."""
    noted: list[str] = []

    def note(*arguments: object) -> None:
        found = re.match(r'\s*(?:INSERT INTO|UPDATE|DELETE FROM)\s+"?(\w+)', str(arguments[2]))
        if found and found[1] not in noted:
            noted.append(found[1])

    event.listen(store.engine, "before_cursor_execute", note)
    try:
        yield noted
    finally:
        event.remove(store.engine, "before_cursor_execute", note)


def rows(store: Store) -> dict[str, int]:
    with store.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
            if table.name not in BESIDES
        }


@pytest.mark.usefixtures("_triggers")
def test_a_write_that_fails_is_never_a_welcome_and_never_a_broken_page(
    app: Flask, settings: Settings, clock: FixedClock, organiser: Account
) -> None:
    day = Day(app, settings, clock, organiser)
    failed: set[tuple[str, str]] = set()
    for step in day.steps():
        allowed: list[str] = []
        before = rows(day.store)
        # First the first table that it writes fails, then the second, until all of it is done.
        while True:
            with refusing_all_but(day.store, allowed), noting_writes(day.store) as noted:
                answer = step.ask()
            if answer.status_code != 503:
                break
            assert answer.headers["Retry-After"] == "5"
            assert rows(day.store) == before, f"{step.name}: half of it was kept"
            (table,) = [name for name in noted if name not in allowed][-1:]
            failed.add((step.name, table))
            allowed.append(table)
        assert step.is_done(answer), (step.name, answer.status_code, allowed)
    assert len({table for _step, table in failed}) >= 17, sorted(failed)
