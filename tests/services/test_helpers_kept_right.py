"""What stays right of shifts and helpers when things are done late, twice, or by telephone."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from planner.core.anchors import EventAnchor
from planner.core.enums import EventState
from planner.core.helpers.ages import HelperAge
from planner.core.helpers.shifts import EntryState
from planner.core.retention import Retention
from planner.services.answer.locking import lock_answers
from planner.services.helpers import marking, moving, presence, settling, signing_up, totals
from planner.services.helpers.helpers_wait import missing_in_shifts
from planner.services.helpers.signing_up import HelperWish, SignUp
from planner.services.privacy.purge import purge
from planner.store.base import Store
from planner.store.models import Event, Helper, Shift, ShiftEntry
from tests.support.cards import SATURDAY
from tests.support.shifts import (
    CODE_KEY,
    WEEK_BEFORE,
    add_shift,
    add_shifts_event,
    entries_of,
    sign_up,
)

AN_HOUR = timedelta(hours=1)
ENDS_AT = SATURDAY + 4 * AN_HOUR


@pytest.fixture
def event_id(store: Store) -> int:
    return add_shifts_event(store)


def back(store: Store, event_id: int, entry_id: int | None, now: datetime = WEEK_BEFORE) -> bool:
    assert entry_id is not None
    with store.transaction() as session:
        return signing_up.step_back(session, event_id, entry_id, now=now)


def close(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.state = EventState.CLOSED
        totals.freeze(session, event)


def counted(store: Store, event_id: int) -> list[tuple[int, int | None, int | None]]:
    with store.reading() as session:
        return [(one.signed, one.came, one.minutes) for one in totals.totals_of(session, event_id)]


def here(store: Store, event_id: int, entry_id: int | None, at: datetime) -> None:
    assert entry_id is not None
    with store.transaction() as session:
        presence.note_here(session, event_id, entry_id, at=at, now=at)


def eating(store: Store, event_id: int) -> int:
    with store.reading() as session:
        return session.get_one(Event, event_id).helpers_eating


def test_a_place_that_is_kept_can_be_taken_by_telephone(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id)
    there = sign_up(store, event_id, shift_id, "there")
    waits = sign_up(store, event_id, shift_id, "waits", waits=True)
    back(store, event_id, there.entry_id)
    with store.transaction() as session:
        done = signing_up.sign_up(
            session, event_id, shift_id, HelperWish(), helper_id=waits.helper_id,
            overrules=True, now=WEEK_BEFORE, code_key=CODE_KEY,
        )  # fmt: skip
    assert done.outcome is SignUp.IN


def test_whom_an_organiser_took_out_comes_in_by_an_organiser_alone(
    store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id, needed=3)
    known = sign_up(store, event_id, shift_id)
    with store.transaction() as session:
        assert known.entry_id is not None
        signing_up.take_out(session, event_id, known.entry_id, now=WEEK_BEFORE)
    again = sign_up(store, event_id, shift_id, helper_id=known.helper_id)
    assert again.outcome is SignUp.CLOSED


def test_two_hours_on_a_day_of_school_are_those_of_all_shifts(store: Store) -> None:
    event_id = add_shifts_event(store, days=-3)  # a Wednesday
    first, second = (add_shift(store, event_id, minutes=minutes, length=90) for minutes in (0, 90))
    known = sign_up(store, event_id, first, age=HelperAge.CHILD, grown_up_phone="0612345678")
    assert known.outcome is SignUp.IN
    assert sign_up(store, event_id, second, helper_id=known.helper_id).outcome is SignUp.AGE


def test_who_is_erased_meanwhile_takes_no_place(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id)
    assert sign_up(store, event_id, shift_id, helper_id=4711).outcome is SignUp.CLOSED
    with store.reading() as session:
        assert session.scalars(select(Helper)).all() == []


def test_what_is_noted_after_closing_counts_until_somebody_is_forgotten(
    store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id, needed=2, length=60)
    one, other = (sign_up(store, event_id, shift_id, who) for who in "ab")
    here(store, event_id, one.entry_id, SATURDAY)
    close(store, event_id)
    assert counted(store, event_id) == [(2, 1, 60)]
    here(store, event_id, other.entry_id, SATURDAY)
    assert counted(store, event_id) == [(2, 2, 120)]
    assert not back(store, event_id, other.entry_id, ENDS_AT), "who helped did not step back"
    later = SATURDAY + timedelta(days=31)
    with store.transaction() as session:
        purge(session, keep=Retention(keep_days=30), now=later)
    with store.transaction() as session:
        settling.settle(session, lock_answers(session, event_id), now=later)
    assert counted(store, event_id) == [(2, 2, 120)]
    assert eating(store, event_id) == 2, "the number stays when they are forgotten"


def test_hours_that_somebody_corrected_stay_when_a_phone_sends_again(
    store: Store, event_id: int
) -> None:
    entry_id = sign_up(store, event_id, add_shift(store, event_id)).entry_id
    here(store, event_id, entry_id, SATURDAY)
    came_at = SATURDAY + AN_HOUR
    with store.transaction() as session:
        entry = session.get_one(ShiftEntry, entry_id)
        marking.correct_hours(session, entry, came_at=came_at, left_at=None, now=ENDS_AT)
    here(store, event_id, entry_id, SATURDAY)
    with store.reading() as reading:
        assert reading.get_one(ShiftEntry, entry_id).came_at == came_at


def test_who_goes_on_in_another_shift_keeps_the_hours_of_the_first(
    store: Store, event_id: int
) -> None:
    first, second = add_shift(store, event_id), add_shift(store, event_id, minutes=120)
    entry_id = sign_up(store, event_id, first).entry_id
    here(store, event_id, entry_id, SATURDAY)
    assert entry_id is not None
    with store.transaction() as session:
        moving.move_entry(session, event_id, entry_id, second, now=SATURDAY + AN_HOUR)
    (before,), (after,) = entries_of(store, first), entries_of(store, second)
    assert (before.came_at, before.left_at) == (SATURDAY, SATURDAY + AN_HOUR)
    assert (after.state, after.came_at) == (EntryState.STANDING, None)
    assert eating(store, event_id) == 1


def test_clearing_up_is_offered_after_the_end(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id, anchor=EventAnchor.END, minutes=16 * 60)
    there = sign_up(store, event_id, shift_id, "there")
    first, second = (sign_up(store, event_id, shift_id, who, waits=True) for who in "ab")
    now = ENDS_AT + AN_HOUR
    back(store, event_id, there.entry_id, now)
    with store.reading() as session:
        assert settling.events_to_settle(session, now=now + 3 * AN_HOUR) == [event_id]
    with store.transaction() as session:
        settling.settle(session, lock_answers(session, event_id), now=now + 3 * AN_HOUR)
    _gone, missed, asked = entries_of(store, shift_id)
    assert (missed.id, asked.id) == (first.entry_id, second.entry_id)
    assert asked.offered_until == now + 5 * AN_HOUR


def test_what_only_an_organiser_fills_is_offered_to_nobody(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id)
    there = sign_up(store, event_id, shift_id, "there")
    sign_up(store, event_id, shift_id, "waits", waits=True)
    with store.transaction() as session:
        session.get_one(Shift, shift_id).is_open = False
    back(store, event_id, there.entry_id)
    assert [one.offered_until for one in entries_of(store, shift_id)] == [None, None]


def test_a_shift_that_is_over_lacks_nobody_any_more(store: Store, event_id: int) -> None:
    add_shift(store, event_id, minutes=-24 * 60, needed=3)
    add_shift(store, event_id, needed=2)
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        moments = (WEEK_BEFORE, SATURDAY - AN_HOUR, ENDS_AT)
        found = [missing_in_shifts(session, [event], now=now)[event_id] for now in moments]
    assert found == [5, 2, 0]


def test_who_eats_in_one_shift_alone_is_one_mouth(store: Store, event_id: int) -> None:
    alone, together = add_shift(store, event_id), add_shift(store, event_id, minutes=120, needed=2)
    known = sign_up(store, event_id, alone)
    sign_up(store, event_id, together, helper_id=known.helper_id, heads=2, eats=False)
    assert eating(store, event_id) == 1


def test_days_later_nobody_leaves_a_shift_any_more(store: Store, event_id: int) -> None:
    """One press on Wednesday made a hundred hours of a Saturday's two."""
    shift_id = add_shift(store, event_id, length=120)
    entry_id = sign_up(store, event_id, shift_id).entry_id
    assert entry_id is not None
    here(store, event_id, entry_id, SATURDAY)
    close(store, event_id)
    for hours, is_noted in ((4 * 24, False), (6, True)):
        with store.transaction() as session:
            now = SATURDAY + hours * AN_HOUR
            mark = marking.PresenceMark.LEFT
            noted = marking.note_presence(session, event_id, entry_id, mark, now=now)
            assert (noted is not None) is is_noted
        assert counted(store, event_id) == [(1, 1, 6 * 60 if is_noted else 120)]
