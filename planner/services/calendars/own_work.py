"""What somebody with an account has to do at events, for their own calendar: lines and tasks."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import EventState
from planner.exports.ics import CalendarDay, CalendarEvent, render_day, render_event
from planner.services.calendars.blocks import Town, calendar_event
from planner.services.calendars.words import cancelled_prefix, task_title
from planner.services.logistics.sheet_rows import moment_of
from planner.services.logistics.tasks import due_on
from planner.store.models import Event, EventTask, RunLine
from planner.translations.reading import texts_in

KEPT_FOR = timedelta(days=60)
"""After its day, as events are; a task that is not done stays as long as it is not."""
SHORTEST = timedelta(minutes=5)
"""A calendar shows what is a moment for so long."""


def work_blocks(
    session: Session,
    account_id: int,
    which: Iterable[ColumnElement[bool]],
    town: Town,
    *,
    now: datetime,
) -> tuple[list[bytes], date | None]:
    """Write the entries of who has lines of run sheets and tasks; two questions.

    Args:
        session: reads.
        account_id: who has them.
        which: the events that the account sees: who left a team reads no more of its event.
        town: how times and places are written.
        now: the moment.

    Returns:
        the entries, and the first day on which one of them gets too old.
    """
    since, seen = now - KEPT_FOR, tuple(which)
    lines = session.scalars(
        select(RunLine)
        .join(RunLine.event)
        .where(RunLine.account_id == account_id, Event.ends_at > since, *seen)
        .options(
            joinedload(RunLine.item),
            joinedload(RunLine.event).joinedload(Event.venue),
            joinedload(RunLine.event).selectinload(Event.programme),
        )
        .order_by(RunLine.id)
    ).all()
    tasks = session.scalars(
        select(EventTask)
        .join(EventTask.event)
        .where(
            EventTask.account_id == account_id,
            EventTask.done_at.is_(None),
            Event.state != EventState.CANCELLED,
            *seen,
        )
        .options(joinedload(EventTask.event))
        .order_by(EventTask.id)
    ).all()
    blocks = [_line(one, town) for one in lines] + [_task(one, town) for one in tasks]
    leaving = [(one.event.ends_at + KEPT_FOR).date() for one in lines]
    return blocks, min(leaving, default=None)


def _line(line: RunLine, town: Town) -> bytes:
    event, starts_at = line.event, moment_of(line)
    shown = calendar_event(event, town)
    return render_event(
        CalendarEvent(
            uid=line.uid,
            created_at=event.created_at,
            updated_at=max(line.changed_at, event.updated_at),
            # Both only ever rise, and so does their sum.
            sequence=event.sequence + line.sequence,
            starts_at=starts_at,
            ends_at=starts_at + max(SHORTEST, timedelta(minutes=line.length)),
            zone=event.zone,
            title=f"{line.title} · {event.title}",
            description="\n".join(filter(None, (line.place, line.who))),
            location=shown.location,
            cancelled=event.state is EventState.CANCELLED,
            reason=event.cancelled_reason,
        ),
        cancelled_prefix=cancelled_prefix(texts_in(town.language)),
    )


def _task(task: EventTask, town: Town) -> bytes:
    event = task.event
    return render_day(
        CalendarDay(
            uid=task.uid,
            created_at=event.created_at,
            updated_at=max(task.changed_at, event.updated_at),
            sequence=event.sequence + task.sequence,
            on=due_on(task, event),
            title=task_title(task.title, event.title, texts_in(town.language)),
        )
    )
