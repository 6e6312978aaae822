"""By how much the shopping of events costs more than there is, for many events at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.enums import EventState
from planner.core.steps import DUE_BEFORE, Step
from planner.core.turnout import Forecast
from planner.services.answer.tally import tallies
from planner.services.forecast.forecasting import EventForecast
from planner.services.shop.known import known_of_each
from planner.services.shop.shopping import order_for
from planner.services.shop.shopping_list import ShoppingList
from planner.store.models import Event


def over_budget_cents(shopping: ShoppingList) -> int:
    """Return how much more a list costs than there is; 0 where that is enough, or not said."""
    left = shopping.chosen.left_of(shopping.budget_cents)
    return max(0, -left) if left is not None else 0


def over_budget_of_each(
    session: Session,
    events: Sequence[Event],
    forecasts: Mapping[int, EventForecast],
    *,
    now: datetime,
) -> dict[int, int]:
    """Return how much more each list costs than there is, where it has to be decided by now.

    None of an event without a budget, and none of one for which nobody shops yet; nine queries for
    all the others.
    """
    soon = now + DUE_BEFORE[Step.OVER_BUDGET]
    asked = [
        event.id
        for event in events
        if event.budget_cents is not None
        and event.state in {EventState.DRAFT, EventState.PUBLISHED}
        and now < event.starts_at
        # By the calendar a day may be a few hours more.
        and event.starts_at.date() <= soon.date()
        and event.id in forecasts
        and isinstance(forecasts[event.id].forecast, Forecast)
    ]
    if not asked:
        return {}
    rows = session.scalars(
        select(Event)
        .where(Event.id.in_(asked))
        .options(selectinload(Event.dishes), joinedload(Event.placed_order))
    ).all()
    said = tallies(session, asked)
    known = known_of_each(session, rows)
    lists = {
        event.id: order_for(event, forecasts[event.id], said[event.id], known[event.id])
        for event in rows
    }
    return {
        event_id: over_budget_cents(shopping)
        for event_id, shopping in lists.items()
        if shopping is not None
    }
