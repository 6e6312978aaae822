"""How good a forecast was: proper scores, coverage, and what its order would have cost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

LEVELS = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
# A missing portion costs ten wasted ones; a rule of thumb buys a tenth extra.
SHORTAGE = 10
RULE_OF_THUMB_EXTRA = 1.1


@dataclass(frozen=True)
class Judged:
    """One forecast with what came of it, and what simple rules would have said."""

    quantiles: Mapping[float, float]
    came: int
    rules: Mapping[str, float]

    def loss(self) -> float:
        return _mean_pinball([self.quantiles[level] for level in LEVELS], self.came)

    def rule_loss(self, rule: str) -> float:
        return _mean_pinball([self.rules[rule]] * len(LEVELS), self.came)

    def is_within(self, low: float, high: float) -> bool:
        return self.quantiles[low] <= self.came <= self.quantiles[high]

    def cost(self) -> float:
        return _cost(self.quantiles[0.9], self.came)

    def rule_cost(self, rule: str) -> float:
        return _cost(RULE_OF_THUMB_EXTRA * self.rules[rule], self.came)


@dataclass(frozen=True)
class Scores:
    """How good many forecasts were together.

    Attributes:
        best: the simple rule that would have scored best, chosen in hindsight.
        score: the loss as a part of that rule's; lower is better.
        within80: the part of the counts in the range of 8 out of 10; so for `within90`.
        order: the cost of what was bought as a part of the cheapest rule's.
    """

    count: int
    best: str
    score: float
    within80: float
    within90: float
    order: float


def _mean_pinball(values: Sequence[float], came: int) -> float:
    """Twice the mean pinball loss: nearly the continuous ranked probability score.

    Source: Gneiting and Raftery 2007, JASA 102:359.
    """
    losses = [
        level * (came - value) if came >= value else (1 - level) * (value - came)
        for level, value in zip(LEVELS, values, strict=True)
    ]
    return 2 * sum(losses) / len(LEVELS)


def _cost(bought: float, came: int) -> float:
    return bought + SHORTAGE * max(came - bought, 0)


def scores(judged: Sequence[Judged]) -> Scores:
    """Score forecasts against the best simple rule, chosen in hindsight."""
    rules = list(judged[0].rules)
    losses = {rule: sum(each.rule_loss(rule) for each in judged) for rule in rules}
    costs = [sum(each.rule_cost(rule) for each in judged) for rule in rules]
    best = min(losses, key=lambda rule: losses[rule])
    return Scores(
        count=len(judged),
        best=best,
        score=sum(each.loss() for each in judged) / max(losses[best], 1e-9),
        within80=sum(each.is_within(0.1, 0.9) for each in judged) / len(judged),
        within90=sum(each.is_within(0.05, 0.95) for each in judged) / len(judged),
        order=sum(each.cost() for each in judged) / max(min(costs), 1e-9),
    )


def summary(name: str, judged: Sequence[Judged]) -> str:
    """One line: the score and the cost against the best simple rule, chosen in hindsight."""
    found = scores(judged)
    return (
        f"{name:22s} n={found.count:5d}  score {found.score:.3f} of '{found.best}'"
        f"  within 80%: {found.within80:.2f}  90%: {found.within90:.2f}  cost {found.order:.3f}"
    )
