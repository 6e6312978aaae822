"""What an event costs: the order, things, deliveries and typed lines, planned beside paid."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.logistics.money import CostAmount, CostCategory, sums_of
from planner.core.logistics.names import same_name
from planner.services.answer.locking import lock_answers
from planner.services.logistics.suppliers import deliveries_of
from planner.services.logistics.things import uses_of
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
        session.add(
            CostLine(
                event=copied,
                category=line.category,
                words=line.words,
                planned_cents=line.planned_cents,
                partner_id=line.partner_id,
                share_cents=line.share_cents,
                account_id=line.account_id,
            )
        )
    session.flush()
    return len(kept)


class CostSource(StrEnum):
    """Where an amount stands."""

    LINE = "line"
    THING = "thing"
    DELIVERY = "delivery"
    SHOPPING = "shopping"


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAmount:
    """An amount, and where it stands: each stands in one place, so that none is counted twice.

    Attributes:
        words: what it is for; empty where nobody said.
        number: of the line, the thing or the delivery; 0 for the shopping.
        line: the line itself, where it is one.
    """

    amount: CostAmount
    source: CostSource
    words: str = ""
    number: int = 0
    line: CostLine | None = None


def amounts_of(
    *,
    food_cents: int | None,
    lines: Iterable[CostLine],
    uses: Iterable[ThingUse],
    deliveries: Iterable[SupplierDelivery],
    menu: Iterable[str] = (),
) -> list[KnownAmount]:
    """Gather all amounts of an event.

    What a shop on the menu brings is planned by the shopping list, so a planned amount of such a
    delivery counts no second time; what was paid for it was paid for food.

    Args:
        food_cents: what the shopping costs, as placed or else as advised; None where unknown.
        lines: as typed; what was paid for food is typed, for no till tells us.
        uses: things that are hired or bought.
        deliveries: what suppliers bring.
        menu: where dishes are bought.
    """
    found = []
    if food_cents is not None:
        planned = CostAmount(category=CostCategory.FOOD, planned=food_cents)
        found.append(KnownAmount(amount=planned, source=CostSource.SHOPPING))
    for line in lines:
        amount = CostAmount(
            category=line.category, planned=line.planned_cents, paid=line.paid_cents
        )
        found.append(
            KnownAmount(
                amount=amount, source=CostSource.LINE, words=line.words, number=line.id, line=line
            )
        )
    for use in uses:
        amount = CostAmount(
            category=CostCategory.THINGS, planned=use.planned_cents, paid=use.paid_cents
        )
        found.append(
            KnownAmount(amount=amount, source=CostSource.THING, words=use.name, number=use.id)
        )
    shops = {same_name(name) for name in menu}
    for one in deliveries:
        words = one.supplier.name if one.supplier is not None else one.what
        is_food = one.is_food or (one.supplier is not None and same_name(words) in shops)
        amount = CostAmount(
            category=CostCategory.FOOD if is_food else CostCategory.THINGS,
            planned=None if is_food else one.planned_cents,
            paid=one.paid_cents,
        )
        found.append(
            KnownAmount(amount=amount, source=CostSource.DELIVERY, words=words, number=one.id)
        )
    return [one for one in found if one.amount.planned is not None or one.amount.paid is not None]


def gather(session: Session, event: Event, food_cents: int | None) -> list[KnownAmount]:
    """Return all amounts of an event, whose dishes are loaded; three questions."""
    return amounts_of(
        food_cents=food_cents,
        lines=cost_lines_of(session, event.id),
        uses=uses_of(session, event.id),
        deliveries=deliveries_of(session, [event.id]),
        menu=[str(dish.values.get("supplier", "")) for dish in event.dishes],
    )


def paid_for_food(session: Session, event: Event) -> int | None:
    """Return what was paid for food by what is noted; None where nothing is."""
    sums = sums_of(one.amount for one in gather(session, event, None))
    food = sums.get(CostCategory.FOOD)
    return food.paid if food is not None else None
