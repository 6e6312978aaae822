"""Backup and restore by command."""

from pathlib import Path

import pytest

from planner.cli.common import right_now
from planner.services import outbox, people
from planner.settings import Settings
from planner.store.base import Store
from tests.cli.conftest import Run
from tests.conftest import PASSWORD
from tests.services.test_outbox import letter
from tests.support.clock import FixedClock


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


def add_noor(tables: Store) -> None:
    with tables.transaction() as session:
        people.add_account(
            session, email="noor@feest.example", name="Noor", password=PASSWORD, now=FixedClock()()
        )
    tables.engine.dispose()


def test_a_backup_is_made_and_comes_back(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    add_noor(tables)
    copy = tmp_path / "copy.db"
    assert "was checked" in run("backup", str(copy)).stderr
    run("user", "disable", "noor@feest.example")
    said = run("restore", str(copy), stdin="y\n").stderr
    assert "The database as it was is in" in said
    assert "active" in run("user", "list").stdout


def test_mail_that_waited_in_a_backup_is_not_sent_again_by_itself(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    with tables.transaction() as session:
        outbox.queue(session, [letter(1)], now=right_now())
    tables.engine.dispose()
    run("backup", str(tmp_path / "copy.db"))
    said = run("restore", str(tmp_path / "copy.db"), "--yes").stderr
    assert "Mail that waited in it is not sent by itself, it may have left since: 1." in said
    assert "failed   1" in run("mail", "status").stdout


def test_whoever_does_not_say_yes_keeps_the_database(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    add_noor(tables)
    run("backup", str(tmp_path / "copy.db"))
    run("user", "disable", "noor@feest.example")
    run("restore", str(tmp_path / "copy.db"), stdin="n\n", status=1)
    assert "disabled" in run("user", "list").stdout


@pytest.mark.parametrize(
    ("command", "name", "advice"),
    [
        pytest.param("backup", "there.db", "Choose another name.", id="would replace a file"),
        pytest.param("backup", "no/folder/copy.db", "is not there", id="no such folder"),
        pytest.param("restore", "nowhere.db", "Check the name.", id="no such backup"),
        pytest.param("restore", "there.db", "Nothing was changed.", id="no backup at all"),
    ],
)
def test_a_wrong_file_is_named_with_the_cure(
    run: Run, installation: Settings, tmp_path: Path, command: str, name: str, advice: str
) -> None:
    (tmp_path / "there.db").write_text("Dear all, ...")
    words = [command, str(tmp_path / name)] + (["--yes"] if command == "restore" else [])
    assert advice in run(*words, status=1).stderr


def test_restoring_under_a_running_planner_is_refused(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    run("backup", str(tmp_path / "copy.db"))
    with tables.reading() as session:
        session.connection().exec_driver_sql("SELECT 1 FROM account").all()
        said = run("restore", str(tmp_path / "copy.db"), "--yes", status=1).stderr
    assert said == "The planner is running. Stop it and try again.\n"


def test_postgresql_is_told_its_own_programs(
    run: Run, instance: Path, installation: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_DATABASE_URL", "postgresql://planner@localhost/planner")
    (instance / "copy.db").write_bytes(b"")
    said = run("restore", str(instance / "copy.db"), "--yes", status=1).stderr
    assert "pg_restore" in said
