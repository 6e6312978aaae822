"""What somebody notes while an event goes on: a recount, food out of the cooling, a dish gone."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.store.models import DishDay, EventDish, Recount


def record_count(session: Session, event_id: int, *, heads: int, now: datetime) -> None:
    """Keep what somebody counted: it replaces what the gates had counted until now.

    Raises:
        ValueError: a negative number.
    """
    if heads < 0:
        raise ValueError("nobody can be less than nobody")
    session.add(Recount(event_id=event_id, counted_at=now, heads=heads))
    session.flush()


def undo_count(session: Session, event_id: int) -> bool:
    """Take the last recount back; False when there is none."""
    last = session.scalar(
        select(Recount).where(Recount.event_id == event_id).order_by(Recount.counted_at.desc())
    )
    if last is None:
        return False
    session.delete(last)
    session.flush()
    return True


def set_cooling(
    session: Session, event_id: int, dish_id: int, *, is_out: bool, now: datetime
) -> bool:
    """Note that a dish went out of the cooling, or back; False when it is not there."""
    day = find_dish_day(session, event_id, dish_id)
    if day is None:
        return False
    day.out_of_cooling_at = now if is_out else None
    session.flush()
    return True


def set_ran_out(
    session: Session, event_id: int, dish_id: int, *, is_gone: bool, now: datetime
) -> bool:
    """Note that a dish is gone, or take that back; False when it is not there."""
    day = find_dish_day(session, event_id, dish_id)
    if day is None:
        return False
    day.ran_out_at = now if is_gone else None
    session.flush()
    return True


def set_eaten(
    session: Session, event_id: int, dish_id: int, *, eaten: int | None, now: datetime
) -> bool:
    """Note how much of a dish is gone, in its unit; None takes it back. False without a dish."""
    day = find_dish_day(session, event_id, dish_id)
    if day is None:
        return False
    day.eaten = eaten
    day.eaten_at = None if eaten is None else now
    session.flush()
    return True


def find_dish_day(session: Session, event_id: int, dish_id: int) -> DishDay | None:
    """Return how a dish of an event fares, a new record if there was none yet."""
    dish = session.scalar(
        select(EventDish.id).where(EventDish.id == dish_id, EventDish.event_id == event_id)
    )
    if dish is None:
        return None
    day = session.get(DishDay, dish_id)
    if day is None:
        day = DishDay(dish_id=dish_id)
        session.add(day)
    return day
