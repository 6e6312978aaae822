"""Tasks, permits, things, suppliers and costs of events; and what of them waits for somebody."""

import threading
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.enums import EventState, Reply
from planner.core.logistics.money import CostCategory, per_head, sums_of, total_of
from planner.core.logistics.permits import PermitState, SiteFact
from planner.core.logistics.suppliers import DeliveryState, on_call_for
from planner.core.logistics.things import CountedFrom, ThingSource
from planner.core.next_steps import NextStep, later_steps, next_steps
from planner.core.steps import Step
from planner.services.day.agenda import entries_of
from planner.services.logistics import (
    costs,
    owned,
    permits,
    suppliers,
    tasks,
    things,
    town_rules,
    uses,
)
from planner.services.logistics.copying import copy_logistics
from planner.services.logistics.costs import CostPlan
from planner.services.logistics.permits import PermitPlan
from planner.services.logistics.suppliers import DeliveryPlan
from planner.services.logistics.tasks import TaskPlan
from planner.services.logistics.things import NeededUse, PeopleAt
from planner.services.logistics.uses import UsePlan
from planner.services.plan import planning
from planner.store.base import Store
from planner.store.models import Account, Event, TownRule
from tests.support.cards import SATURDAY
from tests.support.organiser import Said, add_answers, add_event
from tests.support.shifts import WEEK_BEFORE

HOUR = timedelta(hours=1)
TENTS = UsePlan(name="Tent", counted_from=CountedFrom.PORTIONS, count=6)


@pytest.fixture
def event_id(store: Store) -> int:
    return add_event(store, series="Zomer", expected=60)


def steps_of(
    store: Store, event_id: int, days_before: int, *, later: bool = False
) -> list[NextStep]:
    now = SATURDAY - timedelta(days=days_before)
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        (entry,) = entries_of(session, [event], has_office_phone=True, now=now)
        return (later_steps if later else next_steps)(entry.facts, now=now)


def ours(steps: Sequence[NextStep], step: Step) -> list[NextStep]:
    return [one for one in steps if one.step is step]


def test_a_task_waits_seven_days_ahead_and_says_how_late_it_is(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        tasks.add_task(session, event_id, TaskPlan(title="Stroom", days=-14), now=WEEK_BEFORE)
    assert not ours(steps_of(store, event_id, 22), Step.TASK)
    assert len(ours(steps_of(store, event_id, 22, later=True), Step.TASK)) == 1
    (soon,) = ours(steps_of(store, event_id, 21), Step.TASK)
    assert (soon.name, soon.by, soon.days_late) == ("Stroom", date(2027, 5, 29), 0)
    (late,) = ours(steps_of(store, event_id, 12), Step.TASK)
    assert late.days_late == 2


def test_done_it_waits_for_nobody_and_two_who_press_are_one(
    store: Store, event_id: int, organiser: Account, other_organiser: Account
) -> None:
    with store.transaction() as session:
        task = tasks.add_task(session, event_id, TaskPlan(title="Stroom"), now=WEEK_BEFORE)
        assert task is not None
        for account in (organiser, other_organiser):
            assert tasks.set_done(
                session,
                event_id,
                task.id,
                is_done=True,
                account_id=account.id,
                now=WEEK_BEFORE,
            )
        assert task.done_by_id == organiser.id
    assert not ours(steps_of(store, event_id, 3), Step.TASK)


def test_a_task_after_the_event_waits_when_it_is_closed_too(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        tasks.add_task(session, event_id, TaskPlan(title="Bedanken", days=2), now=WEEK_BEFORE)
        session.get_one(Event, event_id).state = EventState.CLOSED
    (task,) = ours(steps_of(store, event_id, -1), Step.TASK)
    assert task.name == "Bedanken"


def test_who_has_no_account_is_called(store: Store, event_id: int, organiser: Account) -> None:
    with store.transaction() as session:
        for plan in (
            TaskPlan(title="Sleutel", owner="Mevrouw aan de overkant", phone="045 111"),
            TaskPlan(title="Affiches", account_id=organiser.id),
            TaskPlan(title="Van niemand"),
        ):
            tasks.add_task(session, event_id, plan, now=WEEK_BEFORE)
        found = tasks.to_call(tasks.tasks_of(session, [event_id]))
        assert [task.title for task in found] == ["Sleutel"]


def rules(store: Store) -> None:
    with store.transaction() as session:
        assert town_rules.take_over(session, words=str) == len(
            session.scalars(select(TownRule)).all()
        )
        assert town_rules.take_over(session, words=str) == 0, "once"


def test_an_event_in_twenty_days_is_eight_days_late_and_says_whom_to_call(
    store: Store, event_id: int
) -> None:
    rules(store)
    assert ours(steps_of(store, event_id, 20), Step.SAY_WHAT_HAPPENS)
    with store.transaction() as session:
        permits.say_facts(session, event_id, {SiteFact.PUBLIC_GROUND: True})
    steps = steps_of(store, event_id, 20)
    (permit,) = ours(steps, Step.PERMIT)
    assert (permit.days_late, permit.permit and permit.permit.phone) == (8, "14 045")
    assert not ours(steps, Step.SAY_WHAT_HAPPENS)


def test_more_than_was_notified_is_said_until_enough_is(store: Store, event_id: int) -> None:
    rules(store)
    add_answers(store, event_id, *[Said(reply=Reply.YES, heads=3)] * 30)

    def notify(most: int) -> None:
        with store.transaction() as session:
            permits.say_facts(session, event_id, {SiteFact.PUBLIC_GROUND: True})
            (rule,) = (
                rule
                for rules_ in permits.rules_of(session, [1]).values()
                for rule in rules_
                if rule.falls_away and SiteFact.PUBLIC_GROUND in rule.facts
            )
            plan = PermitPlan(state=PermitState.SENT, most_people=most, sent_on=date(2027, 5, 1))
            permits.keep_permit(session, event_id, plan, rule=rule)

    notify(50)
    (short,) = ours(steps_of(store, event_id, 6), Step.NOTIFIED_SHORT)
    assert short.notified_short is not None
    assert short.notified_short.named == 50
    assert short.notified_short.chance > 0.5
    assert short.notified_short.phone == "14 045"
    assert short.by == date(2027, 6, 7)
    notify(500)
    assert not ours(steps_of(store, event_id, 6), Step.NOTIFIED_SHORT)


def use(store: Store, event_id: int, plan: UsePlan) -> int:
    with store.transaction() as session:
        kept = uses.keep_use(session, event_id, plan)
        assert kept is not None
        return kept.id


def judged(session: Session, event_id: int, people: int = 72) -> dict[str, NeededUse]:
    its = things.uses_of(session, event_id)
    rivals = things.rivals_of(session, its, now=WEEK_BEFORE)
    at = {event_id: PeopleAt(people, people)}
    at |= {one.event_id: PeopleAt(people, people) for one in rivals}
    missing = things.missing_of(session, [one.thing_id for one in its if one.thing_id])
    return {one.use.name: one for one in things.judge_uses(its, rivals, missing, at)}


def own(store: Store, name: str, count: int) -> int:
    with store.transaction() as session:
        thing = owned.add_thing(session, name=name, owned=count, kept_at="Garage")
        assert thing is not None
        assert owned.add_thing(session, name=name.upper(), owned=1, kept_at="") is None
        return thing.id


def test_one_table_for_eight_and_a_typed_number_stays_beside_it(
    store: Store, event_id: int
) -> None:
    plan = UsePlan(name="Tafel", counted_from=CountedFrom.PORTIONS, per=8)
    use_id = use(store, event_id, plan)
    with store.reading() as session:
        assert judged(session, event_id)["Tafel"].count == 9
        assert judged(session, event_id, 90)["Tafel"].count == 12
    with store.transaction() as session:
        uses.keep_use(session, event_id, replace(plan, count=10), use_id=use_id)
        found = judged(session, event_id, 90)["Tafel"]
        assert (found.count, found.reckoned) == (10, 12)


def test_of_two_events_that_overlap_the_second_is_short_and_names_the_first(
    store: Store, event_id: int
) -> None:
    own(store, "Tent", 10)
    other = add_event(store, title="Ander feest")
    use(store, event_id, TENTS)
    use(store, other, TENTS)
    with store.reading() as session:
        assert judged(session, event_id)["Tent"].short == 0
        second = judged(session, other)["Tent"]
        assert second.short == 2
        assert [one.id for one in second.takers] == [event_id]
    assert not ours(steps_of(store, event_id, 5), Step.THINGS_SHORT)
    assert ours(steps_of(store, other, 5), Step.THINGS_SHORT)
    with store.transaction() as session:
        session.get_one(Event, event_id).state = EventState.CANCELLED
    with store.reading() as session:
        assert judged(session, other)["Tent"].short == 0, "a cancelled event frees them"


@pytest.mark.both_databases
def test_saved_at_the_same_moment_one_of_them_is_short(store: Store, event_id: int) -> None:
    own(store, "Tent", 10)
    events = [event_id, *(add_event(store, title=f"Feest {number}") for number in range(3))]
    ready = threading.Barrier(len(events))

    def save(number: int) -> None:
        ready.wait()
        use(store, number, TENTS)

    threads = [threading.Thread(target=save, args=(number,)) for number in events]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.reading() as session:
        found = [judged(session, number)["Tent"] for number in events]
        assert sorted(one.short for one in found) == [0, 2, 6, 6]
        assert sorted(one.use.turn for one in found) == [1, 2, 3, 4]


def test_who_asks_for_more_goes_to_the_end_of_the_line(store: Store, event_id: int) -> None:
    own(store, "Tent", 10)
    other = add_event(store, title="Ander feest")
    first = use(store, event_id, replace(TENTS, count=2))
    use(store, other, TENTS)
    with store.transaction() as session:
        uses.keep_use(session, event_id, TENTS, use_id=first)
        assert judged(session, event_id)["Tent"].short == 2
        assert judged(session, other)["Tent"].short == 0
        uses.keep_use(session, event_id, replace(TENTS, count=1), use_id=first)
        assert judged(session, event_id)["Tent"].short == 0


def test_back_at_ten_they_can_be_elsewhere_at_twelve(store: Store, event_id: int) -> None:
    own(store, "Tent", 6)
    use(store, event_id, replace(TENTS, back_minutes=60))
    other = add_event(store, title="Avond", days=7 / 24)
    use(store, other, replace(TENTS, out_minutes=120))
    with store.reading() as session:
        assert judged(session, other)["Tent"].short == 0


def test_a_return_is_accepted_after_the_next_event_took_them(store: Store, event_id: int) -> None:
    thing_id = own(store, "Tent", 6)
    other = add_event(store, title="Avond", days=1)
    first, second = use(store, event_id, TENTS), use(store, other, TENTS)
    with store.transaction() as session:
        assert uses.note_taken(session, event_id, first, 6)
        assert uses.note_taken(session, other, second, 6)
        assert uses.note_back(session, event_id, first, back=5)
        assert judged(session, event_id)["Tent"].returned.missing == 1
        assert things.missing_of(session, [thing_id]) == {thing_id: 1}
        assert uses.settle_use(session, event_id, first, is_gone=True)
        assert not uses.settle_use(session, event_id, first, is_gone=True), "once"
        assert things.missing_of(session, [thing_id]) == {}
        found = owned.find_thing(session, thing_id)
        assert found is not None
        assert found.owned == 5


def test_what_went_out_and_nobody_noted_waits_after_the_event(store: Store, event_id: int) -> None:
    use_id = use(store, event_id, TENTS)
    with store.transaction() as session:
        uses.note_taken(session, event_id, use_id, 6)
    (back,) = ours(steps_of(store, event_id, -1), Step.THINGS_BACK)
    assert back.count == 1
    with store.transaction() as session:
        uses.note_back(session, event_id, use_id, back=6)
    assert not ours(steps_of(store, event_id, -1), Step.THINGS_BACK)


def deliver(store: Store, event_id: int, **fields: object) -> int:
    with store.transaction() as session:
        supplier = suppliers.add_supplier(session, name="Slager Noord", phone="045 222")
        assert supplier is not None
        plan = DeliveryPlan(supplier_id=supplier.id, what="Vlees", **fields)  # type: ignore[arg-type]
        kept = suppliers.keep_delivery(session, event_id, plan)
        assert kept is not None
        return kept.id


def test_more_can_be_called_off_until_the_last_minute_and_not_after(
    store: Store, event_id: int
) -> None:
    delivery_id = deliver(store, event_id, call_minutes=60)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        its = suppliers.deliveries_of(session, [event_id])
        assert not suppliers.on_call_at(event, its), "it was not ordered"
        for state in (DeliveryState.ORDERED, DeliveryState.CONFIRMED):
            suppliers.set_state(session, event_id, delivery_id, state, now=WEEK_BEFORE)
        its = suppliers.deliveries_of(session, [event_id])
        known = suppliers.on_call_at(event, its)
    at = SATURDAY + HOUR
    found = on_call_for("slager noord ", known, now=at - timedelta(minutes=20))
    assert found is not None
    assert (found.phone, found.until) == ("045 222", at)
    assert on_call_for("Slager Noord", known, now=at) is not None
    assert on_call_for("Slager Noord", known, now=at + timedelta(minutes=1)) is None
    assert on_call_for("", known, now=at) is None
    assert on_call_for("Bakker", known, now=at) is None


def test_who_has_not_said_yes_waits_three_days_before(store: Store, event_id: int) -> None:
    delivery_id = deliver(store, event_id)
    assert not ours(steps_of(store, event_id, 4), Step.CONFIRM_DELIVERY)
    (step,) = ours(steps_of(store, event_id, 3), Step.CONFIRM_DELIVERY)
    assert step.name == "Slager Noord"
    with store.transaction() as session:
        state = DeliveryState.CONFIRMED
        suppliers.set_state(session, event_id, delivery_id, state, now=WEEK_BEFORE)
    assert not ours(steps_of(store, event_id, 3), Step.CONFIRM_DELIVERY)


def test_what_it_cost_is_for_each_guest_and_each_mouth(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        for cents in (40_000, 3_120):
            plan = CostPlan(category=CostCategory.FOOD, paid_cents=cents)
            assert costs.keep_cost_line(session, event_id, plan, account_id=None)
        lines = costs.cost_lines_of(session, event_id)
        known = costs.amounts_of(food_cents=35_000, lines=lines, uses=(), deliveries=())
        found = total_of(sums_of(one.amount for one in known))
    assert (found.planned, found.paid) == (35_000, 43_120)
    assert (per_head(found.paid, 96), per_head(found.paid, 104)) == (449, 415)


def test_two_days_before_somebody_looks_at_the_weather(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        permits.say_facts(session, event_id, {SiteFact.PUBLIC_GROUND: True})
    assert not ours(steps_of(store, event_id, 3), Step.WEATHER)
    assert ours(steps_of(store, event_id, 2), Step.WEATHER)


def test_nothing_is_done_taken_or_paid_in_a_copy(
    store: Store, event_id: int, organiser: Account
) -> None:
    use_id = use(store, event_id, replace(TENTS, source=ThingSource.HIRED, paid_cents=500))
    delivery_id = deliver(store, event_id, call_minutes=60)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        task = tasks.add_task(session, event_id, TaskPlan(title="Stroom", days=-14), now=SATURDAY)
        assert task is not None
        tasks.set_done(
            session, event_id, task.id, is_done=True, account_id=organiser.id, now=SATURDAY
        )
        uses.note_taken(session, event_id, use_id, 6)
        state = DeliveryState.DELIVERED
        suppliers.set_state(session, event_id, delivery_id, state, now=SATURDAY)
        for plan in (
            CostPlan(category=CostCategory.PRINT, planned_cents=900, paid_cents=950),
            CostPlan(category=CostCategory.FOOD, paid_cents=700),
        ):
            costs.keep_cost_line(session, event_id, plan, account_id=organiser.id)
        permits.say_facts(session, event_id, {SiteFact.PUBLIC_GROUND: True})
        copied = planning.copy_event(
            session,
            event,
            starts_at=event.starts_at + timedelta(days=10),
            now=SATURDAY,
            account_id=None,
        )
        copy_logistics(session, event, copied, now=SATURDAY)
        assert [one.done_at for one in tasks.tasks_of(session, [copied.id])] == [None]
        assert [(one.taken, one.paid_cents) for one in things.uses_of(session, copied.id)] == [
            (None, None)
        ]
        (delivery,) = suppliers.deliveries_of(session, [copied.id])
        assert (delivery.state, delivery.came_at) == (DeliveryState.PLANNED, None)
        assert [
            (one.planned_cents, one.paid_cents) for one in costs.cost_lines_of(session, copied.id)
        ] == [(900, None)]
        assert permits.facts_at(permits.sites_of(session, [copied.id])[copied.id]) == frozenset(
            {SiteFact.PUBLIC_GROUND}
        )
        assert not permits.permits_of(session, [copied.id])
        copied_id = copied.id
    late = ours(steps_of(store, copied_id, -5), Step.TASK)
    assert [one.days_late for one in late] == [9], "its day has passed already"
