"""Rain and heat: when to decide, and how likely it is that everybody fits inside.

Source: docs/decisions/0047-logistics.md.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Inside:
    """How the people fit where it is dry.

    Attributes:
        capacity: of that place; None where nobody knows.
        chance_too_many: that more come than fit; None where either is not known.
        prepare: so many come in nine of ten such events, at most; None while nothing is known.
    """

    capacity: int | None
    chance_too_many: float | None
    prepare: int | None


def inside_of(forecast: Forecast | NothingKnown, capacity: int | None) -> Inside:
    """Say how likely it is that not everybody fits inside."""
    if isinstance(forecast, NothingKnown):
        return Inside(capacity, None, None)
    prepare = forecast.quantile(0.9)
    if capacity is None:
        return Inside(None, None, prepare)
    return Inside(capacity, forecast.chance_at_least(capacity + 1), prepare)


def decide_on(held_on: date) -> date:
    """Return the day on which to look at the weather and decide."""
    return held_on - DECIDE_BEFORE
