"""What rain, heat and holidays do to people without an answer, and what was learned of it here."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.core.turnout.inputs import PastTurnout, Weather
from planner.core.turnout.sizes import mean_of


@dataclass(frozen=True, slots=True)
class DayFactor:
    """How many come on such a day, next to an ordinary one.

    Args:
        part: the median.
        doubt: how far off that may be, on the logarithm.
    """

    part: float
    doubt: float


# Thin evidence: county fairs lose 16 to 20 % in very hot years, free events 5 to 15 % when it
# rains, and rain is a cost that shifts attendance. So own events soon overrule it.
USUALLY: Mapping[Weather, DayFactor] = {
    Weather.ORDINARY: DayFactor(1.0, 0.0),
    Weather.RAIN: DayFactor(0.75, 0.3),
    Weather.HEAT: DayFactor(0.85, 0.2),
}
# Some are away and others have the time: nobody knows beforehand which of both it will be here.
ON_HOLIDAYS = DayFactor(1.0, 0.3)
# How much two events of one series differ anyway, on the logarithm; worth three events.
BETWEEN_EVENTS = 0.45
BETWEEN_WEIGHT = 3.0
# Of those who answered, where only a rough reckoning is wanted.
USUAL_SHOW_UP = 0.7


@dataclass(frozen=True, slots=True)
class DayFactors:
    """How many walk in on such days, next to an ordinary one.

    Args:
        by_weather: of each weather.
        holiday: of a holiday, whatever the weather.
    """

    by_weather: Mapping[Weather, float]
    holiday: float

    def of(self, weather: Weather, *, is_holiday: bool) -> float:
        """How many walk in on a day that is both."""
        return self.by_weather[weather] * (self.holiday if is_holiday else 1.0)


def day_factors(events: Sequence[PastTurnout]) -> DayFactors:
    """Learn from the events of a series what such days do to the people who just walk in.

    Each count is set beside those of the ordinary days. Without one of both, the usual factor.

    Args:
        events: that were counted, of one series.

    Source: the mean of a normal posterior, Gelman et al. 2013, Bayesian Data Analysis, section 2.5.
    """
    # A count that ended with the food says little of what day it was.
    usable = [event for event in events if not event.is_at_least]
    ordinary = [
        event for event in usable if event.weather is Weather.ORDINARY and not event.is_holiday
    ]
    by_weather = {
        weather: _factor(
            USUALLY[weather],
            [event for event in usable if event.weather is weather and not event.is_holiday],
            ordinary,
        )
        for weather in (Weather.RAIN, Weather.HEAT)
    }
    holidays = [event for event in usable if event.is_holiday and event.weather is Weather.ORDINARY]
    return DayFactors(
        by_weather={Weather.ORDINARY: 1.0, **by_weather},
        holiday=_factor(ON_HOLIDAYS, holidays, ordinary),
    )


def _factor(
    usual: DayFactor, such_days: Sequence[PastTurnout], ordinary: Sequence[PastTurnout]
) -> float:
    """The usual factor, as far as the own days of both sorts don't say otherwise."""
    if not such_days or not ordinary:
        return usual.part
    logs, beside = _logs(such_days), _logs(ordinary)
    seen = mean_of(logs) - mean_of(beside)
    squares = sum((log - mean_of(days)) ** 2 for days in (logs, beside) for log in days)
    between = (BETWEEN_WEIGHT * BETWEEN_EVENTS**2 + squares) / (
        BETWEEN_WEIGHT + len(logs) + len(beside)
    )
    variance = between * (1 / len(logs) + 1 / len(beside))
    trust = usual.doubt**2 / (usual.doubt**2 + variance)
    return math.exp((1 - trust) * math.log(usual.part) + trust * seen)


def _logs(events: Sequence[PastTurnout]) -> list[float]:
    """The logarithms of how many came without an answer, in a rough reckoning."""
    return [
        math.log(max(1.0, event.came - USUAL_SHOW_UP * event.counted_heads)) for event in events
    ]
