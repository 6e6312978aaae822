"""Phones that share a transaction: two groups over the same rows never wait for each other.

SQLite has one writer. PostgreSQL has many: there a group holds all its rows at once, or gives up
the company and takes each batch by itself.
"""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from planner.core.admission import Status
from planner.services.gate.claims import ScanClaim
from planner.services.gate.items import ScanBatch, ScanItem, ScanResult
from planner.services.gate.phones import Phone
from planner.services.gate.scanning import take_scans
from planner.store.base import Store, connection_of
from planner.store.models import Event
from planner.store.prepared import PreparedConnection
from tests.support.gate import (
    CODE_KEY,
    STARTS,
    Evening,
    entry,
    leaving,
    make_cards,
    make_evening,
    make_event,
    void,
)

pytestmark = pytest.mark.both_databases

CARDS, PHONES, ROUNDS = 12, 8, 30
Sent = tuple[Phone, list[ScanItem]]
Work = Callable[[PreparedConnection], list[ScanResult]]


@pytest.fixture
def evening(store: Store) -> Evening:
    return make_evening(store)


@pytest.fixture
def phones(evening: Evening) -> list[Phone]:
    return [evening.phone, *(evening.second_phone() for _ in range(PHONES - 1))]


@pytest.fixture
def codes(evening: Evening) -> list[str]:
    with evening.store.transaction() as session:
        return make_cards(session, session.get_one(Event, evening.event_id), CARDS)


@pytest.fixture
def other(store: Store, database_url: str) -> Iterator[Store]:
    """The same database as another server process sees it, which waits until it gets its rows."""
    opened = Store(database_url, patience_seconds=60)
    if not opened.is_sqlite:
        event.listen(opened.engine, "connect", wait_for_rows)
    yield opened
    opened.close()


def claim_of(*sent: Sent, may_wait: bool = True) -> ScanClaim:
    return ScanClaim(
        [(phone, ScanBatch(items)) for phone, items in sent], CODE_KEY, may_wait=may_wait
    )


def work_of(
    phone: Phone, items: list[ScanItem]
) -> Callable[[PreparedConnection], list[ScanResult]]:
    def take(connection: PreparedConnection) -> list[ScanResult]:
        return take_scans(connection, phone, ScanBatch(items), code_key=CODE_KEY, now=STARTS)

    return take


def send(store: Store, phone: Phone, items: list[ScanItem]) -> list[ScanResult]:
    return store.commit_in_group(work_of(phone, items), claim_of((phone, items)))


def hold(session: Session, *sent: Sent) -> None:
    claim = claim_of(*sent)
    claim.lock(connection_of(session), [claim])


def wait_for_rows(driver: Any, _record: object) -> None:
    driver.execute("SET lock_timeout = 0")
    driver.execute("SET statement_timeout = 0")
    driver.commit()


def part_with_cards(evening: Evening) -> Event:
    """Make a dinner inside the evening, with a card that has a number of its own."""
    with evening.store.transaction() as session:
        dinner = make_event(session, "Dinner", parent_id=evening.event_id)
        make_cards(session, dinner, CARDS)
        return dinner


def overlaps(evening: Evening, phones: list[Phone], codes: list[str]) -> list[tuple[Sent, Sent]]:
    """Give what two groups both have, and what the second has besides."""
    a, b, c, d = phones[:4]
    same, there = entry(None, 2), entry(codes[3], 2)
    part_with_cards(evening)
    return [
        ((a, [entry(codes[0]), entry(codes[1])]), (c, [entry(codes[1]), entry(codes[0])])),
        ((a, [same]), (a, [same])),
        ((a, [entry(card_number=1)]), (c, [leaving(card_number=1)])),
        ((a, [entry(card_number=CARDS + 3)]), (c, [entry(card_number=CARDS + 3)])),
        ((b, [there, void(there)]), (b, [void(there), there])),
        ((d, [entry(codes[5])]), (c, [entry(codes[5]), entry("not a code")])),
    ]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_who_can_not_have_all_at_once_waits_for_nobody_and_holds_nothing(
    evening: Evening, other: Store, phones: list[Phone], codes: list[str]
) -> None:
    first_alone, second_alone = (phones[4], [entry(codes[6])]), (phones[5], [entry(codes[7])])
    for mine, theirs in overlaps(evening, phones, codes):
        with evening.store.transaction() as session:
            hold(session, mine, first_alone)
            with pytest.raises(OperationalError, match="obtain lock"), other.transaction() as later:
                hold(later, theirs, second_alone)
            for phone, items in (first_alone, mine):
                work_of(phone, items)(connection_of(session))


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_without_a_claim_two_groups_would_wait_for_each_other(
    evening: Evening, other: Store, phones: list[Phone], codes: list[str]
) -> None:
    """The control: else the tests above would prove nothing."""
    mine, theirs = [entry(codes[0]), entry(codes[1])], [entry(codes[1]), entry(codes[0])]

    def second() -> None:
        with other.transaction() as later:
            for item in theirs:
                work_of(phones[1], [item])(connection_of(later))

    def first(pool: ThreadPoolExecutor) -> Future[None]:
        with evening.store.transaction() as session:
            work_of(phones[0], mine[:1])(connection_of(session))
            waiting = pool.submit(second)
            until_somebody_waits(evening.store, waiting)
            work_of(phones[0], mine[1:])(connection_of(session))
        return waiting

    with pytest.raises(OperationalError, match="deadlock"), ThreadPoolExecutor(1) as pool:
        first(pool).result(timeout=60)


def until_somebody_waits(store: Store, other: Future[Any]) -> None:
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    with store.glance() as connection:
        while not other.done() and not connection.scalar(waiting):
            pass


def test_groups_of_two_servers_over_the_same_cards_count_each_person_once(
    evening: Evening, other: Store, phones: list[Phone], codes: list[str]
) -> None:
    chance = random.Random(7)
    jobs = [
        (chance.choice([evening.store, other]), phone, entry(code, 1))
        for phone in phones
        for code in chance.sample(codes, len(codes))
    ]
    chance.shuffle(jobs)

    def run(job: tuple[Store, Phone, ScanItem]) -> list[ScanResult]:
        return send(job[0], job[1], [job[2]])

    with ThreadPoolExecutor(PHONES) as pool:
        results = [result for (result,) in pool.map(run, jobs)]
    let_in = [result for result in results if result.status is Status.OK]
    assert len(let_in) == 5 * CARDS, "five fit on each card, and eight phones asked"
    assert evening.count().came == 5 * CARDS


def lead(
    store: Store, pool: ThreadPoolExecutor, work: Work, *, until: int
) -> Future[list[ScanResult]]:
    """Have a group led by one that goes on once so many wait in line behind it."""
    began = threading.Event()

    def held_up(connection: PreparedConnection) -> list[ScanResult]:
        began.set()
        while len(store._group._waiting) < until:
            pass
        return work(connection)

    leading = pool.submit(store.commit_in_group, held_up, claim_of())
    assert began.wait(60)
    return leading


def test_who_waits_on_postgres_shares_a_commit_as_well(
    evening: Evening, phones: list[Phone], codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store, commits = evening.store, list[int]()
    group = store._group
    monkeypatch.setattr(group, "_company_seconds", 60)

    event.listen(store.engine, "commit", lambda connection: commits.append(1))
    with ThreadPoolExecutor(PHONES) as pool:
        leading = lead(store, pool, work_of(phones[0], [entry(codes[0])]), until=PHONES - 1)
        rest = [
            pool.submit(send, store, phone, [entry(code)])
            for phone, code in zip(phones[1:], codes[1:], strict=False)
        ]
        answers = [
            leading.result(60),
            *(each.result(60) for each in rest),
        ]
    assert [result.status for (result,) in answers] == [Status.OK] * PHONES
    assert len(commits) == 2


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_a_card_that_somebody_holds_keeps_only_its_own_phone_waiting(
    evening: Evening, other: Store, phones: list[Phone], codes: list[str]
) -> None:
    """They are taken one after the other then, and nobody's scan is lost."""
    done: list[Future[list[ScanResult]]] = []
    with ThreadPoolExecutor(2) as pool:
        with other.transaction() as session:
            work_of(phones[0], [entry(codes[0])])(connection_of(session))
            sent = ((phones[1], [entry(codes[1])]), (phones[2], [entry(codes[0])]))

            def both(connection: PreparedConnection) -> list[ScanResult]:
                return [result for each in sent for result in work_of(*each)(connection)]

            with pytest.raises(OperationalError):
                evening.store.commit_in_group(both, claim_of(*sent))
            done += [pool.submit(send, evening.store, *each) for each in sent]
        assert [each.result(60)[0].status for each in done] == [Status.OK] * 2


@contextmanager
def held(store: Store, phone: Phone, code: str) -> Iterator[ThreadPoolExecutor]:
    """Hold a card, and give threads; they end once it is free."""
    with ThreadPoolExecutor(PHONES) as pool, store.transaction() as session:
        work_of(phone, [entry(code)])(connection_of(session))
        yield pool


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_nobody_waits_for_who_waits_for_a_card(
    evening: Evening, other: Store, phones: list[Phone], codes: list[str]
) -> None:
    with held(evening.store, phones[0], codes[0]) as pool:
        waiting = pool.submit(send, other, phones[1], [entry(codes[0])])
        until_somebody_waits(evening.store, waiting)
        rest = [
            pool.submit(send, other, phone, [entry(code)])
            for phone, code in zip(phones[2:], codes[2:], strict=False)
        ]
        assert [each.result(60)[0].status for each in rest] == [Status.OK] * len(rest)
        assert send(other, phones[2], [entry(codes[9])])[0].status is Status.OK
        assert not waiting.done()
    assert waiting.result(60)[0].status is Status.OK


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_a_group_that_can_not_have_a_card_parts_and_only_that_cards_phone_waits(
    evening: Evening,
    other: Store,
    phones: list[Phone],
    codes: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    group = other._group
    monkeypatch.setattr(group, "_company_seconds", 60)
    several = [(phones[3], [entry(codes[3])]), (phones[4], [entry(codes[0])])]

    def all_of_several(connection: PreparedConnection) -> list[ScanResult]:
        return [result for each in several for result in work_of(*each)(connection)]

    with held(evening.store, phones[0], codes[0]) as pool:
        leading = lead(other, pool, lambda _connection: [], until=3)
        waiting = pool.submit(send, other, phones[1], [entry(codes[0])])
        while not group._waiting:
            pass
        rushing = pool.submit(other.commit_in_group, all_of_several, claim_of(*several))
        free = pool.submit(send, other, phones[2], [entry(codes[2])])
        assert leading.result(60) == []
        assert free.result(60)[0].status is Status.OK
        with pytest.raises(OperationalError, match="obtain lock"):
            rushing.result(60)
        assert not waiting.done(), "who holds nothing else waits, and is answered"
    assert waiting.result(60)[0].status is Status.OK


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.postgres
def test_one_that_may_not_wait_does_not_wait_alone_either(
    evening: Evening, other: Store, phones: list[Phone], codes: list[str]
) -> None:
    sent = phones[1], [entry(codes[0])]
    with (
        held(evening.store, phones[0], codes[0]),
        pytest.raises(OperationalError, match="obtain lock"),
    ):
        other.commit_in_group(work_of(*sent), claim_of(sent, may_wait=False))
