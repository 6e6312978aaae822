"""Series: events that resemble each other and learn from each other."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.services.plan.slugs import free_slug
from planner.store.models import Series


def add_series(
    session: Session, name: str, *, now: datetime, is_demonstration: bool = False
) -> Series:
    """Make a series without events."""
    series = Series(
        slug=free_slug(session, Series.slug, name, "", otherwise="series"),
        name=name,
        created_at=now,
        is_demonstration=is_demonstration,
    )
    session.add(series)
    session.flush()
    return series


def find_or_add_series(
    session: Session, name: str, *, now: datetime, is_demonstration: bool = False
) -> Series | None:
    """Return the series of this name, whatever its capitals; None without a name."""
    name = name.strip()
    if not name:
        return None
    found = find_series(session, name)
    return found or add_series(session, name, now=now, is_demonstration=is_demonstration)


def find_series(session: Session, name: str) -> Series | None:
    """Return the newest series of this name, whatever its capitals; never an example."""
    return session.scalar(
        select(Series)
        .where(func.lower(Series.name) == name.strip().lower(), ~Series.is_example)
        .order_by(Series.id.desc())
        .limit(1)
    )


def known_series(session: Session) -> list[Series]:
    """List all series, the newest first; never an example."""
    return list(
        session.scalars(select(Series).where(~Series.is_example).order_by(Series.id.desc()))
    )
