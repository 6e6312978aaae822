"""Many phones with one card at the same moment: each person is admitted once.

The control without the guard must fail, or these tests would prove nothing.
"""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from planner.core.admission import Status
from planner.services.gate import parties, scanning, statements
from planner.services.gate.items import ScanBatch, ScanItem, ScanResult
from planner.services.gate.phones import Phone
from planner.services.gate.scanning import take_scans
from planner.store.base import Store
from planner.store.models import Gate
from planner.store.prepared import PreparedConnection
from tests.support.gate import CODE_KEY, STARTS, Evening, entry, make_evening, make_phone

pytestmark = pytest.mark.both_databases

PHONES = 10
REQUESTS = 50


@dataclass(frozen=True)
class Race:
    """An evening with many phones at two gates, on connections of their own."""

    evening: Evening
    phones: list[Phone]
    stores: list[Store]

    def run(self, requests: list[tuple[Phone, list[ScanItem]]]) -> list[list[ScanResult] | str]:
        """Send all requests at the same moment; an answer is a name of an error or results."""
        start = threading.Barrier(len(requests))

        def send(place: int) -> list[ScanResult] | str:
            phone, items = requests[place]
            start.wait(timeout=60)
            store = self.stores[place % len(self.stores)]
            try:
                with store.transaction() as session:
                    batch = ScanBatch(items)
                    return take_scans(session, phone, batch, code_key=CODE_KEY, now=STARTS)
            except OperationalError as error:
                return type(error).__name__

        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(send, range(len(requests))))

    def one_card(self, heads: int) -> list[ScanResult | str]:
        """Show one card at every phone at once."""
        requests = [
            (self.phones[place % PHONES], [entry(self.evening.codes[0], heads)])
            for place in range(REQUESTS)
        ]
        return [each if isinstance(each, str) else each[0] for each in self.run(requests)]


@pytest.fixture
def race(store: Store, database_url: str) -> Iterator[Race]:
    evening = make_evening(store)
    garden = evening.second_phone("Garden gate")
    phones = [evening.phone, garden]
    phones += [evening.second_phone() for _ in range(PHONES - 2)]
    stores = [Store(database_url, patience_seconds=30) for _ in range(4)]
    yield Race(evening, phones, stores)
    for each in stores:
        each.close()


def test_fifty_requests_with_one_card_admit_its_party_once(race: Race) -> None:
    answers = race.one_card(5)
    assert sorted(_status(answer) for answer in answers) == ["ok"] + ["refused"] * (REQUESTS - 1)
    assert race.evening.count().came == 5


def test_fifty_single_arrivals_fill_a_party_exactly(race: Race) -> None:
    answers = race.one_card(1)
    assert [_status(answer) for answer in answers].count("ok") == 5
    assert race.evening.count().inside == 5


def test_the_same_request_many_times_at_once_counts_once(race: Race) -> None:
    for item in (entry(race.evening.codes[0], 2), entry(None, 3)):
        answers = race.run([(race.phones[0], [item])] * 12)
        results = [answer[0] for answer in answers if not isinstance(answer, str)]
        assert [result.status for result in results] == [Status.OK] * 12
        assert [result.replayed for result in results].count(False) == 1
    assert race.evening.count().came == 5


def test_phones_that_send_the_same_cards_in_another_order_do_not_block_each_other(
    race: Race,
) -> None:
    codes = race.evening.codes
    requests = [
        (race.phones[place % PHONES], [entry(code, 5) for code in codes[:: 1 - 2 * (place % 2)]])
        for place in range(20)
    ]
    answers = race.run(requests)
    assert not [answer for answer in answers if isinstance(answer, str)]
    assert race.evening.count().came == 15


def test_server_processes_admit_a_party_once_together(race: Race, database_url: str) -> None:
    with race.stores[0].transaction() as session:
        tokens = _new_tokens(session, race.evening)
    root = Path(__file__).parents[2]
    racers = [
        subprocess.Popen(
            [
                sys.executable, "-m", "tests.support.gate_racer",
                database_url, token, race.evening.codes[0], "12",
            ],
            cwd=root,
            stdout=subprocess.PIPE,
        )
        for token in tokens
    ]  # fmt: skip
    let_in = [sum(json.loads(racer.communicate(timeout=60)[0])) for racer in racers]
    assert [racer.returncode for racer in racers] == [0, 0, 0]
    assert sum(let_in) == 5
    assert race.evening.count().came == 5


def test_the_control_without_the_guard_fails(race: Race, monkeypatch: pytest.MonkeyPatch) -> None:
    """Read, then write, as one does without thinking: this is what the guard is for."""
    together = threading.Barrier(8)
    insert, find = statements.insert_scan, parties.find_cards

    def insert_after_all_have_read(
        connection: PreparedConnection, values: dict[str, object]
    ) -> bool:
        together.wait(timeout=60)
        return insert(connection, values)

    def find_without_lock(*given: Any, **named: Any) -> parties.PresentedCards:
        return find(*given, **{**named, "lock": False})

    monkeypatch.setattr(scanning, "insert_scan", insert_after_all_have_read)
    monkeypatch.setattr(scanning, "find_cards", find_without_lock)
    deferred = [_without_write_lock(store) for store in race.stores]
    naive = replace(race, stores=deferred)
    answers = naive.run(
        [(race.phones[place], [entry(race.evening.codes[0], 5)]) for place in range(8)]
    )
    statuses = [answer if isinstance(answer, str) else _status(answer[0]) for answer in answers]
    if race.stores[0].is_sqlite:
        assert "OperationalError" in statuses, "SQLite refuses to write on what changed since"
    else:
        assert statuses == ["ok"] * 8


def _without_write_lock(store: Store) -> Store:
    """Make a store's transactions begin as readers, as the driver does by itself."""
    store.writer = store.engine.execution_options(sqlite_begin="DEFERRED")
    return store


def _new_tokens(session: Session, evening: Evening) -> list[str]:
    at = session.get_one(Gate, evening.gate_id)
    return [make_phone(session, at).token for _ in range(3)]


def _status(answer: ScanResult | str) -> str:
    return answer if isinstance(answer, str) else answer.status.value
