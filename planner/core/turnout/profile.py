"""Which part of the guests is usually inside by now, and how sure we are of that.

What is known is weighed in three steps: the type of the event, other events of that type by the
same organisation, and earlier events of its own series.
"""

import math
from bisect import bisect_right
from collections.abc import Sequence

from planner.core.turnout.ways import (
    DROPPING_IN,
    Arriving,
    Profile,
    RisingMinutes,
    profile_of_way,
    rising,
)

# What the type of an event tells is worth one earlier event of the series; another event of that
# type by the organisation half of one.
TYPE_WEIGHT = 1
ELSEWHERE_WEIGHT = 0.5

# How alike earlier events were is held back by what the type has: measured, a bakery on one
# weekday is 77 to 150, and a dozen of its days stay below 95.
CAUTIOUS_WEIGHT = 6
FEWEST_EVENTS = 3
LEAST_CONCENTRATION = 3.0
MOST_CONCENTRATION = 400.0

NEVER_SURE = 0.004

FIRST_FEW = 3
"""An event begins when so many people are inside: one alone may be somebody's brother."""
SINCE_IT_BEGAN = 0.7
"""How far the first guests come by the moment at which an event begins, and not by the clock: some
evenings begin an hour later than others. The last ones come by the clock, for it ends by the clock.
Chosen on the earlier half of a bakery's days: docs/decisions/0009-warning.md"""


def begins_at(arrivals: Sequence[float]) -> float | None:
    """The minute at which the first few people were inside; None while they are fewer."""
    minutes = rising(arrivals)
    return minutes[FIRST_FEW - 1] if len(minutes) >= FIRST_FEW else None


def profile_at(
    minute: float,
    length_minutes: float,
    past_arrivals: Sequence[Sequence[float]],
    *,
    arriving: Arriving = DROPPING_IN,
    begun_at: float | None = None,
) -> Profile:
    """Learn the profile at this minute from the arrival minutes of earlier events.

    Args:
        minute: minutes since the doors opened.
        length_minutes: how long the event lasts.
        past_arrivals: for each earlier event of the series the minute at which each guest arrived.
        arriving: how people come to events of this type.
        begun_at: the minute at which the first few of today were inside; None where that is not
            known, or they are fewer.
    """
    own, others = _known(past_arrivals), _known(arriving.elsewhere)
    typical = profile_of_way(minute, length_minutes, arriving)
    known = [*own, *others]
    weights = [1.0] * len(own) + [ELSEWHERE_WEIGHT] * len(others)
    inside = [bisect_right(minutes, minute) / len(minutes) for minutes in known]
    share = _mean(typical.share, inside, weights)
    if known and begun_at is not None and 0 < begun_at <= minute < length_minutes:
        late = profile_of_way(minute - begun_at, length_minutes - begun_at, arriving)
        part = SINCE_IT_BEGAN * (1 - share) ** 2
        inside = [
            by_clock + part * (_since_it_began(minutes, minute - begun_at) - by_clock)
            for minutes, by_clock in zip(known, inside, strict=True)
        ]
        share = _mean(typical.share + part * (late.share - typical.share), inside, weights)
    sizes = [len(minutes) for minutes in known]
    found = _concentration(inside, sizes, share, typical.concentration)
    share = min(max(share, NEVER_SURE), 1 - NEVER_SURE)
    # Below this more arrivals would mean fewer guests in the end: that everybody may be inside
    # already would weigh more than that so many are.
    return Profile(share, max(found, 1 / (1 - share)))


def share_by(
    minute: float,
    length_minutes: float,
    past_arrivals: Sequence[Sequence[float]],
    *,
    arriving: Arriving = DROPPING_IN,
    begun_at: float | None = None,
) -> float:
    """The share that is usually inside by a minute; at the end and after it everybody."""
    if minute >= length_minutes:
        return 1.0
    return profile_at(
        minute, length_minutes, past_arrivals, arriving=arriving, begun_at=begun_at
    ).share


def _known(arrivals: Sequence[Sequence[float]]) -> list[RisingMinutes]:
    return [rising(minutes) for minutes in arrivals if minutes]


def _mean(typical: float, inside: Sequence[float], weights: Sequence[float]) -> float:
    total = sum(share * weight for share, weight in zip(inside, weights, strict=True))
    return (TYPE_WEIGHT * typical + total) / (TYPE_WEIGHT + sum(weights))


def _since_it_began(minutes: RisingMinutes, since: float) -> float:
    """The part of an earlier event's guests who were inside so many minutes after it began."""
    return bisect_right(minutes, (begins_at(minutes) or 0.0) + since) / len(minutes)


def _concentration(
    inside: Sequence[float], sizes: Sequence[int], share: float, cautious: float
) -> float:
    """How alike the earlier events were, by moments, held back by a cautious start.

    The binomial part of the variance is taken off: it is chance within an event.

    Source: moments of proportions that vary, Kleinman 1973, JASA 68:46.
    """
    events = len(inside)
    if events < FEWEST_EVENTS:
        return cautious
    mean = sum(inside) / events
    variance = sum((part - mean) ** 2 for part in inside) / (events - 1)
    by_chance = sum(1 / size for size in sizes) / events
    ratio = variance / max(share * (1 - share), 1e-6) - by_chance
    found = 1 / max(ratio, 1 / MOST_CONCENTRATION) - 1
    logs = CAUTIOUS_WEIGHT * math.log(cautious)
    logs += events * math.log(max(found, LEAST_CONCENTRATION))
    return math.exp(logs / (CAUTIOUS_WEIGHT + events))
