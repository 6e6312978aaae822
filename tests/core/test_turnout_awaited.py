"""Answers that are still to come: from the guess, the cards and the curve, and none at the end."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.core.turnout import (
    Ahead,
    Answers,
    EventKind,
    Forecast,
    PastTurnout,
    forecast_turnout,
)

LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
BY_ANSWER = (EventKind.CLOSED, EventKind.REGISTERED)
FAR = Ahead(days=22)
TOMORROW = Ahead(days=1)
OVER = Ahead(days=2, answers_close_in_days=0)


def forecast(
    *past: PastTurnout,
    yes: int = 0,
    no: int = 0,
    kind: EventKind = EventKind.CLOSED,
    expected: int | None = None,
    cards: int | None = None,
    ahead: Ahead | None = None,
) -> Forecast:
    found = forecast_turnout(
        Answers(yes_heads=yes, no_heads=no),
        past,
        kind=kind,
        expected=expected,
        cards=cards,
        ahead=ahead or Ahead(),
    )
    assert isinstance(found, Forecast)
    return found


@pytest.mark.parametrize("kind", BY_ANSWER)
@pytest.mark.parametrize("guess", [30, 280])
def test_a_guess_is_of_people_at_the_table(kind: EventKind, guess: int) -> None:
    found = forecast(kind=kind, expected=guess)
    assert found.likely == pytest.approx(guess, rel=0.05)
    assert found.parts.still_to_answer + found.parts.come_unannounced == found.likely


@pytest.mark.parametrize("kind", BY_ANSWER)
def test_a_guess_grows_old(kind: EventKind) -> None:
    likely = [
        forecast(kind=kind, expected=280, ahead=Ahead(days=days)).likely
        for days in (28, 14, 7, 3, 1)
    ]
    assert likely == sorted(likely, reverse=True)
    assert likely[-1] < 0.25 * likely[0]


@pytest.mark.parametrize("kind", BY_ANSWER)
@pytest.mark.parametrize("ahead", [None, FAR, TOMORROW])
def test_answers_move_the_forecast_before_they_pass_the_guess(
    kind: EventKind, ahead: Ahead | None
) -> None:
    few, some, many = (
        forecast(kind=kind, expected=280, yes=yes, ahead=ahead).likely for yes in (20, 75, 150)
    )
    assert few < some < many


def test_who_says_no_is_taken_off_the_guess() -> None:
    for ahead in (None, FAR, TOMORROW, OVER):
        assert forecast(expected=280, yes=80, no=200, ahead=ahead).likely < 165
    assert forecast(expected=280, yes=80, no=200, ahead=OVER).likely < 75


@pytest.mark.parametrize("kind", BY_ANSWER)
def test_nobody_is_awaited_when_answers_are_closed_or_all_cards_answered(kind: EventKind) -> None:
    answered = Ahead(days=9, cards_unanswered=0, cards_yes=30)
    for ahead in (OVER, answered, Ahead(days=0)):
        found = forecast(kind=kind, expected=280, yes=75, ahead=ahead)
        assert found.parts.still_to_answer == 0
        assert found.likely < 100


def test_no_more_are_awaited_than_the_cards_are_for_that_are_left() -> None:
    ahead = Ahead(days=22, cards_unanswered=10, cards_yes=25)
    found = forecast(expected=280, yes=75, ahead=ahead)
    assert 0 < found.parts.still_to_answer <= 10 * 3.2
    assert found.likely < 85


def test_what_is_awaited_is_learned_from_earlier_events_of_the_series() -> None:
    late = [PastTurnout(came=35, yes_heads=4, yes_in_the_end=40) for _ in range(3)]
    early = [PastTurnout(came=35, yes_heads=38, yes_in_the_end=40) for _ in range(3)]
    week_ahead = Ahead(days=7)
    kind = EventKind.REGISTERED
    assert forecast(*late, yes=4, kind=kind, ahead=week_ahead).likely == pytest.approx(34, abs=5)
    assert forecast(*early, yes=38, kind=kind, ahead=week_ahead).likely == pytest.approx(35, abs=5)
    fewer = forecast(*early, yes=19, kind=kind, ahead=week_ahead).likely
    assert 17 <= fewer <= 28


@pytest.mark.parametrize("days", [40, 60, 200, 9_000])
@pytest.mark.parametrize("guess", [None, 280])
def test_who_answers_long_before_others_usually_do_promises_no_crowd(
    days: float, guess: int | None
) -> None:
    """At sixty days 75 who said yes became 765, and at twenty years there was no number."""
    ahead = Ahead(days=days)
    found = forecast(yes=75, kind=EventKind.REGISTERED, expected=guess, ahead=ahead)
    assert 75 <= found.likely <= 450


def test_no_more_come_than_can_and_the_reasons_add_up_to_that() -> None:
    found = forecast_turnout(Answers(yes_heads=60), [], kind=EventKind.OPEN, most=20)
    assert isinstance(found, Forecast)
    assert found.quantile(0.95) == found.likely == found.parts.total == 20
    assert found.without_walk_ins().quantile(0.95) <= 20


def test_one_earlier_event_without_a_guess_does_not_drop_the_guess() -> None:
    past = [PastTurnout(came=35, yes_heads=0, yes_in_the_end=40) for _ in range(3)]
    found = forecast(*past, kind=EventKind.REGISTERED, expected=40, ahead=Ahead(days=14))
    assert 25 <= found.likely <= 42


def test_whose_guesses_were_half_of_what_came_guesses_half_again() -> None:
    elsewhere = tuple(PastTurnout(came=60, yes_heads=60, expected=30) for _ in range(4))
    found = forecast_turnout(
        Answers(), [], kind=EventKind.CLOSED, expected=30, ahead=FAR, elsewhere=elsewhere
    )
    assert isinstance(found, Forecast)
    assert 38 <= found.likely <= 62


def test_cards_alone_tell_little_until_the_first_answers() -> None:
    alone = forecast(cards=100)
    assert alone.quantile(0.1) < 25
    assert alone.quantile(0.9) > 90
    some = Ahead(days=7, cards_unanswered=40, cards_yes=45)
    answered = forecast(cards=100, yes=95, no=30, ahead=some)
    spread = [found.quantile(0.9) / found.quantile(0.1) for found in (alone, answered)]
    assert spread[1] < spread[0] / 2


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    yes=st.integers(0, 150),
    no=st.integers(0, 80),
    household=st.integers(1, 6),
    expected=st.none() | st.integers(5, 300),
    days=st.none() | st.floats(0, 40),
    cards=st.none() | st.integers(0, 120),
    kind=st.sampled_from(EventKind),
)
def test_one_more_household_never_lowers_a_forecast_however_far_ahead(
    yes: int,
    no: int,
    household: int,
    expected: int | None,
    days: float | None,
    cards: int | None,
    kind: EventKind,
) -> None:
    def quantiles(more: int) -> tuple[int, ...]:
        left = None if cards is None else max(0, cards - (more > 0))
        found = forecast_turnout(
            Answers(yes_heads=yes + more, no_heads=no, household_size_ratio=2.5),
            [],
            kind=kind,
            expected=expected,
            ahead=Ahead(days=days, cards_unanswered=left, cards_yes=(yes + more) // 2),
        )
        return found.quantiles(LEVELS) if isinstance(found, Forecast) else (0,) * len(LEVELS)

    for before, after in zip(quantiles(0), quantiles(household), strict=True):
        assert after >= before - 1 - 0.02 * before


@settings(max_examples=40, deadline=None, derandomize=True)
@given(
    yes=st.integers(0, 150),
    no=st.integers(0, 300),
    expected=st.none() | st.integers(5, 300),
    days=st.floats(-2, 40),
    closes=st.none() | st.floats(-2, 40),
    cards=st.none() | st.integers(0, 120),
    kind=st.sampled_from(EventKind),
)
def test_parts_add_up_and_nothing_is_negative_however_far_ahead(
    yes: int,
    no: int,
    expected: int | None,
    days: float,
    closes: float | None,
    cards: int | None,
    kind: EventKind,
) -> None:
    ahead = Ahead(days=days, answers_close_in_days=closes, cards_unanswered=cards)
    found = forecast_turnout(
        Answers(yes_heads=yes, no_heads=no), [], kind=kind, expected=expected or 20, ahead=ahead
    )
    assert isinstance(found, Forecast)
    levels = found.quantiles(LEVELS)
    assert list(levels) == sorted(levels)
    assert levels[0] >= 0
    parts = found.parts
    assert parts.total == found.likely
    assert min(parts.come_as_answered, parts.still_to_answer, parts.come_unannounced) >= 0
    assert found == forecast_turnout(
        Answers(yes_heads=yes, no_heads=no), [], kind=kind, expected=expected or 20, ahead=ahead
    )
