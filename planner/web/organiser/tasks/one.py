"""One task: added, changed, taken out."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.local_time import day_of
from planner.core.logistics.tasks import MOST_TASKS
from planner.core.roles import Right
from planner.services.logistics import tasks
from planner.services.logistics.owners import accounts_for, partners_for
from planner.services.logistics.tasks import find_task
from planner.store.models import Account, Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.tasks import bp
from planner.web.organiser.tasks.task_form import TaskForm


@bp.route("/events/<int:event_id>/tasks/new", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="tasks.add")
def add_task(event_id: int) -> ResponseReturnValue:
    """Ask what a new task is, or add it."""
    event = event_to_show(event_id)
    form = TaskForm(data={"by": day_of(event.starts_at, event.zone)})
    _prepare(form, event)
    if not form.is_posted_and_valid():
        page = render_template("organiser/tasks/task_form.html", event=event, form=form, task=None)
        return page, 422 if form.errors else 200
    plan = form.answer()
    event_to_change(event_id)
    task = tasks.add_task(session(), event_id, plan, now=now())
    session().commit()
    if task is None:
        flash(_("An event has at most %(most)s tasks.", most=number(MOST_TASKS)), "warn")
    else:
        flash(_("The task is added."))
    return redirect(url_for("tasks.show_tasks", event_id=event_id), code=303)


@bp.route("/events/<int:event_id>/tasks/<int:task_id>", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="tasks.edit")
@anew("tasks.add_task", TaskForm)
def edit_task(event_id: int, task_id: int) -> ResponseReturnValue:
    """Show the form of a task, or change it."""
    event = event_to_show(event_id)
    task = find_task(reading_session(), event_id, task_id)
    if task is None:
        abort(404)
    form = TaskForm(data=TaskForm.defaults(task))
    _prepare(form, event, task.account)
    form.edits()
    if not form.is_posted_and_valid():
        page = render_template("organiser/tasks/task_form.html", event=event, form=form, task=task)
        return page, 422 if form.errors else 200
    plan = form.answer()
    event_to_change(event_id)
    if tasks.change_task(session(), event_id, task_id, plan, now=now()) is None:
        abort(404)
    session().commit()
    flash(_("Saved."))
    return redirect(url_for("tasks.show_tasks", event_id=event_id), code=303)


@bp.post("/events/<int:event_id>/tasks/<int:task_id>/remove")
@needs(Right.LOGISTICS, audited="tasks.remove")
def remove_task(event_id: int, task_id: int) -> ResponseReturnValue:
    """Take a task out."""
    event_to_change(event_id)
    if not tasks.remove_task(session(), event_id, task_id):
        abort(404)
    session().commit()
    flash(_("The task is gone."))
    return redirect(url_for("tasks.show_tasks", event_id=event_id), code=303)


def _prepare(form: TaskForm, event: Event, has_now: Account | None = None) -> None:
    reading = reading_session()
    form.prepare(event, accounts_for(reading, event), partners_for(reading, event), has_now)
