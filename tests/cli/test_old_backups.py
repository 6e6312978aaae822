"""A drill: a backup that an older version made is put back, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from planner.cli.backup_keys import Choice, seal_for
from planner.core.codes import hash_code
from planner.services.upkeep import backups, sealing
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import Invitation, SignIn
from tests.cli.conftest import Run
from tests.store import old
from tests.support import postgres
from tests.support.application import required

VERSIONS = [*sorted(old.FIRST), old.stored()[-2]]
UIDS = text("SELECT uid FROM event ORDER BY uid")


@pytest.fixture(params=VERSIONS)
def left(request: pytest.FixtureRequest) -> str:
    """The version that made the backup."""
    found: str = request.param
    return found


def events_in(store: Store) -> list[str]:
    with store.engine.connect() as connection:
        return list(connection.execute(UIDS).scalars())


def assert_it_works(store: Store, settings: Settings, before: old.Old, events: list[str]) -> None:
    """Look whether the planner of today finds what was there."""
    assert migrate.is_current(store)
    migrate.check(store)
    assert events_in(store) == events
    with store.reading() as session:
        of_card = hash_code(settings.code_key.encode(), before.code)
        card = select(Invitation.id).where(Invitation.code_hash == of_card)
        assert session.scalar(card) is not None
        signed_in = select(func.count()).where(SignIn.ended_at.is_(None)).select_from(SignIn)
        assert session.scalar(signed_in) == 0


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sealed_backup_of_an_older_version_is_put_back_and_brought_up_to_date(
    run: Run, instance: Path, installation: Settings, tables: Store, tmp_path: Path, left: str
) -> None:
    before = old.read(left, "sqlite")
    then = Store(f"sqlite:///{tmp_path / 'then.db'}")
    old.put_into(before, f"sqlite:///{tmp_path / 'then.db'}")
    events = events_in(then)
    file = tmp_path / "of-then.db.age"
    seal = seal_for(replace(installation, instance=instance), Choice())
    made = backups.write_backup(then, file, seal=seal)
    then.close()
    assert made.revision == left
    assert sealing.is_sealed(file)
    tables.engine.dispose()
    assert "is restored" in run("restore", str(file), "--yes").stderr
    assert_it_works(tables, installation, before, events)
    assert run("db", "current").stdout.strip() == migrate.newest_revision()


@pytest.fixture
def server(request: pytest.FixtureRequest) -> str:
    """The address of a PostgreSQL server."""
    return required(request.getfixturevalue("_postgres_server"))


@pytest.fixture
def postgres_url(server: str) -> Iterator[str]:
    """A database without tables."""
    with postgres.new_database(server, "planner_drill") as url:
        yield url


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sealed_backup_of_an_older_postgresql_is_put_into_an_empty_database(
    run: Run,
    instance: Path,
    installation: Settings,
    server: str,
    postgres_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    left: str,
) -> None:
    before = old.read(left, "postgresql")
    file = tmp_path / "of-then.dump.age"
    with postgres.new_database(server, "planner_then") as then_url:
        old.put_into(before, then_url)
        then = Store(then_url)
        events = events_in(then)
        seal = seal_for(replace(installation, instance=instance), Choice())
        backups.write_backup(then, file, seal=seal, workshop=tmp_path)
        then.close()
    assert sealing.is_sealed(file)
    monkeypatch.setenv("PLANNER_DATABASE_URL", postgres_url)
    assert "is restored" in run("restore", str(file), "--yes").stderr
    store = Store(postgres_url)
    assert_it_works(store, installation, before, events)
    store.close()


@pytest.mark.postgres
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_pg_restore_brought_back_of_an_older_version_is_brought_up_to_date(
    run: Run,
    installation: Settings,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    left: str,
) -> None:
    before = old.read(left, "postgresql")
    old.put_into(before, postgres_url)
    monkeypatch.setenv("PLANNER_DATABASE_URL", postgres_url)
    store = Store(postgres_url)
    events = events_in(store)
    store.engine.dispose()
    said = run("db", "restored").stderr
    assert f"from version {left} to {migrate.newest_revision()}" in said
    assert_it_works(store, installation, before, events)
    store.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_backup_of_a_version_that_is_not_known_yet_is_refused_with_the_cure(
    run: Run, installation: Settings, tables: Store, tmp_path: Path
) -> None:
    newest = old.read(old.stored()[-1], "sqlite")
    file = tmp_path / "newer.db"
    old.put_into(newest, f"sqlite:///{file}")
    newer = Store(f"sqlite:///{file}")
    with newer.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer.close()
    said = run("restore", str(file), "--yes", status=1).stderr
    assert "is of a newer planner. Install that one first." in said
    assert "Nothing was changed." in said
