"""From answers, guesses and weather to what the model reckons with."""

from collections.abc import Mapping, Sequence

from planner.core.turnout.likelihood import Counted, Setting
from planner.core.turnout.posterior import FORGETTING, Evidence
from planner.core.turnout.values import (
    USUAL_HOUSEHOLD_RATIO,
    Answers,
    PastTurnout,
    Weather,
)

# Walk-ins on such a day, next to an ordinary one. Thin evidence: county fairs lose 16 to 20 %
# in very hot years, and rain is a cost that shifts attendance. Learned only through the counts.
WALK_INS_IN: Mapping[Weather, float] = {
    Weather.ORDINARY: 1.0,
    Weather.RAIN: 0.75,
    Weather.HEAT: 0.85,
}

# Smaller scales are noise: one family decides.
SMALLEST_SCALE = 5.0
# 2 in 100 flyers bring a household of 2.1 people. An assumption, only used without any guess.
HEADS_PER_FLYER = 0.02 * 2.1


def scale_of(past: Sequence[PastTurnout], counted_heads: float, expected: float | None) -> float:
    """The size of an event in this series, in people: walk-ins are reckoned as a part of it.

    The answers and the guess carry it. Earlier counts do only where there was neither.
    """
    answered = [event.counted_heads for event in past] + [counted_heads]
    guesses = [event.expected for event in past if event.expected]
    scale = max(sum(answered) / len(answered), expected or 0)
    if not expected and guesses:
        scale = max(scale, sum(guesses) / len(guesses))
    counts = [event.came for event in past]
    if counts and not scale:
        scale = sum(counts) / len(counts)
    # Far beyond the grid of walk-ins the model is blind; this keeps any count within it.
    return max(scale, max(counts, default=0) / 20, SMALLEST_SCALE)


def setting_of(answers: Answers, *, scale: float, weather: Weather) -> Setting:
    """The coming event as the model sees it."""
    ratio = answers.household_size_ratio or USUAL_HOUSEHOLD_RATIO
    heads = answers.counted_heads
    return Setting(answered=heads, squares=ratio * heads, scale=scale * WALK_INS_IN[weather])


def evidence_of(past: Sequence[PastTurnout], answers: Answers, *, scale: float) -> list[Evidence]:
    """The earlier events as the model sees them, oldest first; the newest weighs 1."""
    usual_ratio = answers.household_size_ratio or USUAL_HOUSEHOLD_RATIO
    return [
        Evidence(
            setting=Setting(
                answered=event.counted_heads,
                squares=(event.household_size_ratio or usual_ratio) * event.counted_heads,
                scale=scale * WALK_INS_IN[event.weather],
            ),
            counted=Counted(event.came, event.is_at_least, event.is_estimate),
            weight=FORGETTING ** (len(past) - 1 - position),
        )
        for position, event in enumerate(past)
    ]
