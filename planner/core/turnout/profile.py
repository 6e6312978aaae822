"""Which part of the guests is usually inside by now, and how sure we are of that."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

# Without any history: half of the guests arrive in the first third of the event. An assumption,
# worth one earlier event.
USUAL_MEDIAN = 0.33
USUAL_SPREAD = 0.75
USUAL_WEIGHT = 1

# How far the share by now differs between events, as the a + b of a beta distribution.
# Measured: 77 to 150 for a bakery on one weekday, about 5 between conference days. What a dozen
# events show may be surer than that: the cautious start keeps twelve below 95.
CAUTIOUS_CONCENTRATION = 5.0
CAUTIOUS_WEIGHT = 6
LEAST_CONCENTRATION = 3.0
MOST_CONCENTRATION = 400.0

NEVER_SURE = 0.004


@dataclass(frozen=True, slots=True)
class Profile:
    """The part of all guests that is inside at this moment: a beta distribution.

    Args:
        share: its mean.
        concentration: its a + b; large where events resemble each other.
    """

    share: float
    concentration: float


class RisingMinutes(tuple[float, ...]):
    """Minutes of arrivals in their order: sorted once, and not for each moment that is asked."""

    __slots__ = ()


def rising(minutes: Iterable[float]) -> RisingMinutes:
    """Put minutes in their order."""
    return minutes if isinstance(minutes, RisingMinutes) else RisingMinutes(sorted(minutes))


def profile_at(
    minute: float, length_minutes: float, past_arrivals: Sequence[Sequence[float]]
) -> Profile:
    """Learn the profile at this minute from the arrival minutes of earlier events.

    Args:
        minute: minutes since the doors opened.
        length_minutes: how long the event lasts.
        past_arrivals: for each earlier event the minute at which each guest arrived.
    """
    usual = usual_share(minute / length_minutes)
    inside = [
        bisect_right(rising(minutes), minute) / len(minutes) for minutes in past_arrivals if minutes
    ]
    sizes = [len(minutes) for minutes in past_arrivals if minutes]
    share = (USUAL_WEIGHT * usual + sum(inside)) / (USUAL_WEIGHT + len(inside))
    return Profile(
        share=min(max(share, NEVER_SURE), 1 - NEVER_SURE),
        concentration=_concentration(inside, sizes, share),
    )


def share_by(
    minute: float, length_minutes: float, past_arrivals: Sequence[Sequence[float]]
) -> float:
    """The share that is usually inside by a minute; at the end and after it everybody."""
    if minute >= length_minutes:
        return 1.0
    return profile_at(minute, length_minutes, past_arrivals).share


def usual_share(part_of_event: float) -> float:
    """The share that is inside after this part of an event of which nothing is known.

    A log-normal arrival time, cut off at the end of the event.
    """
    if part_of_event <= 0:
        return 0.0
    return min(1.0, _log_normal(part_of_event) / _log_normal(1.0))


def _log_normal(part_of_event: float) -> float:
    deviation = math.log(part_of_event / USUAL_MEDIAN) / USUAL_SPREAD
    return 0.5 * (1 + math.erf(deviation * math.sqrt(0.5)))


def _concentration(inside: Sequence[float], sizes: Sequence[int], share: float) -> float:
    """How alike the earlier events were, by moments, held back by a cautious start.

    The binomial part of the variance is taken off: it is chance within an event.

    Source: moments of proportions that vary, Kleinman 1973, JASA 68:46.
    """
    events = len(inside)
    if events < 3:
        return CAUTIOUS_CONCENTRATION
    mean = sum(inside) / events
    variance = sum((part - mean) ** 2 for part in inside) / (events - 1)
    by_chance = sum(1 / size for size in sizes) / events
    ratio = variance / max(share * (1 - share), 1e-6) - by_chance
    found = 1 / max(ratio, 1 / MOST_CONCENTRATION) - 1
    logs = CAUTIOUS_WEIGHT * math.log(CAUTIOUS_CONCENTRATION)
    logs += events * math.log(max(found, LEAST_CONCENTRATION))
    return math.exp(logs / (CAUTIOUS_WEIGHT + events))
