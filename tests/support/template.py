"""A SQLite database with today's tables and nothing in them, made once in a process, to copy."""

import shutil
import tempfile
from functools import cache
from pathlib import Path

from planner.store import migrate
from planner.store.base import Store

_FOLDER = tempfile.TemporaryDirectory(prefix="planner-template-")
"""Is deleted when the process ends."""


@cache
def migrated_file() -> Path:
    """Return the file; copy it, never write to it."""
    path = Path(_FOLDER.name) / "planner.db"
    store = Store(f"sqlite:///{path}")
    migrate.upgrade(store)
    store.close()
    return path


def copy_migrated(path: Path) -> None:
    """Put an empty database there, with the mode that the planner gives it itself."""
    path.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated_file(), path)
    path.chmod(0o600)
