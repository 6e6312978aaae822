"""What comes to an event and from whom: ordered, confirmed, called off, here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from planner.core.logistics.suppliers import DeliveryState
from planner.core.roles import Right
from planner.services.logistics import suppliers
from planner.services.logistics.suppliers import (
    CAN_CALL,
    deliveries_of,
    find_delivery,
    moment_after,
    suppliers_of,
)
from planner.store.models import Event, SupplierDelivery
from planner.web.access import needs
from planner.web.clock import now
from planner.web.db import reading_session, session
from planner.web.edit_turn import anew
from planner.web.filters import day_and_time, time
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.deliveries import bp
from planner.web.organiser.deliveries.forms import DeliveryForm, WrongForm
from planner.web.organiser.lookup import event_to_change, event_to_show

STATES: Mapping[DeliveryState, tuple[str, str, str]] = {
    DeliveryState.PLANNED: (_l("To order"), "clock", "warn"),
    DeliveryState.ORDERED: (_l("Ordered"), "paper-plane", ""),
    DeliveryState.CONFIRMED: (_l("Confirmed"), "check", ""),
    DeliveryState.CALLED_OFF: (_l("More is coming"), "phone", ""),
    DeliveryState.DELIVERED: (_l("Here"), "check-circle", "ok"),
    DeliveryState.WRONG: (_l("Not as ordered"), "warning", "warn"),
}
"""The words, the picture and the tone of each."""
PRESSES: Mapping[DeliveryState, Sequence[tuple[DeliveryState, str, str]]] = {
    DeliveryState.PLANNED: ((DeliveryState.ORDERED, _l("It is ordered"), "paper-plane"),),
    DeliveryState.ORDERED: (
        (DeliveryState.CONFIRMED, _l("They said yes"), "check"),
        (DeliveryState.DELIVERED, _l("It is here"), "check-circle"),
    ),
    DeliveryState.CONFIRMED: ((DeliveryState.DELIVERED, _l("It is here"), "check-circle"),),
    DeliveryState.CALLED_OFF: ((DeliveryState.DELIVERED, _l("It is here"), "check-circle"),),
    DeliveryState.DELIVERED: (),
    DeliveryState.WRONG: ((DeliveryState.DELIVERED, _l("It is right now"), "check-circle"),),
}
"""What can be pressed next."""
BEFORE: Mapping[DeliveryState, DeliveryState] = {
    DeliveryState.ORDERED: DeliveryState.PLANNED,
    DeliveryState.CONFIRMED: DeliveryState.ORDERED,
    DeliveryState.CALLED_OFF: DeliveryState.CONFIRMED,
    DeliveryState.DELIVERED: DeliveryState.CONFIRMED,
    DeliveryState.WRONG: DeliveryState.CONFIRMED,
}
"""What takes a press back."""


@dataclass(frozen=True)
class DeliveryShown:
    """A delivery, ready to show.

    Attributes:
        when: when it comes, or came.
        call: until when more can be called off; `can_call` while there is time.
        presses: what can be said of it next: state, words and picture.
        undo: the state that takes the last press back; empty for none.
    """

    delivery_id: int
    supplier: str
    phone: str
    what: str
    state: str
    picture: str
    tone: str
    when: str
    call: str
    can_call: bool
    wrong: str
    presses: list[tuple[str, str, str]]
    undo: str
    form: WrongForm | None
    url: str
    state_url: str
    wrong_url: str
    message_url: str


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


@bp.post("/events/<int:event_id>/deliveries/<int:delivery_id>/state")
@needs(Right.LOGISTICS, audited="deliveries.state")
def set_state(event_id: int, delivery_id: int) -> ResponseReturnValue:
    """Say how far a delivery is."""
    try:
        state = DeliveryState(request.form.get("state", ""))
    except ValueError:
        abort(400)
    if state is DeliveryState.WRONG:
        abort(400)  # it needs words
    event_to_change(event_id)
    if not suppliers.set_state(session(), event_id, delivery_id, state, now=now()):
        abort(404)
    session().commit()
    flash(_("Noted."))
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
    named = {one.supplier.name.casefold() for one in found if one.supplier is not None}
    unlisted = sorted(
        {dish.values.get("supplier", "") for dish in event.dishes} - {""},
        key=str.casefold,
    )
    return render_template(
        "organiser/deliveries/deliveries.html",
        event=event,
        deliveries=[delivery_shown(one, event, wrong) for one in found],
        unlisted=[name for name in unlisted if name.strip().casefold() not in named],
        has_suppliers=bool(suppliers_of(reading)),
    )


def _keep(event: Event, delivery: SupplierDelivery | None) -> ResponseReturnValue:
    reading = reading_session()
    form = DeliveryForm(data=DeliveryForm.defaults(delivery) if delivery else {})
    form.prepare(event, suppliers_of(reading), delivery)
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
        flash(_("An event has at most 60 deliveries."), "warn")
    else:
        flash(_("Saved."))
    return redirect(url_for("deliveries.show_deliveries", event_id=event.id), code=303)


def delivery_shown(
    one: SupplierDelivery, event: Event, wrong: tuple[int, WrongForm] | None
) -> DeliveryShown:
    """Return a delivery, ready to show."""
    words, picture, tone = STATES[one.state]
    values: dict[str, Any] = {"event_id": event.id, "delivery_id": one.id}
    until = moment_after(event, one.call_minutes)
    can_call = until is not None and one.state in CAN_CALL and now() <= until
    presses = [(state.value, str(said), pic) for state, said, pic in PRESSES[one.state]]
    if can_call:
        presses.append((DeliveryState.CALLED_OFF.value, _("I called for more"), "phone"))
    asks_wrong = one.state in {DeliveryState.DELIVERED, *CAN_CALL, DeliveryState.CALLED_OFF}
    before = BEFORE.get(one.state)
    form = None
    if asks_wrong:
        form = (
            wrong[1]
            if wrong and wrong[0] == one.id
            else WrongForm(formdata=None, prefix=f"wrong-{one.id}-")
        )
    return DeliveryShown(
        delivery_id=one.id,
        supplier=one.supplier.name if one.supplier else _("Somebody who is not kept any more"),
        phone=one.supplier.phone if one.supplier else "",
        what=one.what,
        state=str(words),
        picture=picture,
        tone=tone,
        when=_when(one, event),
        call=_call_words(until, event, can_call=can_call),
        can_call=can_call,
        wrong=one.wrong,
        presses=presses,
        undo=before.value if before else "",
        form=form,
        url=url_for("deliveries.edit_delivery", **values),
        state_url=url_for("deliveries.set_state", **values),
        wrong_url=url_for("deliveries.say_wrong", **values),
        message_url=url_for("shopping.show_shopping_text", event_id=event.id),
    )


def _when(one: SupplierDelivery, event: Event) -> str:
    if one.came_at is not None:
        return _("Came at %(time)s", time=time(one.came_at, event.zone))
    arrives = moment_after(event, one.arrives_minutes)
    if arrives is None:
        return _("When it comes is not agreed yet.")
    return _("Comes %(when)s", when=day_and_time(arrives, event.zone))


def _call_words(until: datetime | None, event: Event, *, can_call: bool) -> str:
    if until is None:
        return ""
    when = day_and_time(until, event.zone)
    if can_call or now() <= until:
        return _("More can be called off until %(when)s.", when=when)
    return _("More could be called off until %(when)s: now there is the shop.", when=when)


def _to_delivery(event_id: int, delivery_id: int) -> ResponseReturnValue:
    address = url_for(
        "deliveries.show_deliveries", event_id=event_id, _anchor=f"delivery-{delivery_id}"
    )
    return redirect(address, code=303)
