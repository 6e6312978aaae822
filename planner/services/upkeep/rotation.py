"""A backup a day in a folder, and none that is older than people were promised."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner.core.retention import BACKUPS_KEPT_FOR_DAYS
from planner.services.upkeep.backups import Backup, write_backup
from planner.services.upkeep.sealing import Seal
from planner.store.base import Store

EVERY = timedelta(hours=24)
STAMP = "%Y%m%d-%H%M%S"
NAME = re.compile(r"planner-(\d{8}-\d{6})\.(db|dump)(\.age)?")


def rotate(
    store: Store, folder: Path, *, seal: Seal | None, now: datetime, workshop: Path | None = None
) -> Backup:
    """Write a backup into a folder, then delete those that are too old, by the day in their name.

    Other files in the folder are left alone.

    Raises:
        FileExistsError, NotAKey, NoProgram, ProgramFailed: see `write_backup`.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name = name_at(now, is_sealed=seal is not None, is_sqlite=store.is_sqlite)
    made = write_backup(store, folder / name, seal=seal, workshop=workshop)
    for path in too_old(folder, now=now):
        path.unlink(missing_ok=True)
    return made


def name_at(now: datetime, *, is_sealed: bool, is_sqlite: bool = True) -> str:
    """Return the name of a backup of this moment."""
    kind = "db" if is_sqlite else "dump"
    return f"planner-{now.astimezone(UTC):{STAMP}}.{kind}{'.age' if is_sealed else ''}"


def too_old(folder: Path, *, now: datetime) -> list[Path]:
    """List the backups in a folder that may no longer be kept."""
    oldest = now - timedelta(days=BACKUPS_KEPT_FOR_DAYS)
    return sorted(path for path, made_at, _is_sqlite in _found(folder) if made_at < oldest)


def newest_at(folder: Path, *, is_sqlite: bool, now: datetime) -> datetime | None:
    """Return when the newest backup of a kind of database was begun; None without one.

    One of a moment that is still to come, made while the clock was wrong, does not count.
    """
    found = _found(folder)
    return max((at for _path, at, kind in found if at <= now and kind is is_sqlite), default=None)


def is_due(folder: Path, *, is_sqlite: bool, now: datetime) -> bool:
    """Say whether the newest backup of a kind of database is a day old, or there is none."""
    newest = newest_at(folder, is_sqlite=is_sqlite, now=now)
    return newest is None or now - newest >= EVERY


def _found(folder: Path) -> Iterator[tuple[Path, datetime, bool]]:
    """Give each backup, when it was begun, and whether it is of SQLite."""
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        named = NAME.fullmatch(path.name)
        if named:
            yield path, datetime.strptime(named[1], STAMP).replace(tzinfo=UTC), named[2] == "db"
