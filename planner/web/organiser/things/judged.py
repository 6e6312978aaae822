"""How many things an event needs, and how many of those it gets."""

from collections.abc import Sequence

from sqlalchemy.orm import Session

from planner.services.day.enough_things import judge_things
from planner.services.logistics.things import NeededUse, PeopleAt
from planner.store.models import Event, ThingUse
from planner.web.clock import now


def judge(used: Session, event: Event, its: Sequence[ThingUse]) -> tuple[list[NeededUse], PeopleAt]:
    """Judge uses of an event against those of all others; as many questions for one as for all.

    Returns:
        The uses as they stand, and for how many people the event is prepared.
    """
    found, people = judge_things(used, its, {}, now=now(), shown=[event])
    return found, people[event.id]
