"""The ways in which people come to an event, before any event of its own series is known."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.core.enums import EventType

# Without any history: half of the guests arrive in the first third of the event. An assumption,
# worth one earlier event.
USUAL_MEDIAN = 0.33
USUAL_SPREAD = 0.75

# At a table people come around the start, in minutes: a dinner of four hours does not fill more
# slowly than one of two. Middle, spread and weight of a prompt, a relaxed and a slow evening; the
# doubt is which of them it is. Assumptions.
AT_TABLE = ((10.0, 8.0, 0.4), (22.0, 15.0, 0.35), (40.0, 22.0, 0.25))
# A walk leaves with who is there: most stand there some minutes before. Assumptions.
AT_THE_START = ((-4.0, 5.0, 0.45), (4.0, 7.0, 0.4), (14.0, 12.0, 0.15))
# What is called a dinner may yet be one to which people drop in.
DROPPED_IN_AFTER_ALL = 0.1
# What most come for draws this part of the guests, who arrive so long before it; the others drop
# in. Assumptions.
DRAWN = ((0.35, 0.25), (0.6, 0.5), (0.85, 0.25))
DRAWN_BEFORE, DRAWN_SPREAD = 25.0, 20.0

# Within one way events still differ, as the a + b of a beta distribution. For dropping in it is
# the caution that was measured: 77 to 150 for a bakery on one weekday, about 5 between conference
# days.
DROP_IN_CONCENTRATION = 5.0
WITHIN_A_CURVE = 20.0
ALMOST = 0.002


class ArrivalWay(StrEnum):
    """How people come in."""

    DROP_IN = "drop_in"
    """Whenever they like, most of them in the first half."""
    SEATED = "seated"
    """They sit down together, so they come around the start."""
    TOGETHER = "together"
    """They leave together, so they come before the start."""
    PROGRAMME = "programme"
    """Most come for one part of the programme, and before it begins."""

    @property
    def grows_with_length(self) -> bool:
        """Whether a longer event fills more slowly; a table or a walk does not."""
        return self in {ArrivalWay.DROP_IN, ArrivalWay.PROGRAMME}


class RisingMinutes(tuple[float, ...]):
    """Minutes of arrivals in their order: sorted once, and not for each moment that is asked."""

    __slots__ = ()


def rising(minutes: Iterable[float]) -> RisingMinutes:
    """Put minutes in their order."""
    return minutes if isinstance(minutes, RisingMinutes) else RisingMinutes(sorted(minutes))


_WAYS = {
    EventType.DINNER: ArrivalWay.SEATED,
    EventType.WALK: ArrivalWay.TOGETHER,
    EventType.INSPECTION: ArrivalWay.TOGETHER,
    EventType.CASTLE: ArrivalWay.PROGRAMME,
}


def way_of(event_type: EventType) -> ArrivalWay:
    """The way in which people come to events of a type."""
    return _WAYS.get(event_type, ArrivalWay.DROP_IN)


@dataclass(frozen=True, slots=True)
class Profile:
    """The part of all guests that is inside at this moment: a beta distribution.

    Args:
        share: its mean.
        concentration: its a + b; large where events resemble each other.
    """

    share: float
    concentration: float


@dataclass(frozen=True, slots=True)
class Arriving:
    """How people come to this event, as its type and the organisation's other events have it.

    Args:
        way: the way of its type.
        draws_at: minutes from the start to the part of the programme that most come for; without
            it, or where that is not within the event, people drop in.
        elsewhere: the minutes of arrival at other events of this type by the organisation, one
            list for each; each counts half of one of the own series.
    """

    way: ArrivalWay = ArrivalWay.DROP_IN
    draws_at: float | None = None
    elsewhere: Sequence[Sequence[float]] = ()

    def __post_init__(self) -> None:
        """Sort the arrivals: a moment is asked a hundred times for each page."""
        object.__setattr__(self, "elsewhere", tuple(map(rising, self.elsewhere)))


DROPPING_IN = Arriving()


def usual_share(part_of_event: float) -> float:
    """The share that is inside after this part of an event of which nothing is known.

    A log-normal arrival time, cut off at the end of the event.
    """
    if part_of_event <= 0:
        return 0.0
    return min(1.0, _log_normal(part_of_event) / _log_normal(1.0))


def profile_of_way(minute: float, length_minutes: float, arriving: Arriving) -> Profile:
    """The share that is inside by a minute of an event of this type, and how far events differ.

    Several curves are weighed: which of them it is, is most of the doubt.
    """
    drop_in = usual_share(minute / length_minutes)
    if arriving.way is ArrivalWay.SEATED:
        seated = _around(minute, length_minutes, AT_TABLE, 1 - DROPPED_IN_AFTER_ALL)
        return _weighed([*seated, (drop_in, DROPPED_IN_AFTER_ALL)])
    if arriving.way is ArrivalWay.TOGETHER:
        return _weighed(_around(minute, length_minutes, AT_THE_START, 1.0))
    draws_at = arriving.draws_at if arriving.way is ArrivalWay.PROGRAMME else None
    if draws_at is None or not 0 < draws_at <= length_minutes:
        return Profile(drop_in, DROP_IN_CONCENTRATION)
    middle = draws_at - DRAWN_BEFORE
    drawn = _normal_until(minute, length_minutes, middle, DRAWN_SPREAD)
    return _weighed([(part * drawn + (1 - part) * drop_in, weight) for part, weight in DRAWN])


def _around(
    minute: float,
    length_minutes: float,
    curves: Sequence[tuple[float, float, float]],
    chance: float,
) -> list[tuple[float, float]]:
    """The shares by curves around the start, with their weights; in all these have a chance."""
    return [
        (_normal_until(minute, length_minutes, middle, spread), weight * chance)
        for middle, spread, weight in curves
    ]


def _weighed(shares: Sequence[tuple[float, float]]) -> Profile:
    """A beta distribution with the mean and the variance of weighed curves, each with its own."""
    mean = sum(share * weight for share, weight in shares)
    within = sum(share * (1 - share) * weight for share, weight in shares) / (WITHIN_A_CURVE + 1)
    between = sum((share - mean) ** 2 * weight for share, weight in shares)
    possible = mean * (1 - mean)
    if possible < ALMOST:
        return Profile(mean, WITHIN_A_CURVE)
    return Profile(mean, max(possible / (within + between) - 1, 1.0))


def _normal_until(minute: float, length_minutes: float, middle: float, spread: float) -> float:
    """The share by a minute of arrivals that are normal, and over by the end of the event."""
    if minute >= length_minutes:
        return 1.0
    return _normal((minute - middle) / spread) / _normal((length_minutes - middle) / spread)


def _normal(deviation: float) -> float:
    return 0.5 * (1 + math.erf(deviation * math.sqrt(0.5)))


def _log_normal(part_of_event: float) -> float:
    return _normal(math.log(part_of_event / USUAL_MEDIAN) / USUAL_SPREAD)
