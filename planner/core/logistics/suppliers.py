"""Suppliers: what they bring and when, and until when more can be called off.

Source: docs/decisions/0047-logistics.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from planner.core.logistics.names import same_name

MOST_SUPPLIER_NAME = 80
MOST_SUPPLIER_NOTE = 300
MOST_DELIVERED = 200
MOST_WRONG = 200


class DeliveryState(StrEnum):
    """How far a delivery is."""

    PLANNED = "planned"
    ORDERED = "ordered"
    CONFIRMED = "confirmed"
    CALLED_OFF = "called_off"
    """More of it was asked for, of what was kept ready."""
    DELIVERED = "delivered"
    WRONG = "wrong"
    """It came, and something is not as ordered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OnCall:
    """A supplier who can still bring more, or is bringing it.

    Attributes:
        name: of the supplier, as dishes name it.
        until: the last moment to call; None where nobody agreed on one.
        state: how far the delivery is.
        called_at: when somebody called for more, which is on its way; None while nobody did.
    """

    delivery_id: int
    name: str
    phone: str
    until: datetime | None
    state: DeliveryState = DeliveryState.CONFIRMED
    called_at: datetime | None = None

    def helps(self, now: datetime) -> bool:
        """Say whether they are called before the shop is next, or have been called."""
        return self.called_at is not None or (self.until is not None and now <= self.until)


def on_call_for(dish_supplier: str, known: Iterable[OnCall], *, now: datetime) -> OnCall | None:
    """Return whom to call for more of a dish while there is time; None where the shop is next.

    Who can be called comes before who is bringing more already.

    Args:
        dish_supplier: where the dish is bought, as it stands on the menu.
        known: deliveries that can be called off or were, each with its last moment.
        now: at that last moment itself there is still time, a moment later there is not.
    """
    name = same_name(dish_supplier)
    able = [one for one in known if name and same_name(one.name) == name and one.helps(now)]
    return min(
        able,
        key=lambda one: (one.called_at is not None, one.until or now, one.delivery_id),
        default=None,
    )


def state_before(
    state: DeliveryState, *, came_at: datetime | None, called_off_at: datetime | None
) -> DeliveryState | None:
    """Return the state to which a press is taken back; None where nothing was pressed.

    What came first and what was called off later is known by its moments: a delivery that is here
    can be called for again. What is wrong with it is known of what is here.
    """
    match state:
        case DeliveryState.PLANNED:
            return None
        case DeliveryState.ORDERED:
            return DeliveryState.PLANNED
        case DeliveryState.CONFIRMED:
            return DeliveryState.ORDERED
        case DeliveryState.CALLED_OFF:
            return DeliveryState.DELIVERED if came_at else DeliveryState.CONFIRMED
        case DeliveryState.WRONG:
            return DeliveryState.DELIVERED
        case DeliveryState.DELIVERED:
            return DeliveryState.CALLED_OFF if called_off_at else DeliveryState.CONFIRMED
