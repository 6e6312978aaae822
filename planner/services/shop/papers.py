"""What the papers for shop and kitchen are made from: an event, and the parts that eat apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.catering import Declared
from planner.core.diets import Diet
from planner.core.enums import EventState
from planner.core.turnout import Forecast
from planner.services.answer.tally import AnswerTally, tally
from planner.services.forecast.forecasting import EventForecast, forecast_event, forecast_events
from planner.services.shop.kitchen_totals import KitchenTotals
from planner.services.shop.known import known_of
from planner.services.shop.shopping import order_for
from planner.services.shop.shopping_list import ShoppingList
from planner.store.models import Event

RANGE = (0.1, 0.9)
"""Eight times out of ten as many people come: the range that the event's page shows."""


@dataclass(frozen=True)
class Sitting:
    """People who eat together: all of an event, or a part of it such as a dinner in a castle.

    Attributes:
        low: fewer people come in one of ten such days; `high`: more.
    """

    event: Event
    shopping: ShoppingList
    answers: AnswerTally
    low: int
    high: int

    def declared(self, exact: KitchenTotals) -> Declared:
        """What the answers say about ages and the diets that rule dishes out, for the kitchen."""
        known = {diet.value: diet for diet in Diet}
        return Declared(
            adults=self.answers.yes_adults,
            children=self.answers.yes_children,
            diets={known[diet]: heads for diet, heads in exact.diets.items() if diet in known},
        )


def sitting_of(session: Session, event: Event, *, now: datetime) -> Sitting | None:
    """Return what is bought for one event; None while there is no forecast or no menu."""
    made = forecast_event(session, event, now=min(now, event.starts_at))
    return _sitting(session, event, made)


def sittings_of(session: Session, event: Event, *, now: datetime) -> list[Sitting]:
    """Return who eats apart at an event and its parts, by time; nobody without a menu.

    Four queries for all forecasts, three for the answers and appetites of each, three more for
    the parts.
    """
    events = [event, *_parts(session, event)] if event.parts else [event]
    first = min(each.starts_at for each in events)
    made = forecast_events(session, events, now=min(now, first))
    found = [_sitting(session, each, made[each.id]) for each in events]
    return sorted(
        (each for each in found if each is not None), key=lambda each: each.event.starts_at
    )


def _sitting(session: Session, event: Event, made: EventForecast) -> Sitting | None:
    if not isinstance(made.forecast, Forecast) or not event.dishes:
        return None
    answers = tally(session, event.id)
    shopping = order_for(event, made, answers, known_of(session, event))
    if shopping is None:
        return None
    low, high = made.forecast.quantiles(RANGE)
    return Sitting(event, shopping, answers, low, high)


def _parts(session: Session, event: Event) -> Sequence[Event]:
    return session.scalars(
        select(Event)
        .where(Event.parent_id == event.id, Event.state != EventState.CANCELLED)
        .options(
            joinedload(Event.venue),
            joinedload(Event.placed_order),
            selectinload(Event.dishes),
        )
    ).all()
