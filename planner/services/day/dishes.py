"""The dishes of an event while it goes on: what is eaten, will it run out, what to fetch."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.catering import DishOrder, Purchase
from planner.core.catering.eaten import Arrivals, Look, Stand, stand_of
from planner.core.catering.packs import buy
from planner.core.catering.watch import (
    MINUTE,
    Advice,
    Shop,
    UsualArrivals,
    Watch,
    is_kept_cool,
    use_before,
    watch_dish,
)
from planner.core.turnout import Nowcast
from planner.services.gate.counting import Arrival
from planner.services.shop.shopping_list import ShoppingLine, ShoppingList
from planner.store.models import DishDay, Event, Recount

CALM = Watch(advice=Advice.ENOUGH, chance_short=0.0)


@dataclass(frozen=True, slots=True)
class DishWatch:
    """A dish during the event.

    Attributes:
        eaten: in the unit of the dish; estimated from the people who came, from where somebody
            last looked.
        fetch: what to fetch, in whole packs; nothing unless it has to be fetched.
        looked_at: when somebody last said how much was gone; None when nobody did.
        use_before: when food that is out of the cooling has to go; None while it is cool, and for
            what need not be.
        ran_out_at: when somebody said that it was gone; None when more has come since.
    """

    dish_id: int
    order: DishOrder
    watch: Watch
    eaten: int
    fetch: Purchase
    looked_at: datetime | None
    use_before: datetime | None
    ran_out_at: datetime | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """More of a dish, since somebody went for it.

    Attributes:
        at: from when it was there.
        amount: in the unit of the dish.
        is_reserve: it is what was on call, so that is on call no more.
    """

    at: datetime
    amount: int
    is_reserve: bool = False


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything about an event at one moment by which its dishes are judged.

    Attributes:
        nowcast: the head count as it looks now.
        before: as it looked at the check before; None when nothing was known then.
        arrivals: minutes and people, from `arrivals_of`.
        deliveries: by dish, what somebody went for until now.
    """

    nowcast: Nowcast
    before: Nowcast | None
    arrivals: Arrivals
    usual: UsualArrivals
    now: datetime
    deliveries: Mapping[int, Sequence[Delivery]] = field(default_factory=dict)


def arrivals_of(
    people: Sequence[Arrival], recount: Recount | None, starts_at: datetime, now: datetime
) -> list[tuple[float, float]]:
    """Say who came in when; what was counted before a recount is stretched to it."""
    seen = [(one.at, float(one.heads)) for one in people if one.at <= now]
    if recount is not None and recount.counted_at <= now:
        before = sum(heads for at, heads in seen if at <= recount.counted_at)
        stretch = recount.heads / before if before else 0.0
        seen = [(at, heads * stretch if at <= recount.counted_at else heads) for at, heads in seen]
        if not before:
            seen.append((recount.counted_at, float(recount.heads)))
    return sorted(((at - starts_at) / MINUTE, heads) for at, heads in seen)


def watch_dishes(
    session: Session, event: Event, shopping: ShoppingList, moment: Moment
) -> tuple[DishWatch, ...]:
    """Judge each dish on the list; one query."""
    days = {
        day.dish_id: day
        for day in session.scalars(
            select(DishDay).where(DishDay.dish_id.in_([dish.id for dish in event.dishes]))
        )
    }
    stands = [_standing(event, line, days.get(line.dish_id), moment) for line in shopping.lines]
    return tuple(
        _dish(event, line.dish_id, days.get(line.dish_id), one, _pooled(one, stands), moment)
        for line, one in zip(shopping.lines, stands, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _DishStanding:
    """A dish with what was brought, and how it stands by itself."""

    order: DishOrder
    stand: Stand

    @property
    def kind(self) -> str:
        """The same for dishes that stand in for each other."""
        return self.order.spare or self.order.dish.name


def _standing(
    event: Event, line: ShoppingLine, day: DishDay | None, moment: Moment
) -> _DishStanding:
    brought = moment.deliveries.get(line.dish_id, ())
    look = _look(line.order, event.starts_at, day, brought)
    order = with_deliveries(line.order, brought)
    return _DishStanding(order, _stand(order, event.starts_at, look, moment))


def _pooled(one: _DishStanding, others: Sequence[_DishStanding]) -> tuple[float, float]:
    """Guests for whom there is enough of a dish or what stands in for it; and more, on call."""
    kind = [each for each in others if each.kind == one.kind]
    per_guest = sum(each.stand.per_guest for each in kind)
    if not per_guest:
        return 0.0, 0.0
    feeds = sum(each.stand.feeds * each.stand.per_guest for each in kind) / per_guest
    return feeds, sum(each.order.reserve.amount for each in kind) / per_guest


def _dish(
    event: Event,
    dish_id: int,
    day: DishDay | None,
    standing: _DishStanding,
    pooled: tuple[float, float],
    moment: Moment,
) -> DishWatch:
    brought = moment.deliveries.get(dish_id, ())
    order, stand = standing.order, standing.stand
    feeds, reserve_feeds = pooled
    watch = (
        CALM
        if is_for_nobody_yet(order) and not feeds
        else watch_dish(
            moment.nowcast,
            moment.before,
            feeds=feeds,
            reserve_feeds=reserve_feeds,
            shop=Shop(
                trip_for=timedelta(minutes=event.fetch_minutes), closes_at=event.shop_closes_at
            ),
            usual=moment.usual,
            now=moment.now,
        )
    )
    out_since = day.out_of_cooling_at if day and is_kept_cool(order.dish) else None
    return DishWatch(
        dish_id=dish_id,
        order=order,
        watch=watch,
        eaten=round(stand.eaten),
        fetch=buy(watch.fetch_for * stand.per_guest, order.dish.packs),
        looked_at=day.eaten_at if day else None,
        use_before=use_before(out_since) if out_since else None,
        ran_out_at=_ran_out_at(day, brought),
    )


def is_for_nobody_yet(order: DishOrder) -> bool:
    """Say whether there is nothing of a dish because nobody asked for it; at most on call."""
    is_wanted = order.wanted > 0 and not order.reserve.amount
    return not (order.there or order.floor or is_wanted)


def with_deliveries(order: DishOrder, brought: Sequence[Delivery]) -> DishOrder:
    """Reckon with what somebody went for as if it had been ordered."""
    if not brought:
        return order
    ordered, more = order.there, sum(each.amount for each in brought)
    return replace(
        order,
        firm=replace(order.firm, amount=order.firm.amount + more),
        reserve=Purchase() if any(each.is_reserve for each in brought) else order.reserve,
        feeds=round(order.feeds * (ordered + more) / ordered) if ordered else order.feeds,
    )


def _ran_out_at(day: DishDay | None, brought: Sequence[Delivery]) -> datetime | None:
    gone_at = day.ran_out_at if day else None
    return None if gone_at and any(each.at > gone_at for each in brought) else gone_at


def _stand(order: DishOrder, starts_at: datetime, look: Look | None, moment: Moment) -> Stand:
    if not order.feeds:
        return Stand(0.0, 0.0, 0.0)
    minute = (moment.now - starts_at) / MINUTE
    return stand_of(order.there, order.feeds, moment.arrivals, minute, look)


def _look(
    order: DishOrder, starts_at: datetime, day: DishDay | None, brought: Sequence[Delivery]
) -> Look | None:
    """What somebody saw last: a part of it gone, or all that was there by then."""
    if day is None:
        return None
    seen = []
    if day.eaten is not None and day.eaten_at is not None:
        seen.append((day.eaten_at, day.eaten))
    if day.ran_out_at is not None:
        there = sum(each.amount for each in brought if each.at <= day.ran_out_at)
        seen.append((day.ran_out_at, order.there + there))
    if not seen:
        return None
    at, gone = max(seen)
    return Look((at - starts_at) / MINUTE, float(gone))
