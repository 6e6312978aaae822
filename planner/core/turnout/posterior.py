"""What is likely after the earlier events: the prior times how well each cell explains them."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.turnout.likelihood import Counted, Setting, log_likelihood
from planner.core.turnout.prior import (
    PRIORS,
    SHOW_UP_SHARES,
    SWING_OF_REGULARS,
    SWINGS,
    Cell,
    Mix,
    Points,
    Prior,
    show_up_points,
    walk_in_points,
    weigh_cells,
)

# exp(-7): cells less likely than a thousandth of the best hold no visible chance.
NEGLIGIBLE = 7.0
# A cell this far behind cannot come back within a series.
HOPELESS = 13.0
# What weighs less than this is not weighed at all.
FORGOTTEN = 0.02
# How closely the grid of walk-ins is drawn around what the counts point to.
WIDTH_BEFORE_COUNTS = 2.0
NARROWEST = 0.4
# Where all of at least this many counts lie within so large a part, it is drawn closer.
MANY_ALIKE, ALIKE, NARROWEST_OF_ALIKE = 6, 0.15, 0.1
# The same of the shares that show up, at events of which this much of the prior is closed.
WIDTH_OF_SHARES, NARROWEST_SHARE = 0.5, 0.03
MOSTLY_CLOSED = 0.5


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
        if event.weight < FORGOTTEN:
            return self
        terms = log_likelihood(self.cells, event.setting, event.counted)
        logs = [log - event.weight * term for log, term in zip(self.logs, terms, strict=True)]
        return Belief(self.cells, logs)


def believe(mix: Mix, evidence: Sequence[Evidence], coming: Setting) -> Belief:
    """Weigh the cells by the prior and by each earlier event.

    Source: a posterior on a grid, Gelman et al. 2013, Bayesian Data Analysis, section 3.7; events
    that weigh less than one, Ibrahim and Chen 2000, Statistical Science 15:46.
    """
    cells, logs = _before_counts(mix, evidence, coming)
    weighty = [event for event in evidence if event.weight >= FORGOTTEN]
    # From the last event back: those weigh most, and soonest show which cells are hopeless.
    for event in reversed(weighty):
        terms = log_likelihood(cells, event.setting, event.counted)
        logs = [log + event.weight * term for log, term in zip(logs, terms, strict=True)]
        least = max(logs) - HOPELESS
        alive = [(cell, log) for cell, log in zip(cells, logs, strict=True) if log > least]
        cells, logs = [cell for cell, _ in alive], [log for _, log in alive]
    return Belief(cells, logs)


def _before_counts(
    mix: Mix, evidence: Sequence[Evidence], coming: Setting
) -> tuple[list[Cell], list[float]]:
    """The prior on a grid that is fine where the counts point."""
    share = sum(chance * PRIORS[prior].show_up for prior, chance in mix.items())
    answered = coming.answered + sum(event.setting.answered for event in evidence)
    shares: Points = SHOW_UP_SHARES
    if not answered:  # where nobody ever answered, the show-up share plays no part
        shares = ((share, 1.0),)
    elif evidence and mix.get(Prior.CLOSED, 0.0) > MOSTLY_CLOSED:
        shares = _shares_around(evidence)
    if not evidence:
        return weigh_cells(mix, shares, walk_in_points(1.0, WIDTH_BEFORE_COUNTS))
    walked_in = [
        (event.counted.came - share * event.setting.answered) / event.setting.size
        for event in evidence
    ]
    centre = sum(walked_in) / len(walked_in)
    narrowest, swings = NARROWEST, SWINGS
    if _are_alike(evidence):
        narrowest, swings = NARROWEST_OF_ALIKE, (SWING_OF_REGULARS, *SWINGS)
    width = max(narrowest, WIDTH_BEFORE_COUNTS / (1 + len(evidence)))
    return weigh_cells(mix, shares, walk_in_points(centre, width), swings)


def _are_alike(evidence: Sequence[Evidence]) -> bool:
    """Whether all of many counts lie as close together as if the same people came every time.

    In proportion to the answers where people answered, and else to the size.
    """
    if len(evidence) < MANY_ALIKE:
        return False
    sizes = [event.setting.answered or event.setting.size for event in evidence]
    came = [event.counted.came / size for event, size in zip(evidence, sizes, strict=True)]
    return max(came) - min(came) <= ALIKE * max(came)


def _shares_around(evidence: Sequence[Evidence]) -> Points:
    """Where hardly anybody walks in, the counts themselves tell who shows up."""
    came = sum(event.counted.came for event in evidence)
    answered = sum(event.setting.answered for event in evidence)
    width = max(NARROWEST_SHARE, WIDTH_OF_SHARES / (1 + len(evidence)))
    return show_up_points(came / answered if answered else 1.0, width)
