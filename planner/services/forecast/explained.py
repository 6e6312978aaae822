"""How a forecast was reckoned, in full: for a statistician, in words that an organiser can follow.

What was asked, what is known beforehand and from where, what the own events teach, what each thing
that is known adds, where the doubt lies, and the numbers. `planner forecast --explain` writes it.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from planner.core.turnout import (
    Answers,
    EventKind,
    Forecast,
    contributions,
    doubt_of,
    forecast_turnout,
)
from planner.core.turnout.forecast import gather
from planner.core.turnout.inputs import MAYBE_COUNTS_AS
from planner.core.turnout.knowledge import reckon
from planner.core.turnout.prior import PRIORS, Prior
from planner.services.forecast.forecast_json import asked_of
from planner.services.json_fields import Fields

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
NOT_FOR_CONTRIBUTIONS = {"flyers", "cards", "most"}
"""What tells the size where nothing else does, and then there is no earlier event to leave out; and
a bound, which no earlier event moves."""
KINDS: Mapping[EventKind, str] = {
    EventKind.OPEN: "open: people may come without an answer",
    EventKind.REGISTERED: "by answer: people answer before they come",
    EventKind.CLOSED: "closed: only who is invited may come",
    EventKind.UNSURE: "not known whether people may come without an answer",
}
NAMES: Mapping[Prior, str] = {
    Prior.OPEN: "as for open events",
    Prior.BY_EARLY_ANSWER: "as for free events that are answered weeks ahead",
    Prior.BY_LATE_ANSWER: "as for events that are answered in the last days",
    Prior.CLOSED: "as for closed events",
}
SOURCES: Mapping[Prior, str] = {
    Prior.OPEN: (
        "restaurant counts (share .74, walk-ins 90 % of those expected), people through the doors"
        " of a building (160 %)"
    ),
    Prior.BY_EARLY_ANSWER: (
        "free events (57 to 72 % of those who answered, 40 to 70 % by newer benchmarks), meetings"
        " (29 to 90 %), hackathons (1 to 2 % without an answer), a breakfast (25 %)"
    ),
    Prior.BY_LATE_ANSWER: (
        "paid events (83 % of those who answered), clinics a day ahead (79 %), hotel bookings"
    ),
    Prior.CLOSED: (
        "outpatient appointments (77 % in 105 studies, Dantas et al. 2018), free events (72 %),"
        " a hackathon (64 %, 0 to 4 % without an answer)"
    ),
}
"""Where the numbers of a prior come from, in short: docs/decisions/0001-turnout-model.md."""


def explained(case: Fields) -> dict[str, list[str]]:
    """Say how the forecast of a case was reckoned, a line for each thing.

    Each figure is made by the rules anew: a case with fifty earlier events takes three times as
    long as its forecast.
    """
    asked = asked_of(case)
    forecast = forecast_turnout(**asked)
    if not isinstance(forecast, Forecast):
        return {"explained": ["Nothing is known: no answer, earlier event, guess, card or flyer."]}
    return {
        "explained": [
            *_asked(asked),
            *_beforehand(asked),
            *_learned(forecast),
            *_added(asked, forecast),
            *_earlier(asked),
            *_doubt(forecast),
            *_numbers(forecast),
        ]
    }


def _asked(asked: Mapping[str, Any]) -> Iterator[str]:
    answers: Answers = asked["answers"]
    yield f"Asked: an event that is {KINDS[asked['kind']]}."
    yield (
        f"Known: {answers.yes_heads} people said yes, {answers.maybe_heads} maybe (each counts as"
        f" {MAYBE_COUNTS_AS:g} of a yes), {answers.no_heads} no; the organiser's guess is"
        f" {asked['expected'] or 'not given'}; {len(asked['past'])} earlier events of the series,"
        f" {len(asked['elsewhere'])} of others; {asked['cards'] or 0} cards and"
        f" {asked['flyers'] or 0} flyers went out; the weather is {asked['weather'].value}"
        f"{', on a holiday' if asked['is_holiday'] else ''}."
    )


def _beforehand(asked: Mapping[str, Any]) -> Iterator[str]:
    """The priors that were mixed, with their weights, and where their numbers come from."""
    yield (
        "Model: head count = share x people who said yes + people without an answer; all three of"
        " share, people without an answer and how much those swing are doubtful."
    )
    known = gather(**asked)
    if known is None:
        return
    for which, weight in reckon(known).mix.items():
        prior = PRIORS[which]
        yield (
            f"Beforehand, {NAMES[which]} (weight {weight:.2f}): {prior.show_up:.0%} of"
            f" those who said yes come, worth {prior.show_up_weight:g} answers; without an answer"
            f" {prior.walk_ins:.1%} of the event's size, within a factor"
            f" {math.exp(prior.walk_ins_spread):.1f}; that swings by {prior.swing:.0%} from event"
            f" to event, within a factor {math.exp(prior.swing_spread):.1f}."
            f" From {SOURCES[which]}: decision 1."
        )


def _learned(forecast: Forecast) -> Iterator[str]:
    """What is believed now of the three, and of evenings on which all is different."""
    setting = forecast.setting
    if setting.awaited:
        yield (
            f"Still to come: {setting.awaited:.0f} people are expected to say yes yet, give or take"
            f" {math.sqrt(setting.awaited_variance):.0f}, of the guess, the earlier events, the"
            " cards that are left and the days until answers close."
        )
    weights = [each.weight for each in forecast.cells]
    share, share_off = _moments(weights, [each.cell.show_up for each in forecast.cells])
    size = forecast.setting.size
    extra, extra_off = _moments(weights, [each.cell.walk_ins * size for each in forecast.cells])
    swing, _ = _moments(weights, [each.cell.swing for each in forecast.cells])
    if forecast.setting.answered:
        yield (
            f"Now: {share:.0%} of those who said yes come, give or take {100 * share_off:.0f}"
            " points (one standard deviation)."
        )
    yield (
        f"Now: {extra:.0f} people usually come without an answer, give or take {extra_off:.0f};"
        f" from one event to the next that swings by {swing:.0%}."
    )
    yield (
        f"Now: on {forecast.surprise.chance:.0%} of the evenings everything is different, with"
        f" {forecast.surprise.factor:.1f} times as many people on average."
    )


def _added(asked: Mapping[str, Any], forecast: Forecast) -> Iterator[str]:
    """What the answers and the guess do: the forecast again without each."""
    answers: Answers = asked["answers"]
    if answers.yes_heads or answers.maybe_heads or answers.no_heads:
        without = forecast_turnout(**{**asked, "answers": Answers()})
        yield f"The answers: {_against(forecast, without)}"
    if asked["expected"]:
        without = forecast_turnout(**{**asked, "expected": None})
        yield f"The guess of {asked['expected']}: {_against(forecast, without)}"
    if asked["elsewhere"]:
        without = forecast_turnout(**{**asked, "elsewhere": []})
        yield f"The events of other series: {_against(forecast, without)}"


def _against(forecast: Forecast, without: object) -> str:
    if not isinstance(without, Forecast):
        return f"all {forecast.likely} follow from it; without it nothing would be known."
    low, high = without.quantiles((0.1, 0.9))
    return (
        f"without, {without.likely} people ({low} to {high}) would be expected;"
        f" {_pull(forecast.likely - without.likely)}."
    )


def _earlier(asked: Mapping[str, Any]) -> Iterator[str]:
    """What each earlier event does, oldest first."""
    given = {name: value for name, value in asked.items() if name not in NOT_FOR_CONTRIBUTIONS}
    each_does = contributions(**given)
    for place, (event, does) in enumerate(zip(asked["past"], each_does, strict=True), 1):
        yield (
            f"Earlier event {place}: {event.came} came, {event.yes_heads} had said yes by then;"
            f" without it {does.likely_without}, {_pull(does.pull)}; it was a surprise with a"
            f" chance of {does.chance_of_surprise:.2f}."
        )


def _pull(people: int) -> str:
    if not people:
        return "it makes no difference to the middle"
    return f"it adds {people} to the middle" if people > 0 else f"it takes {-people} off the middle"


def _doubt(forecast: Forecast) -> Iterator[str]:
    doubt = doubt_of(forecast)
    yield (
        f"Doubt on an ordinary evening (the variance in parts): {doubt.still_to_answer:.0%} lies in"
        f" who has yet to answer, {doubt.show_up:.0%} in who says yes and comes,"
        f" {doubt.usual_walk_ins:.0%} in how many usually come without an answer, {doubt.swing:.0%}"
        " in one evening being busier than the next."
    )


def _numbers(forecast: Forecast) -> Iterator[str]:
    parts = forecast.parts
    yield (
        f"Together: {parts.come_as_answered} of the {parts.answered} who answered,"
        f" {parts.still_to_answer} who will answer yet and {parts.come_unannounced} without an"
        f" answer make {parts.total}."
    )
    said = ", ".join(f"{level:g}: {forecast.quantile(level)}" for level in LEVELS)
    yield f"People that are not exceeded with a chance of {said}; {forecast.mean:.1f} on average."


def _moments(weights: Sequence[float], values: Sequence[float]) -> tuple[float, float]:
    mean = sum(weight * value for weight, value in zip(weights, values, strict=True))
    square = sum(weight * value**2 for weight, value in zip(weights, values, strict=True))
    return mean, math.sqrt(max(0.0, square - mean**2))
