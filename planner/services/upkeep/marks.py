"""When something was last done, in a small file of the instance folder: for whoever watches."""

from datetime import datetime
from pathlib import Path

BACKUP = "last-backup"
PURGE = "last-purge"


def leave(instance: Path, name: str, *, now: datetime) -> None:
    """Note that it was done."""
    instance.mkdir(parents=True, exist_ok=True)
    (instance / name).write_text(now.isoformat(), encoding="ascii")


def last(instance: Path, name: str) -> datetime | None:
    """Return when it was last done; None when it never was, or the note can't be read."""
    try:
        return datetime.fromisoformat((instance / name).read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
