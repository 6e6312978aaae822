"""What is remembered of earlier events: the same, whether all of them are read or the latest."""

from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select, update

from planner.core.enums import EventType, LeftOutBecause
from planner.services.forecast.memory import Memory, remember
from planner.store.base import Store
from planner.store.models import Event, Series, Turnout
from tests.support.busy_evening import NOW
from tests.support.many_events import fill_years

EVENTS = 100
DAYS = (0, 40, 400)
"""How long ago a forecast may have been made."""


@pytest.fixture
def years(store: Store) -> Store:
    """Some years of events, most in one series, of two types; a few left out, a few typed in."""
    chance = Random(20)
    fill_years(store, EVENTS)
    with store.transaction() as session:
        long, short = session.scalars(select(Series.id).order_by(Series.id).limit(2))
        for event in session.scalars(select(Event).order_by(Event.id)):
            event.event_type = chance.choice([EventType.BARBECUE, EventType.DINNER])
            event.series_id = chance.choices([long, short, None], [6, 2, 2])[0]
        for turnout in session.scalars(select(Turnout).order_by(Turnout.id)).all():
            counted_at = session.get_one(Event, turnout.event_id)
            turnout.series_id = counted_at.series_id
            if chance.random() < 0.1:
                turnout.left_out_because = LeftOutBecause.OTHER
            elif chance.random() < 0.2:
                turnout.neighbourhood_id, turnout.event_id = counted_at.neighbourhood_id, None
        # A series that has begun: those that resemble it help.
        few = session.scalars(select(Turnout.id).where(Turnout.series_id == short).limit(2)).all()
        of_few = update(Turnout).where(Turnout.series_id == short, Turnout.id.not_in(few))
        session.execute(of_few.values(series_id=None))
    return store


@pytest.mark.parametrize("days", DAYS)
def test_what_is_too_old_to_matter_is_not_read_and_changes_nothing(years: Store, days: int) -> None:
    since = NOW - timedelta(days=days)
    with years.reading() as session:
        events = session.scalars(select(Event).order_by(Event.id)).all()
        everything, latest = remember(session, events), remember(session, events, since)
        for event in events[::5]:
            for at in (since, since + timedelta(days=20), NOW):
                moment = min(at, event.starts_at)
                assert said_of(latest, event, moment) == said_of(everything, event, moment)
        coming = [event for event in events if event.starts_at > NOW]
        assert any(everything.others_of(event, NOW, {}) for event in coming)


def test_of_a_long_series_only_the_latest_counts_are_read(store: Store) -> None:
    fill_years(store, 40)
    with store.transaction() as session:
        series_id = session.scalars(select(Turnout.series_id).order_by(Turnout.id)).first()
        session.execute(update(Turnout).values(series_id=series_id))
    with store.reading() as session:
        ours = (Event.series_id == series_id, Event.starts_at > NOW)
        event = session.scalars(select(Event).where(*ours).order_by(Event.id)).first()
        assert event is not None
        assert len(remember(session, [event]).own[series_id or 0]) == 40
        assert len(remember(session, [event], NOW).own[series_id or 0]) == 31


def said_of(memory: Memory, event: Event, at: datetime) -> tuple[object, ...]:
    """Return all that a forecast asks at a moment."""
    return (
        memory.past_at(event, at),
        memory.past_of(event, at, {}),
        memory.others_of(event, at, {}),
        memory.left_out_of(event, at),
        memory.moments_of(event, at),
        memory.kept_counts(event, at),
    )
