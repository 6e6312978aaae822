"""What the forecast before an event promises."""

import pytest

from planner.core.turnout import (
    Answers,
    EventKind,
    Forecast,
    NothingKnown,
    PastTurnout,
    forecast_turnout,
)

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def forecast(
    *counts: int | PastTurnout,
    yes: int = 0,
    kind: EventKind = EventKind.OPEN,
    expected: int | None = None,
) -> Forecast:
    past = [each if isinstance(each, PastTurnout) else PastTurnout(came=each) for each in counts]
    found = forecast_turnout(Answers(yes_heads=yes), past, kind=kind, expected=expected)
    assert isinstance(found, Forecast)
    return found


def test_nothing_known_gives_a_question_and_no_number() -> None:
    assert forecast_turnout(Answers(), [], kind=EventKind.OPEN) == NothingKnown()


def test_a_guess_alone_gives_a_wide_forecast() -> None:
    found = forecast(expected=30)
    assert found.quantile(0.1) < 10
    assert found.quantile(0.9) > 90


@pytest.mark.parametrize(
    ("kind", "low", "high"),
    [
        pytest.param(EventKind.CLOSED, 200, 260, id="nobody walks into a closed dinner"),
        pytest.param(EventKind.REGISTERED, 240, 300, id="a few walk in where people register"),
        pytest.param(EventKind.OPEN, 300, 600, id="many walk in at an open barbecue"),
    ],
)
def test_whether_people_can_walk_in_decides_a_first_forecast(
    kind: EventKind, low: int, high: int
) -> None:
    assert low <= forecast(yes=300, kind=kind).likely <= high


def test_the_reasons_add_up_to_the_number_shown() -> None:
    found = forecast(PastTurnout(came=63, yes_heads=58), yes=58)
    assert found.parts.total == found.likely
    assert found.parts.come_as_answered + found.parts.stay_away == 58
