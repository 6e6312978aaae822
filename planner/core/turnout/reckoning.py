"""How do we reckon? What each earlier event does to the forecast, and where the doubt lies."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from planner.core.turnout.forecast import Forecast, gather
from planner.core.turnout.inputs import (
    NOT_TOLD,
    Ahead,
    Answers,
    EventKind,
    PastTurnout,
    Weather,
)
from planner.core.turnout.knowledge import reckon
from planner.core.turnout.likelihood import moments
from planner.core.turnout.posterior import Weighted, believe
from planner.core.turnout.predictive import median_of
from planner.core.turnout.surprise import chance_of_surprise, learn_surprise


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one earlier event does to the forecast.

    Args:
        likely_without: the most likely number if this event had not been counted.
        pull: how many people this event adds to it; below 0 when it takes some away.
        chance_of_surprise: how likely it was one of those evenings on which all was different.
    """

    likely_without: int
    pull: int
    chance_of_surprise: float


class Source(StrEnum):
    """Where the doubt about a head count comes from."""

    STILL_TO_ANSWER = "still_to_answer"
    SHOW_UP = "show_up"
    USUAL_WALK_INS = "usual_walk_ins"
    SWING = "swing"


@dataclass(frozen=True, slots=True)
class Doubt:
    """The variance of the forecast on an ordinary evening, in parts that add up to 1.

    Args:
        still_to_answer: how many will answer yet; the days tell, and so does asking them.
        show_up: how many of those who answered come; a reminder helps.
        usual_walk_ins: how many usually come without an answer; counting at the door helps, and
            so does asking people to answer.
        swing: how much that differs from one event to the next; nothing helps but a reserve.
    """

    still_to_answer: float
    show_up: float
    usual_walk_ins: float
    swing: float

    @property
    def most(self) -> Source:
        """The source from which most of the doubt comes: what would change the forecast most."""
        shares = {
            Source.STILL_TO_ANSWER: self.still_to_answer,
            Source.SHOW_UP: self.show_up,
            Source.USUAL_WALK_INS: self.usual_walk_ins,
            Source.SWING: self.swing,
        }
        return max(shares, key=lambda source: shares[source])


def contributions(
    answers: Answers,
    past: Sequence[PastTurnout],
    *,
    kind: EventKind,
    expected: int | None = None,
    weather: Weather = Weather.ORDINARY,
    elsewhere: Sequence[PastTurnout] = (),
    ahead: Ahead = NOT_TOLD,
    is_holiday: bool = False,
) -> tuple[Contribution, ...]:
    """Say for each earlier event, oldest first, what the forecast would be without it.

    Far quicker than as many forecasts: each event's own weight is taken off the cells again.
    See `forecast_turnout` for the arguments.

    Raises:
        ValueError: a number of people is negative or absurd.
    """
    known = gather(
        answers,
        past,
        kind=kind,
        expected=expected,
        flyers=None,
        cards=None,
        weather=weather,
        elsewhere=elsewhere,
        ahead=ahead,
        is_holiday=is_holiday,
    )
    if known is None or not past:
        return ()
    reckoned = reckon(known)
    setting, evidence = reckoned.coming, reckoned.evidence
    belief = believe(reckoned.mix, evidence, setting)
    cells = belief.weighted()
    surprise = learn_surprise(cells, evidence)
    likely = median_of(cells, setting, surprise)
    found = []
    for event in evidence[-len(past) :]:
        without = median_of(belief.without(event).weighted(), setting, surprise)
        found.append(
            Contribution(
                likely_without=round(without),
                pull=round(likely) - round(without),
                chance_of_surprise=chance_of_surprise(cells, event),
            )
        )
    return tuple(found)


def doubt_of(forecast: Forecast) -> Doubt:
    """Split the variance of a forecast by where it comes from, surprises left aside.

    So is what is hardly likely, such as that people walk into a closed dinner after all: a mean
    that one in twenty such days exceeds. It would hide where the doubt lies on all others.

    The law of total variance: within the cells, and between them; what the cells' show-ups and
    walk-ins share is halved between the two.

    Source: the law of total variance, Casella and Berger 2002, Statistical Inference, section 4.4.
    """
    setting = forecast.setting
    cells = _likely_cells(forecast)
    weights = [each.weight for each in cells]
    within = moments([each.cell for each in cells], setting)
    show_ups = [each.cell.show_up * setting.answered for each in cells]
    walk_ins = [each.cell.walk_ins * setting.size for each in cells]
    shared = _covariance(weights, show_ups, walk_ins)
    show_up = max(0.0, _covariance(weights, show_ups, show_ups) + shared)
    show_up += sum(w * answers for w, (_, answers, _) in zip(weights, within, strict=True))
    usual = max(0.0, _covariance(weights, walk_ins, walk_ins) + shared)
    swing = sum(w * walked for w, (_, _, walked) in zip(weights, within, strict=True))
    shares = sum(each.weight * each.cell.show_up**2 for each in cells)
    awaited = min(show_up, shares * setting.awaited_variance)
    show_up -= awaited
    total = awaited + show_up + usual + swing
    return Doubt(
        still_to_answer=awaited / total,
        show_up=show_up / total,
        usual_walk_ins=usual / total,
        swing=swing / total,
    )


def _likely_cells(forecast: Forecast) -> Sequence[Weighted]:
    most = forecast.distribution.point(0.95)
    means = moments([each.cell for each in forecast.cells], forecast.setting)
    kept = [
        each for each, (mean, *_) in zip(forecast.cells, means, strict=True) if mean <= most
    ] or forecast.cells
    total = sum(each.weight for each in kept)
    return [Weighted(each.cell, each.weight / total) for each in kept]


def _covariance(weights: Sequence[float], ones: Sequence[float], others: Sequence[float]) -> float:
    one = sum(w * each for w, each in zip(weights, ones, strict=True))
    other = sum(w * each for w, each in zip(weights, others, strict=True))
    products = zip(weights, ones, others, strict=True)
    return sum(w * (a - one) * (b - other) for w, a, b in products)
