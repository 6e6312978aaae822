"""How full feeds are, as they were last made, and which of them soon have no room for more."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from planner.services.calendars.files import PUBLIC_NAME, neighbourhood_name, series_name
from planner.services.calendars.gathering import MOST_BYTES, MOST_ENTRIES
from planner.store.models import CalendarFeed, Neighbourhood

WARN_FROM_PERCENT = 80
"""A year of a busy town is left then to let people follow a smaller calendar."""


@dataclass(frozen=True, kw_only=True)
class FullFeed:
    """A feed that is full, or soon will be.

    Attributes:
        name: of the neighbourhood; empty for another one.
        percent: of the room that there is; 100 where later events are left out.
        reaches_to: when its last event begins, where later ones had no room; else None.
    """

    name: str
    percent: int
    reaches_to: datetime | None


def full_feeds(session: Session) -> list[FullFeed]:
    """List the public feeds that are full or soon will be, the calendar of all events first.

    Of those that somebody follows: what nobody ever asked for was never made. One question where
    there is none.
    """
    full = {row.name: _full(row) for row in session.scalars(_nearly_full())}
    if not full:
        return []
    called = {PUBLIC_NAME: ""} | {
        neighbourhood_name(slug): name
        for slug, name in session.execute(
            select(Neighbourhood.slug, Neighbourhood.name).order_by(Neighbourhood.name)
        )
    }
    return [replace(full[key], name=name) for key, name in called.items() if key in full]


def fullness_of_series(session: Session, slug: str) -> FullFeed | None:
    """Say how full the feed of a series is; None where there is room enough."""
    row = session.scalar(_nearly_full().where(CalendarFeed.name == series_name(slug)))
    return _full(row) if row is not None else None


def _nearly_full() -> Select[CalendarFeed]:
    return (
        select(CalendarFeed)
        .where(
            or_(
                CalendarFeed.entries >= MOST_ENTRIES * WARN_FROM_PERCENT // 100,
                CalendarFeed.size >= MOST_BYTES * WARN_FROM_PERCENT // 100,
                CalendarFeed.reaches_to.is_not(None),
            ),
            # Not those in which each part of a programme counts, or another language.
            ~CalendarFeed.name.contains("?"),
        )
        .order_by(CalendarFeed.name)
    )


def _full(row: CalendarFeed) -> FullFeed:
    filled = max(row.entries * 100 // MOST_ENTRIES, row.size * 100 // MOST_BYTES)
    return FullFeed(
        name="",
        percent=100 if row.reaches_to is not None else min(filled, 99),
        reaches_to=row.reaches_to,
    )
