"""Whose lines, tasks and amounts are when somebody leaves, is closed or taken out."""

import threading
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.anchors import EventAnchor
from planner.core.enums import EventState
from planner.core.logistics.money import CostCategory
from planner.core.logistics.permits import PermitState
from planner.core.logistics.tasks import TaskFacts
from planner.core.logistics.things import ThingSource
from planner.core.next_steps import NextStep, later_steps, next_steps
from planner.core.residents.undertakings import PartnerKind
from planner.core.retention import Retention
from planner.core.roles import AccountRole, TeamRole
from planner.core.steps import Step
from planner.services.calendars.blocks import Town
from planner.services.calendars.feeds import build_feed
from planner.services.calendars.files import organisers_feed
from planner.services.day.agenda import entries_of
from planner.services.logistics import costs, owned, permits, tasks, uses
from planner.services.logistics.costs import CostPlan
from planner.services.logistics.permits import PermitPlan
from planner.services.logistics.sheet_making import LinePlan, add_line
from planner.services.logistics.tasks import TaskPlan
from planner.services.logistics.uses import UsePlan
from planner.services.people import colleagues
from planner.services.plan import planning
from planner.services.privacy import find_somebody
from planner.services.privacy.purge import purge
from planner.services.residents import partners
from planner.store.base import Store
from planner.store.models import (
    Account,
    CostLine,
    Event,
    EventTask,
    Partner,
    RunLine,
)
from tests.support.cards import SATURDAY
from tests.support.organiser import add_event
from tests.support.shifts import WEEK_BEFORE

DUE_AT = SATURDAY + timedelta(days=31)


def steps_of(
    session: Session, event_id: int, now: datetime, *, later: bool = False
) -> list[NextStep]:
    event = session.get_one(Event, event_id)
    (entry,) = entries_of(session, [event], has_office_phone=True, now=now)
    return (later_steps if later else next_steps)(entry.facts, now=now)


def task_step(session: Session, event_id: int) -> TaskFacts:
    """Return the only task that waits a week before."""
    (task,) = [one for one in steps_of(session, event_id, WEEK_BEFORE) if one.step is Step.TASK]
    step = task
    assert step.task is not None
    return step.task


LOGISTIC = {
    Step.TASK,
    Step.PERMIT,
    Step.NOTIFIED_SHORT,
    Step.SAY_WHAT_HAPPENS,
    Step.THINGS_SHORT,
    Step.CONFIRM_DELIVERY,
    Step.WEATHER,
}


def test_a_cancelled_event_asks_for_nothing_but_what_was_lent(store: Store) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        task = TaskPlan(title="Power", owner="Ina")
        tasks.add_task(session, event_id, task, now=WEEK_BEFORE)
        permits.keep_permit(session, event_id, PermitPlan(title="x", state=PermitState.TO_DO))
        tent = UsePlan(name="Tent", count=2, source=ThingSource.BORROWED)
        assert uses.keep_use(session, event_id, tent)
        asked = {one.step for one in steps_of(session, event_id, WEEK_BEFORE)}
        assert asked & LOGISTIC
        session.get_one(Event, event_id).state = EventState.CANCELLED
        session.flush()
        for now in (WEEK_BEFORE, SATURDAY, DUE_AT):
            for later in (False, True):
                steps = {one.step for one in steps_of(session, event_id, now, later=later)}
                assert not steps & LOGISTIC
        over = {one.step for one in steps_of(session, event_id, SATURDAY + timedelta(days=1))}
        assert Step.THINGS_BACK in over, "a tent that was lent is wanted back all the same"


def member(session: Session, event: Event, role: AccountRole = AccountRole.MEMBER) -> Account:
    made = colleagues.invite(
        session,
        email=f"{role.value}@feest.example",
        name="Bo",
        role=role,
        organisation_id=event.organisation_id,
        now=WEEK_BEFORE,
    )
    assert made is not None
    return made


TOWN = Town(base_url="https://feest.example")


def test_who_left_the_team_reads_no_more_of_it_and_their_task_is_nobodys(store: Store) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        bo = member(session, event)
        colleagues.put_in_team(session, event, bo, TeamRole.CREW, now=WEEK_BEFORE)
        line = LinePlan(title="Fire", anchor=EventAnchor.START, minutes=0, account_id=bo.id)
        add_line(session, event_id, line, now=WEEK_BEFORE)
        tasks.add_task(
            session, event_id, TaskPlan(title="Power", account_id=bo.id), now=WEEK_BEFORE
        )
        task = task_step(session, event_id)
        assert (task.account_id, task.owner) == (bo.id, "Bo")
        assert b"Fire" in calendar_of(session, bo)
        colleagues.take_from_team(session, event_id, bo.id, by_id=None, now=WEEK_BEFORE)
        session.flush()
        task = task_step(session, event_id)
        assert (task.account_id, task.owner) == (None, "")
        assert b"Fire" not in calendar_of(session, bo)
        assert b"Power" not in calendar_of(session, bo)


def calendar_of(session: Session, account: Account) -> bytes:
    return build_feed(session, organisers_feed(account, TOWN), TOWN, now=WEEK_BEFORE).body


def test_a_closed_account_leaves_its_lines_tasks_and_receipts_of_nobody(store: Store) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        bo = member(session, event, AccountRole.ORGANISER)
        line = LinePlan(title="Fire", anchor=EventAnchor.START, minutes=0, account_id=bo.id)
        add_line(session, event_id, line, now=WEEK_BEFORE)
        tasks.add_task(
            session, event_id, TaskPlan(title="Power", account_id=bo.id), now=WEEK_BEFORE
        )
        paid = CostPlan(category=CostCategory.FOOD, paid_cents=100)
        costs.keep_cost_line(session, event_id, paid, account_id=bo.id)
        kept = find_somebody.find(session, "bo")[0].kept
        assert (kept.lines, kept.tasks) == (1, 1)
        bo.disabled_at = WEEK_BEFORE
        session.flush()
        task = task_step(session, event_id)
        assert task.owner == "", "nobody signs in who could do it"
    with store.transaction() as session:
        went = purge(session, keep=Retention(), now=WEEK_BEFORE + timedelta(days=400))
    assert went.accounts == 1
    with store.reading() as session:
        assert session.scalars(select(RunLine.account_id)).all() == [None]
        assert session.scalars(select(EventTask.account_id)).all() == [None]
        assert session.execute(select(CostLine.account_id, CostLine.paid_cents)).all() == [
            (None, 100)
        ]


def test_a_copy_gives_nothing_to_who_is_not_in_its_team(store: Store) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        bo, lea = member(session, event), member(session, event, AccountRole.ORGANISER)
        colleagues.put_in_team(session, event, bo, TeamRole.CREW, now=WEEK_BEFORE)
        for one in (bo, lea):
            line = LinePlan(title="Fire", anchor=EventAnchor.START, minutes=0, account_id=one.id)
            add_line(session, event_id, line, now=WEEK_BEFORE)
            plan = TaskPlan(title="Power", account_id=one.id)
            tasks.add_task(session, event_id, plan, now=WEEK_BEFORE)
        copied = planning.copy_event(
            session,
            event,
            starts_at=DUE_AT,
            now=WEEK_BEFORE,
            account_id=None,
            with_logistics=True,
        )
        for table in (RunLine, EventTask):
            owners = select(table.account_id).where(table.event_id == copied.id)
            assert set(session.scalars(owners)) == {None, lea.id}


def test_a_partner_whom_an_amount_names_stays_and_one_with_a_task_alone_goes(
    store: Store,
) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        ours = session.get_one(Event, event_id).organisation_id
        pays, helps = (
            Partner(organisation_id=ours, name=name, kind=PartnerKind.MUNICIPALITY)
            for name in ("Town", "School")
        )
        session.add_all([pays, helps])
        session.flush()
        share = CostPlan(
            category=CostCategory.PLACE, planned_cents=500, partner_id=pays.id, share_cents=250
        )
        costs.keep_cost_line(session, event_id, share, account_id=None)
        plan = TaskPlan(title="Chairs", partner_id=helps.id)
        tasks.add_task(session, event_id, plan, now=WEEK_BEFORE)
        assert not partners.delete_partner(session, pays, now=WEEK_BEFORE)
        assert partners.delete_partner(session, helps, now=WEEK_BEFORE)
        session.expire_all()
        (task,) = tasks.tasks_of(session, [event_id])
        assert tasks.owner_of(task) == ""


def test_two_events_that_write_down_the_same_things_at_once_wait_in_one_order(
    store: Store,
) -> None:
    """Each asks for them in its own order; taken so, each could wait for the other for ever."""
    first, second = add_event(store), add_event(store, days=1)
    names = [f"Thing {number:02}" for number in range(30)]
    with store.transaction() as session:
        for name in names:
            assert owned.add_thing(session, name=name, owned=1, kept_at="")
    plans = {
        first: [UsePlan(name=name, count=1) for name in names],
        second: [UsePlan(name=name, count=1) for name in reversed(names)],
    }
    ready, made = threading.Barrier(2), {}

    def write_down(event_id: int) -> None:
        ready.wait()
        with store.transaction() as session:
            made[event_id] = uses.make_uses(session, event_id, plans[event_id])

    threads = [threading.Thread(target=write_down, args=(one,)) for one in plans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == {first: 30, second: 30}
