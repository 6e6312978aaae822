"""Bringing the tables up to date by command."""

from pathlib import Path

import pytest
from sqlalchemy import text

from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from tests.cli.conftest import Run


@pytest.fixture
def empty(instance: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An installation whose database has no tables yet."""
    monkeypatch.setenv("PLANNER_SECRET_KEY", "a secret key for tests only, 0123456789")
    monkeypatch.setenv("PLANNER_CODE_KEY", "a key for codes in tests only, 9876543210")
    monkeypatch.setenv("PLANNER_BASE_URL", "https://feest.example")
    return instance


def test_the_tables_are_made_once(run: Run, empty: Path) -> None:
    newest = migrate.newest_revision()
    assert "planner db upgrade" in run("db", "current", status=1).stderr
    assert f"from version nothing to {newest}" in run("db", "upgrade").stderr
    assert run("db", "current").stdout == f"{newest}\n"
    assert run("db", "upgrade").stderr == "The tables are up to date.\n"
    run("db", "check")


def test_old_tables_are_copied_before_they_change(run: Run, empty: Path) -> None:
    store = Store(f"sqlite:///{empty / 'planner.db'}")
    migrate.upgrade(store)
    with store.transaction() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '0000'")
    store.close()
    run("db", "upgrade", status=1)
    assert len(list((empty / "backups").glob("before-migration-*.db"))) == 1


def test_no_command_touches_tables_of_another_version(
    run: Run, installation: Settings, tables: Store
) -> None:
    with tables.transaction() as session:
        session.connection().exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    try:
        for words in (("user", "list"), ("serve",), ("purge",), ("backup", "copy.db")):
            assert "Install the newest planner" in run(*words, status=1).stderr
    finally:
        with tables.transaction() as session:
            session.execute(
                text("UPDATE alembic_version SET version_num = :newest"),
                {"newest": migrate.newest_revision()},
            )


def test_a_database_that_is_not_there_is_named_without_its_password(
    run: Run, empty: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(
        "PLANNER_DATABASE_URL", "postgresql://planner:hush@127.0.0.1:1/planner?connect_timeout=2"
    )
    said = run("user", "list", status=1).stderr
    assert "We can't use the database" in said
    assert "hush" not in said
