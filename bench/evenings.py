"""An evening whose arrivals are known by the minute, looked at as the page of the day would."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from planner.core.catering.watch import (
    BETWEEN_CHECKS,
    MINUTE,
    Shop,
    UsualArrivals,
    Watch,
    watch_dish,
)
from planner.core.turnout import Forecast, Nowcast
from planner.core.turnout.profile import begins_at

SHOP = Shop(trip_for=timedelta(minutes=45))


@dataclass(frozen=True, kw_only=True)
class WatchedEvening:
    """Who comes when, and what there is to eat.

    Attributes:
        minutes: of each arrival, rising.
        forecast: what was expected.
        usual: when guests usually come in.
        feeds: portions; so `reserve_feeds` on call.
        invited: nobody else comes; None where anybody may.
    """

    minutes: Sequence[float]
    forecast: Forecast
    usual: UsualArrivals
    feeds: int
    reserve_feeds: int = 0
    invited: int | None = None

    def looks(self) -> Iterator[tuple[float, Nowcast, Nowcast]]:
        """The minute of each check, with the head count as it looks then and looked before."""
        step = BETWEEN_CHECKS / MINUTE
        before, minute = self.nowcast_at(0), step
        while minute < self.usual.length_minutes:
            now = self.nowcast_at(minute)
            yield minute, now, before
            before, minute = now, minute + step

    def nowcast_at(self, minute: float) -> Nowcast:
        """The head count as it looks at a minute."""
        found = self._usual_at(minute).nowcast(
            self.forecast,
            arrived=bisect_right(self.minutes, minute),
            minute=minute,
            most=self.invited,
        )
        assert isinstance(found, Nowcast)
        return found

    def watch_at(self, minute: float, now: Nowcast, before: Nowcast) -> Watch:
        """What the page says about the food at a check."""
        return watch_dish(
            now,
            before,
            feeds=self.feeds,
            reserve_feeds=self.reserve_feeds,
            shop=SHOP,
            usual=self._usual_at(minute),
            now=self.usual.starts_at + minute * MINUTE,
        )

    def _usual_at(self, minute: float) -> UsualArrivals:
        """When guests usually come in, as far as it is known by a minute."""
        came = self.minutes[: bisect_right(self.minutes, minute)]
        return replace(self.usual, begun_at=begins_at(came))
