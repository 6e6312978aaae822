"""What a test of the application may ask for: databases, a clock, people, browsers."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask, has_request_context
from sqlalchemy import Engine, create_engine, select

from planner.app import create_app
from planner.services.people import factors, hashing, signing_in
from planner.settings import Settings
from planner.store import base, migrate
from planner.store.base import PRAGMAS, Base, Store
from planner.store.models import Account
from planner.web import lanes
from tests.support import postgres
from tests.support.catalogues import Catalogues, forget, use_copy
from tests.support.clock import FixedClock
from tests.support.connections import hold_requests_to_one
from tests.support.pages import PageClient, page_client
from tests.support.quick import compile_once
from tests.support.template import copy_migrated, migrated_file

PASSWORD = "samen aan tafel"
NUMBERS = count()
MAY_SKIP = not os.environ.get("CI")
compile_once()
hold_requests_to_one()

ON_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""For rows of nonsense that are refused before a database is asked: the other one adds nothing."""

# Seven times quicker than TRUNCATE, which makes new files for every table and index.
EMPTY_EVERYTHING = ";".join(
    [
        *(str(table.delete()) for table in reversed(Base.metadata.sorted_tables)),
        "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'",
        "INSERT INTO organisation (name, is_host, phone, mail, about, main_colour, second_colour)"
        " VALUES ('', true, '', '', '', '', '')",
    ]
)


class QuickHasher(PasswordHasher):
    """Hashes with little memory, and in a request only with a place for it."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)

    def hash(self, *given: Any, **named: Any) -> str:
        """Hash a password."""
        assert hashing.has_place() or not has_request_context(), "see hashing.place"
        return super().hash(*given, **named)

    def verify(self, *given: Any, **named: Any) -> Any:
        """Compare a password."""
        assert hashing.has_place() or not has_request_context(), "see hashing.place"
        return super().verify(*given, **named)


@pytest.fixture(scope="session", autouse=True)
def _quick_passwords() -> Iterator[None]:
    """Hash with little memory: the tests sign in a thousand times."""
    patch = pytest.MonkeyPatch()
    patch.setattr(hashing, "_hasher", QuickHasher())
    yield
    patch.undo()


@pytest.fixture(scope="session", autouse=True)
def _power_stays_on() -> Iterator[None]:
    """Commit without waiting for the disk, as the tests' PostgreSQL does; see `durable`.

    Nobody pulls a plug on what a test stores in its own process, and each commit would wait for
    some milliseconds. Servers that tests start are processes of their own, and do wait.
    """
    patch = pytest.MonkeyPatch()
    quick = tuple(one.replace("synchronous=FULL", "synchronous=OFF") for one in base.PRAGMAS)
    patch.setattr(base, "PRAGMAS", quick)
    yield
    patch.undo()


@pytest.fixture
def durable(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let stores that are made from here on commit as the product's do."""
    monkeypatch.setattr(base, "PRAGMAS", PRAGMAS)


@pytest.fixture(scope="session", autouse=True)
def _patient_pages() -> Iterator[None]:
    """Let pages take as long as they like: a test is never about how quick the machine is."""
    patch = pytest.MonkeyPatch()
    for name in ("PAGE_READS_FOR_SECONDS", "LARGE_READS_FOR_SECONDS", "WAITS_FOR_SECONDS"):
        patch.setattr(lanes, name, 3_600.0)
    yield
    patch.undo()


@pytest.fixture
def catalogues(tmp_path: Path) -> Iterator[Catalogues]:
    """A copy of all texts, to spoil."""
    with pytest.MonkeyPatch.context() as patch:
        yield use_copy(tmp_path / "translations", patch)
    forget()


@pytest.fixture(scope="session")
def sqlite_template() -> Path:
    """A migrated, empty database to copy."""
    return migrated_file()


@pytest.fixture(scope="session")
def _postgres_server() -> Iterator[str | None]:
    with postgres.running_server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_template(_postgres_server: str | None) -> Iterator[str | None]:
    """The name of a migrated, empty database to copy, to which nobody is connected."""
    if _postgres_server is None:
        yield None
        return
    name = f"planner_empty_{os.getpid()}"
    with postgres.new_database(_postgres_server, name) as url:
        store = Store(url)
        migrate.upgrade(store)
        store.close()
        yield name


@pytest.fixture(scope="session")
def _postgres_database(
    _postgres_server: str | None, postgres_template: str | None
) -> Iterator[str | None]:
    """A migrated, empty database of this worker's own."""
    if _postgres_server is None or postgres_template is None:
        yield None
        return
    name = f"planner_test_{os.getpid()}"
    with postgres.new_database(_postgres_server, name, template=postgres_template) as url:
        yield url


@pytest.fixture
def new_database(_postgres_server: str | None) -> Iterator[Callable[[], str]]:
    """Make an empty database on the tests' server; all of them go afterwards."""
    with ExitStack() as made:
        yield lambda: made.enter_context(_another_database(_postgres_server))


@pytest.fixture
def migrated_database(
    _postgres_server: str | None, postgres_template: str | None
) -> Iterator[Callable[[], str]]:
    """Make one with today's tables, with which a test may do what it likes."""
    with ExitStack() as made:
        yield lambda: made.enter_context(_another_database(_postgres_server, postgres_template))


def _another_database(
    server: str | None, template: str | None = None
) -> AbstractContextManager[str]:
    name = f"planner_new_{os.getpid()}_{next(NUMBERS)}"
    return postgres.new_database(required(server), name, template=template or "template0")


def required(server: str | None) -> str:
    """Return the address of a server; without one the test is skipped, or fails where all run."""
    if server is None:
        if not MAY_SKIP:
            pytest.fail(postgres.HOW_TO_GET)
        pytest.skip(postgres.HOW_TO_GET)
    return server


@pytest.fixture(scope="session")
def _postgres_engine(_postgres_database: str) -> Iterator[Engine]:
    """Keeps the connection that empties the database after each test."""
    engine = create_engine(_postgres_database, pool_pre_ping=True)
    yield engine
    engine.dispose()


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database, once of each kind: what works on one must work on the other."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_url")
        return
    url = required(request.getfixturevalue("_postgres_database"))
    engine: Engine = request.getfixturevalue("_postgres_engine")
    yield url
    with engine.begin() as connection:
        connection.exec_driver_sql(EMPTY_EVERYTHING)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """An empty SQLite database."""
    path = tmp_path / "planner.db"
    copy_migrated(path)
    return f"sqlite:///{path}"


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    return test_settings(database_url, tmp_path)


def test_settings(database_url: str, instance: Path) -> Settings:
    """Settings as a small town would have them."""
    return Settings(
        secret_key="a secret key for tests only, 0123456789",
        code_key="a key for codes in tests only, 9876543210",
        base_url="http://feest.example",
        database_url=database_url,
        instance=instance,
        organisation="Bureau Noord",
        contact_phone="045 000 00 00",
        insecure_http=True,
    )


test_settings.__test__ = False  # type: ignore[attr-defined]


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def app(settings: Settings, clock: FixedClock) -> Iterator[Flask]:
    yield from running_app(settings, clock)


def running_app(settings: Settings, clock: FixedClock) -> Iterator[Flask]:
    """Give the application, and close its database."""
    app = create_app(settings, clock=clock)
    app.testing = True
    app.config["SERVER_NAME"] = settings.host
    app.config["PROPAGATE_EXCEPTIONS"] = False  # show the page that people would see
    yield app
    app.extensions["store"].close()


@pytest.fixture
def store(app: Flask) -> Store:
    store = app.extensions["store"]
    assert isinstance(store, Store)
    return store


@pytest.fixture
def organiser(store: Store, clock: FixedClock) -> Account:
    return _add(store, clock, email="noor@feest.example", name="Noor")


@pytest.fixture
def other_organiser(store: Store, clock: FixedClock) -> Account:
    return _add(store, clock, email="wim@feest.example", name="Wim")


@pytest.fixture
def client(app: Flask) -> PageClient:
    """A stranger's browser: Dutch, without cookies."""
    return page_client(app)


@pytest.fixture
def desk(app: Flask, organiser: Account) -> PageClient:
    """The browser of an organiser who is signed in."""
    return signed_in(app, organiser.email)


def known_browser(app: Flask, account: Account) -> PageClient:
    """Give a browser in which somebody was signed in before, and is not now."""
    browser = page_client(app)
    answer = browser.send("/sign-in", {"email": account.email, "password": PASSWORD})
    assert answer.status_code == 303
    browser.send("/sign-out", form_on="/account")
    return browser


def signed_in(app: Flask, email: str) -> PageClient:
    """Give a browser in which somebody is signed in, as the page of signing in leaves it."""
    store: Store = app.extensions["store"]
    with store.transaction() as session:
        account = session.scalars(select(Account).where(Account.email == email)).one()
        token = signing_in.begin_sign_in(
            session,
            account.id,
            browser="Firefox on Linux",
            key=app.config["SECRET_KEY"],
            now=app.extensions["clock"](),
            is_complete=not factors.has_factor(session, account.id),
        )
    browser = page_client(app)
    with browser.session_transaction() as cookie:
        cookie["sign_in"] = token
    return browser


def _add(store: Store, clock: FixedClock, *, email: str, name: str) -> Account:
    with store.transaction() as session:
        return signing_in.add_account(
            session, email=email, name=name, password=PASSWORD, now=clock()
        )
