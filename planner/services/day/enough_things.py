"""Whether events have enough of what they need: the same on every page, whoever looks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.logistics.things import CountedFrom
from planner.services.forecast.forecasting import EventForecast, forecast_events
from planner.services.logistics.permits import people_at
from planner.services.logistics.things import (
    NeededUse,
    PeopleAt,
    RivalUse,
    judge_uses,
    missing_of,
    rivals_of,
)
from planner.services.shop.planned import eating_of, planned_guests
from planner.store.models import Event, ThingUse
from planner.store.scoping import sees_part, whole_organisation


def judge_things(
    session: Session,
    uses: Sequence[ThingUse],
    forecasts: Mapping[int, EventForecast],
    *,
    now: datetime,
    shown: Iterable[Event] = (),
) -> tuple[list[NeededUse], dict[int, PeopleAt]]:
    """Judge uses against those of all other events; as many questions for one as for all.

    Who sees some events of the organisation alone reads the same numbers, and not whose they are.

    Args:
        session: reads.
        uses: to judge, with their events and things.
        forecasts: of each event that was forecast already.
        now: the moment.
        shown: events of which one wants to know the people, whatever they need.

    Returns:
        The uses as they stand, and for how many people each event is prepared where that matters.
    """
    is_part = sees_part(session)
    with whole_organisation(session):
        rivals = rivals_of(session, uses, now=now)
        missing = missing_of(session, {use.thing_id for use in uses if use.thing_id})
    own = {event.id: event for event in (*shown, *_counted(uses))}
    others = {event.id: event for event in _counted(rivals) if event.id not in own}
    made = dict(forecasts)
    if is_part:
        _forecast(session, own.values(), made, now=now)
    else:
        others = own | others
    with whole_organisation(session):
        _forecast(session, others.values(), made, now=now)
    people = {one.id: people_of(one, made.get(one.id)) for one in (own | others).values()}
    found = judge_uses(uses, rivals, missing, people)
    return (_without_others(session, found) if is_part else found), people


def people_of(event: Event, made: EventForecast | None) -> PeopleAt:
    """Return for how many an event is prepared: portions as ordered, else as the list says now."""
    forecast = made.forecast if made is not None else None
    guests = planned_guests(event, forecast)
    if guests is None:
        return PeopleAt()
    portions = eating_of(event, max(0, guests)) + event.besides_guests
    return PeopleAt(heads=people_at(event, forecast), portions=portions)


def _counted(uses: Iterable[ThingUse | RivalUse]) -> list[Event]:
    """List the events of which the people say how many of something are needed."""
    return [
        use.event
        for use in uses
        if use.count is None and use.counted_from is not CountedFrom.NOTHING
    ]


def _forecast(
    session: Session, events: Iterable[Event], made: dict[int, EventForecast], *, now: datetime
) -> None:
    left = [event for event in events if event.id not in made]
    if left:
        made.update(forecast_events(session, left, now=now))


def _without_others(session: Session, found: Sequence[NeededUse]) -> list[NeededUse]:
    """Leave out events that whoever looks does not see."""
    named = {event.id for one in found for event in one.takers}
    seen = set(session.scalars(select(Event.id).where(Event.id.in_(named)))) if named else set()
    return [
        replace(one, takers=tuple(event for event in one.takers if event.id in seen))
        for one in found
    ]
