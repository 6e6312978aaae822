"""All that is known of a coming event, before anything is reckoned."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.turnout.inputs import NOT_TOLD, Ahead, Answers, EventKind, PastTurnout, Weather


@dataclass(frozen=True, slots=True)
class KnownSoFar:
    """Everything that is known about a coming event, as the caller gave it.

    Args:
        answers: who has answered until now.
        past: earlier events of the series, oldest first.
        elsewhere: events of other series that resemble it.
        kind: whether people can come without answering.
        expected: the organiser's own guess of the head count, or what flyers stand for.
        weather: the weather that is expected.
        is_holiday: whether it is a holiday, or there is no school.
        ahead: how long it still takes, and who can still answer.
        cards: cards that were handed out, where nothing else tells the size.
        most: no more can come; None where nothing limits it.
    """

    answers: Answers
    past: Sequence[PastTurnout]
    elsewhere: Sequence[PastTurnout]
    kind: EventKind
    expected: int | None
    weather: Weather
    ahead: Ahead = NOT_TOLD
    cards: int | None = None
    most: int | None = None
    is_holiday: bool = False

    @property
    def has_lost_answers(self) -> bool:
        """Whether none of the earlier events has answers: they were not asked for, or not kept.

        Then as many are taken as there are now; otherwise everybody who came would count as
        somebody without an answer, and come again besides those who answer now.
        """
        return bool(self.past) and not any(
            event.counted_heads or event.yes_in_the_end for event in self.past
        )

    @property
    def knows_all_answers(self) -> bool:
        """Whether it is told how far ahead we are, and how many earlier events had in the end.

        Then the earlier events are seen when everybody had answered, and answers that are still to
        come are expected for this one. Else both are seen as long before, and who had not answered
        yet is counted with those who never do.
        """
        return self.ahead.days is not None and any(
            event.yes_in_the_end is not None for event in self.past
        )

    def answered_then(self) -> list[float]:
        """The answers to each earlier event with which those to this one are compared."""
        if self.has_lost_answers:
            now = self.answers.counted_heads
            return [min(now, float(event.came)) for event in self.past]
        if not self.knows_all_answers:
            return [event.counted_heads for event in self.past]
        return [max(event.counted_heads, float(event.yes_in_the_end or 0)) for event in self.past]
