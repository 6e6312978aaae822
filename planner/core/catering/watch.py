"""During the event: is there enough of a dish, and what to do when there is not.

A fourfold surprise can't be met by a warning alone: the fortieth guest of 120 is there before
anybody could drive to a shop. So the reserve comes first, and the words say when it is too late.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from planner.core.catering.dishes import Dish, Keeping, Unit
from planner.core.turnout.forecast import Forecast
from planner.core.turnout.inputs import NothingKnown
from planner.core.turnout.nowcast import Nowcast, nowcast_turnout
from planner.core.turnout.profile import share_by
from planner.core.turnout.ways import DROPPING_IN, Arriving, rising

BETWEEN_CHECKS = timedelta(minutes=5)
"""Red only after two checks so far apart: one family with eight children is no alarm."""
MAY_WAIT_FOR = timedelta(hours=1)
"""No red while somebody may leave this much later and still be back in time: most crowds that come
early turn out to be no larger. Chosen with both costs: docs/decisions/0009-warning.md"""


def warn_above(*, trip: float, running_out: float) -> float:
    """The chance above which going is cheaper than staying.

    Going costs a trip when it was for nothing; staying costs what running out does. So one goes
    where chance x running out is more than (1 - chance) x trip.

    Args:
        trip: what going for nothing costs: a helper away from the guests for an hour, and what is
            fetched and thrown away.
        running_out: what it costs, in the same measure, when guests go without.
    """
    return trip / (trip + running_out)


WARN_ABOVE = warn_above(trip=3, running_out=5)
"""The chance above which the check after a suspect one is red. That an evening that clearly runs
out is as bad as five trips for nothing are to three is an assumption: chosen on the earlier half of
a bakery's days."""
SUSPECT_ABOVE = 0.3 * WARN_ABOVE
"""The chance above which a check is a reason to look again: that costs nothing but a look."""
TIGHT_PART, TIGHT_PORTIONS = 0.05, 2.0
"""So far beyond what there is smaller portions still feed everybody: a part of it, and portions at
least. An assumption."""
TIGHT_ABOVE = 0.5
"""The chance to end that near to what there is, or beyond, above which it is tight; and that the
rest is gone by the time it is on the plate, above which what is on call is opened."""
OPENING_TAKES = timedelta(minutes=30)
"""From the freezer to the plate: what is on call is opened when the rest may be gone by then."""
FETCH_LEVEL = 0.8
"""What to fetch: so much that it is enough in four of five such events."""
NOBODY_HUNGRY_FOR = timedelta(minutes=30)
"""Who is back in the last half hour of an event finds nobody hungry. An assumption."""
OUT_OF_COOLING_FOR = timedelta(hours=2)
"""Dutch hygiene code for the catering trade: out of the cooling at most two hours, then away."""

MINUTE = timedelta(minutes=1)


class Advice(StrEnum):
    """What to do about a dish now."""

    ENOUGH = "enough"
    WATCH = "watch"
    """It may run short; look again in five minutes."""
    TIGHT = "tight"
    """It ends within a few portions of what there is: smaller portions bridge that."""
    OPEN_RESERVE = "open_reserve"
    """With what is on call it is enough."""
    FETCH = "fetch"
    """Whoever leaves in time is back before the last portion goes."""
    GO_NOW = "go_now"
    """Some wait for whoever fetches more, but it is still worth the trip."""
    TOO_LATE = "too_late"
    """No shop can be reached any more, or everybody has left by then."""

    @property
    def is_alarm(self) -> bool:
        """Whether somebody has to do something now."""
        return self not in (Advice.ENOUGH, Advice.WATCH, Advice.TIGHT)


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

    def worth_until(self, ends_at: datetime) -> datetime:
        """The last moment to leave: the shop is open by then, and people are hungry on return."""
        still_hungry = ends_at - NOBODY_HUNGRY_FOR - self.trip_for
        if self.closes_at is None:
            return still_hungry
        return min(still_hungry, self.closes_at - self.trip_for / 2)

    def can_wait_at(self, now: datetime) -> bool:
        """Whether somebody who leaves as late as we may wait still finds it open."""
        return self.closes_at is None or now + MAY_WAIT_FOR + self.trip_for / 2 <= self.closes_at


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualArrivals:
    """When guests usually come in.

    Args:
        starts_at: when the doors open.
        length_minutes: how long the event lasts.
        past_arrivals: for each earlier event the minute at which each guest arrived.
        arriving: how people come to events of this type.
        begun_at: the minute at which the first few of today were inside; None before that.
    """

    starts_at: datetime
    length_minutes: float
    past_arrivals: Sequence[Sequence[float]] = ()
    arriving: Arriving = DROPPING_IN
    begun_at: float | None = None

    def __post_init__(self) -> None:
        """Sort the arrivals: a moment is asked a hundred times for each page."""
        object.__setattr__(self, "past_arrivals", tuple(map(rising, self.past_arrivals)))

    @property
    def ends_at(self) -> datetime:
        """When the event ends."""
        return self.starts_at + self.length_minutes * MINUTE

    def share_by(self, moment: datetime) -> float:
        """The part of all guests that is usually inside by a moment."""
        return self.share_by_minute((moment - self.starts_at) / MINUTE)

    def share_by_minute(self, minute: float) -> float:
        """The part of all guests that is usually inside by a minute since the start."""
        return share_by(
            minute,
            self.length_minutes,
            self.past_arrivals,
            arriving=self.arriving,
            begun_at=self.begun_at,
        )

    def nowcast(
        self,
        forecast: Forecast | NothingKnown,
        *,
        arrived: int,
        minute: float,
        most: int | None = None,
    ) -> Nowcast | NothingKnown:
        """Update a forecast with who is inside by a minute, if they come as usual."""
        return nowcast_turnout(
            forecast,
            arrived=arrived,
            minute=minute,
            length_minutes=self.length_minutes,
            past_arrivals=self.past_arrivals,
            most=most,
            arriving=self.arriving,
            begun_at=self.begun_at,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """How a dish stands.

    Args:
        advice: what to do.
        chance_short: the chance that what was bought is not enough.
        chance_out: the chance that what was bought and what is on call are not enough.
        runs_out_at: when the last portion of it is likely to go; None when some is left over.
        leave_before: the last moment to leave and be back in time; None unless there is one.
        back_at: when somebody is back who leaves now; None unless it is gone by then.
        worth_until: the last moment at which leaving makes sense; None when nothing is fetched.
        fetch_for: people to fetch food for.
    """

    advice: Advice
    chance_short: float
    chance_out: float = 0.0
    runs_out_at: datetime | None = None
    leave_before: datetime | None = None
    back_at: datetime | None = None
    worth_until: datetime | None = None
    fetch_for: int = 0


def watch_dish(
    nowcast: Nowcast,
    before: Nowcast | None,
    *,
    feeds: float,
    reserve_feeds: float = 0.0,
    shop: Shop,
    usual: UsualArrivals,
    now: datetime,
) -> Watch:
    """Judge a dish at this moment.

    Args:
        nowcast: the head count as it looks now.
        before: as it looked at the check before; None when nothing was known then.
        feeds: guests for whom the dish was bought, those who ate included.
        reserve_feeds: guests more for whom there is some on call.
        shop: where more could come from.
        usual: when guests usually come in.
        now: this moment.
    """
    looks = ((nowcast, now), (before or nowcast, now - BETWEEN_CHECKS))
    there, margin = feeds + reserve_feeds, _bridged(feeds + reserve_feeds)
    clearly, earlier = (_chance_gone(look, there + margin, shop, usual, at) for look, at in looks)
    is_second_look = before is not None
    ends_tight = min(look.chance_beyond(there - margin) for look, _ in looks)
    gone_soon = [
        look.chance_gone(feeds, share_then=usual.share_by(at + OPENING_TAKES)) for look, at in looks
    ]
    watch = Watch(
        advice=Advice.ENOUGH,
        chance_short=nowcast.chance_beyond(feeds),
        chance_out=nowcast.chance_beyond(there),
        runs_out_at=_runs_out_at(nowcast, feeds, usual, now),
    )
    if nowcast.is_too_early and nowcast.arrived <= there:
        return replace(watch, advice=Advice.WATCH)
    if is_second_look and clearly > WARN_ABOVE and earlier > SUSPECT_ABOVE:
        return _fetching(watch, nowcast, there, shop, usual, now)
    if is_second_look and reserve_feeds and min(gone_soon) > TIGHT_ABOVE:
        return replace(watch, advice=Advice.OPEN_RESERVE)
    if is_second_look and watch.chance_out > SUSPECT_ABOVE and ends_tight > TIGHT_ABOVE:
        return replace(watch, advice=Advice.TIGHT)
    # What is on call stands in for what is gone later; only soon somebody has to be ready for it.
    may_be_gone = gone_soon[0] if reserve_feeds else _chance_gone(nowcast, feeds, shop, usual, now)
    is_suspect = max(clearly, may_be_gone) > SUSPECT_ABOVE
    return replace(watch, advice=Advice.WATCH if is_suspect else Advice.ENOUGH)


def _bridged(portions: float) -> float:
    """Guests more than there are portions for whom smaller ones still are enough."""
    return min(portions, max(TIGHT_PORTIONS, TIGHT_PART * portions))


def _fetching(
    watch: Watch,
    nowcast: Nowcast,
    portions: float,
    shop: Shop,
    usual: UsualArrivals,
    now: datetime,
) -> Watch:
    """Say what to fetch and until when, or that it is too late; the reserve is opened anyway."""
    fetching = replace(
        watch,
        advice=Advice.FETCH,
        fetch_for=max(0, nowcast.quantile(FETCH_LEVEL) - int(portions)),
    )
    worth_until = shop.worth_until(usual.ends_at)
    if now > worth_until:
        return replace(fetching, advice=Advice.TOO_LATE)
    fetching = replace(fetching, worth_until=worth_until)
    gone_at = _runs_out_at(nowcast, portions, usual, now) or usual.ends_at
    leave_before = min(shop.leave_before(gone_at), worth_until)
    if now <= leave_before:
        return replace(fetching, leave_before=leave_before)
    return replace(fetching, advice=Advice.GO_NOW, back_at=now + shop.trip_for)


def is_kept_cool(dish: Dish) -> bool:
    """Say whether a dish spoils out of the cooling: not sealed crates, nor sauces that keep.

    A menu does not say what has to be cool. So whatever may have to be counts as such.
    """
    keeps_in_bottles = dish.keeping is Keeping.FROZEN and dish.unit is Unit.MILLILITRE
    return dish.keeping not in {Keeping.RETURNABLE, Keeping.DRY} and not keeps_in_bottles


def use_before(out_since: datetime) -> datetime:
    """Say until when food that is out of the cooling may be eaten."""
    return out_since + OUT_OF_COOLING_FOR


def _chance_gone(
    nowcast: Nowcast, portions: float, shop: Shop, usual: UsualArrivals, at: datetime
) -> float:
    """The chance that all is gone before somebody is back who leaves as late as we may wait.

    When the shop closes before that it is now or never: the chance that it runs out at all.
    """
    if not shop.can_wait_at(at):
        return nowcast.chance_beyond(portions)
    return nowcast.chance_gone(
        portions, share_then=usual.share_by(at + MAY_WAIT_FOR + shop.trip_for)
    )


def _runs_out_at(
    nowcast: Nowcast, portions: float, usual: UsualArrivals, now: datetime
) -> datetime | None:
    """The minute at which so many of the likely number are inside, if they come as usual."""
    if nowcast.likely <= portions:
        return None
    first, last = 0, max(0, int((usual.ends_at - now) / MINUTE))
    while first < last:
        middle = (first + last) // 2
        share = usual.share_by(now + middle * MINUTE)
        is_gone = nowcast.likely_inside(share_then=share) >= portions
        first, last = (first, middle) if is_gone else (middle + 1, last)
    return now + first * MINUTE
