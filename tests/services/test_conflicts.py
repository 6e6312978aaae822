"""What to look at at the gates: put together by card, dealt with, and open again when it grows."""

from datetime import timedelta

import pytest

from planner.core.admission import Reason
from planner.services.gate import conflicts
from planner.services.gate.conflicts import ConflictBook, by_reason
from planner.services.gate.journal import list_conflicts
from planner.services.people import signing_in
from planner.store.base import Store
from planner.store.models import Account, DealtConflict
from tests.support.application import PASSWORD
from tests.support.gate import STARTS, Evening, entry, make_evening, void

pytestmark = pytest.mark.both_databases

LATER = STARTS + timedelta(hours=1)


@pytest.fixture
def evening(store: Store) -> Evening:
    return make_evening(store)


@pytest.fixture
def noor(store: Store) -> int:
    with store.transaction() as session:
        account = signing_in.add_account(
            session, email="noor@feest.example", name="Noor", password=PASSWORD, now=STARTS
        )
        return account.id


def book(evening: Evening) -> ConflictBook:
    with evening.store.reading() as session:
        return conflicts.read_book(
            session, evening.event_id, list_conflicts(session, evening.event_id)
        )


def deal(evening: Evening, noor: int, seen: ConflictBook) -> int:
    marks = {mark for case in seen.open for mark in case.marks}
    with evening.store.transaction() as session:
        return conflicts.deal_with(session, evening.event_id, marks, account_id=noor, now=LATER)


def use_again(evening: Evening, minutes: int, heads: int = 5) -> None:
    """Let people in once more on the first card, at a phone without internet."""
    at = STARTS + timedelta(minutes=minutes)
    evening.one(entry(evening.codes[0], heads, phone_at=at, offline=True), now=at)


def test_a_card_that_is_used_three_times_is_one_case(evening: Evening) -> None:
    for minutes in (0, 10, 20):
        use_again(evening, minutes)
    (case,) = book(evening).open
    assert (len(case.lines), case.heads, case.dealt) == (2, 10, None)
    assert case.reason is Reason.FULL_PARTY_ALREADY_IN


def test_cases_with_one_cause_stand_together_most_people_first(evening: Evening) -> None:
    for number in range(4):
        evening.one(entry("0" * 13, 1, offline=True))
        assert len(book(evening).open) == number + 1, "people without a card are not one party"
    use_again(evening, 0)
    use_again(evening, 5)
    first, second = by_reason(book(evening).open)
    assert [case.reason for case in first] == [Reason.FULL_PARTY_ALREADY_IN]
    assert [case.reason for case in second] == [Reason.UNKNOWN] * 4


def test_what_is_dealt_with_says_who_and_when_and_counts_no_more(
    evening: Evening, noor: int
) -> None:
    use_again(evening, 0)
    use_again(evening, 5)
    assert deal(evening, noor, book(evening)) == 1
    now = book(evening)
    assert now.open == ()
    (case,) = now.dealt
    assert case.dealt is not None
    assert (case.dealt.by, case.dealt.at, case.dealt.heads) == ("Noor", LATER, 5)


def test_twice_is_as_good_as_once(evening: Evening, noor: int) -> None:
    use_again(evening, 0)
    use_again(evening, 5)
    seen = book(evening)
    assert (deal(evening, noor, seen), deal(evening, noor, seen)) == (1, 1)
    assert len(book(evening).dealt) == 1


def test_a_card_that_is_used_once_more_is_open_again_with_its_story(
    evening: Evening, noor: int
) -> None:
    use_again(evening, 0)
    use_again(evening, 5)
    deal(evening, noor, book(evening))
    use_again(evening, 30, heads=2)
    now = book(evening)
    assert now.dealt == ()
    assert [line.heads for line in now.open[0].lines] == [5, 2]


def test_a_scan_that_becomes_worse_is_open_again(evening: Evening, noor: int) -> None:
    """A phone sends late that others came before: more of those people found no place."""
    use_again(evening, 10, heads=3)
    use_again(evening, 20, heads=4)
    (case,) = book(evening).open
    assert case.heads == 2
    deal(evening, noor, book(evening))
    early = entry(evening.codes[0], 1, phone_at=STARTS, offline=True)
    evening.one(early, now=LATER)
    (case,) = book(evening).open
    assert case.heads == 3
    evening.one(void(early), now=LATER)
    assert book(evening).open == (), "as it was when somebody looked"


def test_what_came_in_since_somebody_looked_stays_open(evening: Evening, noor: int) -> None:
    evening.one(entry("0" * 13, 2, offline=True))
    seen = book(evening)
    evening.one(entry("0" * 13, 3, offline=True))
    assert deal(evening, noor, seen) == 1
    now = book(evening)
    assert [case.heads for case in now.open] == [3]
    assert [case.heads for case in now.dealt] == [2]


def test_it_can_be_taken_back(evening: Evening, noor: int) -> None:
    use_again(evening, 0)
    use_again(evening, 5)
    deal(evening, noor, book(evening))
    marks = {mark for case in book(evening).dealt for mark in case.marks}
    with evening.store.transaction() as session:
        assert conflicts.take_back(session, evening.event_id, marks) == 1
        assert conflicts.take_back(session, evening.event_id, {"00000000"}) == 0
    now = book(evening)
    assert (len(now.open), now.dealt) == (1, ())


def test_marks_of_another_event_do_nothing(evening: Evening, noor: int) -> None:
    use_again(evening, 0)
    use_again(evening, 5)
    other = make_evening(evening.store, title="Another evening")
    marks = {mark for case in book(evening).open for mark in case.marks}
    with evening.store.transaction() as session:
        assert conflicts.deal_with(session, other.event_id, marks, account_id=noor, now=LATER) == 0
    assert len(book(evening).open) == 1


def test_who_is_gone_leaves_the_note(evening: Evening, noor: int) -> None:
    use_again(evening, 0)
    use_again(evening, 5)
    deal(evening, noor, book(evening))
    with evening.store.transaction() as session:
        session.delete(session.get_one(Account, noor))
    (case,) = book(evening).dealt
    assert case.dealt is not None
    assert case.dealt.by is None


def test_many_at_once_are_kept(evening: Evening, noor: int) -> None:
    evening.scan(*(entry("0" * 13, 1, offline=True) for _each in range(90)))
    assert deal(evening, noor, book(evening)) == 90
    with evening.store.reading() as session:
        assert session.query(DealtConflict).count() == 90
    assert book(evening).open == ()
