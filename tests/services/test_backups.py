"""A backup is whole, private and checked; restoring one changes everything or nothing."""

import sqlite3
import stat
import threading
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import func, select

from planner.services.upkeep import backups
from planner.services.upkeep.refusals import DamagedBackup, PlannerIsRunning
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import Throttle
from tests.support.clock import FixedClock

NOW = FixedClock().now


@pytest.fixture
def store(sqlite_url: str) -> Store:
    return Store(sqlite_url)


def note(store: Store, *keys: str) -> None:
    """Write rows that can be recognised."""
    with store.transaction() as session:
        session.add_all(Throttle(key=key, level=1, updated_at=NOW) for key in keys)


def noted(store: Store) -> set[str]:
    with store.reading() as session:
        return set(session.scalars(select(Throttle.key)))


def test_a_backup_holds_what_was_written_before_it(store: Store, tmp_path: Path) -> None:
    note(store, "before")
    made = backups.write_backup(store, tmp_path / "copy.db")
    note(store, "after")
    store.close()
    copy = Store(f"sqlite:///{made.path}")
    assert noted(copy) == {"before"}
    copy.close()
    assert made.revision == migrate.newest_revision()
    assert made.size_bytes == made.path.stat().st_size


def test_a_backup_is_for_nobody_else_on_this_machine(store: Store, tmp_path: Path) -> None:
    made = backups.write_backup(store, tmp_path / "copy.db")
    store.close()
    assert stat.S_IMODE(made.path.stat().st_mode) == 0o600


def test_a_backup_never_replaces_a_file_and_leaves_no_half_one(
    store: Store, tmp_path: Path
) -> None:
    (tmp_path / "copy.db").write_text("something dear")
    before = set(tmp_path.iterdir())
    with pytest.raises(FileExistsError):
        backups.write_backup(store, tmp_path / "copy.db")
    store.close()
    assert (tmp_path / "copy.db").read_text() == "something dear"
    assert set(tmp_path.iterdir()) <= before


def test_a_backup_made_while_people_write_is_whole(store: Store, tmp_path: Path) -> None:
    written: list[str] = []
    enough = threading.Event()

    def write() -> None:
        while not enough.is_set():
            key = f"row {len(written)}"
            note(store, key)
            written.append(key)

    writers = [threading.Thread(target=write)]
    for writer in writers:
        writer.start()
    acknowledged: list[int] = []
    for number in range(5):
        acknowledged.append(len(written))
        backups.write_backup(store, tmp_path / f"copy-{number}.db")
    enough.set()
    for writer in writers:
        writer.join()
    store.close()
    for number, least in enumerate(acknowledged):
        copy = Store(f"sqlite:///{tmp_path / f'copy-{number}.db'}")
        kept = noted(copy)
        copy.close()
        assert kept >= set(written[:least]), "an acknowledged row is missing"
        assert kept == set(written[: len(kept)]), "rows are missing in the middle"


def test_a_backup_comes_back(store: Store, tmp_path: Path) -> None:
    note(store, "before")
    backups.write_backup(store, tmp_path / "copy.db")
    note(store, "after")
    aside = backups.restore_backup(store, tmp_path / "copy.db", now=NOW)
    assert noted(store) == {"before"}
    assert (tmp_path / "copy.db").exists(), "the backup itself stays"
    note(store, "and life goes on")
    store.close()
    assert aside is not None
    kept = Store(f"sqlite:///{aside}")
    assert noted(kept) == {"before", "after"}
    kept.close()


def test_a_backup_can_begin_an_installation(store: Store, tmp_path: Path) -> None:
    note(store, "before")
    backups.write_backup(store, tmp_path / "copy.db")
    store.close()
    new = Store(f"sqlite:///{tmp_path / 'new' / 'planner.db'}")
    assert backups.restore_backup(new, tmp_path / "copy.db", now=NOW) is None
    assert noted(new) == {"before"}
    new.close()


def test_an_old_backup_is_brought_up_to_date(store: Store, tmp_path: Path) -> None:
    oldest = migrate.all_revisions()[-1]
    old = Store(f"sqlite:///{tmp_path / 'old.db'}")
    migrate.upgrade(old, revision=oldest)
    old.close()
    backups.restore_backup(store, tmp_path / "old.db", now=NOW)
    assert migrate.is_current(store)
    store.close()
    assert backups.check_backup(tmp_path / "old.db") == oldest, "the backup itself stays as it was"


def test_a_damaged_database_can_be_replaced(store: Store, tmp_path: Path) -> None:
    note(store, "before")
    backups.write_backup(store, tmp_path / "copy.db")
    store.close()
    place = Path(store.url.database or "")
    place.write_bytes(b"no database at all" * 1000)
    backups.restore_backup(store, tmp_path / "copy.db", now=NOW)
    assert noted(store) == {"before"}
    store.close()


def test_nothing_is_restored_under_a_running_planner(store: Store, tmp_path: Path) -> None:
    backups.write_backup(store, tmp_path / "copy.db")
    note(store, "after")
    store.engine.dispose()
    running = Store(str(store.url))
    with running.reading() as session:
        session.scalar(select(func.count()).select_from(Throttle))
        with pytest.raises(PlannerIsRunning):
            backups.restore_backup(store, tmp_path / "copy.db", now=NOW)
    assert noted(running) == {"after"}
    running.close()
    store.close()


def damage_pages(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(5 * 4096)
        file.write(b"\x00" * 8 * 4096)


def cut_in_half(path: Path) -> None:
    with path.open("r+b") as file:
        file.truncate(path.stat().st_size // 2)


def orphan_rows(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "INSERT INTO gate"
            " (event_id, name, seed, secret_hash, most_devices, created_at, only_listens)"
            " VALUES (99, 'Gate', x'00', x'00', 1, '2027-06-03', 0)"
        )


def of_the_future(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")


def another_program(path: Path) -> None:
    path.unlink()
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE letter (text TEXT)")


@pytest.mark.parametrize(
    "spoil",
    [damage_pages, cut_in_half, orphan_rows, of_the_future, another_program],
    ids=lambda spoil: spoil.__name__,
)
def test_a_spoilt_backup_changes_nothing(store: Store, tmp_path: Path, spoil: object) -> None:
    note(store, *(f"row {number}" for number in range(500)))
    backups.write_backup(store, tmp_path / "copy.db")
    assert callable(spoil)
    spoil(tmp_path / "copy.db")
    before = noted(store)
    files = set(tmp_path.iterdir())
    with pytest.raises(DamagedBackup, match=r"copy\.db"):
        backups.restore_backup(store, tmp_path / "copy.db", now=NOW)
    assert noted(store) == before
    store.close()
    assert set(tmp_path.iterdir()) <= files


def test_a_text_file_is_no_backup(store: Store, tmp_path: Path) -> None:
    (tmp_path / "copy.db").write_text("Dear all, ...")
    with pytest.raises(DamagedBackup, match="not a SQLite database"):
        backups.restore_backup(store, tmp_path / "copy.db", now=NOW)
    store.close()
