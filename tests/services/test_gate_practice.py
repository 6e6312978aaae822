"""Practice counts nowhere, and nothing of it is thrown away."""

from datetime import timedelta

import pytest

from planner.core.admission import Reason, Status
from planner.core.enums import ScanKind
from planner.services.gate import phones, practice
from planner.services.gate.practice import Practice
from planner.store.base import Store
from planner.store.models import Event, Gate
from tests.support.gate import CODE_KEY, STARTS, Evening, entry, make_evening, make_phone

EARLY = STARTS - timedelta(hours=3)
DAYS_BEFORE = STARTS - timedelta(days=9)


@pytest.fixture
def evening(store: Store) -> Evening:
    return make_evening(store)


def practised(evening: Evening) -> Practice:
    with evening.store.reading() as session:
        return practice.count_practice(session, evening.event_id)


def make_real(evening: Evening) -> int:
    with evening.store.transaction() as session:
        return practice.make_real(session, evening.event_id, code_key=CODE_KEY, now=STARTS)


def test_what_was_practised_counts_when_it_was_real(evening: Evening) -> None:
    family = entry(evening.codes[0], 4, phone_at=EARLY)
    undone = entry(None, 3, phone_at=EARLY)
    evening.scan(family, undone, entry(None, 2, phone_at=EARLY), now=EARLY)
    evening.one(entry(kind=ScanKind.VOID, voids=undone.nonce, phone_at=EARLY), now=EARLY)
    assert practised(evening) == Practice(scans=2, heads=6)
    assert evening.count().came == 0
    assert make_real(evening) == 2
    assert (evening.count().came, evening.count().walk_ins) == (6, 2)
    assert practised(evening) == Practice()
    assert make_real(evening) == 0
    assert evening.count().came == 6
    late = evening.one(entry(evening.codes[0], 5))
    assert (late.status, late.reason) == (Status.PARTIAL, Reason.MORE_THAN_PARTY)
    assert late.first_seen is not None
    assert late.first_seen.at == EARLY, "they came when they came"


def test_the_phone_says_which_it_was_whatever_the_clock(evening: Evening) -> None:
    real = entry(evening.codes[0], 2, phone_at=EARLY, offline=True, is_practice=False)
    late = entry(evening.codes[1], 2, phone_at=STARTS, offline=True, is_practice=True)
    assert [each.reason for each in evening.scan(real, late)] == [None, Reason.PRACTICE]
    assert evening.count().came == 2


def test_a_practice_scan_that_is_sent_again_gets_the_same_answer(evening: Evening) -> None:
    item = entry(evening.codes[0], 2)
    first = evening.one(item, now=EARLY)
    again = evening.one(item, now=STARTS)
    assert (again.reason, again.replayed) == (first.reason, True)
    assert evening.count().came == 0


def test_the_doors_open_when_somebody_says_so(evening: Evening) -> None:
    at = STARTS - timedelta(hours=2)
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        practice.open_doors(event, now=at)
        practice.open_doors(event, now=at + timedelta(minutes=5))
        assert event.doors_opened_at == at, "whoever said so first is right"
        session.flush()
        phone = phones.phone_by_id(session, evening.phone.id)
    before, after = (
        evening.one(entry(None, 1), now=at + timedelta(seconds=seconds), phone=phone)
        for seconds in (-1, 0)
    )
    assert (before.reason, after.reason) == (Reason.PRACTICE, None)
    with evening.store.transaction() as session:
        practice.set_doors(session.get_one(Event, evening.event_id), 30)
        session.flush()
        phone = phones.phone_by_id(session, evening.phone.id)
    assert phone.door.opens_at == STARTS - timedelta(minutes=30)


def test_days_before_nothing_counts_whatever_a_phone_says(evening: Evening) -> None:
    here = entry(evening.codes[0], 2, phone_at=DAYS_BEFORE, offline=True, is_practice=False)
    out = entry(None, 1, kind=ScanKind.EXIT, phone_at=DAYS_BEFORE, offline=True, is_practice=False)
    results = evening.scan(here, out, now=DAYS_BEFORE)
    assert [each.reason for each in results] == [Reason.PRACTICE, Reason.PRACTICE]
    assert evening.count().came == 0
    assert practised(evening) == Practice(scans=2, heads=2), "kept, and said to the organiser"


def test_what_was_called_real_days_before_is_practice_when_it_comes_on_the_day(
    evening: Evening,
) -> None:
    with evening.store.transaction() as session:
        phone = make_phone(session, session.get_one(Gate, evening.gate_id), DAYS_BEFORE).phone
    at = DAYS_BEFORE + timedelta(minutes=5)
    by_our_clock = entry(
        evening.codes[0], 2, phone_at=STARTS, server_at=at, offline=True, is_practice=False
    )
    by_its_own = entry(evening.codes[1], 2, phone_at=at, offline=True, is_practice=False)
    results = evening.scan(by_our_clock, by_its_own, phone=phone)
    assert [each.reason for each in results] == [Reason.PRACTICE, Reason.PRACTICE]
    assert evening.count().came == 0


def test_a_clock_that_is_wrong_for_certain_loses_nobody(evening: Evening) -> None:
    """By that clock it was before the phone worked at this gate."""
    at = STARTS - timedelta(days=400)
    real = entry(evening.codes[0], 2, phone_at=at, offline=True, is_practice=False)
    assert evening.one(real).reason is None
    assert evening.count().came == 2


def test_it_can_have_been_real_days_before_all_the_same(evening: Evening) -> None:
    item = entry(evening.codes[0], 2, phone_at=DAYS_BEFORE, offline=True, is_practice=False)
    evening.one(item, now=DAYS_BEFORE)
    with evening.store.transaction() as session:
        made = practice.make_real(session, evening.event_id, code_key=CODE_KEY, now=DAYS_BEFORE)
    assert made == 1
    assert evening.count().came == 2
    assert practised(evening) == Practice()


def test_who_opens_the_doors_days_before_opens_none(evening: Evening) -> None:
    """Not either when the event is brought forward afterwards."""
    with evening.store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        at = STARTS - timedelta(days=2)
        assert not practice.open_doors(event, now=at)
        assert event.doors_opened_at is None
        assert practice.open_doors(event, now=STARTS - timedelta(hours=23))
