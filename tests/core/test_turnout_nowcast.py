"""What the forecast during an event promises."""

import pytest

from planner.core.turnout import (
    Answers,
    EventKind,
    Forecast,
    NothingKnown,
    Nowcast,
    PastTurnout,
    forecast_turnout,
    nowcast_turnout,
)
from planner.core.turnout.profile import profile_at, share_by
from planner.core.turnout.ways import rising, usual_share

EVENING = 180.0
MIXED_SUMMER = (30, 25, 120, 35, 28, 40, 115, 33, 27, 60)
# A guest a minute for an hour, after half an hour without anybody.
STEADY = [30.0 + minute for minute in range(60)]


def forecast(*counts: int) -> Forecast:
    past = [PastTurnout(came=count) for count in counts]
    found = forecast_turnout(Answers(), past, kind=EventKind.OPEN, expected=30)
    assert isinstance(found, Forecast)
    return found


def nowcast(
    before: Forecast | NothingKnown,
    *,
    arrived: int,
    minute: float,
    past_arrivals: list[list[float]] | None = None,
) -> Nowcast:
    found = nowcast_turnout(
        before,
        arrived=arrived,
        minute=minute,
        length_minutes=EVENING,
        past_arrivals=past_arrivals or [],
    )
    assert isinstance(found, Nowcast)
    return found


def test_a_busy_start_raises_the_forecast_and_a_quiet_one_lowers_it() -> None:
    before = forecast(*MIXED_SUMMER)
    busy = nowcast(before, arrived=60, minute=40)
    quiet = nowcast(before, arrived=3, minute=40)
    assert quiet.likely < before.likely < busy.likely


def test_as_the_evening_goes_on_the_range_narrows_to_the_heads_inside() -> None:
    before = forecast(*MIXED_SUMMER)
    ranges = []
    for minute in (20, 60, 120, 180):
        now = nowcast(before, arrived=40, minute=minute)
        ranges.append(now.quantile(0.9) - now.quantile(0.1))
    assert ranges == sorted(ranges, reverse=True)
    assert nowcast(before, arrived=40, minute=180).likely <= 42


def test_a_recount_downwards_simply_replaces_the_count() -> None:
    before = forecast(*MIXED_SUMMER)
    counted_twice = nowcast(before, arrived=60, minute=60)
    corrected = nowcast(before, arrived=45, minute=61)
    assert 45 <= corrected.quantile(0.05) < counted_twice.quantile(0.05)
    assert corrected.likely < counted_twice.likely


def test_the_final_count_is_never_below_the_heads_inside() -> None:
    now = nowcast(forecast(30, 30, 30), arrived=200, minute=20)
    assert now.quantile(0.001) >= 200
    assert now.chance_at_least(200) == 1
    assert now.chance_beyond(199) == 1
    assert now.still_to_come(0.5) == now.likely - 200


def test_before_the_doors_open_the_forecast_stands() -> None:
    before = forecast(*MIXED_SUMMER)
    assert nowcast(before, arrived=0, minute=-10).likely == pytest.approx(before.likely, abs=3)


def test_without_any_forecast_the_heads_inside_give_one() -> None:
    now = nowcast(NothingKnown(), arrived=30, minute=60)
    assert 35 <= now.likely <= 120
    nobody = nowcast_turnout(NothingKnown(), arrived=0, minute=60, length_minutes=EVENING)
    assert nobody == NothingKnown()


def test_earlier_arrivals_tell_how_many_are_usually_inside() -> None:
    assert profile_at(29, EVENING, [STEADY] * 8).share < 0.05
    assert profile_at(60, EVENING, [STEADY] * 8).share == pytest.approx(0.52, abs=0.05)
    late_crowd = nowcast(forecast(60, 60), arrived=5, minute=30, past_arrivals=[STEADY] * 8)
    early_crowd = nowcast(forecast(60, 60), arrived=5, minute=90, past_arrivals=[STEADY] * 8)
    assert late_crowd.likely > early_crowd.likely


def test_events_that_resemble_each_other_make_the_profile_surer() -> None:
    alike = profile_at(60, EVENING, [STEADY] * 10)
    early, late = [10.0] * 50 + [170.0], [10.0] + [170.0] * 50
    assert alike.concentration > 3 * profile_at(60, EVENING, [early, late] * 5).concentration


def test_half_of_the_guests_usually_come_in_the_first_third() -> None:
    assert usual_share(0) == 0
    assert usual_share(1 / 3) == pytest.approx(0.54, abs=0.02)
    assert usual_share(1) == 1


@pytest.mark.parametrize(
    ("arrived", "minute", "length"),
    [
        pytest.param(-1, 10, 180, id="fewer than nobody inside"),
        pytest.param(10, 10, 0, id="an event without length"),
        pytest.param(10, float("nan"), 180, id="no time"),
    ],
)
def test_what_cannot_be_is_refused(arrived: int, minute: float, length: float) -> None:
    with pytest.raises(ValueError, match="must be"):
        nowcast_turnout(forecast(30), arrived=arrived, minute=minute, length_minutes=length)


def test_all_are_gone_later_rather_than_soon_and_at_the_end_as_likely_as_ever() -> None:
    now = nowcast(forecast(*MIXED_SUMMER), arrived=40, minute=40)
    chances = [now.chance_gone(62, share_then=share) for share in (0.3, 0.6, 0.8, 1)]
    assert chances == sorted(chances)
    assert chances[0] < 0.05
    assert chances[-1] == pytest.approx(now.chance_beyond(62))


def test_what_is_gone_already_is_gone_at_any_moment() -> None:
    now = nowcast(forecast(30, 30, 30), arrived=40, minute=40)
    assert now.chance_gone(39, share_then=0) == 1
    assert now.chance_gone(60, share_then=now.share_by_now) == 0


def test_those_still_to_come_arrive_as_usual() -> None:
    now = nowcast(forecast(*MIXED_SUMMER), arrived=40, minute=40)
    halfway = (1 + now.share_by_now) / 2
    assert now.likely_inside(share_then=now.share_by_now) == 40
    assert now.likely_inside(share_then=halfway) == pytest.approx((40 + now.likely) / 2)
    assert now.likely_inside(share_then=1) == now.likely


def test_at_the_end_everybody_is_inside() -> None:
    assert share_by(60, EVENING, [STEADY] * 8) == profile_at(60, EVENING, [STEADY] * 8).share
    assert share_by(EVENING, EVENING, [STEADY] * 8) == 1


def test_in_which_order_earlier_arrivals_were_written_down_does_not_matter() -> None:
    mixed = [STEADY[1::2] + STEADY[::2], STEADY[::-1]]
    for minute in (10, 60, 130):
        told = profile_at(minute, EVENING, mixed)
        assert told == profile_at(minute, EVENING, [rising(each) for each in mixed])
        assert told == profile_at(minute, EVENING, [STEADY, STEADY])


def limited(before: Forecast | NothingKnown, *, arrived: int, minute: float, most: int) -> Nowcast:
    """As many as cards hold: nobody else can come."""
    found = nowcast_turnout(
        before, arrived=arrived, minute=minute, length_minutes=EVENING, most=most
    )
    assert isinstance(found, Nowcast)
    return found


def test_no_more_people_are_expected_than_cards_hold() -> None:
    before = forecast(*MIXED_SUMMER)
    free = nowcast(before, arrived=30, minute=40)
    assert free.likely > 40, "a busy start without limits"
    bound = limited(before, arrived=30, minute=40, most=40)
    low, likely, high = bound.quantiles((0.1, 0.5, 0.9))
    assert 30 <= low < likely < high <= 40
    assert bound.quantile(0.999) <= 40
    assert (bound.chance_at_least(30), bound.chance_at_least(41)) == (1.0, 0.0)


@pytest.mark.parametrize("most", [0, 30, 31])
def test_who_is_inside_counts_though_no_card_holds_them(most: int) -> None:
    bound = limited(forecast(*MIXED_SUMMER), arrived=30, minute=40, most=most)
    assert bound.quantiles((0.1, 0.9)) == ((30, 30) if most <= 30 else (30, 31))


def test_a_limit_that_nobody_reaches_changes_nothing() -> None:
    before = forecast(*MIXED_SUMMER)
    free, bound = nowcast(before, arrived=30, minute=40), limited(
        before, arrived=30, minute=40, most=5_000
    )  # fmt: skip
    levels = (0.1, 0.5, 0.9)
    assert bound.quantiles(levels) == free.quantiles(levels)


def test_a_full_place_takes_who_fits_and_no_more() -> None:
    free = nowcast(forecast(*MIXED_SUMMER), arrived=90, minute=40)
    full = free.limited_to(100)
    assert full.quantiles((0.1, 0.5, 0.9)) == (100, 100, 100), "more want to come than fit"
    assert free.limited_to(80).quantile(0.9) == 90, "who is inside stays counted"
    assert full.limited_to(120).most == 100
    assert full.inside_at(0.5, share_then=1.0) == 100


def test_before_the_doors_open_it_is_the_forecast_to_the_person() -> None:
    before = forecast(*MIXED_SUMMER)
    now = nowcast(before, arrived=0, minute=0)
    levels = (0.1, 0.25, 0.5, 0.75, 0.9)
    assert now.quantiles(levels) == tuple(before.quantile(level) for level in levels)
