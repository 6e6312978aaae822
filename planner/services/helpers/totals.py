"""What becomes of shifts when an event is over: totals per task, which stay."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.helpers.shifts import minutes_helped
from planner.services.helpers.shift_rows import heads_standing, shifts_of, span
from planner.store.models import Event, Shift, ShiftTotal


def freeze(session: Session, event: Event) -> None:
    """Keep the totals of each task of an event that is over; done twice, the first ones stay."""
    known = select(ShiftTotal.id).where(ShiftTotal.event_id == event.id).limit(1)
    if session.scalar(known) is not None:
        return
    tasks: dict[str, list[Shift]] = {}
    for shift in shifts_of(session, event.id):
        tasks.setdefault(shift.task, []).append(shift)
    for task, shifts in tasks.items():
        entries = [one for shift in shifts for one in shift.entries]
        came = [one for one in entries if one.came_at is not None]
        is_noted = any(one.came_at is not None or one.outcome is not None for one in entries)
        minutes = sum(
            one.heads * minutes_helped(span(one.shift), one.came_at, one.left_at) for one in came
        )
        session.add(
            ShiftTotal(
                event_id=event.id,
                task=task,
                kind=shifts[0].kind,
                needed=sum(one.needed for one in shifts),
                signed=sum(heads_standing(one) for one in shifts),
                came=sum(one.heads for one in came) if is_noted else None,
                minutes=minutes if is_noted else None,
            )
        )
    session.flush()
