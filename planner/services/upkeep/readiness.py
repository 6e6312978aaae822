"""Whether this server can do its work: the database, its tables, room on the disk."""

import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import func, inspect, select, table, text
from sqlalchemy.exc import SQLAlchemyError

from planner.services.upkeep import marks
from planner.store import migrate
from planner.store.base import Store

ROOM_BYTES = 100 * 1024 * 1024
"""What the largest import and a backup of a town's database need between them."""
OUTBOX = "outbox_mail"
NOT_ENDED = "state IN ('waiting', 'sending')"


@dataclass(frozen=True)
class Readiness:
    """What was found; `last_backup_at` is told and makes nobody unready."""

    is_database_there: bool
    are_tables_current: bool
    has_room: bool
    last_backup_at: datetime | None

    @property
    def is_ready(self) -> bool:
        """Whether requests may be sent here."""
        return self.is_database_there and self.are_tables_current and self.has_room


def look(store: Store, instance: Path) -> Readiness:
    """Look at everything; it only reads."""
    try:
        are_current, is_there = migrate.is_current(store), True
    except (SQLAlchemyError, OSError):
        are_current, is_there = False, False
    try:
        has_room = shutil.disk_usage(_disk_of(store, instance)).free >= ROOM_BYTES
    except OSError:
        has_room = False
    return Readiness(is_there, are_current, has_room, marks.last(store, marks.BACKUP))


def database_bytes(store: Store) -> int:
    """Return how large the database is, with SQLite's write-ahead log."""
    if store.is_sqlite:
        path = Path(store.url.database or "")
        parts = (path.with_name(path.name + end) for end in ("", "-wal"))
        return sum(part.stat().st_size for part in parts if part.is_file())
    with store.engine.connect() as connection:
        size = connection.execute(text("SELECT pg_database_size(current_database())"))
        return int(size.scalar_one())


def mails_waiting(store: Store) -> int | None:
    """Return how many mails were not sent yet; None where there is no outbox."""
    if not inspect(store.engine).has_table(OUTBOX):
        return None
    waiting = select(func.count()).select_from(table(OUTBOX)).where(text(NOT_ENDED))
    with store.reading() as session:
        return session.scalar(waiting)


def _disk_of(store: Store, instance: Path) -> Path:
    return Path(store.url.database or "").parent if store.is_sqlite else instance
