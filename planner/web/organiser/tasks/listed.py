"""The one list of an event: what somebody wrote down, and what the planner works out itself."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import Any

from flask import url_for

from planner.core.local_time import day_of
from planner.core.logistics.tasks import WAITS_BEFORE, days_late
from planner.core.next_steps import later_steps
from planner.core.steps import ALONGSIDE, Step
from planner.core.urgency import done_by
from planner.services.attention import waiting
from planner.services.logistics.tasks import due_on, owner_of, to_call
from planner.store.models import Event, EventTask
from planner.web.clock import now
from planner.web.db import reading_session
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.installation import settings
from planner.web.organiser.desk.event_head import later_todo, todo
from planner.web.organiser.desk.todos import Todo
from planner.web.parts import Failed, attempt
from planner.web.who_runs import has_office_phone


@dataclass(frozen=True)
class TaskShown:
    """A task that somebody wrote down, ready to show.

    Attributes:
        key: of its line on the page.
        by: until when; late where it should have been done.
        owner: whose it is; empty for nobody's.
        phone: where they are called; empty for who has an account.
        done: when and by whom it was done; empty while it is open.
    """

    key: str
    title: str
    by: str
    is_late: bool
    owner: str
    phone: str
    note: str
    done: str
    url: str
    press_url: str


@dataclass(frozen=True)
class ListedLine:
    """A line of the list: either a task, or what the planner works out.

    Attributes:
        on: by when it should be done, which the list is sorted by.
        is_late: whether what the planner works out should have been done before.
    """

    on: date
    task: TaskShown | None = None
    todo: Todo | None = None
    is_late: bool = False


@dataclass(frozen=True)
class CallLine:
    """Somebody without an account, and what they have."""

    name: str
    phone: str
    tasks: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class OneList:
    """What is due within a week, what comes later, what is done and whom to call.

    Attributes:
        is_whole: whether what the planner works out itself is among it; where that failed, not.
    """

    soon: list[ListedLine]
    later: list[ListedLine]
    done: list[TaskShown]
    calls: list[CallLine]
    is_whole: bool


def one_list(event: Event, tasks: Sequence[EventTask]) -> OneList:
    """Put the tasks of an event and its next steps into one list, by their days.

    Args:
        event: whose tasks they are.
        tasks: those that whoever looks may see.
    """
    today = day_of(now(), event.zone)
    ordered = sorted(tasks, key=lambda one: (due_on(one, event), one.id))
    is_open = [one for one in ordered if one.done_at is None]
    found = attempt("computed steps", partial(_computed, event, today))
    soon, later = ([], []) if isinstance(found, Failed) else found
    shown = {one.id: task_shown(one, event, today) for one in ordered}
    for one in is_open:
        on = due_on(one, event)
        line = ListedLine(on, task=shown[one.id])
        (soon if on - WAITS_BEFORE <= today else later).append(line)
    return OneList(
        soon=sorted(soon, key=lambda each: each.on),
        later=sorted(later, key=lambda each: each.on),
        done=[shown[one.id] for one in ordered if one.done_at is not None],
        calls=_calls(shown[one.id] for one in to_call(is_open)),
        is_whole=not isinstance(found, Failed),
    )


def _computed(event: Event, today: date) -> tuple[list[ListedLine], list[ListedLine]]:
    """Return what the planner works out: what waits now, and what will."""
    (entry,) = waiting.look_at(
        reading_session(),
        [event],
        has_office_phone=has_office_phone(),
        code_key=settings().code_key,
        now=now(),
    )
    held_on = entry.facts.times.held_on
    soon = [
        ListedLine(
            done_by(step, held_on=held_on, today=today),
            # That somebody saw it is said on the page of the event, which leads back there.
            todo=replace(todo(step, event.id, today=today), seen=None),
            is_late=step.by is not None and step.by < today,
        )
        for step in entry.steps
        if step.step is not Step.TASK
    ]
    later = [
        ListedLine(step.due_on or held_on, todo=later_todo(step, event.id))
        for step in later_steps(entry.facts, now=now())
        if step.step is not Step.TASK and step.step not in ALONGSIDE
    ]
    return soon, later


def _calls(tasks: Iterable[TaskShown]) -> list[CallLine]:
    found: dict[tuple[str, str], CallLine] = {}
    for task in tasks:
        key = (task.owner, task.phone)
        found.setdefault(key, CallLine(*key)).tasks.append(f"{task.title} · {task.by}")
    return list(found.values())


def _by_words(task: EventTask, event: Event, today: date) -> tuple[str, bool]:
    by = due_on(task, event)
    late = days_late(by, today) if task.done_at is None else 0
    if not late:
        return _("By %(day)s.", day=day(by)), False
    words = ngettext("%(day)s: %(num)s day late", "%(day)s: %(num)s days late", late, day=day(by))
    return words, True


def task_shown(task: EventTask, event: Event, today: date) -> TaskShown:
    """Return a task, ready to show."""
    values: dict[str, Any] = {"event_id": event.id, "task_id": task.id}
    by, is_late = _by_words(task, event, today)
    press = "tasks.note_done" if task.done_at is None else "tasks.open_again"
    return TaskShown(
        key=f"task-{task.id}",
        title=task.title,
        by=by,
        is_late=is_late,
        owner=owner_of(task),
        phone=task.phone if task.account_id is None else "",
        note=task.note,
        done=_done_words(task, event),
        url=url_for("tasks.edit_task", **values),
        press_url=url_for(press, **values),
    )


def _done_words(task: EventTask, event: Event) -> str:
    if task.done_at is None:
        return ""
    on = day(task.done_at, event.zone)
    if task.done_by is not None:
        return _("Done on %(day)s by %(name)s", day=on, name=task.done_by.name)
    return _("Done on %(day)s", day=on)
