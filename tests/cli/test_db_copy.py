"""Everything moves from SQLite to PostgreSQL and back, and the planner works on the copy."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Insert, Table, func, insert, inspect, select

from planner.app import create_app
from planner.services import demonstration
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Base, Store
from planner.store.models import Account, Event, Throttle
from tests.cli.conftest import Run
from tests.support.application import required, test_settings
from tests.support.clock import FixedClock
from tests.support.pages import page_client

NOW = FixedClock().now


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """A server's empty database, emptied again afterwards."""
    url = required(request.getfixturevalue("_postgres_database"))
    empty(url)
    yield url
    empty(url)


def empty(url: str) -> None:
    store = Store(url)
    with store.transaction() as session:
        for table in reversed(Base.metadata.sorted_tables):
            session.execute(table.delete())
    store.close()


def rows_in(url: str) -> int:
    """Count all rows but those that new tables come with."""
    found = counts(url)
    assert found.pop("organisation") == 1
    del found["calendar_state"]
    return sum(found.values())


def counts(url: str) -> dict[str, int]:
    store = Store(url)
    with store.reading() as session:
        found = {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }
    store.close()
    return found


@pytest.fixture(scope="module")
def _demonstration(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Path:
    """A database with the demonstration data, to copy."""
    folder = tmp_path_factory.mktemp("demonstration")
    path = Path(shutil.copy(sqlite_template, folder / "planner.db"))
    store = Store(f"sqlite:///{path}")
    demonstration.load(store, settings=test_settings(str(store.url), folder), now=NOW)
    with store.transaction() as session:
        first, second = session.scalars(select(Event).order_by(Event.id).limit(2)).all()
        first.parent_id = second.id  # refers to a row that is copied later
    store.close()
    return path


@pytest.fixture
def filled(installation: Settings, _demonstration: Path) -> str:
    """The demonstration data, in SQLite."""
    shutil.copy(_demonstration, installation.database_url.removeprefix("sqlite:///"))
    return installation.database_url


@pytest.mark.postgres
def test_all_tables_go_to_postgresql_and_back(
    run: Run, installation: Settings, filled: str, postgres_url: str, tmp_path: Path
) -> None:
    before = counts(filled)
    assert sum(before.values()) > 500
    assert "copied and compared" in run("db", "copy", filled, postgres_url).stderr
    assert counts(postgres_url) == before
    works_on(replace(installation, database_url=postgres_url))
    back = f"sqlite:///{tmp_path / 'back.db'}"
    run("db", "copy", postgres_url, back)
    assert counts(back) == counts(postgres_url)
    works_on(replace(installation, database_url=back))


def works_on(settings: Settings) -> None:
    """Show a page, and add a row: its number must be one that nobody has."""
    app = create_app(settings, clock=FixedClock())
    store: Store = app.extensions["store"]
    with store.reading() as session:
        slug = session.scalars(select(Event.slug).where(Event.is_public)).first()
    assert page_client(app).get(f"/e/{slug}", headers={"Host": settings.host}).status_code == 200
    with store.transaction() as session:
        largest = session.scalar(select(func.max(Account.id))) or 0
        added = Account(
            email=f"nieuw{largest}@feest.example", name="Nieuw", password_hash="x", created_at=NOW
        )
        session.add(added)
        session.flush()
        assert added.id == largest + 1
    store.close()


def test_a_database_with_rows_in_it_is_left_alone(
    run: Run, installation: Settings, filled: str, tmp_path: Path
) -> None:
    target = f"sqlite:///{tmp_path / 'full.db'}"
    store = Store(target)
    migrate.upgrade(store)
    with store.transaction() as session:
        session.add(Throttle(key="here", level=1, updated_at=NOW))
    store.close()
    assert "rows in throttle" in run("db", "copy", filled, target, status=1).stderr
    assert rows_in(target) == 1


def test_a_copy_that_fails_half_way_leaves_nothing(
    run: Run, installation: Settings, filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = f"sqlite:///{tmp_path / 'new.db'}"
    real = insert

    def fail_at_the_end(table: Table) -> Insert:
        if table.name == "answer_diet":
            raise OSError("the disk is full")
        return real(table)

    monkeypatch.setattr("planner.store.copying.insert", fail_at_the_end)
    run("db", "copy", filled, target, status=1)
    assert rows_in(target) == 0


def test_what_is_written_differently_is_noticed(
    run: Run, installation: Settings, filled: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = f"sqlite:///{tmp_path / 'new.db'}"
    monkeypatch.setattr("planner.store.copying._fill_in", lambda *_words: None)
    said = run("db", "copy", filled, target, status=1).stderr
    assert said == "The copy of event differs from what it was made of. Nothing was copied.\n"
    assert rows_in(target) == 0


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        pytest.param("nothing.db", "is not there", id="a name that was mistyped"),
        pytest.param("old.db", "Run `planner db upgrade` there first", id="tables of long ago"),
        pytest.param("planner.db", "the same database", id="onto itself"),
    ],
)
def test_what_can_not_be_copied_is_said(
    run: Run, installation: Settings, tmp_path: Path, source: str, sentence: str
) -> None:
    old = Store(f"sqlite:///{tmp_path / 'old.db'}")
    migrate.upgrade(old, revision="0003")
    old.close()
    words = ("db", "copy", f"sqlite:///{tmp_path / source}", installation.database_url)
    assert sentence in run(*words, status=1).stderr


def test_a_database_in_use_is_not_copied(
    run: Run, installation: Settings, filled: str, tmp_path: Path
) -> None:
    running = Store(filled)
    with running.reading() as session:
        session.scalar(select(func.count()).select_from(Event))
        said = run("db", "copy", filled, f"sqlite:///{tmp_path / 'new.db'}", status=1).stderr
    running.close()
    assert "Stop it and try again" in said


def test_every_table_of_the_database_is_one_that_is_copied(filled: str) -> None:
    store = Store(filled)
    names = set(inspect(store.engine).get_table_names())
    store.close()
    assert names - {"alembic_version"} == {table.name for table in Base.metadata.sorted_tables}
