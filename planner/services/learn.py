"""Past turnout: what came to an event becomes what the next forecast learns from."""

import math
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.local_time import day_of
from planner.core.turnout import EventKind
from planner.core.words import CountQuality, EventState
from planner.services import places, plan
from planner.services.answer_counts import NO_ANSWERS, counts_now
from planner.services.gate_counting import arrivals, head_count
from planner.services.series import find_or_add_series
from planner.store.models import Event, Scan, Series, Turnout

ARRIVAL_STEP_MINUTES = 5


class NobodyCounted(Exception):
    """There is no count from the gate, so somebody has to say how many came."""


@dataclass(frozen=True, kw_only=True)
class TurnoutRecord:
    """What somebody knows of a past event.

    Attributes:
        came: the head count, children included.
        yes_heads: people who had said yes in the end.
        expected: the organiser's guess beforehand.
        arrival_minutes: people by five-minute step since the start.
    """

    title: str
    held_on: date
    came: int
    kind: EventKind = EventKind.UNSURE
    yes_heads: int = 0
    expected: int | None = None
    quality: CountQuality = CountQuality.COUNTED
    series_name: str = ""
    neighbourhood_name: str = ""
    length_minutes: int | None = None
    arrival_minutes: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Recorded:
    """A kept turnout, and whether it was not there already."""

    turnout: Turnout
    is_new: bool


def record_turnout(
    session: Session, record: TurnoutRecord, *, now: datetime, is_demonstration: bool = False
) -> Recorded:
    """Keep what came to a past event; one of the same series, title and day stays as it is."""
    series = find_or_add_series(
        session, record.series_name, now=now, is_demonstration=is_demonstration
    )
    there = find_turnout(session, series, record.title, record.held_on)
    if there is not None:
        return Recorded(there, is_new=False)
    turnout = Turnout(
        series=series,
        neighbourhood=places.find_or_add_neighbourhood(
            session, record.neighbourhood_name, is_demonstration=is_demonstration
        ),
        title=record.title,
        held_on=record.held_on,
        kind=record.kind,
        yes_heads=record.yes_heads,
        expected=record.expected,
        came=record.came,
        quality=record.quality,
        length_minutes=record.length_minutes,
        arrival_minutes=list(record.arrival_minutes) if record.arrival_minutes else None,
        created_at=now,
        is_demonstration=is_demonstration,
    )
    session.add(turnout)
    session.flush()
    return Recorded(turnout, is_new=True)


def find_turnout(
    session: Session, series: Series | None, title: str, held_on: date
) -> Turnout | None:
    """Return the turnout of this series, title and day."""
    return session.scalar(
        select(Turnout).where(
            Turnout.series_id == series.id if series else Turnout.series_id.is_(None),
            func.lower(Turnout.title) == title.lower(),
            Turnout.held_on == held_on,
        )
    )


def list_turnouts(session: Session) -> list[Turnout]:
    """List what came to past events, the latest first."""
    return list(
        session.scalars(
            select(Turnout)
            .options(joinedload(Turnout.series), joinedload(Turnout.neighbourhood))
            .order_by(Turnout.held_on.desc(), Turnout.id.desc())
        )
    )


def record_of(turnout: Turnout) -> TurnoutRecord:
    """Read back what was recorded."""
    return TurnoutRecord(
        title=turnout.title,
        held_on=turnout.held_on,
        came=turnout.came,
        kind=turnout.kind,
        yes_heads=turnout.yes_heads,
        expected=turnout.expected,
        quality=turnout.quality,
        series_name=turnout.series.name if turnout.series else "",
        neighbourhood_name=turnout.neighbourhood.name if turnout.neighbourhood else "",
        length_minutes=turnout.length_minutes,
    )


def delete_turnout(session: Session, turnout: Turnout) -> None:
    """Forget a turnout that was entered by mistake; one of a closed event is reopened instead."""
    if turnout.event_id is not None:
        raise ValueError("reopen the event instead")
    session.delete(turnout)


def close_event(
    session: Session,
    event: Event,
    *,
    now: datetime,
    came: int | None = None,
    quality: CountQuality = CountQuality.COUNTED,
) -> Turnout:
    """Make an event's count past turnout; closing it again corrects the count.

    Args:
        session: adds and flushes.
        event: it is over.
        now: the moment.
        came: what the organiser says; None for the count from the gate.
        quality: how far the count can be trusted.

    Raises:
        NobodyCounted: no number was given, and nothing was counted at the gate.
    """
    arrivals = arrival_minutes(session, event)
    if came is None:
        came = counted_at_gate(session, event)
    if came is None:
        raise NobodyCounted
    turnout = session.scalar(select(Turnout).where(Turnout.event_id == event.id))
    if turnout is None:
        turnout = Turnout(
            event=event, created_at=now, is_demonstration=bool(event.is_demonstration)
        )
    counts = counts_now(session, [event.id]).get(event.id, NO_ANSWERS)
    turnout.series_id = event.series_id
    turnout.neighbourhood_id = event.neighbourhood_id
    turnout.title = event.title
    turnout.held_on = day_of(event.starts_at, event.zone)
    turnout.kind = event.kind
    turnout.yes_heads = counts.yes_heads
    turnout.expected = event.expected
    turnout.came = came
    turnout.quality = quality
    turnout.length_minutes = round((event.ends_at - event.starts_at).total_seconds() / 60)
    turnout.arrival_minutes = arrivals
    event.state = EventState.CLOSED
    plan.touch(event, now=now, in_calendars=False)
    session.add(turnout)
    session.flush()
    return turnout


def reopen_event(session: Session, event: Event, *, now: datetime) -> None:
    """Take closing back: the count is no longer past turnout."""
    turnout = session.scalar(select(Turnout).where(Turnout.event_id == event.id))
    if turnout is not None:
        session.delete(turnout)
    event.state = EventState.PUBLISHED
    plan.touch(event, now=now, in_calendars=False)
    session.flush()


def turnout_of(session: Session, event_id: int) -> Turnout | None:
    """Return what came to an event that was closed."""
    return session.scalar(select(Turnout).where(Turnout.event_id == event_id))


def counted_at_gate(session: Session, event: Event) -> int | None:
    """Return how many came by the gate's count; None when nobody counted there."""
    has_scans = session.scalar(select(Scan.id).where(Scan.event_id == event.id).limit(1))
    return None if has_scans is None else head_count(session, event.id).came


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
