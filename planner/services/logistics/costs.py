"""What an event costs: the order, things, deliveries and typed lines, planned beside paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.logistics.money import CostAmount, CostCategory
from planner.services.answer.locking import lock_answers
from planner.store.models import CostLine, Event, SupplierDelivery, ThingUse

MOST_COST_LINES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class CostPlan:
    """A line of money as somebody typed it; a receipt has no planned amount.

    Attributes:
        share_cents: which part of it a partner pays.
    """

    category: CostCategory
    words: str = ""
    planned_cents: int | None = None
    paid_cents: int | None = None
    paid_on: date | None = None
    partner_id: int | None = None
    share_cents: int | None = None


def cost_lines_of(session: Session, event_id: int) -> Sequence[CostLine]:
    """Return the typed lines of an event, the first one first; one question."""
    return session.scalars(
        select(CostLine)
        .where(CostLine.event_id == event_id)
        .options(joinedload(CostLine.partner), joinedload(CostLine.account))
        .order_by(CostLine.id)
        .execution_options(populate_existing=True)
    ).all()


def find_cost_line(session: Session, event_id: int, line_id: int) -> CostLine | None:
    """Return a typed line of an event; None where it is not of it."""
    return session.scalar(
        select(CostLine)
        .where(CostLine.event_id == event_id, CostLine.id == line_id)
        .execution_options(populate_existing=True)
    )


def keep_cost_line(
    session: Session,
    event_id: int,
    plan: CostPlan,
    *,
    account_id: int | None,
    line_id: int | None = None,
) -> CostLine | None:
    """Keep an amount; None where it is not of the event, or there are as many as fit."""
    event = lock_answers(session, event_id)
    if line_id is None:
        wanted = select(func.count(CostLine.id)).where(CostLine.event_id == event_id)
        if (session.scalar(wanted) or 0) >= MOST_COST_LINES:
            return None
        found = CostLine(event=event, account_id=account_id)
        session.add(found)
    else:
        kept = find_cost_line(session, event_id, line_id)
        if kept is None:
            return None
        found = kept
    for name in CostPlan.__slots__:
        setattr(found, name, getattr(plan, name))
    found.version = (found.version or 0) + 1
    session.flush()
    session.expire(found, ["partner"])
    return found


def remove_cost_line(session: Session, event_id: int, line_id: int) -> bool:
    """Take an amount out; False where it is not of the event."""
    lock_answers(session, event_id)
    found = find_cost_line(session, event_id, line_id)
    if found is None:
        return False
    session.delete(found)
    session.flush()
    return True


def copy_costs(session: Session, event: Event, copied: Event) -> int:
    """Plan the same amounts for the copy of an event, none paid; return how many.

    Receipts are of that event alone.
    """
    session.flush()
    kept = [line for line in cost_lines_of(session, event.id) if line.planned_cents is not None]
    for line in kept:
        plan = CostPlan(
            category=line.category,
            words=line.words,
            planned_cents=line.planned_cents,
            partner_id=line.partner_id,
            share_cents=line.share_cents,
        )
        keep_cost_line(session, copied.id, plan, account_id=line.account_id)
    return len(kept)


def amounts_of(
    *,
    food_cents: int | None,
    lines: Iterable[CostLine],
    uses: Iterable[ThingUse],
    deliveries: Iterable[SupplierDelivery],
) -> list[CostAmount]:
    """Gather all amounts of an event.

    Args:
        food_cents: what the shopping costs, as placed or else as advised; None where unknown.
        lines: as typed; what was paid for food is typed, for no till tells us.
        uses: things that are hired or bought.
        deliveries: of what is no dish.
    """
    found = [CostAmount(category=CostCategory.FOOD, planned=food_cents)] if food_cents else []
    found += [
        CostAmount(category=one.category, planned=one.planned_cents, paid=one.paid_cents)
        for one in lines
    ]
    of_things = [(one.planned_cents, one.paid_cents) for one in uses]
    of_things += [(one.planned_cents, one.paid_cents) for one in deliveries]
    return found + [
        CostAmount(category=CostCategory.THINGS, planned=planned, paid=paid)
        for planned, paid in of_things
        if planned is not None or paid is not None
    ]
