"""The database: durable, one writer at a time, moments with a zone."""

import sqlite3
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import StatementError

from planner.store.base import Store
from planner.store.locks import WriterWaitedTooLong
from planner.store.models import Throttle

MOMENT = datetime(2027, 6, 12, 15, 0, tzinfo=timezone(timedelta(hours=2)))


@pytest.fixture
def sqlite(sqlite_url: str, durable: None) -> Store:
    return Store(sqlite_url, patience_seconds=0.3)


def test_sqlite_is_set_up_so_that_nothing_acknowledged_is_lost(sqlite: Store) -> None:
    with sqlite.reading() as session:
        found = {
            name: session.execute(text(f"PRAGMA {name}")).scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "secure_delete")
        }
    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    sqlite.close()


def test_a_moment_comes_back_in_utc(store: Store) -> None:
    with store.transaction() as session:
        session.add(Throttle(key="a", level=1, updated_at=MOMENT))
    with store.reading() as session:
        assert session.scalar(select(Throttle.updated_at)) == datetime(2027, 6, 12, 13, tzinfo=UTC)


def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    naive = MOMENT.replace(tzinfo=None)
    with (
        pytest.raises(StatementError, match="time zone"),
        store.transaction() as session,
    ):
        session.add(Throttle(key="a", level=1, updated_at=naive))


def test_an_error_undoes_everything(store: Store) -> None:
    def work() -> None:
        with store.transaction() as session:
            session.add(Throttle(key="a", level=1, updated_at=MOMENT))
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        work()
    with store.reading() as session:
        assert session.scalar(select(Throttle.key)) is None


def test_a_reader_never_waits_for_a_writer(store: Store) -> None:
    with store.writing() as writer:
        writer.add(Throttle(key="a", level=1, updated_at=MOMENT))
        writer.flush()
        with store.reading() as reader:
            assert reader.scalar(select(Throttle.key)) is None
        writer.rollback()


def test_writers_queue_and_none_is_lost(store: Store, database_url: str) -> None:
    patient = Store(database_url, patience_seconds=600)  # however slow this machine is

    def write(name: str) -> None:
        for number in range(5):
            with patient.transaction() as session:
                session.add(Throttle(key=f"{name}{number}", level=1, updated_at=MOMENT))

    threads = [threading.Thread(target=write, args=(name,)) for name in "abcdefgh"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    patient.close()
    with store.reading() as session:
        assert len(session.scalars(select(Throttle.key)).all()) == 40


def test_a_writer_does_not_wait_for_ever(sqlite: Store) -> None:
    with sqlite.writing() as first:
        first.execute(select(1))
        with pytest.raises(WriterWaitedTooLong), sqlite.writing() as second:
            second.execute(select(1))
    with sqlite.writing() as again:
        again.execute(select(1))
    sqlite.close()


def test_two_processes_take_turns_too(sqlite_url: str) -> None:
    one, other = Store(sqlite_url), Store(sqlite_url)
    order: list[str] = []
    started = threading.Event()

    def second() -> None:
        started.set()
        with other.transaction() as session:
            session.add(Throttle(key="b", level=1, updated_at=MOMENT))
            session.flush()
            order.append("second")

    with one.writing() as session:
        session.add(Throttle(key="a", level=1, updated_at=MOMENT))
        session.flush()
        thread = threading.Thread(target=second)
        thread.start()
        started.wait()
        order.append("first")
        session.commit()
    thread.join()
    assert order == ["first", "second"]
    one.close()
    other.close()


def test_what_was_erased_is_in_no_byte_of_the_file(sqlite: Store) -> None:
    canary = "kanarie-8f3a1c"
    with sqlite.transaction() as session:
        session.add(Throttle(key=canary, level=1, updated_at=MOMENT))
    with sqlite.transaction() as session:
        session.delete(session.get_one(Throttle, canary))
    path = Path(sqlite.url.database or "")
    sqlite.close()
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    for file in path.parent.glob(f"{path.name}*"):
        assert canary.encode() not in file.read_bytes(), file
