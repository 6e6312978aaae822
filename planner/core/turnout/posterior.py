"""What is likely after the earlier events: the prior times how well each cell explains them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.turnout.likelihood import Counted, Setting, log_likelihood
from planner.core.turnout.prior import CELLS, Cell, log_prior
from planner.core.turnout.values import EventKind

# Each event back in time weighs a little less. Measured: 0.95 to 1 makes no difference.
FORGETTING = 0.98
# exp(-7): cells less likely than a thousandth of the best hold no visible chance.
NEGLIGIBLE = 7.0
# A cell this far behind cannot come back within a series.
HOPELESS = 25.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """One earlier event as the model sees it."""

    setting: Setting
    counted: Counted
    weight: float


@dataclass(frozen=True, slots=True)
class Weighted:
    """A cell and how likely it is; the weights of a posterior add up to 1."""

    cell: Cell
    weight: float


def posterior(kind: EventKind, evidence: Sequence[Evidence]) -> tuple[Weighted, ...]:
    """Weigh the cells by the prior and by each earlier event; the negligible ones are left out."""
    cells: Sequence[Cell] = CELLS
    logs: Sequence[float] = log_prior(kind)
    for event in evidence:
        terms = log_likelihood(cells, event.setting, event.counted)
        logs = [log + event.weight * term for log, term in zip(logs, terms, strict=True)]
        best = max(logs)
        alive = [
            (cell, log) for cell, log in zip(cells, logs, strict=True) if log > best - HOPELESS
        ]
        cells = [cell for cell, _ in alive]
        logs = [log for _, log in alive]
    best = max(logs)
    kept = [
        Weighted(cell, math.exp(log - best))
        for cell, log in zip(cells, logs, strict=True)
        if log > best - NEGLIGIBLE
    ]
    total = math.fsum(each.weight for each in kept)
    return tuple(Weighted(each.cell, each.weight / total) for each in kept)
