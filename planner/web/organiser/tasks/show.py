"""The tasks of an event: what is open by its day, whom to call, and what is done."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.local_time import day_of
from planner.core.logistics.tasks import days_late
from planner.core.roles import Right
from planner.services.logistics import tasks
from planner.services.logistics.tasks import due_on, owner_of, tasks_of, to_call
from planner.store.models import Event, EventTask
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.tasks import bp
from planner.web.organiser.tasks.making import make_panel


@dataclass(frozen=True)
class TaskShown:
    """A task, ready to show.

    Attributes:
        by: until when; late where it should have been done.
        owner: whose it is; empty for nobody's.
        phone: where they are called; empty for who has an account.
        done: when and by whom it was done; empty while it is open.
    """

    task_id: int
    title: str
    by: str
    is_late: bool
    owner: str
    phone: str
    note: str
    done: str
    url: str
    press_url: str


@bp.get("/events/<int:event_id>/tasks")
@needs(Right.LOGISTICS)
def show_tasks(event_id: int) -> ResponseReturnValue:
    """Show all tasks of an event."""
    event = event_to_show(event_id)
    found = tasks_of(reading_session(), [event_id])
    today = day_of(now(), event.zone)
    ordered = sorted(found, key=lambda one: (due_on(one, event), one.id))
    is_planned = event.state in (EventState.DRAFT, EventState.PUBLISHED)
    return render_template(
        "organiser/tasks/tasks.html",
        event=event,
        open_ones=[task_shown(one, event, today) for one in ordered if one.done_at is None],
        done=[task_shown(one, event, today) for one in ordered if one.done_at is not None],
        calls=[task_shown(one, event, today) for one in to_call(ordered)],
        make=make_panel(event) if not found and is_planned else None,
    )


@bp.post("/events/<int:event_id>/tasks/<int:task_id>/done")
@needs(Right.LOGISTICS, audited="tasks.done")
def note_done(event_id: int, task_id: int) -> ResponseReturnValue:
    """Note that a task is done."""
    return _set_done(event_id, task_id, is_done=True)


@bp.post("/events/<int:event_id>/tasks/<int:task_id>/open")
@needs(Right.LOGISTICS, audited="tasks.open")
def open_again(event_id: int, task_id: int) -> ResponseReturnValue:
    """Open a task again."""
    return _set_done(event_id, task_id, is_done=False)


def _set_done(event_id: int, task_id: int, *, is_done: bool) -> ResponseReturnValue:
    event_to_change(event_id)
    found = tasks.set_done(
        session(),
        event_id,
        task_id,
        is_done=is_done,
        account_id=current_account().id,
        now=now(),
    )
    if not found:
        abort(404)
    session().commit()
    flash(_("Done.") if is_done else _("It is open again."))
    return redirect(url_for("tasks.show_tasks", event_id=event_id), code=303)


def task_shown(task: EventTask, event: Event, today: date) -> TaskShown:
    """Return a task, ready to show."""
    by = due_on(task, event)
    late = days_late(by, today) if task.done_at is None else 0
    values: dict[str, Any] = {"event_id": event.id, "task_id": task.id}
    press = "tasks.note_done" if task.done_at is None else "tasks.open_again"
    return TaskShown(
        task_id=task.id,
        title=task.title,
        by=ngettext("%(day)s: %(num)s day late", "%(day)s: %(num)s days late", late, day=day(by))
        if late
        else _("By %(day)s.", day=day(by)),
        is_late=bool(late),
        owner=owner_of(task),
        phone=task.phone,
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
