"""What the kitchen is told during the event, by real forecasts of an afternoon."""

from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from planner.core.catering.watch import (
    WARN_ABOVE,
    Advice,
    Shop,
    UsualArrivals,
    Watch,
    use_before,
    warn_above,
    watch_dish,
)
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

LENGTH = 180.0
START = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)
USUAL = UsualArrivals(starts_at=START, length_minutes=LENGTH)
BUTCHER = Shop(trip_for=timedelta(minutes=25))
MIXED_SUMMER = (30, 25, 120, 35, 28, 40, 115, 33, 27, 60)


def at(minute: float) -> datetime:
    return START + timedelta(minutes=minute)


@cache
def forecast() -> Forecast:
    past = [PastTurnout(came=count) for count in MIXED_SUMMER]
    found = forecast_turnout(Answers(), past, kind=EventKind.OPEN, expected=30)
    assert isinstance(found, Forecast)
    return found


def look(arrived: int, minute: float, *, known: bool = True) -> Nowcast:
    found = nowcast_turnout(
        forecast() if known else NothingKnown(),
        arrived=arrived,
        minute=minute,
        length_minutes=LENGTH,
    )
    assert isinstance(found, Nowcast)
    return found


def watch(
    before: int | None,
    now: int,
    minute: float,
    *,
    feeds: float = 62,
    reserve: float = 0,
    shop: Shop = BUTCHER,
) -> Watch:
    """Judge the burgers with so many inside now, and so many five minutes before."""
    return watch_dish(
        look(now, minute),
        None if before is None else look(before, minute - 5),
        feeds=feeds,
        reserve_feeds=reserve,
        shop=shop,
        usual=USUAL,
        now=at(minute),
    )


@pytest.mark.parametrize(
    ("found", "advice"),
    [
        pytest.param(watch(11, 12, 60), Advice.ENOUGH, id="a calm afternoon"),
        pytest.param(watch(8, 40, 40), Advice.WATCH, id="a bus at once: one check is no alarm"),
        pytest.param(watch(None, 40, 40), Advice.WATCH, id="the first check of all"),
        pytest.param(watch(34, 40, 40), Advice.FETCH, id="two checks, and time enough"),
        pytest.param(
            watch(50, 55, 40, reserve=60), Advice.OPEN_RESERVE, id="enough with what is on call"
        ),
        pytest.param(
            watch(34, 40, 40, reserve=60), Advice.WATCH, id="what is on call can stay cool for now"
        ),
        pytest.param(watch(56, 57, 120), Advice.TIGHT, id="it ends with two portions or none"),
        pytest.param(watch(None, 57, 120), Advice.WATCH, id="tight is said at the second look"),
        pytest.param(
            watch(63, 63, 170), Advice.TIGHT, id="one guest too many eats from smaller portions"
        ),
        pytest.param(watch(66, 66, 170), Advice.TOO_LATE, id="four too many do not"),
        pytest.param(
            watch(55, 60, 40), Advice.GO_NOW, id="120 come, the 62nd is there before the shop is"
        ),
        pytest.param(
            watch(75, 80, 40, reserve=25),
            Advice.GO_NOW,
            id="what is on call bridges a part of the trip",
        ),
        pytest.param(
            watch(34, 40, 40, shop=Shop(trip_for=timedelta(minutes=25), closes_at=at(50))),
            Advice.TOO_LATE,
            id="the shop closes",
        ),
        pytest.param(
            watch(75, 80, 40, shop=Shop(trip_for=timedelta(minutes=115))),
            Advice.TOO_LATE,
            id="whoever fetches is back when everybody leaves",
        ),
    ],
)
def test_the_kitchen_hears_what_to_do(found: Watch, advice: Advice) -> None:
    assert found.advice is advice


def test_whoever_leaves_in_time_is_back_before_the_last_portion() -> None:
    found = watch(34, 40, 40)
    assert found.runs_out_at is not None
    assert at(40) < found.runs_out_at < at(LENGTH)
    assert found.leave_before == found.runs_out_at - BUTCHER.trip_for
    assert found.chance_short > 0.6
    assert 20 <= found.fetch_for <= 150


def test_fetching_late_says_until_when_it_is_worth_the_trip() -> None:
    found = watch(55, 60, 40)
    assert found.leave_before is None
    assert found.back_at == at(40) + BUTCHER.trip_for
    assert found.worth_until == at(LENGTH - 30) - BUTCHER.trip_for
    closes = watch(55, 60, 40, shop=Shop(trip_for=timedelta(minutes=25), closes_at=at(60)))
    assert closes.worth_until == at(60) - BUTCHER.trip_for / 2


def test_no_alarm_while_the_next_hour_may_still_show_that_they_are_no_more_than_usual() -> None:
    # Likelier than not it runs short, but not before somebody who leaves in an hour is back.
    long = UsualArrivals(starts_at=START, length_minutes=600, past_arrivals=[range(1, 600)] * 8)
    looks = [
        nowcast_turnout(
            forecast(),
            arrived=inside,
            minute=minute,
            length_minutes=600,
            past_arrivals=long.past_arrivals,
        )
        for inside, minute in ((23, 115), (24, 120))
    ]
    before, now = (each for each in looks if isinstance(each, Nowcast))
    waiting = watch_dish(now, before, feeds=70, shop=BUTCHER, usual=long, now=at(120))
    assert waiting.chance_short > 0.5
    assert not waiting.advice.is_alarm
    closes = Shop(trip_for=BUTCHER.trip_for, closes_at=at(170))
    last_chance = watch_dish(now, before, feeds=70, shop=closes, usual=long, now=at(120))
    assert last_chance.advice is Advice.FETCH


def test_the_farther_the_shop_the_earlier_the_alarm() -> None:
    def first_alarm(trip: int) -> int:
        shop = Shop(trip_for=timedelta(minutes=trip))
        return next(
            minute
            for minute in range(10, 180, 5)
            if watch(minute // 2 - 2, minute // 2, minute, feeds=50, shop=shop).advice.is_alarm
        )

    assert first_alarm(90) < first_alarm(10)


def test_more_people_never_calm_the_kitchen() -> None:
    order = [Advice.ENOUGH, Advice.WATCH, Advice.TIGHT, Advice.FETCH, Advice.GO_NOW]
    for minute in (20, 40, 80, 120):
        found = [order.index(watch(inside, inside, minute).advice) for inside in range(0, 100, 2)]
        assert found == sorted(found)
        assert {found[0], found[-1]} == {0, 4}


def test_it_is_tight_without_anybody_being_sent_away() -> None:
    found = watch(56, 57, 120)
    assert not found.advice.is_alarm
    assert (found.fetch_for, found.leave_before, found.worth_until) == (0, None, None)


def test_the_dearer_a_trip_for_nothing_the_surer_it_has_to_be() -> None:
    assert warn_above(trip=1, running_out=9) == pytest.approx(0.1)
    assert warn_above(trip=1, running_out=1) == pytest.approx(0.5)
    assert warn_above(trip=3, running_out=5) == WARN_ABOVE


def test_nobody_is_sent_by_a_few_early_guests_of_whom_nothing_was_known() -> None:
    early = [look(inside, minute, known=False) for inside, minute in ((8, 15), (12, 20))]
    assert early[1].is_too_early
    found = watch_dish(early[1], early[0], feeds=30, shop=BUTCHER, usual=USUAL, now=at(20))
    assert found.advice is Advice.WATCH
    gone = watch_dish(early[1], early[0], feeds=8, shop=BUTCHER, usual=USUAL, now=at(20))
    assert gone.advice.is_alarm, "more are inside than there is for"


def test_when_all_is_gone_it_ran_out_by_now() -> None:
    found = watch(70, 80, 60)
    assert found.runs_out_at == at(60)
    assert found.chance_short == 1


def test_without_a_forecast_the_heads_inside_are_enough_to_warn() -> None:
    found = watch_dish(
        look(50, 40, known=False),
        look(45, 35, known=False),
        feeds=62,
        shop=BUTCHER,
        usual=USUAL,
        now=at(40),
    )
    assert found.advice.is_alarm


def test_food_out_of_the_cooling_keeps_two_hours() -> None:
    assert use_before(START) - START == timedelta(hours=2)
