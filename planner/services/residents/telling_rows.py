"""Where and when residents were told of one promise, for who sees to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import EventState
from planner.core.residents.undertakings import ToldWay
from planner.services.residents import told
from planner.store.models import Event, Promise, PromiseTold


@dataclass(frozen=True)
class Tellings:
    """How a promise was told.

    Attributes:
        by_way: the rows of each way, the latest first.
        latest: the number of its last update; None for none.
        next_event: the next one of its neighbourhood, or that it came up at; None for none.
    """

    by_way: Mapping[ToldWay, Sequence[PromiseTold]]
    events: Mapping[int, Event]
    latest: int | None
    next_event: Event | None

    def is_told(self, way: ToldWay) -> bool:
        """Say whether residents were told so of what was last said of it."""
        return any(row.update_id == self.latest for row in self.by_way.get(way, ()))


def tellings_of(session: Session, promise: Promise, *, now: datetime) -> Tellings:
    """Return how a promise was told, and what comes next."""
    rows = session.scalars(
        select(PromiseTold)
        .where(PromiseTold.promise_id == promise.id)
        .order_by(PromiseTold.told_on.desc(), PromiseTold.id.desc())
    ).all()
    by_way: dict[ToldWay, list[PromiseTold]] = {}
    for row in rows:
        by_way.setdefault(row.way, []).append(row)
    named = {row.event_id for row in rows if row.event_id is not None}
    events = session.scalars(select(Event).where(Event.id.in_(named))) if named else ()
    return Tellings(
        by_way=by_way,
        events={one.id: one for one in events},
        latest=told.latest_updates(session, [promise.id]).get(promise.id),
        next_event=_next_event(session, promise, now=now),
    )


def find_promise(session: Session, number: int, event_id: int | None) -> Promise | None:
    """Return a promise of the organisation in scope by its number; of an event only with it."""
    promise = session.scalar(
        select(Promise)
        .where(Promise.number == number)
        .options(joinedload(Promise.neighbourhood), joinedload(Promise.partner))
    )
    if promise is None or event_id not in {None, promise.event_id}:
        return None
    return promise


def _next_event(session: Session, promise: Promise, *, now: datetime) -> Event | None:
    if promise.neighbourhood_id is None:
        return None
    return session.scalar(
        select(Event)
        .where(
            Event.neighbourhood_id == promise.neighbourhood_id,
            Event.organisation_id == promise.organisation_id,
            Event.state.in_([EventState.DRAFT, EventState.PUBLISHED]),
            Event.ends_at > now,
        )
        .order_by(Event.starts_at, Event.id)
        .limit(1)
    )
