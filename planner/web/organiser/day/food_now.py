"""The food while an event goes on: what to do now, who goes, how each dish stands.

The page of the day and the cook's page show it from this one place, so they never differ.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from planner.core.enums import EventState
from planner.services.day.live import LiveEvent
from planner.services.logistics.suppliers import on_call_of
from planner.store.models import Event
from planner.web.access import current_account
from planner.web.db import reading_session
from planner.web.i18n import lazy_gettext as _l
from planner.web.organiser.day.dishes_presenter import DishShown, ToDo, dish_shown, to_do_now
from planner.web.organiser.day.errands_presenter import (
    ErrandShown,
    seen_to,
    under_way,
    waiting_for_somebody,
)

PARTS_GONE: Mapping[str, str] = {
    "25": _l("A quarter"),
    "50": _l("Half"),
    "75": _l("Three quarters"),
    "90": _l("Almost all"),
}
"""Out of a hundred, how much of a dish is gone."""


@dataclass(frozen=True)
class FoodNow:
    """The food, ready to show.

    Attributes:
        dishes: how each of them stands; none once the event is closed or was called off.
        do_now: what has to be done about food that runs short.
        free_errand: what nobody has taken on; None where there is none.
        going: who is going for what.
    """

    dishes: Sequence[DishShown]
    do_now: Sequence[ToDo]
    free_errand: int | None
    going: Sequence[ErrandShown]


def food_now(event: Event, seen: LiveEvent, *, now: datetime) -> FoodNow:
    """Write down how the food stands; one question where something is supplied."""
    # Of what is off or closed nobody goes for food.
    is_done = event.state in {EventState.CANCELLED, EventState.CLOSED}
    dishes = () if is_done else seen.dishes
    is_supplied = any(dish.order.dish.supplier for dish in dishes)
    on_call = on_call_of(reading_session(), event) if is_supplied else []
    return FoodNow(
        dishes=[dish_shown(event, dish, on_call, now=now) for dish in dishes],
        do_now=to_do_now(event, dishes, on_call, but=seen_to(seen.errands), now=now),
        free_errand=waiting_for_somebody(seen.errands),
        going=under_way(seen.errands, on_call, account_id=current_account().id, now=now),
    )
