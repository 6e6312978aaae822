"""What organisers do with who helps: move, let count, note who came; and the numbers that stay."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from planner.core.anchors import EventAnchor
from planner.core.helpers.ages import HelperAge
from planner.core.helpers.shifts import EntryState, ShiftOutcome
from planner.services.answer.locking import lock_answers
from planner.services.helpers import marking, moving, settling, signing_up, totals
from planner.services.helpers.helpers_wait import HELPERS_WAIT
from planner.services.helpers.marking import PresenceMark
from planner.services.helpers.moving import EntryMove, MovedEntry
from planner.services.plan import closing
from planner.store.base import Store
from planner.store.models import Account, Event, Helper, Shift, ShiftEntry, ShiftTotal
from tests.support.cards import SATURDAY
from tests.support.shifts import (
    CODE_KEY,
    WEEK_BEFORE,
    add_shift,
    add_shifts_event,
    entries_of,
    sign_up,
)

LATER = SATURDAY + timedelta(days=1)


@pytest.fixture
def event_id(store: Store) -> int:
    return add_shifts_event(store)


def move(store: Store, event_id: int, entry_id: int | None, to: int) -> MovedEntry:
    assert entry_id is not None
    with store.transaction() as session:
        return moving.move_entry(session, event_id, entry_id, to, now=WEEK_BEFORE)


def calendar_number(store: Store, entry_id: int | None) -> int:
    """Return the sum that calendars see as SEQUENCE."""
    with store.reading() as session:
        entry = session.get_one(ShiftEntry, entry_id)
        return entry.shift.event.sequence + entry.shift.sequence + entry.sequence


def note(
    store: Store, event_id: int, entry_id: int | None, what: PresenceMark, minutes: int = 0
) -> bool:
    assert entry_id is not None
    now = SATURDAY + timedelta(minutes=minutes)
    with store.transaction() as session:
        return marking.note_presence(session, event_id, entry_id, what, now=now) is not None


def test_who_is_moved_has_the_other_place_and_calendars_see_it(store: Store, event_id: int) -> None:
    shift, other = add_shift(store, event_id), add_shift(store, event_id, minutes=180)
    with store.transaction() as session:
        session.get_one(Shift, shift).sequence = 7
    entry_id = sign_up(store, event_id, shift).entry_id
    waits = sign_up(store, event_id, shift, "waits", waits=True).entry_id
    before = calendar_number(store, entry_id)
    assert move(store, event_id, entry_id, other).move is EntryMove.MOVED
    assert calendar_number(store, entry_id) > before
    (moved,) = entries_of(store, other)
    assert (moved.id, moved.state) == (entry_id, EntryState.STANDING)
    (asked,) = entries_of(store, shift)
    assert asked.id == waits
    assert asked.offered_until is not None, "the place is free for who waits"


def test_nobody_is_moved_into_a_full_shift_or_twice_into_one(store: Store, event_id: int) -> None:
    shift, other = add_shift(store, event_id), add_shift(store, event_id, minutes=180)
    there = sign_up(store, event_id, shift)
    sign_up(store, event_id, other, "other")
    assert move(store, event_id, there.entry_id, other).move is EntryMove.FULL
    third = add_shift(store, event_id, minutes=300)
    again = sign_up(store, event_id, third, helper_id=there.helper_id)
    assert move(store, event_id, there.entry_id, third).move is EntryMove.ALREADY_THERE
    assert again.entry_id != there.entry_id
    elsewhere = add_shift(store, add_shifts_event(store, title="Ander feest"))
    assert move(store, event_id, there.entry_id, elsewhere).move is EntryMove.GONE


def test_back_where_they_were_before_calendars_see_both(store: Store, event_id: int) -> None:
    shift, other = add_shift(store, event_id), add_shift(store, event_id, minutes=180)
    first = sign_up(store, event_id, shift)
    with store.transaction() as session:
        assert first.entry_id is not None
        assert signing_up.step_back(session, event_id, first.entry_id, now=WEEK_BEFORE)
    second = sign_up(store, event_id, other, helper_id=first.helper_id)
    was = [calendar_number(store, one.entry_id) for one in (first, second)]
    moved = move(store, event_id, second.entry_id, shift)
    assert moved.entry is not None
    assert moved.entry.id == first.entry_id
    now = [calendar_number(store, one.entry_id) for one in (first, second)]
    assert all(one > before for one, before in zip(now, was, strict=True))
    assert [one.state for one in entries_of(store, shift)] == [EntryState.STANDING]
    assert [one.state for one in entries_of(store, other)] == [EntryState.TAKEN_OUT]


def test_an_overlap_and_an_age_are_said_and_not_refused(store: Store, event_id: int) -> None:
    shift, bar = add_shift(store, event_id), add_shift(store, event_id, minutes=180, least_age=18)
    busy = add_shift(store, event_id, minutes=210)
    entry = sign_up(store, event_id, shift, age=HelperAge.YOUTH)
    sign_up(store, event_id, busy, helper_id=entry.helper_id)
    moved = move(store, event_id, entry.entry_id, bar)
    assert moved.move is EntryMove.MOVED
    assert moved.clash is not None
    assert moved.clash.id == busy
    assert moved.verdict is not None
    assert not moved.verdict.may


def test_what_was_set_aside_counts_once_somebody_looked(store: Store, event_id: int) -> None:
    shift = add_shift(store, event_id)
    with store.transaction() as session:
        for who in ("one", "two"):
            signing_up.sign_up(
                session,
                event_id,
                shift,
                signing_up.HelperWish(name=who),
                form_key=f"form of {who}",
                is_set_aside=True,
                now=WEEK_BEFORE,
                code_key=CODE_KEY,
            )
    first, second = entries_of(store, shift)
    with store.transaction() as session:
        assert moving.accept(session, event_id, first.id, now=WEEK_BEFORE) is not None
        assert moving.accept(session, event_id, first.id, now=WEEK_BEFORE) is None
        assert moving.accept(session, event_id, second.id, now=WEEK_BEFORE) is not None
    states = {one.id: one.state for one in entries_of(store, shift)}
    assert states == {first.id: EntryState.STANDING, second.id: EntryState.WAITING}


def test_the_first_moment_counts_and_every_press_is_undone(store: Store, event_id: int) -> None:
    shift = add_shift(store, event_id)
    entry_id = sign_up(store, event_id, shift).entry_id

    def known() -> tuple[object, ...]:
        (entry,) = entries_of(store, shift)
        return entry.came_at, entry.left_at, entry.outcome

    assert not note(store, event_id, entry_id, PresenceMark.LEFT), "who did not come can't leave"
    assert note(store, event_id, entry_id, PresenceMark.HERE, 3)
    assert note(store, event_id, entry_id, PresenceMark.HERE, 9)
    assert known() == (SATURDAY + timedelta(minutes=3), None, None)
    assert note(store, event_id, entry_id, PresenceMark.LEFT, 60)
    assert known()[1] == SATURDAY + timedelta(minutes=60)
    assert note(store, event_id, entry_id, PresenceMark.ABSENT, 61)
    assert known() == (None, None, ShiftOutcome.ABSENT)
    assert note(store, event_id, entry_id, PresenceMark.EXCUSED, 62)
    assert known() == (None, None, ShiftOutcome.EXCUSED)
    assert note(store, event_id, entry_id, PresenceMark.NOTHING)
    assert known() == (None, None, None)
    other = add_shifts_event(store, title="Ander feest")
    assert not note(store, other, entry_id, PresenceMark.HERE)


def test_only_the_day_and_who_saw_a_certificate_are_kept(
    store: Store, event_id: int, organiser: Account
) -> None:
    helper_id = sign_up(store, event_id, add_shift(store, event_id)).helper_id
    with store.transaction() as session:
        helper = session.get_one(Helper, helper_id)
        moving.note_certificate(helper, account_id=organiser.id, on=WEEK_BEFORE.date())
    with store.transaction() as session:
        helper = session.get_one(Helper, helper_id)
        assert helper.certificate_seen_on == WEEK_BEFORE.date()
        assert helper.certificate_seen_by_id == organiser.id
        moving.note_certificate(helper, account_id=organiser.id, on=None)
        seen = [helper.certificate_seen_on, helper.certificate_seen_by_id]
        assert not any(seen)


def rows(store: Store) -> list[tuple[object, ...]]:
    with store.reading() as session:
        found = session.scalars(select(ShiftTotal).order_by(ShiftTotal.id))
        return [(one.task, one.needed, one.signed, one.came, one.minutes) for one in found]


def close(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        closing.close_event(session, event, came=30, now=LATER)


def test_closing_keeps_numbers_of_each_task_and_correcting_replaces_them(
    store: Store, event_id: int
) -> None:
    grill = add_shift(store, event_id, task="Grill", length=120, needed=2)
    later = add_shift(store, event_id, task="Grill", minutes=120, length=60, needed=1)
    add_shift(store, event_id, task="Opruimen", minutes=240, needed=4)
    pair = sign_up(store, event_id, grill, "pair", heads=2)
    one = sign_up(store, event_id, later, "one")
    note(store, event_id, pair.entry_id, PresenceMark.HERE, -10)
    note(store, event_id, pair.entry_id, PresenceMark.LEFT, 100)
    close(store, event_id)
    assert rows(store) == [
        ("Grill", 2, 2, 2, 200),
        ("Grill", 1, 1, None, None),
        ("Opruimen", 4, 0, None, None),
    ]
    note(store, event_id, one.entry_id, PresenceMark.ABSENT)
    close(store, event_id)
    assert rows(store) == [("Grill", 3, 3, 2, 200), ("Opruimen", 4, 0, None, None)]


def test_numbers_stay_when_helpers_are_forgotten_and_it_is_closed_again(
    store: Store, event_id: int
) -> None:
    entry = sign_up(store, event_id, add_shift(store, event_id))
    note(store, event_id, entry.entry_id, PresenceMark.HERE)
    close(store, event_id)
    before = rows(store)
    with store.transaction() as session:
        totals.freeze(session, session.get_one(Event, event_id), is_final=True)
        session.execute(delete(Helper))
        session.execute(delete(ShiftEntry))
    close(store, event_id)
    assert rows(store) == before == [("Handing out food", 1, 1, 1, 120)]


def test_the_part_that_comes_is_learned_from_what_was_noted_alone(
    store: Store, event_id: int
) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        for signed, came in ((15, 12), (9, None), (9, 8)):
            session.add(
                ShiftTotal(event_id=event_id, task="Grill", needed=9, signed=signed, came=came)
            )
        session.flush()
        rate = totals.learned_rate(session, event.organisation_id)
        assert (rate.signed, rate.came, rate.is_own) == (24, 20, True)
        assert totals.learned_rate(session, event.organisation_id + 1).signed == 0


def test_settling_does_not_change_who_came(store: Store, event_id: int) -> None:
    shift = add_shift(store, event_id)
    entry_id = sign_up(store, event_id, shift).entry_id
    note(store, event_id, entry_id, PresenceMark.HERE)
    with store.transaction() as session:
        settling.settle(session, lock_answers(session, event_id), now=LATER)
    assert entries_of(store, shift)[0].came_at == SATURDAY


@pytest.mark.both_databases
def test_what_waits_is_who_is_still_needed_and_who_was_set_aside(
    store: Store, event_id: int
) -> None:
    short = add_shift(store, event_id, needed=4)
    full = add_shift(store, event_id, needed=1, most=3, minutes=60)
    sign_up(store, event_id, short, "two", heads=2)
    for who in ("one", "two of them"):
        sign_up(store, event_id, full, who)
    with store.transaction() as session:
        signing_up.sign_up(
            session,
            event_id,
            short,
            signing_up.HelperWish(),
            form_key="form of a burst",
            is_set_aside=True,
            now=WEEK_BEFORE,
            code_key=CODE_KEY,
        )
        add_off = Shift(
            event_id=event_id,
            task="Off",
            anchor=EventAnchor.START,
            minutes=0,
            length=60,
            needed=9,
            most=9,
            changed_at=WEEK_BEFORE,
            removed_at=WEEK_BEFORE,
        )
        session.add(add_off)
    with store.reading() as session:
        row = session.execute(select(*HELPERS_WAIT).where(Event.id == event_id)).one()
    assert (row.helpers_missing, row.helpers_aside) == (2, 1)
