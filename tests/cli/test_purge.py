"""Erasing by command; what is erased is tested in tests/services/test_purge.py."""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Throttle
from tests.cli.conftest import Run


def add_old_row(tables: Store) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=3)
    with tables.transaction() as session:
        session.add(Throttle(key="canary", level=1, updated_at=long_ago))


def test_a_dry_run_says_what_would_go_and_erases_nothing(
    run: Run, installation: Settings, tables: Store
) -> None:
    add_old_row(tables)
    assert run("purge", "--dry-run").stdout == "Would erase counts of failures: 1\n"
    assert run("purge").stdout == "Erased counts of failures: 1\n"
    said = run("purge")
    assert said.stdout == ""
    assert "Nothing is older" in said.stderr


def test_old_copies_of_the_database_go_too(
    run: Run, instance: Path, installation: Settings, tables: Store
) -> None:
    copy = instance / "backups" / "before-migration-20270101-120000.db"
    copy.parent.mkdir()
    copy.write_bytes(b"x")
    assert "Nothing is older" in run("purge").stderr
    long_ago = (datetime.now(UTC) - timedelta(days=36)).timestamp()
    os.utime(copy, (long_ago, long_ago))
    assert run("purge", "--dry-run").stdout == "Would erase old copies of the database: 1\n"
    assert copy.exists()
    run("purge")
    assert not copy.exists()
