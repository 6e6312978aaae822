"""How people come to a dinner, a walk, a party or a light show, before anything of it is known."""

import random

import pytest

from bench import first_dinners
from planner.core.catering.watch import Advice
from planner.core.turnout import (
    DROPPING_IN,
    Answers,
    ArrivalWay,
    Arriving,
    EventKind,
    Forecast,
    NothingKnown,
    Nowcast,
    forecast_turnout,
    nowcast_turnout,
)
from planner.core.turnout.profile import begins_at, profile_at, share_by

SEATED, WALK = Arriving(way=ArrivalWay.SEATED), Arriving(way=ArrivalWay.TOGETHER)
SHOW = Arriving(way=ArrivalWay.PROGRAMME, draws_at=120)
WAYS = [DROPPING_IN, SEATED, WALK, SHOW]
LEVELS = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)


def forecast(kind: EventKind = EventKind.CLOSED) -> Forecast:
    found = forecast_turnout(Answers(yes_heads=100), [], kind=kind)
    assert isinstance(found, Forecast)
    return found


def nowcast(
    before: Forecast | NothingKnown,
    arrived: int,
    minute: float,
    arriving: Arriving,
    most: int | None = None,
) -> Nowcast:
    found = nowcast_turnout(
        before, arrived=arrived, minute=minute, length_minutes=240, arriving=arriving, most=most
    )
    assert isinstance(found, Nowcast)
    return found


@pytest.mark.parametrize("arriving", [SEATED, WALK])
def test_a_long_dinner_fills_as_fast_as_a_short_one(arriving: Arriving) -> None:
    short, long = (share_by(30, length, [], arriving=arriving) for length in (110, 240))
    assert short == pytest.approx(long, abs=0.05)


def test_at_a_table_most_are_there_after_half_an_hour_and_at_a_party_not() -> None:
    shares = [share_by(30, 240, [], arriving=each) for each in (WALK, SEATED, DROPPING_IN)]
    assert shares == sorted(shares, reverse=True)
    assert shares[1] > 0.6 > 0.3 > shares[2]


def test_a_prompt_and_a_slow_dinner_are_both_inside_the_doubt() -> None:
    doubt = profile_at(20, 150, [], arriving=SEATED)
    spread = (doubt.share * (1 - doubt.share) / (doubt.concentration + 1)) ** 0.5
    assert doubt.share - 1.5 * spread < 0.25 < 0.85 < doubt.share + 1.5 * spread


def test_a_light_show_draws_people_before_it_begins() -> None:
    for minute in (60, 90):
        assert share_by(minute, 240, [], arriving=SHOW) < share_by(minute, 240, [])
    assert share_by(120, 240, [], arriving=SHOW) > share_by(120, 240, []) + 0.05


@pytest.mark.parametrize("draws_at", [None, -30, 0, 241, 1e9])
def test_a_programme_that_draws_nobody_during_the_event_is_one_to_drop_in_at(
    draws_at: float | None,
) -> None:
    nothing = Arriving(way=ArrivalWay.PROGRAMME, draws_at=draws_at)
    assert profile_at(90, 240, [], arriving=nothing) == profile_at(90, 240, [])


@pytest.mark.parametrize("arriving", WAYS)
@pytest.mark.parametrize("length", [1, 10, 60, 1440, 10_000])
def test_a_share_is_a_share_however_long_it_lasts(arriving: Arriving, length: float) -> None:
    for part in (0, 0.01, 0.5, 1, 2):
        found = profile_at(part * length, length, [], arriving=arriving, begun_at=length / 3)
        assert 0 < found.share < 1
        assert found.concentration >= 1


@pytest.mark.parametrize("arriving", WAYS)
def test_people_only_come_in_and_in_the_end_all_are_there(arriving: Arriving) -> None:
    shares = [share_by(minute, 240, [], arriving=arriving) for minute in range(0, 241, 5)]
    assert shares == sorted(shares)
    assert (shares[0] < 0.6, shares[-1]) == (True, 1.0)


def test_other_dinners_of_the_organisation_tell_half_as_much_as_own_ones() -> None:
    at_once = [[5.0] * 50] * 4
    shares = [
        share_by(20, 150, past, arriving=Arriving(way=ArrivalWay.SEATED, elsewhere=other))
        for past, other in (((), ()), ((), at_once), (at_once, ()), (at_once, at_once))
    ]
    assert shares == sorted(shares)
    assert len(set(shares)) == 4


def test_an_evening_that_begins_late_is_not_a_quiet_one() -> None:
    past = [[10.0 + minute for minute in range(120)]] * 6
    by_clock, late = (
        profile_at(60, 240, past, begun_at=begun) for begun in (None, begins_at([48, 50, 51]))
    )
    assert late.share < by_clock.share - 0.05
    assert profile_at(60, 240, past, begun_at=12).share == pytest.approx(by_clock.share, abs=0.01)
    assert begins_at([3, 4]) is None, "two may be the cook's brothers"


@pytest.mark.parametrize("arriving", WAYS)
def test_of_every_way_the_nowcast_keeps_its_promises(arriving: Arriving) -> None:
    before = forecast()
    for minute in (1, 5, 30, 60, 120, 239):
        last = (0,) * len(LEVELS)
        for arrived in range(0, 101, 10):
            now = nowcast(before, arrived, minute, arriving, most=100)
            found = now.quantiles(LEVELS)
            assert list(found) == sorted(found)
            assert arrived <= found[0] <= found[-1] <= 100
            assert all(more >= fewer for more, fewer in zip(found, last, strict=True))
            assert nowcast(before, arrived, minute, arriving, most=100) == now
            last = found


def test_a_dinner_that_sits_down_at_once_is_no_crowd() -> None:
    """By the curve of a party 69 at minute 11 became 220, and 110 to 510 of a hundred invited."""
    as_party, seated = (nowcast(forecast(), 69, 11, each) for each in (DROPPING_IN, SEATED))
    assert as_party.likely > 200
    assert seated.likely < 95
    low, high = nowcast(forecast(), 69, 11, SEATED, most=100).quantiles((0.1, 0.9))
    assert 69 <= low < 80 < high < 98


@pytest.mark.parametrize("has_reserve", [True, False])
@pytest.mark.parametrize("way", first_dinners.DINNERS, ids=lambda way: way.name)
@pytest.mark.parametrize("length", first_dinners.LENGTHS)
def test_a_first_dinner_with_enough_food_sends_nobody_to_the_shop(
    length: float, way: first_dinners.Ways, has_reserve: bool
) -> None:
    dinners = first_dinners.calm_dinners(way, length, SEATED, has_reserve=has_reserve)[::2]
    loudest = [dinner.loudest() for dinner in dinners]
    assert sum(advice.is_alarm for advice in loudest) <= 1


@pytest.mark.parametrize("way", first_dinners.DINNERS, ids=lambda way: way.name)
def test_a_first_dinner_with_too_little_is_noticed_before_the_last_portion(
    way: first_dinners.Ways,
) -> None:
    for dinner in first_dinners.short_dinners(way, 150, SEATED):
        warned = dinner.warned_at()
        assert warned is not None
        assert warned <= dinner.minutes[dinner.feeds]


def test_nothing_is_red_when_the_last_who_is_invited_is_nearly_in() -> None:
    full = first_dinners.Evening(
        minutes=sorted(random.Random(3).uniform(0, 20) for _ in range(98)),
        forecast=forecast(),
        usual=first_dinners.usual(150, SEATED),
        feeds=99,
        invited=100,
    )
    assert not full.loudest().is_alarm


def test_a_walk_that_starts_together_sends_nobody_to_the_shop() -> None:
    walks = first_dinners.calm_walks(WALK)[::4]
    assert {walk.loudest() for walk in walks} <= {Advice.ENOUGH, Advice.WATCH, Advice.TIGHT}


def test_with_nothing_known_a_few_early_guests_say_nothing_yet() -> None:
    """Twelve at minute 20 of four hours became 511, and 97 to 1,931."""
    early = nowcast(NothingKnown(), 12, 20, DROPPING_IN)
    assert early.is_too_early
    assert list(early.quantiles(LEVELS)) == sorted(early.quantiles(LEVELS))
    assert not nowcast(NothingKnown(), 12, 60, DROPPING_IN).is_too_early
    assert not nowcast(NothingKnown(), 12, 20, SEATED).is_too_early
    assert not nowcast(forecast(), 12, 20, DROPPING_IN).is_too_early
