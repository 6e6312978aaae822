"""During the event: when a dish runs out, and whether fetching more still makes sense.

A fourfold surprise can't be met by a warning alone: the fortieth guest of 120 is there before
anybody could drive to a shop. So the reserve comes first, and the words say when it is too late.
Source: knowledge of bakery days squeezed to four hours, docs/decisions/0009-warning.md.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol

# Measured: at this chance 84 % of shortages are seen 45 minutes ahead, with 13 % false alarms.
ALARMING_CHANCE = 0.5
# Two checks so far apart: one family with eight children is no alarm.
BETWEEN_CHECKS = timedelta(minutes=5)
# What to fetch: enough in four out of five cases.
FETCH_LEVEL = 0.8
# Food out of the cool box: Dutch hygiene code, at most two hours, then it is thrown away.
OUT_OF_COOLING_FOR = timedelta(hours=2)


class Advice(StrEnum):
    """What to do about a dish now."""

    ENOUGH = "enough"
    WATCH = "watch"
    """It may run short; look again in five minutes."""
    OPEN_RESERVE = "open_reserve"
    FETCH = "fetch"
    TOO_LATE = "too_late"
    """No shop can be reached in time and the reserve is not enough."""


class FinalCount(Protocol):
    """How many will have come in the end, as far as is known at one moment."""

    def chance_beyond(self, portions: float) -> float:
        """The chance that more people come than these."""

    def quantile(self, level: float) -> int:
        """The number of people that is not exceeded with this chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What there is of a dish, in people it feeds.

    Args:
        feeds: people for whom what was bought is enough.
        reserve_feeds: people whom the reserve feeds on top.
    """

    feeds: int
    reserve_feeds: int = 0

    @property
    def together(self) -> int:
        """People for whom it is enough with the reserve."""
        return self.feeds + self.reserve_feeds


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Where more could come from.

    Args:
        trip_for: there, in the queue, and back.
        closes_at: when the shop closes; None when it stays open.
    """

    trip_for: timedelta
    closes_at: datetime | None = None

    def leave_before(self, needed_at: datetime) -> datetime:
        """The last moment to leave: back in time, and there before it closes."""
        back_in_time = needed_at - self.trip_for
        if self.closes_at is None:
            return back_in_time
        return min(back_in_time, self.closes_at - self.trip_for / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How a dish stands.

    Args:
        advice: what to do.
        is_red: whether two checks in a row say that it runs short.
        chance_short: the chance that it is not enough, without the reserve.
        runs_out_at: when what was bought is gone, at the most likely count; None if never.
        leave_before: the last moment to leave for the shop; None when nothing has to be fetched.
        fetch_for: people to fetch food for.
    """

    advice: Advice
    is_red: bool
    chance_short: float
    runs_out_at: datetime | None
    leave_before: datetime | None
    fetch_for: int


def watch_dish(
    stock: Stock,
    *,
    count: FinalCount,
    count_before: FinalCount,
    inside_at: Callable[[int], datetime | None],
    shop: Shop,
    now: datetime,
) -> Watch:
    """Judge a dish at this moment.

    Args:
        stock: what there is of it.
        count: what is known now.
        count_before: what was known `BETWEEN_CHECKS` ago.
        inside_at: when a number of people will have come, at the most likely count; None for
            numbers that will not be reached.
        shop: where more could come from.
        now: this moment.
    """
    chance = count.chance_beyond(stock.feeds)
    is_red = min(chance, count_before.chance_beyond(stock.feeds)) > ALARMING_CHANCE
    runs_out_at = inside_at(stock.feeds + 1)
    missing = max(0, count.quantile(FETCH_LEVEL) - stock.together)
    leave_before = None
    if missing:
        leave_before = shop.leave_before(inside_at(stock.together + 1) or runs_out_at or now)
    return Watch(
        advice=_advice(stock, chance, is_red=is_red, missing=missing, leave=leave_before, now=now),
        is_red=is_red,
        chance_short=chance,
        runs_out_at=runs_out_at,
        leave_before=leave_before if is_red else None,
        fetch_for=missing if is_red else 0,
    )


def use_before(out_since: datetime) -> datetime:
    """Say until when food that is out of the cooling may be eaten."""
    return out_since + OUT_OF_COOLING_FOR


def _advice(
    stock: Stock,
    chance: float,
    *,
    is_red: bool,
    missing: int,
    leave: datetime | None,
    now: datetime,
) -> Advice:
    if not is_red:
        return Advice.WATCH if chance > ALARMING_CHANCE else Advice.ENOUGH
    if not missing or leave is None:
        return Advice.OPEN_RESERVE
    if leave >= now:
        return Advice.FETCH
    return Advice.OPEN_RESERVE if stock.reserve_feeds else Advice.TOO_LATE
