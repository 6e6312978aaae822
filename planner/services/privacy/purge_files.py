"""Files beside the database that hold what is erased there: old copies, and papers to print."""

from datetime import datetime, timedelta
from pathlib import Path

from planner.core import retention
from planner.services.upkeep import rotation

PRINTS_KEPT_FOR = timedelta(days=1)
PRINTS = "prints/*"
LEFT_OVER_AFTER = timedelta(hours=1)
LEFT_OVER = (".*.copy", ".*.draft", ".*.opened", ".*.restoring*", "backups/.*.draft")
"""What a backup or a restore is made in, open, and takes away itself unless the power went out."""
COPIES = ("backups/before-migration-*.db", "*.before-restore-*")


def old_copies(folder: Path, *, now: datetime) -> list[Path]:
    """List copies of the database that the planner made itself and that are too old to keep."""
    oldest = (now - timedelta(days=retention.BACKUPS_KEPT_FOR_DAYS)).timestamp()
    found = (path for pattern in COPIES for path in folder.glob(pattern))
    others = sorted(path for path in found if path.stat().st_mtime < oldest)
    return [*others, *rotation.too_old(folder / "backups", now=now)]


def old_prints(folder: Path, *, now: datetime) -> list[Path]:
    """List papers made to print whose day is over: the codes on them are those of the cards."""
    oldest = (now - PRINTS_KEPT_FOR).timestamp()
    return sorted(path for path in folder.glob(PRINTS) if path.stat().st_mtime < oldest)


def left_over(folder: Path, *, now: datetime) -> list[Path]:
    """List drafts of backups and restores that were cut off: some are not sealed."""
    oldest = (now - LEFT_OVER_AFTER).timestamp()
    found = {path for pattern in LEFT_OVER for path in folder.glob(pattern)}
    return sorted(path for path in found if path.stat().st_mtime < oldest)


def remove_files(folder: Path, *, now: datetime) -> int:
    """Delete old copies, prints and what was left over; return how many there were."""
    found = [
        *old_copies(folder, now=now),
        *old_prints(folder, now=now),
        *left_over(folder, now=now),
    ]
    for path in found:
        path.unlink(missing_ok=True)
    return len(found)
