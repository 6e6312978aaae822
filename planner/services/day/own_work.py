"""What somebody with an account has to do at coming events: lines of run sheets, and tasks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from planner.core.enums import EventState
from planner.services.logistics.sheet_rows import moment_of
from planner.services.logistics.tasks import due_on
from planner.store.models import Event, EventTask, RunLine

MOST_READ = 200
MOST_SHOWN = 8
"""Of lines, and of tasks: more than that nobody does before looking again."""


@dataclass(frozen=True)
class OwnWork:
    """What somebody has to do, the first thing first; `more` is how much is left out.

    Attributes:
        lines: open lines of run sheets, with when each begins.
        tasks: open tasks, with the day by which they have to be done.
    """

    lines: Sequence[tuple[datetime, RunLine]]
    tasks: Sequence[tuple[date, EventTask]]
    more: int


def own_work(session: Session, account_id: int, *, now: datetime) -> OwnWork:
    """Return what somebody has to do; two questions.

    Args:
        session: reads, narrowed to what they see.
        account_id: who has it.
        now: the moment; lines of events that are over are nobody's any more, tasks go on.
    """
    lines = session.scalars(
        select(RunLine)
        .join(RunLine.event)
        .where(
            RunLine.account_id == account_id,
            RunLine.removed_at.is_(None),
            RunLine.done_at.is_(None),
            Event.ends_at > now,
            Event.state != EventState.CANCELLED,
        )
        .options(contains_eager(RunLine.event), joinedload(RunLine.item))
        .order_by(Event.starts_at, RunLine.id)
        .limit(MOST_READ)
    ).all()
    tasks = session.scalars(
        select(EventTask)
        .join(EventTask.event)
        .where(
            EventTask.account_id == account_id,
            EventTask.done_at.is_(None),
            Event.state != EventState.CANCELLED,
        )
        .options(contains_eager(EventTask.event))
        .order_by(Event.starts_at, EventTask.id)
        .limit(MOST_READ)
    ).all()
    by_moment = sorted(((moment_of(one), one) for one in lines), key=lambda each: each[0])
    by_day = sorted(((due_on(one, one.event), one) for one in tasks), key=lambda each: each[0])
    more = max(0, len(by_moment) - MOST_SHOWN) + max(0, len(by_day) - MOST_SHOWN)
    return OwnWork(by_moment[:MOST_SHOWN], by_day[:MOST_SHOWN], more)
