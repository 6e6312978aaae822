"""Do the warnings come in time, and how often are they false?

Each day is squeezed to an evening of four hours. The organiser's guess is wrong by one of six
factors, the stock is what the forecast from that guess calls for, and the shop is three quarters of
an hour away. A warning is in time when it comes that much before the last portion goes; on a day
with food left any warning is false.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.arrivals import LENGTH, Day, days_of
from planner.core.catering.watch import BETWEEN_CHECKS, MINUTE, Shop, UsualArrivals, watch_dish
from planner.core.turnout import (
    Answers,
    EventKind,
    Forecast,
    Nowcast,
    forecast_turnout,
    nowcast_turnout,
)

EVENING = 0.4
SHOP = Shop(trip_for=timedelta(minutes=45))
STOCK_LEVEL = 0.75
WRONG_BY = (0.7, 1, 1.5, 2, 3, 4)
# Nobody could have foreseen whether it ends just above the stock or just below it.
CLOSE_CALL = 0.05
STARTS_AT = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Evening:
    """One day with one guess.

    Attributes:
        minutes: of each arrival.
        stock: portions.
        forecast: from the guess.
        usual: when guests usually come in.
        takes_turn: whether this is the one guess of the day in the short protocol.
    """

    minutes: Sequence[float]
    stock: int
    forecast: Forecast
    usual: UsualArrivals
    takes_turn: bool

    @property
    def is_short(self) -> bool:
        return len(self.minutes) > self.stock

    @property
    def is_close_call(self) -> bool:
        return abs(len(self.minutes) - self.stock) <= max(2, CLOSE_CALL * self.stock)

    def is_in_time(self, warned_at: float | None) -> bool:
        if warned_at is None:
            return False
        return warned_at + SHOP.trip_for / MINUTE <= self.minutes[self.stock]

    def nowcast_at(self, minute: float) -> Nowcast:
        found = nowcast_turnout(
            self.forecast,
            arrived=bisect_right(self.minutes, minute),
            minute=minute,
            length_minutes=self.usual.length_minutes,
            past_arrivals=self.usual.past_arrivals,
        )
        assert isinstance(found, Nowcast)
        return found


Rule = Callable[[Evening, Nowcast, Nowcast, float], bool]


def _ours(evening: Evening, now: Nowcast, before: Nowcast, minute: float) -> bool:
    watch = watch_dish(
        now,
        before,
        feeds=evening.stock,
        shop=SHOP,
        usual=evening.usual,
        now=STARTS_AT + minute * MINUTE,
    )
    return watch.advice.is_alarm


def _twice(is_bad: Callable[[Evening, Nowcast], bool]) -> Rule:
    return lambda evening, now, before, _: is_bad(evening, now) and is_bad(evening, before)


RULES: dict[str, Rule] = {
    "four in five portions gone": _twice(lambda eve, look: look.arrived > 0.8 * eve.stock),
    "inside / usual share > stock": _twice(
        lambda eve, look: look.arrived / look.share_by_now > eve.stock
    ),
    "chance short > 0.52": _twice(lambda eve, look: look.chance_beyond(eve.stock) > 0.52),
    "chance short > 0.60": _twice(lambda eve, look: look.chance_beyond(eve.stock) > 0.60),
    "gone within the hour": _ours,
}


def run(arrivals: Path) -> None:
    """Print what our rule and simpler ones, all at two checks in a row, would have warned of."""
    evenings = list(_evenings(arrivals))
    warned = [_warned_at(evening) for evening in evenings]
    print("Warned 45 minutes before the last portion goes, and false alarms on calm evenings:")
    for name in RULES:
        judged = [
            (evening, found.get(name)) for evening, found in zip(evenings, warned, strict=True)
        ]
        turns = [each for each in judged if each[0].takes_turn]
        clear = [each for each in judged if not each[0].is_close_call]
        print(
            f"  {name:28s}  one guess a day {_tally(turns)}"
            f"  all six {_tally(judged)}  no close calls {_tally(clear)}"
        )


def _evenings(arrivals: Path) -> Iterator[Evening]:
    for place, day in enumerate(days_of(arrivals)):
        for turn, wrong_by in enumerate(WRONG_BY):
            yield _evening(day, wrong_by, takes_turn=place % len(WRONG_BY) == turn)


def _evening(day: Day, wrong_by: float, *, takes_turn: bool) -> Evening:
    guess = max(5, round(len(day.minutes) / wrong_by))
    forecast = forecast_turnout(Answers(), [], kind=EventKind.OPEN, expected=guess)
    assert isinstance(forecast, Forecast)
    return Evening(
        minutes=[minute * EVENING for minute in day.minutes],
        stock=forecast.quantile(STOCK_LEVEL),
        forecast=forecast,
        usual=UsualArrivals(
            starts_at=STARTS_AT,
            length_minutes=LENGTH * EVENING,
            past_arrivals=[[minute * EVENING for minute in minutes] for minutes in day.earlier],
        ),
        takes_turn=takes_turn,
    )


def _warned_at(evening: Evening) -> dict[str, float]:
    """The minute at which each rule would first have warned."""
    found: dict[str, float] = {}
    step = BETWEEN_CHECKS / MINUTE
    before, minute = evening.nowcast_at(0), step
    while minute < evening.usual.length_minutes and len(found) < len(RULES):
        now = evening.nowcast_at(minute)
        for name, rule in RULES.items():
            if name not in found and rule(evening, now, before, minute):
                found[name] = minute
        before, minute = now, minute + step
    return found


def _tally(judged: Sequence[tuple[Evening, float | None]]) -> str:
    short = [evening.is_in_time(warned) for evening, warned in judged if evening.is_short]
    calm = [warned is not None for evening, warned in judged if not evening.is_short]
    return (
        f"{sum(short):3d} of {len(short):3d} ({sum(short) / max(1, len(short)):4.0%}),"
        f" {sum(calm):3d} of {len(calm):3d} ({sum(calm) / max(1, len(calm)):4.0%})"
    )
