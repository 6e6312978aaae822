"""What of logistics stays true: after a press is taken back, a name forgotten, a thing lost."""

import threading
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.core.logistics.money import CostSum, sums_of
from planner.core.logistics.suppliers import DeliveryState
from planner.core.next_steps import next_steps
from planner.core.roles import AccountRole, TeamRole
from planner.core.steps import Step
from planner.services.day.agenda import entries_of
from planner.services.day.enough_things import judge_things, people_of
from planner.services.logistics import costs, owned, suppliers, things, uses
from planner.services.logistics.forgetting import forget_suppliers
from planner.services.logistics.suppliers import DeliveryPlan
from planner.services.logistics.uses import UsePlan
from planner.services.people import colleagues
from planner.store.base import Store
from planner.store.models import Event, EventDish, Supplier, SupplierDelivery, ThingUse
from planner.store.scoping import Scope, narrow
from tests.support.cards import SATURDAY
from tests.support.organiser import add_event
from tests.support.shifts import WEEK_BEFORE

BAKER = "Fatma Voorbeeld"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def event_id(store: Store) -> int:
    return add_event(store, expected=60)


def add_delivery(session: Session, event_id: int, **plan: int) -> SupplierDelivery:
    supplier = suppliers.add_supplier(session, name=BAKER, phone="", is_person=True)
    assert supplier is not None
    wanted = DeliveryPlan(supplier_id=supplier.id, what="Bread", call_minutes=60, **plan)
    delivery = suppliers.keep_delivery(session, event_id, wanted)
    assert delivery is not None
    return delivery


def test_taken_back_press_by_press_a_delivery_is_where_it_was(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        one = add_delivery(session, event_id)
        pressed = (DeliveryState.ORDERED, DeliveryState.CONFIRMED, DeliveryState.CALLED_OFF)
        for step, state in enumerate((*pressed, DeliveryState.DELIVERED, DeliveryState.WRONG)):
            at = SATURDAY + step * MINUTE
            suppliers.set_state(session, event_id, one.id, state, wrong="Brown bread", now=at)
        came_at = one.came_at
        seen = []
        while suppliers.take_back(session, event_id, one.id, one.state):
            seen.append((one.state, one.came_at, one.called_off_at is not None))
        assert seen == [
            (DeliveryState.DELIVERED, came_at, True),
            (DeliveryState.CALLED_OFF, None, True),
            (DeliveryState.CONFIRMED, None, False),
            (DeliveryState.ORDERED, None, False),
            (DeliveryState.PLANNED, None, False),
        ]


def test_what_came_first_is_here_whatever_was_called_for_later(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        one = add_delivery(session, event_id)
        pressed = (DeliveryState.DELIVERED, DeliveryState.CALLED_OFF, DeliveryState.DELIVERED)
        for step, state in enumerate(pressed):
            at = SATURDAY + step * MINUTE
            suppliers.set_state(session, event_id, one.id, state, now=at)
        for _press in range(2):
            assert suppliers.take_back(session, event_id, one.id, one.state)
        assert (one.state, one.came_at) == (DeliveryState.DELIVERED, SATURDAY)


def test_what_food_cost_stays_of_food_when_nobody_knows_who_brought_it(
    store: Store, event_id: int
) -> None:
    def sums(session: Session) -> dict[str, CostSum]:
        event = session.get_one(Event, event_id)
        found = sums_of(one.amount for one in costs.gather(session, event, 9000))
        return {category.value: each for category, each in found.items()}

    with store.transaction() as session:
        dish = session.scalars(select(EventDish).where(EventDish.event_id == event_id)).first()
        assert dish is not None
        dish.values = {**dish.values, "supplier": BAKER}
        add_delivery(session, event_id, planned_cents=5000, paid_cents=4800)
        before = sums(session)
        assert before == {"food": CostSum(9000, 4800, 9000)}
        forget_suppliers(session, session.scalars(select(Supplier)).all())
        assert sums(session) == before


def test_what_did_not_come_back_was_there_all_the_same(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        assert owned.add_thing(session, name="Tent", owned=10, kept_at="")
        use = uses.keep_use(session, event_id, UsePlan(name="Tent", count=10))
        assert use is not None
        assert use.thing_id is not None
        uses.note_taken(session, event_id, use.id, 10)
        uses.note_back(session, event_id, use.id, back=9)
        missing = things.missing_of(session, [use.thing_id])
        (judged,) = things.judge_uses([use], [], missing, {})
        assert (judged.short, judged.loss) == (0, 1)


@pytest.mark.parametrize(("expected", "eating"), [(60, 15), (61, 15), (63, 16)])
def test_as_many_eat_here_as_the_kitchen_is_told(store: Store, expected: int, eating: int) -> None:
    event_id = add_event(store, expected=expected, eating_percent=25)
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        assert people_of(event, None).portions == eating + event.besides_guests


def short_of(session: Session, event_id: int) -> list[tuple[int, list[int]]]:
    its = things.uses_of(session, event_id)
    found, _people = judge_things(session, its, {}, now=WEEK_BEFORE)
    return [(one.short, [event.id for event in one.takers]) for one in found]


def test_who_leads_one_event_stands_in_the_same_line_and_reads_the_same_numbers(
    store: Store, event_id: int
) -> None:
    other_id = add_event(store, title="Elsewhere", expected=60)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        assert owned.add_thing(session, name="Tent", owned=10, kept_at="")
        assert uses.keep_use(session, other_id, UsePlan(name="Tent", count=6))
        uses.ask_anew(session, session.get_one(Event, other_id))
        bo = colleagues.invite(
            session,
            email="bo@feest.example",
            name="Bo",
            role=AccountRole.MEMBER,
            organisation_id=event.organisation_id,
            now=WEEK_BEFORE,
        )
        assert bo is not None
        colleagues.put_in_team(session, event, bo, TeamRole.LEAD, now=WEEK_BEFORE)
        scope = Scope(event.organisation_id, member_id=bo.id)
    with store.transaction() as session:
        narrow(session, scope)
        use = uses.keep_use(session, event_id, UsePlan(name="Tent", count=6))
        assert use is not None
        assert use.turn == 3, "behind who asked before"
        assert short_of(session, event_id) == [(2, [])], "and not whose they are"
    with store.reading() as session:
        assert short_of(session, event_id) == [(2, [other_id])]
        assert short_of(session, other_id) == [(0, [])]


def test_what_an_event_that_is_closed_lost_is_missing_in_what_waits_too(
    store: Store, event_id: int
) -> None:
    before_id = add_event(store, expected=60)
    with store.transaction() as session:
        assert owned.add_thing(session, name="Tent", owned=10, kept_at="")
        for each in (before_id, event_id):
            assert uses.keep_use(session, each, UsePlan(name="Tent", count=10))
        use = things.uses_of(session, before_id)[0]
        uses.note_taken(session, before_id, use.id, 10)
        uses.note_back(session, before_id, use.id, back=9)
        session.get_one(Event, before_id).state = EventState.CLOSED
        session.flush()
        assert short_of(session, event_id) == [(1, [])]
        event = session.get_one(Event, event_id)
        (entry,) = entries_of(session, [event], has_office_phone=True, now=WEEK_BEFORE)
        assert Step.THINGS_SHORT in {one.step for one in next_steps(entry.facts, now=WEEK_BEFORE)}


@pytest.mark.both_databases
def test_who_needs_a_thing_that_is_added_at_that_moment_takes_from_it(
    store: Store,
) -> None:
    """Either of the two may be first."""
    others = [add_event(store, title=f"Event {number}") for number in range(3)]
    ready = threading.Barrier(len(others) + 1)

    def need(number: int) -> None:
        ready.wait()
        with store.transaction() as session:
            assert uses.keep_use(session, number, UsePlan(name="Tent", count=1))

    def add() -> None:
        ready.wait()
        with store.transaction() as session:
            assert owned.add_thing(session, name="Tent", owned=3, kept_at="")

    threads = [threading.Thread(target=need, args=(number,)) for number in others]
    threads.append(threading.Thread(target=add))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        found = session.scalars(select(ThingUse).order_by(ThingUse.turn)).all()
        assert [use.turn for use in found] == [1, 2, 3]
        assert len({use.thing_id for use in found} - {None}) == 1
