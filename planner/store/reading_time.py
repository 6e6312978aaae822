"""How long a request may read: its time runs from its beginning, over all statements together.

A statement that is at work when the time is over is stopped by the database itself: SQLite asks us
every some thousand steps, PostgreSQL is told beforehand. Where no time was set, as in commands,
nothing is stopped. Waiting for the writers' turn is not reading and does not count.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import ExceptionContext

STEPS_BETWEEN_LOOKS = 200_000
"""Of SQLite's virtual machine, some milliseconds: each look waits for the interpreter's lock."""
INTERRUPTED = "SQLITE_INTERRUPT"
CANCELLED = "57014"
"""PostgreSQL's word for a statement that was stopped. Source: its documentation, appendix A."""
CLOSE_SECONDS = 0.1
"""So much earlier than our own clock says PostgreSQL's may say that the time is over."""


class ReadTookTooLong(Exception):
    """A request read for longer than it may; what it wanted to write is undone."""


class _Limit:
    __slots__ = ("ends",)

    def __init__(self, seconds: float) -> None:
        self.ends = time.perf_counter() + seconds


_limit: ContextVar[_Limit | None] = ContextVar("reading limit", default=None)


@contextmanager
def limited() -> Iterator[None]:
    """Let a time that is set inside of the block end with it; none is set at its beginning."""
    token = _limit.set(None)
    try:
        yield
    finally:
        _limit.reset(token)


def may_read_for(seconds: float) -> None:
    """Let this request read for so many seconds from now on."""
    _limit.set(_Limit(seconds))


def may_read_on() -> None:
    """Take the limit away, such as to say that it was reached."""
    _limit.set(None)


def give_back(seconds: float) -> None:
    """Leave seconds out that nobody read in, such as those of waiting for a turn."""
    limit = _limit.get()
    if limit is not None:
        limit.ends += seconds


def seconds_left() -> float | None:
    """Return how long this request may still read; None where it may for ever."""
    limit = _limit.get()
    return None if limit is None else limit.ends - time.perf_counter()


def is_over() -> bool:
    """Say whether the time is over."""
    limit = _limit.get()
    return limit is not None and time.perf_counter() > limit.ends


def watch_sqlite(engine: Engine) -> None:
    """Stop what reads for too long in a SQLite file."""

    @event.listens_for(engine, "connect")
    def look_meanwhile(connection: Any, record: Any) -> None:
        connection.set_progress_handler(is_over, STEPS_BETWEEN_LOOKS)

    @event.listens_for(engine, "before_cursor_execute")
    def look_before(*_given: Any) -> None:
        if is_over():
            raise ReadTookTooLong

    @event.listens_for(engine, "handle_error")
    def tell(context: ExceptionContext) -> Exception | None:
        word = getattr(context.original_exception, "sqlite_errorname", None)
        return ReadTookTooLong() if word == INTERRUPTED and is_over() else None


def watch_postgres(engine: Engine) -> None:
    """Stop what reads for too long in PostgreSQL: in each transaction it is told what is left."""

    @event.listens_for(engine, "begin")
    def forget(connection: Connection) -> None:
        connection.info.pop("told_seconds", None)

    @event.listens_for(engine, "before_cursor_execute")
    def tell_before(connection: Connection, *_given: Any) -> None:
        left = seconds_left()
        if left is None:
            return
        if left <= 0:
            raise ReadTookTooLong
        driver: Any = connection.connection.dbapi_connection
        told = connection.info.get("told_seconds", float("inf"))
        # Statements are quick as a rule: then one word for a whole transaction is enough.
        if driver.autocommit or left > told - CLOSE_SECONDS:
            return
        driver.execute(f"SET LOCAL statement_timeout = {max(1, int(1000 * left))}")
        connection.info["told_seconds"] = left

    @event.listens_for(engine, "handle_error")
    def tell(context: ExceptionContext) -> Exception | None:
        word = getattr(context.original_exception, "sqlstate", None)
        left = seconds_left()
        is_ours = word == CANCELLED and left is not None and left < CLOSE_SECONDS
        return ReadTookTooLong() if is_ours else None
