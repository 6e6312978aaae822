"""`planner check` finds what is wrong with an installation and names the cure."""

import fcntl
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from planner.cli import checks, server
from planner.cli.checks import has_wal_defect
from planner.cli.common import right_now
from planner.services.upkeep import dumps, marks
from planner.settings import Settings
from planner.store.base import Store
from tests.cli.conftest import Run, look_after


@pytest.fixture
def database(sqlite_url: str) -> Path:
    """The file of the installation's database, for nobody else to read."""
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    path.chmod(0o600)
    return path


@pytest.fixture
def town(instance: Path, database: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Path:
    """An installation on SQLite in which all is in order."""
    monkeypatch.setenv("PLANNER_SECRET_KEY", "a secret key for tests only, 0123456789")
    monkeypatch.setenv("PLANNER_CODE_KEY", "a key for codes in tests only, 9876543210")
    monkeypatch.setenv("PLANNER_BASE_URL", "https://feest.example")
    monkeypatch.setenv("PLANNER_DATABASE_URL", sqlite_url)
    look_after(sqlite_url, monkeypatch)
    return instance


def test_nothing_is_wrong_with_a_new_installation(
    run: Run, installation: Settings, tables: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_after(installation.database_url, monkeypatch)
    assert run("check", "--deep").stderr.endswith("All is in order.\n")


def test_what_nobody_takes_care_of_is_not_in_order_and_does_not_keep_it_from_starting(
    run: Run, installation: Settings, tables: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("planner.cli.server.run", lambda settings, **choices: None)
    for said in (run("check", status=1).stderr, run("serve").stderr):
        assert "PLANNER_SECURITY_CONTACT" in said
        assert "there is no account" in said
        assert "No backup is made" in said
        assert "All is in order" not in said
    assert "The planner can start. 3 things are not in order." in run("check", status=1).stderr
    look_after(installation.database_url, monkeypatch)
    run("user", "disable", "ann@feest.example")
    assert "there is no account" in run("check", status=1).stderr


def test_a_telephone_alone_is_a_contact_that_could_be_better(
    run: Run, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLANNER_SECURITY_CONTACT")
    monkeypatch.setenv("PLANNER_CONTACT_PHONE", "045 000 00 00")
    assert "Note: Who finds a hole in this installation can only call." in run("check").stderr


def test_a_backup_that_is_too_old_is_told(
    run: Run, installation: Settings, tables: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_after(installation.database_url, monkeypatch)
    marks.leave(tables, marks.BACKUP, now=right_now() - timedelta(hours=35))
    run("check")
    marks.leave(tables, marks.BACKUP, now=right_now() - timedelta(hours=37))
    assert "The last backup was made 37 hours ago." in run("check", status=1).stderr


def test_a_machine_without_a_temporary_folder_is_a_fault(
    run: Run, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/proc/nobody/may/write/here")
    assert "name another folder in TMPDIR" in run("check", status=1).stderr


def test_a_server_whose_programs_are_not_here_is_told(
    run: Run, installation: Settings, tables: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    look_after(installation.database_url, monkeypatch)
    monkeypatch.setenv("PATH", "/nowhere")
    if tables.is_sqlite:
        run("check")
        return
    assert "No backup can be made. pg_dump is not installed" in run("check", status=1).stderr
    with monkeypatch.context() as patch:
        patch.setattr(dumps, "_run", lambda *_words: "pg_dump (PostgreSQL) 9.6.1")
        assert "newer than pg_dump" in run("check", status=1).stderr


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        pytest.param(lambda town, database: readable(town / "settings.env"), "keys", id="keys"),
        pytest.param(lambda town, database: readable(database), "answers", id="answers"),
        pytest.param(
            lambda town, database: readable(town / "backup-identity.txt"), "opens every backup",
            id="identity",
        ),
        pytest.param(
            lambda town, database: (town / "backups").write_text(""), "We can't write", id="folder"
        ),
    ],
)  # fmt: skip
def test_the_server_does_not_start_where_the_check_finds_a_fault(
    run: Run,
    town: Path,
    database: Path,
    monkeypatch: pytest.MonkeyPatch,
    spoil: Callable[[Path, Path], object],
    words: str,
) -> None:
    monkeypatch.setattr(server, "run", lambda settings, **choices: None)
    run("serve")
    shutil.rmtree(town / "backups", ignore_errors=True)
    spoil(town, database)
    for command in ("check", "serve"):
        assert words in run(command, status=1).stderr


def readable(path: Path) -> None:
    path.touch()
    path.chmod(0o644)


def test_a_database_that_others_can_read_is_a_fault(run: Run, town: Path, database: Path) -> None:
    database.chmod(0o644)
    assert f"chmod 600 {database}" in run("check", status=1).stderr


def test_keys_that_others_can_read_are_a_fault(run: Run, town: Path) -> None:
    (town / "settings.env").write_text("")
    (town / "settings.env").chmod(0o644)
    assert "It holds the keys." in run("check", status=1).stderr


def test_old_tables_are_a_fault(run: Run, town: Path, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    assert "Run `planner db upgrade`" in run("check", status=1).stderr


def test_an_unreachable_database_is_a_fault(
    run: Run, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_DATABASE_URL", "postgresql://planner:hush@127.0.0.1:1/planner")
    said = run("check", status=1).stderr
    assert "We can't use the database" in said
    assert "hush" not in said


@pytest.mark.parametrize("url", ["mysql://x/y", "nonsense"])
def test_a_database_of_another_kind_is_a_fault(
    run: Run, town: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("PLANNER_DATABASE_URL", url)
    assert "PLANNER_DATABASE_URL is no address" in run("check", status=1).stderr
    assert "PLANNER_DATABASE_URL is no address" in run("user", "list", status=1).stderr


def test_only_a_deep_check_reads_every_page(run: Run, town: Path, database: Path) -> None:
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute(
            "INSERT INTO gate"
            " (only_listens, event_id, name, seed, secret_hash, most_devices, created_at)"
            " VALUES (0, 99, 'Gate', x'00', x'00', 1, '2027-06-03')"
        )
    run("check")
    assert "Rows in gate refer to nothing" in run("check", "--deep", status=1).stderr


def test_a_lock_that_somebody_keeps_is_a_fault(
    run: Run, town: Path, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "LOCK_PATIENCE_SECONDS", 0.1)
    with database.with_name("planner.db.lock").open("ab") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert "Another process has kept the lock" in run("check", status=1).stderr


def test_a_disk_without_locks_is_a_fault(
    run: Run, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*arguments: object) -> None:
        raise OSError(95, "Operation not supported")

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert "not on a network share" in run("check", status=1).stderr


def test_a_folder_that_is_not_ours_is_a_fault(run: Run, town: Path) -> None:
    (town / "backups").write_text("a file where the folder should be")
    assert "Give the folder to the user" in run("check", status=1).stderr


def test_a_long_address_is_worth_knowing_but_no_fault(
    run: Run, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_BASE_URL", "https://planner.neighbourhoods.example")
    assert "Note: https://planner.neighbourhoods.example" in run("check").stderr


@pytest.mark.parametrize(
    ("version", "has_it"),
    [
        ((3, 6, 23), False), ((3, 7, 0), True), ((3, 40, 1), True), ((3, 44, 5), True),
        ((3, 44, 6), False), ((3, 45, 0), True), ((3, 46, 1), True), ((3, 50, 6), True),
        ((3, 50, 7), False), ((3, 51, 0), True), ((3, 51, 2), True), ((3, 51, 3), False),
        ((4, 0, 0), False),
    ],
    ids=str,
)  # fmt: skip
def test_the_versions_of_sqlite_that_can_lose_pages_are_known(
    version: tuple[int, ...], has_it: bool
) -> None:
    assert has_wal_defect(version) is has_it


def test_such_a_version_is_worth_knowing(
    run: Run, town: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 46, 1))
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.46.1")
    assert "SQLite 3.46.1 can lose pages" in run("check").stderr
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 53, 0))
    assert "can lose pages" not in run("check").stderr
