"""How many things an event needs, and how many of those it gets."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from planner.services.day.logistics_wait import people_of_each
from planner.services.logistics.things import (
    NeededUse,
    PeopleAt,
    judge_uses,
    missing_of,
    rivals_of,
)
from planner.store.models import Event, ThingUse
from planner.web.clock import now


def judge(used: Session, event: Event, its: Sequence[ThingUse]) -> tuple[list[NeededUse], PeopleAt]:
    """Judge uses of an event against those of all others; as many questions for one as for all.

    Returns:
        The uses as they stand, and for how many people the event is prepared.
    """
    rivals = rivals_of(used, its, now=now())
    missing = missing_of(used, [one.thing_id for one in its if one.thing_id])
    events = {one.event_id: one.event for one in rivals} | {event.id: event}
    people = people_of_each(used, events.values(), {}, now=now())
    return judge_uses(its, rivals, missing, people), people[event.id]
