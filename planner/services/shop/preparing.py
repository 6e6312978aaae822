"""What the kitchen makes of what was bought: for whom, in which rounds, and what stays behind."""

from dataclasses import dataclass
from datetime import timedelta

from planner.core.catering import Declared
from planner.core.catering.plates import Plates, plates
from planner.core.catering.prepare import Preparation, Rounds, prepare, rounds_for, sure_early
from planner.core.enums import EventType
from planner.services.shop.papers import Sitting
from planner.services.shop.planned import eating_of


@dataclass(frozen=True, slots=True)
class KitchenPlan:
    """What to prepare for people who eat together.

    Attributes:
        guests: who come, as there is fresh food for; not all need eat.
        eating: of them those who eat, by age and by diet.
        helpers: who eat and are no guests; `in_shifts` of them help in a shift.
        dishes: in the order of the list.
    """

    guests: int
    eating: Plates
    helpers: int
    in_shifts: int
    rounds: Rounds
    dishes: tuple[Preparation, ...]

    @property
    def eaters(self) -> int:
        """Guests who eat."""
        return self.eating.adults + self.eating.children

    @property
    def cook_for(self) -> int:
        """Everybody who eats."""
        return self.eaters + self.helpers


def kitchen_plan(sitting: Sitting, declared: Declared) -> KitchenPlan:
    """Plan what to prepare, for the number on the list: what was ordered, once it was.

    Args:
        sitting: who eats together, with what is bought for them.
        declared: the ages and diets that were told, for the kitchen.
    """
    event, shopping = sitting.event, sitting.shopping
    guests = max(0, shopping.chosen.guests)
    eating = plates(eating_of(event, guests), declared)
    early = sure_early(
        sitting.low,
        (event.ends_at - event.starts_at) / timedelta(minutes=1),
        is_at_table=event.event_type is EventType.DINNER,
    )
    rounds = rounds_for(guests, early)
    return KitchenPlan(
        guests=guests,
        eating=eating,
        helpers=shopping.helpers,
        in_shifts=shopping.in_shifts,
        rounds=rounds,
        dishes=tuple(
            prepare(line.order.dish, line.order.there, eating, shopping.helpers, rounds)
            for line in shopping.lines
        ),
    )
