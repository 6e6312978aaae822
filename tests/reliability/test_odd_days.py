"""A disk that may only be read, a clock that jumps, tables that are half changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from alembic import command
from flask import Flask
from sqlalchemy import event, text

from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import Account
from tests.support.clock import FixedClock
from tests.support.day import Day
from tests.support.gate import STARTS, Evening, make_evening
from tests.support.pages import PageClient, enrolled_phone


@pytest.fixture
def evening(store: Store, clock: FixedClock) -> Evening:
    clock.now = STARTS
    return make_evening(store)


@pytest.fixture
def phone(app: Flask, evening: Evening) -> PageClient:
    return enrolled_phone(app, evening.token)


def scan(phone: PageClient, code: str, nonce: str, *, clock: FixedClock) -> tuple[int, str]:
    """Send a scan; give the status and what became of it."""
    at = clock.now.isoformat()
    entry = {
        "nonce": nonce, "kind": "entry", "code": code, "scanned_at": at, "offline": False,
        "admit": {"adults": 1, "children": 0},
    }  # fmt: skip
    answer = phone.post("/gate/scans", json={"device_now": at, "scans": [entry]})
    if answer.status_code != 200:
        assert answer.status_code != 503 or answer.headers["Retry-After"]
        return answer.status_code, ""
    return 200, answer.get_json()["results"][0]["status"]


@contextmanager
def read_only(store: Store) -> Iterator[None]:
    """Let the database refuse every write, as it does on a disk that became read-only."""
    store.engine.dispose()

    def forbid(connection: Any, _record: object) -> None:
        if store.is_sqlite:
            connection.execute("PRAGMA query_only=ON").close()
        else:
            connection.execute("SET default_transaction_read_only = on")
            connection.commit()

    event.listen(store.engine, "connect", forbid)
    try:
        yield
    finally:
        event.remove(store.engine, "connect", forbid)
        store.engine.dispose()


def test_on_a_disk_that_may_only_be_read_people_read_and_are_asked_to_try_again(
    app: Flask, settings: Settings, clock: FixedClock, organiser: Account
) -> None:
    day = Day(app, settings, clock, organiser)
    refused = 0
    for step in day.steps():
        with read_only(day.store):
            answer = step.ask()
            assert day.guest.get("/").status_code == 200
            assert day.guest.get(f"/{day.codes[0]}").status_code == 200
        if answer.status_code == 503:
            refused += 1
            answer = step.ask()
        assert step.is_done(answer), (step.name, answer.status_code)
    assert refused >= 12


def test_a_clock_that_jumps_a_day_and_back_loses_and_doubles_nothing(
    phone: PageClient, evening: Evening, clock: FixedClock
) -> None:
    code = evening.codes[0]
    assert scan(phone, code, "before", clock=clock) == (200, "ok")
    for jump in (timedelta(days=1), timedelta(days=-1)):
        clock.now = STARTS + jump
        status, _word = scan(phone, code, f"while-{jump.days}", clock=clock)
        assert status in {200, 401, 503}
        clock.now = STARTS + timedelta(minutes=1)
        assert scan(phone, code, "before", clock=clock) == (200, "ok"), "said the same again"
        assert scan(phone, code, f"after-{jump.days}", clock=clock) == (200, "ok")
    scans = {"before", "after-1", "after--1"}
    with evening.store.reading() as session:
        kept = list(session.scalars(text("SELECT nonce FROM scan")))
    assert scans <= set(kept)
    assert len(kept) == len(set(kept))


def test_tables_that_are_half_changed_make_everybody_wait_and_nobody_welcome(
    phone: PageClient, evening: Evening, store: Store, clock: FixedClock
) -> None:
    """As if a migration that is not one transaction had stopped in the middle."""
    with store.writer.begin() as connection:
        connection.execute(text("ALTER TABLE scan RENAME TO scan_being_changed"))
    assert scan(phone, evening.codes[0], "while", clock=clock) == (503, "")
    with store.writer.begin() as connection:
        connection.execute(text("ALTER TABLE scan_being_changed RENAME TO scan"))
    assert scan(phone, evening.codes[0], "while", clock=clock) == (200, "ok")
    assert evening.count().inside == 1


def test_a_migration_that_breaks_half_way_leaves_the_gate_open(
    phone: PageClient,
    evening: Evening,
    store: Store,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def break_off(config: Any, _revision: str) -> None:
        config.attributes["connection"].execute(text("ALTER TABLE scan RENAME TO half"))
        raise OSError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(command, "upgrade", break_off)
        with pytest.raises(OSError, match="the power went"):
            migrate.upgrade(store)
    assert migrate.is_current(store)
    assert scan(phone, evening.codes[0], "after", clock=clock) == (200, "ok")
    assert evening.count().inside == 1
