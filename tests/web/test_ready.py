"""A server says whether it is ready, for a balancer and for whoever watches."""

import shutil
from collections import namedtuple

import pytest
from flask import Flask
from sqlalchemy import text
from werkzeug.test import create_environ

from planner.services.upkeep import marks, readiness
from planner.store import migrate
from planner.store.base import Store
from tests.support.clock import FixedClock
from tests.support.pages import PageClient

Usage = namedtuple("Usage", "total used free")


def test_a_server_in_order_is_ready(client: PageClient, store: Store, clock: FixedClock) -> None:
    assert client.get("/readyz").get_json() == {
        "status": "ready", "database": "ok", "tables": "ok", "disk": "ok",
        "last_backup_hours_ago": None,
    }  # fmt: skip
    marks.leave(store, marks.BACKUP, now=clock())
    clock.forward(hours=30)
    assert client.get("/readyz").get_json()["last_backup_hours_ago"] == 30.0


def test_a_server_with_old_tables_or_a_full_disk_is_not_ready(
    client: PageClient, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _path: Usage(100, 99, 1))
        answer = client.get("/readyz")
        assert (answer.status_code, answer.get_json()["disk"]) == (503, "nearly full")
        assert answer.headers["Retry-After"] == "5"
    with store.writer.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    answer = client.get("/readyz")
    with store.writer.begin() as connection:
        newest = {"newest": migrate.newest_revision()}
        connection.execute(text("UPDATE alembic_version SET version_num = :newest"), newest)
    assert (answer.status_code, answer.get_json()["tables"]) == (503, "not up to date")


def test_a_server_without_its_database_is_not_ready(
    app: Flask, client: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*words: object) -> None:
        raise OSError("the disk went away")

    monkeypatch.setattr("planner.store.migrate.is_current", gone)
    assert client.get("/readyz").get_json()["database"] == "does not answer"


def test_the_size_of_the_database_is_known(store: Store) -> None:
    assert 100_000 < readiness.database_bytes(store) < 100_000_000


def test_mails_are_counted_only_where_there_is_an_outbox(store: Store) -> None:
    before = readiness.mails_waiting(store)
    if before is not None:
        assert before == 0
        return
    with store.writer.begin() as connection:
        connection.execute(text("CREATE TABLE outbox_mail (id INTEGER, ended_at VARCHAR(30))"))
        connection.execute(text("INSERT INTO outbox_mail VALUES (1, NULL), (2, 'now')"))
    try:
        assert readiness.mails_waiting(store) == 1
    finally:
        with store.writer.begin() as connection:
            connection.execute(text("DROP TABLE outbox_mail"))


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
@pytest.mark.parametrize("host", ["10.0.0.7:8000", "localhost", "[::1]:8000", "a_b", ""])
def test_a_balancer_may_ask_by_any_name(app: Flask, path: str, host: str) -> None:
    environ = create_environ(path, base_url="http://feest.example")
    environ["HTTP_HOST"] = host
    answer = app.test_client().open(environ)
    assert (answer.status_code, answer.is_json) == (200, True)
    for other in ("/", f"{path}/x", "/.well-known/security.txt"):
        environ = create_environ(other, base_url="http://10.0.0.7:8000")
        assert app.test_client().open(environ).status_code == 400
