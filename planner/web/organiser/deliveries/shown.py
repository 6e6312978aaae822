"""A delivery, ready to show: how far it is, until when more can be asked for, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from planner.core.logistics.suppliers import DeliveryState
from planner.services.logistics.suppliers import CAN_CALL, moment_after
from planner.store.models import Event, SupplierDelivery
from planner.web.clock import now
from planner.web.filters import day_and_time, time
from planner.web.i18n import gettext as _
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.deliveries.forms import WrongForm

UNDO = "undo"
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


@dataclass(frozen=True)
class DeliveryShown:
    """A delivery, ready to show.

    Attributes:
        when: when it comes, or came.
        call: until when more can be asked for, or when that was done.
        presses: what can be said of it next: state, words and picture; the last takes one back.
        was: the state that this was made from.
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
    wrong: str
    presses: list[tuple[str, str, str]]
    was: str
    form: WrongForm | None
    url: str
    state_url: str
    wrong_url: str
    message_url: str


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
    if one.state is not DeliveryState.PLANNED:
        presses.append((UNDO, _("Undo"), "undo"))
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
        call=_call_words(one, until, event),
        wrong=one.wrong,
        presses=presses,
        was=one.state.value,
        form=form,
        url=url_for("deliveries.edit_delivery", **values),
        state_url=url_for("deliveries.set_state", **values),
        wrong_url=url_for("deliveries.say_wrong", **values),
        message_url=url_for("deliveries.show_message", **values),
    )


def _when(one: SupplierDelivery, event: Event) -> str:
    if one.came_at is not None:
        return _("Came at %(time)s", time=time(one.came_at, event.zone))
    arrives = moment_after(event, one.arrives_minutes)
    if arrives is None:
        return _("When it comes is not agreed yet.")
    return _("Comes %(when)s", when=day_and_time(arrives, event.zone))


def _call_words(one: SupplierDelivery, until: datetime | None, event: Event) -> str:
    if one.state is DeliveryState.CALLED_OFF and one.called_off_at is not None:
        return _("Called for more at %(time)s.", time=time(one.called_off_at, event.zone))
    if until is None:
        return ""
    when = day_and_time(until, event.zone)
    if now() <= until:
        return _("You can ask for more until %(when)s.", when=when)
    return _("You could ask for more until %(when)s: now there is the shop.", when=when)
