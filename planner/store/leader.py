"""What only one process does at a time, of all servers on one database: erase, copy, send mail."""

import zlib
from pathlib import Path
from typing import IO

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from planner.store.base import Store

try:
    import fcntl
except ImportError:  # pragma: no cover - Windows has no flock; there one process serves
    fcntl = None  # type: ignore[assignment]

# A process that dies closes its connection; a machine without power does not, and PostgreSQL would
# wait two hours for it. So it asks after half a minute of silence, and is sure within another.
PATIENCE = ("tcp_keepalives_idle = 30", "tcp_keepalives_interval = 10", "tcp_keepalives_count = 3")
OURS = 0x706C616E  # "plan": keeps our numbers apart from those of other programs on the server


class Leader:
    """A task that one process takes on and keeps until it ends, however it ends.

    No clock is involved, so a clock that jumps hands nothing over. On SQLite the kernel frees the
    lock of a process that died; PostgreSQL frees it with the connection, and that of a machine that
    vanished within a minute.
    """

    def __init__(self, store: Store, name: str) -> None:
        self._store = store
        self._name = name
        self._file: IO[bytes] | None = None
        self._connection: Connection | None = None

    def is_ours(self) -> bool:
        """Say whether it is up to this process, which takes it on if nobody else has it.

        Raises:
            SQLAlchemyError: PostgreSQL does not answer; then it is nobody's.
        """
        return self._try_file() if self._store.is_sqlite else self._try_server()

    def give_up(self) -> None:
        """Let another process take it on."""
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._connection is not None:
            # Not back into the pool, where the lock would live on.
            self._connection.invalidate()
            self._connection.close()
            self._connection = None

    def _try_file(self) -> bool:
        if self._file is not None or fcntl is None:
            return True
        path = Path(self._store.url.database or "")
        file = path.with_name(f"{path.name}.{self._name}.lock").open("ab")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        self._file = file
        return True

    def _try_server(self) -> bool:
        if self._connection is not None:
            if _answers(self._connection):
                return True
            self.give_up()  # the server was restarted, and whoever came first may have it now
        connection = self._store.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        taken = connection.execute(
            text("SELECT pg_try_advisory_lock(:ours, :number)"),
            {"ours": OURS, "number": zlib.crc32(self._name.encode()) & 0x7FFFFFFF},
        ).scalar()
        if not taken:
            connection.close()
            return False
        for setting in PATIENCE:
            connection.exec_driver_sql(f"SET {setting}")
        self._connection = connection
        return True


def _answers(connection: Connection) -> bool:
    try:
        connection.execute(text("SELECT 1"))
    except SQLAlchemyError:
        return False
    return True
