"""Why this number: the answers that come, and the people who come without an answer."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.turnout.inputs import Answers
from planner.core.turnout.likelihood import Setting, moments
from planner.core.turnout.posterior import Weighted


@dataclass(frozen=True, slots=True)
class Parts:
    """The forecast in whole people, as "58 said yes, 41 of them come, besides 22 unannounced".

    Args:
        answered: people who said yes or maybe.
        come_as_answered: those of them who come.
        stay_away: those of them who do not.
        still_to_answer: people who will answer yet, and come.
        come_unannounced: people who come without an answer.
    """

    answered: int
    come_as_answered: int
    stay_away: int
    still_to_answer: int
    come_unannounced: int

    @property
    def total(self) -> int:
        """Everybody who comes: the number the forecast shows as most likely."""
        return self.come_as_answered + self.still_to_answer + self.come_unannounced

    @property
    def out_of_ten(self) -> int | None:
        """How many in ten who said yes usually come here, or None where nobody answered."""
        return round(10 * self.come_as_answered / self.answered) if self.answered else None


def parts_at(
    cells: Sequence[Weighted], setting: Setting, answers: Answers, *, likely: int
) -> Parts:
    """Split the most likely number into its parts: their posterior means, given that number.

    Means that know nothing of the total would add up to the mean instead, and a surprised
    reader would see 41 + 22 = 57. Within a cell the two parts share the distance to its mean
    by their variances, as two normals do whose sum is known.

    Source: the mean of a part of a normal sum, Bishop 2006, Pattern Recognition and Machine
    Learning, section 2.3.1.
    """
    answered = answers.yes_heads + answers.maybe_heads
    total_weight = as_answered = 0.0
    of_cells = moments([each.cell for each in cells], setting)
    for each, (mean, answer_variance, walk_in_variance) in zip(cells, of_cells, strict=True):
        variance = answer_variance + walk_in_variance
        weight = each.weight * math.exp(-((likely - mean) ** 2) / (2 * variance)) / variance**0.5
        come = each.cell.show_up * setting.answered + (likely - mean) * answer_variance / variance
        total_weight += weight
        as_answered += weight * min(max(come, 0), setting.answered)
    come_as_answered = as_answered / total_weight if total_weight else 0.0
    real = 1 - setting.awaited / setting.answered if setting.awaited else 1.0
    come = min(round(come_as_answered * real), likely, answered)
    still = min(round(come_as_answered * (1 - real)), likely - come)
    return Parts(
        answered=answered,
        come_as_answered=come,
        stay_away=answered - come,
        still_to_answer=still,
        come_unannounced=likely - come - still,
    )
