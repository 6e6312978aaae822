"""Make the tasks of an event in one press: from the last one of its series or sort, or a set."""

from dataclasses import dataclass
from datetime import date, timedelta

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import BooleanField

from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.services.logistics import tasks
from planner.services.logistics.tasks import TaskPlan, TaskProposal
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.forms import Form
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.i18n import ngettext
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.tasks import bp

SET = "set"


@dataclass(frozen=True)
class TaskMakeLine:
    """A task that can be made: the name of its field, what it is and by when.

    Attributes:
        is_over: whether that day is over already.
    """

    keep: str
    title: str
    by: str
    is_over: bool


@dataclass(frozen=True)
class TaskMakePanel:
    """What the tasks can begin with, ready to show; `other_url` is empty where it is the set."""

    form: "TaskMakeForm"
    lines: list[TaskMakeLine]
    send_url: str
    from_words: str
    other_url: str


class TaskMakeForm(Form):
    """Which tasks to make; the field of each is added by `make_form`."""

    proposed: tuple[TaskPlan, ...] = ()

    def validate(self, extra_validators: object = None) -> bool:
        """Check that something is left to make."""
        is_valid = bool(super().validate(extra_validators))
        if not self.answer():
            self.form_errors.append(_("Keep at least one task."))
            return False
        return is_valid

    def answer(self) -> list[TaskPlan]:
        """Return the tasks to make."""
        return [one for place, one in enumerate(self.proposed) if self[_keep(place)].data]


def make_form(proposed: tuple[TaskPlan, ...]) -> TaskMakeForm:
    """Return the form of what is proposed, with a field for each task."""
    fields: dict[str, object] = {"proposed": proposed}
    for place in range(len(proposed)):
        fields[_keep(place)] = BooleanField(_l("Make this task"), default=True)
    made: TaskMakeForm = type("TaskMakeFormOfTasks", (TaskMakeForm,), fields)()
    return made


def make_panel(event: Event) -> TaskMakePanel:
    """Return the form of what tasks an event can begin with."""
    proposal = tasks.propose_tasks(
        reading_session(), event, words=_, from_set=request.args.get("like") == SET
    )
    held_on = day_of(event.starts_at, event.zone)
    today = day_of(now(), event.zone)
    asked = SET if proposal.like is None else None
    return TaskMakePanel(
        form=make_form(proposal.tasks),
        lines=[
            _line(place, one, held_on + timedelta(days=one.days), today)
            for place, one in enumerate(proposal.tasks)
        ],
        send_url=url_for("tasks.make_tasks", event_id=event.id, like=asked),
        from_words=_from_words(proposal),
        other_url=url_for("tasks.make_tasks", event_id=event.id, like=SET) if proposal.like else "",
    )


@bp.route("/events/<int:event_id>/tasks/make", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="tasks.make")
def make_tasks(event_id: int) -> ResponseReturnValue:
    """Show with which tasks an event can begin, or make them all."""
    event = event_to_show(event_id)
    panel = make_panel(event)
    if not panel.form.is_posted_and_valid():
        page = render_template(
            "organiser/tasks/make.html", event=event, make=panel, form=panel.form
        )
        return page, 422 if panel.form.errors else 200
    event_to_change(event_id)
    made = tasks.make_tasks(session(), event_id, panel.form.answer(), now=now())
    session().commit()
    if made:
        flash(
            ngettext(
                "%(num)s task is made. Say whose it is.",
                "%(num)s tasks are made. Say whose they are.",
                made,
            )
        )
    else:
        flash(_("There are tasks already: somebody made them meanwhile."), "warn")
    return redirect(url_for("tasks.show_tasks", event_id=event_id), code=303)


def _line(place: int, plan: TaskPlan, by: date, today: date) -> TaskMakeLine:
    if by < today:
        words = _("By %(day)s: that day is over already.", day=day(by))
    else:
        words = _("By %(day)s.", day=day(by))
    return TaskMakeLine(_keep(place), plan.title, words, is_over=by < today)


def _from_words(proposal: TaskProposal) -> str:
    like = proposal.like
    if like is None:
        return _("What an event like this usually takes. Change what you like.")
    return _(
        "The same as at %(title)s, %(day)s. None of them is done yet.",
        title=like.title,
        day=day(like.starts_at, like.zone),
    )


def _keep(place: int) -> str:
    return f"keep-{place}"
