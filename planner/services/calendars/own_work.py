"""What somebody with an account has to do at events, for their own calendar: lines and tasks."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager, joinedload

from planner.core.enums import EventState
from planner.exports.ics import CalendarDay, CalendarEvent, render_day, render_event
from planner.services.calendars.blocks import Town, location_of
from planner.services.calendars.words import cancelled_prefix, task_title
from planner.services.logistics.owners import may_have
from planner.services.logistics.sheet_rows import moment_of
from planner.services.logistics.tasks import due_on
from planner.services.plan.listing import is_real
from planner.store.models import Event, EventTask, RunLine
from planner.translations.reading import texts_in

KEPT_FOR = timedelta(days=60)
"""After its day, as events are; a task that is not done stays as long as it is not."""
CANCELLED_KEPT_FOR = timedelta(days=30)
"""After it was called off, or the day of an event that was."""
SHORTEST = timedelta(minutes=5)
"""A calendar shows what is a moment for so long."""


def work_blocks(
    session: Session,
    account_id: int,
    town: Town,
    *,
    now: datetime,
) -> tuple[list[bytes], date | None]:
    """Write the entries of who has lines of run sheets and tasks; two questions.

    Args:
        session: reads.
        account_id: who has them.
        town: how times and places are written.
        now: the moment.

    Returns:
        the entries, and the first day on which one of them gets too old.
    """
    lines = [
        line
        for line in session.scalars(
            select(RunLine)
            .join(RunLine.event)
            .join(RunLine.account)
            .where(
                RunLine.account_id == account_id,
                may_have(),
                is_real(),
                Event.ends_at > now - KEPT_FOR,
            )
            .options(
                joinedload(RunLine.item), contains_eager(RunLine.event).joinedload(Event.venue)
            )
            .order_by(RunLine.id)
        )
        if _leaves_at(line) > now
    ]
    tasks = session.scalars(
        select(EventTask)
        .join(EventTask.event)
        .join(EventTask.account)
        .where(
            EventTask.account_id == account_id,
            may_have(),
            is_real(),
            EventTask.done_at.is_(None),
            Event.state != EventState.CANCELLED,
        )
        .options(joinedload(EventTask.event))
        .order_by(EventTask.id)
    ).all()
    blocks = [_line(one, town) for one in lines] + [_task(one, town) for one in tasks]
    leaving = [_leaves_at(one).date() for one in lines]
    return blocks, min(leaving, default=None)


def _leaves_at(line: RunLine) -> datetime:
    """Return until when a calendar holds a line; one that is off goes sooner, as events do."""
    gone = [] if line.removed_at is None else [line.removed_at + CANCELLED_KEPT_FOR]
    if line.event.state is EventState.CANCELLED:
        gone.append(line.event.ends_at + CANCELLED_KEPT_FOR)
    return min([line.event.ends_at + KEPT_FOR, *gone])


def _line(line: RunLine, town: Town) -> bytes:
    """Write the entry of a line: what, when and where; never who is named beside it."""
    event, starts_at = line.event, moment_of(line)
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
            location=", ".join(filter(None, (line.place, location_of(event)))),
            cancelled=event.state is EventState.CANCELLED or line.removed_at is not None,
            reason=event.cancelled_reason,
        ),
        cancelled_prefix=cancelled_prefix(texts_in(town.language)),
        # Whose work it was has nothing to go to: their calendar may take it away.
        strict_status=True,
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
