"""The day itself: how many will it be, and is there enough for them?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from planner.core.catering.watch import BETWEEN_CHECKS, UsualArrivals
from planner.core.turnout import NothingKnown, Nowcast
from planner.services.answer.tally import AnswerTally, tally
from planner.services.day.arrivals import begun_at, usual_arrivals
from planner.services.day.bounds import most_by_places, room_on_cards
from planner.services.day.dishes import DishWatch, Moment, arrivals_of, watch_dishes
from planner.services.day.errands import deliveries_of, errands_of
from planner.services.day.gate_watch import LiveGates, watch_gates
from planner.services.forecast.forecasting import EventForecast, forecast_event
from planner.services.gate.recounts import came_until, last_recount, seen_by_gates, still_inside
from planner.services.shop.known import known_of
from planner.services.shop.shopping import order_for
from planner.services.shop.shopping_list import ShoppingList
from planner.store.models import Errand, Event, Recount


@dataclass(frozen=True, slots=True)
class LiveEvent:
    """An event while it goes on.

    Attributes:
        made: what is forecast; `answers` are those until now, and the stacks of cards.
        gates: who is inside by them, their phones, what to look at.
        came: people who came until now; after a recount that one, and the arrivals since.
        inside: of them who are there now: who left by the gates is left out.
        recount: the last time somebody counted all heads.
        seen_before: people whom the gates had counted by then.
        arrived: people by minute since the start, rising; the last of them is `came`.
        errands: what had to be done about food that runs short, done or not.
        nowcast: the final head count, no more than cards hold; NothingKnown while nobody came and
            nothing was expected.
        room_on_cards: people whom cards can still bring; None where others can come too.
        most_by_places: how many can have come in the end if nobody more leaves; None without such
            a limit.
        minute: of this moment since the start.
        usual: when guests usually come in, as far as it is known by now.
    """

    made: EventForecast
    answers: AnswerTally
    gates: LiveGates
    came: int
    inside: int
    recount: Recount | None
    seen_before: int
    arrived: tuple[tuple[float, int], ...]
    nowcast: Nowcast | NothingKnown
    room_on_cards: int | None
    most_by_places: int | None
    minute: float
    usual: UsualArrivals
    shopping: ShoppingList | None
    dishes: tuple[DishWatch, ...]
    errands: Sequence[Errand] = ()

    @property
    def in_the_end(self) -> Nowcast | NothingKnown:
        """The final head count, no more than cards hold and than there are places.

        Food is judged by `nowcast`: a full place lets people in by turns, and they eat too.
        """
        if isinstance(self.nowcast, NothingKnown) or self.most_by_places is None:
            return self.nowcast
        return self.nowcast.limited_to(self.most_by_places)

    @property
    def is_held_back(self) -> bool:
        """Whether probably more people want to come than there are places."""
        return (
            not isinstance(self.nowcast, NothingKnown)
            and not self.nowcast.is_too_early
            and self.most_by_places is not None
            and self.nowcast.likely > self.most_by_places
        )


def watch_event(
    session: Session, event: Event, *, now: datetime, known: AnswerTally | None = None
) -> LiveEvent:
    """Look at an event while it goes on.

    Args:
        session: reads.
        event: with its dishes.
        now: this moment.
        known: its answers, where they were added up already.
    """
    made = forecast_event(session, event, now=now)
    gates = watch_gates(session, event.id, now=now)
    people = gates.arrivals
    recount = last_recount(session, event.id)
    came = came_until(people, recount, at=now)
    inside = still_inside(gates.counted, recount, came)
    arrivals = arrivals_of(people, recount, event.starts_at, now)
    before = now - BETWEEN_CHECKS
    room = room_on_cards(session, event, gates.scans, now=now)
    most = None if room is None else came + room
    usual = replace(
        usual_arrivals(session, event),
        begun_at=begun_at(people, recount, event.starts_at, now),
    )
    nowcast = _nowcast(made, came, _minute(event, now), usual, most)
    earlier = _nowcast(
        made,
        came_until(people, recount, at=before),
        _minute(event, before),
        replace(usual, begun_at=begun_at(people, recount, event.starts_at, before)),
        most,
    )
    answers = known or tally(session, event.id)
    shopping = order_for(event, made, answers, known_of(session, event))
    dishes: tuple[DishWatch, ...] = ()
    errands: Sequence[Errand] = ()
    if shopping is not None and isinstance(nowcast, Nowcast):
        errands = errands_of(session, event.id)
        moment = Moment(
            nowcast=nowcast,
            before=earlier if isinstance(earlier, Nowcast) else None,
            arrivals=arrivals,
            usual=usual,
            now=now,
            deliveries=deliveries_of(errands),
        )
        dishes = watch_dishes(session, event, shopping, moment)
    return LiveEvent(
        made=made,
        answers=answers,
        gates=gates,
        came=came,
        inside=inside,
        recount=recount,
        seen_before=seen_by_gates(people, recount) if recount else 0,
        arrived=_curve(arrivals, _minute(event, now), came),
        nowcast=nowcast,
        room_on_cards=room,
        most_by_places=most_by_places(event, gates.room, made, came=came, inside=inside),
        minute=_minute(event, now),
        usual=usual,
        shopping=shopping,
        dishes=dishes,
        errands=errands,
    )


def _minute(event: Event, at: datetime) -> float:
    return (at - event.starts_at) / timedelta(minutes=1)


def _nowcast(
    made: EventForecast,
    came: int,
    minute: float,
    usual: UsualArrivals,
    most: int | None,
) -> Nowcast | NothingKnown:
    # Before the doors open only helpers and rehearsals are counted: they say nothing of the guests.
    return usual.nowcast(
        made.forecast,
        arrived=came if minute > 0 else 0,
        minute=max(0.0, minute),
        most=most,
    )


def _curve(
    arrivals: Sequence[tuple[float, float]], minute: float, came: int
) -> tuple[tuple[float, int], ...]:
    """People who came by minute, for a chart; the last point is what counts now.

    After a recount it has the shape of the gates' arrivals and the height of the count: else it
    would jump, or end below the number that stands beside it.
    """
    points: dict[float, int] = {0.0: 0}
    total = 0.0
    for at, heads in arrivals:
        total += heads
        points[max(0.0, float(round(at)))] = round(total)
    points[max(0.0, float(round(minute)))] = came
    return tuple(sorted(points.items()))
