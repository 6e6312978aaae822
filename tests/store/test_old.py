"""Databases of earlier versions come up to date, and nothing in them is lost, changed or dead."""

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import inspect, make_url, select, text
from werkzeug.routing import IntegerConverter, Rule

from planner.core.enums import EventState, MailState
from planner.services.demonstration import access
from planner.services.outbox import sending
from planner.services.outbox.smtp import SmtpCarrier
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import (
    Answer,
    Event,
    GateDevice,
    Invitation,
    OutboxMail,
    PlacedOrder,
    SaidForecast,
    Scan,
    Venue,
)
from tests.store import old
from tests.store.old.changes import CHANGES, changed_since, forgotten_since
from tests.store.old.fill import LETTER, NOW
from tests.support import postgres
from tests.support.application import required, running_app, signed_in
from tests.support.application import test_settings as settings_of
from tests.support.clock import FixedClock
from tests.support.mail_sender import STATIONERY
from tests.support.mail_server import Script, mail_server
from tests.support.pages import enrolled_phone, page_client
from tests.test_scopes import ids_of

Rows = dict[tuple[Any, ...], dict[str, Any]]
SERVED = [*sorted(old.FIRST), "0022", old.stored()[-1]]
served = pytest.mark.parametrize("revision", SERVED, indirect=True, scope="module")
"""These go down again too, their cards, phones and letters are served, and every page is opened.
Of the others every row is compared: what they become is the same."""
ON_BOTH = [
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=pytest.mark.postgres),
]
MANY = 2
"""Of so many of the newest every row is compared on both databases; of every third older one on
one of them, by turns. `make bench` compares those of all on both."""


def compared() -> Iterator[Any]:
    """Give each version with a database on which its rows are compared."""
    stored = old.stored()
    both = 0 if os.environ.get("PLANNER_EVERY_PAIR") else len(stored) - MANY
    for place, revision in enumerate(stored):
        for turn, engine in enumerate(ON_BOTH):
            if place >= both or place % 6 == 3 * turn:
                yield pytest.param(revision, *engine.values, marks=engine.marks)


@pytest.fixture(params=old.stored(), scope="module")
def revision(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(params=ON_BOTH, scope="module")
def engine(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


class Brought(NamedTuple):
    """A database as an earlier version left it, and the same brought up to date, to copy."""

    left: old.Old
    before: str
    after: str
    """Addresses; nobody is connected to either."""


@pytest.fixture(scope="module")
def brought(
    revision: str, engine: str, tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> Iterator[Brought]:  # fmt: skip
    """Bring a database up to date once for all tests of its version."""
    left = old.read(revision, engine)
    with ExitStack() as made:
        if engine == "sqlite":
            folder = tmp_path_factory.mktemp("old")
            before, after = (f"sqlite:///{folder / name}.db" for name in ("before", "after"))
            old.put_into(left, before)
            shutil.copy(folder / "before.db", folder / "after.db")
        else:
            server = required(request.getfixturevalue("_postgres_server"))
            name = f"planner_old_{os.getpid()}_{revision}"
            before = made.enter_context(postgres.new_database(server, name))
            old.put_into(left, before)
            after = made.enter_context(
                postgres.new_database(server, f"{name}_after", template=name)
            )
        store = Store(after)
        migrate.upgrade(store)
        store.close()
        yield Brought(left, before, after)


@pytest.fixture
def left(brought: Brought) -> old.Old:
    """What an earlier version left, which is there now."""
    return brought.left


@contextmanager
def copied(url: str, name: str, folder: Path, server: str | None) -> Iterator[Store]:
    """Give a copy of a database, which a test may change."""
    with ExitStack() as made:
        source = make_url(url)
        assert source.database
        if server is None:
            shutil.copy(source.database, folder / f"{name}.db")
            store = Store(f"sqlite:///{folder / name}.db")
        else:
            named = f"planner_copy_{os.getpid()}_{name}"
            store = Store(
                made.enter_context(postgres.new_database(server, named, template=source.database))
            )
        made.callback(store.close)
        yield store


@pytest.fixture
def server(engine: str, request: pytest.FixtureRequest) -> str | None:
    """The address of a server of PostgreSQL, if it is for that."""
    if engine == "sqlite":
        return None
    return required(request.getfixturevalue("_postgres_server"))


@pytest.fixture
def store(brought: Brought, tmp_path: Path, server: str | None) -> Iterator[Store]:
    """A database as an earlier version left it."""
    with copied(brought.before, "before", tmp_path, server) as store:
        yield store


@pytest.fixture
def updated(brought: Brought, tmp_path: Path, server: str | None) -> Iterator[Store]:
    """The same, brought up to date."""
    with copied(brought.after, "after", tmp_path, server) as store:
        yield store


@pytest.fixture
def app(updated: Store, tmp_path: Path) -> Iterator[Flask]:
    """The planner of today on what an earlier one left."""
    url = updated.url.render_as_string(hide_password=False)
    yield from running_app(settings_of(url, tmp_path), FixedClock())


def everything(store: Store) -> dict[str, Rows]:
    """Read every row of every table as it is stored, by what tells it apart."""
    looking = inspect(store.engine)
    keys_of = {table: keys for (_, table), keys in looking.get_multi_pk_constraint().items()}
    found: dict[str, Rows] = {}
    with store.engine.connect() as connection:
        for table in sorted(keys_of.keys() - {"alembic_version"}):
            keys = keys_of[table]["constrained_columns"]
            assert keys, table
            rows = connection.exec_driver_sql(f'SELECT * FROM "{table}"').mappings().all()  # noqa: S608
            found[table] = {tuple(row[key] for key in keys): dict(row) for row in rows}
    return found


def events_in_calendars(store: Store) -> Sequence[Any]:
    """Read what calendars go by, of each event."""
    said = text(
        "SELECT e.id, e.uid, e.sequence, e.updated_at, v.name, v.address, v.latitude, v.capacity"
        " FROM event e LEFT JOIN venue v ON v.id = e.venue_id ORDER BY e.id"
    )
    with store.engine.connect() as connection:
        return connection.execute(said).all()


def differences(before: dict[str, Rows], after: dict[str, Rows]) -> set[str]:
    """Name the tables of which rows are gone, and the columns of which values are."""
    found = set()
    for table, rows in before.items():
        for key, row in rows.items():
            now = after.get(table, {}).get(key)
            if now is None:
                found.add(table)
                continue
            for column, value in row.items():
                if column not in now or now[column] != value:
                    found.add(f"{table}.{column}")
    return found


def test_every_version_is_stored_and_small() -> None:
    assert set(old.stored()) == set(old.wanted()), (
        "store what is missing: python -m tests.store.old; what is too much is of no version"
    )
    for revision in old.stored():
        for name in old.ENGINES:
            assert old.file_of(revision, name).stat().st_size < 110_000


def test_what_is_named_as_changed_is_of_a_migration() -> None:
    assert set(CHANGES) <= set(migrate.all_revisions())


def test_the_stored_databases_have_the_tables_of_their_versions(tmp_path: Path) -> None:
    anew = Store(f"sqlite:///{tmp_path / 'anew.db'}")
    for revision in old.stored():
        url = f"sqlite:///{tmp_path / revision}.db"
        old.put_into(old.read(revision, "sqlite"), url)
        stored = Store(url)
        migrate.upgrade(anew, revision=revision)
        assert shape_of(stored) == shape_of(anew), "a migration below it changed: store it anew"
        stored.close()
    anew.close()


def shape_of(store: Store) -> dict[str, set[str]]:
    """Name the columns of each table."""
    looking = inspect(store.engine)
    return {
        table: {column["name"] for column in looking.get_columns(table)}
        for table in looking.get_table_names()
    }


@pytest.mark.parametrize(("revision", "engine"), [*compared()], indirect=True, scope="module")
def test_nothing_is_lost_or_changed_but_what_a_migration_names(
    revision: str, brought: Brought
) -> None:
    store = Store(brought.before)
    assert migrate.current_revision(store) == revision
    before, in_calendars = everything(store), events_in_calendars(store)
    store.close()
    assert sum(map(len, before.values())) > 500
    store = Store(brought.after)
    after = everything(store)
    assert differences(before, after) <= changed_since(revision)
    assert events_in_calendars(store) == in_calendars, "each where and what it was"
    migrate.check(store)
    with store.reading() as session:
        wrong = (
            select(Event.id)
            .join(Venue, Venue.id == Event.venue_id)
            .where(Venue.organisation_id != Event.organisation_id)
        )
        assert not session.scalars(wrong).all()
    if store.is_sqlite:
        with store.engine.connect() as connection:
            assert connection.execute(text("PRAGMA integrity_check")).scalar_one() == "ok"
            assert not connection.execute(text("PRAGMA foreign_key_check")).all()
    store.close()


@pytest.mark.parametrize("revision", ["0030"], indirect=True, scope="module")
def test_what_was_forecast_with_an_order_is_what_was_said(updated: Store) -> None:
    with updated.reading() as session:
        said = {row.event_id: row for row in session.scalars(select(SaidForecast))}
        orders = session.scalars(
            select(PlacedOrder)
            .join(Event, Event.id == PlacedOrder.event_id)
            .where(Event.state == EventState.CLOSED)
        ).all()
        assert len(orders) == 3
        for order in orders:
            row, event = said.pop(order.event_id), session.get_one(Event, order.event_id)
            assert row.quantiles == order.quantiles
            assert set(row.quantiles) >= {"0.1", "0.5", "0.9"}
            assert (row.said_at, row.kept_at) == (order.placed_at, event.ends_at)
            assert (row.places, row.reasons, row.is_reckoned) == (event.capacity, None, False)
        assert not said


@served
def test_going_down_again_brings_back_what_was_there(
    revision: str, store: Store, updated: Store
) -> None:
    migrate.downgrade(updated, revision=revision)
    before = everything(store)
    for table, column in (name.split(".") for name in forgotten_since(revision)):
        for row in before[table].values():
            row[column] = None
    assert everything(updated) == before


@served
def test_a_printed_card_of_before_opens_and_is_answered(app: Flask, left: old.Old) -> None:
    guest = page_client(app)
    assert guest.page(f"/{left.code}").status == 200
    assert guest.post(f"/{left.code}", data={"answer": "yes"}).status_code == 303
    store: Store = app.extensions["store"]
    with store.reading() as session:
        answers = select(Answer).join(Invitation).where(Answer.created_at == NOW)
        assert len(session.scalars(answers).all()) == 1


@served
def test_what_a_phone_of_before_kept_is_taken(app: Flask, left: old.Old) -> None:
    phone = enrolled_phone(app, left.token)
    item = {
        "nonce": "kept-since-before",
        "kind": "entry",
        "code": left.code,
        "scanned_at": NOW.isoformat(),
        "offline": True,
        "admit": {"adults": 2, "children": 1},
    }
    body = {"device_now": NOW.isoformat(), "scans": [item]}
    for _again in range(2):  # what came without its answer comes again
        answer = phone.post("/gate/scans", json=body)
        assert answer.status_code == 200, answer.text
    store: Store = app.extensions["store"]
    with store.reading() as session:
        (scan,) = session.scalars(select(Scan).where(Scan.nonce == "kept-since-before"))
        device = session.get_one(GateDevice, scan.device_id)
        assert scan.gate_id == device.gate_id
        assert scan.invitation_id is not None


@served
def test_a_letter_that_waited_leaves_once(app: Flask, left: old.Old) -> None:
    store: Store = app.extensions["store"]
    script = Script()
    with mail_server(script) as server:
        for _again in range(2):
            carrier = SmtpCarrier(server, answer_seconds=5)
            sending.send_due(store, carrier, STATIONERY, clock=lambda: NOW, wait=lambda _s: False)
    with store.reading() as session:
        letters = session.scalars(select(OutboxMail).where(OutboxMail.key == LETTER)).all()
    assert [one.state for one in letters] == [MailState.SENT] * len(letters)
    assert len(letters) == (left.revision >= "0010")


def example(rule: Rule, part: str) -> int | str:
    """Return what a part of an address may be: the first row, or a word."""
    return 1 if isinstance(rule._converters[part], IntegerConverter) else "nl"


@served
@pytest.mark.parametrize("engine", ON_BOTH[:1], indirect=True, scope="module")
def test_every_page_opens(app: Flask, left: old.Old) -> None:
    store: Store = app.extensions["store"]
    with store.reading() as session:
        gate_event = session.scalars(
            select(Invitation.event_id).order_by(Invitation.event_id)
        ).first()
        slug = session.get_one(Event, gate_event or 0).slug
    values: dict[str, Any] = {
        **ids_of(store, gate_event or 0), "event_id": gate_event, "code": left.code, "slug": slug,
    }  # fmt: skip
    browsers = {
        "desk": signed_in(app, access.EMAIL),
        "guest": page_client(app),
        "phone": enrolled_phone(app, left.token),
    }
    asked = 0
    for rule in app.url_map.iter_rules():
        is_file = rule.endpoint == "static" or rule.rule.endswith(".pdf")
        if is_file or "GET" not in (rule.methods or ()):
            continue
        with app.test_request_context():
            asked_for = {one: values.get(one, example(rule, one)) for one in rule.arguments}
            path = app.url_for(rule.endpoint, **asked_for)
        for name, browser in browsers.items():
            answer = browser.get(path)
            answer.close()
            asked += 1
            assert answer.status_code < 500, (name, path)
    assert asked > 300
