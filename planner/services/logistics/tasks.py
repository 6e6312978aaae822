"""Tasks before and after an event: made, copied open, done, and whose they are."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import and_, bindparam, exists, func, not_, or_, select
from sqlalchemy.orm import Session, joinedload

from planner.core.local_time import day_of
from planner.core.logistics.starting_sheets import starting_tasks
from planner.core.logistics.tasks import MOST_TASKS, TaskFacts, due_day
from planner.services.answer.locking import lock_answers
from planner.services.logistics.earlier import last_with
from planner.services.logistics.owners import account_ids_for, may_have
from planner.store.models import Account, Event, EventTask, Partner


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskPlan:
    """A task as its organiser wants it.

    Attributes:
        days: after the day of the event; negative for before.
        fixed_on: a day that stays, whatever the event does.
        account_id: whose it is, or
        partner_id: or
        owner: in words, with
        phone: where they are called.
    """

    title: str
    days: int = 0
    fixed_on: date | None = None
    account_id: int | None = None
    partner_id: int | None = None
    owner: str = ""
    phone: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class TaskProposal:
    """Tasks that can be made in one press; `like` is the event they come from, None for a set."""

    tasks: tuple[TaskPlan, ...]
    like: Event | None = None


def due_on(task: EventTask, event: Event) -> date:
    """Return the day of a task, in the calendar of its event."""
    return due_day(day_of(event.starts_at, event.zone), days=task.days, fixed_on=task.fixed_on)


def owner_of(task: EventTask) -> str:
    """Return whose a task is: a name or words; empty where nobody has it."""
    if task.account is not None:
        return task.account.name
    return task.partner.name if task.partner is not None else task.owner


# An account that is closed or not in the team any more: its tasks are nobody's, until somebody is
# chosen anew.
_HAS_LEFT = and_(Account.id.is_not(None), or_(Account.disabled_at.is_not(None), not_(may_have())))
# Built once, and without the rows themselves: the list of what waits is made on many pages.
_OPEN = (
    select(
        EventTask.event_id,
        EventTask.id,
        EventTask.title,
        EventTask.days,
        EventTask.fixed_on,
        EventTask.account_id,
        EventTask.phone,
        func.coalesce(Account.name, Partner.name, EventTask.owner).label("whose"),
        _HAS_LEFT.label("has_left"),
    )
    .join(Event, Event.id == EventTask.event_id)
    .outerjoin(Account, Account.id == EventTask.account_id)
    .outerjoin(Partner, Partner.id == EventTask.partner_id)
    .where(EventTask.event_id.in_(bindparam("ids", expanding=True)), EventTask.done_at.is_(None))
    .order_by(EventTask.id)
)


def open_facts(session: Session, events: Iterable[Event]) -> dict[int, list[TaskFacts]]:
    """Return the open tasks of events as the list of what waits reads them; one question."""
    held_on = {event.id: day_of(event.starts_at, event.zone) for event in events}
    found: dict[int, list[TaskFacts]] = {}
    for row in session.execute(_OPEN, {"ids": list(held_on)}):
        day = due_day(held_on[row.event_id], days=row.days, fixed_on=row.fixed_on)
        task = TaskFacts(
            task_id=row.id,
            title=row.title,
            due_on=day,
            owner="" if row.has_left else row.whose,
            phone=row.phone,
            account_id=None if row.has_left else row.account_id,
            is_call=bool(row.whose) and row.account_id is None,
        )
        found.setdefault(row.event_id, []).append(task)
    return found


def tasks_of(session: Session, event_ids: Iterable[int]) -> Sequence[EventTask]:
    """Return the tasks of events with their owners, made first at the head; one question."""
    return session.scalars(
        select(EventTask)
        .where(EventTask.event_id.in_(list(event_ids)))
        .options(
            joinedload(EventTask.account),
            joinedload(EventTask.partner),
            joinedload(EventTask.done_by),
        )
        .order_by(EventTask.id)
        .execution_options(populate_existing=True)
    ).all()


def find_task(session: Session, event_id: int, task_id: int) -> EventTask | None:
    """Return a task of an event; None where it is not of it."""
    return session.scalar(
        select(EventTask)
        .where(EventTask.event_id == event_id, EventTask.id == task_id)
        .options(
            joinedload(EventTask.event),
            joinedload(EventTask.account),
            joinedload(EventTask.partner),
        )
        .execution_options(populate_existing=True)
    )


def propose_tasks(
    session: Session, event: Event, *, words: Callable[[str], str], like_id: int | None = None
) -> TaskProposal:
    """Return the tasks of the last event of the series or sort, by `like_id`; else of a set."""
    has_tasks = exists().where(EventTask.event_id == Event.id)
    like = last_with(session, event, has_tasks, like_id=like_id)
    if like is not None:
        kept, ours = tasks_of(session, [like.id]), account_ids_for(session, event)
        return TaskProposal(tuple(_as_before(one, like, ours) for one in kept), like)
    return TaskProposal(
        tuple(
            TaskPlan(title=words(one.title), days=one.days)
            for one in starting_tasks(event.event_type)
        )
    )


def make_tasks(session: Session, event_id: int, plans: Sequence[TaskPlan], *, now: datetime) -> int:
    """Make the first tasks of an event; return how many, none where somebody has made some."""
    event = lock_answers(session, event_id)
    if _count(session, event_id):
        return 0
    for plan in plans[:MOST_TASKS]:
        _add(session, event, plan, now=now)
    session.flush()
    return min(len(plans), MOST_TASKS)


def add_task(session: Session, event_id: int, plan: TaskPlan, *, now: datetime) -> EventTask | None:
    """Add a task to an event; None where it has as many as fit."""
    event = lock_answers(session, event_id)
    if _count(session, event_id) >= MOST_TASKS:
        return None
    task = _add(session, event, plan, now=now)
    session.flush()
    return task


def change_task(
    session: Session, event_id: int, task_id: int, plan: TaskPlan, *, now: datetime
) -> EventTask | None:
    """Change a task; None where it is not of the event."""
    lock_answers(session, event_id)
    task = find_task(session, event_id, task_id)
    if task is None:
        return None
    _apply(task, plan)
    task.sequence += 1
    task.version += 1
    task.changed_at = now
    session.flush()
    session.expire(task, ["account", "partner"])
    return task


def remove_task(session: Session, event_id: int, task_id: int) -> bool:
    """Take a task out; False where it is not of the event."""
    lock_answers(session, event_id)
    task = find_task(session, event_id, task_id)
    if task is None:
        return False
    session.delete(task)
    session.flush()
    return True


def set_done(
    session: Session,
    event_id: int,
    task_id: int,
    *,
    is_done: bool,
    account_id: int | None,
    now: datetime,
) -> bool:
    """Note that a task is done, or not after all; False where it is not of the event.

    Of two who press at once the first one is kept.
    """
    lock_answers(session, event_id)
    task = find_task(session, event_id, task_id)
    if task is None:
        return False
    if is_done and task.done_at is None:
        task.done_at, task.done_by_id = now, account_id
        task.version += 1
    elif not is_done and task.done_at is not None:
        task.done_at = task.done_by_id = None
        task.version += 1
    task.changed_at = now
    session.flush()
    return True


def copy_tasks(session: Session, event: Event, copied: Event, *, now: datetime) -> int:
    """Give the copy of an event the same tasks, all of them open; return how many."""
    session.flush()
    kept, ours = tasks_of(session, [event.id]), account_ids_for(session, copied)
    for task in kept:
        _add(session, copied, _as_before(task, event, ours), now=now)
    session.flush()
    return len(kept)


def to_call(tasks: Iterable[EventTask]) -> list[EventTask]:
    """List the open tasks of who has no account here: no mail goes to them."""
    return [
        task
        for task in tasks
        if task.done_at is None and task.account_id is None and (task.partner_id or task.owner)
    ]


def plan_of_task(task: EventTask) -> TaskPlan:
    """Return a task as it is planned now."""
    return TaskPlan(
        title=task.title,
        days=task.days,
        fixed_on=task.fixed_on,
        account_id=task.account_id,
        partner_id=task.partner_id,
        owner=task.owner,
        phone=task.phone,
        note=task.note,
    )


def _as_before(task: EventTask, event: Event, ours: frozenset[int]) -> TaskPlan:
    """Return the same task for another event: its day counts from that event's day.

    Whoever is not of that event, by `ours`, does not have it there.
    """
    days = (due_on(task, event) - day_of(event.starts_at, event.zone)).days
    account_id = task.account_id if task.account_id in ours else None
    return replace(plan_of_task(task), days=days, fixed_on=None, account_id=account_id)


def _count(session: Session, event_id: int) -> int:
    wanted = select(func.count(EventTask.id)).where(EventTask.event_id == event_id)
    return session.scalar(wanted) or 0


def _add(session: Session, event: Event, plan: TaskPlan, *, now: datetime) -> EventTask:
    task = EventTask(event=event, changed_at=now)
    _apply(task, plan)
    session.add(task)
    return task


def _apply(task: EventTask, plan: TaskPlan) -> None:
    for name in TaskPlan.__slots__:
        setattr(task, name, getattr(plan, name))
