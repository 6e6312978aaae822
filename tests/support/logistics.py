"""One of everything of the logistics of an event, as tests of registers and of scopes need it."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from planner.core.anchors import EventAnchor
from planner.core.logistics.money import CostCategory
from planner.core.logistics.permits import PermitKind, PermitState, SiteFact
from planner.core.logistics.suppliers import DeliveryState
from planner.core.logistics.things import CountedFrom, ThingSource
from planner.services.logistics import costs, permits, sheet_making, suppliers, tasks, uses
from planner.services.logistics.costs import CostPlan
from planner.services.logistics.permits import PermitPlan, rule_of
from planner.services.logistics.sheet_making import LinePlan
from planner.services.logistics.suppliers import DeliveryPlan
from planner.services.logistics.tasks import TaskPlan
from planner.services.logistics.uses import UsePlan
from planner.store.models import Event, SchoolHoliday, Supplier, Thing, TownRule, Venue
from tests.support.cards import MADE_AT


def add_logistics(session: Session, event: Event) -> dict[str, Any]:
    """Fill the run sheet, tasks, permits, things, deliveries, costs and site of an event.

    Returns:
        the numbers of what belongs to its organisation, by their names in addresses.
    """
    ours, title = event.organisation_id, _called(event)
    hall = Venue(organisation_id=ours, name=f"Hall of {title}", address="", capacity=80)
    supplier = Supplier(organisation_id=ours, name=f"Baker of {title}", phone="0455550101")
    thing = Thing(organisation_id=ours, name=f"Tables of {title}", owned=10, kept_at="Shed")
    rule = TownRule(
        organisation_id=ours,
        title=f"Notify {title}",
        kind=PermitKind.NOTIFICATION,
        facts=[SiteFact.PUBLIC_GROUND.value],
        days_before=28,
    )
    off = SchoolHoliday(
        organisation_id=ours,
        name=f"Break of {title}",
        first_on=date(2027, 7, 24),
        last_on=date(2027, 9, 5),
    )
    session.add_all([hall, supplier, thing, rule, off])
    session.flush()
    lines = [
        LinePlan(title=f"Fire of {title}", anchor=EventAnchor.START, minutes=-30, who="Bo"),
        LinePlan(title=f"Thanks of {title}", anchor=EventAnchor.END, minutes=-10, length=10),
    ]
    for line in lines:
        sheet_making.add_line(session, event.id, line, now=MADE_AT)
    power = TaskPlan(title=f"Power of {title}", days=-14, owner="Ina", phone="0612345671")
    tasks.add_task(session, event.id, power, now=MADE_AT)
    permits.say_facts(session, event.id, {SiteFact.PUBLIC_GROUND: True})
    site = permits.site_of(session, event.id)
    site.rain_venue_id, site.rain_words = hall.id, "We go inside."
    sent = PermitPlan(state=PermitState.SENT, most_people=50, note="Ask for Jo")
    permits.keep_permit(session, event.id, sent, rule=rule_of(rule))
    added = PermitPlan(state=PermitState.TO_DO, title=f"Close the street of {title}")
    permits.keep_permit(session, event.id, added)
    tables = UsePlan(
        name=thing.name, counted_from=CountedFrom.HEADS, per=8, count=4, source=ThingSource.OWN
    )
    use = uses.keep_use(session, event.id, tables)
    assert use is not None
    uses.note_taken(session, event.id, use.id, 4)
    bread = DeliveryPlan(supplier_id=supplier.id, what="Bread", call_minutes=60)
    delivery = suppliers.keep_delivery(session, event.id, bread)
    assert delivery is not None
    suppliers.set_state(session, event.id, delivery.id, DeliveryState.ORDERED, now=MADE_AT)
    paid = CostPlan(category=CostCategory.OTHER, words=f"Receipt of {title}", paid_cents=1250)
    costs.keep_cost_line(session, event.id, paid, account_id=None)
    session.flush()
    return {
        "supplier_id": supplier.id,
        "owned_id": thing.id,
        "rule_id": rule.id,
        "holiday_id": off.id,
    }


def of_organisation(session: Session, event: Event) -> dict[str, Any]:
    """Return the numbers of what belongs to the organisation of an event that was filled."""
    title, ours = _called(event), event.organisation_id
    named = (
        ("supplier_id", Supplier, Supplier.name == f"Baker of {title}"),
        ("owned_id", Thing, Thing.name == f"Tables of {title}"),
        ("rule_id", TownRule, TownRule.title == f"Notify {title}"),
        ("holiday_id", SchoolHoliday, SchoolHoliday.name == f"Break of {title}"),
    )
    return {
        name: session.scalars(
            select(table.id).where(table.organisation_id == ours, condition)
        ).one()
        for name, table, condition in named
    }


def give_to(session: Session, event: Event, organisation_id: int) -> None:
    """Let an event that was filled be another organisation's, with what it uses of ours."""
    title, ours = _called(event), event.organisation_id
    used: tuple[tuple[Any, ColumnElement[bool]], ...] = (
        (Supplier, Supplier.name == f"Baker of {title}"),
        (Thing, Thing.name == f"Tables of {title}"),
        (TownRule, TownRule.title == f"Notify {title}"),
        (SchoolHoliday, SchoolHoliday.name == f"Break of {title}"),
        (Venue, Venue.name == f"Hall of {title}"),
    )
    for table, named in used:
        for row in session.scalars(select(table).where(table.organisation_id == ours, named)):
            row.organisation_id = organisation_id
    event.organisation_id = organisation_id


def _called(event: Event) -> str:
    """Return how what belongs to the organisation is called, another for each event."""
    return f"{event.title} {event.id}"
