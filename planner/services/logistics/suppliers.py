"""Suppliers of an organisation, and what each brings to an event."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.anchors import span_of
from planner.core.logistics.names import same_name
from planner.core.logistics.suppliers import (
    MOST_DELIVERED,
    MOST_SUPPLIER_NAME,
    DeliveryState,
    OnCall,
    state_before,
)
from planner.services.answer.locking import lock_answers
from planner.store.base import take_turn
from planner.store.models import Event, Supplier, SupplierDelivery, ThingUse
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
    if same_name(name) in suppliers_named(session, owner):
        return None
    supplier = Supplier(
        organisation_id=owner, name=name, phone=phone, note=note, is_person=is_person
    )
    session.add(supplier)
    session.flush()
    return supplier


def suppliers_named(session: Session, organisation_id: int) -> dict[str, Supplier]:
    """Return the suppliers of an organisation by what is the same in their names; one question."""
    rows = session.scalars(select(Supplier).where(Supplier.organisation_id == organisation_id))
    return {same_name(one.name): one for one in rows}


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
    was: DeliveryState | None = None,
    wrong: str = "",
    now: datetime,
) -> bool:
    """Say how far a delivery is.

    When it came and when more was called off is kept as the first moment.

    Args:
        session: writes.
        event_id: the event.
        delivery_id: of it.
        state: how far it is.
        was: how far it was where somebody looked; None for however far.
        wrong: what is not as ordered.
        now: the moment.

    Returns:
        False where it is not of the event, or somebody else said something else meanwhile.
    """
    lock_answers(session, event_id)
    found = find_delivery(session, event_id, delivery_id)
    if found is None or (was is not None and found.state not in {was, state}):
        return False
    is_new = found.state is not state
    found.state = state
    if state is DeliveryState.CALLED_OFF and is_new:
        found.called_off_at = now
    if state in {DeliveryState.DELIVERED, DeliveryState.WRONG} and found.came_at is None:
        found.came_at = now
    found.wrong = wrong if state is DeliveryState.WRONG else ""
    found.version += 1
    session.flush()
    return True


def take_back(session: Session, event_id: int, delivery_id: int, was: DeliveryState) -> bool:
    """Take the last press on a delivery back; False where somebody said something else since."""
    lock_answers(session, event_id)
    found = find_delivery(session, event_id, delivery_id)
    if found is None or found.state is not was:
        return False
    came_at, called_at = found.came_at, found.called_off_at
    before = state_before(was, came_at=came_at, called_off_at=called_at)
    if before is None:
        return False
    if was is DeliveryState.CALLED_OFF:
        found.called_off_at = None
    elif was is DeliveryState.DELIVERED and not (came_at and called_at and came_at < called_at):
        found.came_at = None
    found.state, found.wrong = before, ""
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
    known = [one for one in deliveries_of(session, [event.id]) if one.supplier_id is not None]
    for one in known:
        session.add(
            SupplierDelivery(
                event=copied,
                supplier_id=one.supplier_id,
                what=one.what,
                arrives_minutes=one.arrives_minutes,
                call_minutes=one.call_minutes,
                planned_cents=one.planned_cents,
            )
        )
    session.flush()
    return len(known)


def on_call_of(session: Session, event: Event) -> list[OnCall]:
    """List who can bring more to an event, and until when to call them; one question."""
    return on_call_at(event, deliveries_of(session, [event.id]))


def on_call_at(event: Event, deliveries: Iterable[SupplierDelivery]) -> list[OnCall]:
    """List who can bring more to an event and until when to call them, and who is bringing it."""
    found = []
    for one in deliveries:
        until = moment_after(event, one.call_minutes)
        is_called = one.state is DeliveryState.CALLED_OFF
        if one.supplier is None:
            continue
        if is_called or (until is not None and one.state in CAN_CALL):
            found.append(
                OnCall(
                    delivery_id=one.id,
                    name=one.supplier.name,
                    phone=one.supplier.phone,
                    until=until,
                    state=one.state,
                    called_at=one.called_off_at if is_called else None,
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class FromMenu:
    """Where dishes are bought of which no delivery is written down; `dishes` by their names."""

    supplier: str
    dishes: tuple[str, ...]


def not_on_the_way(event: Event, deliveries: Iterable[SupplierDelivery]) -> list[FromMenu]:
    """List where dishes of an event are bought, as the menu says, and nothing is on its way."""
    there = {same_name(one.supplier.name) for one in deliveries if one.supplier is not None}
    named: dict[str, tuple[str, list[str]]] = {}
    for dish in event.dishes:
        supplier = " ".join(str(dish.values.get("supplier", "")).split())
        if supplier and same_name(supplier) not in there:
            _, dishes = named.setdefault(same_name(supplier), (supplier, []))
            dishes.append(dish.name)
    return [FromMenu(supplier, tuple(dishes)) for supplier, dishes in named.values()]


def add_from_menu(session: Session, event: Event, *, words: Callable[[str], str]) -> int:
    """Write down a delivery of each shop on the menu that has none; return how many.

    Args:
        session: writes.
        event: with its dishes.
        words: translates the names of dishes.
    """
    lock_answers(session, event.id)
    known = suppliers_named(session, event.organisation_id)
    found = 0
    for one in not_on_the_way(event, deliveries_of(session, [event.id])):
        name = one.supplier[:MOST_SUPPLIER_NAME]
        supplier = known.get(same_name(name)) or add_supplier(session, name=name, phone="")
        if supplier is None:
            continue
        what = ", ".join(words(dish) for dish in one.dishes)[:MOST_DELIVERED]
        plan = DeliveryPlan(supplier_id=supplier.id, what=what)
        found += keep_delivery(session, event.id, plan) is not None
    return found


def remove_supplier(session: Session, supplier: Supplier) -> bool:
    """Take a supplier out; False where any event has a delivery or things of theirs."""
    for table in (SupplierDelivery, ThingUse):
        known = select(table.id).where(table.supplier_id == supplier.id).limit(1)
        if session.scalar(known) is not None:
            return False
    session.delete(supplier)
    session.flush()
    return True


def change_supplier(
    session: Session, supplier: Supplier, *, name: str, phone: str, note: str, is_person: bool
) -> bool:
    """Change a supplier; False where another one has that name."""
    _take_names(session, supplier.organisation_id)
    known = suppliers_named(session, supplier.organisation_id)
    if known.get(same_name(name), supplier) is not supplier:
        return False
    supplier.name, supplier.phone, supplier.note = name, phone, note
    supplier.is_person = is_person
    supplier.version += 1
    session.flush()
    return True


def _take_names(session: Session, organisation_id: int) -> None:
    """Wait for whoever names a supplier of the organisation, or two could take the same name."""
    take_turn(session, f"suppliers {organisation_id}")
