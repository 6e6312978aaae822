"""From answers, guesses and weather to what the model reckons with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from planner.core.turnout.inputs import (
    USUAL_HOUSEHOLD_RATIO,
    Answers,
    EventKind,
    PastTurnout,
    Weather,
)
from planner.core.turnout.likelihood import Counted, Setting
from planner.core.turnout.posterior import Evidence
from planner.core.turnout.prior import MIXES

# Walk-ins on such a day, next to an ordinary one. Thin evidence: county fairs lose 16 to 20 %
# in very hot years, and rain is a cost that shifts attendance. Learned only through the counts.
WALK_INS_IN: Mapping[Weather, float] = {
    Weather.ORDINARY: 1.0,
    Weather.RAIN: 0.75,
    Weather.HEAT: 0.85,
}

# Smaller scales are noise: one family decides.
SMALLEST_SCALE = 5.0
# The most walk-ins that the grid knows are 25 times the scale; no count may lie near its edge.
LARGEST_PART = 20.0
# Where more than one in three who come had answered, the answers tell the size.
FEW_ANSWERS = 2.0
# Answers of a quarter of an event's size tell how answers and head counts hang together.
TELLING_ANSWERS = 0.25
# 2 in 100 flyers bring a household of 2.1 people. An assumption, only used without any guess.
HEADS_PER_FLYER = 0.02 * 2.1
# 3 in 10 cards that somebody hands over bring a household. An assumption, as with flyers.
HEADS_PER_CARD = 0.3 * 2.1

# Each event back in time weighs a little less. Measured: 0.95 to 1 makes no difference.
FORGETTING = 0.98
# Events of other series weigh as much as this many of the own, all together. Measured on other
# restaurants, hotels and clinics: half an event helps a little or does no harm, two do harm.
ELSEWHERE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class KnownSoFar:
    """Everything that is known about a coming event, as the caller gave it."""

    answers: Answers
    past: Sequence[PastTurnout]
    elsewhere: Sequence[PastTurnout]
    kind: EventKind
    expected: int | None
    weather: Weather

    @property
    def has_lost_answers(self) -> bool:
        """Whether none of the earlier events has answers: they were not asked for, or not kept.

        Then as many are taken as there are now; otherwise everybody who came would count as
        somebody without an answer, and come again besides those who answer now.
        """
        return bool(self.past) and not any(event.counted_heads for event in self.past)

    @property
    def guess_weight(self) -> float:
        """How far the organiser's guess stands for answers that are not in yet, from 0 to 1.

        Where people answer before they come, a first forecast three weeks ahead would be far too
        low without it. Each earlier event, seen at the same horizon, tells it better. Where
        people walk in, the guess sets the scale of the walk-ins instead.
        """
        if self.kind in (EventKind.OPEN, EventKind.UNSURE) or not self.expected:
            return 0.0
        if not all(event.expected for event in self.past):
            return 0.0
        return 1 / (1 + len(self.past))


@dataclass(frozen=True, slots=True)
class Reckoned:
    """A coming event as the model sees it.

    Args:
        coming: what is known of it.
        evidence: the events before it, those of other series first, then the own, oldest first.
        mix: which priors apply, with the chance of each.
    """

    coming: Setting
    evidence: Sequence[Evidence]
    mix: Mapping[EventKind, float]


def reckon(known: KnownSoFar) -> Reckoned:
    """Turn what the caller gave into what the model reckons with."""
    heads = known.answers.counted_heads
    scale = _scale(known.past, heads, known.expected)
    if scale is None:
        scale = _scale(known.elsewhere, None, None) or SMALLEST_SCALE
    usual_ratio = known.answers.household_size_ratio or USUAL_HOUSEHOLD_RATIO
    guessed = known.guess_weight * max(0.0, (known.expected or 0) - heads)
    coming = Setting(
        answered=heads + guessed,
        squares=usual_ratio * (heads + guessed),
        scale=scale * WALK_INS_IN[known.weather],
        guessed=guessed,
    )
    own = [
        _evidence(
            event,
            _relative(event, known) * scale,
            usual_ratio,
            answered=heads if known.has_lost_answers else event.counted_heads,
            weight=FORGETTING ** (len(known.past) - 1 - position),
            guess_weight=known.guess_weight,
        )
        for position, event in enumerate(known.past)
    ]
    return Reckoned(
        coming=coming,
        evidence=[*_evidence_elsewhere(known, usual_ratio), *own],
        mix=_mix(known, scale),
    )


def _mix(known: KnownSoFar, scale: float) -> Mapping[EventKind, float]:
    """Which priors apply.

    Kinds tell how answers and head counts hang together. Where hardly anybody ever answered, and
    no guess stands for answers, all who come are people without an answer, as at an open event.
    An organiser who is unsure but names a number gets that too, the careful side, until the
    first count.
    """
    if known.kind is EventKind.UNSURE and known.expected and not known.past:
        return MIXES[EventKind.OPEN]
    if known.past:
        answered = _mean([event.counted_heads for event in known.past]) / scale
        said = min(1.0, (answered + known.guess_weight) / TELLING_ANSWERS)
    else:
        said = 1.0 if known.answers.counted_heads or known.guess_weight else 0.0
    mix = {kind: said * chance for kind, chance in MIXES[known.kind].items()}
    mix[EventKind.OPEN] = mix.get(EventKind.OPEN, 0.0) + 1 - said
    return {kind: chance for kind, chance in mix.items() if chance > 0}


def _scale(
    past: Sequence[PastTurnout], counted_heads: float | None, expected: int | None
) -> float | None:
    """The size of an event in a series, in people: walk-ins are reckoned as a part of it.

    The answers and the guess carry it. Earlier counts do only where there were hardly any.
    """
    answered = [event.counted_heads for event in past]
    guesses = [expected] if expected else [event.expected for event in past if event.expected]
    counts = [event.came for event in past]
    known = [*answered, *([] if counted_heads is None else [counted_heads])]
    if not any(known) and not guesses and not counts:
        return None
    scale = max(_mean(known), _mean(guesses), SMALLEST_SCALE)
    if not guesses:
        scale = max(scale, _mean(counts) - FEW_ANSWERS * _mean(answered))
    return max(scale, max(counts, default=0) / LARGEST_PART)


def _relative(event: PastTurnout, known: KnownSoFar) -> float:
    """How large the organiser thought an earlier event, next to the coming one.

    Halfway between believing the guesses and ignoring them: people who judge such ratios
    overreact. An assumption.
    """
    if not event.expected or not known.expected:
        return 1.0
    return float((event.expected / known.expected) ** 0.5)


def _evidence_elsewhere(known: KnownSoFar, usual_ratio: float) -> list[Evidence]:
    """Events of other series, on the scale of their own, with little weight each."""
    scale = _scale(known.elsewhere, None, None)
    if scale is None:
        return []
    weight = min(1.0, ELSEWHERE_WEIGHT / len(known.elsewhere))
    return [
        _evidence(event, scale, usual_ratio, answered=event.counted_heads, weight=weight)
        for event in known.elsewhere
    ]


def _evidence(
    event: PastTurnout,
    scale: float,
    usual_ratio: float,
    *,
    answered: float,
    weight: float,
    guess_weight: float = 0.0,
) -> Evidence:
    guessed = guess_weight * max(0.0, (event.expected or 0) - answered)
    return Evidence(
        setting=Setting(
            answered=answered + guessed,
            squares=(event.household_size_ratio or usual_ratio) * (answered + guessed),
            scale=scale * WALK_INS_IN[event.weather],
            guessed=guessed,
        ),
        counted=Counted(event.came, event.is_at_least, event.is_estimate),
        weight=weight,
    )


def _mean(numbers: Sequence[float]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0
