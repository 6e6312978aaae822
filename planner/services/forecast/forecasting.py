"""The forecast of an event: gather what is known, ask the rules, keep the answer for next time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from types import MappingProxyType

from sqlalchemy.orm import Session

from planner.core.turnout import (
    Answers,
    Contribution,
    EventKind,
    Forecast,
    NothingKnown,
    PastTurnout,
    Weather,
    contributions,
    forecast_turnout,
)
from planner.services.answer.counts import AnswerCounts, cards_handed_out, counts_at, counts_now
from planner.services.forecast.memory import Memory, PastEvent, Then, remember
from planner.store.models import Event

# A forecast takes some 10 ms, and 20 with ten earlier events; all of a page must stay below 100.
MOST_EARLIER_DAYS = 8
FEWER_EARLIER_DAYS = 4
MANY_PAST = 4


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a forecast follows from: two events with the same inputs have the same forecast."""

    answers: Answers
    past: tuple[PastTurnout, ...]
    kind: EventKind
    expected: int | None
    elsewhere: tuple[PastTurnout, ...] = ()
    flyers: int | None = None
    cards: int | None = None
    weather: Weather = Weather.ORDINARY


@dataclass(frozen=True, slots=True)
class EventForecast:
    """A forecast together with everything that it was made from.

    Attributes:
        counts: the answers until now.
        past: the earlier events of the series, oldest first.
        others: events of other series that resemble it; they help while this one is new.
    """

    forecast: Forecast | NothingKnown
    inputs: Inputs
    counts: AnswerCounts
    past: tuple[PastEvent, ...]
    memory: Memory = field(repr=False, compare=False)
    others: tuple[PastEvent, ...] = ()


@dataclass(frozen=True, slots=True)
class EarlierForecast:
    """What was forecast at one moment, and from what."""

    at: datetime
    inputs: Inputs
    counts: AnswerCounts

    @property
    def forecast(self) -> Forecast | NothingKnown:
        """What follows from the inputs."""
        return cached_forecast(self.inputs)


def forecast_event(session: Session, event: Event, *, now: datetime) -> EventForecast:
    """Forecast the head count of one event, from what is known now, or was when it began.

    Four queries at most.
    """
    return forecast_events(session, [event], now=now)[event.id]


def forecast_events(
    session: Session, events: Sequence[Event], *, now: datetime
) -> dict[int, EventForecast]:
    """Forecast several events at once, in four to six queries however many they are."""
    counts = counts_now(session, [event.id for event in events])
    memory = remember(session, events)
    moments = {event: [min(now, event.starts_at)] for event in events}
    then = _counts_then(session, memory, moments, counts, now=now)
    return _forecasts(session, events, counts, memory, then, now=now)


def forecast_day_by_day(
    session: Session, event: Event, counts: AnswerCounts | None, *, now: datetime
) -> tuple[EventForecast, list[EarlierForecast]]:
    """Forecast one event, now and as it would have been done on a few earlier days.

    Three to five queries for all days together. The days begin when the event was made; the last
    one is now, or the start of an event that has begun.

    Args:
        session: reads.
        event: the event.
        counts: the answers until now; None while nobody has answered.
        now: the moment.
    """
    until = min(now, event.starts_at)
    memory = remember(session, [event])
    most = MOST_EARLIER_DAYS if memory.past_at(event, until) < MANY_PAST else FEWER_EARLIER_DAYS
    days = _earlier_days(event.created_at, until, most=most)
    known = {event.id: counts} if counts else {}
    then = _counts_then(session, memory, {event: [*days, until]}, known, now=now)
    current = _forecasts(session, [event], known, memory, then, now=until)[event.id]
    made = [(at, _as_of(event, memory, at, then)) for at in days]
    return current, [
        EarlierForecast(at, each.inputs, each.counts) for at, each in [*made, (until, current)]
    ]


def forecasts_then(
    session: Session, moments: Mapping[Event, Sequence[datetime]]
) -> dict[tuple[int, datetime], EventForecast]:
    """Forecast events as it would have been done at moments before them, by event and moment.

    Three to five queries for all; each moment takes a forecast.
    """
    memory = remember(session, list(moments))
    wanted = _moments(memory, moments)
    for event, days in moments.items():
        wanted.setdefault(event.id, set()).update(days)
    then = counts_at(session, wanted)
    return {
        (event.id, at): _as_of(event, memory, at, then)
        for event, days in moments.items()
        for at in days
    }


def _counts_then(
    session: Session,
    memory: Memory,
    moments: Mapping[Event, Sequence[datetime]],
    counts: Mapping[int, AnswerCounts],
    *,
    now: datetime,
) -> Then:
    """Count the answers at each moment but the last, which is now: those are counted already."""
    wanted = _moments(memory, moments)
    for event, (*days, last) in moments.items():
        if event.id not in counts and event.ends_at < now:  # its answers may be erased
            days.append(last)
        if days:
            wanted.setdefault(event.id, set()).update(days)
    return counts_at(session, wanted)


def _forecasts(
    session: Session,
    events: Sequence[Event],
    counts: Mapping[int, AnswerCounts],
    memory: Memory,
    then: Then,
    *,
    now: datetime,
) -> dict[int, EventForecast]:
    unknown = [event.id for event in events if not event.expected and event.id not in counts]
    cards = cards_handed_out(session, unknown) if unknown else {}
    found = {}
    for event in events:
        at = min(now, event.starts_at)
        said = counts.get(event.id) or then.get((event.id, at)) or memory.kept_counts(event, at)
        found[event.id] = _forecast(event, said, memory, at, then, cards)
    return found


@lru_cache(maxsize=200)
def cached_forecast(inputs: Inputs) -> Forecast | NothingKnown:
    """Forecast, or give the forecast again that was made from the same inputs.

    One takes up to 0.1 MB of memory.
    """
    return forecast_turnout(
        inputs.answers,
        inputs.past,
        kind=inputs.kind,
        expected=inputs.expected,
        flyers=inputs.flyers,
        cards=inputs.cards,
        weather=inputs.weather,
        elsewhere=inputs.elsewhere,
    )


@lru_cache(maxsize=20)
def cached_contributions(inputs: Inputs) -> tuple[Contribution, ...]:
    """Say for each earlier event what it does to the forecast."""
    return contributions(
        inputs.answers,
        inputs.past,
        kind=inputs.kind,
        expected=inputs.expected,
        weather=inputs.weather,
        elsewhere=inputs.elsewhere,
    )


def _as_of(event: Event, memory: Memory, at: datetime, then: Then) -> EventForecast:
    counts = then.get((event.id, at)) or memory.kept_counts(event, at)
    return _forecast(event, counts, memory, at, then)


def _forecast(
    event: Event,
    counts: AnswerCounts,
    memory: Memory,
    at: datetime,
    then: Then,
    cards: Mapping[int, int] = MappingProxyType({}),
) -> EventForecast:
    past = memory.past_of(event, at, then)
    is_known = bool(
        past
        or event.expected
        or event.flyers
        or cards.get(event.id)
        or counts.answers.counted_heads
    )
    # Others only help: how large an event will be, they cannot know.
    others = memory.others_of(event, at, then) if is_known else ()
    inputs = Inputs(
        answers=counts.answers,
        past=tuple(each.turnout for each in past),
        kind=event.kind,
        expected=event.expected,
        elsewhere=tuple(each.turnout for each in others),
        flyers=event.flyers,
        cards=cards.get(event.id),
        weather=event.weather,
    )
    return EventForecast(cached_forecast(inputs), inputs, counts, past, memory, others)


def _moments(
    memory: Memory, moments: Mapping[Event, Sequence[datetime]]
) -> dict[int, set[datetime]]:
    """For each past event all the moments at which its answers are wanted."""
    wanted: dict[int, set[datetime]] = {}
    for event, days in moments.items():
        for at in days:
            for event_id, found in memory.moments_of(event, at).items():
                wanted.setdefault(event_id, set()).update(found)
    return wanted


def _earlier_days(first: datetime, until: datetime, *, most: int) -> list[datetime]:
    """At most so many moments, whole days apart, from the first day to before the last moment."""
    days = (until - first).days
    if days < 1:
        return []
    step = -(-days // most)
    return [until - timedelta(days=back) for back in range(days - days % step or step, 0, -step)]
