"""How good were we? For closed events what was said when they began, and what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import EventState
from planner.core.turnout import Spoken, spoken
from planner.services.forecast.said import HowKnown, Quoted, said_of
from planner.store.models import Event, SaidForecast, Turnout

MOST_CHECKED = 10
MOST_REMADE = 10


@dataclass(frozen=True)
class Checked:
    """What was said, with the count that followed.

    Where there were places for fewer, no more could come: the count is held against that.
    """

    event: Event
    said: Quoted
    came: int

    @property
    def was_kept(self) -> bool:
        """Whether it was kept when it was said; else it is reckoned again from what is known."""
        return self.said.how is HowKnown.KEPT

    @property
    def is_within(self) -> bool:
        """Whether the count fell where 8 out of 10 should, in the numbers that were said."""
        return self._said.low <= self.came <= self._said.high

    @property
    def missed_by(self) -> int:
        """How many people the middle of the forecast was off."""
        return abs(self.came - self._said.likely)

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
        .order_by(Event.starts_at.desc())
        .limit(most)
    ).all()
    return _check(session, list(reversed(events)), now=now)


def _check(session: Session, closed: Sequence[Event], *, now: datetime) -> list[Checked]:
    if not closed:
        return []
    ids = [event.id for event in closed]
    rows = session.execute(select(Turnout.event_id, Turnout.came).where(Turnout.event_id.in_(ids)))
    came = {row.event_id: row.came for row in rows}
    kept = set(session.scalars(select(SaidForecast.event_id).where(SaidForecast.event_id.in_(ids))))
    again = {event.id for event in [one for one in closed if one.id not in kept][-MOST_REMADE:]}
    shown = [event for event in closed if event.id in came and event.id in kept | again]
    said = said_of(session, shown, now=now)
    return [Checked(event, said[event.id], came[event.id]) for event in shown if event.id in said]
