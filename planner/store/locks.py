"""One writer at a time in front of SQLite, across threads and processes."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; there one process serves
    fcntl = None  # type: ignore[assignment]


HOLDS_LOCK = "holds_write_lock"
"""What is written on a connection that has the writers' turn."""


class WriterWaitedTooLong(Exception):
    """Another writer held the database for longer than anybody wants to wait."""


DATABASE_TROUBLE = (WriterWaitedTooLong, DBAPIError, PoolTimeout)
"""What the database raises when it is busy or away: whoever tries again in a while may succeed."""


class WriteLock:
    """A queue for writers.

    SQLite's own busy handler is not fair: under several writers one may wait as long as the rush
    lasts. It also closes a defect of SQLite 3.7.0 to 3.51.2 in WAL mode, where a commit during
    another connection's checkpoint can lose pages: with this lock no two writers ever commit at
    once, and automatic checkpoints run inside a commit.
    """

    def __init__(self, path: Path, *, patience_seconds: float = 5.0) -> None:
        self._path = path
        self._patience_seconds = patience_seconds
        self._threads = threading.Lock()
        self._file: IO[bytes] | None = None
        self.on_wait: Callable[[float], None] | None = None
        """Is told how many seconds each writer waited."""

    def acquire(self) -> None:
        """Wait for our turn.

        Raises:
            WriterWaitedTooLong: after `patience_seconds`.
        """
        began = time.perf_counter()
        if not self._threads.acquire(timeout=self._patience_seconds):
            raise WriterWaitedTooLong
        try:
            if fcntl is not None:
                if self._file is None:
                    self._file = self._path.open("ab")
                # The kernel serves waiting processes in order and frees the lock of a dead one.
                fcntl.flock(self._file, fcntl.LOCK_EX)
        except BaseException:
            self._threads.release()
            raise
        if self.on_wait is not None:
            self.on_wait(time.perf_counter() - began)

    def release(self) -> None:
        """Let the next writer in."""
        if fcntl is not None and self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        """Close the lock's file."""
        if self._file is not None:
            self._file.close()
            self._file = None
