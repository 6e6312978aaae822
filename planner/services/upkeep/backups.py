"""Copy a database while it is in use, sealed or not; put a copy back that is of SQLite."""

import os
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from planner.services.upkeep import dumps
from planner.services.upkeep.refusals import DamagedBackup, PlannerIsRunning
from planner.services.upkeep.sealing import Seal, make_private
from planner.store import migrate
from planner.store.base import Store


@dataclass(frozen=True)
class Backup:
    """A copy that was checked."""

    path: Path
    size_bytes: int
    revision: str
    """The version of its tables."""


def write_backup(
    store: Store, target: Path, *, seal: Seal | None = None, workshop: Path | None = None
) -> Backup:
    """Copy the database as it is at this moment; nobody has to stop for it.

    The copy appears under its name when it is complete, checked and safe on the disk. What is to
    be sealed lies unsealed only in a workshop, and only until it is sealed: beside a SQLite file,
    or in a folder of PostgreSQL's that is named.

    Raises:
        FileExistsError: `target` is there already.
        NotAKey: the seal's.
        NoProgram, ProgramFailed: PostgreSQL's.
    """
    if target.exists():
        raise FileExistsError(target)
    draft = target.with_name(f".{target.name}.draft")
    make_private(draft)
    place = _place_of(store).parent if store.is_sqlite else workshop or target.parent
    copy = draft if seal is None else place / f".{target.name}.copy"
    try:
        make_private(copy)
        revision = _copy_database(store, copy)
        if seal is not None:
            seal.seal(copy, draft)
        _sync(draft)
        draft.rename(target)
        _sync(target.parent)
    finally:
        for leftover in (draft, copy):
            leftover.unlink(missing_ok=True)
    return Backup(path=target, size_bytes=target.stat().st_size, revision=revision)


def _copy_database(store: Store, target: Path) -> str:
    if not store.is_sqlite:
        return dumps.copy_database(store, target)
    connection = store.engine.raw_connection()
    try:
        # One reading transaction: writers go on, and all of them are either in it or not.
        connection.cursor().execute("VACUUM INTO ?", (str(target),))
    finally:
        connection.close()
    return check_backup(target)


def _place_of(store: Store) -> Path:
    return Path(store.url.database or "")


def check_backup(path: Path) -> str:
    """Read every page of a copy and return the version of its tables.

    Raises:
        DamagedBackup: it is no database of ours, is damaged, or is of a newer planner.
    """
    with path.open("rb") as file:
        if file.read(len(dumps.OF_SQLITE)) != dumps.OF_SQLITE:
            raise DamagedBackup(f"{path} is not a SQLite database.")
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
            broken = copy.execute("PRAGMA foreign_key_check").fetchone()
            revision = copy.execute("SELECT version_num FROM alembic_version").fetchone()
            foreign = copy.execute(
                "SELECT type, name FROM sqlite_master WHERE type IN ('trigger', 'view')"
            ).fetchone()
    except sqlite3.DatabaseError as error:
        raise DamagedBackup(
            f"{path} is damaged or not a database of the planner: {error}."
        ) from None
    if said != "ok":
        raise DamagedBackup(f"{path} is damaged: {said}.")
    if broken:
        raise DamagedBackup(f"{path} is damaged: rows in {broken[0]} refer to nothing.")
    if foreign:
        # Ours has none; somebody else's would act by itself at every write from now on.
        raise DamagedBackup(f"{path} was changed: it holds a {foreign[0]} named {foreign[1]}.")
    if revision is None or revision[0] not in migrate.all_revisions():
        raise DamagedBackup(f"{path} is of a newer planner. Install that one first.")
    return str(revision[0])


def restore_backup(store: Store, source: Path, *, now: datetime) -> Path | None:
    """Put a copy in the place of a SQLite database and bring its tables up to date.

    Either all of it happens, or the database stays as it is.

    Returns:
        Where the database that was there is now; None when there was none.

    Raises:
        DamagedBackup: see `check_backup`.
        PlannerIsRunning: another process has the database open.
    """
    check_backup(source)
    place = _place_of(store)
    draft = place.with_name(f".{place.name}.restoring")
    try:
        _copy_privately(source, draft)
        coming = Store(store.url.set(database=str(draft)).render_as_string(hide_password=False))
        try:
            migrate.upgrade(coming)
        finally:
            coming.close()
        with closing(sqlite3.connect(draft)) as connection:
            connection.execute("PRAGMA journal_mode=DELETE")  # all of it in one file
        store.engine.dispose()
        with store.alone():
            aside = _set_aside(place, now=now)
            draft.rename(place)
            _sync(place.parent)
        return aside
    finally:
        for end in ("", "-wal", "-shm", ".lock"):
            draft.with_name(draft.name + end).unlink(missing_ok=True)


def _set_aside(place: Path, *, now: datetime) -> Path | None:
    if not place.exists():
        return None
    aside = place.with_name(f"{place.name}.before-restore-{now:%Y%m%d-%H%M%S}")
    refuse_if_open(place)
    for end in ("", "-wal", "-shm"):
        part = place.with_name(place.name + end)
        if part.exists():
            part.rename(aside.with_name(aside.name + end))
    return aside


def refuse_if_open(place: Path) -> None:
    """Make sure that nobody else has the database open.

    A reader or writer in WAL mode keeps a shared lock on the file as long as it is connected. The
    last one to close a database, here we, also empties its log into it.

    Raises:
        PlannerIsRunning: somebody has it open.
    """
    with closing(sqlite3.connect(place, timeout=0, isolation_level=None)) as connection:
        try:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("ROLLBACK")
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise PlannerIsRunning from None
            # Too damaged to open, so nobody has it open: the very reason to restore.


def _copy_privately(source: Path, target: Path) -> None:
    make_private(target)
    shutil.copyfile(source, target)
    _sync(target)


def _sync(path: Path) -> None:
    """Wait until a file or a folder is safe on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
