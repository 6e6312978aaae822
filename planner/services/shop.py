"""What to buy for an event: three ways of buying, the list of the chosen one, what is bought."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import update
from sqlalchemy.orm import Session

from planner.core.catering import Choices, Declared, DishOrder, Menu, Order, order_choices
from planner.core.diets import Diet
from planner.core.turnout import Forecast
from planner.core.words import Generosity
from planner.services.forecasting import EventForecast, Inputs, cached_forecast
from planner.services.menus import menu_of
from planner.services.tally import AnswerTally
from planner.store.models import Event, EventDish

DOTS = 20


@dataclass(frozen=True, slots=True)
class ShoppingLine:
    """A dish on the list."""

    dish_id: int
    order: DishOrder
    is_bought: bool


@dataclass(frozen=True, slots=True)
class WayToBuy:
    """One of the three ways.

    Attributes:
        guests: for whom there is fresh food; helpers come on top.
        enough_in: in how many of twenty possible days that is enough.
    """

    generosity: Generosity
    order: Order
    guests: int
    enough_in: int


@dataclass(frozen=True, slots=True)
class ShoppingList:
    """What to buy for an event.

    Attributes:
        ways: tight, ample and extra ample.
        chosen: the one that the list is for.
        budget_left_cents: negative when it costs more; None without a budget.
    """

    ways: tuple[WayToBuy, ...]
    chosen: WayToBuy
    lines: tuple[ShoppingLine, ...]
    helpers: int
    budget_left_cents: int | None

    @property
    def reserve(self) -> list[DishOrder]:
        """The dishes of which a reserve is worth having at hand."""
        return [line.order for line in self.lines if line.order.reserve.amount]


def order_for(event: Event, forecast: EventForecast, tally: AnswerTally) -> ShoppingList | None:
    """Make the shopping list of an event; None while there is no forecast or no menu.

    Args:
        event: with its dishes.
        forecast: of this event.
        tally: of this event; tells ages and diets.
    """
    made = forecast.forecast
    if not isinstance(made, Forecast) or not event.dishes:
        return None
    choices = _cached_choices(
        forecast.inputs,
        menu_of(event),
        (tally.yes_adults, tally.yes_children, _known_diets(tally)),
        event.staff_eating,
    )
    ways = _ways(made, choices, event.staff_eating)
    chosen = next(way for way in ways if way.generosity is event.generosity)
    return ShoppingList(
        ways=ways,
        chosen=chosen,
        lines=tuple(
            ShoppingLine(row.id, line, row.bought_at is not None)
            for row, line in zip(event.dishes, chosen.order.dishes, strict=True)
        ),
        helpers=event.staff_eating,
        budget_left_cents=(
            None if event.budget_cents is None else event.budget_cents - chosen.order.cost_cents
        ),
    )


def choose_generosity(session: Session, event_id: int, generosity: Generosity) -> None:
    """Choose how amply to buy."""
    session.execute(update(Event).where(Event.id == event_id).values(generosity=generosity))


def mark_bought(
    session: Session, event_id: int, dish_id: int, *, is_bought: bool, now: datetime
) -> bool:
    """Tick a dish of an event off, or take that back; False when it is not there."""
    marked = session.scalar(
        update(EventDish)
        .where(EventDish.id == dish_id, EventDish.event_id == event_id)
        .values(bought_at=now if is_bought else None)
        .returning(EventDish.id)
    )
    return marked is not None


def _ways(forecast: Forecast, choices: Choices, helpers: int) -> tuple[WayToBuy, ...]:
    dots = forecast.dots(DOTS)
    orders = {
        Generosity.TIGHT: choices.tight,
        Generosity.AMPLE: choices.ample,
        Generosity.EXTRA: choices.extra_ample,
    }
    ways = []
    for generosity, order in orders.items():
        guests = order.portions - helpers
        ways.append(WayToBuy(generosity, order, guests, sum(dot <= guests for dot in dots)))
    return tuple(ways)


def _known_diets(tally: AnswerTally) -> tuple[tuple[Diet, int], ...]:
    """The diets that rule dishes out; others, such as allergies, are for the cook to read."""
    known = {diet.value: diet for diet in Diet}
    return tuple((known[diet], heads) for diet, heads in tally.diets.items() if diet in known)


# The forecast itself would be slow to compare, so the key holds what it was made from.
@lru_cache(maxsize=100)
def _cached_choices(
    inputs: Inputs,
    menu: Menu,
    eaters: tuple[int, int, tuple[tuple[Diet, int], ...]],
    helpers: int,
) -> Choices:
    forecast = cached_forecast(inputs)
    if not isinstance(forecast, Forecast):
        raise TypeError("there is nothing to order for without a forecast")
    adults, children, diets = eaters
    declared = Declared(adults=adults, children=children, diets=dict(diets))
    return order_choices(forecast, menu, declared=declared, helpers=helpers)
