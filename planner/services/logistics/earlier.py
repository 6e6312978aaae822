"""From which event another one takes over its run sheet, its tasks or its list of things."""

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from planner.store.models import Event

FROM_SET = 0
"""In place of the number of an event: begin with the usual set, whatever came before."""


def last_with(
    session: Session, event: Event, has: ColumnElement[bool], *, like_id: int | None = None
) -> Event | None:
    """Return the latest event of the series that has something; else of the same sort.

    One before this event comes first; one question.

    Args:
        session: reads.
        event: for which.
        has: what is so of that event, as a condition on its row.
        like_id: only this one, if it fits; `FROM_SET` for none. What somebody looked at is what is
            made, whichever event has become the last one meanwhile.
    """
    if like_id == FROM_SET:
        return None
    in_series = (Event.series_id == event.series_id) & Event.series_id.is_not(None)
    only = () if like_id is None else (Event.id == like_id,)
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
