"""Somebody's own count of all heads: it replaces what the gates had counted until then."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.services.gate.counting import Arrival, HeadCount
from planner.store.models import Recount


def last_recount(session: Session, event_id: int) -> Recount | None:
    """Return the last time somebody counted all heads of an event."""
    return session.scalar(
        select(Recount)
        .where(Recount.event_id == event_id)
        .order_by(Recount.counted_at.desc(), Recount.id.desc())
        .limit(1)
    )


def came_until(people: Sequence[Arrival], recount: Recount | None, *, at: datetime) -> int:
    """Add up who came until a moment; a recount replaces what the gates had counted before it."""
    if recount is None or recount.counted_at > at:
        return sum(one.heads for one in people if one.at <= at)
    return recount.heads + sum(one.heads for one in people if recount.counted_at < one.at <= at)


def seen_by_gates(people: Sequence[Arrival], recount: Recount) -> int:
    """Add up who had come by the gates when somebody counted."""
    return sum(one.heads for one in people if one.at <= recount.counted_at)


def still_inside(counted: HeadCount, recount: Recount | None, came: int) -> int:
    """Say who is there now: by an own count all who came, less who left by the gates."""
    return counted.inside if recount is None else max(0, came - (counted.came - counted.inside))
