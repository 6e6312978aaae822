"""Moving inside for rain and outside again: once, and never to where nobody meant."""

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.logistics.weather import WeatherChoice
from planner.core.turnout.inputs import Weather
from planner.services.day.weather_choice import WeatherPlan, decide, keep_plan
from planner.services.logistics.weather import is_decided
from planner.services.plan import places
from planner.store.base import Store
from planner.store.models import Event, EventSite, Venue
from tests.support.organiser import add_event
from tests.support.shifts import WEEK_BEFORE

HALL = WeatherPlan(rain_words="Naar binnen", place="De Wijkhal", capacity=60)


@pytest.fixture
def event_id(store: Store) -> int:
    return add_event(store, expected=60)


def choose(session: Session, event: Event, choice: WeatherChoice) -> str:
    weather = Weather.RAIN if choice is WeatherChoice.INSIDE else Weather.ORDINARY
    decide(session, event, choice, weather, now=WEEK_BEFORE)
    assert event.venue is not None
    return event.venue.name


def test_the_place_for_rain_is_one_that_is_known_or_new_with_how_many_fit(
    store: Store, event_id: int
) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        for _again in range(2):
            keep_plan(session, event, HALL, now=WEEK_BEFORE)
        site = keep_plan(
            session, event, WeatherPlan(place="de wijkhal", address="Laan 1"), now=WEEK_BEFORE
        )
        (hall,) = session.scalars(select(Venue).where(Venue.name == "De Wijkhal"))
        assert (site.rain_venue_id, hall.capacity, hall.address) == (hall.id, 60, "Laan 1")
        assert keep_plan(session, event, WeatherPlan(), now=WEEK_BEFORE).rain_venue_id is None


def test_inside_and_outside_again_move_once_each(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        keep_plan(session, event, HALL, now=WEEK_BEFORE)
        steps = (WeatherChoice.INSIDE, WeatherChoice.INSIDE)
        assert [choose(session, event, one) for one in steps] == ["De Wijkhal", "De Wijkhal"]
        assert event.sequence == 1
        steps = (WeatherChoice.OUTSIDE, WeatherChoice.OUTSIDE)
        assert [choose(session, event, one) for one in steps] == ["Speelveld", "Speelveld"]
        assert event.sequence == 2
        assert session.get_one(EventSite, event_id).dry_venue_id is None


def test_what_somebody_moved_elsewhere_meanwhile_stays_there(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        keep_plan(session, event, HALL, now=WEEK_BEFORE)
        choose(session, event, WeatherChoice.INSIDE)
        event.venue = places.find_or_add_venue(
            session, "Elders", organisation_id=event.organisation_id, now=WEEK_BEFORE
        )
        session.flush()
        assert choose(session, event, WeatherChoice.OUTSIDE) == "Elders"


def test_without_a_place_for_rain_nothing_moves(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        assert choose(session, event, WeatherChoice.INSIDE) == "Speelveld"
        assert event.sequence == 0


def test_with_another_place_for_rain_it_is_decided_again_and_outside_is_where_it_was(
    store: Store, event_id: int
) -> None:
    school = WeatherPlan(place="De School", capacity=90)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        keep_plan(session, event, HALL, now=WEEK_BEFORE)
        choose(session, event, WeatherChoice.INSIDE)
        keep_plan(session, event, HALL, now=WEEK_BEFORE)
        assert is_decided(session.get(EventSite, event_id), event)
        keep_plan(session, event, school, now=WEEK_BEFORE)
        assert not is_decided(session.get(EventSite, event_id), event)
        assert choose(session, event, WeatherChoice.INSIDE) == "De School"
        keep_plan(session, event, HALL, now=WEEK_BEFORE)
        assert choose(session, event, WeatherChoice.OUTSIDE) == "Speelveld"
