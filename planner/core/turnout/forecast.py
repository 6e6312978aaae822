"""How many people will come: a distribution, with the reasons that add up to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from planner.core.turnout.distribution import Distribution, higher
from planner.core.turnout.explain import Parts, parts_at
from planner.core.turnout.inputs import (
    NOT_TOLD,
    Ahead,
    Answers,
    EventKind,
    NothingKnown,
    PastTurnout,
    Weather,
    check_heads,
)
from planner.core.turnout.knowledge import reckon
from planner.core.turnout.known import KnownSoFar
from planner.core.turnout.likelihood import Setting
from planner.core.turnout.pickup import CARDS_THAT_SAY_YES, HOUSEHOLD_HEADS
from planner.core.turnout.posterior import Weighted, believe
from planner.core.turnout.predictive import predict
from planner.core.turnout.prior import FEWEST_WALK_INS
from planner.core.turnout.surprise import Surprise, learn_surprise

# 2 in 100 flyers bring a household. An assumption, only used where nothing else tells the size.
FLYERS_THAT_BRING = 0.02


@dataclass(frozen=True, slots=True)
class Forecast:
    """The head count of one coming event, children included, helpers not.

    Args:
        distribution: the chances, read through the methods below.
        parts: the reasons; they add up to `likely`.
        setting: the event as the model saw it.
        cells: what the model believes, for the reckoning; `surprise` what it learned of evenings
            on which everything is different.
        most: no more can come; None where nothing limits it.
    """

    distribution: Distribution
    parts: Parts
    setting: Setting
    cells: tuple[Weighted, ...]
    surprise: Surprise
    most: int | None = None

    @property
    def likely(self) -> int:
        """As many chances of more people as of fewer."""
        return self.quantile(0.5)

    @property
    def mean(self) -> float:
        """The average number of people; above `likely`, because surprises are large."""
        return self.distribution.mean

    def quantile(self, level: float) -> int:
        """The number of people that is not exceeded with this chance."""
        return self.distribution.quantile(level)

    def quantiles(self, levels: Iterable[float]) -> tuple[int, ...]:
        """The numbers of people that are not exceeded with these chances."""
        return tuple(self.quantile(level) for level in levels)

    def chance_at_most(self, heads: float) -> float:
        """The chance that at most this many people come."""
        return self.distribution.chance_at_most(heads)

    def chance_at_least(self, heads: float) -> float:
        """The chance that this many people or more come."""
        return self.distribution.chance_at_least(heads)

    def limited_to(self, most: int | None) -> "Forecast":
        """The forecast where no more than this many people can come; None where nothing limits it.

        Its parts stay those of the people who want to come.
        """
        if most is None:
            return self
        return replace(self, distribution=self.distribution.limited_to(most))

    def without_walk_ins(self) -> "Distribution":
        """The head count if nobody comes without an answer, and all else is as it was believed.

        What was learned of who shows up stays: it is the same belief with one thing set, and not
        another event. So it agrees with the parts of this forecast.
        """
        stay_away = [
            Weighted(each.cell._replace(walk_ins=FEWEST_WALK_INS), each.weight)
            for each in self.cells
        ]
        alone = predict(stay_away, replace(self.setting, size=1.0), self.surprise)
        return alone if self.most is None else alone.limited_to(self.most)

    def dots(self, count: int = 20) -> tuple[int, ...]:
        """Equally likely outcomes, for a picture in which each dot is one chance in `count`.

        Source: quantile dot plots, Kay et al. 2016, CHI: people read them better than a curve.
        """
        return self.quantiles((dot + 0.5) / count for dot in range(count))


def forecast_turnout(
    answers: Answers,
    past: Sequence[PastTurnout],
    *,
    kind: EventKind,
    expected: int | None = None,
    flyers: int | None = None,
    cards: int | None = None,
    weather: Weather = Weather.ORDINARY,
    elsewhere: Sequence[PastTurnout] = (),
    ahead: Ahead = NOT_TOLD,
    most: int | None = None,
    is_holiday: bool = False,
) -> Forecast | NothingKnown:
    """Estimate how many people will come, children included and helpers not.

    With few past events the range is wide on purpose: 30 were expected at one barbecue and
    120 came.

    Args:
        answers: people who have answered until now.
        past: earlier events of the series, oldest first, with the answers at the same horizon.
        kind: can people come without answering?
        expected: the organiser's own guess of the head count.
        flyers: flyers handed out; only used when nothing else tells the size.
        cards: cards handed out, one a household; only used when nothing else tells the size.
        weather: the weather that is expected.
        elsewhere: events of series that resemble this one, such as barbecues in other
            neighbourhoods; they help a little while this series is new.
        ahead: how long it still takes, and who can still answer: for answers still to come.
        most: no more can come, because only who is invited can or each has a ticket.
        is_holiday: whether it is a holiday, or there is no school.

    Returns:
        The forecast, or `NothingKnown` without answers, past events, guess, flyers and cards.

    Raises:
        ValueError: a number of people is negative or absurd.

    Source: docs/decisions/0001-turnout-model.md
    """
    known = gather(
        answers,
        past,
        kind=kind,
        expected=expected,
        flyers=flyers,
        cards=cards,
        weather=weather,
        elsewhere=elsewhere,
        ahead=ahead,
        most=most,
        is_holiday=is_holiday,
    )
    if known is None:
        return NothingKnown()
    return _forecast(known)


def _forecast(known: KnownSoFar) -> Forecast:
    reckoned = reckon(known)
    setting, evidence = reckoned.coming, reckoned.evidence
    cells = believe(reckoned.mix, evidence, setting).weighted()
    surprise = learn_surprise(cells, evidence)
    distribution = predict(cells, setting, surprise)
    if known.has_lost_answers and known.answers.counted_heads:
        # Nobody can tell how answers and counts hang together here; they only ever add people.
        without = _forecast(replace(known, answers=Answers()))
        distribution = higher(distribution, without.distribution)
    if known.most is not None:
        distribution = distribution.limited_to(known.most)
    return Forecast(
        distribution=distribution,
        parts=parts_at(cells, setting, known.answers, likely=distribution.quantile(0.5)),
        setting=setting,
        cells=cells,
        surprise=surprise,
        most=known.most,
    )


def gather(
    answers: Answers,
    past: Sequence[PastTurnout],
    *,
    kind: EventKind,
    expected: int | None,
    flyers: int | None,
    cards: int | None,
    weather: Weather,
    elsewhere: Sequence[PastTurnout],
    ahead: Ahead = NOT_TOLD,
    most: int | None = None,
    is_holiday: bool = False,
) -> KnownSoFar | None:
    """Put together what is known, or None when that is nothing.

    Raises:
        ValueError: a number of people is negative or absurd.
    """
    check_heads(expected=expected or 0, flyers=flyers or 0, cards=cards or 0, most=most or 0)
    if not (answers.counted_heads or past or expected or elsewhere):
        if not flyers and not cards:
            return None
        heads = HOUSEHOLD_HEADS * FLYERS_THAT_BRING * (flyers or 0)
        if kind.is_walked_into:
            heads += HOUSEHOLD_HEADS * CARDS_THAT_SAY_YES * (cards or 0)
        expected = max(1, round(heads)) if heads else None
    return KnownSoFar(
        answers, past, elsewhere, kind, expected, weather, ahead, cards, most, is_holiday
    )
