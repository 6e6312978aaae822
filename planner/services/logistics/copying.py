"""What a copy of an event takes over of its logistics: all of it open, nothing taken or paid."""

from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planner.services.logistics.costs import copy_costs
from planner.services.logistics.sheet_making import copy_lines
from planner.services.logistics.suppliers import copy_deliveries
from planner.services.logistics.tasks import copy_tasks
from planner.services.logistics.uses import copy_uses
from planner.services.logistics.weather import was_brought_inside
from planner.store.models import (
    CostLine,
    Event,
    EventSite,
    EventTask,
    RunLine,
    SupplierDelivery,
    ThingUse,
)

_COPIED = (EventTask, ThingUse, SupplierDelivery, CostLine, EventSite)


def has_logistics(session: Session, event_id: int) -> bool:
    """Say whether a copy of an event would take anything over; one question."""
    has = [select(one.event_id).where(one.event_id == event_id).exists() for one in _COPIED]
    has.append(
        select(RunLine.id)
        .where(RunLine.event_id == event_id, RunLine.removed_at.is_(None))
        .exists()
    )
    return bool(session.scalar(select(or_(*has))))


def copy_logistics(session: Session, event: Event, copied: Event, *, now: datetime) -> None:
    """Give the copy of an event its run sheet, tasks, things, deliveries, plans of money and site.

    What was sent to a town, ticked, taken out, called off or paid is of that event alone.
    """
    copy_lines(session, event, copied, now=now)
    copy_tasks(session, event, copied, now=now)
    copy_uses(session, event, copied)
    copy_deliveries(session, event, copied)
    copy_costs(session, event, copied)
    site = session.get(EventSite, event.id)
    if site is not None:
        if was_brought_inside(site, copied.venue_id):
            # Rain drove that event inside; its copy is planned where that one was to be.
            copied.venue_id = site.dry_venue_id
        session.add(
            EventSite(
                event_id=copied.id,
                facts=site.facts,
                rain_words=site.rain_words,
                heat_words=site.heat_words,
                rain_venue_id=site.rain_venue_id,
            )
        )
    session.flush()
