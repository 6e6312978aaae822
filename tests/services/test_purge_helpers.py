"""Who helped is erased some days after the event; how many helped, and how long, stays."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from planner.core.enums import EventState
from planner.core.helpers.shifts import ShiftOutcome
from planner.core.retention import ASKED_AGAIN_FOR_DAYS, Retention
from planner.services.helpers import totals
from planner.services.privacy.purge import purge
from planner.services.privacy.purge_kinds import Purged
from planner.store.base import Store
from planner.store.models import Event, Helper, PurgeRecord, Shift, ShiftEntry, ShiftTotal
from tests.support.cards import SATURDAY
from tests.support.shifts import add_shift, add_shifts_event, sign_up

KEEP = Retention(keep_days=30)
DUE_AT = SATURDAY + timedelta(days=31)


def run(store: Store, now: datetime) -> Purged:
    with store.transaction() as session:
        return purge(session, keep=KEEP, now=now)


def names(store: Store) -> list[str]:
    with store.reading() as session:
        return sorted(session.scalars(select(Helper.name)))


def helped(store: Store) -> int:
    with store.reading() as session:
        return len(session.scalars(select(ShiftEntry.id)).all())


def test_they_go_with_their_event_and_what_they_did_stays_as_numbers(store: Store) -> None:
    event_id = add_shifts_event(store)
    grill = add_shift(store, event_id, task="Grill", needed=3, length=60)
    quiet = add_shift(store, event_id, task="Clearing up", minutes=180)
    came = sign_up(store, event_id, grill, "a", name="Fatma", heads=2)
    absent = sign_up(store, event_id, grill, "b", name="Ines", phone="0612345678")
    sign_up(store, event_id, quiet, "c", name="Bo")
    with store.transaction() as session:
        session.get_one(ShiftEntry, came.entry_id).came_at = SATURDAY
        session.get_one(ShiftEntry, absent.entry_id).outcome = ShiftOutcome.ABSENT
        organisation_id = session.get_one(Event, event_id).organisation_id
        eating = session.get_one(Event, event_id).helpers_eating
    assert eating == 4
    assert run(store, SATURDAY + timedelta(days=29)).helpers == 0
    went = run(store, DUE_AT)
    assert (went.helped, went.helpers) == (3, 3)
    assert run(store, DUE_AT + timedelta(days=1)).total == 0
    with store.reading() as session:
        rows = session.scalars(select(ShiftTotal).order_by(ShiftTotal.task)).all()
        found = [(one.task, one.needed, one.signed, one.came, one.minutes) for one in rows]
        assert found == [("Clearing up", 1, 1, None, None), ("Grill", 3, 3, 2, 120)]
        rate = totals.learned_rate(session, organisation_id)
        assert (rate.signed, rate.came) == (3, 2)
        assert session.get_one(Event, event_id).helpers_eating == eating
        assert len(session.scalars(select(Shift.id)).all()) == 2
        kinds = session.scalars(
            select(PurgeRecord.kind).where(PurgeRecord.event_id == event_id)
        ).all()
        assert set(kinds) - {"contacts"} == {"helped"}
    assert names(store) == []


def test_the_numbers_are_those_of_before_the_purge(store: Store) -> None:
    event_id = add_shifts_event(store)
    shift_id = add_shift(store, event_id, needed=2)
    done = sign_up(store, event_id, shift_id, "a", heads=2)
    with store.transaction() as session:
        session.get_one(ShiftEntry, done.entry_id).came_at = SATURDAY
    with store.transaction() as session:
        totals.freeze(session, session.get_one(Event, event_id))
        before = totals.totals_of(session, event_id)
    run(store, DUE_AT)
    with store.reading() as session:
        assert totals.totals_of(session, event_id) == before


def test_who_wants_to_be_asked_again_stays_without_where_they_helped(store: Store) -> None:
    event_id = add_shifts_event(store, series="Barbecues")
    shift_id = add_shift(store, event_id, needed=5)
    wishes: dict[str, dict[str, Any]] = {
        "reached": {"address": "fatma@gast.example", "asks_again": True},
        "called": {"phone": "0612345678", "asks_again": True},
        "not to be reached": {"asks_again": True},
        "asks nothing": {"address": "ines@gast.example"},
    }
    for name, wish in wishes.items():
        sign_up(store, event_id, shift_id, name, name=name, **wish)
    run(store, DUE_AT)
    assert names(store) == ["called", "reached"]
    assert helped(store) == 0, "and so nobody reads at the next event who did not come"
    with store.reading() as session:
        until = session.scalars(select(Helper.ask_again_until)).all()
    assert set(until) == {SATURDAY.date() + timedelta(days=ASKED_AGAIN_FOR_DAYS)}
    last = SATURDAY + timedelta(days=ASKED_AGAIN_FOR_DAYS)
    assert run(store, last - timedelta(days=1)).helpers == 0
    assert run(store, last).helpers == 2


def test_who_can_be_asked_for_nothing_is_not_kept_for_it(store: Store) -> None:
    event_id = add_shifts_event(store)  # of no series
    shift_id = add_shift(store, event_id)
    sign_up(store, event_id, shift_id, name="Fatma", phone="0612345678", asks_again=True)
    run(store, DUE_AT)
    assert names(store) == []


def test_who_helps_at_the_next_one_too_stays_with_that_one_alone(store: Store) -> None:
    first, second = add_shifts_event(store), add_shifts_event(store, days=20)
    shifts = [add_shift(store, event_id, needed=2) for event_id in (first, second)]
    done = sign_up(store, first, shifts[0], name="Fatma")
    sign_up(store, second, shifts[1], helper_id=done.helper_id)
    assert run(store, DUE_AT).helped == 1
    assert (names(store), helped(store)) == (["Fatma"], 1)
    assert run(store, DUE_AT + timedelta(days=20)).helpers == 1


def test_of_an_event_that_never_was_nothing_is_added_up(store: Store) -> None:
    event_id = add_shifts_event(store)
    sign_up(store, event_id, add_shift(store, event_id), name="Fatma")
    with store.transaction() as session:
        session.get_one(Event, event_id).state = EventState.CANCELLED
    run(store, DUE_AT)
    with store.reading() as session:
        assert session.scalars(select(ShiftTotal)).all() == []
    assert names(store) == []


def test_who_never_got_a_shift_or_whose_event_was_deleted_goes_at_once(store: Store) -> None:
    event_id = add_shifts_event(store)
    sign_up(store, event_id, add_shift(store, event_id), name="Fatma")
    with store.transaction() as session:
        session.delete(session.get_one(Event, event_id))
    with store.transaction() as session:
        helper = session.scalars(select(Helper)).one()
        helper.ask_again_until = date(2020, 1, 1)
    assert run(store, SATURDAY - timedelta(days=7)).helpers == 1
