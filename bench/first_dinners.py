"""Does a first dinner with enough food stay quiet, and is one with too little noticed?

Nothing is known of earlier dinners: a hundred people said yes, by card, so nobody else comes. Each
evening is drawn with a seed. It is red when somebody is sent to the shop, or told that it is too
late for it.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.evenings import WatchedEvening
from planner.core.catering.watch import Advice, UsualArrivals
from planner.core.turnout import (
    DROPPING_IN,
    Answers,
    ArrivalWay,
    Arriving,
    EventKind,
    Forecast,
    forecast_turnout,
)

STARTS_AT = datetime(2027, 10, 9, 16, 0, tzinfo=UTC)
INVITED, FEEDS, RESERVE_TO = 100, 84, 0.95
EVENINGS, SHORT_EVENINGS = 40, 30
LENGTHS = (110.0, 150.0, 240.0)
RED = {Advice.FETCH, Advice.GO_NOW, Advice.TOO_LATE}
WEIGHT = {advice: weight for weight, advice in enumerate(Advice)}


@dataclass(frozen=True)
class Ways:
    """How households arrive: minutes since the start, drawn one by one."""

    name: str
    minute: Callable[[random.Random], float]


def _prompt(chance: random.Random) -> float:
    return 25 * chance.betavariate(2, 2.5)


DINNERS = (
    Ways("all within 25 minutes", _prompt),
    Ways("relaxed, 15 +- 15 later", lambda chance: _prompt(chance) + chance.gauss(15, 15)),
    Ways("slow, 30 +- 20 later", lambda chance: _prompt(chance) + chance.gauss(30, 20)),
)
DROP_IN = Ways(
    "a dinner to which people drop in", lambda chance: 240 * chance.betavariate(1.6, 2.6)
)
WALK = Ways("a walk, around its start", lambda chance: chance.gauss(0, 6))


class Evening(WatchedEvening):
    """One event."""

    def loudest(self) -> Advice:
        """The gravest thing that is said during the evening."""
        return max((advice for _, advice in self._advice()), key=WEIGHT.__getitem__)

    def warned_at(self) -> float | None:
        """The first check at which it is red."""
        return next((minute for minute, advice in self._advice() if advice in RED), None)

    def _advice(self) -> Iterator[tuple[float, Advice]]:
        for minute, now, before in self.looks():
            yield minute, self.watch_at(minute, now, before).advice


def usual(length: float, arriving: Arriving) -> UsualArrivals:
    """What is known of when guests come in, before any of them did."""
    return UsualArrivals(starts_at=STARTS_AT, length_minutes=length, arriving=arriving)


def calm_dinners(
    way: Ways, length: float, arriving: Arriving, *, has_reserve: bool
) -> list[Evening]:
    """Dinners to which 58 to 82 of the hundred come, with food for 84."""
    forecast = _forecast(EventKind.CLOSED)
    reserve = max(0, forecast.quantile(RESERVE_TO) - FEEDS) if has_reserve else 0
    return [
        _evening(
            way,
            length,
            arriving,
            come=58 + round(24 * place / (EVENINGS - 1)),
            feeds=FEEDS,
            reserve=reserve,
            forecast=forecast,
            seed=place,
        )
        for place in range(EVENINGS)
    ]


def short_dinners(way: Ways, length: float, arriving: Arriving) -> list[Evening]:
    """Dinners with food for 50 to 60, to which 85 to 100 come."""
    return [
        _evening(
            way,
            length,
            arriving,
            come=85 + round(15 * place / (SHORT_EVENINGS - 1)),
            feeds=50 + place % 11,
            forecast=_forecast(EventKind.CLOSED),
            seed=1000 + place,
        )
        for place in range(SHORT_EVENINGS)
    ]


def calm_walks(arriving: Arriving) -> list[Evening]:
    """Walks that anybody can join: 35 to 50 come around the start, with something for 60."""
    forecast = forecast_turnout(Answers(), [], kind=EventKind.OPEN, expected=47)
    assert isinstance(forecast, Forecast)
    return [
        _evening(
            WALK,
            150.0,
            arriving,
            come=35 + round(15 * place / (EVENINGS - 1)),
            feeds=60,
            forecast=forecast,
            seed=2000 + place,
            invited=None,
        )
        for place in range(EVENINGS)
    ]


def run() -> None:
    """Print how often each length and way of arriving is red, by its type and as a drop-in."""
    seated = Arriving(way=ArrivalWay.SEATED)
    print(f"First dinners with enough food, of {EVENINGS}: red / open the reserve / tight / quiet")
    for name, arriving in (("seated", seated), ("as a drop-in", DROPPING_IN)):
        for has_reserve in (True, False):
            print(f"  {name}, {'with' if has_reserve else 'without'} a reserve:")
            for length in LENGTHS:
                for way in DINNERS:
                    dinners = calm_dinners(way, length, arriving, has_reserve=has_reserve)
                    print(f"    {length:4.0f} min, {way.name:24s} {_told(dinners)}")
    print(f"First dinners with food for 50 to 60 and 85 to 100 who come, of {SHORT_EVENINGS}:")
    for length in LENGTHS:
        for way in DINNERS:
            print(f"    {length:4.0f} min, {way.name:24s} {_noticed(way, length, seated)}")
    print(f"     240 min, {DROP_IN.name} {_noticed(DROP_IN, 240.0, seated)}")
    print(f"Walks with enough, of {EVENINGS}: red / open the reserve / tight / quiet")
    for name, arriving in (
        ("start together", Arriving(way=ArrivalWay.TOGETHER)),
        ("as a drop-in", DROPPING_IN),
    ):
        print(f"    {name:24s} {_told(calm_walks(arriving))}")


def _forecast(kind: EventKind) -> Forecast:
    forecast = forecast_turnout(Answers(yes_heads=INVITED), [], kind=kind)
    assert isinstance(forecast, Forecast)
    return forecast


def _evening(
    way: Ways,
    length: float,
    arriving: Arriving,
    *,
    come: int,
    feeds: int,
    forecast: Forecast,
    seed: int,
    reserve: int = 0,
    invited: int | None = INVITED,
) -> Evening:
    chance = random.Random(seed)
    minutes: list[float] = []
    while len(minutes) < come:
        household = min(chance.choice((1, 2, 2, 3, 4, 5)), come - len(minutes))
        minutes += [min(max(0.0, way.minute(chance)), length - 5)] * household
    return Evening(
        minutes=sorted(minutes),
        forecast=forecast,
        usual=usual(length, arriving),
        feeds=feeds,
        reserve_feeds=reserve,
        invited=invited,
    )


def _told(evenings: Sequence[Evening]) -> str:
    said = Counter(evening.loudest() for evening in evenings)
    red = sum(said[advice] for advice in RED)
    calm = said[Advice.ENOUGH] + said[Advice.WATCH]
    return f"{red:2d} / {said[Advice.OPEN_RESERVE]:2d} / {said[Advice.TIGHT]:2d} / {calm:2d}"


def _noticed(way: Ways, length: float, arriving: Arriving) -> str:
    evenings = short_dinners(way, length, arriving)
    warned = [(evening, evening.warned_at()) for evening in evenings]
    before = sum(
        minute is not None and minute <= evening.minutes[evening.feeds]
        for evening, minute in warned
    )
    red = sum(minute is not None for _, minute in warned)
    return f"red {red:2d}, of them {before:2d} before the last portion goes"
