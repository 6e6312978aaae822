"""Rain and heat: when to decide, and how likely it is that everybody fits inside.

Source: docs/decisions/0047-logistics.md.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from planner.core.enums import EventType
from planner.core.logistics.permits import SiteFact
from planner.core.turnout.forecast import Forecast
from planner.core.turnout.inputs import NothingKnown

DECIDE_BEFORE = timedelta(days=2)
"""Two days ahead a forecast of the weather is worth something, and everybody can still be told."""
MOST_WEATHER_WORDS = 300


class WeatherChoice(StrEnum):
    """What was decided about the weather."""

    OUTSIDE = "outside"
    """As planned."""
    INSIDE = "inside"


UNDER_THE_SKY = frozenset(
    {SiteFact.PUBLIC_GROUND, SiteFact.STREET_CLOSED, SiteFact.TENT, SiteFact.FIRE}
)
INSIDE_BY_NATURE = frozenset({EventType.DINNER})


def is_outside(event_type: EventType, facts: frozenset[SiteFact] | None) -> bool:
    """Say whether the weather matters to an event.

    Args:
        event_type: what it is; all but a dinner are outside until somebody says what happens.
        facts: what happens at its site; None while nobody said.
    """
    if facts is None:
        return event_type not in INSIDE_BY_NATURE
    return bool(facts & UNDER_THE_SKY)


@dataclass(frozen=True, slots=True)
class Inside:
    """How the people fit where it is dry.

    Attributes:
        capacity: of that place; None where nobody knows.
        chance_too_many: that more come than fit; None where either is not known.
    """

    capacity: int | None
    chance_too_many: float | None


def inside_of(forecast: Forecast | NothingKnown, capacity: int | None) -> Inside:
    """Say how likely it is that not everybody fits inside."""
    if capacity is None or isinstance(forecast, NothingKnown):
        return Inside(capacity, None)
    return Inside(capacity, forecast.chance_at_least(capacity + 1))


def decide_on(held_on: date) -> date:
    """Return the day on which to look at the weather and decide."""
    return held_on - DECIDE_BEFORE
