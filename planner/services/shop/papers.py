"""What the papers for shop and kitchen are made from: an event, and the parts that eat apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.catering import Declared
from planner.core.diets import Diet
from planner.core.enums import EventState
from planner.services.answer.tally import AnswerTally, tallies, tally
from planner.services.forecast.forecasting import EventForecast, forecast_event, forecast_events
from planner.services.forecast.said import Quoted, said_of
from planner.services.shop.kitchen_totals import KitchenTotals
from planner.services.shop.known import known_of
from planner.services.shop.shopping import order_for
from planner.services.shop.shopping_list import ShoppingList
from planner.store.models import Event


@dataclass(frozen=True)
class Sitting:
    """People who eat together: all of an event, or a part of it such as a dinner in a castle.

    Attributes:
        said: how many come, as the event's page says it.
    """

    event: Event
    shopping: ShoppingList
    answers: AnswerTally
    said: Quoted

    @property
    def low(self) -> int:
        """Fewer people come in one of ten such days."""
        return self.said.quantile(0.1)

    @property
    def high(self) -> int:
        """More people come in one of ten such days."""
        return self.said.quantile(0.9)

    def declared(self, exact: KitchenTotals) -> Declared:
        """What the answers say about ages and the diets that rule dishes out, for the kitchen."""
        known = {diet.value: diet for diet in Diet}
        return Declared(
            adults=self.answers.yes_adults,
            children=self.answers.yes_children - self.answers.yes_toddlers,
            toddlers=self.answers.yes_toddlers,
            diets={known[diet]: heads for diet, heads in exact.diets.items() if diet in known},
        )


def is_shopped_for(event: Event) -> bool:
    """Say whether there is a list: for what is cancelled nobody buys what was not ordered."""
    return event.state is not EventState.CANCELLED or event.placed_order is not None


def sitting_of(session: Session, event: Event, *, now: datetime) -> Sitting | None:
    """Return what is bought for one event; None while there is no forecast or no menu.

    Of what is cancelled only an order is told, for whoever calls it off.
    """
    if not is_shopped_for(event):
        return None
    made = forecast_event(session, event, now=now)
    said = said_of(session, [event], {event.id: made}, now=now)
    quoted = said.get(event.id)
    if quoted is None or not event.dishes:
        return None
    return _sitting(session, event, made, quoted, tally(session, event.id))


def sittings_of(
    session: Session, event: Event, *, now: datetime, known: AnswerTally | None = None
) -> list[Sitting]:
    """Return who eats apart at an event and its parts, by time; nobody without a menu or cancelled.

    Four queries for all forecasts, two for the answers, one for the appetites of each, three more
    for the parts.

    Args:
        session: reads.
        event: with its parts.
        now: this moment.
        known: the event's own answers, where they were added up already.
    """
    events = [event, *_parts(session, event)] if event.parts else [event]
    events = [each for each in events if each.state is not EventState.CANCELLED]
    made = forecast_events(session, events, now=now)
    said = said_of(session, events, made, now=now)
    eating = [each for each in events if each.dishes and each.id in said]
    answers = {event.id: known} if known else {}
    missing = [each.id for each in eating if each.id not in answers]
    if missing:
        answers |= tallies(session, missing)
    found = [
        _sitting(session, each, made[each.id], said[each.id], answers[each.id]) for each in eating
    ]
    return sorted(
        (each for each in found if each is not None), key=lambda each: each.event.starts_at
    )


def _sitting(
    session: Session, event: Event, made: EventForecast, said: Quoted, answers: AnswerTally
) -> Sitting | None:
    shopping = order_for(event, made, answers, known_of(session, event))
    if shopping is None:
        return None
    return Sitting(event, shopping, answers, said)


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
