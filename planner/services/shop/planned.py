"""For how many guests there is fresh food: what else is needed for an event follows from that."""

from planner.core.catering.order import heading_level
from planner.core.turnout import Forecast, NothingKnown, spoken_heads
from planner.services.answer.room import limit_of
from planner.services.shop.shopping import price_of
from planner.store.models import Event


def planned_guests(event: Event, forecast: Forecast | NothingKnown | None) -> int | None:
    """Return for how many guests food was ordered, or else would be now; None while nobody knows.

    It is `ShoppingList.chosen.guests`, for who needs no more of the list than that.
    """
    if event.placed_order is not None:
        return event.placed_order.portions - event.besides_guests
    if not isinstance(forecast, Forecast):
        return event.expected
    most = limit_of(event)
    made = forecast.limited_to(most)
    guests = spoken_heads(made.quantile(heading_level(price_of(event))), made)
    return guests if most is None else min(most, guests)


def eating_of(event: Event, guests: int) -> int:
    """Return how many of so many guests eat; others only pass by."""
    return round(guests * event.eating_percent / 100)
