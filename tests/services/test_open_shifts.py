"""Which shifts somebody is asked to take: most needed first."""

from datetime import datetime, timedelta

from planner.core.enums import EventState
from planner.services.helpers import open_shifts
from planner.services.helpers.open_shifts import OpenShift
from planner.store.base import Store
from planner.store.models import Event, Shift
from tests.support.cards import SATURDAY
from tests.support.shifts import WEEK_BEFORE, add_shift, add_shifts_event, sign_up


def listed(store: Store, event_id: int, now: datetime = WEEK_BEFORE) -> list[tuple[str, int]]:
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        return [
            (one.shift.task, one.left) for one in open_shifts.list_open(session, event, now=now)
        ]


def test_what_lacks_the_largest_part_of_its_people_comes_first(store: Store) -> None:
    event_id = add_shifts_event(store)
    tables = add_shift(store, event_id, task="Tables", needed=4)
    add_shift(store, event_id, task="Grill", needed=2, minutes=60)
    add_shift(store, event_id, task="Coffee", needed=2, minutes=30)
    door = add_shift(store, event_id, task="Door", needed=1, most=2)
    bins = add_shift(store, event_id, task="Bins", needed=1)
    for shift_id in (tables, door, bins):
        sign_up(store, event_id, shift_id, f"in {shift_id}")
    assert listed(store, event_id) == [
        ("Coffee", 2),
        ("Grill", 2),
        ("Tables", 3),
        ("Door", 1),
        ("Bins", 0),
    ]
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        few = open_shifts.most_needed(session, event, now=WEEK_BEFORE)
    assert [one.shift.task for one in few] == ["Coffee", "Grill", "Tables"]
    assert few[2] == OpenShift(few[2].shift, left=3, missing=3)


def test_what_nobody_can_take_is_not_asked_for(store: Store) -> None:
    event_id = add_shifts_event(store)
    add_shift(store, event_id, task="By phone only", is_open=False)
    gone = add_shift(store, event_id, task="Called off")
    add_shift(store, event_id, task="Early", length=60)
    add_shift(store, event_id, task="Late", length=120)
    with store.transaction() as session:
        session.get_one(Shift, gone).removed_at = WEEK_BEFORE
    assert listed(store, event_id) == [("Early", 1), ("Late", 1)]
    assert listed(store, event_id, SATURDAY + timedelta(minutes=60)) == [("Late", 1)]
    with store.transaction() as session:
        session.get_one(Event, event_id).state = EventState.DRAFT
    assert listed(store, event_id) == []
