"""Whether the last events of a series tell more than the first: only when the counts say so."""

import itertools
import math
from collections.abc import Sequence

# Each event back in time weighs a little less. Measured: 0.95 to 1 makes no difference.
USUAL_FORGETTING = 0.98
# How much less where a series clearly moves, and each count resembles the one before it.
MOVING_FORGETTING = 0.5
# A moving level has to explain the counts so much better, as a logarithm of the odds; one count no
# more than this: two busy evenings are no trend.
MUST_EXPLAIN, ONE_EXPLAINS = 2.0, 1.0
# Between four events nobody can tell a trend from chance, and more than ten tell no more of it: a
# long series that hardly moves keeps what it learned.
FEWEST_EVENTS, ENOUGH_EVENTS = 4, 10
# Only where the last four all went up, or all went down, by so much on the logarithm.
SEEN = 0.05
# Counts differ by a tenth anyway: a series that is closer than that does not move.
CLOSE = 0.1


def forgetting(counts: Sequence[int]) -> float:
    """How much each event weighs next to the one after it, from 0.5 to 0.98.

    Each count is foretold twice, by the mean of all before it and by the last one alone. The better
    the last one does, the faster the rest is forgotten.

    Args:
        counts: people who came, oldest event first.

    Source: choosing a smoothing constant by one-step errors, Gardner 1985, Journal of
    Forecasting 4:1.
    """
    logs = [math.log(max(1, count)) for count in counts[-ENOUGH_EVENTS:]]
    if len(logs) < FEWEST_EVENTS or not _go_one_way(logs[-FEWEST_EVENTS:]):
        return USUAL_FORGETTING
    odds, total = -MUST_EXPLAIN, 0.0
    for place, log in enumerate(logs[1:], 1):
        total += logs[place - 1]
        by_mean = (log - total / place) ** 2 + CLOSE**2
        by_last = (log - logs[place - 1]) ** 2 + CLOSE**2
        odds += min(ONE_EXPLAINS, max(-ONE_EXPLAINS, math.log(by_mean / by_last) / 2))
    moves = 1 / (1 + math.exp(-2 * odds))
    return USUAL_FORGETTING - moves * (USUAL_FORGETTING - MOVING_FORGETTING)


def _go_one_way(logs: Sequence[float]) -> bool:
    """Whether each is more than the one before it, or each is fewer, and by enough to see it."""
    steps = [later - earlier for earlier, later in itertools.pairwise(logs)]
    return min(steps) > SEEN or max(steps) < -SEEN
