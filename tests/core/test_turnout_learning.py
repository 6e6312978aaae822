"""What forecasts learn of a series: regulars, a moving level, weather, counts that fell short."""

import pytest

from planner.core.turnout import (
    Ahead,
    Answers,
    EventKind,
    Forecast,
    PastTurnout,
    Weather,
    forecast_turnout,
)


def forecast(
    *past: int | PastTurnout,
    yes: int = 0,
    kind: EventKind = EventKind.OPEN,
    weather: Weather = Weather.ORDINARY,
    expected: int | None = None,
) -> Forecast:
    turnouts = [each if isinstance(each, PastTurnout) else PastTurnout(came=each) for each in past]
    found = forecast_turnout(
        Answers(yes_heads=yes), turnouts, kind=kind, weather=weather, expected=expected
    )
    assert isinstance(found, Forecast)
    return found


def width(found: Forecast) -> int:
    return found.quantile(0.9) - found.quantile(0.1)


def test_a_club_whose_members_always_come_gets_a_narrow_range() -> None:
    always = forecast(*[30] * 50)
    assert always.likely == 30
    assert width(always) <= 8
    assert width(forecast(*[30] * 3)) > 20


def test_a_series_that_grows_is_told_from_one_that_shrinks() -> None:
    grows, shrinks = (30, 40, 55, 75, 100), (100, 75, 55, 40, 30)
    assert forecast(*grows).likely > 1.2 * forecast(*shrinks).likely
    longer = (*grows, 130, 180)
    assert forecast(*longer).likely > 1.3 * forecast(*reversed(longer)).likely


def test_counts_that_come_and_go_are_no_trend_in_whatever_order() -> None:
    mixed = (30, 25, 120, 35, 28, 40, 115, 33, 27, 60)
    assert forecast(*mixed).likely == pytest.approx(forecast(*reversed(mixed)).likely, abs=4)


def test_food_that_ran_out_once_speaks_of_tens_of_percent_more_and_not_of_any_number() -> None:
    ran_out = forecast(PastTurnout(came=60, is_at_least=True))
    counted = forecast(60)
    assert 60 <= ran_out.likely <= 80
    assert ran_out.quantile(0.9) < 1.4 * counted.quantile(0.9)


def test_who_says_how_many_more_might_have_come_is_believed() -> None:
    few = forecast(PastTurnout(came=60, is_at_least=True, missed=3))
    many = forecast(PastTurnout(came=60, is_at_least=True, missed=60))
    assert few.likely == pytest.approx(62, abs=4)
    assert many.likely > few.likely + 30


def test_whoever_sees_120_say_yes_believes_it_where_earlier_answers_are_lost() -> None:
    lost = [40] * 4
    assert forecast(*lost, yes=120).likely >= 95
    assert forecast(*lost, yes=60, kind=EventKind.REGISTERED).likely >= 50


def test_rain_is_learned_from_own_rainy_days() -> None:
    dry = [PastTurnout(came=came) for came in (40, 42, 38, 41)]
    washed_out = [PastTurnout(came=came, weather=Weather.RAIN) for came in (12, 14, 10)]
    in_a_hall = [PastTurnout(came=came, weather=Weather.RAIN) for came in (41, 39, 40)]
    unknown = forecast(*dry, weather=Weather.RAIN).likely
    assert forecast(*dry, *washed_out, weather=Weather.RAIN).likely < 0.7 * unknown
    assert forecast(*dry, *in_a_hall, weather=Weather.RAIN).likely > 1.1 * unknown


def test_holidays_are_learned_from_own_holidays_and_mean_nothing_before() -> None:
    usual = [PastTurnout(came=came) for came in (40, 42, 38, 41)]
    away = [PastTurnout(came=came, is_holiday=True) for came in (20, 22, 18)]
    kind = EventKind.OPEN

    def likely(*past: PastTurnout, is_holiday: bool) -> int:
        found = forecast_turnout(Answers(), past, kind=kind, is_holiday=is_holiday)
        assert isinstance(found, Forecast)
        return found.likely

    assert likely(*usual, is_holiday=True) == likely(*usual, is_holiday=False)
    assert likely(*usual, *away, is_holiday=True) < 0.8 * likely(*usual, *away, is_holiday=False)


def test_two_households_may_both_stay_away() -> None:
    found = forecast(yes=2, kind=EventKind.REGISTERED)
    assert found.quantile(0.1) == 0
    assert 0.1 < found.chance_at_most(0) < 0.4
    assert forecast(yes=60, kind=EventKind.REGISTERED).chance_at_most(0) < 0.01


def test_walk_ins_of_a_first_open_event_grow_more_slowly_than_its_answers() -> None:
    walk_ins = [forecast(yes=yes).parts.come_unannounced for yes in (10, 40, 160)]
    assert walk_ins == sorted(walk_ins)
    assert walk_ins[2] < 5 * walk_ins[0]


def test_answers_weeks_ahead_are_no_promise_of_as_many_people() -> None:
    """Of those who said yes to free events 40 to 72 % came."""
    found = forecast_turnout(
        Answers(yes_heads=100),
        [],
        kind=EventKind.REGISTERED,
        ahead=Ahead(days=14, answers_close_in_days=0),
    )
    assert isinstance(found, Forecast)
    assert 60 <= found.likely <= 85
