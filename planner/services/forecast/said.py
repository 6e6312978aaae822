"""What is said of how many will come: one forecast with its moment, which every page quotes.

Until an event begins it is what follows from what is known now. When it begins it is kept, and
stays as it was said, whatever is learned or erased later: docs/decisions/0037-one-forecast.md.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from planner.core.capacity import Crowding, crowding
from planner.core.enums import EventState
from planner.core.turnout import Forecast, Parts, SpokenForecast, spoken
from planner.services.answer.room import limit_of
from planner.services.forecast.forecasting import EventForecast, Inputs, forecast_events
from planner.store.models import Event, SaidForecast

KEPT_LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
KEPT_IN_TIME = timedelta(hours=1)
"""What is written down later than this after the start is called reckoned: much may have changed
since, such as a count of last year that somebody corrected."""
MOST_KEPT_AT_ONCE = 20


class HowKnown(Enum):
    """Where a forecast comes from."""

    NOW = "now"
    """It follows from what is known now, and changes with it."""
    KEPT = "kept"
    """It was kept when it was said."""
    RECKONED = "reckoned"
    """It was not kept then, and is made again from what is still known."""


@dataclass(frozen=True, slots=True)
class Quoted:
    """A forecast as it is said: what pages, papers and files need of it, and nothing else.

    Attributes:
        at: the moment that it speaks of.
        heads: people by level, as charts and ranges read them.
        parts: what adds up to it; None where that was not kept.
        past: earlier events of the series that it learned from; `elsewhere` those of others.
        places: as many as can come; None without a limit.
    """

    at: datetime
    how: HowKnown
    heads: tuple[tuple[float, int], ...]
    parts: Parts | None
    past: int = 0
    elsewhere: int = 0
    expected: int | None = None
    cards: int | None = None
    flyers: int | None = None
    places: int | None = None

    def quantile(self, level: float) -> int:
        """The number of people that is not exceeded with this chance.

        Raises:
            KeyError: this level is not kept.
        """
        for kept, heads in self.heads:  # few: quicker than to make a dictionary of them
            if kept == level:
                return heads
        raise KeyError(level)


def said_from(
    inputs: Inputs, forecast: Forecast, *, at: datetime, how: HowKnown, places: int | None
) -> Quoted:
    """Take from a forecast what is said of it."""
    return Quoted(
        at=at,
        how=how,
        heads=tuple((level, forecast.quantile(level)) for level in KEPT_LEVELS),
        parts=forecast.parts,
        past=len(inputs.past),
        elsewhere=len(inputs.elsewhere),
        expected=inputs.expected,
        cards=inputs.cards,
        flyers=inputs.flyers,
        places=places,
    )


def said_of(
    session: Session,
    events: Sequence[Event],
    made: Mapping[int, EventForecast] | None = None,
    *,
    now: datetime,
) -> dict[int, Quoted]:
    """Return what is said of each event; those of which nothing is known are left out.

    One question where an event has begun, and those of `forecast_events` for what was not kept.

    Args:
        session: reads.
        events: the events.
        made: their forecasts at this moment or at their start, where they are there already.
        now: the moment.
    """
    kept = _kept(session, [event for event in events if has_stopped(event, now=now)])
    left = [event for event in events if event.id not in kept]
    if made is None:
        made = forecast_events(session, left, now=now) if left else {}
    found = {event_id: said for event_id, said in kept.items() if said is not None}
    for event in left:
        one = made[event.id]
        if isinstance(one.forecast, Forecast):
            found[event.id] = said_from(
                one.inputs,
                one.forecast,
                at=min(now, event.starts_at),
                how=HowKnown.NOW if now < event.starts_at + KEPT_IN_TIME else HowKnown.RECKONED,
                places=limit_of(event),
            )
    return found


def crowding_of(event: Event, said: SpokenForecast) -> Crowding | None:
    """Hold what is said of an event against its places, in the numbers that are said."""
    numbers = spoken(said)
    return crowding(places=limit_of(event), likely=numbers.likely, busy=numbers.high)


def has_stopped(event: Event, *, now: datetime) -> bool:
    """Say whether the forecast of an event changes no more: it has begun, or is closed."""
    return event.starts_at <= now or event.state is EventState.CLOSED


def keep_said(session: Session, event: Event, *, now: datetime) -> None:
    """Keep what was said of an event that has begun or is closed; what is kept stays as it is."""
    _keep(session, [event], now=now)


def is_any_due(session: Session, *, now: datetime) -> bool:
    """Say whether an event has begun of which nothing is kept; it only reads."""
    return session.scalar(_due(now).limit(1)) is not None


def keep_every_said(session: Session, *, now: datetime) -> int:
    """Keep what was said of events that have begun since; return of how many.

    At most some at a time, the latest first: each takes as long as a page.
    """
    due = session.scalars(_due(now).limit(MOST_KEPT_AT_ONCE)).all()
    _keep(session, due, now=now)
    return len(due)


def keep_before_erasing(session: Session, event_ids: Sequence[int], *, now: datetime) -> None:
    """Keep what was said of events whose answers go: it was made from them."""
    _keep(session, session.scalars(_due(now).where(Event.id.in_(event_ids))).all(), now=now)


def _due(now: datetime) -> Select[Event]:
    kept = SaidForecast.event_id == Event.id
    return (
        select(Event)
        .outerjoin(SaidForecast, kept)
        .where(
            Event.starts_at <= now,
            Event.state.in_([EventState.PUBLISHED, EventState.CLOSED]),
            SaidForecast.event_id.is_(None)
            | ((SaidForecast.kept_at < Event.starts_at) & (Event.state != EventState.CLOSED)),
        )
        .order_by(Event.starts_at.desc(), Event.id)
    )


def _keep(session: Session, events: Sequence[Event], *, now: datetime) -> None:
    stopped = [event for event in events if has_stopped(event, now=now)]
    there = _kept(session, stopped)
    left = [event for event in stopped if event.id not in there]
    said = said_of(session, left, now=now)
    for event in left:
        session.merge(_row(event, said.get(event.id), now=now))
    session.flush()


def _row(event: Event, said: Quoted | None, *, now: datetime) -> SaidForecast:
    """Write down what was said, or that nothing was: a later guess does not change that."""
    if said is None:
        return SaidForecast(
            event_id=event.id,
            said_at=min(now, event.starts_at),
            kept_at=now,
            is_reckoned=False,
            quantiles={},
        )
    reasons: dict[str, Any] = {
        name: getattr(said, name) for name in ("past", "elsewhere", "expected", "cards", "flyers")
    }
    return SaidForecast(
        event_id=event.id,
        said_at=said.at,
        kept_at=now,
        is_reckoned=said.how is HowKnown.RECKONED,
        places=said.places,
        quantiles={str(level): heads for level, heads in said.heads},
        reasons=reasons | {"parts": asdict(said.parts) if said.parts else None},
    )


def _kept(session: Session, events: Iterable[Event]) -> dict[int, Quoted | None]:
    """Read what was kept, None where nothing was known.

    What was kept before somebody moved an event to a later day is about another day.
    """
    of = {event.id: event for event in events}
    if not of:
        return {}
    rows = session.scalars(select(SaidForecast).where(SaidForecast.event_id.in_(sorted(of))))
    return {
        row.event_id: _read(row)
        for row in rows
        if row.kept_at >= of[row.event_id].starts_at or of[row.event_id].state is EventState.CLOSED
    }


def _read(row: SaidForecast) -> Quoted | None:
    if not row.quantiles:
        return None
    reasons = dict(row.reasons or {})
    parts = reasons.pop("parts", None)
    return Quoted(
        at=row.said_at,
        how=HowKnown.RECKONED if row.is_reckoned else HowKnown.KEPT,
        heads=tuple((float(level), heads) for level, heads in row.quantiles.items()),
        parts=Parts(**parts) if parts else None,
        places=row.places,
        **reasons,
    )
