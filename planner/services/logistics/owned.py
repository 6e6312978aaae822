"""What an organisation owns: a short list, from which its events take what they need by name."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.logistics.names import same_name
from planner.core.logistics.things import ThingSource
from planner.services.logistics.things import COMES
from planner.store.base import take_turn
from planner.store.models import Event, Thing, ThingUse
from planner.store.scoping import OF_ALL, owner_for

MOST_THINGS = 1_000


def things_of(session: Session) -> Sequence[Thing]:
    """Return what the organisation of whoever looks owns, by name; one question."""
    return session.scalars(select(Thing).order_by(func.lower(Thing.name), Thing.id)).all()


def find_thing(session: Session, thing_id: int) -> Thing | None:
    """Return a thing of the organisation of whoever looks."""
    return session.scalar(select(Thing).where(Thing.id == thing_id))


def things_named(session: Session, organisation_id: int) -> dict[str, int]:
    """Return the numbers of things by what is the same in their names; one question."""
    rows = session.execute(
        select(Thing.name, Thing.id).where(Thing.organisation_id == organisation_id)
    )
    return {same_name(name): thing_id for name, thing_id in rows}


def losses_of(session: Session, thing_id: int) -> Sequence[ThingUse]:
    """Return where some of a thing are missing or broken, and nobody settled it; one question."""
    return session.scalars(
        select(ThingUse)
        .where(
            ThingUse.thing_id == thing_id,
            ThingUse.source == ThingSource.OWN,
            ThingUse.taken > ThingUse.back,
            ThingUse.is_settled.is_(False),
        )
        .options(joinedload(ThingUse.event))
        .order_by(ThingUse.id)
    ).all()


def add_thing(session: Session, *, name: str, owned: int, kept_at: str) -> Thing | None:
    """Add something that the organisation owns; None where it has one of that name.

    Events that wrote it down before take theirs from it now, who did first at the head of the line.
    """
    owner = owner_for(session, None)
    next_turns(session, owner, 0)  # or two could take the same name
    if same_name(name) in things_named(session, owner):
        return None
    thing = Thing(organisation_id=owner, name=name, owned=owned, kept_at=kept_at)
    session.add(thing)
    session.flush()
    _give_to_who_asked(session, thing)
    return thing


def change_thing(session: Session, thing: Thing, *, name: str, owned: int, kept_at: str) -> bool:
    """Change something that is owned; False where another one has that name.

    It is called so on the lists of events too, unless one has another thing of that name.
    """
    next_turns(session, thing.organisation_id, 0)
    known = things_named(session, thing.organisation_id)
    if known.get(same_name(name), thing.id) != thing.id:
        return False
    is_renamed = thing.name != name
    thing.name, thing.owned, thing.kept_at = name, owned, kept_at
    thing.version += 1
    session.flush()
    if is_renamed:
        _rename_uses(session, thing)
        _give_to_who_asked(session, thing)
    return True


def next_turns(session: Session, organisation_id: int, count: int) -> range:
    """Return so many places at the end of the line for what an organisation owns.

    Two that ask at once wait for each other here, whatever they ask for.
    """
    take_turn(session, f"things of organisation {organisation_id}")
    last = session.scalar(
        select(func.max(ThingUse.turn))
        .join(ThingUse.event)
        .where(Event.organisation_id == organisation_id),
        # Events that a team member does not see stand in the same line.
        execution_options=OF_ALL,
    )
    first = (last or 0) + 1
    return range(first, first + count)


def _give_to_who_asked(session: Session, thing: Thing) -> None:
    """Let uses that wrote down this name take theirs from it."""
    rows = session.scalars(
        select(ThingUse)
        .join(ThingUse.event)
        .where(
            Event.organisation_id == thing.organisation_id,
            Event.state.in_(COMES),
            ThingUse.thing_id.is_(None),
        )
        .order_by(ThingUse.id)
    )
    name = same_name(thing.name)
    found = [use for use in rows if same_name(use.name) == name]
    if not found:
        return
    turns = next_turns(session, thing.organisation_id, len(found))
    for use, turn in zip(found, turns, strict=True):
        use.thing_id, use.turn = thing.id, turn
    session.flush()
    for use in found:
        session.expire(use, ["thing"])


def _rename_uses(session: Session, thing: Thing) -> None:
    uses = session.scalars(select(ThingUse).where(ThingUse.thing_id == thing.id)).all()
    events = {use.event_id for use in uses}
    others = session.execute(
        select(ThingUse.event_id, ThingUse.name).where(
            ThingUse.event_id.in_(events), ThingUse.thing_id.is_distinct_from(thing.id)
        )
    )
    taken = {(event_id, same_name(name)) for event_id, name in others}
    for use in uses:
        if (use.event_id, same_name(thing.name)) not in taken:
            use.name = thing.name
    session.flush()
