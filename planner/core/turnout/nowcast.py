"""How many people will have come in the end, now that some are inside."""

import itertools
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from planner.core.turnout.distribution import Distribution
from planner.core.turnout.forecast import Forecast
from planner.core.turnout.inputs import NothingKnown, check_heads
from planner.core.turnout.profile import profile_at
from planner.core.turnout.ways import DROPPING_IN, Arriving, Profile

# The forecast itself may be wrong altogether: this part of the chance is spread out slowly.
SLOW_TAIL = 0.04
# Where nothing was known beforehand, who is inside tells how many will come once this part of the
# guests is usually there: before that a family more is fifty guests more. An assumption.
SOON_ENOUGH = 0.15
# Counts are weighed one by one up to this many, and above in steps of a hundredth.
STEP = 0.01


@dataclass(frozen=True, slots=True)
class Nowcast:
    """The final head count, with this many people inside at this minute.

    Args:
        distribution: the chances of the final count; never below `arrived`.
        arrived: people counted until now.
        share_by_now: the part of all guests that is usually inside by now.
        most: more can't come than this many; None while nothing limits it. Who is inside stays
            counted, also beyond it.
        is_too_early: nothing was known beforehand, and so few are usually inside by now that
            nobody can say how many will come; the chances are there, and wide.
    """

    distribution: Distribution
    arrived: int
    share_by_now: float
    most: int | None = None
    is_too_early: bool = False

    @property
    def likely(self) -> int:
        """As many chances of more people as of fewer."""
        return self.quantile(0.5)

    def quantile(self, level: float) -> int:
        """The final number of people that is not exceeded with this chance."""
        final = self.distribution.quantile(level)
        return max(self.arrived, final if self.most is None else min(final, self.most))

    def quantiles(self, levels: Iterable[float]) -> tuple[int, ...]:
        """The final numbers of people that are not exceeded with these chances."""
        return tuple(self.quantile(level) for level in levels)

    def chance_at_least(self, heads: float) -> float:
        """The chance that this many people or more will have come in the end."""
        if heads <= self.arrived:
            return 1.0
        if self.most is not None and heads > self.most:
            return 0.0
        return self.distribution.chance_at_least(heads)

    def limited_to(self, places: int) -> "Nowcast":
        """The same where no more than this many find a place: whoever is one too many stays out."""
        return replace(self, most=places if self.most is None else min(self.most, places))

    def chance_beyond(self, portions: float) -> float:
        """The chance that more people come than there are portions of something."""
        return self.chance_at_least(math.floor(portions) + 1)

    def chance_gone(self, portions: float, *, share_then: float) -> float:
        """The chance that all portions are gone by a later moment.

        Of those still to come the usual part is inside by then, as the mean of the beta-binomial
        has it; its spread is left out, it gained nothing: docs/decisions/0009-warning.md

        Args:
            portions: guests for whom there is enough, those inside included.
            share_then: the part of all guests that is usually inside at that moment.
        """
        missing = math.floor(portions) + 1 - self.arrived
        if missing <= 0:
            return 1.0
        part = self._part_by(share_then)
        return self.chance_at_least(self.arrived + missing / part) if part > 0 else 0.0

    def likely_inside(self, *, share_then: float) -> float:
        """People inside at a later moment, when as many come as is likely, and as usual."""
        return self.inside_at(0.5, share_then=share_then)

    def inside_at(self, level: float, *, share_then: float) -> float:
        """People inside at a later moment, when the final count is this quantile of it.

        Args:
            level: of the final count.
            share_then: the part of all guests that is usually inside at that moment.
        """
        return self.arrived + self.still_to_come(level) * self._part_by(share_then)

    def _part_by(self, share_then: float) -> float:
        """The part of those still to come who are inside by a later moment."""
        return max(0.0, (share_then - self.share_by_now) / (1 - self.share_by_now))

    def still_to_come(self, level: float = 0.5) -> int:
        """People not yet inside; at this chance no more than these."""
        return self.quantile(level) - self.arrived


def nowcast_turnout(
    forecast: Forecast | NothingKnown,
    *,
    arrived: int,
    minute: float,
    length_minutes: float,
    past_arrivals: Sequence[Sequence[float]] = (),
    most: int | None = None,
    arriving: Arriving = DROPPING_IN,
    begun_at: float | None = None,
) -> Nowcast | NothingKnown:
    """Update a forecast with the people who are inside.

    The count may be corrected downwards at any time: a recount simply replaces it.

    Args:
        forecast: what was expected beforehand.
        arrived: people counted until now, walk-ins included.
        minute: minutes since the doors opened; before that nothing is learned.
        length_minutes: how long the event lasts.
        past_arrivals: for each earlier event the minute at which each guest arrived.
        most: nobody else can come than this many in all, because only who has a card does: what
            is beyond is impossible, and the rest weighs more. Who is inside already counts anyway.
        arriving: how people come to events of this type.
        begun_at: the minute at which the first few were inside, where that is known.

    Returns:
        The nowcast, or `NothingKnown` when nothing was known and nobody is inside.

    Raises:
        ValueError: a number is negative or absurd.

    Source: beta-binomial thinning of the forecast, docs/decisions/0001-turnout-model.md
    """
    check_heads(arrived=arrived)
    if not 0 < length_minutes < math.inf:
        raise ValueError(f"length_minutes must be above 0, not {length_minutes}")
    if not math.isfinite(minute):
        raise ValueError(f"minute must be a number, not {minute}")
    profile = profile_at(
        minute, length_minutes, past_arrivals, arriving=arriving, begun_at=begun_at
    )
    if isinstance(forecast, NothingKnown):
        if not arrived:
            return forecast
        typical, prior = arrived / profile.share, None
    else:
        typical, prior = max(forecast.likely, 5), forecast.distribution
        if minute <= 0 and not arrived:
            # Nothing is learned yet: what is said is the forecast itself, to the person.
            return Nowcast(prior, arrived, profile.share, most)
    return Nowcast(
        distribution=_update(prior, float(typical), arrived, profile, most),
        arrived=arrived,
        share_by_now=profile.share,
        most=most,
        is_too_early=prior is None and profile.share < SOON_ENOUGH,
    )


def _update(
    prior: Distribution | None,
    typical: float,
    arrived: int,
    profile: Profile,
    most: int | None,
) -> Distribution:
    """The chance of each final count: its prior chance times that of what is inside now."""
    counts = _final_counts(arrived, highest=max(8 * typical + 50, 4 * arrived + 50), most=most)
    tail = math.log((8 * typical + 50 + typical / 3) / (typical / 3))
    logs = []
    for count, following in itertools.pairwise(counts):
        low, high = count - 0.5, following - 0.5
        weight = SLOW_TAIL * math.log((high + typical / 3) / (low + typical / 3)) / tail
        if prior:
            weight += (1 - SLOW_TAIL) * (
                prior.chance_at_most(following - 1) - prior.chance_at_most(count - 1)
            )
        logs.append(math.log(weight + 1e-300) + _log_inside(arrived, count, profile))
    best = max(logs)
    chances, reached = [0.0], 0.0
    for log in logs:
        reached += math.exp(log - best)
        chances.append(reached)
    return Distribution(
        heads=tuple(count - 0.5 for count in counts),
        chances=tuple(chance / reached for chance in chances),
    )


def _final_counts(arrived: int, *, highest: float, most: int | None) -> list[int]:
    """Final counts to weigh, from the people inside: one by one, above 100 a hundredth apart.

    The last one ends the one before it, so there are two at least.
    """
    counts = [arrived]
    while counts[-1] < highest:
        counts.append(counts[-1] + max(1, int(counts[-1] * STEP)))
    if most is None or counts[-1] <= most:
        return counts
    last = max(arrived, most) + 1
    return [*(count for count in counts if count < last), last]


def _log_inside(arrived: int, count: int, profile: Profile) -> float:
    """The chance that this many of the final count are inside by now: beta-binomial.

    Source: Skellam 1948, JRSS B 10:257.
    """
    early = profile.concentration * profile.share
    late = profile.concentration - early
    return (
        math.lgamma(count + 1)
        - math.lgamma(arrived + 1)
        - math.lgamma(count - arrived + 1)
        + math.lgamma(arrived + early)
        + math.lgamma(count - arrived + late)
        - math.lgamma(count + profile.concentration)
    )
