"""From answers, guesses and weather to what the model reckons with."""

from collections.abc import Sequence
from dataclasses import dataclass

from planner.core.turnout.factors import day_factors
from planner.core.turnout.inputs import (
    USUAL_HOUSEHOLD_RATIO,
    EventKind,
    PastTurnout,
)
from planner.core.turnout.known import KnownSoFar
from planner.core.turnout.likelihood import Counted, Setting
from planner.core.turnout.pickup import awaited, heads_of_a_card
from planner.core.turnout.posterior import Evidence
from planner.core.turnout.prior import Mix, Prior, mix_of
from planner.core.turnout.sizes import SMALLEST_SIZE, mean_of, size_of
from planner.core.turnout.trend import forgetting

# Answers of a quarter of an event's size tell how answers and head counts hang together.
TELLING_ANSWERS = 0.25
# Events of other series weigh as much as this many of the own, all together. Measured on other
# restaurants, hotels and clinics: half an event helps a little or does no harm, two do harm.
ELSEWHERE_WEIGHT = 0.5


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
    mix: Mix


def reckon(known: KnownSoFar) -> Reckoned:
    """Turn what the caller gave into what the model reckons with."""
    heads, still = known.answers.counted_heads, awaited(known)
    then = known.answered_then()
    size = size_of(
        known.past,
        known.kind,
        answered_then=then,
        answered_now=heads + still.heads,
        expected=_expected_to_walk_in(known),
    )
    if size is None:
        size = _size_elsewhere(known) or SMALLEST_SIZE
    factors = day_factors(known.past)
    usual_ratio = known.answers.household_size_ratio or USUAL_HOUSEHOLD_RATIO
    coming = Setting(
        answered=heads + still.heads,
        squares=usual_ratio * (heads + still.heads),
        size=size * factors.of(known.weather, is_holiday=known.is_holiday),
        awaited=still.heads,
        awaited_variance=still.variance,
    )
    keep = forgetting([event.came for event in known.past])
    own = [
        _evidence(
            event,
            _relative(event, known) * size * factors.of(event.weather, is_holiday=event.is_holiday),
            usual_ratio,
            answered=answered,
            weight=keep ** (len(known.past) - 1 - position),
        )
        for position, (event, answered) in enumerate(zip(known.past, then, strict=True))
    ]
    return Reckoned(
        coming=coming,
        evidence=[*_evidence_elsewhere(known, usual_ratio), *own],
        mix=_mix(known, then, size),
    )


def _expected_to_walk_in(known: KnownSoFar) -> int | None:
    """The guess, as the size of the walk-ins.

    Where people answer before they come, a first guess stands for answers, and only whom it speaks
    of beyond those who answered may walk in; no more than the cards are for that are left.
    """
    if not known.expected or known.past or known.kind.is_walked_into:
        return known.expected
    answered = known.answers.yes_heads + known.answers.maybe_heads + known.answers.no_heads
    beyond = max(0, known.expected - answered)
    left = known.ahead.cards_unanswered
    return beyond if left is None else min(beyond, round(left * heads_of_a_card(known)))


def _mix(known: KnownSoFar, then: Sequence[float], size: float) -> Mix:
    """Which priors apply.

    Kinds tell how answers and head counts hang together. Where hardly anybody ever answered, and
    nothing stands for answers, all who come are people without an answer, as at an open event.
    An organiser who is unsure but names a number gets that too, the careful side, until the
    first count.
    """
    if known.kind is EventKind.UNSURE and known.expected and not known.past:
        return mix_of(EventKind.OPEN)
    if known.past:
        said = min(1.0, mean_of(then) / size / TELLING_ANSWERS)
    else:
        said = 1.0 if known.answers.counted_heads or known.expected or known.cards else 0.0
    guessed = 0.0
    if known.expected and not known.past:
        guessed = (_expected_to_walk_in(known) or 0) / known.expected
    usual = mix_of(known.kind, days_ahead=known.ahead.days, guessed=guessed)
    mix = {prior: said * chance for prior, chance in usual.items()}
    mix[Prior.OPEN] = mix.get(Prior.OPEN, 0.0) + 1 - said
    return {prior: chance for prior, chance in mix.items() if chance > 0}


def _relative(event: PastTurnout, known: KnownSoFar) -> float:
    """How large the organiser thought an earlier event, next to the coming one.

    Halfway between believing the guesses and ignoring them: people who judge such ratios
    overreact. An assumption.
    """
    if not event.expected or not known.expected:
        return 1.0
    return float((event.expected / known.expected) ** 0.5)


def _size_elsewhere(known: KnownSoFar) -> float | None:
    return size_of(
        known.elsewhere,
        known.kind,
        answered_then=[event.counted_heads for event in known.elsewhere],
    )


def _evidence_elsewhere(known: KnownSoFar, usual_ratio: float) -> list[Evidence]:
    """Events of other series, on the size of their own, with little weight each."""
    size = _size_elsewhere(known)
    if size is None:
        return []
    factors = day_factors(known.elsewhere)
    weight = min(1.0, ELSEWHERE_WEIGHT / len(known.elsewhere))
    return [
        _evidence(
            event,
            size * factors.of(event.weather, is_holiday=event.is_holiday),
            usual_ratio,
            answered=event.counted_heads,
            weight=weight,
        )
        for event in known.elsewhere
    ]


def _evidence(
    event: PastTurnout, size: float, usual_ratio: float, *, answered: float, weight: float
) -> Evidence:
    return Evidence(
        setting=Setting(
            answered=answered,
            squares=(event.household_size_ratio or usual_ratio) * answered,
            size=size,
        ),
        counted=Counted(event.came, event.is_at_least, event.is_estimate, event.missed),
        weight=weight,
    )
