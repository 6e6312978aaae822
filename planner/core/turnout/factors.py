"""What rain and heat do to people without an answer, and what was learned of that here."""

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
# How much two events of one series differ anyway, on the logarithm; worth three events.
BETWEEN_EVENTS = 0.45
BETWEEN_WEIGHT = 3.0
# Of those who answered, where only a rough reckoning is wanted.
USUAL_SHOW_UP = 0.7


def day_factors(events: Sequence[PastTurnout]) -> Mapping[Weather, float]:
    """Learn from the events of a series what rain and heat do to the people who just walk in.

    Each count is set beside those of the ordinary days. Without one of both, the usual factor.

    Args:
        events: that were counted, of one series.

    Source: the mean of a normal posterior, Gelman et al. 2013, Bayesian Data Analysis, section 2.5.
    """
    walked_in = {weather: _logs(events, weather) for weather in Weather}
    ordinary = walked_in[Weather.ORDINARY]
    factors = {Weather.ORDINARY: 1.0}
    for weather in (Weather.RAIN, Weather.HEAT):
        usual, logs = USUALLY[weather], walked_in[weather]
        if not logs or not ordinary:
            factors[weather] = usual.part
            continue
        seen = mean_of(logs) - mean_of(ordinary)
        squares = sum((log - mean_of(days)) ** 2 for days in (logs, ordinary) for log in days)
        between = (BETWEEN_WEIGHT * BETWEEN_EVENTS**2 + squares) / (
            BETWEEN_WEIGHT + len(logs) + len(ordinary)
        )
        variance = between * (1 / len(logs) + 1 / len(ordinary))
        trust = usual.doubt**2 / (usual.doubt**2 + variance)
        factors[weather] = math.exp((1 - trust) * math.log(usual.part) + trust * seen)
    return factors


def _logs(events: Sequence[PastTurnout], weather: Weather) -> list[float]:
    """The logarithms of how many came without an answer, in a rough reckoning.

    A count that ended with the food says little of the weather.
    """
    return [
        math.log(max(1.0, event.came - USUAL_SHOW_UP * event.counted_heads))
        for event in events
        if event.weather is weather and not event.is_at_least
    ]
