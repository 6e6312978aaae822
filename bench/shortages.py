"""Do the warnings come in time, and how often are they false?

Each day is squeezed to an evening of four hours. The organiser's guess is wrong by one of six
factors, the stock is what the forecast from that guess calls for, and the shop is three quarters of
an hour away. A warning is in time when it comes that much before the last portion goes; on a day
with food left any warning is false. Days are in order of time: constants are chosen on the earlier
half, and the later half is printed apart.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench.arrivals import LENGTH, Day, days_of
from bench.evenings import SHOP, WatchedEvening
from planner.core.catering.watch import MINUTE, Advice, UsualArrivals
from planner.core.turnout import Answers, EventKind, Forecast, Nowcast, forecast_turnout

EVENING = 0.4
STOCK_LEVEL = 0.75
WRONG_BY = (0.7, 1, 1.5, 2, 3, 4)
# Nobody could have foreseen whether it ends just above the stock or just below it.
CLOSE_CALL = 0.05
STARTS_AT = datetime(2027, 6, 12, 13, 0, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Evening(WatchedEvening):
    """One day with one guess, of which the forecast was made.

    Attributes:
        takes_turn: whether this is the one guess of the day in the short protocol.
        is_later: in the later half of the days.
    """

    takes_turn: bool
    is_later: bool

    @property
    def is_short(self) -> bool:
        return len(self.minutes) > self.feeds

    @property
    def is_close_call(self) -> bool:
        return abs(len(self.minutes) - self.feeds) <= max(2, CLOSE_CALL * self.feeds)

    def is_in_time(self, warned_at: float | None) -> bool:
        if warned_at is None:
            return False
        return warned_at + SHOP.trip_for / MINUTE <= self.minutes[self.feeds]


Rule = Callable[[Evening, Nowcast, Nowcast, float], bool]


def _ours(evening: Evening, now: Nowcast, before: Nowcast, minute: float) -> bool:
    return evening.watch_at(minute, now, before).advice.is_alarm


def _ours_or_tight(evening: Evening, now: Nowcast, before: Nowcast, minute: float) -> bool:
    advice = evening.watch_at(minute, now, before).advice
    return advice.is_alarm or advice is Advice.TIGHT


def _twice(is_bad: Callable[[Evening, Nowcast], bool]) -> Rule:
    return lambda evening, now, before, _: is_bad(evening, now) and is_bad(evening, before)


OURS = "clearly gone within the hour"
RULES: dict[str, Rule] = {
    "four in five portions gone": _twice(lambda eve, look: look.arrived > 0.8 * eve.feeds),
    "inside / usual share > stock": _twice(
        lambda eve, look: look.arrived / look.share_by_now > eve.feeds
    ),
    "chance short > 0.52": _twice(lambda eve, look: look.chance_beyond(eve.feeds) > 0.52),
    "chance short > 0.60": _twice(lambda eve, look: look.chance_beyond(eve.feeds) > 0.60),
    OURS: _ours,
    "the same, or it will be tight": _ours_or_tight,
}


def run(arrivals: Path) -> None:
    """Print what our rule and simpler ones, all at two checks in a row, would have warned of."""
    evenings = list(_evenings(arrivals))
    warned = [_warned_at(evening) for evening in evenings]
    print("Warned 45 minutes before the last portion goes, and false alarms on calm evenings:")
    for half, is_in in (
        ("all days", lambda _: True),
        ("the earlier half", lambda evening: not evening.is_later),
        ("the later half", lambda evening: evening.is_later),
    ):
        print(f"  {half}:")
        for name in RULES:
            judged = [
                (evening, found.get(name))
                for evening, found in zip(evenings, warned, strict=True)
                if is_in(evening)
            ]
            turns = [each for each in judged if each[0].takes_turn]
            clear = [each for each in judged if not each[0].is_close_call]
            print(
                f"    {name:29s}  one guess a day {_tally(turns)}"
                f"  all six {_tally(judged)}  no close calls {_tally(clear)}"
            )
    _print_words(evenings, warned)


def _print_words(evenings: Sequence[Evening], warned: Sequence[dict[str, float]]) -> None:
    """Print which word a close call ends with: an alarm, that it will be tight, or nothing."""
    for half, is_later in (("earlier", False), ("later", True)):
        close = [
            found
            for evening, found in zip(evenings, warned, strict=True)
            if evening.is_close_call and evening.is_later is is_later
        ]
        alarms = sum(OURS in found for found in close)
        words = sum("the same, or it will be tight" in found for found in close)
        print(
            f"  Close calls of the {half} half, all six: {len(close)},"
            f" of them {alarms} with an alarm and {words - alarms} with 'it will be tight'"
        )


def _evenings(arrivals: Path) -> Iterator[Evening]:
    days = list(days_of(arrivals))
    for place, day in enumerate(days):
        for turn, wrong_by in enumerate(WRONG_BY):
            yield _evening(
                day,
                wrong_by,
                takes_turn=place % len(WRONG_BY) == turn,
                is_later=place >= len(days) // 2,
            )


def _evening(day: Day, wrong_by: float, *, takes_turn: bool, is_later: bool) -> Evening:
    guess = max(5, round(len(day.minutes) / wrong_by))
    forecast = forecast_turnout(Answers(), [], kind=EventKind.OPEN, expected=guess)
    assert isinstance(forecast, Forecast)
    return Evening(
        minutes=[minute * EVENING for minute in day.minutes],
        feeds=forecast.quantile(STOCK_LEVEL),
        forecast=forecast,
        usual=UsualArrivals(
            starts_at=STARTS_AT,
            length_minutes=LENGTH * EVENING,
            past_arrivals=[[minute * EVENING for minute in minutes] for minutes in day.earlier],
        ),
        takes_turn=takes_turn,
        is_later=is_later,
    )


def _warned_at(evening: Evening) -> dict[str, float]:
    """The minute at which each rule would first have warned."""
    found: dict[str, float] = {}
    for minute, now, before in evening.looks():
        for name, rule in RULES.items():
            if name not in found and rule(evening, now, before, minute):
                found[name] = minute
        if len(found) == len(RULES):
            break
    return found


def _tally(judged: Sequence[tuple[Evening, float | None]]) -> str:
    short = [evening.is_in_time(warned) for evening, warned in judged if evening.is_short]
    calm = [warned is not None for evening, warned in judged if not evening.is_short]
    return (
        f"{sum(short):3d} of {len(short):3d} ({sum(short) / max(1, len(short)):4.0%}),"
        f" {sum(calm):3d} of {len(calm):3d} ({sum(calm) / max(1, len(calm)):4.0%})"
    )
