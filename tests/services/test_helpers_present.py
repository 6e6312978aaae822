"""Who is there: noted once, at the first moment, and taken back by its own act."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from planner.core.helpers.shifts import EntryState, ShiftOutcome
from planner.services.helpers import presence, signing_up
from planner.services.helpers.presence import Noted
from planner.store.base import Store
from planner.store.models import Event, ShiftEntry
from tests.support.cards import SATURDAY
from tests.support.shifts import add_shift, add_shifts_event, sign_up

LATER = SATURDAY + timedelta(hours=2)


@pytest.fixture
def event_id(store: Store) -> int:
    return add_shifts_event(store)


def at(minutes: int) -> datetime:
    return SATURDAY + timedelta(minutes=minutes)


def entry_in(store: Store, event_id: int, shift_id: int, who: str = "her", **kwargs: object) -> int:
    entry_id = sign_up(store, event_id, shift_id, who, **kwargs).entry_id  # type: ignore[arg-type]
    assert entry_id is not None
    return entry_id


def here(store: Store, event_id: int, entry_id: int, minutes: int) -> Noted:
    with store.transaction() as session:
        return presence.note_here(session, event_id, entry_id, at=at(minutes), now=LATER)


def undo(store: Store, event_id: int, entry_id: int, minutes: int) -> Noted:
    with store.transaction() as session:
        return presence.undo_here(session, event_id, entry_id, at=at(minutes), now=LATER)


def entry(store: Store, entry_id: int) -> ShiftEntry:
    with store.reading() as session:
        return session.get_one(ShiftEntry, entry_id)


@pytest.mark.both_databases
def test_eight_phones_at_once_note_the_first_moment(store: Store, event_id: int) -> None:
    entry_id = entry_in(store, event_id, add_shift(store, event_id))
    with ThreadPoolExecutor(8) as phones:
        told = list(
            phones.map(lambda n: here(store, event_id, entry_id, n), [9, 4, 7, 2, 8, 2, 5, 6])
        )
    assert told == [Noted.HERE] * 8
    assert entry(store, entry_id).came_at == at(2)


@pytest.mark.both_databases
def test_an_undo_is_in_its_place_however_late_it_comes(store: Store, event_id: int) -> None:
    entry_id = entry_in(store, event_id, add_shift(store, event_id))
    here(store, event_id, entry_id, 9)
    assert undo(store, event_id, entry_id, 5) is Noted.HERE
    assert here(store, event_id, entry_id, 3) is Noted.HERE
    assert entry(store, entry_id).came_at == at(9)
    assert undo(store, event_id, entry_id, 12) is Noted.NOT_HERE
    assert here(store, event_id, entry_id, 9) is Noted.NOT_HERE, "sent again"
    assert entry(store, entry_id).came_at is None


def test_nobody_came_later_than_now(store: Store, event_id: int) -> None:
    entry_id = entry_in(store, event_id, add_shift(store, event_id))
    here(store, event_id, entry_id, 60 * 24)
    assert entry(store, entry_id).came_at == LATER


def test_who_came_is_not_absent_any_more(store: Store, event_id: int) -> None:
    entry_id = entry_in(store, event_id, add_shift(store, event_id))
    with store.transaction() as session:
        session.get_one(ShiftEntry, entry_id).outcome = ShiftOutcome.ABSENT
    here(store, event_id, entry_id, 5)
    assert entry(store, entry_id).outcome is None


def test_who_waited_or_had_stepped_back_is_in_it_and_as_before_after_a_slip(
    store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id)
    entry_in(store, event_id, shift_id, "first")
    waiting = entry_in(store, event_id, shift_id, "second", waits=True)
    back = entry_in(store, event_id, shift_id, "third", waits=True)
    with store.transaction() as session:
        signing_up.step_back(session, event_id, back, now=SATURDAY)
    for entry_id in (waiting, back):
        assert here(store, event_id, entry_id, 5) is Noted.HERE
        assert entry(store, entry_id).state is EntryState.STANDING
    with store.reading() as session:
        assert session.get_one(Event, event_id).helpers_eating == 3
    for entry_id, before in ((waiting, EntryState.WAITING), (back, EntryState.STEPPED_BACK)):
        undo(store, event_id, entry_id, 6)
        assert entry(store, entry_id).state is before
    assert entry(store, waiting).line == 1
    with store.reading() as session:
        assert session.get_one(Event, event_id).helpers_eating == 1


def test_sent_again_it_puts_nobody_back_in_who_stepped_back_since(
    store: Store, event_id: int
) -> None:
    entry_id = entry_in(store, event_id, add_shift(store, event_id))
    here(store, event_id, entry_id, 5)
    with store.transaction() as session:
        signing_up.step_back(session, event_id, entry_id, now=at(20))
    here(store, event_id, entry_id, 5)
    assert entry(store, entry_id).state is EntryState.STEPPED_BACK


def test_who_was_taken_out_stays_out_and_the_moment_is_kept(store: Store, event_id: int) -> None:
    entry_id = entry_in(store, event_id, add_shift(store, event_id))
    with store.transaction() as session:
        signing_up.take_out(session, event_id, entry_id, now=SATURDAY)
    assert here(store, event_id, entry_id, 5) is Noted.OUT
    found = entry(store, entry_id)
    assert (found.state, found.came_at) == (EntryState.TAKEN_OUT, at(5))


def test_an_entry_of_another_event_is_not_known(store: Store, event_id: int) -> None:
    other_id = add_shifts_event(store)
    entry_id = entry_in(store, other_id, add_shift(store, other_id))
    assert here(store, event_id, entry_id, 5) is Noted.UNKNOWN
    assert undo(store, event_id, entry_id, 5) is Noted.UNKNOWN
    assert entry(store, entry_id).came_at is None


def test_when_somebody_left_is_kept_of_who_came(store: Store, event_id: int) -> None:
    entry_id = entry_in(store, event_id, add_shift(store, event_id))

    def left(minutes: int | None) -> datetime | None:
        with store.transaction() as session:
            moment = None if minutes is None else at(minutes)
            presence.note_left(session, event_id, entry_id, at=moment, now=LATER)
        return entry(store, entry_id).left_at

    assert left(30) is None
    here(store, event_id, entry_id, 5)
    assert (left(30), left(2), left(None)) == (at(30), at(5), None)
    left(40)
    undo(store, event_id, entry_id, 50)
    assert entry(store, entry_id).left_at is None
