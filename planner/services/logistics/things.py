"""Things: what an organisation owns, what its events need of it, and what came back.

What is owned is given out by `core/logistics/things.py`, in the order in which it was asked for.
Nothing of that is stored but the turns, so an event that moves is judged anew by itself.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.enums import EventState
from planner.core.logistics.things import (
    Claim,
    CountedFrom,
    Granted,
    Returned,
    ThingSource,
    allocate,
    needed,
)
from planner.store.models import Event, ThingUse

COMES = (EventState.DRAFT, EventState.PUBLISHED)
"""Events that take things out; a cancelled one frees them at once."""
PAST_FOR = timedelta(days=30)
"""So long after an event nobody reckons with what it took out; it is back within two weeks."""


@dataclass(frozen=True, slots=True)
class PeopleAt:
    """For how many an event is prepared; None while nobody knows.

    Attributes:
        heads: people who may come.
        portions: people who are cooked for, helpers included.
    """

    heads: int | None = None
    portions: int | None = None

    def of(self, counted_from: CountedFrom) -> int | None:
        """Return what a number of things follows from; None where it follows from nothing."""
        match counted_from:
            case CountedFrom.HEADS:
                return self.heads
            case CountedFrom.PORTIONS:
                return self.portions
            case CountedFrom.NOTHING:
                return None


@dataclass(frozen=True, slots=True, kw_only=True)
class RivalUse:
    """What another event asks of a thing: no more of it than is needed to give things out.

    Whole rows take three times as long to read, and an event can have a hundred rivals.
    """

    id: int
    event_id: int
    thing_id: int | None
    source: ThingSource
    turn: int
    counted_from: CountedFrom
    per: int | None
    count: int | None
    out_minutes: int
    back_minutes: int
    event: Event


_ASKED = tuple(getattr(ThingUse, name) for name in RivalUse.__slots__ if name != "event")
JUDGED = (*_ASKED, ThingUse.back)
"""What has to be known of a use to say whether it gets enough."""


@dataclass(frozen=True, slots=True)
class NeededUse:
    """A use with what follows from everything else.

    Attributes:
        reckoned: how many the people need; None where that does not follow from people.
        count: how many are asked for: as typed, else as reckoned; None while nobody knows.
        granted: what it gets of what is owned; None for what comes from elsewhere.
        takers: the events that had them first, where it is not enough.
    """

    use: ThingUse
    reckoned: int | None
    count: int | None
    granted: Granted | None = None
    takers: tuple[Event, ...] = ()

    @property
    def short(self) -> int:
        """How many of its own it has to do without; 0 for what comes from elsewhere, or is back."""
        is_back = self.use.back is not None
        return self.granted.short if self.granted is not None and not is_back else 0

    @property
    def returned(self) -> Returned:
        """What became of them."""
        return Returned(
            taken=self.use.taken,
            back=self.use.back or 0,
            broken=self.use.broken,
            is_noted=self.use.back is not None,
        )

    @property
    def loss(self) -> int:
        """How many are missing or broken, and nobody said what became of them."""
        return 0 if self.use.is_settled else loss_of(self.use)


def out_and_back(use: ThingUse | RivalUse, event: Event) -> tuple[datetime, datetime]:
    """Return from when until when things are out for an event."""
    return (
        event.starts_at - timedelta(minutes=use.out_minutes),
        event.ends_at + timedelta(minutes=use.back_minutes),
    )


def count_of(use: ThingUse | RivalUse, people: PeopleAt) -> int | None:
    """Return how many are asked for; None while nobody knows how many people come."""
    if use.count is not None:
        return use.count
    return needed(use.per, people.of(use.counted_from))


def uses_of(session: Session, event_id: int) -> Sequence[ThingUse]:
    """Return what an event needs, in the order in which it was written down; two questions."""
    return session.scalars(
        select(ThingUse)
        .where(ThingUse.event_id == event_id)
        .options(
            joinedload(ThingUse.thing), joinedload(ThingUse.supplier), selectinload(ThingUse.event)
        )
        .order_by(ThingUse.id)
        .execution_options(populate_existing=True)
    ).all()


def find_use(session: Session, event_id: int, use_id: int) -> ThingUse | None:
    """Return what an event needs of one thing; None where it is not of the event."""
    return session.scalar(
        select(ThingUse)
        .where(ThingUse.event_id == event_id, ThingUse.id == use_id)
        .options(joinedload(ThingUse.thing), joinedload(ThingUse.event))
        .execution_options(populate_existing=True)
    )


def judge_uses(
    uses: Sequence[ThingUse],
    others: Sequence[RivalUse],
    missing: Mapping[int, int],
    people: Mapping[int, PeopleAt],
) -> list[NeededUse]:
    """Say of uses how many are needed, and how many of those the organisation has.

    Args:
        uses: to judge.
        others: all other uses of the same things at any event that may take them at the same time.
        missing: of things by their numbers, how many are missing or broken.
        people: for how many each event is prepared, by its number.
    """
    every: dict[int, ThingUse | RivalUse] = {use.id: use for use in others}
    every |= {use.id: use for use in uses}
    by_thing: dict[int, list[ThingUse | RivalUse]] = {}
    for use in every.values():
        if _takes_own(use):
            by_thing.setdefault(use.thing_id or 0, []).append(use)
    given: dict[int, Granted] = {}
    for thing_id, its_uses in by_thing.items():
        owned = max(0, _owned(its_uses) - missing.get(thing_id, 0))
        given |= allocate(owned, [_claim(use, people) for use in its_uses])
    found = []
    for use in uses:
        at = people.get(use.event_id, PeopleAt())
        granted = given.get(use.id)
        takers = {
            claim.event_id: every[claim.use_id].event
            for claim in (granted.taken_by if granted else ())
            if claim.event_id != use.event_id
        }
        found.append(
            NeededUse(
                use,
                needed(use.per, at.of(use.counted_from)),
                count_of(use, at),
                granted,
                tuple(takers.values()),
            )
        )
    return found


def rivals_of(session: Session, uses: Iterable[ThingUse], *, now: datetime) -> Sequence[RivalUse]:
    """Return the other uses of the same things at events that may have them; two questions.

    What an event long past had is back, or missing: that is told by `missing_of`.
    """
    known = list(uses)
    ids = sorted({use.thing_id for use in known if use.thing_id is not None})
    if not ids:
        return []
    rows = session.execute(
        select(*_ASKED)
        .join(ThingUse.event)
        .where(
            ThingUse.thing_id.in_(ids),
            ThingUse.id.not_in([use.id for use in known]),
            ThingUse.source == ThingSource.OWN,
            Event.state.in_(COMES),
            Event.ends_at > now - PAST_FOR,
        )
        .order_by(ThingUse.id)
    ).all()
    if not rows:
        return []
    asking = select(Event).where(Event.id.in_({row.event_id for row in rows}))
    events = {event.id: event for event in session.scalars(asking)}
    return [RivalUse(**row._mapping, event=events[row.event_id]) for row in rows]


def missing_of(session: Session, thing_ids: Iterable[int]) -> dict[int, int]:
    """Return how many of things are missing or broken, and nobody settled it; one question."""
    gone = func.sum(ThingUse.taken - ThingUse.back)
    rows = session.execute(
        select(ThingUse.thing_id, gone)
        .where(
            ThingUse.thing_id.in_(list(thing_ids)),
            ThingUse.source == ThingSource.OWN,
            ThingUse.taken > ThingUse.back,
            ThingUse.is_settled.is_(False),
        )
        .group_by(ThingUse.thing_id)
    )
    return {thing_id: int(count or 0) for thing_id, count in rows if thing_id}


def loss_of(use: ThingUse) -> int:
    """Return how many are missing or broken of what went out; none until somebody noted it."""
    return max(0, (use.taken or 0) - use.back) if use.back is not None else 0


def _owned(uses: Sequence[ThingUse | RivalUse]) -> int:
    own = (use.thing for use in uses if isinstance(use, ThingUse))
    return next((thing.owned for thing in own if thing is not None), 0)


def _takes_own(use: ThingUse | RivalUse) -> bool:
    return use.thing_id is not None and use.source is ThingSource.OWN and use.event.state in COMES


def _claim(use: ThingUse | RivalUse, people: Mapping[int, PeopleAt]) -> Claim:
    from_at, until = out_and_back(use, use.event)
    return Claim(
        use_id=use.id,
        turn=use.turn,
        count=count_of(use, people.get(use.event_id, PeopleAt())) or 0,
        from_at=from_at,
        until=until,
        event_id=use.event_id,
    )
