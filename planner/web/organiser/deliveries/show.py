"""What comes to an event and from whom: ordered, confirmed, called off, here."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.logistics.suppliers import DeliveryState
from planner.core.roles import Right
from planner.services.logistics import suppliers
from planner.services.logistics.suppliers import (
    MOST_DELIVERIES,
    deliveries_of,
    find_delivery,
    not_on_the_way,
    suppliers_of,
)
from planner.store.models import Event, SupplierDelivery
from planner.web.access import needs
from planner.web.clock import now
from planner.web.cost_rights import may_see_costs
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.filters import number
from planner.web.i18n import gettext as _
from planner.web.i18n import ngettext
from planner.web.organiser.deliveries import bp
from planner.web.organiser.deliveries.forms import DeliveryForm, WrongForm
from planner.web.organiser.deliveries.message import message_to
from planner.web.organiser.deliveries.shown import UNDO, delivery_shown
from planner.web.organiser.labels import known_name
from planner.web.organiser.lookup import event_to_change, event_to_show

DAY = "day"
"""Who pressed on the page of the day is shown that page again."""


@bp.get("/events/<int:event_id>/deliveries")
@needs(Right.LOGISTICS)
def show_deliveries(event_id: int) -> ResponseReturnValue:
    """Show what comes to an event."""
    return _page(event_to_show(event_id))


@bp.route("/events/<int:event_id>/deliveries/new", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="deliveries.add")
def add_delivery(event_id: int) -> ResponseReturnValue:
    """Ask what else comes, or add it."""
    return _keep(event_to_show(event_id), None)


@bp.route("/events/<int:event_id>/deliveries/<int:delivery_id>", methods=["GET", "POST"])
@needs(Right.LOGISTICS, audited="deliveries.edit")
@anew("deliveries.add_delivery", DeliveryForm)
def edit_delivery(event_id: int, delivery_id: int) -> ResponseReturnValue:
    """Show the form of a delivery, or change it."""
    event = event_to_show(event_id)
    delivery = find_delivery(reading_session(), event_id, delivery_id)
    if delivery is None:
        abort(404)
    return _keep(event, delivery)


@bp.get("/events/<int:event_id>/deliveries/<int:delivery_id>/message")
@needs(Right.LOGISTICS)
def show_message(event_id: int, delivery_id: int) -> ResponseReturnValue:
    """Show the order of a supplier as a message, to copy or to send from a phone."""
    event = event_to_show(event_id)
    delivery = find_delivery(reading_session(), event_id, delivery_id)
    if delivery is None:
        abort(404)
    return render_template(
        "organiser/deliveries/message.html",
        event=event,
        one=delivery_shown(delivery, event, None),
        message=message_to(delivery, event),
    )


@bp.post("/events/<int:event_id>/deliveries/from-menu")
@needs(Right.LOGISTICS, audited="deliveries.from_menu")
def add_from_menu(event_id: int) -> ResponseReturnValue:
    """Write down a delivery of each shop on the menu that has none."""
    event = event_to_change(event_id)
    made = suppliers.add_from_menu(session(), event, words=known_name)
    session().commit()
    if made:
        flash(ngettext("%(num)s delivery is added.", "%(num)s deliveries are added.", made))
    else:
        flash(_("They are on the list already."))
    return redirect(url_for("deliveries.show_deliveries", event_id=event_id), code=303)


@bp.post("/events/<int:event_id>/deliveries/<int:delivery_id>/state")
@needs(Right.LOGISTICS, audited="deliveries.state")
def set_state(event_id: int, delivery_id: int) -> ResponseReturnValue:
    """Say how far a delivery is, or take back what was said."""
    asked = request.form.get("state", "")
    try:
        was = DeliveryState(request.form.get("was", ""))
        state = None if asked == UNDO else DeliveryState(asked)
    except ValueError:
        abort(400)
    if state is DeliveryState.WRONG:
        abort(400)  # it needs words
    event_to_change(event_id)
    if find_delivery(session(), event_id, delivery_id) is None:
        abort(404)
    if state is None:
        is_said = suppliers.take_back(session(), event_id, delivery_id, was)
    else:
        is_said = suppliers.set_state(session(), event_id, delivery_id, state, was=was, now=now())
    session().commit()
    if is_said:
        flash(_("Noted."))
    else:
        flash(_("Somebody noted something else meanwhile. Look again."), "warn")
    if request.form.get("to") == DAY:
        return redirect(url_for("day.show_day", event_id=event_id), code=303)
    return _to_delivery(event_id, delivery_id)


@bp.post("/events/<int:event_id>/deliveries/<int:delivery_id>/wrong")
@needs(Right.LOGISTICS, audited="deliveries.wrong")
def say_wrong(event_id: int, delivery_id: int) -> ResponseReturnValue:
    """Note what is not as ordered."""
    if find_delivery(reading_session(), event_id, delivery_id) is None:
        abort(404)
    form = WrongForm(prefix=f"wrong-{delivery_id}-")
    if not form.is_posted_and_valid():
        return _page(event_to_show(event_id), (delivery_id, form)), 422
    event_to_change(event_id)
    found = suppliers.set_state(
        session(),
        event_id,
        delivery_id,
        DeliveryState.WRONG,
        wrong=form.wrong.data or "",
        now=now(),
    )
    if not found:
        abort(404)
    session().commit()
    flash(_("Noted. Call them about it."))
    return _to_delivery(event_id, delivery_id)


@bp.post("/events/<int:event_id>/deliveries/<int:delivery_id>/remove")
@needs(Right.LOGISTICS, audited="deliveries.remove")
def remove_delivery(event_id: int, delivery_id: int) -> ResponseReturnValue:
    """Take a delivery out."""
    event_to_change(event_id)
    if not suppliers.remove_delivery(session(), event_id, delivery_id):
        abort(404)
    session().commit()
    flash(_("It is off the list."))
    return redirect(url_for("deliveries.show_deliveries", event_id=event_id), code=303)


def _page(event: Event, wrong: tuple[int, WrongForm] | None = None) -> str:
    reading = reading_session()
    found = deliveries_of(reading, [event.id])
    unlisted = not_on_the_way(event, found)
    return render_template(
        "organiser/deliveries/deliveries.html",
        event=event,
        deliveries=[delivery_shown(one, event, wrong) for one in found],
        unlisted=[one.supplier for one in unlisted],
        has_suppliers=bool(suppliers_of(reading)),
    )


def _keep(event: Event, delivery: SupplierDelivery | None) -> ResponseReturnValue:
    reading = reading_session()
    form = DeliveryForm(data=DeliveryForm.defaults(delivery) if delivery else {})
    form.prepare(event, suppliers_of(reading), delivery, with_costs=may_see_costs())
    if delivery is not None:
        form.edits()
    if not form.is_posted_and_valid():
        page = render_template(
            "organiser/deliveries/delivery_form.html", event=event, form=form, delivery=delivery
        )
        return page, 422 if form.errors else 200
    plan = form.answer()
    event_to_change(event.id)
    kept = suppliers.keep_delivery(
        session(), event.id, plan, delivery_id=delivery.id if delivery else None
    )
    session().commit()
    if kept is None:
        most = number(MOST_DELIVERIES)
        flash(_("An event has at most %(most)s deliveries.", most=most), "warn")
    else:
        flash(_("Saved."))
    return redirect(url_for("deliveries.show_deliveries", event_id=event.id), code=303)


def _to_delivery(event_id: int, delivery_id: int) -> ResponseReturnValue:
    address = url_for(
        "deliveries.show_deliveries", event_id=event_id, _anchor=f"delivery-{delivery_id}"
    )
    return redirect(address, code=303)
