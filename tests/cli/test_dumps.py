"""Backup and restore by command, of a real PostgreSQL."""

import stat
import subprocess
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import make_url, select, text

from planner.cli import housekeeping
from planner.cli.backup_keys import new_key
from planner.cli.common import load_settings, right_now
from planner.core.retention import BACKUPS_KEPT_FOR_DAYS
from planner.services.outbox import posting
from planner.services.people import signing_in
from planner.services.upkeep import dumps, marks, rotation
from planner.services.upkeep.refusals import DamagedBackup
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import SignIn
from tests.cli.conftest import Run
from tests.services.test_outbox import letter
from tests.support.application import PASSWORD

pytestmark = pytest.mark.postgres


@pytest.fixture
def database_url(new_database: Callable[[], str]) -> str:
    url = new_database()
    store = Store(url)
    migrate.upgrade(store)
    store.close()
    return url


@pytest.fixture
def elsewhere(
    new_database: Callable[[], str], monkeypatch: pytest.MonkeyPatch, installation: Settings
) -> Callable[[], Store]:
    """Name an empty database in the settings instead, and give it."""

    def go() -> Store:
        url = new_database()
        monkeypatch.setenv("PLANNER_DATABASE_URL", url)
        return Store(url)

    return go


def add_noor(tables: Store, settings: Settings, *, now: datetime) -> None:
    with tables.transaction() as session:
        noor = signing_in.add_account(
            session, email="noor@feest.example", name="Noor", password=PASSWORD, now=now
        )
        signing_in.begin_sign_in(
            session, noor.id, browser="Firefox", key=settings.secret_key, now=now
        )
        posting.queue(session, [letter(1)], now=now)


def test_a_sealed_copy_comes_back_in_an_empty_database(
    run: Run,
    instance: Path,
    installation: Settings,
    tables: Store,
    elsewhere: Callable[[], Store],
    tmp_path: Path,
) -> None:
    add_noor(tables, installation, now=right_now())
    copy = tmp_path / "copy.dump.age"
    assert "was checked and sealed" in run("backup", str(copy)).stderr
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert b"noor@feest.example" not in copy.read_bytes()
    assert {path.name for path in instance.iterdir()} == {"backup-identity.txt"}
    assert marks.last(tables, marks.BACKUP) is not None

    kept = (instance / "backup-identity.txt").rename(tmp_path / "vault.txt")
    said = run("restore", str(copy), "--identity", str(kept), "--yes", status=1).stderr
    assert "Make an empty one with createdb" in said
    restored = elsewhere()
    said = run("restore", str(copy), "--identity", str(kept), "--yes").stderr
    assert "Everybody was signed out, in 1 browsers." in said
    assert "it may have left since: 1." in said
    assert "noor@feest.example" in run("user", "list").stdout
    with restored.reading() as session:
        assert None not in session.scalars(select(SignIn.ended_at)).all()
    assert marks.last(restored, marks.BACKUP) is None, "nobody copied this one yet"
    assert {path.name for path in instance.iterdir()} <= {"erasures.log"}
    run("db", "check")
    restored.close()


def test_a_folder_holds_one_a_day_and_none_that_is_too_old(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    folder = tmp_path / "far"
    folder.mkdir()
    old = right_now() - timedelta(days=BACKUPS_KEPT_FOR_DAYS, hours=1)
    gone = [
        folder / rotation.name_at(old, is_sealed=True, is_sqlite=kind) for kind in (True, False)
    ]
    for path in gone:
        path.write_text("x")
    run("backup", "--rotate", str(folder))
    (made,) = folder.iterdir()
    assert made.name.endswith(".dump.age")


def test_the_server_makes_one_a_day_and_counts_none_of_sqlite(
    run: Run, installation: Settings, tables: Store
) -> None:
    settings, now = load_settings(), right_now()
    new_key(settings)
    folder = settings.instance / "backups"
    folder.mkdir()
    (folder / rotation.name_at(now, is_sealed=True)).write_text("of the database before the move")
    made = housekeeping.back_up_once(settings, now=now)
    assert made is not None
    assert made.path.name.endswith(".dump.age")
    assert housekeeping.back_up_once(settings, now=now + timedelta(hours=23)) is None
    assert marks.last(tables, marks.BACKUP) == now


def test_a_copy_of_another_database_does_not_count_as_a_backup_of_this_one(
    run: Run, installation: Settings, tables: Store, elsewhere: Callable[[], Store], tmp_path: Path
) -> None:
    run("backup", "--plain", str(tmp_path / "copy.dump"))
    assert marks.last(tables, marks.BACKUP) is not None
    moved = elsewhere()
    moved_url = load_settings().database_url
    run("db", "copy", installation.database_url, moved_url)
    assert marks.last(moved, marks.BACKUP) is None
    moved.close()


@pytest.mark.parametrize("part", [0.02, 0.5, 0.98])
def test_a_torn_copy_is_refused_and_changes_nothing(
    run: Run,
    installation: Settings,
    tables: Store,
    elsewhere: Callable[[], Store],
    tmp_path: Path,
    part: float,
) -> None:
    add_noor(tables, installation, now=right_now())
    copy = tmp_path / "copy.dump"
    run("backup", "--plain", str(copy))
    whole = copy.read_bytes()
    copy.write_bytes(whole[: int(part * len(whole))])
    empty = elsewhere()
    said = run("restore", str(copy), "--yes", status=1).stderr
    assert "Nothing was changed." in said
    assert migrate.current_revision(empty) is None
    empty.close()


def test_a_copy_that_would_act_by_itself_is_refused(
    run: Run, installation: Settings, tables: Store, elsewhere: Callable[[], Store], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.dump"
    with tables.writer.begin() as connection:
        connection.execute(text(
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
        ))  # fmt: skip
    run("backup", "--plain", str(tmp_path / "fine.dump"))
    with tables.writer.begin() as connection:
        connection.execute(text(
            "CREATE TRIGGER t BEFORE INSERT ON account FOR EACH ROW EXECUTE FUNCTION f()"
        ))  # fmt: skip
    said = run("backup", "--plain", str(copy), status=1).stderr
    assert "it holds a trigger named" in said
    assert "Nothing was written." in said
    assert not copy.exists()


def test_a_copy_of_sqlite_is_told_apart(
    run: Run, installation: Settings, tables: Store, sqlite_url: str
) -> None:
    said = run("restore", sqlite_url.removeprefix("sqlite:///"), "--yes", status=1).stderr
    assert "is a copy of SQLite" in said


def test_a_copy_of_a_newer_planner_is_refused(
    run: Run, installation: Settings, tables: Store, elsewhere: Callable[[], Store], tmp_path: Path
) -> None:
    copy = tmp_path / "copy.dump"
    with tables.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DamagedBackup, match="of a newer planner"):
        dumps.copy_database(tables, copy)
    elsewhere().close()
    assert "newer planner" in run("restore", str(copy), "--yes", status=1).stderr


def test_a_machine_without_its_programs_is_told_which(
    run: Run,
    installation: Settings,
    tables: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    said = run("backup", "--plain", str(tmp_path / "copy.dump"), status=1).stderr
    assert "pg_dump is not installed" in said
    assert not list(tmp_path.glob("*copy*"))


def test_the_password_is_in_no_list_of_processes(
    run: Run,
    installation: Settings,
    tables: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    url = make_url(installation.database_url).set(password="ge/heim", username="planner")
    monkeypatch.setenv("PLANNER_DATABASE_URL", url.render_as_string(hide_password=False))
    started: list[tuple[list[str], dict[str, str]]] = []
    real = subprocess.run

    def note(words: list[str], **named: object) -> object:
        started.append((words, named["env"]))  # type: ignore[arg-type]
        return real(words, **named)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "run", note)
    run("backup", "--plain", str(tmp_path / "copy.dump"))
    assert not [words for words, _told in started if "heim" in " ".join(words)]
    assert started[0][1]["PGPASSWORD"] == "ge/heim"
