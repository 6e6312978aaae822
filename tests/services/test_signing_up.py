"""A place in a shift is taken once, in the event's turn; who waits is asked in turn."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from planner.core.helpers.ages import HelperAge
from planner.core.helpers.shifts import EntryState
from planner.services.answer.locking import lock_answers
from planner.services.helpers import settling, shift_rows, signing_up
from planner.services.helpers.signing_up import SignUp
from planner.store.base import Store
from planner.store.models import Event, Helper, ShiftEntry
from tests.support.cards import SATURDAY
from tests.support.shifts import WEEK_BEFORE, add_shift, add_shifts_event, entries_of, sign_up

STARTS_AT = SATURDAY


@pytest.fixture
def event_id(store: Store) -> int:
    return add_shifts_event(store)


def back(store: Store, event_id: int, entry_id: int | None, now: datetime) -> bool:
    assert entry_id is not None
    with store.transaction() as session:
        return signing_up.step_back(session, event_id, entry_id, now=now)


def take(store: Store, event_id: int, entry_id: int | None, now: datetime) -> SignUp:
    assert entry_id is not None
    with store.transaction() as session:
        return signing_up.take_place(session, event_id, entry_id, now=now)


def settle(store: Store, event_id: int, now: datetime) -> None:
    with store.transaction() as session:
        settling.settle(session, lock_answers(session, event_id), now=now)


def eating(store: Store, event_id: int) -> int:
    with store.reading() as session:
        return session.get_one(Event, event_id).helpers_eating


@pytest.mark.both_databases
def test_of_fifty_at_once_one_has_the_last_place(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id)
    with ThreadPoolExecutor(50) as phones:
        outcomes = Counter(
            one.outcome
            for one in phones.map(lambda n: sign_up(store, event_id, shift_id, str(n)), range(50))
        )
    assert outcomes == {SignUp.IN: 1, SignUp.FULL: 49}
    with store.reading() as session:
        assert session.scalar(select(func.count(ShiftEntry.id))) == 1
        assert session.scalar(select(func.count(Helper.id))) == 1, "who is not in leaves nothing"


@pytest.mark.both_databases
def test_the_control_without_the_turn_overfills(
    store: Store, event_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Count, then write, as one does without thinking: this is what the turn is for."""
    shift_id = add_shift(store, event_id)
    together = threading.Barrier(2)
    count = shift_rows.places_open

    def read_without_waiting(session: Session, event_id: int) -> Event:
        return session.get_one(Event, event_id)

    def count_together(*given: Any, **named: Any) -> int:
        left = count(*given, **named)
        together.wait(timeout=60)
        return left

    def try_it(who: str) -> str:
        try:
            return sign_up(store, event_id, shift_id, who).outcome.name
        except OperationalError as error:
            return type(error).__name__

    monkeypatch.setattr(signing_up, "lock_answers", read_without_waiting)
    monkeypatch.setattr(signing_up, "places_open", count_together)
    store.writer = store.engine.execution_options(sqlite_begin="DEFERRED")
    with ThreadPoolExecutor(2) as phones:
        outcomes = sorted(phones.map(try_it, ("one", "two")))
    if store.is_sqlite:
        assert outcomes == ["IN", "OperationalError"], "it refuses what changed since it read"
    else:
        assert outcomes == ["IN", "IN"], "two people on the last place"


def test_a_form_sent_twice_makes_one_helper(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id, needed=3)
    first, again = (sign_up(store, event_id, shift_id, "Karin") for _ in range(2))
    assert first == again
    assert [one.state for one in entries_of(store, shift_id)] == [EntryState.STANDING]


def test_who_is_two_needs_two_places(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id, needed=2)
    assert sign_up(store, event_id, shift_id, "alone").outcome is SignUp.IN
    assert sign_up(store, event_id, shift_id, "pair", heads=2).outcome is SignUp.FULL
    assert sign_up(store, event_id, shift_id, "other").outcome is SignUp.IN


def test_five_days_before_the_next_in_line_has_a_day_to_answer(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id)
    there = sign_up(store, event_id, shift_id, "there")
    first, second = (sign_up(store, event_id, shift_id, who, waits=True) for who in "ab")
    assert (first.outcome, second.outcome) == (SignUp.WAITING, SignUp.WAITING)
    now = STARTS_AT - timedelta(days=5)
    assert back(store, event_id, there.entry_id, now)
    _, asked, waits = entries_of(store, shift_id)
    assert asked.offered_until == now + timedelta(hours=24)
    assert waits.offered_until is None
    later = now + timedelta(hours=23)
    assert sign_up(store, event_id, shift_id, "passer-by", now=later).outcome is SignUp.FULL, (
        "the place that is offered counts as taken"
    )
    assert take(store, event_id, second.entry_id, later) is SignUp.FULL
    settle(store, event_id, now + timedelta(hours=25))
    _, missed, asked = entries_of(store, shift_id)
    assert missed.offered_until == now + timedelta(hours=24)
    assert asked.offered_until == now + timedelta(hours=49)
    assert take(store, event_id, second.entry_id, now + timedelta(hours=26)) is SignUp.IN
    assert take(store, event_id, first.entry_id, now + timedelta(hours=27)) is SignUp.FULL


def test_nobody_is_placed_in_the_last_hours_and_the_first_tap_wins(
    store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id)
    there = sign_up(store, event_id, shift_id, "there")
    first, second = (sign_up(store, event_id, shift_id, who, waits=True) for who in "ab")
    now = STARTS_AT - timedelta(minutes=90)
    back(store, event_id, there.entry_id, now)
    assert [one.offered_until for one in entries_of(store, shift_id)] == [None] * 3
    with ThreadPoolExecutor(2) as phones:
        outcomes = Counter(
            phones.map(lambda one: take(store, event_id, one.entry_id, now), (first, second))
        )
    assert outcomes == {SignUp.IN: 1, SignUp.FULL: 1}


@pytest.mark.parametrize(("minutes", "outcome"), [(30, SignUp.CLASH), (15, SignUp.IN)])
def test_two_shifts_of_one_helper_meet_by_a_quarter_of_an_hour_at_most(
    store: Store, event_id: int, minutes: int, outcome: SignUp
) -> None:
    first = add_shift(store, event_id, length=120)
    second = add_shift(store, event_id, minutes=120 - minutes)
    known = sign_up(store, event_id, first).helper_id
    found = sign_up(store, event_id, second, helper_id=known)
    assert found.outcome is outcome
    assert (found.clash is not None and found.clash.id) == (outcome is SignUp.CLASH and first)


def test_a_child_is_offered_no_fire_and_says_who_knows_of_it(store: Store, event_id: int) -> None:
    fire = add_shift(store, event_id, least_age=18)
    found = sign_up(store, event_id, fire, age=HelperAge.CHILD)
    assert found.outcome is SignUp.AGE
    tables = add_shift(store, event_id, length=90)
    found = sign_up(store, event_id, tables, age=HelperAge.CHILD, grown_up_phone="06 12345678")
    assert (found.outcome, found.verdict.needs_grown_up) == (SignUp.IN, True)


def test_who_helps_eats_once_and_not_in_two_numbers(store: Store, event_id: int) -> None:
    early = add_shift(store, event_id, needed=5)
    late = add_shift(store, event_id, minutes=120, needed=5)
    known = sign_up(store, event_id, early, "Karin")
    assert eating(store, event_id) == 1
    sign_up(store, event_id, late, helper_id=known.helper_id)
    assert eating(store, event_id) == 1, "in two shifts one eats once"
    sign_up(store, event_id, early, "Fatma", is_counted_elsewhere=True)
    assert eating(store, event_id) == 1, "in the number on the card already"
    sign_up(store, event_id, early, "Piet", heads=2)
    assert eating(store, event_id) == 3
    sign_up(store, event_id, early, "Leo", eats=False)
    assert eating(store, event_id) == 3
    back(store, event_id, known.entry_id, WEEK_BEFORE)
    assert eating(store, event_id) == 3, "still in the other one"


def test_what_nobody_looked_at_in_time_takes_free_places_only(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id, needed=1)
    with store.transaction() as session:
        for who in "ab":
            found = signing_up.sign_up(
                session,
                event_id,
                shift_id,
                signing_up.HelperWish(),
                form_key=who,
                is_set_aside=True,
                now=WEEK_BEFORE,
                code_key="k",
            )
            assert found.outcome is SignUp.SET_ASIDE
    settle(store, event_id, WEEK_BEFORE + timedelta(hours=1))
    assert sign_up(store, event_id, shift_id, "genuine").outcome is SignUp.IN
    settle(store, event_id, WEEK_BEFORE + timedelta(hours=3))
    states = Counter(one.state for one in entries_of(store, shift_id))
    assert states == {EntryState.STANDING: 1, EntryState.WAITING: 2}


def test_who_steps_back_can_come_in_again_under_a_higher_number(
    store: Store, event_id: int
) -> None:
    shift_id = add_shift(store, event_id)
    there = sign_up(store, event_id, shift_id)
    back(store, event_id, there.entry_id, WEEK_BEFORE)
    (gone,) = entries_of(store, shift_id)
    assert sign_up(store, event_id, shift_id).outcome is SignUp.IN
    (again,) = entries_of(store, shift_id)
    assert (again.uid, again.sequence) == (gone.uid, gone.sequence + 1)


def test_only_an_organiser_adds_to_a_shift_that_is_not_open(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id, is_open=False)
    assert sign_up(store, event_id, shift_id).outcome is SignUp.CLOSED
    with store.transaction() as session:
        found = signing_up.sign_up(
            session,
            event_id,
            shift_id,
            signing_up.HelperWish(name="Karin"),
            form_key="by phone",
            overrules=True,
            now=WEEK_BEFORE,
            code_key="k",
        )
    assert found.outcome is SignUp.IN


def test_after_the_shift_nobody_signs_up(store: Store, event_id: int) -> None:
    shift_id = add_shift(store, event_id, length=60)
    late = STARTS_AT + timedelta(minutes=61)
    assert sign_up(store, event_id, shift_id, now=late).outcome is SignUp.CLOSED
