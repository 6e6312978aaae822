"""The day itself: how many will it be, and is there enough for them?"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.catering import DishOrder
from planner.core.catering.watch import (
    BETWEEN_CHECKS,
    Shop,
    UsualArrivals,
    Watch,
    use_before,
    watch_dish,
)
from planner.core.turnout import NothingKnown, Nowcast, nowcast_turnout
from planner.services.day_notes import (
    record_count,
    set_cooling,
    set_eaten,
    set_ran_out,
    undo_count,
)
from planner.services.forecasting import EventForecast, forecast_event
from planner.services.gate_counting import Arrival
from planner.services.learn import ARRIVAL_STEP_MINUTES
from planner.services.live_gates import LiveGates, watch_gates
from planner.services.shop import ShoppingList, order_for
from planner.services.tally import tally
from planner.store.models import DishDay, Event, Recount, Turnout

__all__ = [
    "DishWatch",
    "LiveEvent",
    "record_count",
    "set_cooling",
    "set_eaten",
    "set_ran_out",
    "undo_count",
    "watch_event",
]


@dataclass(frozen=True, slots=True)
class DishWatch:
    """A dish during the event.

    Attributes:
        eaten: in the unit of the dish; estimated from the people who came, from where somebody
            last looked.
        looked_at: when somebody last said how much was gone; None when nobody did.
        use_before: when food that is out of the cooling has to go; None while it is cool.
        ran_out_at: when somebody said that it was gone.
    """

    dish_id: int
    order: DishOrder
    watch: Watch
    eaten: int
    looked_at: datetime | None
    use_before: datetime | None
    ran_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """An event while it goes on.

    Attributes:
        gates: who is inside by them, their phones, what to look at.
        came: people who came until now; after a recount that one, and the arrivals since.
        recount: the last time somebody counted all heads.
        arrived: people by minute since the start, rising.
        nowcast: the final head count; NothingKnown while nobody came and nothing was expected.
        minute: of this moment since the start.
    """

    gates: LiveGates
    came: int
    recount: Recount | None
    arrived: tuple[tuple[float, int], ...]
    nowcast: Nowcast | NothingKnown
    minute: float
    length_minutes: float
    past_arrivals: tuple[tuple[float, ...], ...]
    shopping: ShoppingList | None
    dishes: tuple[DishWatch, ...]


def watch_event(session: Session, event: Event, *, now: datetime) -> LiveEvent:
    """Look at an event while it goes on.

    Args:
        session: reads.
        event: with its dishes.
        now: this moment.
    """
    made = forecast_event(session, event, now=min(now, event.starts_at))
    gates = watch_gates(session, event.id, now=now)
    people = gates.arrivals
    recount = session.scalar(
        select(Recount).where(Recount.event_id == event.id).order_by(Recount.counted_at.desc())
    )
    length = (event.ends_at - event.starts_at) / timedelta(minutes=1)
    past = _past_arrivals(session, event, length)
    came = _came(people, recount, at=now)
    before = now - BETWEEN_CHECKS
    nowcast = _nowcast(made, came, _minute(event, now), length, past)
    earlier = _nowcast(
        made, _came(people, recount, at=before), _minute(event, before), length, past
    )
    shopping = order_for(event, made, tally(session, event.id))
    live = LiveEvent(
        gates=gates,
        came=came,
        recount=recount,
        arrived=_curve(people, event, now, came),
        nowcast=nowcast,
        minute=_minute(event, now),
        length_minutes=length,
        past_arrivals=past,
        shopping=shopping,
        dishes=(),
    )
    return _with_dishes(session, live, event, earlier, people, now)


def _minute(event: Event, at: datetime) -> float:
    return (at - event.starts_at) / timedelta(minutes=1)


def _came(people: Sequence[Arrival], recount: Recount | None, *, at: datetime) -> int:
    """People who came until a moment; a recount replaces what was counted before it."""
    start, since = (0, None) if recount is None or recount.counted_at > at else (
        recount.heads,
        recount.counted_at,
    )  # fmt: skip
    return start + sum(
        one.heads for one in people if one.at <= at and (since is None or one.at > since)
    )


def _nowcast(
    made: EventForecast,
    came: int,
    minute: float,
    length: float,
    past: Sequence[Sequence[float]],
) -> Nowcast | NothingKnown:
    # Before the doors open only helpers and rehearsals are counted: they say nothing of the guests.
    return nowcast_turnout(
        made.forecast,
        arrived=came if minute > 0 else 0,
        minute=max(0.0, minute),
        length_minutes=length,
        past_arrivals=past,
    )


def _past_arrivals(session: Session, event: Event, length: float) -> tuple[tuple[float, ...], ...]:
    """The minute of each arrival at earlier events of the series, as if they had been as long."""
    if event.series_id is None:
        return ()
    rows = session.execute(
        select(Turnout.arrival_minutes, Turnout.length_minutes)
        .where(Turnout.series_id == event.series_id, Turnout.arrival_minutes.is_not(None))
        .order_by(Turnout.held_on.desc())
        .limit(20)
    )
    found = []
    for steps, lasted in rows:
        stretch = length / lasted if lasted else 1.0
        found.append(
            tuple(
                (place + 0.5) * ARRIVAL_STEP_MINUTES * stretch
                for place, heads in enumerate(steps or ())
                for _head in range(heads)
            )
        )
    return tuple(minutes for minutes in found if minutes)


def _curve(
    people: Sequence[Arrival], event: Event, now: datetime, came: int
) -> tuple[tuple[float, int], ...]:
    """People inside by minute, for a chart; the last point is what counts now."""
    points: dict[float, int] = {0.0: 0}
    total = 0
    for one in people:
        if one.at <= now:
            total += one.heads
            points[max(0.0, round(_minute(event, one.at)))] = total
    points[max(0.0, round(_minute(event, now)))] = came
    return tuple(sorted(points.items()))


def _with_dishes(
    session: Session,
    live: LiveEvent,
    event: Event,
    earlier: Nowcast | NothingKnown,
    people: Sequence[Arrival],
    now: datetime,
) -> LiveEvent:
    if live.shopping is None or isinstance(live.nowcast, NothingKnown):
        return live
    days = {
        day.dish_id: day
        for day in session.scalars(
            select(DishDay).where(DishDay.dish_id.in_([dish.id for dish in event.dishes]))
        )
    }
    shop = Shop(trip_for=timedelta(minutes=event.fetch_minutes), closes_at=event.shop_closes_at)
    dishes = []
    for line in live.shopping.lines:
        day = days.get(line.dish_id)
        out_since = day.out_of_cooling_at if day else None
        stand = _stand(line.order, live, day, people)
        dishes.append(
            DishWatch(
                dish_id=line.dish_id,
                order=line.order,
                watch=_watch(live, stand, earlier, shop, event, now),
                eaten=stand.eaten,
                looked_at=day.eaten_at if day else None,
                use_before=use_before(out_since) if out_since else None,
                ran_out_at=day.ran_out_at if day else None,
            )
        )
    return LiveEvent(
        **{name: getattr(live, name) for name in live.__slots__ if name != "dishes"},
        dishes=tuple(dishes),
    )


@dataclass(frozen=True, slots=True)
class _Stand:
    """How far a dish goes: guests it feeds in all, and on call, and what is eaten by now."""

    feeds: float
    reserve_feeds: float
    eaten: int


def _stand(
    order: DishOrder, live: LiveEvent, day: DishDay | None, people: Sequence[Arrival]
) -> _Stand:
    """Reckon from what was bought, or from what somebody saw to be gone.

    Everybody who came is taken to eat at once. Where somebody looked, what is left there is for
    those who came after that moment.
    """
    if not order.feeds:
        return _Stand(0.0, 0.0, 0)
    per_guest = order.firm.amount / order.feeds
    feeds, eaten = float(order.feeds), per_guest * live.came
    if day is not None and day.eaten is not None and day.eaten_at is not None:
        came_then = _came(people, live.recount, at=day.eaten_at)
        eaten = day.eaten + per_guest * (live.came - came_then)
        feeds = came_then + max(0, order.firm.amount - day.eaten) / per_guest
    return _Stand(feeds, order.reserve.amount / per_guest, min(order.firm.amount, round(eaten)))


def _watch(
    live: LiveEvent,
    stand: _Stand,
    earlier: Nowcast | NothingKnown,
    shop: Shop,
    event: Event,
    now: datetime,
) -> Watch:
    nowcast = live.nowcast
    if isinstance(nowcast, NothingKnown):
        raise TypeError("there is nothing to watch without a nowcast")
    return watch_dish(
        nowcast,
        None if isinstance(earlier, NothingKnown) else earlier,
        feeds=stand.feeds,
        reserve_feeds=stand.reserve_feeds,
        shop=shop,
        usual=UsualArrivals(
            starts_at=event.starts_at,
            length_minutes=live.length_minutes,
            past_arrivals=live.past_arrivals,
        ),
        now=now,
    )
