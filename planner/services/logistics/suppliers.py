"""Suppliers of an organisation, and what each brings to an event."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.anchors import span_of
from planner.core.logistics.suppliers import DeliveryState, OnCall
from planner.services.answer.locking import lock_answers
from planner.store.base import take_turn
from planner.store.models import Event, Supplier, SupplierDelivery
from planner.store.scoping import owner_for

MOST_DELIVERIES = 60
MOST_SUPPLIERS = 500
CAN_CALL = (DeliveryState.ORDERED, DeliveryState.CONFIRMED, DeliveryState.DELIVERED)
"""Deliveries of which more can be called off; who was called once is on the way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPlan:
    """A delivery as its organiser wants it.

    Attributes:
        arrives_minutes: after the beginning, by what clocks show; None where nobody agreed.
        call_minutes: until so long after the beginning more can be called off; None for not.
    """

    supplier_id: int
    what: str = ""
    arrives_minutes: int | None = None
    call_minutes: int | None = None
    planned_cents: int | None = None
    paid_cents: int | None = None


def moment_after(event: Event, minutes: int | None) -> datetime | None:
    """Return a moment that is kept as minutes from the beginning; None where there is none."""
    if minutes is None:
        return None
    return span_of(event.starts_at, minutes, 1, event.zone).starts_at


def suppliers_of(session: Session) -> Sequence[Supplier]:
    """Return the suppliers of the organisation of whoever looks, by name; one question."""
    return session.scalars(select(Supplier).order_by(func.lower(Supplier.name), Supplier.id)).all()


def find_supplier(session: Session, supplier_id: int) -> Supplier | None:
    """Return a supplier of the organisation of whoever looks."""
    return session.scalar(select(Supplier).where(Supplier.id == supplier_id))


def add_supplier(
    session: Session, *, name: str, phone: str, note: str = "", is_person: bool = False
) -> Supplier | None:
    """Add a supplier; None where the organisation has one of that name."""
    owner = owner_for(session, None)
    _take_names(session, owner)
    known = select(Supplier.id).where(
        Supplier.organisation_id == owner, func.lower(Supplier.name) == name.lower()
    )
    if session.scalar(known) is not None:
        return None
    supplier = Supplier(
        organisation_id=owner, name=name, phone=phone, note=note, is_person=is_person
    )
    session.add(supplier)
    session.flush()
    return supplier


def deliveries_of(session: Session, event_ids: Iterable[int]) -> Sequence[SupplierDelivery]:
    """Return what comes to events, with who brings it; one question."""
    return session.scalars(
        select(SupplierDelivery)
        .where(SupplierDelivery.event_id.in_(list(event_ids)))
        .options(joinedload(SupplierDelivery.supplier), joinedload(SupplierDelivery.event))
        .order_by(SupplierDelivery.id)
        .execution_options(populate_existing=True)
    ).all()


def find_delivery(session: Session, event_id: int, delivery_id: int) -> SupplierDelivery | None:
    """Return a delivery of an event; None where it is not of it."""
    return session.scalar(
        select(SupplierDelivery)
        .where(SupplierDelivery.event_id == event_id, SupplierDelivery.id == delivery_id)
        .options(joinedload(SupplierDelivery.supplier), joinedload(SupplierDelivery.event))
        .execution_options(populate_existing=True)
    )


def keep_delivery(
    session: Session, event_id: int, plan: DeliveryPlan, *, delivery_id: int | None = None
) -> SupplierDelivery | None:
    """Keep what a supplier brings; None where it is not of the event, or the list is full."""
    event = lock_answers(session, event_id)
    if delivery_id is None:
        wanted = select(func.count(SupplierDelivery.id)).where(
            SupplierDelivery.event_id == event_id
        )
        if (session.scalar(wanted) or 0) >= MOST_DELIVERIES:
            return None
        found = SupplierDelivery(event=event)
        session.add(found)
    else:
        kept = find_delivery(session, event_id, delivery_id)
        if kept is None:
            return None
        found = kept
    for name in DeliveryPlan.__slots__:
        setattr(found, name, getattr(plan, name))
    found.version = (found.version or 0) + 1
    session.flush()
    session.expire(found, ["supplier"])
    return found


def set_state(
    session: Session,
    event_id: int,
    delivery_id: int,
    state: DeliveryState,
    *,
    wrong: str = "",
    now: datetime,
) -> bool:
    """Say how far a delivery is; False where it is not of the event.

    When it came and when more was called off is kept as the first moment.
    """
    lock_answers(session, event_id)
    found = find_delivery(session, event_id, delivery_id)
    if found is None:
        return False
    found.state = state
    if state is DeliveryState.CALLED_OFF and found.called_off_at is None:
        found.called_off_at = now
    if state in {DeliveryState.DELIVERED, DeliveryState.WRONG} and found.came_at is None:
        found.came_at = now
    if state in {DeliveryState.PLANNED, DeliveryState.ORDERED, DeliveryState.CONFIRMED}:
        found.called_off_at = found.came_at = None
    found.wrong = wrong if state is DeliveryState.WRONG else ""
    found.version += 1
    session.flush()
    return True


def remove_delivery(session: Session, event_id: int, delivery_id: int) -> bool:
    """Take a delivery out; False where it is not of the event."""
    lock_answers(session, event_id)
    found = find_delivery(session, event_id, delivery_id)
    if found is None:
        return False
    session.delete(found)
    session.flush()
    return True


def copy_deliveries(session: Session, event: Event, copied: Event) -> int:
    """Plan the same deliveries for the copy of an event, none ordered yet; return how many.

    What somebody brought who was forgotten since is not planned anew: nobody knows who brings it.
    """
    session.flush()
    count = 0
    for one in deliveries_of(session, [event.id]):
        if one.supplier_id is None:
            continue
        plan = DeliveryPlan(
            supplier_id=one.supplier_id,
            what=one.what,
            arrives_minutes=one.arrives_minutes,
            call_minutes=one.call_minutes,
            planned_cents=one.planned_cents,
        )
        keep_delivery(session, copied.id, plan)
        count += 1
    return count


def on_call_of(session: Session, event: Event) -> list[OnCall]:
    """List who can bring more to an event, and until when to call them; one question."""
    return on_call_at(event, deliveries_of(session, [event.id]))


def on_call_at(event: Event, deliveries: Iterable[SupplierDelivery]) -> list[OnCall]:
    """List who can bring more to an event, and until when to call them."""
    found = []
    for one in deliveries:
        until = moment_after(event, one.call_minutes)
        if until is not None and one.state in CAN_CALL and one.supplier is not None:
            found.append(
                OnCall(
                    delivery_id=one.id,
                    name=one.supplier.name,
                    phone=one.supplier.phone,
                    until=until,
                )
            )
    return found


def remove_supplier(session: Session, supplier: Supplier) -> bool:
    """Take a supplier out; False where any event has a delivery of theirs: its money would go."""
    known = select(SupplierDelivery.id).where(SupplierDelivery.supplier_id == supplier.id)
    if session.scalar(known.limit(1)) is not None:
        return False
    session.delete(supplier)
    session.flush()
    return True


def change_supplier(
    session: Session, supplier: Supplier, *, name: str, phone: str, note: str, is_person: bool
) -> bool:
    """Change a supplier; False where another one has that name."""
    _take_names(session, supplier.organisation_id)
    known = select(Supplier.id).where(
        Supplier.organisation_id == supplier.organisation_id,
        func.lower(Supplier.name) == name.lower(),
        Supplier.id != supplier.id,
    )
    if session.scalar(known) is not None:
        return False
    supplier.name, supplier.phone, supplier.note = name, phone, note
    supplier.is_person = is_person
    supplier.version += 1
    session.flush()
    return True


def _take_names(session: Session, organisation_id: int) -> None:
    """Wait for whoever names a supplier of the organisation, or two could take the same name."""
    take_turn(session, f"suppliers {organisation_id}")
