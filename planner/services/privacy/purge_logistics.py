"""Erase who is named in the logistics of events that are long over, and suppliers who are people.

Lines, tasks, permits, things, deliveries and amounts stay with their titles, times and numbers: the
next event begins with them, and what it cost is accounted for.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CompoundSelect, and_, or_, select, update
from sqlalchemy.orm import Session

from planner.core.retention import Retention
from planner.services.logistics.forgetting import forget_suppliers
from planner.services.named import NAMED, names_anybody, nobody_named
from planner.services.privacy.purge_kinds import Tally
from planner.store.listed import is_one_of
from planner.store.models import Event, Organisation, Supplier, SupplierDelivery, ThingUse


def erase_named(session: Session, tally: Tally, due: list[int]) -> None:
    """Take names, numbers and notes out of events of which no more than numbers may be kept."""
    for table in NAMED:
        named = and_(table.event_id.in_(due), names_anybody(table))
        if tally.count("named", table, named, event=table.event_id):
            session.execute(
                update(table)
                .where(named)
                .values(nobody_named(table))
                .execution_options(synchronize_session=False)
            )
    session.expire_all()


def erase_private_suppliers(
    session: Session, tally: Tally, due: list[int], *, keep: Retention, now: datetime
) -> None:
    """Forget private people after the last event they deliver to.

    Who was added for the next one, and delivers to none yet, has as long as an event keeps.

    Args:
        session: writes.
        tally: counts what went.
        due: all events of which no more than numbers may be kept.
        keep: for how long a private person is kept who delivers to no event.
        now: the moment.
    """
    is_due = is_one_of(session, Event.id, due)
    today = now.date()
    terms = session.scalars(select(Organisation.keep_days).distinct()).all()
    long_ago = or_(
        *(
            and_(
                Supplier.organisation_id.in_(
                    select(Organisation.id).where(
                        Organisation.keep_days.is_not_distinct_from(promised)
                    )
                ),
                Supplier.unused_since <= today - timedelta(days=keep.days_for(promised)),
            )
            for promised in terms
        )
    )
    needed = Supplier.id.in_(_suppliers_of(~is_due))
    session.execute(
        update(Supplier)
        .where(Supplier.unused_since.is_not(None), or_(needed, Supplier.is_person.is_(False)))
        .values(unused_since=None)
    )
    delivered = Supplier.id.in_(_suppliers_of(is_due))
    private = and_(Supplier.is_person, ~needed)
    gone = and_(private, or_(delivered, long_ago))
    found = session.scalars(select(Supplier).where(gone).order_by(Supplier.id)).all()
    forget_suppliers(session, found, dishes_of=is_due)
    tally.add("suppliers", len(found))
    session.execute(
        update(Supplier).where(private, Supplier.unused_since.is_(None)).values(unused_since=today)
    )


def _suppliers_of(events: ColumnElement[bool]) -> CompoundSelect[int | None]:
    """Return the numbers of who delivers to, or lends to, some events."""
    delivers = select(SupplierDelivery.supplier_id).join(
        Event, Event.id == SupplierDelivery.event_id
    )
    lends = select(ThingUse.supplier_id).join(Event, Event.id == ThingUse.event_id)
    return delivers.where(events, SupplierDelivery.supplier_id.is_not(None)).union(
        lends.where(events, ThingUse.supplier_id.is_not(None))
    )
