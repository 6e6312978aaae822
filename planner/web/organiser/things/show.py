"""What an event needs of things: the list, and the form of one of them."""

from collections.abc import Sequence

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.enums import EventState
from planner.core.roles import Right
from planner.services.logistics import uses
from planner.services.logistics.owned import things_of
from planner.services.logistics.suppliers import suppliers_of
from planner.services.logistics.things import find_use, uses_of
from planner.services.logistics.uses import MOST_USES
from planner.store.models import Event, ThingUse
from planner.web.access import needs
from planner.web.clock import now
from planner.web.cost_rights import may_see_costs
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.organiser.lookup import event_to_change, event_to_show
from planner.web.organiser.things import bp
from planner.web.organiser.things.forms import UseForm
from planner.web.organiser.things.judged import judge
from planner.web.organiser.things.making import make_panel
from planner.web.organiser.things.shown import uses_shown


@bp.get("/events/<int:event_id>/things")
@needs(Right.LOGISTICS)
def show_uses(event_id: int) -> ResponseReturnValue:
    """Show what an event needs."""
    event = event_to_show(event_id)
    its = uses_of(reading_session(), event.id)
    found, people = judge(reading_session(), event, its)
    is_planned = event.state in (EventState.DRAFT, EventState.PUBLISHED)
    return render_template(
        "organiser/things/things.html",
        event=event,
        uses=uses_shown(found, event, people, now()) if its else None,
        make=make_panel(event) if not its and is_planned else None,
    )


@bp.route("/events/<int:event_id>/things/new", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="things.add")
def add_use(event_id: int) -> ResponseReturnValue:
    """Ask what else is needed, or add it."""
    return _keep(event_to_show(event_id), None)


@bp.route("/events/<int:event_id>/things/<int:use_id>", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="things.edit")
@anew("things.add_use", UseForm)
def edit_use(event_id: int, use_id: int) -> ResponseReturnValue:
    """Show the form of what is needed of a thing, or change it."""
    event = event_to_show(event_id)
    use = find_use(reading_session(), event_id, use_id)
    if use is None:
        abort(404)
    return _keep(event, use)


@bp.post("/events/<int:event_id>/things/<int:use_id>/remove")
@needs(Right.LOGISTICS, audited="things.remove")
def remove_use(event_id: int, use_id: int) -> ResponseReturnValue:
    """Take a thing off an event's list."""
    event_to_change(event_id)
    if not uses.remove_use(session(), event_id, use_id):
        abort(404)
    session().commit()
    flash(_("It is off the list, and free for other events."))
    return redirect(url_for("things.show_uses", event_id=event_id), code=303)


def _keep(event: Event, use: ThingUse | None) -> ResponseReturnValue:
    reading = reading_session()
    form = UseForm(data=UseForm.defaults(use))
    form.prepare(suppliers_of(reading), use, with_costs=may_see_costs())
    if use is not None:
        form.edits()
    names = [one.name for one in things_of(reading)]
    if not form.is_posted_and_valid():
        return _form_page(event, form, use, names), 422 if form.errors else 200
    plan = form.answer()
    event_to_change(event.id)
    if uses.is_taken_name(session(), event.id, plan.name, use.id if use else None):
        form.name.errors = [_("This is on the list already.")]
        return _form_page(event, form, use, names), 422
    kept = uses.keep_use(session(), event.id, plan, use_id=use.id if use else None)
    session().commit()
    if kept is None:
        flash(_("An event has a list of at most %(most)s things.", most=number(MOST_USES)), "warn")
    else:
        flash(_("Saved."))
    return redirect(url_for("things.show_uses", event_id=event.id), code=303)


def _form_page(event: Event, form: UseForm, use: ThingUse | None, names: Sequence[str]) -> str:
    return render_template(
        "organiser/things/use_form.html", event=event, form=form, use=use, names=names
    )
