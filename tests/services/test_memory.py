"""What is remembered of earlier events: the same, whether all of them are read or the latest."""

from datetime import datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select, update

from planner.core.enums import EventType, LeftOutBecause
from planner.services.forecast.memory import Memory, remember
from planner.store.base import Store
from planner.store.models import Event, Turnout
from tests.support.busy_evening import NOW
from tests.support.many_events import fill_years

EVENTS = 150
DAYS = (0, 40, 400)
"""How long ago a forecast may have been made."""


@pytest.fixture
def years(store: Store) -> Store:
    """Some years of events in ten series, of several types; a few left out, a few typed in."""
    chance = Random(20)
    fill_years(store, EVENTS)
    with store.transaction() as session:
        for event in session.scalars(select(Event).order_by(Event.id)):
            event.event_type = chance.choice([EventType.BARBECUE, EventType.DINNER])
            if chance.random() < 0.3:
                event.series_id = None
        for turnout in session.scalars(select(Turnout).order_by(Turnout.id)).all():
            counted_at = session.get_one(Event, turnout.event_id)
            turnout.series_id = counted_at.series_id
            if chance.random() < 0.1:
                turnout.left_out_because = LeftOutBecause.OTHER
            elif chance.random() < 0.2:
                turnout.neighbourhood_id, turnout.event_id = counted_at.neighbourhood_id, None
        # A series that has begun: those that resemble it help.
        few = session.scalars(select(Turnout).where(Turnout.series_id.is_not(None))).first()
        assert few is not None
        new = update(Turnout).where(Turnout.series_id == few.series_id, Turnout.id != few.id)
        session.execute(new.values(series_id=None))
    return store


@pytest.mark.parametrize("days", DAYS)
def test_what_is_too_old_to_matter_is_not_read_and_changes_nothing(years: Store, days: int) -> None:
    since = NOW - timedelta(days=days)
    with years.reading() as session:
        events = session.scalars(select(Event).order_by(Event.id)).all()
        everything, latest = remember(session, events), remember(session, events, since)
        for event in events:
            for at in (since, since + timedelta(days=20), NOW):
                moment = min(at, event.starts_at)
                assert said_of(latest, event, moment) == said_of(everything, event, moment)
        coming = [event for event in events if event.starts_at > NOW]
        assert any(everything.others_of(event, NOW, {}) for event in coming)


def test_of_a_long_series_only_the_latest_counts_are_read(store: Store) -> None:
    fill_years(store, 400)
    with store.transaction() as session:
        series_id = session.scalars(select(Turnout.series_id).order_by(Turnout.id)).first()
        session.execute(update(Turnout).values(series_id=series_id))
    with store.reading() as session:
        ours = (Event.series_id == series_id, Event.starts_at > NOW)
        event = session.scalars(select(Event).where(*ours).order_by(Event.id)).first()
        assert event is not None
        assert len(remember(session, [event]).own[series_id or 0]) == 400
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
