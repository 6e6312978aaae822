"""How good were we? For closed events what was said when they began, and what came."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import CountQuality, EventState, LeftOutBecause
from planner.core.turnout import EventKind, Forecast, Spoken, nearest, spoken
from planner.core.turnout.calibration import Calibration
from planner.services.answer.room import limit_of
from planner.services.forecast.forecasting import forecasts_then
from planner.services.forecast.said import HowKnown, Quoted, said_from, said_of
from planner.store.models import Event, SaidForecast, Turnout

MOST_CHECKED = 10
MOST_REMADE = 10
MOST_KEPT = 200
MOST_AHEAD = 12
"""Events whose forecasts of before are made again: three each."""
RANGES: dict[float, tuple[float, float]] = {0.5: (0.25, 0.75), 0.8: (0.1, 0.9), 0.9: (0.05, 0.95)}
"""By what is said of a range, the levels between which it lies."""


class HowFarAhead(Enum):
    """How long before an event its forecast was made."""

    WEEKS = timedelta(days=21)
    WEEK = timedelta(days=7)
    DAY = timedelta(days=1)


@dataclass(frozen=True)
class Checked:
    """What was said, with the count that followed.

    Where there were places for fewer, no more could come: the count is held against that.

    Attributes:
        left_out_because: why no forecast learns from it; None where forecasts do. It is checked
            all the same: a forecast that missed a washout, missed.
    """

    event: Event
    said: Quoted
    came: int
    left_out_because: LeftOutBecause | None = None

    @property
    def was_kept(self) -> bool:
        """Whether it was kept when it was said; else it is reckoned again from what is known."""
        return self.said.how is HowKnown.KEPT

    @property
    def is_within(self) -> bool:
        """Whether the count fell where 8 out of 10 should, in the numbers that were said."""
        return self.holds(0.8)

    @property
    def is_busier(self) -> bool:
        """Whether more people came than in the range of 8 out of 10."""
        return self.came > self._said.high

    @property
    def missed_by(self) -> int:
        """How many people the middle of the forecast was off."""
        return abs(self.came - self._said.likely)

    def holds(self, said: float) -> bool:
        """Whether the count fell in the range of which this chance was said.

        Rounded as the range of 8 out of 10 was when it was said.

        Raises:
            KeyError: of no range this is said.
        """
        step, places = self._said.step, self.said.places
        low, high = (nearest(self.said.quantile(level), step) for level in RANGES[said])
        if places is not None:
            low, high = min(low, places), min(high, places)
        return low <= self.came <= high

    @property
    def _said(self) -> Spoken:
        return spoken(self.said, at_most=self.said.places)


def of_series(session: Session, events: Sequence[Event], *, now: datetime) -> list[Checked]:
    """Check the forecasts of the latest closed events against their counts, in five queries."""
    closed = [event for event in events if event.state is EventState.CLOSED][-MOST_CHECKED:]
    return _check(session, closed, now=now)


def of_everything(session: Session, *, now: datetime, most: int = 30) -> list[Checked]:
    """Check the latest forecasts of the whole organisation, oldest first.

    All those that were kept, and some that are made again: making one takes time.
    """
    events = session.scalars(
        select(Event)
        .where(Event.state == EventState.CLOSED)
        .options(joinedload(Event.series))
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(most)
    ).all()
    return _check(session, list(reversed(events)), now=now)


def of_kept(session: Session, *, now: datetime) -> list[Checked]:
    """Check all forecasts that were kept, the latest two hundred; three queries, none is made.

    A count that is "at least" so many tells not where it would have ended, and is left out.
    """
    kept = exists().where(SaidForecast.event_id == Event.id)
    return _check(session, _counted(session, MOST_KEPT, kept), now=now)


def of_ahead(session: Session, *, now: datetime) -> dict[HowFarAhead, list[Checked]]:
    """Check what would have been said weeks, a week and a day before the latest closed events.

    Made again from the answers by day and the events that were known then: some three dozen
    forecasts, in some ten queries. What was not planned yet at such a moment is left out.
    """
    events = _counted(session, MOST_AHEAD)
    moments = {
        event: [event.starts_at - one.value for one in HowFarAhead if _was_planned(event, one)]
        for event in events
    }
    made = forecasts_then(session, {event: found for event, found in moments.items() if found})
    counts = _counts(session, [event.id for event in events])
    checked: dict[HowFarAhead, list[Checked]] = {one: [] for one in HowFarAhead}
    for one in HowFarAhead:
        for event in events:
            at = event.starts_at - one.value
            then = made.get((event.id, at))
            if then is None or not isinstance(then.forecast, Forecast) or event.id not in counts:
                continue
            said = said_from(
                then.inputs, then.forecast, at=at, how=HowKnown.RECKONED, places=limit_of(event)
            )
            checked[one].append(Checked(event, said, *counts[event.id]))
    return checked


def calibration(checked: Iterable[Checked], *, said: float = 0.8) -> Calibration:
    """Count how often a count fell in the range of which this chance was said."""
    hits = [each.holds(said) for each in checked]
    return Calibration(said, len(hits), sum(hits))


def by_kind(checked: Iterable[Checked]) -> dict[EventKind, list[Checked]]:
    """Put forecasts together by whether people could come without an answer; none is empty."""
    found: dict[EventKind, list[Checked]] = {}
    for each in checked:
        found.setdefault(each.event.kind, []).append(each)
    return {kind: found[kind] for kind in EventKind if kind in found}


def _was_planned(event: Event, ahead: HowFarAhead) -> bool:
    return event.created_at <= event.starts_at - ahead.value


def _counted(session: Session, most: int, *which: ColumnElement[bool]) -> list[Event]:
    """The latest closed events whose count is a number and no bound, oldest first."""
    events = session.scalars(
        select(Event)
        .join(Turnout, Turnout.event_id == Event.id)
        .where(
            Event.state == EventState.CLOSED,
            Turnout.quality != CountQuality.AT_LEAST,
            *which,
        )
        .order_by(Event.starts_at.desc(), Event.id.desc())
        .limit(most)
    ).all()
    return list(reversed(events))


def _counts(session: Session, ids: Sequence[int]) -> dict[int, tuple[int, LeftOutBecause | None]]:
    """How many came to each event, and why no forecast learns from it."""
    rows = session.execute(
        select(Turnout.event_id, Turnout.came, Turnout.left_out_because).where(
            Turnout.event_id.in_(ids)
        )
    )
    return {event_id: (came, because) for event_id, came, because in rows if event_id is not None}


def _check(session: Session, closed: Sequence[Event], *, now: datetime) -> list[Checked]:
    if not closed:
        return []
    ids = [event.id for event in closed]
    counts = _counts(session, ids)
    kept = set(session.scalars(select(SaidForecast.event_id).where(SaidForecast.event_id.in_(ids))))
    again = {event.id for event in [one for one in closed if one.id not in kept][-MOST_REMADE:]}
    shown = [event for event in closed if event.id in counts and event.id in kept | again]
    said = said_of(session, shown, now=now)
    return [
        Checked(event, said[event.id], *counts[event.id]) for event in shown if event.id in said
    ]
