"""Leave a past event out of what forecasts learn from, let it count again, and say what that does.

A storm that kept everybody at home says nothing of the next fair afternoon. What is left out stays
in every list, with the reason.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.enums import EventState, LeftOutBecause
from planner.core.turnout import Spoken, spoken
from planner.services.forecast.said import said_of
from planner.store.models import Event, Turnout


@dataclass(frozen=True)
class Effect:
    """What is said of a coming event before and after; None where nothing can be said."""

    event: Event
    before: Spoken | None
    after: Spoken | None


def leave_out(
    session: Session,
    turnout: Turnout,
    because: LeftOutBecause | None,
    *,
    shown_on: Event | None = None,
    now: datetime,
) -> Effect | None:
    """Leave a past event out, or let it count again.

    Args:
        session: changes and flushes.
        turnout: the past event.
        because: why it is left out; None lets it count again.
        shown_on: the event on whose forecast the effect is shown; None for the next of the series.
        now: the moment.

    Returns:
        What it does to a forecast; None where no event is to come.
    """
    event = shown_on or _next_of_series(session, turnout, now=now)
    before = _said(session, event, now=now) if event else None
    turnout.left_out_because = because
    session.flush()
    return Effect(event, before, _said(session, event, now=now)) if event else None


def _next_of_series(session: Session, turnout: Turnout, *, now: datetime) -> Event | None:
    if turnout.series_id is None:
        return None
    return session.scalar(
        select(Event)
        .where(
            Event.series_id == turnout.series_id,
            Event.starts_at > now,
            Event.state.in_([EventState.DRAFT, EventState.PUBLISHED]),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(1)
    )


def _said(session: Session, event: Event, *, now: datetime) -> Spoken | None:
    quoted = said_of(session, [event], now=now).get(event.id)
    return spoken(quoted) if quoted else None
