"""What was left of each dish: noted at closing, and what the next order learns from it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Row, bindparam, select
from sqlalchemy.orm import Session

from planner.core.catering import Appetite, Eaten, learn_appetite
from planner.services.plan.day_notes import find_dish_day
from planner.services.shop.orders import PlacedDish, placed_dishes
from planner.store.models import DishDay, Event, EventDish, PlacedOrder, Turnout

MOST_EVENTS = 20


@dataclass(frozen=True, slots=True)
class DishOutcome:
    """How a dish fared.

    Attributes:
        left_over: in the unit of the dish; None when nobody said so.
        ran_out_at: when it was gone; None when it was not.
    """

    left_over: int | None
    ran_out_at: datetime | None


def note_leftovers(
    session: Session, event_id: int, dish_id: int, *, left: int | None, ran_out_at: datetime | None
) -> bool:
    """Keep what was left of a dish, or that it ran out; False when the dish is not there."""
    day = find_dish_day(session, event_id, dish_id)
    if day is None:
        return False
    day.left_over = left
    day.ran_out_at = ran_out_at
    session.flush()
    return True


def dish_outcomes(session: Session, event: Event) -> dict[int, DishOutcome]:
    """Return how each dish of an event fared, by its id; dishes nobody noted are left out."""
    rows = session.scalars(
        select(DishDay).where(DishDay.dish_id.in_([dish.id for dish in event.dishes]))
    )
    return {
        row.dish_id: DishOutcome(row.left_over, row.ran_out_at)
        for row in rows
        if row.left_over is not None or row.ran_out_at is not None
    }


# What was eaten at earlier events does not change any more.
_learned = lru_cache(maxsize=200)(learn_appetite)
# Built once: to build it takes longer than to ask it.
_COLUMNS = (
    EventDish.id,
    EventDish.name,
    EventDish.event_id,
    DishDay.left_over,
    DishDay.ran_out_at,
    PlacedOrder.dishes,
    Turnout.came,
    Turnout.held_on,
)
LEFT = (
    select(*_COLUMNS)
    .join(DishDay, DishDay.dish_id == EventDish.id)
    .join(PlacedOrder, PlacedOrder.event_id == EventDish.event_id)
    .join(Turnout, Turnout.event_id == EventDish.event_id)
    .where(
        EventDish.name.in_(bindparam("names", expanding=True)),
        EventDish.event_id != bindparam("event_id"),
        Turnout.organisation_id == bindparam("organisation_id"),
        Turnout.left_out_because.is_(None),
        Turnout.held_on < bindparam("before"),
    )
    .order_by(Turnout.held_on.desc(), EventDish.id)
    .limit(bindparam("most"))
)
"""How dishes of these names fared at the latest earlier events."""
_LEFT_OF_MANY = (
    select(*_COLUMNS, Turnout.organisation_id)
    .join(DishDay, DishDay.dish_id == EventDish.id)
    .join(PlacedOrder, PlacedOrder.event_id == EventDish.event_id)
    .join(Turnout, Turnout.event_id == EventDish.event_id)
    .where(
        EventDish.name.in_(bindparam("names", expanding=True)),
        Turnout.organisation_id.in_(bindparam("organisation_ids", expanding=True)),
        Turnout.left_out_because.is_(None),
        Turnout.held_on < bindparam("before"),
    )
    .order_by(Turnout.held_on.desc(), EventDish.id)
)


def appetites_of(rows: Iterable[Row[Any]], event: Event) -> dict[str, Appetite]:
    """Say how much people eat of each dish on the menu, by its name.

    Learned from earlier events of the organisation with a dish of the same name and unit.

    Args:
        rows: of `LEFT`, in any order.
        event: with its dishes.
    """
    return _learn(rows, _wanted(event))


def appetites_of_each(session: Session, events: Sequence[Event]) -> dict[int, dict[str, Appetite]]:
    """Say the same for several events, by their ids; one query for all of them."""
    wanted = {event.id: _wanted(event) for event in events}
    names = sorted({name for dishes in wanted.values() for name, _unit in dishes})
    if not names:
        return {event.id: {} for event in events}
    rows = session.execute(
        _LEFT_OF_MANY,
        {
            "names": names,
            "organisation_ids": sorted({event.organisation_id for event in events}),
            "before": max(event.starts_at.date() for event in events),
        },
    ).all()
    found = {}
    for event in events:
        dishes = wanted[event.id]
        own = {name for name, _unit in dishes}
        earlier = [
            row
            for row in rows
            if row.name in own
            and row.event_id != event.id
            and row.organisation_id == event.organisation_id
            and row.held_on < event.starts_at.date()
        ]
        found[event.id] = _learn(earlier[: MOST_EVENTS * len(dishes)], dishes)
    return found


def _wanted(event: Event) -> set[tuple[str, str]]:
    return {(row.name, row.values["unit"]) for row in event.dishes}


def _learn(rows: Iterable[Any], wanted: set[tuple[str, str]]) -> dict[str, Appetite]:
    eaten: dict[str, list[Eaten]] = defaultdict(list)
    orders: dict[int, Mapping[int, PlacedDish]] = {}
    for row in sorted(rows, key=lambda row: (row.held_on, -row.id)):
        if row.event_id not in orders:  # it stands beside each of its dishes
            orders[row.event_id] = placed_dishes(row.dishes)
        ordered = orders[row.event_id].get(row.id)
        if ordered is None or (row.name, ordered.unit) not in wanted:
            continue
        found = eaten_of(ordered, DishOutcome(row.left_over, row.ran_out_at), row.came)
        if found is not None:
            eaten[row.name].append(found)
    return {name: _learned(tuple(found)) for name, found in eaten.items()}


def eaten_of(ordered: PlacedDish, how: DishOutcome, came: int) -> Eaten | None:
    """Say what was eaten of a dish, next to what the menu says; None when nobody noted it."""
    reckoned = came * ordered.per_guest / ordered.appetite + ordered.certain
    if reckoned <= 0 or not ordered.there:
        return None
    if how.ran_out_at is not None:
        return Eaten(amount=ordered.there, reckoned=reckoned, ran_out=True)
    if how.left_over is None:
        return None
    return Eaten(amount=max(0, ordered.there - how.left_over), reckoned=reckoned)


def factor_of(appetites: Mapping[str, Appetite], name: str) -> float:
    """Return by how much the portions of a dish are changed."""
    found = appetites.get(name)
    return found.factor if found else 1.0
