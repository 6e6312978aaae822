"""Many dates at once, and how they went."""

import pytest

from planner.core.enums import Reply
from planner.services.plan import closing
from planner.store.base import Store
from planner.store.models import Event, Series
from tests.support.organiser import Said, add_answers, add_event, later
from tests.support.pages import Page, PageClient
from tests.web.test_events import BARBECUE

SERIES = {**BARBECUE, "series_name": "Buurt-BBQ’s 2027", "rhythm": "two_weeks", "times": "10"}


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


def preview(desk: PageClient, **changes: str) -> Page:
    desk.get("/events?l=en")
    return Page(desk.send("/series/new", {**SERIES, **changes}))


def fields(page: Page) -> dict[str, str]:
    """What the form of the preview would send."""
    return {
        field.get("name") or "": field.get("value", "on")
        for field in page.all("input")
        if field.get("type") != "checkbox" or "checked" in field.attrib
    }


def events(store: Store) -> list[Event]:
    with store.reading() as session:
        return list(session.query(Event).order_by(Event.starts_at))


def test_a_series_is_looked_over_before_anything_is_made(desk: PageClient, store: Store) -> None:
    page = preview(desk)
    days = [value for name, value in fields(page).items() if name.startswith("day-")]
    assert days[:3] == ["2027-06-12", "2027-06-26", "2027-07-10"]
    assert len(days) == 10
    assert "Saturday 26 June" in page.words
    assert events(store) == []


def test_single_days_can_be_left_out_and_moved(desk: PageClient, store: Store) -> None:
    sent = fields(preview(desk))
    del sent["keep-1"]
    sent["day-2"] = "2027-07-11"
    answer = desk.post("/series/plan", data=sent)
    assert answer.status_code == 303
    made = events(store)
    assert len(made) == 9
    assert [event.starts_at.date().isoformat() for event in made[:2]] == [
        "2027-06-12",
        "2027-07-11",
    ]
    assert {event.starts_at.hour for event in made} == {13}
    page = desk.page(f"{answer.location}?l=en")
    assert page.heading == "Buurt-BBQ’s 2027"
    assert "/series/buurt-bbqs-2027.ics" in page.words


def test_a_series_over_the_change_of_clocks_keeps_its_hour(desk: PageClient, store: Store) -> None:
    sent = fields(preview(desk, held_on="2027-10-30", rhythm="week", times="2"))
    desk.post("/series/plan", data=sent)
    assert [event.starts_at.hour for event in events(store)] == [13, 14]


def test_the_same_series_sent_twice_is_made_once(desk: PageClient, store: Store) -> None:
    sent = fields(preview(desk))
    assert sent["once"]
    first = desk.post("/series/plan", data=sent)
    again = desk.post("/series/plan", data=sent)
    assert first.location == again.location
    assert len(events(store)) == 10


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"day-1": ""}, "Choose a day, for example 12-6-2027.", id="no day"),
        pytest.param({"day-1": "2027-05-01"}, "Choose a day that is still to come.", id="past"),
        pytest.param({"day-1": "2027-06-12"}, "This day is in the list already.", id="twice"),
    ],
)
def test_a_day_that_cannot_be_says_so_and_makes_nothing(
    desk: PageClient, store: Store, changes: dict[str, str], sentence: str
) -> None:
    sent = {**fields(preview(desk)), **changes}
    page = Page(desk.post("/series/plan", data=sent))
    assert page.status == 422
    assert page.errors() == [sentence]
    assert fields(page)["day-2"] == "2027-07-10"
    assert events(store) == []


def test_a_night_without_that_hour_says_so(desk: PageClient) -> None:
    page = preview(desk, held_on="2028-03-19", starts="02:30", ends="04:00", rhythm="week")
    assert page.errors() == ["In that night the clock skips this time."]


def test_at_least_one_day_stays(desk: PageClient, store: Store) -> None:
    sent = {
        name: value for name, value in fields(preview(desk)).items() if not name.startswith("keep")
    }
    page = Page(desk.post("/series/plan", data=sent))
    assert page.errors() == ["Tick at least one day."]
    assert events(store) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"series_name": ""}, "Give the series a name."),
        ({"times": "1"}, "Write a number from 2 to 15."),
        ({"times": "16"}, "Write a number from 2 to 15."),
        ({"times": ""}, "Write how many times."),
        ({"title": ""}, "Give the event a name."),
    ],
)
def test_what_is_wrong_with_a_series_is_said_before_the_days(
    desk: PageClient, changes: dict[str, str], sentence: str
) -> None:
    page = preview(desk, **changes)
    assert page.status == 422
    assert page.errors() == [sentence]


def test_a_series_shows_how_good_its_forecasts_were(desk: PageClient, store: Store) -> None:
    for week, came in enumerate((30, 25, 33)):
        event_id = add_event(store, series="BBQ", days=7 * week - 60, expected=30)
        add_answers(store, event_id, *(Said(Reply.YES, 3) for _ in range(8)))
        with store.transaction() as session:
            event = session.get_one(Event, event_id)
            closing.close_event(session, event, came=came, now=later())
    add_event(store, series="BBQ", expected=30)
    with store.reading() as session:
        series_id = session.query(Series).one().id
    page = desk.page(f"/series/{series_id}?l=en")
    assert "33 people came" in page.words
    assert "still to come" in page.words
    assert "of the 3 times the count fell within the range." in page.words


def test_a_series_of_past_turnout_only_has_a_page_too(desk: PageClient, store: Store) -> None:
    desk.send("/past-events/new", TURNOUT)
    page = desk.page("/series/1?l=en")
    assert "No event of this series is planned here." in page.words
    assert desk.get("/series/99").status_code == 404


TURNOUT = {
    "title": "BBQ",
    "held_on": "2026-06-13",
    "came": "31",
    "quality": "counted",
    "series_name": "BBQ",
    "kind": "open",
}
