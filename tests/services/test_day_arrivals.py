"""From which earlier events is learned when guests come in."""

from datetime import date, timedelta
from typing import Any

import pytest

from planner.core.catering.watch import UsualArrivals
from planner.core.enums import CountQuality, EventType
from planner.core.turnout import ArrivalWay, EventKind, Nowcast
from planner.services.day.arrivals import MOST_ELSEWHERE, begun_at, usual_arrivals
from planner.services.day.live import watch_event
from planner.services.gate.counting import Arrival
from planner.store.base import Store
from planner.store.models import Event, ProgrammeItem, Recount, Series, Turnout
from tests.support.gate import STARTS, Evening, entry, make_evening, make_event
from tests.support.queries import count_queries


@pytest.fixture
def evening(store: Store) -> Evening:
    return make_evening(store, event_type=EventType.DINNER)


def came_by_minute(evening: Evening, **values: Any) -> None:
    """Keep the count of an event: ten people in the second step of five minutes."""
    with evening.store.transaction() as session:
        now = session.get_one(Event, evening.event_id)
        past = make_event(
            session, f"Past {values}"[:120], event_type=values.pop("event_type", None)
        )
        turnout = {
            "event_id": past.id,
            "organisation_id": now.organisation_id,
            "title": past.title,
            "held_on": date(2027, 5, 1),
            "kind": EventKind.CLOSED,
            "yes_heads": 10,
            "came": 10,
            "quality": CountQuality.COUNTED,
            "length_minutes": 60,
            "arrival_minutes": [0, 10],
            "created_at": STARTS,
        }
        session.add(Turnout(**(turnout | values)))


def usual(evening: Evening) -> UsualArrivals:
    with evening.store.reading() as session:
        return usual_arrivals(session, session.get_one(Event, evening.event_id))


def test_a_first_dinner_learns_from_the_other_dinners_of_the_organisation(
    evening: Evening,
) -> None:
    came_by_minute(evening, event_type=EventType.DINNER)
    came_by_minute(evening, event_type=EventType.BARBECUE)
    found = usual(evening)
    assert found.arriving.way is ArrivalWay.SEATED
    assert found.past_arrivals == ()
    assert found.arriving.elsewhere == ((7.5,) * 10,), "in minutes, however long it was"


def test_its_own_series_counts_in_full(evening: Evening) -> None:
    with evening.store.transaction() as session:
        now = session.get_one(Event, evening.event_id)
        now.series = Series(
            slug="dinners", name="Dinners", organisation_id=now.organisation_id, created_at=STARTS
        )
        session.flush()
        series_id = now.series.id
    came_by_minute(evening, event_type=EventType.DINNER)
    came_by_minute(evening, event_type=EventType.DINNER, series_id=series_id)
    found = usual(evening)
    assert (len(found.past_arrivals), len(found.arriving.elsewhere)) == (1, 1)


def test_of_the_other_dinners_the_latest_count_in_a_series_or_not(evening: Evening) -> None:
    with evening.store.transaction() as session:
        of_whom = session.get_one(Event, evening.event_id).organisation_id
        series = Series(slug="dinners", name="Dinners", organisation_id=of_whom, created_at=STARTS)
        session.add(series)
        session.flush()
        series_id = series.id
    dinner = {"event_type": EventType.DINNER}
    for day in range(1, MOST_ELSEWHERE + 1):
        came_by_minute(evening, **dinner, held_on=date(2027, 4, day))
    latest = {"series_id": series_id, "held_on": date(2027, 5, 2), "arrival_minutes": [0, 0, 10]}
    came_by_minute(evening, **dinner, **latest)
    elsewhere = usual(evening).arriving.elsewhere
    assert len(elsewhere) == MOST_ELSEWHERE
    assert (12.5,) * 10 in elsewhere


def test_its_own_count_is_no_earlier_event(evening: Evening) -> None:
    came_by_minute(evening, event_type=EventType.DINNER, event_id=evening.event_id)
    assert usual(evening).arriving.elsewhere == ()


def test_a_party_of_its_own_asks_nothing(store: Store) -> None:
    evening = make_evening(store, event_type=EventType.BARBECUE)
    with store.reading() as session:
        event = session.get_one(Event, evening.event_id)
        with count_queries(store) as seen:
            assert usual_arrivals(session, event).arriving.way is ArrivalWay.DROP_IN
    assert not seen


@pytest.mark.parametrize(
    ("minutes", "draws_at"),
    [
        pytest.param([60, 120], 120, id="the last of them"),
        pytest.param([0, 10], None, id="what begins at once draws nobody of its own"),
        pytest.param([60, 235], 60, id="the clearing up neither"),
        pytest.param([], None, id="no programme"),
    ],
)
def test_at_the_castle_most_come_for_one_part_of_the_programme(
    store: Store, minutes: list[int], draws_at: float | None
) -> None:
    evening = make_evening(
        store, event_type=EventType.CASTLE, ends_at=STARTS + timedelta(minutes=240)
    )
    with store.transaction() as session:
        event = session.get_one(Event, evening.event_id)
        for place, minute in enumerate(minutes):
            at = STARTS + timedelta(minutes=minute)
            event.programme.append(
                ProgrammeItem(uid=f"part-{place}", position=place, title="Part", starts_at=at)
            )
    assert usual(evening).arriving.draws_at == draws_at


def test_an_evening_begins_with_its_third_guest() -> None:
    people = [
        Arrival(STARTS + timedelta(minutes=minute), heads) for minute, heads in ((20, 2), (5, 1))
    ]
    at = STARTS + timedelta(minutes=30)
    assert begun_at(people, None, STARTS, at) == 20
    assert begun_at(people, None, STARTS, STARTS + timedelta(minutes=10)) is None
    assert begun_at(people[:1], None, STARTS, at) is None
    counted = Recount(heads=40, counted_at=STARTS + timedelta(minutes=25))
    assert begun_at(people, counted, STARTS, at) is None, "nobody knows when they came"


def test_the_page_judges_a_dinner_as_a_dinner(evening: Evening) -> None:
    with evening.store.transaction() as session:
        session.get_one(Event, evening.event_id).expected = 12
    at = STARTS + timedelta(minutes=20)
    evening.one(entry(None, 10, phone_at=at), now=at)
    with evening.store.reading() as session:
        seen = watch_event(session, session.get_one(Event, evening.event_id), now=at)
    assert isinstance(seen.nowcast, Nowcast)
    assert seen.nowcast.share_by_now > 0.4
    assert seen.usual.begun_at == 20
