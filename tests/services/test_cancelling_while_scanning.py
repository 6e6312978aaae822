"""An event is called off, and goes on after all, while phones scan: each answer stays true."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from planner.core.admission import Reason, Status
from planner.services.gate.items import ScanResult
from planner.services.gate.journal import list_conflicts
from planner.services.plan import planning
from planner.store.base import Store
from planner.store.models import Event, Gate
from tests.support.gate import (
    STARTS,
    Evening,
    entry,
    make_cards,
    make_evening,
    make_phone,
    scan_with,
)

pytestmark = pytest.mark.both_databases

PHONES = 8
CARDS = 160


@dataclass
class Rush:
    """Phones with a pile of cards each, and an organiser at a connection of their own."""

    evening: Evening
    store: Store
    tokens: list[str]
    codes: list[str]

    def __post_init__(self) -> None:
        self.scanned = threading.Semaphore(0)
        self.is_off = threading.Event()
        self.is_on_again = threading.Event()

    def show(self, place: int, code: str, *, offline: bool = False) -> ScanResult:
        """Show one card at a phone, as often as it takes to be answered."""
        return scan_with(self.store, self.tokens[place], entry(code, 2, offline=offline))

    def work(self, place: int) -> list[tuple[bool, ScanResult]]:
        """Show every card of one pile; with each answer whether it was off before that began."""
        answers = []
        for code in self.codes[place::PHONES]:
            was_off = self.is_off.is_set()
            answers.append((was_off, self.show(place, code)))
            self.scanned.release()
        return answers

    def change(self, *, off: bool, now: datetime = STARTS) -> None:
        with self.store.transaction() as session:
            event = session.get_one(Event, self.evening.event_id)
            if off:
                planning.cancel_event(session, event, reason="Storm", now=now)
            else:
                planning.resume_event(session, event, now=now)


@pytest.fixture
def rush(store: Store, database_url: str) -> Iterator[Rush]:
    evening = make_evening(store)
    with store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        codes = make_cards(session, event, count=CARDS, party=2)
        gate = session.get_one(Gate, evening.gate_id)
        tokens = [make_phone(session, gate).token for _ in range(PHONES)]
    of_its_own = Store(database_url, patience_seconds=30)
    yield Rush(evening, of_its_own, tokens, codes)
    of_its_own.close()


def test_who_was_welcome_is_inside_and_nobody_else(rush: Rush) -> None:
    with ThreadPoolExecutor(PHONES) as pool:
        piles = [pool.submit(rush.work, place) for place in range(PHONES)]
        for _scan in range(CARDS // 4):
            assert rush.scanned.acquire(timeout=60)
        rush.change(off=True)
        rush.is_off.set()
        answers = [answer for pile in piles for answer in pile.result()]
    welcome = [result for _was_off, result in answers if result.status is Status.OK]
    refused = [result for _was_off, result in answers if result.status is Status.REFUSED]
    assert len(welcome) + len(refused) == CARDS
    assert len(welcome) >= CARDS // 4
    assert {result.reason for result in refused} <= {Reason.EVENT_CANCELLED}
    assert not [result for was_off, result in answers if was_off and result.status is Status.OK], (
        "nobody is let in by a scan that begins when it is off"
    )
    assert rush.evening.count().inside == 2 * len(welcome)


def test_who_was_sent_away_comes_in_once_when_it_goes_on_after_all(rush: Rush) -> None:
    rush.change(off=True)
    assert {result.reason for _was_off, result in rush.work(0)} == {Reason.EVENT_CANCELLED}
    with ThreadPoolExecutor(PHONES) as pool:
        piles = [pool.submit(rush.work, place) for place in range(1, PHONES)]
        for _scan in range(PHONES):
            assert rush.scanned.acquire(timeout=60)
        rush.change(off=False)
        for pile in piles:
            pile.result()
    for _again in range(2):
        with ThreadPoolExecutor(PHONES) as pool:
            list(pool.map(rush.work, range(PHONES)))
    assert rush.evening.count().inside == 2 * CARDS


def test_who_was_let_in_without_network_before_it_was_called_off_is_inside(rush: Rush) -> None:
    """Nobody has to look into it afterwards: it was right when it happened."""
    rush.change(off=True, now=STARTS + timedelta(minutes=30))
    result = rush.show(0, rush.codes[0], offline=True)
    assert (result.status, result.let_in.heads) == (Status.OK, 2)
    assert rush.evening.count().inside == 2
    with rush.store.reading() as session:
        assert list_conflicts(session, rush.evening.event_id) == []
    assert rush.show(0, rush.codes[1]).reason is Reason.EVENT_CANCELLED, "now it is off"


def test_who_was_let_in_without_network_after_that_is_shown_to_the_organiser(rush: Rush) -> None:
    rush.change(off=True)
    result = rush.show(0, rush.codes[0], offline=True)
    assert (result.status, result.reason) == (Status.REFUSED, Reason.EVENT_CANCELLED)
    with rush.store.reading() as session:
        (conflict,) = list_conflicts(session, rush.evening.event_id)
    assert (conflict.reason, conflict.heads) == (Reason.EVENT_CANCELLED, 2)
    assert rush.evening.count().inside == 2, "inside they are"


def test_another_reason_later_moves_no_moment(rush: Rush) -> None:
    rush.change(off=True, now=STARTS - timedelta(hours=1))
    rush.change(off=True, now=STARTS + timedelta(hours=1))
    assert rush.show(0, rush.codes[0], offline=True).reason is Reason.EVENT_CANCELLED
