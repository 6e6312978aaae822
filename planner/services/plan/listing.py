"""Events that anybody may see, and those that are meant."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.enums import EventState
from planner.store.models import Event, Neighbourhood, Series

MOST_SHOWN = 60
# A draft has no public page, also when it is called off. What was published and is cancelled stays,
# or people would stand before a closed gate.
IS_PUBLIC: tuple[ColumnElement[bool], ...] = (
    Event.is_public.is_(True),
    Event.state != EventState.DRAFT,
    Event.published_at.is_not(None),
)


def is_real() -> ColumnElement[bool]:
    """Match events that are no example to try things out with."""
    examples = select(Series.id).where(Series.is_example)
    return or_(Event.series_id.is_(None), Event.series_id.not_in(examples))


def coming_events(
    session: Session,
    *,
    now: datetime,
    organisation_id: int | None = None,
    limit: int = MOST_SHOWN,
) -> list[Event]:
    """List the public events that are not over, the next one first; cancelled ones too.

    Args:
        session: reads.
        now: the moment.
        organisation_id: whose; None for everybody's.
        limit: how many at most.
    """
    whose = [] if organisation_id is None else [Event.organisation_id == organisation_id]
    return list(
        session.scalars(
            select(Event)
            .where(*IS_PUBLIC, Event.ends_at > now, *whose)
            .options(joinedload(Event.venue))
            .order_by(Event.starts_at, Event.id)
            .limit(limit)
        )
    )


def neighbourhoods_to_follow(session: Session) -> list[tuple[str, str]]:
    """List the name and the address part of each neighbourhood that had or has a public event."""
    rows = session.execute(
        select(Neighbourhood.name, Neighbourhood.slug)
        .where(exists().where(Event.neighbourhood_id == Neighbourhood.id, *IS_PUBLIC))
        .order_by(Neighbourhood.name)
    )
    return [(name, slug) for name, slug in rows]


def public_event(session: Session, slug: str) -> Event | None:
    """Return a public event with all that its page shows."""
    return session.scalar(
        select(Event)
        .where(Event.slug == slug, *IS_PUBLIC)
        .options(
            joinedload(Event.venue),
            joinedload(Event.series),
            selectinload(Event.dishes),
            selectinload(Event.programme),
        )
    )
