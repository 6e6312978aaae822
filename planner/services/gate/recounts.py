"""Somebody's own count of all heads: it replaces what the gates had counted until then."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.services.gate.counting import Arrival, HeadCount, count_heads, find_arrivals
from planner.services.gate.event_scans import EventScans, read_event
from planner.store.models import Recount


@dataclass(frozen=True, slots=True)
class CountNow:
    """Who came and who is there, by an own count where somebody made one.

    Args:
        inside: people there now.
        came: people who came until now.
        by_gates: the same as the gates have it, without an own count.
        recount: the last own count.
        seen_before: people who had come by the gates when it was made; 0 without one.
    """

    inside: int
    came: int
    by_gates: HeadCount
    recount: Recount | None
    seen_before: int


def count_now(scans: EventScans, recount: Recount | None, *, now: datetime) -> CountNow:
    """Count the people at an event from its scans and its last own count."""
    counted, people = count_heads(scans), find_arrivals(scans)
    came = came_until(people, recount, at=now)
    return CountNow(
        inside=still_inside(counted, recount, came),
        came=came,
        by_gates=counted,
        recount=recount,
        seen_before=seen_by_gates(people, recount) if recount else 0,
    )


def found_beyond_gates(session: Session, event_id: int) -> int:
    """Say how many more people an own count found than the gates had; below 0 where fewer."""
    recount = last_recount(session, event_id)
    if recount is None:
        return 0
    return recount.heads - seen_by_gates(find_arrivals(read_event(session, event_id)), recount)


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
