"""Backups that somebody changed, that were cut off, or that come back to another day."""

import os
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from planner.cli.common import right_now
from planner.core.retention import Retention
from planner.services.people import signing_in
from planner.services.privacy import purge_files
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import SignIn
from tests.cli.conftest import Run, installation, instance, run, tables  # noqa: F401
from tests.cli.test_backups import add_noor


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER spy AFTER INSERT ON answer BEGIN DELETE FROM audit_entry; END",
        "CREATE VIEW everything AS SELECT * FROM answer",
        "UPDATE alembic_version SET version_num = '9999_of_tomorrow'",
        "DELETE FROM alembic_version",
        "PRAGMA foreign_keys=OFF; INSERT INTO sign_in (account_id, token_hash, browser, created_at,"
        " seen_at, had_factor) VALUES (99, x'00', '', '2027-01-01', '2027-01-01', 1)",
    ],
)
def test_a_backup_that_was_changed_changes_nothing(
    run: Run,  # noqa: F811
    installation: Settings,  # noqa: F811
    tables: Store,  # noqa: F811
    tmp_path: Path,
    statement: str,
) -> None:
    add_noor(tables)
    copy = tmp_path / "copy.db"
    run("backup", "--plain", str(copy))
    with closing(sqlite3.connect(copy)) as changed:
        changed.executescript(statement)
    run("user", "disable", "noor@feest.example")
    assert "Nothing was changed." in run("restore", str(copy), "--yes", status=1).stderr
    assert "disabled" in run("user", "list").stdout


def test_one_byte_changed_in_a_sealed_backup_changes_nothing(
    run: Run,  # noqa: F811
    installation: Settings,  # noqa: F811
    tables: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    add_noor(tables)
    copy = tmp_path / "copy.db.age"
    run("backup", str(copy))
    whole = copy.read_bytes()
    for place in (len(whole) // 3, len(whole) // 2, len(whole) - 1):
        copy.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        assert "Nothing was changed." in run("restore", str(copy), "--yes", status=1).stderr


def test_what_a_backup_brings_back_signs_nobody_in(
    run: Run,  # noqa: F811
    installation: Settings,  # noqa: F811
    tables: Store,  # noqa: F811
    tmp_path: Path,
) -> None:
    add_noor(tables)
    with tables.transaction() as session:
        account = signing_in.check_password(
            session, email="noor@feest.example", password="samen aan tafel"
        )
        assert account is not None
        signing_in.begin_sign_in(
            session, account.id, browser="Firefox", key=installation.secret_key, now=right_now()
        )
    tables.engine.dispose()
    run("backup", str(tmp_path / "copy.db.age"))
    said = run("restore", str(tmp_path / "copy.db.age"), "--yes").stderr
    assert "Everybody was signed out, in 1 browsers." in said
    assert "Cards voided" in said
    with tables.reading() as session:
        assert None not in session.scalars(select(SignIn.ended_at)).all()


def test_an_open_copy_that_a_power_cut_left_goes_by_itself(tmp_path: Path) -> None:
    now = datetime(2027, 6, 12, 12, 0, tzinfo=UTC)
    (tmp_path / "backups").mkdir()
    names = (
        ".planner-20270612-012000.db.age.copy", ".planner.db.restoring",
        ".planner.db.restoring-wal",
        ".copy.db.opened", "backups/.planner-20270612-012000.db.age.draft", "planner.db",
        "erasures.log", "backups/planner-20270612-012000.db.age", ".hidden-of-somebody-else",
    )  # fmt: skip
    for name in names:
        (tmp_path / name).write_bytes(b"canary")
        os.utime(tmp_path / name, times=((now - timedelta(hours=2)).timestamp(),) * 2)
    young = tmp_path / ".planner-20270612-120000.db.age.copy"
    young.write_bytes(b"being made")
    os.utime(young, times=(now.timestamp(),) * 2)
    assert purge_files.remove_files(tmp_path, now=now) == 5
    left = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert left == {*names[5:], young.name}


@pytest.mark.parametrize(
    ("ends_at", "zone", "last_kept", "first_gone"),
    [
        pytest.param(
            "2027-02-27T20:00+00:00", "Europe/Amsterdam", "2027-03-28T21:59+00:00",
            "2027-03-28T22:00+00:00", id="the last day has 23 hours",
        ),
        pytest.param(
            "2027-10-01T20:00+00:00", "Europe/Amsterdam", "2027-10-30T21:59+00:00",
            "2027-10-30T22:00+00:00", id="the night before the clock goes back",
        ),
        pytest.param(
            "2027-10-02T20:00+00:00", "Europe/Amsterdam", "2027-10-31T22:59+00:00",
            "2027-10-31T23:00+00:00", id="the last day has 25 hours",
        ),
        pytest.param(
            "2028-01-30T20:00+00:00", "Europe/Amsterdam", "2028-02-28T22:59+00:00",
            "2028-02-28T23:00+00:00", id="on the leap day it is gone",
        ),
        pytest.param(
            "2028-02-29T20:00+00:00", "Europe/Amsterdam", "2028-03-29T21:59+00:00",
            "2028-03-29T22:00+00:00", id="an event on the leap day",
        ),
        pytest.param(
            "2027-02-28T22:59+00:00", "Europe/Amsterdam", "2027-03-29T21:59+00:00",
            "2027-03-29T22:00+00:00", id="no leap year, a minute before midnight",
        ),
        pytest.param(
            "2027-12-31T23:30+00:00", "Europe/Amsterdam", "2028-01-30T22:59+00:00",
            "2028-01-30T23:00+00:00", id="it ends in the new year",
        ),
        pytest.param(
            "2027-06-12T20:00+00:00", "Pacific/Kiritimati", "2027-07-12T09:59+00:00",
            "2027-07-12T10:00+00:00", id="where the day begins first",
        ),
    ],
)  # fmt: skip
def test_the_promised_day_holds_over_clocks_and_leap_days(
    ends_at: str, zone: str, last_kept: str, first_gone: str
) -> None:
    keep, end = Retention(), datetime.fromisoformat(ends_at)
    assert keep.is_kept(end, zone, now=datetime.fromisoformat(last_kept))
    assert not keep.is_kept(end, zone, now=datetime.fromisoformat(first_gone))
