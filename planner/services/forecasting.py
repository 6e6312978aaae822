"""The forecast of an event: gather what is known, ask the rules, keep the answer for next time."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core.local_time import day_of
from planner.core.turnout import (
    Answers,
    EventKind,
    Forecast,
    NothingKnown,
    PastTurnout,
    forecast_turnout,
)
from planner.core.words import CountQuality
from planner.services.answer_counts import NO_ANSWERS, AnswerCounts, counts_at, counts_now
from planner.store.models import Event, Turnout

# Where the answers to an earlier event are no longer known by day, they are taken to have come
# in evenly over the three weeks before it. An assumption.
ANSWERS_COME_IN = timedelta(days=21)
# A forecast takes some 10 ms, and 20 with ten earlier events; all of a page must stay below 100.
MOST_EARLIER_DAYS = 8
FEWER_EARLIER_DAYS = 4
MANY_PAST = 4
# Older events than this say little about the next one, and each costs time.
MOST_PAST = 30


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An earlier event of the series, as the forecast uses it.

    Attributes:
        yes_then: people who had said yes as long before it as it is now before the coming one.
        turnout: what the rules make of it.
    """

    title: str
    held_on: date
    yes_then: int
    came: int
    quality: CountQuality
    turnout: PastTurnout


@dataclass(frozen=True, slots=True)
class EventForecast:
    """A forecast together with everything that it was made from."""

    forecast: Forecast | NothingKnown
    kind: EventKind
    expected: int | None
    counts: AnswerCounts
    past: tuple[PastEvent, ...]
    known: Sequence[Turnout] = field(default=(), repr=False, compare=False)
    """All turnouts of the series, to forecast for other moments."""

    @property
    def answers(self) -> Answers:
        """The answers until now."""
        return self.counts.answers

    def without(self, place: int) -> Forecast | NothingKnown:
        """Return the forecast as it would be if one earlier event were not known."""
        rest = [each.turnout for at, each in enumerate(self.past) if at != place]
        return cached_forecast(self.answers, tuple(rest), self.kind, self.expected)


@dataclass(frozen=True, slots=True)
class EarlierForecast:
    """What was forecast at one moment."""

    at: datetime
    forecast: Forecast | NothingKnown
    counts: AnswerCounts


def forecast_event(session: Session, event: Event, *, now: datetime) -> EventForecast:
    """Forecast the head count of one event, from what is known now; three queries at most."""
    return forecast_events(session, [event], now=now)[event.id]


def forecast_events(
    session: Session, events: Sequence[Event], *, now: datetime
) -> dict[int, EventForecast]:
    """Forecast several events at once, in three queries however many they are."""
    counts = counts_now(session, [event.id for event in events])
    turnouts = _turnouts(session, {event.series_id for event in events if event.series_id})
    moments = {event.id: now for event in events}
    then = counts_at(session, _moments_of_past(events, turnouts, moments))
    return {
        event.id: _forecast(
            event,
            counts.get(event.id) or _kept_counts(event, turnouts, now),
            _past_of(event, turnouts, now, then),
            turnouts.get(event.series_id or 0, []),
        )
        for event in events
    }


def forecasts_at(
    session: Session, moments: Mapping[Event, datetime]
) -> dict[int, Forecast | NothingKnown]:
    """Forecast events as it would have been done at a moment before each, in two queries."""
    events = list(moments)
    at = {event.id: moment for event, moment in moments.items()}
    turnouts = _turnouts(session, {event.series_id for event in events if event.series_id})
    wanted = _moments_of_past(events, turnouts, at)
    for event in events:
        wanted.setdefault(event.id, set()).add(at[event.id])
    then = counts_at(session, wanted)
    made = {}
    for event in events:
        moment = at[event.id]
        counts = then.get((event.id, moment)) or _kept_counts(event, turnouts, moment)
        past = _past_of(event, turnouts, moment, then)
        made[event.id] = _forecast(event, counts, past, ()).forecast
    return made


def forecast_history(
    session: Session, event: Event, current: EventForecast, *, now: datetime
) -> list[EarlierForecast]:
    """Forecast as it would have been done on a few earlier days; the last one is now.

    Begins when the event was made. One query.
    """
    until = min(now, event.starts_at)
    days = _earlier_days(
        event.created_at,
        until,
        most=MOST_EARLIER_DAYS if len(current.past) < MANY_PAST else FEWER_EARLIER_DAYS,
    )
    turnouts = {event.series_id or 0: current.known}
    wanted: dict[int, set[datetime]] = {event.id: set(days)}
    for at in days:
        for event_id, moments in _moments_of_past([event], turnouts, {event.id: at}).items():
            wanted.setdefault(event_id, set()).update(moments)
    then = counts_at(session, wanted)
    history = []
    for at in days:
        counts = then.get((event.id, at)) or _kept_counts(event, turnouts, at)
        made = _forecast(event, counts, _past_of(event, turnouts, at, then), ())
        history.append(EarlierForecast(at, made.forecast, counts))
    return [*history, EarlierForecast(until, current.forecast, current.counts)]


@lru_cache(maxsize=200)
def cached_forecast(
    answers: Answers, past: tuple[PastTurnout, ...], kind: EventKind, expected: int | None
) -> Forecast | NothingKnown:
    """Forecast, or give the forecast again that was made from the same numbers.

    One takes up to 0.1 MB of memory.
    """
    return forecast_turnout(answers, past, kind=kind, expected=expected)


def _forecast(
    event: Event, counts: AnswerCounts, past: Sequence[PastEvent], known: Sequence[Turnout]
) -> EventForecast:
    turnouts = tuple(each.turnout for each in past)
    return EventForecast(
        forecast=cached_forecast(counts.answers, turnouts, event.kind, event.expected),
        kind=event.kind,
        expected=event.expected,
        counts=counts,
        past=tuple(past),
        known=known,
    )


def _turnouts(session: Session, series_ids: Iterable[int]) -> dict[int, list[Turnout]]:
    """The past events of each series, oldest first."""
    found: dict[int, list[Turnout]] = {series_id: [] for series_id in series_ids}
    if found:
        for turnout in session.scalars(
            select(Turnout)
            .where(Turnout.series_id.in_(sorted(found)))
            .options(joinedload(Turnout.event).load_only(Event.starts_at, Event.zone))
            .order_by(Turnout.held_on, Turnout.id)
        ):
            found[turnout.series_id or 0].append(turnout)
    return found


def _kept_counts(
    event: Event, turnouts: Mapping[int, Sequence[Turnout]], at: datetime
) -> AnswerCounts:
    """What is left of the answers to a closed event once they are erased: a number."""
    for turnout in turnouts.get(event.series_id or 0, ()):
        if turnout.event_id == event.id:
            share = _share_answered(event.starts_at - at)
            return AnswerCounts(yes_heads=round(turnout.yes_heads * share))
    return NO_ANSWERS


def _earlier(
    event: Event, turnouts: Mapping[int, Sequence[Turnout]], at: datetime
) -> list[Turnout]:
    """What was known at a moment of the events before this one."""
    known = turnouts.get(event.series_id or 0, [])
    today, day = day_of(at, event.zone), day_of(event.starts_at, event.zone)
    before = [
        each
        for each in known
        if each.held_on <= today and each.held_on <= day and each.event_id != event.id
    ]
    return before[-MOST_PAST:]


def _moments_of_past(
    events: Sequence[Event],
    turnouts: Mapping[int, Sequence[Turnout]],
    moments: Mapping[int, datetime],
) -> dict[int, set[datetime]]:
    """For each past event the moments that lie as long before it as we are before ours."""
    wanted: dict[int, set[datetime]] = {}
    for event in events:
        ahead = event.starts_at - moments[event.id]
        for turnout in _earlier(event, turnouts, moments[event.id]):
            if turnout.event is not None:
                wanted.setdefault(turnout.event.id, set()).add(turnout.event.starts_at - ahead)
    return wanted


def _past_of(
    event: Event,
    turnouts: Mapping[int, Sequence[Turnout]],
    at: datetime,
    then: Mapping[tuple[int, datetime], AnswerCounts],
) -> list[PastEvent]:
    ahead = event.starts_at - at
    past = []
    for turnout in _earlier(event, turnouts, at):
        held = turnout.event
        counts = then.get((held.id, held.starts_at - ahead)) if held else None
        if counts is None:
            counts = AnswerCounts(yes_heads=round(turnout.yes_heads * _share_answered(ahead)))
        past.append(_past_event(turnout, counts))
    return past


def _past_event(turnout: Turnout, counts: AnswerCounts) -> PastEvent:
    return PastEvent(
        title=turnout.title,
        held_on=turnout.held_on,
        yes_then=counts.yes_heads,
        came=turnout.came,
        quality=turnout.quality,
        turnout=PastTurnout(
            came=turnout.came,
            yes_heads=counts.yes_heads,
            maybe_heads=counts.maybe_heads,
            expected=turnout.expected,
            household_size_ratio=counts.answers.household_size_ratio if counts.squares else None,
            is_at_least=turnout.quality is CountQuality.AT_LEAST,
            is_estimate=turnout.quality is CountQuality.ESTIMATED,
        ),
    )


def _share_answered(ahead: timedelta) -> float:
    """The part of the final answers that is usually in, so long before the start."""
    return min(1.0, max(0.0, 1 - ahead / ANSWERS_COME_IN))


def _earlier_days(first: datetime, until: datetime, *, most: int) -> list[datetime]:
    """At most so many moments, whole days apart, before a last one; the first day is kept."""
    days = (until - first).days
    if days < 1:
        return []
    step = -(-days // most)
    return [until - timedelta(days=back) for back in range(days - days % step or step, 0, -step)]
