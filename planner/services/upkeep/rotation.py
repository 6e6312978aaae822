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
NAME = re.compile(r"planner-(\d{8}-\d{6})\.db(\.age)?")


def rotate(store: Store, folder: Path, *, seal: Seal | None, now: datetime) -> Backup:
    """Write a backup into a folder, then delete those that are too old, by the day in their name.

    Other files in the folder are left alone.

    Raises:
        FileExistsError, NotAKey, NotOurDatabase: see `write_backup`.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    made = write_backup(store, folder / name_at(now, is_sealed=seal is not None), seal=seal)
    for path in too_old(folder, now=now):
        path.unlink(missing_ok=True)
    return made


def name_at(now: datetime, *, is_sealed: bool) -> str:
    """Return the name of a backup of this moment."""
    return f"planner-{now.astimezone(UTC):{STAMP}}.db{'.age' if is_sealed else ''}"


def too_old(folder: Path, *, now: datetime) -> list[Path]:
    """List the backups in a folder that may no longer be kept."""
    oldest = now - timedelta(days=BACKUPS_KEPT_FOR_DAYS)
    return sorted(path for path, made_at in _found(folder) if made_at < oldest)


def newest_at(folder: Path, *, now: datetime) -> datetime | None:
    """Return when the newest backup in a folder was begun; None without one.

    One of a moment that is still to come, made while the clock was wrong, does not count.
    """
    return max((made_at for _path, made_at in _found(folder) if made_at <= now), default=None)


def is_due(folder: Path, *, now: datetime) -> bool:
    """Say whether the newest backup is a day old, or there is none."""
    newest = newest_at(folder, now=now)
    return newest is None or now - newest >= EVERY


def _found(folder: Path) -> Iterator[tuple[Path, datetime]]:
    if not folder.is_dir():
        return
    for path in folder.iterdir():
        named = NAME.fullmatch(path.name)
        if named:
            yield path, datetime.strptime(named[1], STAMP).replace(tzinfo=UTC)
