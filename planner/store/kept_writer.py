"""The connection of those who share turns: it stays open, for only one of them writes at a time."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine

from planner.store.locks import HOLDS_LOCK, WriteLock
from planner.store.prepared import PreparedConnection


class KeptWriter:
    """One connection that begins, commits, and gives the writers' turn back, again and again.

    Taking one from the pool and giving it back took as long as what a scan asks of it.

    Args:
        engine: connects.
        lock: the turn.
    """

    def __init__(self, engine: Engine, lock: WriteLock) -> None:
        self._writer = engine.execution_options(sqlite_begin="IMMEDIATE")
        self._lock = lock
        self._in_use = threading.Lock()
        self._kept: Connection | None = None

    def close(self, *_engine: object) -> None:
        """Close the connection, such as before the workers fork; the next turn opens another."""
        with self._in_use:
            self._close()

    @contextmanager
    def turn(self) -> Iterator[PreparedConnection]:
        """Give the connection in a transaction; commit at its end, or undo everything."""
        with self._in_use:
            connection = self._kept or self._open()
            info = connection.info
            try:
                with connection.begin():
                    yield PreparedConnection(connection)
            except BaseException:
                # Whatever state it is in: the next turn has a new one.
                self._close()
                raise
            finally:
                if info.pop(HOLDS_LOCK, False):
                    self._lock.release()

    def _open(self) -> Connection:
        connection = self._kept = self._writer.connect()
        connection.detach()
        return connection

    def _close(self) -> None:
        connection, self._kept = self._kept, None
        if connection is not None:
            connection.close()
