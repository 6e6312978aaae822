"""A planner of a whole country: a thousand organisations, and one evening of 5,000 among them.

What a town is like is made by the services, and copied by the database itself: 25 evenings with a
dinner in each, and so many towns. The evening that is measured is made afterwards, so that its
codes and links are real.
"""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Select, func, insert, literal, select, text, update

from bench.multiplied import Later, multiply, tables_of_events, tables_of_organisations
from planner.core.enums import MailKind, Reply
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import (
    Account,
    Answer,
    CalendarTrace,
    Event,
    GuestContact,
    Organisation,
    Partner,
    Scan,
)
from tests.support.busy_evening import NOW, fill_evening
from tests.support.every_page import ORGANISER, EveryPage
from tests.support.growth import served

EVENINGS = 25
"""In each town; with the dinner in each, 50 events."""
GUESTS = 610
"""Cards of an evening: 400 households of it answer, with those of its dinner."""
TOWN = 16
"""The seed of what is left to chance there; the evening that is measured has another."""
TRACE = [
    *("invitation_id", "event_id", "sequence", "raised", "method", "kind", "is_sure", "left_at")
]
CROWD = 5_000
"""Guests of the evening that is measured."""
OVER_A_YEAR = Later(timedelta(days=12))
AT_ANY_TIME = Later(timedelta(days=1), turn=28, back=timedelta(days=20))
"""Towns hold the first of their evenings within these four weeks: none is long enough ago yet
that its answers have to go."""


@dataclass(frozen=True)
class Size:
    """How much there is."""

    organisations: int
    events: int
    answers: int
    scans: int

    def __str__(self) -> str:
        return (
            f"{self.organisations:,} organisations, {self.events:,} events, "
            f"{self.answers:,} answers, {self.scans:,} scans"
        )


@contextmanager
def country(url: str, folder: Path, organisations: int) -> Iterator[EveryPage]:
    """Fill an empty database and serve the evening that is measured in it."""
    store = Store(url)
    migrate.upgrade(store)
    store.close()
    with served(url, folder) as (app, settings, clock, store):
        began = time.monotonic()
        town = fill_evening(store, GUESTS, code_key=settings.code_key, title="Town", seed=TOWN)
        EveryPage(app, settings, clock, town)
        with store.transaction() as session:
            renamed = update(Account).where(Account.email == ORGANISER)
            session.execute(renamed.values(email="town@feest.example"))
            session.execute(update(Partner).values(name="Partner of the town"))
            # Nothing waits to be written by itself: what is asked every few seconds finds nothing.
            session.execute(update(GuestContact).values(confirmed_at=NOW))
            session.execute(insert(CalendarTrace).from_select(TRACE, _traces()))
        copy_towns(store, organisations)
        look_again(store)
        crowd = fill_evening(store, CROWD, code_key=settings.code_key)
        pages = EveryPage(app, settings, clock, crowd)
        look_again(store)
        sys.stdout.write(f"  {size_of(store)}, made in {time.monotonic() - began:.0f} s\n")
        sys.stdout.flush()
        yield pages


def _traces() -> Select[*tuple[Any, ...]]:
    """Let everybody with an address who said yes have the event in their calendar."""
    return (
        select(
            Answer.invitation_id,
            Answer.event_id,
            *(literal(1), literal(0), literal("REQUEST"), literal(MailKind.CONFIRMATION.value)),
            *(literal(True), Answer.updated_at),
        )
        .join(GuestContact, GuestContact.invitation_id == Answer.invitation_id)
        .where(Answer.reply == Reply.YES)
    )


def copy_towns(store: Store, organisations: int) -> None:
    """Make the evening of a town into 25, and the town into so many organisations."""
    with _unhindered(store) as connection:
        multiply(connection, tables_of_events(), EVENINGS, later=OVER_A_YEAR)
        with _without_indexes(connection):
            multiply(connection, tables_of_organisations(), organisations, later=AT_ANY_TIME)


def size_of(store: Store) -> Size:
    """Count what there is."""
    tables = (Organisation, Event, Answer, Scan)
    with store.reading() as session:
        return Size(*(session.scalar(select(func.count()).select_from(one)) or 0 for one in tables))


def look_again(store: Store) -> None:
    """Let PostgreSQL look how much there is, as it does by itself after a while."""
    if not store.is_sqlite:
        engine = store.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text("SET statement_timeout = 0"))
            connection.execute(text("VACUUM ANALYZE"))


@contextmanager
def _unhindered(store: Store) -> Iterator[Connection]:
    """Give a connection on which no reference is looked at: what is copied refers rightly."""
    if store.is_sqlite:
        driver = store.engine.raw_connection()
        for pragma in ("foreign_keys=OFF", "synchronous=OFF", "cache_size=-400000"):
            driver.cursor().execute(f"PRAGMA {pragma}")
        driver.close()
    with store.writer.begin() as connection:
        if not store.is_sqlite:
            for setting in (
                "statement_timeout = 0",
                "session_replication_role = replica",
                "maintenance_work_mem = '512MB'",
            ):
                connection.execute(text(f"SET LOCAL {setting}"))
        yield connection
    if store.is_sqlite:
        store.engine.dispose()


@contextmanager
def _without_indexes(connection: Connection) -> Iterator[None]:
    """Make indexes and what must be unique after the rows, which takes a third of the time."""
    dropped = _dropped(connection)
    for drop, _make in dropped:
        connection.execute(text(drop))
    yield
    for _drop, make in dropped:
        connection.execute(text(make))


def _dropped(connection: Connection) -> list[tuple[str, str]]:
    """Return how to drop, and to make anew, each index that no reference needs."""
    if connection.dialect.name == "sqlite":
        made = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        return [(f"DROP INDEX {name}", sql) for name, sql in connection.execute(text(made))]
    rows: list[Any] = list(
        connection.execute(
            text(
                "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
                " WHERE contype = 'u' AND connamespace = 'public'::regnamespace"
            )
        )
    )
    constraints = [
        (
            f"ALTER TABLE {table} DROP CONSTRAINT {name}",
            f"ALTER TABLE {table} ADD CONSTRAINT {name} {made}",
        )
        for table, name, made in rows
    ]
    kept = {name for _table, name, _made in rows}
    found = connection.execute(
        text(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " AND indexname NOT LIKE 'pk\\_%' AND indexname NOT LIKE 'alembic%'"
        )
    )
    return constraints + [(f"DROP INDEX {name}", made) for name, made in found if name not in kept]
