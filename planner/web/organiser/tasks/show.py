"""The tasks of an event: what is due first, whom to call, and what is done."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.roles import Right
from planner.services.logistics import tasks
from planner.services.logistics.tasks import find_task, tasks_of
from planner.store.models import EventTask
from planner.web.access import current_account, my_rights, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.i18n import gettext as _
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.tasks import bp
from planner.web.organiser.tasks.listed import one_list
from planner.web.organiser.tasks.making import make_panel


@bp.get("/events/<int:event_id>/tasks")
@needs(Right.SHEET)
def show_tasks(event_id: int) -> ResponseReturnValue:
    """Show all tasks of an event; to who only helps there their own."""
    event = event_to_show(event_id)
    sees_all = Right.LOGISTICS in my_rights()
    found = tasks_of(reading_session(), [event_id])
    is_planned = event.state in (EventState.DRAFT, EventState.PUBLISHED)
    return render_template(
        "organiser/tasks/tasks.html",
        event=event,
        listed=one_list(event, [task for task in found if sees_all or _is_mine(task)]),
        sees_all=sees_all,
        make=make_panel(event) if sees_all and not found and is_planned else None,
    )


@bp.post("/events/<int:event_id>/tasks/<int:task_id>/done")
@needs(Right.SHEET, audited="tasks.done")
def note_done(event_id: int, task_id: int) -> ResponseReturnValue:
    """Note that a task is done."""
    return _set_done(event_id, task_id, is_done=True)


@bp.post("/events/<int:event_id>/tasks/<int:task_id>/open")
@needs(Right.SHEET, audited="tasks.open")
def open_again(event_id: int, task_id: int) -> ResponseReturnValue:
    """Open a task again."""
    return _set_done(event_id, task_id, is_done=False)


def _set_done(event_id: int, task_id: int, *, is_done: bool) -> ResponseReturnValue:
    event_to_change(event_id)
    task = find_task(session(), event_id, task_id)
    if task is None or not (Right.LOGISTICS in my_rights() or _is_mine(task)):
        abort(404)
    tasks.set_done(
        session(),
        event_id,
        task_id,
        is_done=is_done,
        account_id=current_account().id,
        now=now(),
    )
    session().commit()
    flash(_("Done.") if is_done else _("It is open again."))
    return redirect(url_for("tasks.show_tasks", event_id=event_id), code=303)


def _is_mine(task: EventTask) -> bool:
    return task.account_id == current_account().id
