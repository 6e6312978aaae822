"""What the forecast before an event promises."""

import pytest

from planner.core.turnout import (
    Answers,
    EventKind,
    Forecast,
    NothingKnown,
    PastTurnout,
    Weather,
    forecast_turnout,
)
from planner.core.turnout.inputs import MOST_HEADS

MIXED_SUMMER = (30, 25, 120, 35, 28, 40, 115, 33, 27, 60)
QUIET_SUMMER = (30, 25, 32, 35, 28, 33, 27, 31, 29, 30)


def forecast(
    *past: int | PastTurnout,
    yes: int = 0,
    kind: EventKind = EventKind.OPEN,
    expected: int | None = None,
    weather: Weather = Weather.ORDINARY,
    elsewhere: tuple[PastTurnout, ...] = (),
) -> Forecast:
    turnouts = [each if isinstance(each, PastTurnout) else PastTurnout(came=each) for each in past]
    found = forecast_turnout(
        Answers(yes_heads=yes),
        turnouts,
        kind=kind,
        expected=expected,
        weather=weather,
        elsewhere=elsewhere,
    )
    assert isinstance(found, Forecast)
    return found


def width(found: Forecast) -> int:
    return found.quantile(0.9) - found.quantile(0.1)


@pytest.mark.parametrize("kind", EventKind)
def test_nothing_known_gives_a_question_and_no_number(kind: EventKind) -> None:
    assert forecast_turnout(Answers(), [], kind=kind) == NothingKnown()
    assert forecast_turnout(Answers(no_heads=12), [], kind=kind) == NothingKnown()


def test_flyers_alone_give_a_rough_first_number() -> None:
    found = forecast_turnout(Answers(), [], kind=EventKind.OPEN, flyers=1000)
    assert isinstance(found, Forecast)
    assert 20 <= found.likely <= 80


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


@pytest.mark.parametrize("kind", [EventKind.CLOSED, EventKind.REGISTERED])
def test_a_guess_stands_for_answers_that_are_not_in_yet(kind: EventKind) -> None:
    three_weeks_ahead = forecast(yes=8, kind=kind, expected=100)
    assert 60 <= three_weeks_ahead.likely <= 110
    assert width(three_weeks_ahead) > width(forecast(yes=100, kind=kind, expected=100))


def test_where_nobody_ever_answers_the_counts_alone_tell() -> None:
    for kind in EventKind:
        assert forecast(*QUIET_SUMMER, kind=kind).likely == pytest.approx(30, abs=3)


def test_the_forecast_learns_from_each_event() -> None:
    widths = [width(forecast(*QUIET_SUMMER[:known], expected=30)) for known in (0, 1, 3, 10)]
    assert widths == sorted(widths, reverse=True)
    assert widths[-1] < widths[0] / 4


def test_a_castle_of_five_thousand_is_no_guess_in_the_dark() -> None:
    found = forecast(4200, 5100, 4800, expected=5000)
    assert found.likely == pytest.approx(4700, rel=0.05)
    assert found.quantile(0.05) > 2200
    assert found.quantile(0.95) < 9000


def test_one_evening_of_120_after_ten_quiet_ones_is_a_surprise_and_two_are_a_pattern() -> None:
    quiet = forecast(*QUIET_SUMMER, expected=30)
    one = forecast(*QUIET_SUMMER, 120, expected=30)
    two = forecast(*QUIET_SUMMER[:8], 120, 115, expected=30)
    assert 0.001 <= quiet.chance_at_least(120) <= 0.02
    assert one.likely == pytest.approx(quiet.likely, abs=2)
    assert 0.02 <= two.chance_at_least(110) <= 0.10


def test_a_count_that_ran_out_of_food_weighs_as_at_least_that_many() -> None:
    past = [PastTurnout(came=60) for _ in range(5)]
    ran_out = [PastTurnout(came=60, is_at_least=True) for _ in range(5)]
    assert forecast(*ran_out).quantile(0.75) > 1.15 * forecast(*past).quantile(0.75)


def test_an_estimate_weighs_less_than_a_count() -> None:
    counted = [PastTurnout(came=came) for came in (58, 62, 60, 59)]
    named = [PastTurnout(came=came, is_estimate=True) for came in (58, 62, 60, 59)]
    assert width(forecast(*named, 40)) != width(forecast(*counted, 40))
    assert forecast(100, *named).likely != forecast(100, *counted).likely


def test_rain_keeps_only_people_without_an_answer_at_home() -> None:
    dry = forecast(*QUIET_SUMMER)
    assert forecast(*QUIET_SUMMER, weather=Weather.RAIN).likely < 0.85 * dry.likely
    invited = forecast(yes=100, kind=EventKind.CLOSED)
    rain = forecast(yes=100, kind=EventKind.CLOSED, weather=Weather.RAIN)
    assert rain.likely == pytest.approx(invited.likely, abs=2)


def test_a_guess_three_times_as_large_moves_a_known_series_up() -> None:
    past = [PastTurnout(came=28 + place, expected=30) for place in range(5)]
    assert 40 <= forecast(*past, expected=90).likely <= 90


def test_barbecues_elsewhere_help_a_new_neighbourhood() -> None:
    elsewhere = tuple(PastTurnout(came=came, expected=30) for came in (70, 66, 81, 75))
    alone, helped = forecast(expected=30), forecast(expected=30, elsewhere=elsewhere)
    assert alone.likely < helped.likely < 75
    assert forecast(elsewhere=elsewhere).likely > 30
    assert forecast(*QUIET_SUMMER, expected=30, elsewhere=elsewhere).likely < 36


def test_large_households_make_the_count_swing_more() -> None:
    large = Answers.of_households(yes=[8] * 10)
    small = Answers.of_households(yes=[1] * 80)
    bands = []
    for answers in (large, small):
        found = forecast_turnout(answers, [], kind=EventKind.CLOSED)
        assert isinstance(found, Forecast)
        bands.append(width(found))
    assert bands[0] > 1.1 * bands[1]


def test_answers_are_added_up_from_households() -> None:
    answers = Answers.of_households(yes=[4, 2, 5], maybe=[1], no=[3])
    assert (answers.yes_heads, answers.maybe_heads, answers.no_heads) == (11, 1, 3)
    assert answers.household_size_ratio == pytest.approx((16 + 4 + 25 + 1) / 12)


def test_the_reasons_add_up_to_the_number_shown() -> None:
    found = forecast(PastTurnout(came=63, yes_heads=58), yes=58)
    assert found.parts.total == found.likely
    assert found.parts.come_as_answered + found.parts.stay_away == 58
    assert found.parts.out_of_ten == round(found.parts.come_as_answered / 5.8)


def test_dots_are_equally_likely_evenings() -> None:
    found = forecast(*MIXED_SUMMER)
    dots = found.dots(20)
    assert len(dots) == 20
    assert list(dots) == sorted(dots)
    assert dots[9] <= found.likely <= dots[10]


def test_a_chance_and_a_quantile_tell_the_same() -> None:
    found = forecast(*MIXED_SUMMER)
    at_90 = found.quantile(0.9)
    assert found.chance_at_most(at_90) == pytest.approx(0.9, abs=0.02)
    assert found.chance_at_least(at_90 + 1) == pytest.approx(1 - found.chance_at_most(at_90))
    assert found.mean > found.likely


@pytest.mark.parametrize("level", [-0.1, 1.1])
def test_a_level_is_a_chance(level: float) -> None:
    with pytest.raises(ValueError, match="from 0 to 1"):
        forecast(30).quantile(level)


@pytest.mark.parametrize("heads", [-1, MOST_HEADS + 1, 1_000_000_000])
def test_a_number_of_people_that_cannot_be_is_refused(heads: int) -> None:
    with pytest.raises(ValueError, match="must be from 0"):
        Answers(yes_heads=heads)
    with pytest.raises(ValueError, match="must be from 0"):
        PastTurnout(came=heads)
    with pytest.raises(ValueError, match="must be from 0"):
        forecast(30, expected=heads)


@pytest.mark.parametrize("ratio", [0.5, 2000, float("nan")])
def test_a_household_ratio_that_cannot_be_is_refused(ratio: float) -> None:
    with pytest.raises(ValueError, match="household_size_ratio"):
        Answers(yes_heads=3, household_size_ratio=ratio)
