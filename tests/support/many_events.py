"""A town that plans much: hundreds of events to come, and as many that are over and counted."""

import uuid
from datetime import timedelta
from typing import Any, cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from planner.core.enums import CountQuality, EventType
from planner.core.turnout import EventKind
from planner.services.plan import making
from planner.services.plan.event_plan import EventPlan
from planner.services.plan.series import find_or_add_series
from planner.store.base import Store
from planner.store.models import Event, Turnout
from tests.support.busy_evening import NOW, PLANNED

SERIES = 10
LASTS = timedelta(hours=3)
OVER = NOW - timedelta(days=30)


def fill_years(store: Store, events: int) -> None:
    """Plan so many events to come, and let as many be over, closed and counted."""
    with store.transaction() as session:
        plan = EventPlan(
            title="Barbecue",
            event_type=EventType.BARBECUE,
            kind=EventKind.OPEN,
            starts_at=NOW + timedelta(days=1),
            ends_at=NOW + timedelta(days=1) + LASTS,
            neighbourhood_name="Passart",
            venue_name="Field",
            expected=30,
        )
        made = making.create_event(session, plan, account_id=None, now=PLANNED)
        series = [
            find_or_add_series(session, f"Series {number}", now=PLANNED) for number in range(SERIES)
        ]
        session.flush()
        table = cast(Table, Event.__table__)
        row = session.execute(select(table).where(table.c.id == made.id)).one()
        # Of an event as it is made, so that a column that is added later is in it.
        kept: dict[str, Any] = {key: row._mapping[key] for key in row._mapping if key != "id"}
        rows = [
            kept
            | {
                "slug": f"event-{number}",
                "uid": str(uuid.UUID(int=number)),
                "title": f"Event {number}",
                "series_id": series[number % SERIES].id,  # type: ignore[union-attr]
                **_times(number, events),
            }
            for number in range(2 * events)
        ]
        session.connection().execute(insert(table), rows)
        _count(session, [one["slug"] for one in rows[events:]])


def _times(number: int, events: int) -> dict[str, Any]:
    if number < events:
        starts_at, state = NOW + timedelta(days=2 + number % 300), "published"
    else:
        starts_at, state = OVER - timedelta(days=number % 1_500), "closed"
    return {"starts_at": starts_at, "ends_at": starts_at + LASTS, "state": state}


def _count(session: Session, slugs: list[str]) -> None:
    over = session.execute(
        select(Event.id, Event.title, Event.starts_at, Event.series_id, Event.organisation_id)
        .where(Event.slug.in_(slugs))
        .order_by(Event.id)
    ).all()
    session.execute(
        insert(Turnout),
        [
            {
                "event_id": one.id,
                "organisation_id": one.organisation_id,
                "series_id": one.series_id,
                "title": one.title,
                "held_on": one.starts_at.date(),
                "kind": EventKind.OPEN,
                "yes_heads": 20,
                "expected": 30,
                "came": 25 + one.id % 20,
                "quality": CountQuality.COUNTED,
                "created_at": NOW,
            }
            for one in over
        ],
    )
