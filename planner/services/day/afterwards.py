"""An event looked back on: what was said and ordered, who came, what was left."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.catering import Appetite, learn_appetite
from planner.services.forecast.said import said_of
from planner.services.shop.appetites import DishOutcome, dish_outcomes, eaten_of
from planner.services.shop.orders import Placed, PlacedDish, placed_of
from planner.services.shop.track_record import Checked
from planner.store.models import Event, Turnout


@dataclass(frozen=True, slots=True)
class DishAfter:
    """How a dish fared.

    Attributes:
        part_eaten: from 0 to 1 of what was ordered; None when nobody noted it.
        learned: what this event alone says of the appetite.
    """

    ordered: PlacedDish
    how: DishOutcome | None
    part_eaten: float | None
    learned: Appetite | None


@dataclass(frozen=True)
class Afterwards:
    """An event looked back on.

    Attributes:
        checked: the forecast and the count; None when nothing had been forecast.
        order: what was ordered; None when no order was placed.
        wasted_cents: what the leftovers had cost; None when nobody noted any.
    """

    turnout: Turnout
    checked: Checked | None
    order: Placed | None
    dishes: tuple[DishAfter, ...]
    wasted_cents: int | None


def look_back(session: Session, event: Event, turnout: Turnout, *, now: datetime) -> Afterwards:
    """Put together what is known of a closed event."""
    order = placed_of(event)
    said = said_of(session, [event], now=now).get(event.id)
    noted = dish_outcomes(session, event)
    dishes = tuple(
        _after(dish, noted.get(dish.dish_id), turnout.came)
        for dish in (order.dishes.values() if order else ())
        if dish.there
    )
    wasted = [
        round(each.ordered.firm.cost_cents * (1 - each.part_eaten))
        for each in dishes
        if each.part_eaten is not None
    ]
    return Afterwards(
        turnout=turnout,
        checked=Checked(event, said, turnout.came) if said else None,
        order=order,
        dishes=dishes,
        wasted_cents=sum(wasted) if wasted else None,
    )


def _after(dish: PlacedDish, how: DishOutcome | None, came: int) -> DishAfter:
    eaten = eaten_of(dish, how, came) if how else None
    return DishAfter(
        ordered=dish,
        how=how,
        part_eaten=min(1.0, eaten.amount / dish.there) if eaten else None,
        learned=learn_appetite([eaten]) if eaten else None,
    )
