"""Two who press at the same moment tell helpers once, on both databases; and when reminders are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest

from planner.core.helpers.messages import (
    HelperGroup,
    HelperMessageKind,
    gathered_until,
    is_reminder_due,
    remind_at,
)
from planner.services.helpers import letters_due, messaging, signing_up
from planner.services.helpers.readers import letter_key, readers_of, touched_in
from planner.services.helpers.shift_rows import find_shift, shifts_of
from planner.store.base import Store
from planner.store.models import Event, Shift
from tests.support.cards import SATURDAY
from tests.support.shifts import CODE_KEY, WEEK_BEFORE, add_shift, add_shifts_event, sign_up

ZONE = "Europe/Amsterdam"
HOUR = timedelta(hours=1)


def test_of_two_who_press_at_once_one_tells_what_changed(store: Store) -> None:
    event_id = add_shifts_event(store)
    shift_id = add_shift(store, event_id, needed=2)
    made = sign_up(store, event_id, shift_id, phone="0612345678")
    with store.transaction() as session:
        session.get_one(Shift, shift_id).sequence += 1

    def tell(_who: int) -> int:
        with store.transaction() as session:
            return len(messaging.claim_changes(session, event_id, {made.entry_id or 0: 1}))

    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(tell, range(4))) == [0, 0, 0, 1]


def test_of_two_who_press_at_once_one_asks_who_helped_before(store: Store) -> None:
    event_id = add_shifts_event(store)
    shift_id = add_shift(store, event_id)
    sign_up(store, event_id, shift_id, phone="0612345678")

    def ask(_who: int) -> bool:
        with store.transaction() as session:
            event = session.get_one(Event, event_id)
            if not messaging.claim_once(session, event_id, HelperMessageKind.ASK_AGAIN):
                return False
            readers = readers_of(
                shifts_of(session, event_id), HelperGroup.EVERYONE, now=WEEK_BEFORE
            )
            kind = HelperMessageKind.ASK_AGAIN
            messaging.tell(session, event, kind, readers, [], account_id=None, now=WEEK_BEFORE)
            return True

    with ThreadPoolExecutor(4) as people:
        assert sorted(people.map(ask, range(4))) == [False, False, False, True]
    with store.reading() as session:
        (told,) = messaging.list_messages(session, event_id)
        assert (told.to_call, told.still) == (1, 1)


def test_a_change_that_came_after_the_letters_were_written_is_told_later(store: Store) -> None:
    event_id = add_shifts_event(store)
    shift_id = add_shift(store, event_id)
    made = sign_up(store, event_id, shift_id)
    with store.transaction() as session:
        session.get_one(Shift, shift_id).sequence += 2
        assert messaging.claim_changes(session, event_id, {made.entry_id or 0: 1}) == []
    with store.reading() as session:
        shift = find_shift(session, event_id, shift_id)
        assert shift is not None
        assert [one.id for one in touched_in(shift)] == [made.entry_id]


def test_what_is_due_is_found_and_reminders_once(store: Store) -> None:
    event_id = add_shifts_event(store)
    shift_id = add_shift(store, event_id, needed=2)
    first = sign_up(store, event_id, shift_id, "a", address="a@post.example")
    sign_up(store, event_id, shift_id, "b", address="b@post.example")
    sign_up(store, event_id, shift_id, "c", waits=True, address="c@post.example")
    stepped_back_at = SATURDAY - 30 * HOUR
    with store.transaction() as session:
        signing_up.step_back(session, event_id, first.entry_id or 0, now=stepped_back_at)
    with store.reading() as session:
        assert letters_due.events_to_serve(session, now=stepped_back_at) == []
        (offer,) = letters_due.offers_to_tell(session, now=stepped_back_at)
        assert offer.entry.helper.address == "c@post.example"
        (short,) = letters_due.short_shifts(session, now=stepped_back_at + HOUR)
        assert [one.id for one in short.shifts] == [shift_id]
        assert letters_due.waiting_letters(session) == []
    due_at = remind_at(SATURDAY.date(), ZONE)
    for expected in (["b@post.example"], None):
        with store.transaction() as session:
            found = letters_due.reminders_due(session, now=due_at)
            assert [[each.helper.address for each in one.reminders] for one in found] == (
                [expected] if expected else []
            )
            letters_due.note_reminded(session, event_id, SATURDAY.date())


@pytest.mark.parametrize(
    ("since_due", "known_before", "is_due"),
    [
        pytest.param(-HOUR, HOUR, False, id="not yet"),
        pytest.param(timedelta(), HOUR, True, id="at ten"),
        pytest.param(11 * HOUR, HOUR, True, id="the server was down all day"),
        pytest.param(13 * HOUR, HOUR, False, id="at night nobody is reminded"),
        pytest.param(HOUR, -HOUR, False, id="published after it was due"),
    ],
)
def test_a_reminder_is_due_at_ten_the_day_before(
    since_due: timedelta, known_before: timedelta, is_due: bool
) -> None:
    held_on = date(2027, 6, 12)
    moment = remind_at(held_on, ZONE)
    assert (
        is_reminder_due(
            held_on,
            ZONE,
            known_since=moment - known_before,
            starts_at=SATURDAY,
            now=moment + since_due,
        )
        is is_due
    )


def test_step_backs_are_gathered_for_less_than_a_minute() -> None:
    waits = {
        (gathered_until(SATURDAY + timedelta(seconds=second)) - SATURDAY).total_seconds() - second
        for second in range(80)
    }
    assert min(waits) > 0
    assert max(waits) + 10 + 3 < 60


def test_no_key_of_a_letter_says_whose_it_is() -> None:
    key = letter_key("offer", 12, 987654321, "today", code_key=CODE_KEY)
    assert key == letter_key("offer", 12, 987654321, "today", code_key=CODE_KEY)
    assert "987654321" not in key
    assert key != letter_key("offer", 12, 987654322, "today", code_key=CODE_KEY)
