"""The forecast of an event: gather what is known, ask the rules, keep the answer for next time."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from sqlalchemy.orm import Session

from planner.core.turnout import (
    NOT_TOLD,
    Ahead,
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
from planner.services.answer.counts import (
    AnswerCounts,
    CardsOut,
    cards_handed_out,
    cards_out,
    counts_at,
    counts_now,
)
from planner.services.forecast.memory import Memory, PastEvent, Then, remember
from planner.services.invite.open_answers import is_by_card_alone
from planner.store.models import Event

# A forecast takes some 10 ms, and 20 with ten earlier events; all of a page must stay below 100.
MOST_EARLIER_DAYS = 8
FEWER_EARLIER_DAYS = 4
MANY_PAST = 4
# A forecast follows the time that is left in steps, so that each page of one hour says the same.
STEPS_OF_A_DAY = 24


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
    is_holiday: bool = False
    ahead: Ahead = NOT_TOLD
    most: int | None = None


@dataclass(frozen=True, slots=True)
class CardsKnown:
    """Cards by the event's id.

    Attributes:
        handed_out: of events of which nothing else is known.
        out: of events to which nobody else can answer or come.
    """

    handed_out: Mapping[int, int] = field(default_factory=dict)
    out: Mapping[int, CardsOut] = field(default_factory=dict)


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

    Five queries at most.
    """
    return forecast_events(session, [event], now=now)[event.id]


def forecast_events(
    session: Session, events: Sequence[Event], *, now: datetime
) -> dict[int, EventForecast]:
    """Forecast several events at once, in four to seven queries however many they are."""
    counts = counts_now(session, [event.id for event in events])
    memory = remember(session, events, now)
    moments = {event: [min(now, event.starts_at)] for event in events}
    then = _counts_then(session, memory, moments, counts, now=now)
    cards = _cards_of(session, events, counts)
    return _forecasts(events, counts, memory, then, cards, now=now)


def forecast_day_by_day(
    session: Session, event: Event, counts: AnswerCounts | None, *, now: datetime
) -> tuple[EventForecast, list[EarlierForecast]]:
    """Forecast one event, now and as it would have been done on a few earlier days.

    Three to six queries for all days together. The days begin when the event was made; the last
    one is now, or the start of an event that has begun.

    Args:
        session: reads.
        event: the event.
        counts: the answers until now; None while nobody has answered.
        now: the moment.
    """
    until = min(now, event.starts_at)
    memory = remember(session, [event], event.created_at)
    most = MOST_EARLIER_DAYS if memory.past_at(event, until) < MANY_PAST else FEWER_EARLIER_DAYS
    days = _earlier_days(event.created_at, until, most=most)
    known = {event.id: counts} if counts else {}
    then = _counts_then(session, memory, {event: [*days, until]}, known, now=now)
    cards = _cards_of(session, [event], known)
    current = _forecasts([event], known, memory, then, cards, now=until)[event.id]
    made = [(at, _as_of(event, memory, at, then, cards)) for at in days]
    return current, [
        EarlierForecast(at, each.inputs, each.counts) for at, each in [*made, (until, current)]
    ]


def forecasts_then(
    session: Session, moments: Mapping[Event, Sequence[datetime]]
) -> dict[tuple[int, datetime], EventForecast]:
    """Forecast events as it would have been done at moments before them, by event and moment.

    Three to six queries for all; each moment takes a forecast.
    """
    memory = remember(session, list(moments))
    wanted = _moments(memory, moments)
    for event, days in moments.items():
        wanted.setdefault(event.id, set()).update(days)
    then = counts_at(session, wanted)
    by_card = [event.id for event in moments if is_by_card_alone(event)]
    cards = CardsKnown(out=cards_out(session, by_card) if by_card else {})
    return {
        (event.id, at): _as_of(event, memory, at, then, cards)
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


def _cards_of(
    session: Session, events: Sequence[Event], counts: Mapping[int, AnswerCounts]
) -> CardsKnown:
    """Count the cards where they tell something: two queries at most."""
    unknown = [event.id for event in events if not event.expected and event.id not in counts]
    by_card = [event.id for event in events if is_by_card_alone(event)]
    return CardsKnown(
        cards_handed_out(session, unknown) if unknown else {},
        cards_out(session, by_card) if by_card else {},
    )


def _forecasts(
    events: Sequence[Event],
    counts: Mapping[int, AnswerCounts],
    memory: Memory,
    then: Then,
    cards: CardsKnown,
    *,
    now: datetime,
) -> dict[int, EventForecast]:
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
        is_holiday=inputs.is_holiday,
        elsewhere=inputs.elsewhere,
        ahead=inputs.ahead,
        most=inputs.most,
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
        is_holiday=inputs.is_holiday,
        elsewhere=inputs.elsewhere,
        ahead=inputs.ahead,
    )


def _as_of(
    event: Event, memory: Memory, at: datetime, then: Then, cards: CardsKnown
) -> EventForecast:
    counts = then.get((event.id, at)) or memory.kept_counts(event, at)
    # How many cards had been handed out by then is not known; how many there are, bounds it.
    return _forecast(event, counts, memory, at, then, CardsKnown(out=cards.out))


def _forecast(
    event: Event,
    counts: AnswerCounts,
    memory: Memory,
    at: datetime,
    then: Then,
    cards: CardsKnown,
) -> EventForecast:
    past = memory.past_of(event, at, then)
    out = cards.out.get(event.id)
    is_known = bool(
        past
        or event.expected
        or event.flyers
        or cards.handed_out.get(event.id)
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
        cards=cards.handed_out.get(event.id),
        weather=event.weather,
        is_holiday=event.is_holiday,
        ahead=_ahead(event, at, counts, out),
        most=_most(event, counts, out),
    )
    return EventForecast(cached_forecast(inputs), inputs, counts, past, memory, others)


def _ahead(event: Event, at: datetime, counts: AnswerCounts, out: CardsOut | None) -> Ahead:
    """Say how long it still takes, and who can still answer."""
    closes_at = event.answers_close_at
    return Ahead(
        days=_days(event.starts_at - at),
        answers_close_in_days=None if closes_at is None else _days(closes_at - at),
        cards_unanswered=None if out is None else _unanswered(counts, out),
        cards_yes=counts.yes_cards,
    )


def _days(left: timedelta) -> float:
    """Days in whole steps; never 0 while there is time left."""
    return max(0, math.ceil(left / timedelta(days=1) * STEPS_OF_A_DAY)) / STEPS_OF_A_DAY


def _unanswered(counts: AnswerCounts, out: CardsOut) -> int:
    return max(0, out.cards - counts.yes_cards - counts.maybe_cards - counts.no_cards)


def _most(event: Event, counts: AnswerCounts, out: CardsOut | None) -> int | None:
    """Return how many can come where only who is invited can; None where others can too.

    Who has not answered comes with as many as fit on the card, at the most.
    """
    if out is None or not out.cards or event.kind is not EventKind.CLOSED:
        return None
    left = math.ceil(out.people * _unanswered(counts, out) / out.cards)
    return counts.yes_heads + counts.maybe_heads + left


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
