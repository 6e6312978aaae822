"""Where the menu of an event is not what its guests were promised, or nobody decided on it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from planner.core.assurances import Assurance, broken, undecided
from planner.core.enums import EventState
from planner.core.steps import ASSURANCES_BEFORE
from planner.services.plan.menus import dish_of
from planner.store.models import Event, EventDish


class AssuranceGaps(NamedTuple):
    """What guests were promised and do not get, and what waits for a decision."""

    broken: frozenset[Assurance] = frozenset()
    open: frozenset[Assurance] = frozenset()


NO_GAPS = AssuranceGaps()


def assurance_gaps(
    session: Session, events: Sequence[Event], *, now: datetime
) -> Mapping[int, AssuranceGaps]:
    """Compare menus with what was promised: of events that are near, or whose menu is at hand.

    In one question, and in none where nobody was asked what to promise.
    """
    asked = [
        event
        for event in events
        if event.promised is not None and event.state is EventState.PUBLISHED
    ]
    menus: dict[int, list[EventDish]] = {
        event.id: event.dishes for event in asked if "dishes" not in inspect(event).unloaded
    }
    near = [
        event.id
        for event in asked
        if event.id not in menus
        and now < event.ends_at
        and event.starts_at - now <= ASSURANCES_BEFORE
    ]
    if near:
        menus |= {event_id: [] for event_id in near}
        for row in session.scalars(select(EventDish).where(EventDish.event_id.in_(near))):
            menus[row.event_id].append(row)
    return {event.id: _gaps(event, menus[event.id]) for event in asked if event.id in menus}


def _gaps(event: Event, rows: Sequence[EventDish]) -> AssuranceGaps:
    dishes = [dish_of(row) for row in rows]
    return AssuranceGaps(broken(dishes, event.promised), undecided(dishes, event.promised))
