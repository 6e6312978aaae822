"""Make the tasks of an event in one press: from the last one of its series or sort, or a set."""

from datetime import timedelta

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.services.logistics import tasks
from planner.services.logistics.earlier import FROM_SET
from planner.services.logistics.tasks import TaskProposal
from planner.store.models import Event
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.filters import day
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.first_lines import FirstLine, FirstLines, first_lines_form
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.tasks import bp


def make_panel(event: Event) -> FirstLines:
    """Return the form of what tasks an event can begin with."""
    return _panel(event, _propose(event))


@bp.route("/events/<int:event_id>/tasks/make", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="tasks.make")
def make_tasks(event_id: int) -> ResponseReturnValue:
    """Show with which tasks an event can begin, or make them all."""
    event = event_to_show(event_id)
    proposal = _propose(event)
    make = _panel(event, proposal)
    if not make.form.is_posted_and_valid():
        title = _("Make tasks for %(title)s", title=event.title)
        return make.page(event, title=title, heading=_("Make tasks"), back=_("Tasks"))
    kept = make.form.kept()
    event_to_change(event_id)
    plans = [one for place, one in enumerate(proposal.tasks) if place in kept]
    made = tasks.make_tasks(session(), event_id, plans, now=now())
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


def _propose(event: Event) -> TaskProposal:
    like_id = request.args.get("like", type=int)
    return tasks.propose_tasks(reading_session(), event, words=_, like_id=like_id)


def _panel(event: Event, proposal: TaskProposal) -> FirstLines:
    like = proposal.like
    return FirstLines(
        form=first_lines_form(_lines(event, proposal), nothing_kept=_("Keep at least one task.")),
        send_url=url_for("tasks.make_tasks", event_id=event.id, like=like.id if like else FROM_SET),
        send_words=_("Make these tasks"),
        from_words=_from_words(proposal),
        other_url=url_for("tasks.make_tasks", event_id=event.id, like=FROM_SET) if like else "",
    )


def _lines(event: Event, proposal: TaskProposal) -> list[FirstLine]:
    held_on, today = day_of(event.starts_at, event.zone), day_of(now(), event.zone)
    lines = []
    for place, one in enumerate(proposal.tasks):
        by = held_on + timedelta(days=one.days)
        if by < today:
            words = _("By %(day)s: that day is over already.", day=day(by))
        else:
            words = _("By %(day)s.", day=day(by))
        lines.append(FirstLine(place, one.title, about=words, is_over=by < today))
    return lines


def _from_words(proposal: TaskProposal) -> str:
    like = proposal.like
    if like is None:
        return _("What an event like this usually takes. Change what you like.")
    return _(
        "The same as at %(title)s, %(day)s. None of them is done yet.",
        title=like.title,
        day=day(like.starts_at, like.zone),
    )
