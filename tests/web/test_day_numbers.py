"""The numbers of the day agree: one count on the page, a curve that ends there, and its own day."""

import re
from datetime import timedelta

import pytest

from planner.services.day.live import watch_event
from planner.services.plan import closing, day_notes
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient
from tests.web.test_live import Arrive, arrive

__all__ = ["arrive"]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings, clock: FixedClock) -> World:
    world = make_world(store, settings)
    world.change(expected=80)
    clock.now = SATURDAY + 40 * MINUTE
    return world


def live(world: World) -> str:
    return f"/events/{world.event_id}/live?l=en"


def count(world: World, heads: int, *, minute: int) -> None:
    with world.store.transaction() as session:
        day_notes.record_count(session, world.event_id, heads=heads, now=SATURDAY + minute * MINUTE)


def close(world: World, *, came: int | None = None) -> None:
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        closing.close_event(session, event, came=came, now=SATURDAY + timedelta(hours=5))


def test_after_an_own_count_the_page_says_one_number(
    world: World, arrive: Arrive, desk: PageClient
) -> None:
    arrive(10, 31)
    count(world, 97, minute=20)
    words = desk.page(live(world)).words
    assert "97 inside now 97 came until now" in words
    assert "Somebody counted 97 people at 15:20. The gates had 31 by then." in words
    assert "said yes, still to come" not in words, "nobody knows who of the 97 they are"
    arrive(30, 3)
    assert "100 inside now 100 came until now" in desk.page(live(world)).words


def test_without_an_own_count_the_page_follows_the_gates(
    world: World, arrive: Arrive, desk: PageClient
) -> None:
    arrive(10, 31)
    words = desk.page(live(world)).words
    assert "31 inside now 31 came until now" in words
    assert "said yes, still to come" in words


def test_after_an_own_count_the_page_of_the_gates_says_the_same_number(
    world: World, arrive: Arrive, desk: PageClient
) -> None:
    arrive(10, 31)
    count(world, 97, minute=20)
    arrive(30, 3)
    words = desk.page(f"/events/{world.event_id}/gates?l=en").words
    assert "Inside now 100 100 came in all 34 without a card" in words
    assert "Somebody counted 97 people at 15:20. The gates had 31 by then." in words


def test_the_curve_ends_where_the_count_ends(world: World, arrive: Arrive) -> None:
    arrive(10, 10)
    arrive(15, 20)
    count(world, 90, minute=20)
    arrive(30, 5)
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        seen = watch_event(session, event, now=SATURDAY + 40 * MINUTE)
    assert seen.arrived == ((0.0, 0), (10.0, 30), (15.0, 90), (30.0, 95), (40.0, 95))
    assert seen.came == 95


def test_a_count_before_anybody_was_scanned_is_a_step_of_the_curve(
    world: World, arrive: Arrive
) -> None:
    count(world, 12, minute=20)
    arrive(30, 5)
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        seen = watch_event(session, event, now=SATURDAY + 40 * MINUTE)
    assert seen.arrived == ((0.0, 0), (20.0, 12), (30.0, 17), (40.0, 17))


@pytest.mark.parametrize(
    ("hours", "title"),
    [
        pytest.param(-24 * 191, "The day itself: ", id="half a year before"),
        pytest.param(-7, "Today: ", id="in the morning"),
        pytest.param(2, "Today: ", id="while it goes on"),
        pytest.param(24, "The day itself: ", id="the day after"),
    ],
)
def test_only_its_day_is_today(
    world: World, desk: PageClient, clock: FixedClock, hours: int, title: str
) -> None:
    starts_at = clock.now - timedelta(hours=hours)
    world.change(starts_at=starts_at, ends_at=starts_at + timedelta(hours=4))
    page = desk.page(live(world))
    assert page.heading.startswith(title)


def test_a_night_that_goes_on_after_midnight_is_still_today(
    world: World, desk: PageClient, clock: FixedClock
) -> None:
    evening = SATURDAY - timedelta(hours=17)
    world.change(starts_at=evening, ends_at=evening + timedelta(hours=6))
    clock.now = evening + timedelta(hours=5)
    assert desk.page(live(world)).heading.startswith("Today: ")


def test_closing_proposes_the_number_with_which_the_day_ended(
    world: World, arrive: Arrive, desk: PageClient
) -> None:
    arrive(10, 31)
    count(world, 97, minute=20)
    arrive(30, 3)
    page = desk.page(f"/events/{world.event_id}/close?l=en")
    assert "Somebody counted 97 people at 15:20. 3 people came after that." in page.words
    assert page.sends()["came"] == ["100"]
    close(world)
    with world.store.reading() as session:
        turnout = closing.turnout_of(session, world.event_id)
    assert turnout is not None
    assert turnout.came == 100


@pytest.mark.parametrize(
    ("came", "said"),
    [
        pytest.param(131, "The gates counted 31 people by time. The line shows all 131", id="more"),
        pytest.param(20, "The line is brought down to the 20 who came in the end", id="fewer"),
    ],
)
def test_the_line_of_arrivals_ends_with_how_many_came(
    world: World, arrive: Arrive, desk: PageClient, came: int, said: str
) -> None:
    arrive(10, 21)
    arrive(40, 10)
    close(world, came=came)
    page = desk.page(f"/events/{world.event_id}/afterwards?l=en")
    assert said in page.words
    assert f"In the end {came} people had come." in page.text
    assert f"In the end {came}" in page.text


def test_a_line_that_agrees_needs_no_word(world: World, arrive: Arrive, desk: PageClient) -> None:
    arrive(10, 31)
    close(world)
    page = desk.page(f"/events/{world.event_id}/afterwards?l=en")
    assert "The gates counted" not in page.words


def test_before_it_begins_the_day_says_what_the_page_of_the_event_says(
    world: World, desk: PageClient, clock: FixedClock
) -> None:
    clock.now = SATURDAY - timedelta(days=3)
    said = re.compile(r"Probably [\d,]+ to [\d,]+ people")
    of_event, of_day = (
        said.search(desk.page(f"/events/{world.event_id}{part}?l=en").words)
        for part in ("", "/live")
    )
    assert of_event
    assert of_day
    assert of_event[0] == of_day[0]


def test_a_closed_event_says_how_many_came_and_foretells_nothing(
    world: World, desk: PageClient, clock: FixedClock
) -> None:
    clock.now = SATURDAY + timedelta(hours=6)
    close(world, came=60)
    words = desk.page(live(world)).words
    assert "When it was closed, 60 people had come." in words
    for no in ("Probably", "How many will it be", "Is there enough food"):
        assert no not in words
