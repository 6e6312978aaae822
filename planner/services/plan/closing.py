"""Close an event: its count becomes past turnout. And take that back."""

import math
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.enums import CountQuality, EventState
from planner.core.local_time import day_of
from planner.core.turnout import Weather
from planner.services.answer.counts import NO_ANSWERS, counts_now, kept_last
from planner.services.gate.counting import arrivals, head_count
from planner.services.gate.recounts import came_until, last_recount
from planner.services.helpers import totals
from planner.services.plan.making import touch
from planner.store.models import Event, Scan, Turnout, Waiting

ARRIVAL_STEP_MINUTES = 5


class NobodyCounted(Exception):
    """Nobody counted on the day, at the gate or otherwise: somebody has to say how many came."""


def close_event(
    session: Session,
    event: Event,
    *,
    now: datetime,
    came: int | None = None,
    quality: CountQuality = CountQuality.COUNTED,
    missed: int | None = None,
    weather: Weather | None = None,
    is_holiday: bool | None = None,
) -> Turnout:
    """Make an event's count past turnout; closing it again corrects the count.

    Forecasts learn from it, until it is left out. What became of its shifts is kept as well.

    Args:
        session: adds and flushes.
        event: it is over.
        now: the moment.
        came: what the organiser says; None for the number with which the day ended.
        quality: how far the count can be trusted.
        missed: how many more might have come, where the count is "at least".
        weather: the weather on the day; None for what was expected.
        is_holiday: was it a holiday, or was there no school? None for what the event says.

    Raises:
        NobodyCounted: no number was given, and nothing was counted at the gate.
    """
    by_minute = arrival_minutes(session, event)
    if came is None:
        came = counted_that_day(session, event)
    if came is None:
        raise NobodyCounted
    turnout = session.scalar(select(Turnout).where(Turnout.event_id == event.id))
    if turnout is None:
        turnout = _told_before(session, event) or Turnout(
            is_demonstration=bool(event.is_demonstration)
        )
        turnout.event, turnout.created_at = event, now
    counts = counts_now(session, [event.id]).get(event.id) or kept_last(session, event.id)
    counts = counts or NO_ANSWERS
    turnout.series_id = event.series_id
    turnout.neighbourhood_id = event.neighbourhood_id
    turnout.title = event.title
    turnout.held_on = day_of(event.starts_at, event.zone)
    turnout.kind = event.kind
    turnout.yes_heads = counts.yes_heads
    turnout.expected = event.expected
    turnout.weather = event.weather if weather is None else weather
    turnout.is_holiday = event.is_holiday if is_holiday is None else is_holiday
    turnout.came = came
    turnout.quality = quality
    turnout.missed = missed
    turnout.left_out_because = None
    turnout.length_minutes = round((event.ends_at - event.starts_at).total_seconds() / 60)
    turnout.arrival_minutes = by_minute
    event.state = EventState.CLOSED
    touch(event, now=now, in_calendars=False)
    session.add(turnout)
    totals.freeze(session, event)
    return turnout


def reopen_event(session: Session, event: Event, *, now: datetime) -> None:
    """Take closing back: the count is no longer past turnout."""
    turnout = session.scalar(select(Turnout).where(Turnout.event_id == event.id))
    if turnout is not None:
        session.delete(turnout)
    event.state = EventState.PUBLISHED
    touch(event, now=now, in_calendars=False)
    session.flush()


def _told_before(session: Session, event: Event) -> Turnout | None:
    """Find what a file or somebody said of this very event: two would be learnt from twice."""
    is_of_it = (
        Turnout.event_id.is_(None),
        Turnout.organisation_id == event.organisation_id,
        Turnout.series_id.is_not_distinct_from(event.series_id),
        func.lower(Turnout.title) == event.title.lower(),
        Turnout.held_on == day_of(event.starts_at, event.zone),
    )
    return session.scalar(select(Turnout).where(*is_of_it).order_by(Turnout.id).limit(1))


def turnout_of(session: Session, event_id: int) -> Turnout | None:
    """Return what came to an event that was closed."""
    return session.scalar(select(Turnout).where(Turnout.event_id == event_id))


def counted_at_gate(session: Session, event: Event) -> int | None:
    """Return how many came by the gate's count; None when nobody counted there."""
    has_scans = session.scalar(select(Scan.id).where(Scan.event_id == event.id).limit(1))
    return None if has_scans is None else head_count(session, event.id).came


def counted_that_day(session: Session, event: Event) -> int | None:
    """Return the number with which the day itself ended; None when nobody counted in any way.

    Somebody's own count, and who came in by the gates after it; without one the gate's count.
    """
    recount = last_recount(session, event.id)
    if recount is None:
        return counted_at_gate(session, event)
    people = arrivals(session, event.id)
    latest = max([recount.counted_at, *(one.at for one in people)])
    return came_until(people, recount, at=latest)


def still_waiting(session: Session, event_id: int) -> int:
    """Return how many people were in line for a place when it was over: they might have come."""
    return session.scalar(select(func.sum(Waiting.heads)).where(Waiting.event_id == event_id)) or 0


def arrival_minutes(session: Session, event: Event) -> list[int] | None:
    """Return the people by five-minute step since the start; None when nobody counted by time.

    Who was early came in the first step, who came after the end in the last one.
    """
    arrived = arrivals(session, event.id)
    if not arrived:
        return None
    step = timedelta(minutes=ARRIVAL_STEP_MINUTES)
    steps = [0] * max(1, math.ceil((event.ends_at - event.starts_at) / step))
    for arrival in arrived:
        place = int((arrival.at - event.starts_at) / step)
        steps[min(max(place, 0), len(steps) - 1)] += arrival.heads
    return steps
