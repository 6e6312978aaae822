"""What is remembered of earlier events, as it was known at any moment before a coming one."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from planner.core.enums import CountQuality
from planner.core.local_time import day_of
from planner.core.reach import moved_by
from planner.core.turnout import PastTurnout
from planner.core.turnout.pickup import part_answered_usually
from planner.services.answer.counts import NO_ANSWERS, AnswerCounts
from planner.services.forecast.counted_events import (
    ENOUGH_OF_ITS_OWN,
    LIKE_THEM,
    MOST_ELSEWHERE,
    MOST_PAST,
    OF_SERIES,
    CountedEvent,
)
from planner.store.models import Event

Then = Mapping[tuple[int, datetime], AnswerCounts]
"""Answers by event and moment."""


@dataclass(frozen=True, slots=True)
class PastEvent:
    """An earlier event, as the forecast uses it.

    Attributes:
        turnout_id: which one it is, for who wants to leave it out.
        yes_then: people who had said yes as long before it as it is now before the coming one.
        turnout: what the rules make of it.
    """

    turnout_id: int
    title: str
    held_on: date
    yes_then: int
    came: int
    quality: CountQuality
    turnout: PastTurnout

    @property
    def is_by_day(self) -> bool:
        """Whether it is known on which days its answers came; else `yes_then` is assumed."""
        return not self.turnout.is_day_assumed


@dataclass(frozen=True)
class Memory:
    """Past turnout of some series, and for new series that of events that resemble theirs.

    Attributes:
        own: by the series' id, oldest first.
        elsewhere: by the coming event's id.
    """

    own: Mapping[int, Sequence[CountedEvent]]
    elsewhere: Mapping[int, Sequence[CountedEvent]]
    _made: dict[tuple[int, AnswerCounts | int], PastEvent] = field(
        default_factory=dict, repr=False, compare=False
    )
    """Events of one series remember the same: far ahead of all of them nobody had answered yet."""
    _known: dict[tuple[int, datetime], list[CountedEvent]] = field(
        default_factory=dict, repr=False, compare=False
    )
    """What was known of an event's series at a moment, which is asked for several times."""

    def past_at(self, event: Event, at: datetime) -> int:
        """Return how many earlier events of the series were known at a moment."""
        return len(self._earlier(event, at))

    def past_of(self, event: Event, at: datetime, then: Then) -> tuple[PastEvent, ...]:
        """Return the earlier events of the series, as long before them as we are."""
        return self._past_events(self._earlier(event, at), event.starts_at - at, then)

    def others_of(self, event: Event, at: datetime, then: Then) -> tuple[PastEvent, ...]:
        """Return the events that resemble it, as long before them as we are."""
        return self._past_events(self._others(event, at), event.starts_at - at, then)

    def left_out_of(self, event: Event, at: datetime) -> list[CountedEvent]:
        """Return the earlier events of the series that it does not learn from, oldest first."""
        of_series = self.own.get(event.series_id or 0, ())
        held = _held_before(event, of_series, at)
        return [turnout for turnout in held if turnout.left_out_because is not None][-MOST_PAST:]

    def moments_of(self, event: Event, at: datetime) -> dict[int, set[datetime]]:
        """Return for each past event the moment that lies as long before it as we are."""
        ahead = event.starts_at - at
        found: dict[int, set[datetime]] = {}
        for turnout in (*self._earlier(event, at), *self._others(event, at)):
            if turnout.event_id is not None and turnout.starts_at is not None:
                moment = moved_by(turnout.starts_at, -ahead)
                found.setdefault(turnout.event_id, set()).add(moment)
        return found

    def kept_counts(self, event: Event, at: datetime) -> AnswerCounts:
        """Return what is left of the answers to a closed event once they are erased: a number."""
        for turnout in self.own.get(event.series_id or 0, ()):
            if turnout.event_id == event.id:
                share = _share_answered(event.starts_at - at)
                return AnswerCounts(yes_heads=round(turnout.yes_heads * share))
        return NO_ANSWERS

    def _past_events(
        self, turnouts: Sequence[CountedEvent], ahead: timedelta, then: Then
    ) -> tuple[PastEvent, ...]:
        share = _share_answered(ahead)
        return tuple(self._past_event(each, ahead, then, share=share) for each in turnouts)

    def _past_event(
        self, turnout: CountedEvent, ahead: timedelta, then: Then, *, share: float
    ) -> PastEvent:
        counts = _known_counts(turnout, ahead, then)
        if counts is None:
            # Where the days are not known the answers are taken to have come in as they usually do,
            # so there is one number, which is found again quicker.
            heads = round(turnout.yes_heads * share)
            key: tuple[int, AnswerCounts | int] = turnout.id, heads
        else:
            key = turnout.id, counts
        made = self._made.get(key)
        if made is None:
            said = AnswerCounts(yes_heads=heads) if counts is None else counts
            made = self._made[key] = _past_event(turnout, said, is_day_assumed=counts is None)
        return made

    def _earlier(self, event: Event, at: datetime) -> list[CountedEvent]:
        key = event.id, at
        known = self._known.get(key)
        if known is None:
            of_series = self.own.get(event.series_id or 0, ())
            known = self._known[key] = _before(event, of_series, at)[-MOST_PAST:]
        return known

    def _others(self, event: Event, at: datetime) -> list[CountedEvent]:
        if len(self._earlier(event, at)) >= ENOUGH_OF_ITS_OWN:
            return []
        return _before(event, self.elsewhere.get(event.id, ()), at)[-MOST_ELSEWHERE:]


def remember(session: Session, events: Sequence[Event], since: datetime | None = None) -> Memory:
    """Load what forecasts of these events learn from: one query, and one more for new series.

    Args:
        session: reads.
        events: that are forecast.
        since: the earliest moment at which they are; of what had been counted before it, only the
            latest is read that matters. None reads everything.
    """
    own: dict[int, list[CountedEvent]] = {
        event.series_id: [] for event in events if event.series_id
    }
    asked = {"since": _first_day(events, since), "events": [event.id for event in events]}
    if own:
        for row in session.execute(OF_SERIES, {**asked, "series": sorted(own)}):
            own[row.series_id or 0].append(CountedEvent(*row))
    enough = {
        series_id
        for series_id, held in own.items()
        if sum(turnout.left_out_because is None for turnout in held) >= ENOUGH_OF_ITS_OWN
    }
    new = [event for event in events if event.series_id not in enough]
    return Memory(own, _elsewhere(session, new, asked))


def _first_day(events: Sequence[Event], since: datetime | None) -> date:
    if since is None or not events:
        return date.min
    return min(day_of(min(since, event.starts_at), event.zone) for event in events)


def _elsewhere(
    session: Session, events: Sequence[Event], asked: Mapping[str, object]
) -> dict[int, list[CountedEvent]]:
    """Other events of the same type and kind; where the type is not known, of the same place."""
    if not events:
        return {}
    alike: dict[str, set[Any]] = {
        "organisations": {event.organisation_id for event in events},
        "kinds": {event.kind for event in events},
        "types": {event.event_type for event in events},
        "neighbourhoods": {event.neighbourhood_id for event in events if event.neighbourhood_id},
    }
    rows = session.execute(LIKE_THEM, {**asked, **{name: list(alike[name]) for name in alike}})
    turnouts = [CountedEvent(*row) for row in rows]
    # Events of one series resemble the same ones: a page that lists many asks once for each series.
    found: dict[tuple[object, ...], list[CountedEvent]] = {}
    resembling = {}
    for event in events:
        like = _likeness(event)
        if like not in found:
            found[like] = [turnout for turnout in turnouts if _resembles(turnout, event)]
        resembling[event.id] = found[like]
    return resembling


def _likeness(event: Event) -> tuple[object, ...]:
    """Return all of an event that `_resembles` looks at."""
    return (
        event.organisation_id,
        event.series_id,
        event.kind,
        event.event_type,
        event.neighbourhood_id,
    )


def _resembles(turnout: CountedEvent, event: Event) -> bool:
    if turnout.kind is not event.kind or turnout.organisation_id != event.organisation_id:
        return False
    if turnout.series_id is not None and turnout.series_id == event.series_id:
        return False
    if turnout.event_type is None:
        return turnout.neighbourhood_id == event.neighbourhood_id
    return turnout.event_type is event.event_type


def _before(event: Event, turnouts: Iterable[CountedEvent], at: datetime) -> list[CountedEvent]:
    """What was known at a moment of the events before this one, without what is left out."""
    held = _held_before(event, turnouts, at)
    return [turnout for turnout in held if turnout.left_out_because is None]


def _held_before(
    event: Event, turnouts: Iterable[CountedEvent], at: datetime
) -> list[CountedEvent]:
    last_day = min(day_of(at, event.zone), day_of(event.starts_at, event.zone))
    event_id = event.id  # asked once: there may be hundreds of others
    return [each for each in turnouts if each.held_on <= last_day and each.event_id != event_id]


def _known_counts(turnout: CountedEvent, ahead: timedelta, then: Then) -> AnswerCounts | None:
    """Return what had been answered so long before an earlier event, where it is known by day."""
    if turnout.event_id is None or turnout.starts_at is None:
        return None
    return then.get((turnout.event_id, moved_by(turnout.starts_at, -ahead)))


def _past_event(turnout: CountedEvent, counts: AnswerCounts, *, is_day_assumed: bool) -> PastEvent:
    is_at_least = turnout.quality is CountQuality.AT_LEAST
    return PastEvent(
        turnout_id=turnout.id,
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
            is_at_least=is_at_least,
            is_estimate=turnout.quality is CountQuality.ESTIMATED,
            weather=turnout.weather,
            is_holiday=turnout.is_holiday,
            # Nobody who said yes is where nobody was asked: then the number is not known.
            yes_in_the_end=turnout.yes_heads or None,
            is_day_assumed=is_day_assumed,
            missed=turnout.missed if is_at_least else None,
        ),
    )


def _share_answered(ahead: timedelta) -> float:
    """The part of the final answers that is usually in, so long before the start."""
    return part_answered_usually(ahead / timedelta(days=1))
