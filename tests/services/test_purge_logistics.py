"""Who is named in the logistics of an event goes with it; what was done and paid stays."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.anchors import EventAnchor
from planner.core.enums import EventState
from planner.core.logistics.money import CostCategory
from planner.core.logistics.permits import PermitState
from planner.core.logistics.suppliers import DeliveryState
from planner.core.logistics.things import ThingSource
from planner.core.retention import Retention
from planner.services import deleted
from planner.services.demonstration import removal
from planner.services.logistics import costs, permits, suppliers, tasks, uses
from planner.services.logistics.costs import CostPlan
from planner.services.logistics.named import NAMED, named_columns, names_anybody
from planner.services.logistics.permits import PermitPlan
from planner.services.logistics.sheet_making import LinePlan, add_line
from planner.services.logistics.suppliers import DeliveryPlan
from planner.services.logistics.tasks import TaskPlan
from planner.services.logistics.uses import UsePlan
from planner.services.plan import planning
from planner.services.privacy import breach, erasing, find_somebody
from planner.services.privacy.erasing_named import find_named
from planner.services.privacy.erasures import ErasureLog
from planner.services.privacy.find_somebody import NAMED_AT, What
from planner.services.privacy.purge import purge
from planner.services.privacy.purge_kinds import Purged
from planner.store.base import Store
from planner.store.models import (
    CostLine,
    DeletedThing,
    Event,
    EventDish,
    EventTask,
    Permit,
    PurgeRecord,
    RunLine,
    Supplier,
    SupplierDelivery,
    Thing,
    ThingUse,
)
from tests.support.cards import SATURDAY
from tests.support.organiser import add_event
from tests.support.shifts import WEEK_BEFORE

KEEP = Retention(keep_days=30)
DUE_AT = SATURDAY + timedelta(days=31)
NAME, PHONE = "Fatma Voorbeeld", "06 12345678"


@pytest.fixture
def log(tmp_path: Path) -> ErasureLog:
    return ErasureLog(tmp_path, "a key for tests only")


def fill(session: Session, event_id: int, *, is_person: bool = True) -> int:
    """Name somebody wherever that can be; return the number of the supplier."""
    line = LinePlan(
        title="Light the fire", anchor=EventAnchor.START, minutes=-30, length=20, who=NAME
    )
    add_line(session, event_id, line, now=WEEK_BEFORE)
    task = TaskPlan(title="Power", days=-14, owner=NAME, phone=PHONE, note=f"Ask {NAME}")
    tasks.add_task(session, event_id, task, now=WEEK_BEFORE)
    permit = PermitPlan(
        title="Notify", state=PermitState.SENT, most_people=50, reference="Z-17", note=NAME
    )
    permits.keep_permit(session, event_id, permit)
    tent = UsePlan(
        name="Tent",
        count=2,
        source=ThingSource.BORROWED,
        from_whom=NAME,
        phone=PHONE,
        note=NAME,
        planned_cents=500,
    )
    assert uses.keep_use(session, event_id, tent)
    paid = CostPlan(category=CostCategory.OTHER, words=f"Receipt of {NAME}", paid_cents=1250)
    costs.keep_cost_line(session, event_id, paid, account_id=None)
    supplier = suppliers.add_supplier(session, name=NAME, phone=PHONE, is_person=is_person)
    assert supplier is not None
    bread = DeliveryPlan(supplier_id=supplier.id, what="Bread", call_minutes=0, paid_cents=4000)
    delivery = suppliers.keep_delivery(session, event_id, bread)
    assert delivery is not None
    now = SATURDAY
    suppliers.set_state(session, event_id, delivery.id, DeliveryState.WRONG, wrong=NAME, now=now)
    return supplier.id


def run(store: Store, now: datetime = DUE_AT) -> Purged:
    with store.transaction() as session:
        return purge(session, keep=KEEP, now=now)


def named_in(session: Session) -> set[str]:
    """Return the tables in which anybody is named."""
    return {
        table.__tablename__
        for table in NAMED
        if session.scalars(select(table.id).where(names_anybody(table))).all()
    }


def test_names_numbers_and_notes_go_and_what_was_done_and_paid_stays(store: Store) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        fill(session, event_id)
        assert named_in(session) == {table.__tablename__ for table in NAMED}, "else it shows less"
    assert run(store, SATURDAY + timedelta(days=29)).named == 0
    went = run(store)
    assert (went.named, went.suppliers) == (6, 1)
    assert run(store, DUE_AT + timedelta(days=1)).total == 0
    with store.reading() as session:
        assert named_in(session) == set()
        assert session.scalars(select(Supplier)).all() == []
        line = session.scalars(select(RunLine)).one()
        assert (line.title, line.minutes, line.length) == ("Light the fire", -30, 20)
        task = session.scalars(select(EventTask)).one()
        assert (task.title, task.days) == ("Power", -14)
        permit = session.scalars(select(Permit)).one()
        assert (permit.title, permit.most_people, permit.reference) == ("Notify", 50, "Z-17")
        use = session.scalars(select(ThingUse)).one()
        assert (use.name, use.count, use.planned_cents) == ("Tent", 2, 500)
        delivery = session.scalars(select(SupplierDelivery)).one()
        assert (delivery.what, delivery.paid_cents, delivery.came_at) == ("Bread", 4000, SATURDAY)
        assert delivery.supplier_id is None
        assert session.scalars(select(CostLine.paid_cents)).all() == [1250]
        kept = session.execute(select(PurgeRecord.kind, PurgeRecord.event_id)).all()
    assert ("named", event_id) in {tuple(one) for one in kept}
    assert ("suppliers", None) in {tuple(one) for one in kept}


def test_what_is_copied_from_it_afterwards_names_nobody(store: Store) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        fill(session, event_id)
    run(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        copied = planning.copy_event(
            session,
            event,
            starts_at=DUE_AT + timedelta(days=90),
            now=DUE_AT,
            account_id=None,
            with_logistics=True,
        )
        assert len(tasks.tasks_of(session, [copied.id])) == 1
        assert suppliers.deliveries_of(session, [copied.id]) == [], "nobody knows who brings it"
        assert named_in(session) == set()


def test_a_firm_stays_and_a_private_person_until_the_last_event(store: Store) -> None:
    first, second = add_event(store), add_event(store, days=20)
    with store.transaction() as session:
        private = fill(session, first)
        firm = suppliers.add_supplier(session, name="Bakkerij Modern", phone="045 555 01 01")
        assert firm is not None
        for event_id, supplier_id in ((first, firm.id), (second, private)):
            suppliers.keep_delivery(session, event_id, DeliveryPlan(supplier_id=supplier_id))
    assert run(store).suppliers == 0, "they deliver once more"
    assert run(store, DUE_AT + timedelta(days=20)).suppliers == 1
    assert run(store, DUE_AT + timedelta(days=900)).suppliers == 0
    with store.reading() as session:
        assert session.scalars(select(Supplier.name)).all() == ["Bakkerij Modern"]


def test_who_is_kept_for_the_next_event_has_as_long_as_an_event(store: Store) -> None:
    with store.transaction() as session:
        suppliers.add_supplier(session, name=NAME, phone=PHONE, is_person=True)
    assert run(store, SATURDAY).suppliers == 0
    with store.reading() as session:
        assert session.scalars(select(Supplier.unused_since)).one() == SATURDAY.date()
    assert run(store, SATURDAY + timedelta(days=29)).suppliers == 0
    assert run(store, SATURDAY + timedelta(days=30)).suppliers == 1


def test_who_delivers_again_has_all_of_the_time_anew(store: Store) -> None:
    with store.transaction() as session:
        made = suppliers.add_supplier(session, name=NAME, phone=PHONE, is_person=True)
        assert made is not None
        supplier_id = made.id
    run(store, SATURDAY - timedelta(days=40))
    event_id = add_event(store)
    with store.transaction() as session:
        suppliers.keep_delivery(session, event_id, DeliveryPlan(supplier_id=supplier_id))
    assert run(store, SATURDAY).suppliers == 0
    with store.reading() as session:
        assert session.scalars(select(Supplier.unused_since)).one() is None


def test_the_menus_of_before_forget_a_private_person_too_and_no_shop(store: Store) -> None:
    event_id, coming = add_event(store), add_event(store, days=60)
    with store.transaction() as session:
        fill(session, event_id)
        for number, where in ((event_id, f" {NAME.upper()} "), (coming, NAME)):
            dishes = session.scalars(select(EventDish).where(EventDish.event_id == number)).all()
            dishes[0].values = {**dishes[0].values, "supplier": where}
            dishes[1].values = {**dishes[1].values, "supplier": "Colruyt"}
    run(store)
    with store.reading() as session:
        rows = session.execute(
            select(EventDish.event_id, EventDish.values).order_by(EventDish.id)
        ).all()
    found = {(event, values.get("supplier", "")) for event, values in rows}
    assert (event_id, "Colruyt") in found
    assert (coming, NAME) in found, "they may bring it there"
    assert not [where for event, where in found if event == event_id and "FATMA" in where]


def test_somebody_is_found_by_name_and_number_and_taken_out_for_good(
    store: Store, log: ErasureLog
) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        fill(session, event_id)
        again = LinePlan(title="Put it out", anchor=EventAnchor.END, minutes=0, who=NAME)
        add_line(session, event_id, again, now=WEEK_BEFORE)
    with store.transaction() as session:
        found = find_somebody.find(session, "fatma")
        assert sorted(one.what for one in found) == sorted([What.SUPPLIER, *NAMED_AT])
        by_phone = {one.what for one in find_somebody.find(session, "+31 6 1234 5678")}
        assert by_phone == {What.SUPPLIER, What.AT_TASK, What.AT_THING}
        assert breach.facts_of(session, session.get_one(Event, event_id)).others_with_phone == 1
        before = copy_of_names(session)
        for one in found:
            if one.what in NAMED_AT:
                rows = find_named(session, NAMED_AT[one.what], one.key)
                erasing.erase_named(session, rows, log=log, now=SATURDAY)
        supplier = session.scalars(select(Supplier)).one()
        erasing.erase_supplier(session, supplier, log=log, now=SATURDAY)
    with store.transaction() as session:
        assert named_in(session) == set()
        assert find_somebody.find(session, "fatma") == []
        assert len(session.scalars(select(SupplierDelivery)).all()) == 1
        asked = session.scalars(select(PurgeRecord.rows).where(PurgeRecord.kind == "asked")).all()
        assert sum(asked) == 8, "a row for each, the line of the same words with it"
        bring_back(session, before)
        assert named_in(session) != set()
        session.add(Supplier(**before["supplier"]))
        session.flush()
        assert erasing.reapply(session, log=log) == 8
        assert named_in(session) == set()
        assert session.scalars(select(Supplier)).all() == []
    text = log.path.read_text()
    assert "Fatma" not in text
    assert "12345678" not in text


def copy_of_names(session: Session) -> dict[str, Any]:
    """Keep the words as an older backup has them."""
    rows: dict[str, Any] = {
        table.__tablename__: [
            (row.id, {name: getattr(row, name) for name in named_columns(table)})
            for row in session.scalars(select(table))
        ]
        for table in NAMED
    }
    supplier = session.scalars(select(Supplier)).one()
    columns = Supplier.__table__.c.keys()
    return {**rows, "supplier": {name: getattr(supplier, name) for name in columns}}


def bring_back(session: Session, before: dict[str, Any]) -> None:
    for table in NAMED:
        for row_id, words in before[table.__tablename__]:
            row = session.get_one(table, row_id)
            for name, value in words.items():
                setattr(row, name, value)
    session.flush()


def test_a_draft_that_is_deleted_comes_back_without_names(store: Store) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        fill(session, event_id)
        event = session.get_one(Event, event_id)
        event.state = EventState.DRAFT
        planning.delete_draft(session, event, by_id=None, now=SATURDAY)
    with store.transaction() as session:
        kept = session.scalars(select(DeletedThing)).one()
        assert "Fatma" not in repr(kept.rows)
        assert session.scalars(select(RunLine)).all() == []
        assert deleted.put_back(session, kept)
        assert [one.title for one in session.scalars(select(RunLine))] == ["Light the fire"]
        for table in (EventTask, Permit, ThingUse, SupplierDelivery, CostLine):
            assert len(session.scalars(select(table)).all()) == 1, table
        assert named_in(session) == set()


def test_the_demonstration_takes_along_what_no_event_of_ones_own_uses(store: Store) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        supplier_id = fill(session, event_id, is_person=False)
        used = session.get_one(Supplier, supplier_id)
        ours = used.organisation_id
        used.is_demonstration = True
        session.add(Supplier(organisation_id=ours, name="Made up", is_demonstration=True))
        session.add(Thing(organisation_id=ours, name="Made up", is_demonstration=True))
        session.flush()
        removal.remove(session)
        assert session.scalars(select(Supplier.name)).all() == [NAME]
        assert not session.scalars(select(Supplier.is_demonstration)).one()
        assert session.scalars(select(Thing)).all() == []
