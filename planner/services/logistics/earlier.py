"""From which event another one takes over its run sheet, its tasks or its list of things."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from planner.store.models import Event


def last_with(
    session: Session, event: Event, has: ColumnElement[bool], *, only_id: int | None = None
) -> Event | None:
    """Return the latest event of the series that has something; else of the same sort.

    One before this event comes first; one question.

    Args:
        session: reads.
        event: for which.
        has: what is so of that event, as a condition on its row.
        only_id: only this one, if it fits.
    """
    in_series = (Event.series_id == event.series_id) & Event.series_id.is_not(None)
    only = () if only_id is None else (Event.id == only_id,)
    return session.scalars(
        select(Event)
        .where(
            Event.organisation_id == event.organisation_id,
            Event.id != event.id,
            in_series | (Event.event_type == event.event_type),
            has,
            *only,
        )
        .order_by(
            in_series.is_(True).desc(),
            (Event.starts_at < event.starts_at).desc(),
            Event.starts_at.desc(),
            Event.id,
        )
        .limit(1)
    ).first()
