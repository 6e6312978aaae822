"""What stays of an event when its guests and scans are erased: numbers."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.services.forecast.said import keep_before_erasing
from planner.services.plan import closing
from planner.store.models import Event, Scan, Turnout


def keep_numbers(session: Session, due: list[int], *, now: datetime) -> None:
    """Keep what was said of events whose answers go, and what came where nobody closed them."""
    keep_before_erasing(session, due, now=now)
    uncounted = session.scalars(
        select(Event).where(
            Event.id.in_(due),
            Event.id.in_(select(Scan.event_id)),
            Event.id.not_in(select(Turnout.event_id).where(Turnout.event_id.is_not(None))),
        )
    )
    for event in uncounted:
        # Scans that were all undone count nobody: then there is nothing to keep.
        with suppress(closing.NobodyCounted):
            closing.close_event(session, event, now=now)
