"""What the answer to "how do we reckon?" promises."""

import pytest

from planner.core.turnout import (
    Ahead,
    Answers,
    EventKind,
    Forecast,
    PastTurnout,
    Source,
    contributions,
    doubt_of,
    forecast_turnout,
)

OPEN = EventKind.OPEN
SUMMER = [
    PastTurnout(came=came, yes_heads=yes)
    for yes, came in ((12, 28), (15, 35), (9, 31), (14, 120), (13, 30), (17, 36))
]


def forecast(answers: Answers, past: list[PastTurnout], kind: EventKind) -> Forecast:
    found = forecast_turnout(answers, past, kind=kind, expected=30)
    assert isinstance(found, Forecast)
    return found


def test_each_earlier_event_says_what_the_forecast_would_be_without_it() -> None:
    answers = Answers(yes_heads=18)
    found = contributions(answers, SUMMER, kind=OPEN, expected=30)
    for place, each in enumerate(found):
        rest = SUMMER[:place] + SUMMER[place + 1 :]
        assert each.likely_without == pytest.approx(forecast(answers, rest, OPEN).likely, abs=3)


def test_an_evening_far_from_the_others_is_told_apart() -> None:
    found = contributions(Answers(yes_heads=18), SUMMER, kind=OPEN, expected=30)
    assert found[3].chance_of_surprise > 0.9
    assert max(each.chance_of_surprise for each in found[:3]) < 0.1


def test_the_pull_of_an_event_goes_towards_its_count() -> None:
    past = [PastTurnout(came=came) for came in (30, 30, 50, 30)]
    found = contributions(Answers(), past, kind=OPEN)
    assert found[2].pull > 0
    assert found[0].pull <= 0


def test_without_earlier_events_there_is_nothing_to_tell() -> None:
    assert contributions(Answers(), [], kind=OPEN) == ()
    assert contributions(Answers(yes_heads=4), [], kind=OPEN) == ()


@pytest.mark.parametrize(
    ("answers", "past", "kind", "most"),
    [
        pytest.param(Answers(), [], OPEN, Source.USUAL_WALK_INS, id="never counted: count them"),
        pytest.param(Answers(), SUMMER, OPEN, Source.SWING, id="a mixed summer: keep a reserve"),
        pytest.param(
            Answers(yes_heads=100),
            [],
            EventKind.CLOSED,
            Source.SHOW_UP,
            id="only those who answered: remind them",
        ),
    ],
)
def test_the_doubt_says_what_would_help_most(
    answers: Answers, past: list[PastTurnout], kind: EventKind, most: Source
) -> None:
    doubt = doubt_of(forecast(answers, past, kind))
    assert doubt.most is most
    parts = (doubt.still_to_answer, doubt.show_up, doubt.usual_walk_ins, doubt.swing)
    assert sum(parts) == pytest.approx(1)
    assert min(parts) >= 0


def test_far_ahead_most_doubt_lies_in_who_has_yet_to_answer() -> None:
    far, closed = Ahead(days=21), Ahead(days=21, answers_close_in_days=0)
    doubts = []
    for ahead in (far, closed):
        found = forecast_turnout(
            Answers(yes_heads=40), [], kind=EventKind.CLOSED, expected=280, ahead=ahead
        )
        assert isinstance(found, Forecast)
        doubts.append(doubt_of(found))
    assert doubts[0].most is Source.STILL_TO_ANSWER
    assert doubts[1].still_to_answer == 0


@pytest.mark.parametrize("kind", [EventKind.OPEN, EventKind.UNSURE, EventKind.REGISTERED])
def test_without_those_who_just_come_it_is_the_same_forecast_less_them(kind: EventKind) -> None:
    """A barbecue of 57 who said yes and 19 maybes, after six where many just came."""
    made = forecast(Answers(yes_heads=57, maybe_heads=19), SUMMER, kind)
    parts, alone = made.parts, made.without_walk_ins()
    assert parts.come_unannounced > 10
    assert alone.quantile(0.5) == pytest.approx(made.likely - parts.come_unannounced, rel=0.1)
    assert alone.quantile(0.9) < made.quantile(0.9)


@pytest.mark.parametrize("most", [1, 4, 46, 70, 5_000])
def test_no_more_come_than_fit(most: int) -> None:
    made = forecast(Answers(yes_heads=30), [], EventKind.OPEN)
    held = made.limited_to(most)
    for level in (0.02, 0.1, 0.5, 0.9, 0.98):
        assert held.quantile(level) == min(most, made.quantile(level))
    assert held.chance_at_most(most) == 1
    assert held.chance_at_most(most - 1) == pytest.approx(made.chance_at_most(most - 1))
    assert held.mean <= made.mean
    assert made.limited_to(None) is made
