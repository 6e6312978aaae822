"""How many to invite, so that too many come seldom."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from planner.core.turnout import Answers, EventKind, Forecast, PastTurnout, forecast_turnout
from planner.core.turnout.inviting import most_to_invite

SUMMER = [
    PastTurnout(yes_heads=30, came=40),
    PastTurnout(yes_heads=41, came=55),
    PastTurnout(yes_heads=25, came=35),
]


def by_cards(kind: EventKind) -> Callable[[int], Forecast]:
    def outlook(cards: int) -> Forecast:
        found = forecast_turnout(Answers(), [], kind=kind, cards=max(1, cards))
        assert isinstance(found, Forecast)
        return found

    return outlook


def by_answers(kind: EventKind) -> Callable[[int], Forecast]:
    def outlook(yes_heads: int) -> Forecast:
        answers = Answers(yes_heads=max(1, yes_heads), household_size_ratio=2.5)
        found = forecast_turnout(answers, SUMMER, kind=kind)
        assert isinstance(found, Forecast)
        return found

    return outlook


@dataclass
class Simple:
    """A head count of which the chance of too many rises evenly with what is given out."""

    count: int
    looks: list[int]

    def chance_at_least(self, heads: float) -> float:
        self.looks.append(self.count)
        return min(1.0, self.count / (10 * heads))


@pytest.mark.parametrize("kind", list(EventKind))
@pytest.mark.parametrize("measure", [by_cards, by_answers])
@pytest.mark.parametrize("risk", [0.05, 0.1, 0.25])
def test_with_the_most_the_risk_is_as_asked_and_with_an_eighth_more_it_is_larger(
    kind: EventKind, measure: Callable[[EventKind], Callable[[int], Forecast]], risk: float
) -> None:
    outlook = measure(kind)
    most = most_to_invite(outlook, room=80, risk=risk, most=1_600)
    assert most is not None
    assert outlook(most).chance_at_least(81) <= risk
    assert outlook(round(1.125 * most) + 2).chance_at_least(81) > risk


def test_more_room_and_more_risk_never_make_it_fewer() -> None:
    outlook = by_answers(EventKind.OPEN)
    for room, wider in ((40, 80), (80, 160)):
        assert _most(outlook, room=room) <= _most(outlook, room=wider)
    for risk, larger in ((0.05, 0.1), (0.1, 0.25)):
        assert _most(outlook, risk=risk) <= _most(outlook, risk=larger)


def _most(outlook: Callable[[int], Forecast], *, room: int = 80, risk: float = 0.1) -> int:
    most = most_to_invite(outlook, room=room, risk=risk, most=20 * room)
    assert most is not None
    return most


def test_those_who_said_yes_already_may_be_too_many() -> None:
    outlook = by_answers(EventKind.CLOSED)
    assert most_to_invite(outlook, room=80, risk=0.1, given=200, most=1_600) is None
    assert most_to_invite(outlook, room=80, risk=0.1, given=60, most=1_600) in range(60, 70)


def test_what_limits_nothing_is_looked_at_no_further_than_asked() -> None:
    looks: list[int] = []
    assert most_to_invite(lambda n: Simple(0, looks), room=80, risk=0.1, most=1_600) == 1_600


def test_the_number_is_rounded_down_and_found_in_some_ten_looks() -> None:
    looks: list[int] = []
    most = most_to_invite(lambda n: Simple(n, looks), room=999, risk=0.5, most=20_000)
    assert most == 4_900, "a fiftieth below 5,000 at most"
    assert len(looks) <= 12
    assert most_to_invite(lambda n: Simple(n, looks), room=6, risk=0.1, most=120) == 7


@pytest.mark.parametrize(("risk", "given"), [(0.0, 0), (1.0, 0), (0.1, 2_000)])
def test_a_risk_that_is_no_chance_is_refused(risk: float, given: int) -> None:
    with pytest.raises(ValueError, match="a risk lies between 0 and 1"):
        most_to_invite(by_cards(EventKind.OPEN), room=80, risk=risk, given=given, most=1_600)
