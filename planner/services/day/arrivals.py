"""How people usually come to an event: by its type, other events like it, and its own series."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, case, false, or_, select
from sqlalchemy.orm import Session

from planner.core.catering.watch import MINUTE, UsualArrivals
from planner.core.turnout.profile import FIRST_FEW
from planner.core.turnout.ways import ArrivalWay, Arriving, way_of
from planner.services.gate.counting import Arrival
from planner.services.plan.closing import ARRIVAL_STEP_MINUTES
from planner.store.models import Event, Recount, Turnout

Minutes = tuple[float, ...]

MOST_OWN, MOST_ELSEWHERE = 20, 10
WELL_INSIDE = timedelta(minutes=30)
"""What begins sooner after the start, or nearer to the end, draws nobody of its own."""


def usual_arrivals(session: Session, event: Event) -> UsualArrivals:
    """Return what is known of when guests come in, before any of them did; one query at most."""
    length = (event.ends_at - event.starts_at) / MINUTE
    way = way_of(event.event_type)
    own, others = _past_arrivals(session, event, length, way)
    return UsualArrivals(
        starts_at=event.starts_at,
        length_minutes=length,
        past_arrivals=own[:MOST_OWN],
        arriving=Arriving(
            way=way,
            draws_at=_draws_at(event) if way is ArrivalWay.PROGRAMME else None,
            elsewhere=others[:MOST_ELSEWHERE],
        ),
    )


def _past_arrivals(
    session: Session, event: Event, length: float, way: ArrivalWay
) -> tuple[list[Minutes], list[Minutes]]:
    """The arrivals at earlier events of the series, and at others of its type; newest first."""
    own: list[Minutes] = []
    others: list[Minutes] = []
    # A party of its own to which people drop in is as its type has it: others tell no more.
    if event.series_id is None and way is ArrivalWay.DROP_IN:
        return own, others
    is_own = false() if event.series_id is None else Turnout.series_id == event.series_id
    is_like_it = and_(
        Turnout.organisation_id == event.organisation_id, Event.event_type == event.event_type
    )
    rows = session.execute(
        select(Turnout.arrival_minutes, Turnout.length_minutes, Turnout.series_id)
        .outerjoin(Event, Event.id == Turnout.event_id)
        .where(
            Turnout.arrival_minutes.is_not(None),
            Turnout.left_out_because.is_(None),
            or_(Turnout.event_id.is_(None), Turnout.event_id != event.id),
            or_(is_own, is_like_it),
        )
        .order_by(case((is_own, 0), else_=1), Turnout.held_on.desc(), Turnout.id)
        .limit(MOST_OWN + MOST_ELSEWHERE)
    )
    for steps, lasted, series_id in rows:
        minutes = _minutes(steps, lasted, length, way)
        if minutes:
            (own if series_id and series_id == event.series_id else others).append(minutes)
    return own, others


def begun_at(
    people: Sequence[Arrival], recount: Recount | None, starts_at: datetime, now: datetime
) -> float | None:
    """Return the minute at which the gates had counted the first few people.

    Returns:
        Minutes since the start, or None before that; also where somebody counted all heads, for
        then nobody knows when the first of them came.
    """
    if recount is not None and recount.counted_at <= now:
        return None
    heads = 0
    for arrival in sorted(people, key=lambda one: one.at):
        heads += arrival.heads
        if heads >= FIRST_FEW:
            return (arrival.at - starts_at) / MINUTE if arrival.at <= now else None
    return None


def _minutes(
    steps: Sequence[int] | None, lasted: int | None, length: float, way: ArrivalWay
) -> Minutes:
    """The minute of each arrival; of people who drop in as if the event had been as long."""
    stretch = length / lasted if lasted and way.grows_with_length else 1.0
    return tuple(
        (place + 0.5) * ARRIVAL_STEP_MINUTES * stretch
        for place, heads in enumerate(steps or ())
        for _head in range(heads)
    )


def _draws_at(event: Event) -> float | None:
    """Minutes from the start to what most come for: the last part that begins well inside it."""
    first, last = event.starts_at + WELL_INSIDE, event.ends_at - WELL_INSIDE
    begins = [item.starts_at for item in event.programme if first <= item.starts_at <= last]
    return (max(begins) - event.starts_at) / MINUTE if begins else None
