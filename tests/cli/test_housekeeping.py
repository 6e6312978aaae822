"""The server keeps the promise on every invitation: what was answered is erased on time."""

import threading
import time
from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import NoReturn

import pytest

from planner.cli import housekeeping
from planner.cli.backup_keys import new_key
from planner.core.enums import Reply
from planner.core.retention import FORGET_AFTER_DAYS
from planner.services.answer import answering, waiting_list
from planner.services.invite import batches
from planner.services.people import throttle
from planner.services.privacy import erasing
from planner.services.upkeep import marks, sealing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.leader import Leader
from planner.store.models import Answer
from tests.support.application import test_settings
from tests.support.cards import MADE_AT, SATURDAY, make_world

LATER = SATURDAY + timedelta(days=FORGET_AFTER_DAYS + 2)


@pytest.fixture
def answered(tables: Store, installation: Settings) -> Settings:
    world = make_world(tables, installation)
    card = world.cards()[0]
    with tables.transaction() as session:
        invitation = session.merge(world.invitation(card))
        answering.give_reply(session, invitation, Reply.YES, now=MADE_AT)
    assert answers(tables) == 1
    return installation


def answers(store: Store) -> int:
    with store.reading() as session:
        return session.query(Answer).count()


def test_answers_stay_until_the_promised_day(answered: Settings, tables: Store) -> None:
    housekeeping.erase_once(answered, now=SATURDAY + timedelta(days=FORGET_AFTER_DAYS - 1))
    assert answers(tables) == 1
    erased = housekeeping.erase_once(answered, now=LATER)
    assert erased.answers == 1
    assert answers(tables) == 0
    assert housekeeping.erase_once(answered, now=LATER).total == 0, "a second time does no harm"


def test_the_server_does_it_without_being_asked(answered: Settings, tables: Store) -> None:
    stop = housekeeping.start(answered, first_after=0.01, clock=lambda: LATER)
    until = time.monotonic() + 60
    while answers(tables) and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    _join()
    assert answers(tables) == 0


def test_what_a_guest_erased_leaves_the_files_without_being_asked(
    instance: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = test_settings(sqlite_url, instance)
    store = Store(sqlite_url)
    world = make_world(store, settings)
    card = world.cards()[0]
    with store.transaction() as session:
        invitation = world.invitation(card)
        answering.give_reply(session, invitation, Reply.YES, now=MADE_AT)
        session.get_one(Answer, invitation.id).remark = "canary-of-a-guest"
    with store.transaction() as session:
        erasing.erase_card(session, world.invitation(card), log=world.erasures, now=MADE_AT)

    def everything() -> bytes:
        folder = Path(store.url.database or "").parent
        return b"".join(path.read_bytes() for path in folder.glob("planner.db*"))

    assert b"canary-of-a-guest" in everything(), "the log of SQLite still has it"
    stop = housekeeping.start(settings, first_after=0.01, clock=lambda: MADE_AT)
    until = time.monotonic() + 60
    while b"canary-of-a-guest" in everything() and time.monotonic() < until:
        time.sleep(0.05)
    stop.set()
    _join()
    assert b"canary-of-a-guest" not in everything()
    store.close()


def test_places_that_came_free_are_offered_without_being_asked(
    tables: Store, installation: Settings
) -> None:
    world = make_world(tables, installation)
    world.change(capacity=1)
    first, second = world.cards(2)
    with tables.transaction() as session:
        answering.give_reply(session, world.invitation(first), Reply.YES, now=MADE_AT)
    assert housekeeping.serve_once(installation, now=MADE_AT) == 0, "nobody waits"
    with tables.transaction() as session:
        assert waiting_list.join_waiting_list(
            session, world.invitation(second), heads=1, now=MADE_AT
        )
        batches.revoke_card(session, world.event_id, first.number)
    assert housekeeping.serve_once(installation, now=MADE_AT) == 1
    assert housekeeping.serve_once(installation, now=MADE_AT) == 0


def test_a_backup_a_day_is_made_where_a_key_is_known(
    tables: Store, installation: Settings, instance: Path
) -> None:
    known = replace(installation, instance=instance)
    assert housekeeping.back_up_once(known, now=MADE_AT) is None, "for whom?"
    new_key(known)
    made = housekeeping.back_up_once(known, now=MADE_AT)
    assert made is not None
    assert marks.last(tables, marks.BACKUP) == MADE_AT
    assert sealing.is_sealed(made.path)
    assert housekeeping.back_up_once(known, now=MADE_AT + timedelta(hours=23)) is None
    assert housekeeping.back_up_once(known, now=MADE_AT + timedelta(hours=24)) is not None
    off = replace(known, daily_backup=False)
    assert housekeeping.back_up_once(off, now=MADE_AT + timedelta(days=9)) is None


def test_a_clock_that_was_wrong_keeps_no_backup_from_being_made(
    sqlite_url: str, installation: Settings, instance: Path
) -> None:
    known = replace(installation, instance=instance, database_url=sqlite_url)
    new_key(known)
    housekeeping.back_up_once(known, now=MADE_AT + timedelta(days=400))
    assert housekeeping.back_up_once(known, now=MADE_AT) is not None


def test_one_of_all_servers_keeps_house_and_another_takes_over(
    tables: Store, installation: Settings
) -> None:
    stores = [Store(installation.database_url) for _server in range(3)]
    duties = [Leader(store, "housekeeping") for store in stores]
    assert [duty.is_ours() for duty in duties] == [True, False, False]
    assert [duty.is_ours() for duty in duties] == [True, False, False], "it stays so"
    other = Leader(stores[1], "something else")
    assert other.is_ours(), "another duty is nobody's yet"
    other.give_up()
    stores[0].close()
    duties[0].give_up()
    assert [duty.is_ours() for duty in duties[1:]] == [True, False]
    for duty, store in zip(duties, stores, strict=True):
        duty.give_up()
        store.close()


def test_four_processes_erase_once(
    answered: Settings, tables: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, erased = housekeeping.erase_once, []
    turns: Counter[Leader] = Counter()

    def count(settings: Settings, *, now: datetime) -> object:
        erased.append(now)
        return real(settings, now=now)

    class Watched(Leader):
        def is_ours(self) -> bool:
            turns[self] += 1
            return super().is_ours()

    monkeypatch.setattr(housekeeping, "erase_once", count)
    monkeypatch.setattr(housekeeping, "Leader", Watched)
    monkeypatch.setattr(housekeeping, "STEP_SECONDS", 0.05)
    stops = [
        housekeeping.start(answered, first_after=0.01, clock=lambda: LATER) for _one in range(4)
    ]
    until = time.monotonic() + 60
    while (
        answers(tables) or len(turns) < 4 or min(turns.values()) < 5
    ) and time.monotonic() < until:
        time.sleep(0.05)
    # Before they stop: who leads gives up, and the next may take it over, which erases once more.
    seen = list(erased)
    for stop in stops:
        stop.set()
    _join()
    assert answers(tables) == 0
    assert len(turns) == 4
    assert min(turns.values()) >= 5, "each had its turn several times"
    assert seen == [LATER]


def test_what_failed_is_tried_again_in_the_next_step(
    answered: Settings, tables: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = housekeeping._House(answered)
    with monkeypatch.context() as patch:
        patch.setattr("planner.services.privacy.purge.purge_in_turns", _fail)
        house.keep(now=LATER)
    assert answers(tables) == 1
    house.keep(now=LATER)
    assert answers(tables) == 0


def _fail(*args: object, **kw: object) -> NoReturn:
    raise OSError("the disk is full")


def test_a_failure_does_not_stop_the_server(
    answered: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried = threading.Event()

    def fail(*args: object, **kw: object) -> None:
        tried.set()
        raise OSError("the disk is full")

    monkeypatch.setattr(housekeeping, "erase_once", fail)
    stop = housekeeping.start(answered, first_after=0.01, clock=lambda: LATER)
    assert tried.wait(10)
    assert any(thread.name == "housekeeping" for thread in threading.enumerate())
    stop.set()
    _join()


def _join() -> None:
    for thread in threading.enumerate():
        if thread.name == "housekeeping":
            thread.join(10)


def test_counts_of_failures_that_are_over_go_without_being_asked(
    tables: Store, installation: Settings
) -> None:
    with tables.transaction() as session:
        throttle.take(session, [throttle.Counter("a", throttle.SIGN_IN)], now=MADE_AT)
    assert housekeeping.forget_once(installation, now=MADE_AT) == 0
    later = MADE_AT + throttle.EMPTY_AFTER + timedelta(seconds=1)
    assert housekeeping.forget_once(installation, now=later) == 1
