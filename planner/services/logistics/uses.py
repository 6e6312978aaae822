"""What an event needs of things: written down, taken out, brought back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.logistics.starting_sheets import starting_things
from planner.core.logistics.things import CountedFrom, ThingSource
from planner.services.answer.locking import lock_answers
from planner.services.logistics.things import find_use, uses_of
from planner.store.base import take_turn
from planner.store.models import Event, Thing, ThingUse

MOST_USES = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class UsePlan:
    """What an event needs of a thing, as its organiser wants it.

    Attributes:
        count: as typed; None follows the people.
        out_minutes: so long before the beginning it is taken out.
        back_minutes: so long after the end it is back.
    """

    name: str
    counted_from: CountedFrom = CountedFrom.NOTHING
    per: int | None = None
    count: int | None = None
    source: ThingSource = ThingSource.OWN
    supplier_id: int | None = None
    from_whom: str = ""
    phone: str = ""
    out_minutes: int = 180
    back_minutes: int = 120
    planned_cents: int | None = None
    paid_cents: int | None = None
    note: str = ""


def keep_use(
    session: Session,
    event_id: int,
    plan: UsePlan,
    *,
    use_id: int | None = None,
) -> ThingUse | None:
    """Keep what an event needs of a thing; None where it is not of the event, or the list is full.

    Who asks for more than before, for something else or at another time goes to the end of the
    line for it: the turn is taken of the thing, so that two at once get two places.
    """
    event = lock_answers(session, event_id)
    if use_id is None:
        found = session.scalar(
            select(ThingUse).where(ThingUse.event_id == event_id, ThingUse.name == plan.name)
        )
        if found is None:
            if _count(session, event_id) >= MOST_USES:
                return None
            found = ThingUse(event=event, name=plan.name)
            session.add(found)
    else:
        found = find_use(session, event_id, use_id)
        if found is None:
            return None
    thing = _thing_named(session, event, plan.name)
    before = (found.thing_id, found.count, found.per, found.out_minutes, found.back_minutes)
    for name in UsePlan.__slots__:
        setattr(found, name, getattr(plan, name))
    found.thing_id = thing.id if thing is not None else None
    after = (found.thing_id, found.count, found.per, found.out_minutes, found.back_minutes)
    if thing is not None and (found.turn in (0, None) or _asks_more(before, after)):
        take_turn(session, f"thing {thing.id}")
        last = session.scalar(select(func.max(ThingUse.turn)).where(ThingUse.thing_id == thing.id))
        found.turn = (last or 0) + 1
    found.version = (found.version or 0) + 1
    session.flush()
    session.expire(found, ["thing", "supplier"])
    return found


def propose_uses(
    session: Session, event: Event, *, words: Callable[[str], str], from_set: bool = False
) -> tuple[tuple[UsePlan, ...], Event | None]:
    """Return what an event may need: as at the last one of the series or sort, else from a set."""
    like = None if from_set else _last_with_uses(session, event)
    if like is not None:
        return tuple(_as_before(use) for use in uses_of(session, like.id)), like
    return (
        tuple(
            UsePlan(
                name=words(one.name), counted_from=one.counted_from, per=one.per, count=one.count
            )
            for one in starting_things(event.event_type)
        ),
        None,
    )


def make_uses(session: Session, event_id: int, plans: Sequence[UsePlan]) -> int:
    """Write down what an event needs; return how many, none where somebody did before."""
    event = lock_answers(session, event_id)
    if _count(session, event_id):
        return 0
    kept = _keep_all(session, event, plans[:MOST_USES])
    return len(kept)


def copy_uses(session: Session, event: Event, copied: Event) -> int:
    """Let the copy of an event need the same things, none of them taken; return how many."""
    session.flush()
    plans = [_as_before(use) for use in uses_of(session, event.id)]
    return len(_keep_all(session, copied, plans))


def remove_use(session: Session, event_id: int, use_id: int) -> bool:
    """Take a thing off an event's list; False where it is not of it."""
    lock_answers(session, event_id)
    use = find_use(session, event_id, use_id)
    if use is None:
        return False
    session.delete(use)
    session.flush()
    return True


def note_taken(session: Session, event_id: int, use_id: int, count: int | None) -> bool:
    """Note how many went out; None takes that back. Others may be out at the same time."""
    lock_answers(session, event_id)
    use = find_use(session, event_id, use_id)
    if use is None:
        return False
    use.taken = count
    if count is None:
        use.back, use.broken, use.is_settled = None, 0, False
    use.version += 1
    session.flush()
    return True


def note_back(
    session: Session, event_id: int, use_id: int, *, back: int | None, broken: int = 0
) -> bool:
    """Note what came back, whatever others did with the things since; None takes that back."""
    lock_answers(session, event_id)
    use = find_use(session, event_id, use_id)
    if use is None:
        return False
    if use.taken is None and back is not None:
        use.taken = back + broken  # nobody noted that they went out
    use.back, use.broken = back, broken if back is not None else 0
    use.is_settled = False
    use.version += 1
    session.flush()
    return True


def settle_use(session: Session, event_id: int, use_id: int, *, is_gone: bool) -> bool:
    """Say what became of what is missing or broken: gone for good, or found and mended after all.

    What is gone is taken off what the organisation owns, once.
    """
    lock_answers(session, event_id)
    use = find_use(session, event_id, use_id)
    if use is None or use.back is None or use.is_settled:
        return False
    if is_gone and use.thing_id is not None:
        take_turn(session, f"thing {use.thing_id}")
        thing = session.get(Thing, use.thing_id, populate_existing=True)
        if thing is not None:
            thing.owned = max(0, thing.owned - max(0, (use.taken or 0) - use.back))
            thing.version += 1
    use.is_settled = True
    use.version += 1
    session.flush()
    return True


def _keep_all(session: Session, event: Event, plans: Sequence[UsePlan]) -> list[ThingUse | None]:
    """Keep several needs of an event; the turns of their things are taken in one order.

    Else two events that write down the same things at once could each wait for the other.
    """
    named = (_thing_named(session, event, plan.name) for plan in plans)
    for thing_id in sorted({thing.id for thing in named if thing is not None}):
        take_turn(session, f"thing {thing_id}")
    return [keep_use(session, event.id, plan) for plan in plans]


def _asks_more(before: tuple[object, ...], after: tuple[object, ...]) -> bool:
    """Say whether a use asks for something else, for more, or at another time."""
    if before[0] != after[0] or before[2:] != after[2:]:
        return True
    was, now = before[1], after[1]
    return was != now and not (isinstance(was, int) and isinstance(now, int) and now < was)


def _thing_named(session: Session, event: Event, name: str) -> Thing | None:
    return session.scalar(
        select(Thing).where(
            Thing.organisation_id == event.organisation_id, func.lower(Thing.name) == name.lower()
        )
    )


def _count(session: Session, event_id: int) -> int:
    wanted = select(func.count(ThingUse.id)).where(ThingUse.event_id == event_id)
    return session.scalar(wanted) or 0


def _as_before(use: ThingUse) -> UsePlan:
    """Return the same need for another event: nothing taken, nothing paid."""
    plan = UsePlan(**{name: getattr(use, name) for name in UsePlan.__slots__})
    return replace(plan, paid_cents=None)


def _last_with_uses(session: Session, event: Event) -> Event | None:
    in_series = (Event.series_id == event.series_id) & Event.series_id.is_not(None)
    return session.scalars(
        select(Event)
        .where(
            Event.organisation_id == event.organisation_id,
            Event.id != event.id,
            in_series | (Event.event_type == event.event_type),
            select(ThingUse.id).where(ThingUse.event_id == Event.id).exists(),
        )
        .order_by(
            in_series.is_(True).desc(),
            (Event.starts_at < event.starts_at).desc(),
            Event.starts_at.desc(),
            Event.id,
        )
        .limit(1)
    ).first()


def is_taken_name(session: Session, event_id: int, name: str, but: int | None) -> bool:
    """Say whether an event has another thing of this name on its list."""
    which = [ThingUse.event_id == event_id, func.lower(ThingUse.name) == name.lower()]
    if but is not None:
        which.append(ThingUse.id != but)
    return session.scalar(select(ThingUse.id).where(*which).limit(1)) is not None
