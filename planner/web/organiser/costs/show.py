"""The money of an event: by category, receipts, partners' parts, and for each who came."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from planner.core.local_time import day_of
from planner.core.roles import Right
from planner.services.day.agenda import EventDesk
from planner.services.logistics import costs
from planner.services.logistics.costs import MOST_COST_LINES, find_cost_line
from planner.services.logistics.owners import partners_for
from planner.services.plan.closing import turnout_of
from planner.store.models import CostLine, Event
from planner.web.access import current_account, needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.organiser.costs import bp
from planner.web.organiser.costs.forms import CostForm, ReceiptForm
from planner.web.organiser.costs.shown import costs_shown
from planner.web.organiser.lookup import event_to_change, event_to_show


@bp.get("/events/<int:event_id>/costs")
@needs(Right.COSTS)
def show_costs(event_id: int) -> ResponseReturnValue:
    """Show what an event costs."""
    return _page(event_to_show(event_id), ReceiptForm())


@bp.post("/events/<int:event_id>/costs/receipt")
@needs(Right.COSTS, audited="costs.receipt")
def add_receipt(event_id: int) -> ResponseReturnValue:
    """Note a receipt."""
    event = event_to_show(event_id)
    form = ReceiptForm()
    if not form.is_posted_and_valid():
        return _page(event, form), 422
    event_to_change(event_id)
    plan = form.answer(day_of(now(), event.zone))
    kept = costs.keep_cost_line(session(), event_id, plan, account_id=current_account().id)
    session().commit()
    _say(kept)
    return redirect(url_for("costs.show_costs", event_id=event_id), code=303)


@bp.route("/events/<int:event_id>/costs/new", methods=["GET", "POST"])
@needs(Right.COSTS, audited="costs.add")
def add_cost(event_id: int) -> ResponseReturnValue:
    """Ask what else it costs, or add it."""
    return _keep(event_to_show(event_id), None)


@bp.route("/events/<int:event_id>/costs/<int:cost_id>", methods=["GET", "POST"])
@needs(Right.COSTS, audited="costs.edit")
@anew("costs.add_cost", CostForm)
def edit_cost(event_id: int, cost_id: int) -> ResponseReturnValue:
    """Show the form of an amount, or change it."""
    event = event_to_show(event_id)
    line = find_cost_line(reading_session(), event_id, cost_id)
    if line is None:
        abort(404)
    return _keep(event, line)


@bp.post("/events/<int:event_id>/costs/<int:cost_id>/remove")
@needs(Right.COSTS, audited="costs.remove")
def remove_cost(event_id: int, cost_id: int) -> ResponseReturnValue:
    """Take an amount out."""
    event_to_change(event_id)
    if not costs.remove_cost_line(session(), event_id, cost_id):
        abort(404)
    session().commit()
    flash(_("The amount is gone."))
    return redirect(url_for("costs.show_costs", event_id=event_id), code=303)


def _keep(event: Event, line: CostLine | None) -> ResponseReturnValue:
    form = CostForm(data=CostForm.defaults(line) if line else {})
    form.prepare(partners_for(reading_session(), event))
    if line is not None:
        form.edits()
    if not form.is_posted_and_valid():
        page = render_template("organiser/costs/cost_form.html", event=event, form=form, line=line)
        return page, 422 if form.errors else 200
    plan = form.answer()
    event_to_change(event.id)
    kept = costs.keep_cost_line(
        session(),
        event.id,
        plan,
        account_id=current_account().id,
        line_id=line.id if line else None,
    )
    session().commit()
    _say(kept)
    return redirect(url_for("costs.show_costs", event_id=event.id), code=303)


def _say(kept: CostLine | None) -> None:
    if kept is None:
        flash(_("An event has at most %(most)s amounts.", most=number(MOST_COST_LINES)), "warn")
    else:
        flash(_("Saved."))


def _page(event: Event, form: ReceiptForm) -> str:
    reading = reading_session()
    desk = EventDesk(reading, event, now(), has_office_phone=True)
    turnout = turnout_of(reading, event.id)
    return render_template(
        "organiser/costs/costs.html",
        event=event,
        form=form,
        costs=costs_shown(reading, event, desk.shopping, turnout),
    )
