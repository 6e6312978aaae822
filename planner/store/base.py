"""The engine with its pragmas, sessions for reading and writing, and the column types we share."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    DateTime,
    Dialect,
    Engine,
    Enum,
    MetaData,
    create_engine,
    delete,
    event,
    func,
    make_url,
    select,
    text,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import DisconnectionError, OperationalError
from sqlalchemy.orm import DeclarativeBase, ORMExecuteState, Session
from sqlalchemy.types import TypeDecorator

from planner.store import reading_time
from planner.store.group_commit import GroupCommit, RowClaim
from planner.store.kept_writer import KeptWriter
from planner.store.locks import HOLDS_LOCK, WriteLock
from planner.store.prepared import PreparedConnection, ask_driver

Result = TypeVar("Result")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # NORMAL loses acknowledged check-ins in a power cut
    "busy_timeout=5000",
    "foreign_keys=ON",
    "secure_delete=ON",  # what was erased must not stay readable in the file
    "trusted_schema=OFF",
)


# An SSD finds any row as fast; what answers in a moment is neither compiled nor shared by cores.
_ALONE = {
    "options": "-c statement_timeout=15000 -c lock_timeout=5000"
    " -c random_page_cost=1.1 -c jit=off -c max_parallel_workers_per_gather=0"
}
# What is prepared or set stays with a connection, and a pooler gives that to somebody else: it has
# to set these itself. Source: docs/operate.md, "A pooler".
_POOLED = {"prepare_threshold": None}
MOMENT_SECONDS = 0.2
"""So long after its last use a connection to PostgreSQL is not asked whether it still works."""
RESTS_SINCE = "rests_since"


class Base(DeclarativeBase):
    """All tables; constraints get names that migrations can refer to."""

    metadata = MetaData(naming_convention=NAMING)


class Watcher(Protocol):
    """Sees what a session writes, and adds its own account of it before the commit."""

    def see_statement(self, state: ORMExecuteState) -> None:
        """Take note of a statement that is about to run."""

    def see_flush(self, session: Session) -> None:
        """Take note of the rows that were just written."""

    def write_down(self, session: Session) -> None:
        """Add what is to be committed along with the rest."""


class WritingSession(Session):
    """A session that takes its turn as the only writer when it first asks something."""

    reader: "ReadingSession | None" = None
    """Whose work is the same, and who shares the connection while this one has it."""
    watcher: Watcher | None = None
    first: Callable[[Connection], None] | None = None
    """What is done before all else in each transaction."""
    commit_waits = False
    """Whether a commit is only noted, until `commit_now`."""
    is_due = False
    """Whether one was noted and nothing undone since."""
    has_made = False
    """Whether rows were added, with all that was undone since."""

    def commit(self) -> None:
        """Commit; where that waits, write everything down, so that it has its numbers."""
        if self.commit_waits:
            self.flush()
            self.is_due = True
        else:
            super().commit()

    def commit_now(self) -> None:
        """Commit what waited."""
        super().commit()
        self.is_due = False


class ReadingSession(Session):
    """A session that keeps nothing and never waits for a writer."""

    writer: WritingSession | None = None
    """At work just now, over whose connection this one reads meanwhile."""

    def get_bind(self, *given: Any, **named: Any) -> Engine | Connection:
        """Return where questions go, objects that are loaded late included."""
        if self.writer is not None:
            return self.writer.connection()
        return super().get_bind(*given, **named)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC and given back with its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone: nobody could say when it was."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone; use datetime.now(UTC), not now().")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(
        self, dialect: Dialect, coltype: object
    ) -> Callable[[Any], datetime | None] | None:
        """Return what reads a moment: of SQLite's text in one step, for lists have thousands."""
        if dialect.name != "sqlite":
            return super().result_processor(dialect, coltype)

        def read(text: str | None) -> datetime | None:
            return None if text is None else datetime.fromisoformat(f"{text}+00:00")

        return read


def word_column(words: type[StrEnum], length: int = 20) -> Enum:
    """Return a text column that holds one of the words of an enumeration, by value."""
    return Enum(
        words,
        native_enum=False,
        create_constraint=False,
        length=length,
        values_callable=lambda members: [member.value for member in members],
    )


class Store:
    """The database: sessions that read, and sessions that write one at a time.

    Args:
        url: SQLAlchemy's address of it.
        patience_seconds: how long to wait for a turn or a connection.
        is_pooled: it is a PgBouncer that gives each transaction another connection.
    """

    def __init__(self, url: str, *, patience_seconds: float = 5.0, is_pooled: bool = False) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.lock: WriteLock | None = None
        if self.is_sqlite:
            path = Path(self.url.database or "")
            path.parent.mkdir(parents=True, exist_ok=True)
            self.lock = WriteLock(
                path.with_name(path.name + ".lock"), patience_seconds=patience_seconds
            )
            # The connection used last is the one that has most at hand.
            self.engine = create_engine(self.url, hide_parameters=True, pool_use_lifo=True)
            reading_time.watch_sqlite(self.engine)
            _prepare_sqlite(self.engine, self.lock)
        else:
            if self.url.drivername == "postgresql":
                self.url = self.url.set(drivername="postgresql+psycopg")
            self.engine = create_engine(
                self.url,
                hide_parameters=True,
                pool_size=8,
                pool_use_lifo=True,
                # As many as threads that ask at once, which is rare: see `web/lanes.py`.
                max_overflow=8,
                pool_timeout=patience_seconds,
                connect_args=_POOLED if is_pooled else _ALONE,
            )
            reading_time.watch_postgres(self.engine)
            _ask_after_rest(self.engine)
            _hide_details(self.engine)
        self.new_watcher: Callable[[], Watcher] | None = None
        """Makes the one of every new session that writes."""
        self.writer = self.engine.execution_options(sqlite_begin="IMMEDIATE")
        self._glances = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        turn = self._turn
        if self.lock is not None:
            kept = KeptWriter(self.engine, self.lock)
            event.listen(self.engine, "engine_disposed", kept.close)
            turn = kept.turn
            self._glances = self.engine.execution_options(sqlite_begin="NEVER")
        self._group = GroupCommit(turn, patience_seconds=patience_seconds)

    def reading(self) -> ReadingSession:
        """Return a session that never waits for a writer."""
        return ReadingSession(self.engine, expire_on_commit=False)

    def writing(self) -> WritingSession:
        """Return a session that takes its turn as the only writer when it first asks something."""
        session = WritingSession(self.writer, expire_on_commit=False)
        session.watcher = self.new_watcher() if self.new_watcher else None
        return session

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Give a writing session; commit at the end, or undo everything on an error."""
        with self.writing() as session, session.begin():
            yield session

    def glance(self) -> PreparedConnection:
        """Return a connection for one question outside of any transaction: the quickest look."""
        return PreparedConnection(self._glances.connect())

    def commit_in_group(
        self, work: Callable[[PreparedConnection], Result], claim: RowClaim | None = None
    ) -> Result:
        """Do a piece of work in a transaction and return its result once that is committed.

        Those who wait at the same time share a transaction, and what fails is done again alone:
        so it must do no harm to do the work twice. On PostgreSQL two that hold many rows could
        wait for each other; there only work shares that says beforehand what it will hold.

        Args:
            work: the piece.
            claim: the rows that it will hold.
        """
        if self.is_sqlite:
            return self._group.do(work)
        if claim is not None:
            return self._group.do(work, claim)
        with self._turn() as connection:
            return work(connection)

    @contextmanager
    def _turn(self) -> Iterator[PreparedConnection]:
        with self.engine.begin() as connection:
            yield PreparedConnection(connection)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep every other writer of a SQLite file out, for work on connections of one's own."""
        if self.lock is None:
            yield
            return
        self.lock.acquire()
        try:
            yield
        finally:
            self.lock.release()

    def close(self) -> None:
        """Close every connection and the lock's file."""
        self.engine.dispose()
        if self.lock:
            self.lock.close()


def connection_of(database: Session | PreparedConnection) -> PreparedConnection:
    """Return what plain statements run on, in the transaction of a session if it is one."""
    if isinstance(database, Session):
        return PreparedConnection(database.connection())
    return database


def take_turn(session: Session, what: str) -> None:
    """Wait until no other transaction has the turn of this name; it ends with the transaction.

    Who writes to SQLite is the only one anyway.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(func.hashtext(what))))


def count_rows_anew(session: Session) -> None:
    """Let PostgreSQL look again at how many rows its tables have, in this transaction.

    It plans by its last look, and one that it took by itself while many rows were being written
    says that there are none: a delete over several tables then takes minutes. SQLite keeps to its
    indexes.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text(f"ANALYZE {', '.join(sorted(Base.metadata.tables))}"))


def insert_if_absent(
    database: Session | Connection, table: Any
) -> postgresql.Insert | sqlite.Insert:
    """Return an insert that leaves a row as it is where there is one already."""
    bind = database.get_bind() if isinstance(database, Session) else database
    if bind.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()


def keep_newest(session: Session, table: Any, *which: ColumnElement[bool], most: int) -> None:
    """Delete all of some rows but the newest ones, by their ids."""
    newest = select(table.id).where(*which).order_by(table.id.desc()).limit(most)
    session.execute(
        delete(table)
        .where(*which, table.id.not_in(newest))
        .execution_options(synchronize_session=False)
    )


def _hide_details(engine: Engine) -> None:
    """Cut PostgreSQL's errors to their first line: the detail below it quotes the row."""

    @event.listens_for(engine, "handle_error")
    def cut(context: ExceptionContext) -> None:
        for error in (context.original_exception, context.sqlalchemy_exception):
            if error is not None and error.args:
                error.args = (str(error.args[0]).partition("\n")[0], *error.args[1:])


def _ask_after_rest(engine: Engine) -> None:
    """Ask a connection whether it still works, unless it did a moment ago; else take another."""

    @event.listens_for(engine, "checkout")
    def ask(connection: Any, record: Any, _proxy: Any) -> None:
        if time.perf_counter() - record.info.get(RESTS_SINCE, float("-inf")) < MOMENT_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise DisconnectionError from error

    @event.listens_for(engine, "checkin")
    def note(_connection: Any, record: Any) -> None:
        record.info[RESTS_SINCE] = time.perf_counter()


def _prepare_sqlite(engine: Engine, lock: WriteLock) -> None:
    @event.listens_for(engine, "handle_error")
    def tell_apart(context: ExceptionContext) -> Exception | None:
        """Call a write that a trigger refused a failure: a constraint is about what was written."""
        error = context.original_exception
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_CONSTRAINT_TRIGGER:
            return None
        return OperationalError(context.statement, None, error, hide_parameters=True)

    @event.listens_for(engine, "connect")
    def set_pragmas(connection: Any, record: Any) -> None:
        connection.isolation_level = None  # the driver's own BEGIN would leave reads unprotected
        for pragma in PRAGMAS:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        mode = connection.get_execution_options().get("sqlite_begin", "DEFERRED")
        if mode == "NEVER":
            return
        if mode == "IMMEDIATE":
            began = time.perf_counter()
            lock.acquire()
            connection.info[HOLDS_LOCK] = True
            reading_time.give_back(time.perf_counter() - began)
        ask_driver(connection, f"BEGIN {mode}", (), lambda cursor: cursor.close())

    # The pool's check-in comes after COMMIT or ROLLBACK has run; the engine's own "commit" event
    # comes before it, which would let the next writer in too early.
    @event.listens_for(engine, "checkin")
    def give_way(connection: Any, record: Any) -> None:
        if record.info.pop(HOLDS_LOCK, False):
            lock.release()
