"""Databases of earlier versions come up to date, and nothing in them is lost, changed or dead."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import MetaData, inspect, select, text
from werkzeug.routing import IntegerConverter, Rule

from planner.app import create_app
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
from tests.store.old.__main__ import fresh_database
from tests.store.old.changes import CHANGES, changed_since
from tests.store.old.fill import LETTER, NOW
from tests.support import postgres
from tests.support.application import MAY_SKIP, signed_in
from tests.support.application import test_settings as settings_of
from tests.support.clock import FixedClock
from tests.support.mail_sender import STATIONERY
from tests.support.mail_server import Script, mail_server
from tests.support.pages import enrolled_phone, page_client
from tests.test_scopes import ids_of

Rows = dict[tuple[Any, ...], dict[str, Any]]
SERVED = [*sorted(old.FIRST), "0022", old.stored()[-1]]
served = pytest.mark.parametrize("revision", SERVED, indirect=True)
"""These go down again too, their cards, phones and letters are served, and every page is opened.
Of the others every row is compared: what they become is the same."""
ON_BOTH = [
    pytest.param("sqlite"),
    pytest.param("postgresql", marks=pytest.mark.postgres),
]
ON_POSTGRESQL = old.stored() if os.environ.get("PLANNER_EVERY_PAIR") else SERVED
"""Of these every row is compared on PostgreSQL too; `make bench` compares those of all."""


@pytest.fixture(params=old.stored())
def revision(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(params=ON_BOTH)
def engine(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture
def url(engine: str, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of an empty database, without tables."""
    if engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'planner.db'}"
        return
    server: str | None = request.getfixturevalue("_postgres_server")
    if server is None:
        if not MAY_SKIP:
            pytest.fail(postgres.HOW_TO_GET)
        pytest.skip(postgres.HOW_TO_GET)
    with fresh_database(server, f"planner_old_{tmp_path.name.replace('-', '_')[:30]}") as address:
        yield address


@pytest.fixture
def left(revision: str, engine: str, url: str) -> old.Old:
    """A database as an earlier version left it, which is there now."""
    found = old.read(revision, engine)
    old.put_into(found, url)
    return found


@pytest.fixture
def store(url: str, left: old.Old) -> Iterator[Store]:
    store = Store(url)
    yield store
    store.close()


@pytest.fixture
def app(store: Store, url: str, tmp_path: Path) -> Iterator[Flask]:
    """The planner of today on what an earlier one left."""
    migrate.upgrade(store)
    settings = settings_of(url, tmp_path)
    app = create_app(settings, clock=FixedClock())
    app.testing = True
    app.config["SERVER_NAME"] = settings.host
    app.config["PROPAGATE_EXCEPTIONS"] = False
    yield app
    app.extensions["store"].close()


def everything(store: Store) -> dict[str, Rows]:
    """Read every row of every table, by what tells it apart."""
    tables = MetaData()
    tables.reflect(store.engine)
    found: dict[str, Rows] = {}
    with store.engine.connect() as connection:
        for table in tables.sorted_tables:
            if table.name == "alembic_version":
                continue
            keys = [column.name for column in table.primary_key]
            assert keys, table.name
            rows = connection.execute(select(table)).mappings().all()
            found[table.name] = {tuple(row[key] for key in keys): dict(row) for row in rows}
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
            assert old.file_of(revision, name).stat().st_size < 100_000


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


@pytest.mark.parametrize(
    ("revision", "engine"),
    [
        *((revision, "sqlite") for revision in old.stored()),
        *(
            pytest.param(revision, "postgresql", marks=pytest.mark.postgres)
            for revision in ON_POSTGRESQL
        ),
    ],
    indirect=True,
)
def test_nothing_is_lost_or_changed_but_what_a_migration_names(revision: str, store: Store) -> None:
    assert migrate.current_revision(store) == revision
    before, in_calendars = everything(store), events_in_calendars(store)
    assert sum(map(len, before.values())) > 500
    migrate.upgrade(store)
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


@pytest.mark.parametrize("revision", ["0030"], indirect=True)
def test_what_was_forecast_with_an_order_is_what_was_said(store: Store) -> None:
    migrate.upgrade(store)
    with store.reading() as session:
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
def test_going_down_and_up_again_brings_back_what_was_there(revision: str, store: Store) -> None:
    before = everything(store)
    migrate.upgrade(store)
    migrate.downgrade(store, revision=revision)
    assert everything(store) == before


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
@pytest.mark.parametrize("engine", ON_BOTH[:1], indirect=True)
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
