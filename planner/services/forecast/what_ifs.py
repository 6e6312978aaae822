"""What would change a forecast most: the same forecast again, with one thing different."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from planner.core.turnout import EventKind, Forecast, Weather
from planner.core.turnout.distribution import Distribution
from planner.core.turnout.pickup import HOUSEHOLD_HEADS
from planner.services.forecast.forecasting import Inputs, cached_forecast

MORE_YES = 10
HIGHER_GUESS = 2


class Change(StrEnum):
    """One thing that may turn out differently, or that the organiser can do something about."""

    MORE_YES = "more_yes"
    MAYBES_COME = "maybes_come"
    MAYBES_STAY_AWAY = "maybes_stay_away"
    HIGHER_GUESS = "higher_guess"
    NO_WALK_INS = "no_walk_ins"
    ANYBODY_MAY_COME = "anybody_may_come"
    RAIN = "rain"
    HOLIDAY = "holiday"
    BUSIEST_LEFT_OUT = "busiest_left_out"
    OTHERS_LEFT_OUT = "others_left_out"


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The forecast as it would be."""

    change: Change
    likely: int
    low: int
    high: int


def what_ifs(inputs: Inputs) -> list[WhatIf]:
    """Say what each change would make of a forecast, the largest difference first.

    A change that makes no difference at all is left out. Each costs a forecast, and is kept; but
    that nobody comes without an answer is read off the forecast itself, so that it is the number
    in its sentence without those people.
    """
    usual = cached_forecast(inputs)
    if not isinstance(usual, Forecast):
        return []
    found = []
    if usual.parts.answered and usual.parts.come_unannounced:
        found.append(_what_if(Change.NO_WALK_INS, usual.without_walk_ins()))
    for change, other in _changes(inputs):
        forecast = cached_forecast(other)
        if isinstance(forecast, Forecast):
            found.append(_what_if(change, forecast.distribution))
    before = usual.quantiles((0.1, 0.5, 0.9))
    told = [each for each in found if (each.low, each.likely, each.high) != before]
    return sorted(
        told,
        key=lambda each: (-abs(each.likely - usual.likely), -abs(each.high - before[2])),
    )


def _what_if(change: Change, chances: Distribution) -> WhatIf:
    low, likely, high = (chances.quantile(level) for level in (0.1, 0.5, 0.9))
    return WhatIf(change, likely, low, high)


def _changes(inputs: Inputs) -> Iterator[tuple[Change, Inputs]]:
    answers = inputs.answers
    yield Change.MORE_YES, _with_more_yes(inputs)
    if answers.maybe_heads:
        sure = replace(answers, yes_heads=answers.yes_heads + answers.maybe_heads, maybe_heads=0)
        yield Change.MAYBES_COME, replace(inputs, answers=sure)
        gone = replace(answers, maybe_heads=0, no_heads=answers.no_heads + answers.maybe_heads)
        yield Change.MAYBES_STAY_AWAY, replace(inputs, answers=gone)
    if inputs.expected:
        yield Change.HIGHER_GUESS, replace(inputs, expected=HIGHER_GUESS * inputs.expected)
    if inputs.kind is not EventKind.OPEN:
        opened = replace(inputs.ahead, cards_unanswered=None)
        yield (
            Change.ANYBODY_MAY_COME,
            replace(inputs, kind=EventKind.OPEN, ahead=opened, most=None),
        )
    if inputs.weather is Weather.ORDINARY:
        yield Change.RAIN, replace(inputs, weather=Weather.RAIN)
    if not inputs.is_holiday and any(event.is_holiday for event in inputs.past):
        yield Change.HOLIDAY, replace(inputs, is_holiday=True)
    if len(inputs.past) > 1:
        busiest = max(range(len(inputs.past)), key=lambda place: inputs.past[place].came)
        past = (*inputs.past[:busiest], *inputs.past[busiest + 1 :])
        yield Change.BUSIEST_LEFT_OUT, replace(inputs, past=past)
    if inputs.elsewhere:
        yield Change.OTHERS_LEFT_OUT, replace(inputs, elsewhere=())


def _with_more_yes(inputs: Inputs) -> Inputs:
    """So many more people say yes; where only cards can answer, on cards that are left."""
    answers, ahead = inputs.answers, inputs.ahead
    more = replace(answers, yes_heads=answers.yes_heads + MORE_YES)
    if ahead.cards_unanswered is None:
        return replace(inputs, answers=more)
    heads_of_a_card = answers.yes_heads / ahead.cards_yes if ahead.cards_yes else HOUSEHOLD_HEADS
    cards = min(ahead.cards_unanswered, round(MORE_YES / heads_of_a_card))
    left = replace(
        ahead,
        cards_unanswered=ahead.cards_unanswered - cards,
        cards_yes=ahead.cards_yes + cards,
    )
    return replace(inputs, answers=more, ahead=left)
