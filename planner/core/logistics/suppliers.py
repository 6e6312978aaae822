"""Suppliers: what they bring and when, and until when more can be called off.

Source: docs/decisions/0047-logistics.md.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

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
    """A supplier who can still bring more.

    Attributes:
        name: of the supplier, as dishes name it.
        until: the last moment to call.
    """

    delivery_id: int
    name: str
    phone: str
    until: datetime


def on_call_for(dish_supplier: str, known: Iterable[OnCall], *, now: datetime) -> OnCall | None:
    """Return whom to call for more of a dish while there is time; None where the shop is next.

    Args:
        dish_supplier: where the dish is bought, as it stands on the menu.
        known: deliveries that can be called off, each with its last moment.
        now: at that last moment itself there is still time, a moment later there is not.
    """
    name = dish_supplier.strip().casefold()
    able = [one for one in known if name and one.name.casefold() == name and now <= one.until]
    return min(able, key=lambda one: (one.until, one.delivery_id), default=None)
