"""During the event: what to do about a dish that may run out.

A fourfold surprise can't be met by a warning alone: the fortieth guest of 120 is there before
anybody could drive to a shop. So the reserve comes first, and the words say when it is too late.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from planner.core.turnout.stock import StockCheck, Supply

BETWEEN_CHECKS = timedelta(minutes=5)
"""Red only after two checks so far apart: one family with eight children is no alarm."""
OUT_OF_COOLING_FOR = timedelta(hours=2)
"""Dutch hygiene code for the catering trade: out of the cooling at most two hours, then away."""


class Advice(StrEnum):
    """What to do about a dish now."""

    ENOUGH = "enough"
    WATCH = "watch"
    """It may run short; look again in five minutes."""
    OPEN_RESERVE = "open_reserve"
    """With what is on call it is enough."""
    FETCH = "fetch"
    TOO_LATE = "too_late"
    """No shop can be reached in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """Where more could come from.

    Args:
        trip_for: there, through the queue, and back.
        closes_at: when the shop closes; None when it stays open.
    """

    trip_for: timedelta
    closes_at: datetime | None = None

    def leave_before(self, needed_at: datetime) -> datetime:
        """The last moment to leave: back in time, and there before it closes."""
        in_time = needed_at - self.trip_for
        if self.closes_at is None:
            return in_time
        return min(in_time, self.closes_at - self.trip_for / 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How a dish stands.

    Args:
        advice: what to do.
        chance_short: the chance that what was bought is not enough.
        runs_out_at: when the last portion of it is likely to go; None when some is left over.
        leave_before: the last moment to leave for the shop; None when nothing has to be fetched.
        fetch_for: people to fetch food for.
    """

    advice: Advice
    chance_short: float
    runs_out_at: datetime | None = None
    leave_before: datetime | None = None
    fetch_for: int = 0


def watch_dish(
    bought: StockCheck,
    with_reserve: StockCheck,
    *,
    has_reserve: bool,
    shop: Shop,
    starts_at: datetime,
    now: datetime,
) -> Watch:
    """Judge a dish at this moment.

    Args:
        bought: the check of what was bought.
        with_reserve: the same check with what is on call.
        has_reserve: whether anything is on call.
        shop: where more could come from.
        starts_at: when the doors opened.
        now: this moment.
    """
    runs_out_at = _at(starts_at, bought.last_portion_minute)
    if bought.supply is not Supply.SHORT:
        advice = Advice.WATCH if bought.supply is Supply.WATCH else Advice.ENOUGH
        return Watch(advice=advice, chance_short=bought.chance_short, runs_out_at=runs_out_at)
    missing = with_reserve.extra_portions
    if not missing:
        return Watch(
            advice=Advice.OPEN_RESERVE, chance_short=bought.chance_short, runs_out_at=runs_out_at
        )
    leave_before = shop.leave_before(
        _at(starts_at, with_reserve.last_portion_minute) or runs_out_at or now
    )
    late = Advice.OPEN_RESERVE if has_reserve else Advice.TOO_LATE
    return Watch(
        advice=Advice.FETCH if leave_before >= now else late,
        chance_short=bought.chance_short,
        runs_out_at=runs_out_at,
        leave_before=leave_before,
        fetch_for=missing,
    )


def use_before(out_since: datetime) -> datetime:
    """Say until when food that is out of the cooling may be eaten."""
    return out_since + OUT_OF_COOLING_FOR


def _at(starts_at: datetime, minute: int | None) -> datetime | None:
    return None if minute is None else starts_at + timedelta(minutes=minute)
