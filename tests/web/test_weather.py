"""Rain and heat: asked two days ahead, decided in three taps, told, and taken back."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import EventState, Reply
from planner.core.logistics.permits import SiteFact
from planner.core.logistics.weather import WeatherChoice
from planner.core.roles import TeamRole
from planner.core.turnout import Forecast, Weather, spoken
from planner.services.forecast.forecasting import forecast_event
from planner.services.logistics import permits
from planner.services.plan import planning
from planner.store.base import Store
from planner.store.models import Account, Event, EventNotice, EventSite, Venue
from planner.web.chance_words import chance_words
from tests.support.application import signed_in
from tests.support.clock import FixedClock
from tests.support.members import add_member
from tests.support.organiser import Said, add_answers, add_event
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries

ASKED = "What will the weather be? Look, and decide"
KNMI = "https://www.knmi.nl/nederland-nu/weer/verwachtingen"
PLAN = {
    "rain_words": "Tenten tegen elkaar",
    "place": "De Wijkhal",
    "address": "Hallaan 2, Heerlen",
    "capacity": "60",
    "heat_words": "Schaduw en water",
}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def event_id(store: Store) -> int:
    """A barbecue nine days from now to which 80 people said yes."""
    event_id = add_event(store, series="Zomer")
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.state, event.published_at = EventState.PUBLISHED, event.created_at
    add_answers(store, event_id, *[Said(reply=Reply.YES, heads=2)] * 40)
    return event_id


@pytest.fixture
def url(event_id: int) -> str:
    return f"/events/{event_id}/weather"


def look(browser: PageClient, url: str) -> Page:
    return browser.page(url, headers={"Accept-Language": "en"})


def plan(desk: PageClient, url: str, **typed: str) -> Page:
    answer = desk.send(f"{url}/plan?l=en", {**PLAN, **typed}, form_on=url)
    return Page(desk.get(answer.location) if answer.status_code == 303 else answer)


def press(desk: PageClient, page: str, to: str = "", **typed: str) -> str:
    """Press as somebody does who has just opened a page; return where that leads."""
    sent = {**look(desk, page).sends(to=to), **typed}
    return str(desk.post(to or page, data=sent).location)


def where(store: Store, event_id: int) -> str:
    with store.reading() as session:
        venue = session.get_one(Event, event_id).venue
        assert venue is not None
        return venue.name


def site(store: Store, event_id: int) -> EventSite:
    with store.reading() as session:
        return session.get_one(EventSite, event_id)


def test_two_days_ahead_somebody_is_asked_with_a_plain_link_to_a_forecast(
    app: Flask, organiser: Account, store: Store, event_id: int, url: str, clock: FixedClock
) -> None:
    desk = signed_in(app, organiser.email)
    assert ASKED not in look(desk, "/waiting").words
    clock.forward(days=7)
    desk = signed_in(app, organiser.email)
    for page in (f"/events/{event_id}", "/waiting", url, f"/events/{event_id}/tasks"):
        shown = look(desk, page)
        assert KNMI in shown.links(), page
        assert ASKED in shown.words or page == url
    for link in shown.all("a"):
        if link.get("href") == KNMI:
            assert link.get("rel") == "noreferrer"
    press(desk, url, f"{url}/outside", weather="ordinary")
    assert ASKED not in look(desk, "/waiting").words
    assert "Decided: it is where it was planned, at Speelveld." in look(desk, url).words


def test_inside_nobody_asks_for_the_weather(
    app: Flask, organiser: Account, store: Store, event_id: int, clock: FixedClock
) -> None:
    with store.transaction() as session:
        permits.say_facts(session, event_id, {SiteFact.FOOD: True})
    clock.forward(days=8)
    assert ASKED not in look(signed_in(app, organiser.email), "/waiting").words


def test_the_chance_that_the_hall_is_too_small_is_said_before_anybody_is_told(
    desk: PageClient, store: Store, event_id: int, url: str, clock: FixedClock
) -> None:
    plan(desk, url)
    with store.reading() as session:
        made = forecast_event(session, session.get_one(Event, event_id), now=clock.now).forecast
    assert isinstance(made, Forecast)
    with desk.application.test_request_context("/?l=en"):
        chance = chance_words(made.chance_at_least(61))
    said = (
        f"De Wijkhal is for 60 people and the forecast is {spoken(made).likely}: "
        f"{chance} that not everybody fits."
    )
    assert said in look(desk, url).words
    assert f"{url}/inside" in look(desk, url).links(), "the first tap"
    assert said in look(desk, f"{url}/inside").words, "the second says it"
    tell = press(desk, f"{url}/inside")
    assert tell.startswith(f"/events/{event_id}/tell/") or "/notices/" in tell, tell
    page = look(desk, tell)
    assert "De Wijkhal" in page.words, "the third tells everybody"
    assert "Moved. Now tell everybody." in page.words
    assert where(store, event_id) == "De Wijkhal"


def test_without_a_number_of_places_or_people_it_says_that_nobody_knows(
    desk: PageClient, store: Store, url: str
) -> None:
    plan(desk, url, capacity="")
    assert "Nobody filled in how many fit in De Wijkhal." in look(desk, url).words
    unknown = add_event(store, days=3)
    plan(desk, f"/events/{unknown}/weather")
    words = look(desk, f"/events/{unknown}/weather").words
    assert "De Wijkhal is for 60 people. Nobody knows yet how many come." in words


def test_it_moves_once_and_outside_again_it_is_where_it_was(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    plan(desk, url)
    press(desk, f"{url}/inside")
    press(desk, f"{url}/inside")
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        assert event.sequence == 1, "calendars hear of it once"
        assert event.weather is Weather.RAIN
        assert len(session.scalars(select(EventNotice)).all()) == 1
    page = look(desk, url)
    assert "Decided: it is inside, at De Wijkhal." in page.words
    assert "Outside again, at Speelveld" in page.words
    press(desk, url, f"{url}/outside", weather="ordinary")
    assert where(store, event_id) == "Speelveld"
    with store.reading() as session:
        assert not session.scalars(select(EventNotice)).all(), "nobody had heard it"
        assert len(session.scalars(select(Venue)).all()) == 2


def test_on_another_day_the_decision_is_open_again(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    plan(desk, url)
    press(desk, f"{url}/inside")
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.starts_at += timedelta(days=1)
        event.ends_at += timedelta(days=1)
    page = look(desk, url)
    assert "Decided" not in page.words
    assert "It is inside now, as was decided for another day." in page.words
    assert "It stays inside" in page.words
    assert "Nothing moves." in look(desk, f"{url}/inside").words
    press(desk, f"{url}/inside")
    assert site(store, event_id).weather_choice is WeatherChoice.INSIDE
    assert "Decided: it is inside" in look(desk, url).words


def test_who_did_not_see_what_somebody_else_decided_does_not_overrule_it(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    plan(desk, url)
    late = look(desk, url).sends(to=f"{url}/outside")
    press(desk, f"{url}/inside")
    answer = desk.post(f"{url}/outside?l=en", data={**late, "weather": "ordinary"})
    page = Page(answer)
    assert answer.status_code == 422
    assert "Somebody else decided meanwhile." in page.words
    assert where(store, event_id) == "De Wijkhal"
    again = page.sends(to=f"{url}/outside")
    desk.post(f"{url}/outside", data={**again, "weather": "ordinary"})
    assert where(store, event_id) == "Speelveld"


def test_while_it_is_inside_there_the_place_for_rain_stays(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    plan(desk, url)
    press(desk, f"{url}/inside")
    page = plan(desk, url, place="Elders")
    assert page.status == 422
    assert "The event is inside there now. First move it outside again." in page.errors()
    plan(desk, url, capacity="75")
    assert "De Wijkhal is for 75 people" in look(desk, url).words


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"place": ""}, "Write the name of the place where it is dry."),
        ({"capacity": "0"}, "Write a number of people, from 1 to 100,000."),
        ({"rain_words": "x" * 301}, "This text is too long."),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    desk: PageClient, url: str, wrong: dict[str, str], sentence: str
) -> None:
    page = plan(desk, url, **wrong)
    assert page.status == 422
    assert sentence in page.errors()
    assert "Schaduw en water" in page.text


def test_in_the_heat_stands_what_was_planned_and_the_way_to_another_time(
    desk: PageClient, store: Store, event_id: int, url: str
) -> None:
    plan(desk, url)
    press(desk, url, f"{url}/outside", weather="heat")
    page = look(desk, url)
    assert "Schaduw en water" in page.words
    assert f"/events/{event_id}/edit" in page.links()
    with store.reading() as session:
        assert session.get_one(Event, event_id).weather is Weather.HEAT


def test_a_copy_of_what_went_inside_is_outside_and_open(
    desk: PageClient, store: Store, event_id: int, url: str, clock: FixedClock
) -> None:
    plan(desk, url)
    press(desk, f"{url}/inside")
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        copied = planning.copy_event(
            session,
            event,
            starts_at=event.starts_at + timedelta(days=7),
            account_id=None,
            now=clock.now,
            with_logistics=True,
        )
        copied_id = copied.id
    assert where(store, copied_id) == "Speelveld"
    kept = site(store, copied_id)
    assert (kept.weather_choice, kept.dry_venue_id) == (None, None)
    assert kept.rain_words == "Tenten tegen elkaar"


def test_who_helps_there_neither_sees_nor_decides(
    app: Flask, store: Store, event_id: int, url: str, clock: FixedClock
) -> None:
    clock.forward(days=8)
    crew = add_member(app, store, {event_id: TeamRole.CREW}, now=clock.now)
    assert ASKED not in look(crew, f"/events/{event_id}?whole=1").words
    assert crew.get(url).status_code == 403
    assert crew.get(f"{url}/inside").status_code == 403


def test_the_page_asks_the_same_with_a_plan(desk: PageClient, store: Store, url: str) -> None:
    look(desk, url)
    plan(desk, url)
    with count_queries(store) as asked:
        look(desk, url)
    assert len(asked) <= 25
