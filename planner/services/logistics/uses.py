"""What an event needs of things: written down, taken out, brought back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from planner.core.logistics.names import same_name
from planner.core.logistics.starting_sheets import starting_things
from planner.core.logistics.things import AskedUse, CountedFrom, ThingSource
from planner.services.answer.locking import lock_answers
from planner.services.logistics.earlier import last_with
from planner.services.logistics.owned import next_turns, things_named
from planner.services.logistics.things import find_use, loss_of, uses_of
from planner.store.models import Event, Thing, ThingUse

MOST_USES = 300


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
    """Keep what an event needs of a thing.

    Who asks for more than before, for something else or for longer goes to the end of the line for
    it: places in it are given out in turn, so that two at once get two.

    Returns:
        None where it is not of the event, the list is full or has another thing of this name.
    """
    event = lock_answers(session, event_id)
    found = find_use(session, event_id, use_id) if use_id is not None else None
    if is_taken_name(session, event_id, plan.name, use_id):
        return None
    if use_id is None:
        if _count(session, event_id) >= MOST_USES:
            return None
        found = ThingUse(event_id=event_id)
    if found is None:
        return None
    is_same = found.id is not None and same_name(found.name) == same_name(plan.name)
    thing_id = found.thing_id if is_same else None
    if thing_id is None:
        next_turns(session, event.organisation_id, 0)  # or who adds that thing misses this use
        thing_id = things_named(session, event.organisation_id).get(same_name(plan.name))
    before = _asked(found) if found.id is not None else None
    _write(found, plan, thing_id)
    now = _asked(found)
    if now is not None and now.is_more_than(before):
        (found.turn,) = next_turns(session, event.organisation_id, 1)
    found.version = (found.version or 0) + 1
    session.add(found)
    session.flush()
    session.expire(found, ["thing", "supplier", "event"])
    return found


def propose_uses(
    session: Session, event: Event, *, words: Callable[[str], str], like_id: int | None = None
) -> tuple[tuple[UsePlan, ...], Event | None]:
    """Return what an event may need: as at the last one by `like_id`, else from a set."""
    has_uses = exists().where(ThingUse.event_id == Event.id)
    like = last_with(session, event, has_uses, like_id=like_id)
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
    next_turns(session, event.organisation_id, 0)  # or who adds a thing misses these uses
    known = things_named(session, event.organisation_id)
    named = {same_name(plan.name): plan for plan in plans[:MOST_USES]}
    found = []
    for name, plan in named.items():
        use = ThingUse(event_id=event_id, version=1)
        _write(use, plan, known.get(name))
        found.append(use)
    _to_the_end(session, event, found)
    session.add_all(found)
    session.flush()
    return len(found)


def copy_uses(session: Session, event: Event, copied: Event) -> int:
    """Let the copy of an event need the same things, none of them taken; return how many."""
    session.flush()
    return make_uses(session, copied.id, [_as_before(use) for use in uses_of(session, event.id)])


def ask_anew(session: Session, event: Event) -> None:
    """Let an event that is at another time, or goes on after all, stand at the end of the line.

    So it takes nothing from those who asked for that time before.
    """
    uses = session.scalars(
        select(ThingUse)
        .where(ThingUse.event_id == event.id, ThingUse.thing_id.is_not(None))
        .order_by(ThingUse.turn, ThingUse.id)
    ).all()
    _to_the_end(session, event, uses)
    session.flush()


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
    """Note how many went out; None takes that back. Others may be out at the same time.

    Returns:
        False where it is not of the event, or somebody said already what became of a loss.
    """
    lock_answers(session, event_id)
    use = find_use(session, event_id, use_id)
    if use is None or use.is_settled:
        return False
    use.taken = count
    if count is None:
        use.back, use.broken = None, 0
    use.version += 1
    session.flush()
    return True


def note_back(
    session: Session,
    event_id: int,
    use_id: int,
    *,
    back: int | None,
    broken: int = 0,
    taken: int | None = None,
) -> bool:
    """Note what came back, whatever others did with the things since; None takes that back.

    Args:
        session: writes.
        event_id: the event.
        use_id: of which thing.
        back: whole ones.
        broken: broken ones.
        taken: how many had gone out, where that is known better than it was noted; where nobody
            noted it at all, what came back is what went out.

    Returns:
        False where it is not of the event, or somebody said already what became of a loss.
    """
    lock_answers(session, event_id)
    use = find_use(session, event_id, use_id)
    if use is None or use.is_settled:
        return False
    if back is None:
        use.back, use.broken = None, 0
    else:
        out = use.taken if taken is None else taken
        use.taken = max(out, back + broken) if out is not None else back + broken
        use.back, use.broken = back, broken
    use.version += 1
    session.flush()
    return True


def note_all_taken(session: Session, event_id: int, counts: Mapping[int, int]) -> int:
    """Note that everything went out that nobody noted before; return of how many things.

    Args:
        session: writes.
        event_id: the event.
        counts: how many of each, by its number; what is left out stays as it is.
    """
    lock_answers(session, event_id)
    found = 0
    for use in uses_of(session, event_id):
        if use.taken is None and use.back is None and use.id in counts:
            use.taken = counts[use.id]
            use.version += 1
            found += 1
    session.flush()
    return found


def note_all_back(session: Session, event_id: int) -> int:
    """Note that all that is out and nobody noted came back whole; return of how many things."""
    lock_answers(session, event_id)
    found = 0
    for use in uses_of(session, event_id):
        if use.taken is not None and use.back is None:
            use.back, use.broken = use.taken, 0
            use.version += 1
            found += 1
    session.flush()
    return found


def settle_use(session: Session, event_id: int, use_id: int, *, is_gone: bool) -> bool:
    """Say what became of what is missing or broken: gone for good, or found and mended after all.

    What is gone is taken off what the organisation owns, once.
    """
    event = lock_answers(session, event_id)
    use = find_use(session, event_id, use_id)
    if use is None or use.back is None or use.is_settled:
        return False
    if is_gone and use.thing_id is not None and use.source is ThingSource.OWN:
        thing = _thing_in_turn(session, event, use.thing_id)
        if thing is not None:
            use.gone = min(thing.owned, loss_of(use))
            thing.owned -= use.gone
            thing.version += 1
    use.is_settled = True
    use.version += 1
    session.flush()
    return True


def open_loss(session: Session, event_id: int, use_id: int) -> bool:
    """Take back what was said of a loss: what was taken off is owned again."""
    event = lock_answers(session, event_id)
    use = find_use(session, event_id, use_id)
    if use is None or not use.is_settled:
        return False
    if use.gone and use.thing_id is not None:
        thing = _thing_in_turn(session, event, use.thing_id)
        if thing is not None:
            thing.owned += use.gone
            thing.version += 1
    use.is_settled, use.gone = False, 0
    use.version += 1
    session.flush()
    return True


def is_taken_name(session: Session, event_id: int, name: str, but: int | None) -> bool:
    """Say whether an event has another thing of this name on its list."""
    rows = session.execute(select(ThingUse.id, ThingUse.name).where(ThingUse.event_id == event_id))
    return any(use_id != but and same_name(its) == same_name(name) for use_id, its in rows)


def _write(use: ThingUse, plan: UsePlan, thing_id: int | None) -> None:
    for name in UsePlan.__slots__:
        setattr(use, name, getattr(plan, name))
    use.thing_id = thing_id


def _asked(use: ThingUse) -> AskedUse | None:
    """Return what a use asks of what is owned; None where it asks nothing of it."""
    if use.thing_id is None or use.source is not ThingSource.OWN:
        return None
    return AskedUse(
        thing_id=use.thing_id,
        count=use.count,
        counted_from=use.counted_from,
        per=use.per,
        out_minutes=use.out_minutes,
        back_minutes=use.back_minutes,
    )


def _to_the_end(session: Session, event: Event, uses: Sequence[ThingUse]) -> None:
    owned = [use for use in uses if use.thing_id is not None]
    turns = next_turns(session, event.organisation_id, len(owned)) if owned else range(0)
    for use, turn in zip(owned, turns, strict=True):
        use.turn = turn


def _thing_in_turn(session: Session, event: Event, thing_id: int) -> Thing | None:
    next_turns(session, event.organisation_id, 0)
    return session.get(Thing, thing_id, populate_existing=True)


def _count(session: Session, event_id: int) -> int:
    wanted = select(func.count(ThingUse.id)).where(ThingUse.event_id == event_id)
    return session.scalar(wanted) or 0


def _as_before(use: ThingUse) -> UsePlan:
    """Return the same need for another event: nothing taken, nothing paid."""
    plan = UsePlan(**{name: getattr(use, name) for name in UsePlan.__slots__})
    return replace(plan, paid_cents=None)
