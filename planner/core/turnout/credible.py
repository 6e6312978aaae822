"""Could a typed number be meant? 3,000 for a barbecue to which 25 to 120 came is asked about.

What came before says what can come (a prior predictive of the log of a head count): its middle is
doubtful, and so is how much it differs from one time to the next, which is weighed on a few values.
Nothing is refused by it: a number in the outer percent is asked about, once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log
from statistics import NormalDist

from planner.core.enums import EventType
from planner.core.turnout.inputs import MOST_HEADS

# A number that fewer than one in a hundred such events would reach is asked about.
OUTER = 0.01
# How much the log of a count differs from one time to the next: by a third for a club with the same
# people, by a factor of three where anybody may come. Those of the ten barbecues differ by 0.6.
SPREADS = (0.3, 0.45, 0.65, 0.9, 1.2)
# A park holds far more than who comes; one nought too many is more than this.
ROOM_TIMES = 9


@dataclass(frozen=True, slots=True)
class Usual:
    """What is usual where nothing came before.

    Attributes:
        middle: people; half of such things are larger.
        doubt: how far the middle may be off, of its log: 0.9 is a factor of 2.5 both ways.
    """

    middle: float
    doubt: float


USUAL: Mapping[EventType, Usual] = {
    EventType.BARBECUE: Usual(50, 0.9),
    EventType.DINNER: Usual(80, 0.9),
    EventType.WALK: Usual(20, 0.9),
    EventType.INSPECTION: Usual(15, 0.9),
    EventType.PARTY: Usual(120, 1.1),
    EventType.CASTLE: Usual(1_000, 1.2),
}
"""Neighbourhood events, wide on purpose: 30 to 120 come to a barbecue, 280 to a dinner for a
hundred families, 5,000 to a castle. Assumptions."""
USUAL_ANYWHERE = Usual(100, 1.6)
"""Of an event of which nobody says what it is."""
USUAL_PARTY = Usual(2.2, 0.3)
"""People who come on one answer: about a Dutch household, which has 2.1."""


@dataclass(frozen=True, slots=True)
class Credible:
    """The numbers that nobody is asked about, `low` and `high` included."""

    low: int
    high: int

    def holds(self, heads: int) -> bool:
        """Whether so many people can be meant."""
        return self.low <= heads <= self.high

    def has_room(self, places: int) -> bool:
        """Whether so many places can be meant; there are often far more than people."""
        return self.low <= places <= ROOM_TIMES * self.high


def credible_heads(counts: Sequence[int], usual: Usual = USUAL_ANYWHERE) -> Credible:
    """Say which numbers of people are credible after what came before.

    Args:
        counts: people at earlier events that this one resembles, in any order.
        usual: what is known of such events without them. Where there are none, no number is too
            small.

    Returns:
        All but the outer percent on either side; always all that came before.
    """
    logs = [log(max(1, count)) for count in counts]
    cells = [_learn(logs, usual, spread) for spread in SPREADS]
    most = max(weight for weight, _predicted in cells)
    weights = [exp(weight - most) for weight, _predicted in cells]
    predicted = [each for _weight, each in cells]
    high = _quantile(weights, predicted, 1 - OUTER)
    if not counts:
        return Credible(0, high)
    low = _quantile(weights, predicted, OUTER)
    return Credible(min(low, *counts), max(high, *counts))


def _learn(logs: Sequence[float], usual: Usual, spread: float) -> tuple[float, NormalDist]:
    """Return how well a spread explains what came (a log), and what it predicts of the next one."""
    middle, variance, weight = log(usual.middle), usual.doubt**2, 0.0
    for found in logs:
        predicted = NormalDist(middle, (variance + spread**2) ** 0.5)
        weight += log(max(predicted.pdf(found), 1e-300))
        share = variance / (variance + spread**2)
        middle += share * (found - middle)
        variance *= 1 - share
    return weight, NormalDist(middle, (variance + spread**2) ** 0.5)


def _quantile(weights: Sequence[float], predicted: Sequence[NormalDist], part: float) -> int:
    """Return the whole number below which lies this part, by halving."""
    low, high = 0.0, log(MOST_HEADS)
    for _step in range(40):
        at = (low + high) / 2
        below = sum(
            weight * each.cdf(at) for weight, each in zip(weights, predicted, strict=True)
        ) / sum(weights)
        low, high = (at, high) if below < part else (low, at)
    return round(exp(high))


PARTY_HEADS = credible_heads((), USUAL_PARTY)
"""How many people on one answer nobody is asked about."""
