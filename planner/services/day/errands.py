"""What has to be done now because food runs short: written down once, and done by one person.

The rule is that of `core/catering/watch.py`. Whatever looks (`web/shortage_watch.py`) compares it
with what was written down before; people then say that they go, can't after all, or have it here.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from planner.core.catering.watch import Advice
from planner.core.enums import ErrandKind, EventState
from planner.services.answer.locking import lock_answers
from planner.services.day.dishes import Delivery, DishWatch
from planner.store.models import Errand, ErrandLine, Event, EventDish, GateDevice

What = tuple[int, ErrandKind]
"""A dish by its number, and what to do about it."""
Needs = Mapping[What, int]
"""How much of each, in the unit of the dish; 0 where there is nothing to carry."""


CARRIED = (ErrandKind.OPEN, ErrandKind.FETCH)
"""What somebody has to go for: opening a freezer takes a minute, so it comes first."""


@dataclass(frozen=True, slots=True)
class Goer:
    """Who says that they go: an organiser, or whoever holds a phone at a gate."""

    account_id: int | None = None
    device_id: int | None = None


def find_needs(dishes: Iterable[DishWatch]) -> dict[What, int]:
    """Say what has to be done about the dishes that run short; nothing while all is calm."""
    needs: dict[What, int] = {}
    for dish in dishes:
        watch = dish.watch
        if not watch.advice.is_alarm:
            continue
        if dish.order.reserve.amount:
            needs[dish.dish_id, ErrandKind.OPEN] = dish.order.reserve.amount
        if watch.worth_until and dish.fetch.amount:
            needs[dish.dish_id, ErrandKind.FETCH] = dish.fetch.amount
        if watch.advice is Advice.TOO_LATE:
            needs[dish.dish_id, ErrandKind.SHARE] = 0
    return needs


def events_going_on(session: Session, *, now: datetime) -> list[int]:
    """List the events that go on at a moment and serve food; one cheap question."""
    return sorted(
        session.scalars(
            select(Event.id).where(
                Event.state == EventState.PUBLISHED,
                Event.starts_at <= now,
                Event.ends_at > now,
                select(EventDish.id).where(EventDish.event_id == Event.id).exists(),
            )
        )
    )


def errands_of(session: Session, event_id: int) -> Sequence[Errand]:
    """List the errands of an event with their lines, the first one first."""
    return (
        session.scalars(
            select(Errand)
            .where(Errand.event_id == event_id)
            .options(joinedload(Errand.lines))
            .order_by(Errand.id)
        )
        .unique()
        .all()
    )


def find_errand(session: Session, event_id: int, errand_id: int) -> Errand | None:
    """Return an errand of an event."""
    return session.scalar(select(Errand).where(Errand.id == errand_id, Errand.event_id == event_id))


def open_errand(session: Session, event_id: int, *, now: datetime) -> Errand | None:
    """Return the one thing to do now at an event that goes on, with its dishes and who goes.

    What nobody does yet comes before what somebody is doing; of two the later one. One question
    while nothing is to be done: phones ask it every half minute.
    """
    found = session.scalars(
        select(Errand)
        .join(Errand.event)
        .where(
            Errand.event_id == event_id,
            Errand.here_at.is_(None),
            Event.state == EventState.PUBLISHED,
            Event.starts_at <= now,
            Event.ends_at > now,
        )
        .options(
            contains_eager(Errand.event),
            selectinload(Errand.lines).joinedload(ErrandLine.dish),
            joinedload(Errand.going_account),
            joinedload(Errand.going_device).joinedload(GateDevice.gate),
        )
        .order_by(Errand.going_at.is_not(None), Errand.id.desc())
    ).all()
    return next((one for one in found if one.going_at or things_to_carry(one)), None)


def things_to_carry(errand: Errand) -> list[ErrandLine]:
    """List what somebody has to go for: what is on call first, then what to fetch."""
    lines = [line for line in errand.lines if line.is_needed and line.kind in CARRIED]
    return sorted(lines, key=lambda line: (CARRIED.index(line.kind), line.dish_id))


def deliveries_of(known: Iterable[Errand]) -> dict[int, list[Delivery]]:
    """List by dish what was brought or opened, and when."""
    found: dict[int, list[Delivery]] = {}
    for one in known:
        if one.here_at is None:
            continue
        for line in things_to_carry(one):
            is_reserve = line.kind is ErrandKind.OPEN
            delivery = Delivery(one.here_at, line.amount, is_reserve=is_reserve)
            found.setdefault(line.dish_id, []).append(delivery)
    return found


def is_news(known: Sequence[Errand], needs: Needs) -> bool:
    """Say whether what has to be done is other than what is written down; it only reads."""
    open_ones = [one for one in known if one.here_at is None]
    written = {(line.dish_id, line.kind) for one in open_ones for line in one.lines}
    if needs.keys() - written:
        return True
    return any(
        (line.is_needed, line.amount) != _as_needed(line, needs)
        for one in open_ones
        if one.going_at is None
        for line in one.lines
    )


@dataclass(frozen=True, slots=True)
class Raised:
    """What was written down as new: an errand, and which of its lines."""

    errand: Errand
    lines: Sequence[ErrandLine]


def write_down(session: Session, event_id: int, needs: Needs, *, now: datetime) -> Raised | None:
    """Write down what has to be done now; return what of it is new.

    Each dish is raised once for each thing to do about it, until it is here: two that look at the
    same moment wait for each other. An errand that nobody has taken grows; one that somebody goes
    on stays as it was told to them, and what is new becomes another.
    """
    lock_answers(session, event_id)
    open_ones = [one for one in errands_of(session, event_id) if one.here_at is None]
    written = {(line.dish_id, line.kind) for one in open_ones for line in one.lines}
    free = [one for one in open_ones if one.going_at is None]
    for one in free:
        for line in one.lines:
            line.is_needed, line.amount = _as_needed(line, needs)
    new = sorted(needs.keys() - written)
    if not new:
        session.flush()
        return None
    errand = free[-1] if free else Errand(event_id=event_id, raised_at=now)
    session.add(errand)
    lines = [
        ErrandLine(dish_id=dish_id, kind=kind, amount=needs[dish_id, kind], is_needed=True)
        for dish_id, kind in new
    ]
    errand.lines.extend(lines)
    session.flush()
    return Raised(errand, lines)


def go(session: Session, event_id: int, errand_id: int, who: Goer, *, now: datetime) -> bool:
    """Note that somebody goes; False where somebody else was first, or nobody has to any more."""
    is_needed = (
        select(ErrandLine.errand_id)
        .where(
            ErrandLine.errand_id == Errand.id, ErrandLine.is_needed, ErrandLine.kind.in_(CARRIED)
        )
        .exists()
    )
    gone = session.execute(
        update(Errand)
        .where(
            Errand.id == errand_id,
            Errand.event_id == event_id,
            Errand.going_at.is_(None),
            Errand.here_at.is_(None),
            is_needed,
        )
        .values(going_at=now, going_account_id=who.account_id, going_device_id=who.device_id)
        .returning(Errand.id)
        .execution_options(synchronize_session=False)
    )
    return gone.first() is not None


def stay(session: Session, event_id: int, errand_id: int, *, device_id: int | None = None) -> bool:
    """Note that whoever goes can't after all; a phone says so of itself only."""
    only = [Errand.going_device_id == device_id] if device_id is not None else []
    stayed = session.execute(
        update(Errand)
        .where(
            Errand.id == errand_id,
            Errand.event_id == event_id,
            Errand.going_at.is_not(None),
            Errand.here_at.is_(None),
            *only,
        )
        .values(going_at=None, going_account_id=None, going_device_id=None)
        .returning(Errand.id)
        .execution_options(synchronize_session=False)
    )
    return stayed.first() is not None


def note_here(session: Session, event_id: int, errand_id: int, *, now: datetime) -> bool:
    """Note that it is here: from now on it counts as part of what there is to eat."""
    done = session.execute(
        update(Errand)
        .where(Errand.id == errand_id, Errand.event_id == event_id, Errand.here_at.is_(None))
        .values(here_at=now)
        .returning(Errand.id)
        .execution_options(synchronize_session=False)
    )
    return done.first() is not None


def _as_needed(line: ErrandLine, needs: Needs) -> tuple[bool, int]:
    """Say whether a line is needed now, and for how much; what is not keeps its amount."""
    amount = needs.get((line.dish_id, line.kind))
    return (False, line.amount) if amount is None else (True, amount)
