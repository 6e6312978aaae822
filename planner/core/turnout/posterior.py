"""What is likely after the earlier events: the prior times how well each cell explains them."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.core.turnout.inputs import EventKind
from planner.core.turnout.likelihood import Counted, Setting, log_likelihood
from planner.core.turnout.prior import (
    PRIORS,
    SHOW_UP_SHARES,
    Cell,
    walk_in_points,
    weigh_cells,
)

# exp(-7): cells less likely than a thousandth of the best hold no visible chance.
NEGLIGIBLE = 7.0
# A cell this far behind cannot come back within a series.
HOPELESS = 18.0
# How closely the grid of walk-ins is drawn around what the counts point to.
WIDTH_BEFORE_COUNTS = 2.0
NARROWEST = 0.4


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


@dataclass(frozen=True, slots=True)
class Belief:
    """Cells with the logarithm of how likely each is; not normalised, the hopeless left out."""

    cells: Sequence[Cell]
    logs: Sequence[float]

    def weighted(self) -> tuple[Weighted, ...]:
        """The cells that are not negligible, with weights that add up to 1."""
        best = max(self.logs)
        kept = [
            Weighted(cell, math.exp(log - best))
            for cell, log in zip(self.cells, self.logs, strict=True)
            if log > best - NEGLIGIBLE
        ]
        total = math.fsum(each.weight for each in kept)
        return tuple(Weighted(each.cell, each.weight / total) for each in kept)

    def without(self, event: Evidence) -> "Belief":
        """The belief as if one of its events had not been counted."""
        terms = log_likelihood(self.cells, event.setting, event.counted)
        logs = [log - event.weight * term for log, term in zip(self.logs, terms, strict=True)]
        return Belief(self.cells, logs)


def believe(
    mix: Mapping[EventKind, float], evidence: Sequence[Evidence], coming: Setting
) -> Belief:
    """Weigh the cells by the prior and by each earlier event.

    Source: a posterior on a grid, Gelman et al. 2013, Bayesian Data Analysis, section 3.7; events
    that weigh less than one, Ibrahim and Chen 2000, Statistical Science 15:46.
    """
    cells, logs = _before_counts(mix, evidence, coming)
    for event in evidence:
        terms = log_likelihood(cells, event.setting, event.counted)
        logs = [log + event.weight * term for log, term in zip(logs, terms, strict=True)]
        least = max(logs) - HOPELESS
        alive = [(cell, log) for cell, log in zip(cells, logs, strict=True) if log > least]
        cells, logs = [cell for cell, _ in alive], [log for _, log in alive]
    return Belief(cells, logs)


def _before_counts(
    mix: Mapping[EventKind, float], evidence: Sequence[Evidence], coming: Setting
) -> tuple[list[Cell], list[float]]:
    """The prior on a grid that is fine where the counts point."""
    share = sum(chance * PRIORS[kind].show_up for kind, chance in mix.items())
    answered = coming.answered + sum(event.setting.answered for event in evidence)
    # Where nobody ever answered, the show-up share plays no part.
    shares = SHOW_UP_SHARES if answered else (share,)
    if not evidence:
        return weigh_cells(mix, shares, walk_in_points(1.0, WIDTH_BEFORE_COUNTS))
    walked_in = [
        (event.counted.came - share * event.setting.answered) / event.setting.scale
        for event in evidence
    ]
    centre = sum(walked_in) / len(walked_in)
    width = max(NARROWEST, WIDTH_BEFORE_COUNTS / (1 + len(evidence)))
    return weigh_cells(mix, shares, walk_in_points(centre, width))
