"""Past turnout: by hand, and from a file with a preview."""

import io

import pytest

from planner.core.turnout import Weather
from planner.services.forecast.learn import list_turnouts
from planner.services.plan import closing
from planner.store.base import Store
from planner.store.models import Event, Turnout
from tests.support.organiser import add_event, add_summer, later
from tests.support.pages import Page, PageClient
from tests.support.queries import count_queries

TURNOUT = {
    "title": "BBQ Passart",
    "held_on": "2026-06-13",
    "came": "31",
    "quality": "estimated",
    "series_name": "Buurt-BBQ",
    "yes_heads": "14",
    "expected": "30",
    "neighbourhood_name": "Passart",
    "kind": "open",
}
FILE = """Datum;Naam;Reeks;Gekomen;Ja
13-6-2026;BBQ Passart;Buurt-BBQ;31;14
4-7-2026;BBQ Vrieheide;Buurt-BBQ;veertig;22
18-7-2026;BBQ Hoensbroek;Buurt-BBQ;115;20
"""
QUERIES_OF_LIST = 2


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


def turnouts(store: Store) -> list[Turnout]:
    with store.reading() as session:
        return list_turnouts(session)


def upload(desk: PageClient, content: str | bytes) -> Page:
    data = content.encode() if isinstance(content, str) else content
    token = desk.page("/past-events/import?l=en").token()
    answer = desk.post(
        "/past-events/import",
        data={"file": (io.BytesIO(data), "past.csv"), "csrf_token": token},
        content_type="multipart/form-data",
    )
    return Page(answer)


def fields(page: Page) -> dict[str, str]:
    """Return what a browser would send of the page, with nothing ticked."""
    found = {}
    for one in page.all("input"):
        if one.get("type") not in {"checkbox", "radio"} or one.get("checked") is not None:
            found[one.get("name") or ""] = one.get("value") or ""
    for choice in page.all("select"):
        chosen = [one for one in choice if one.get("selected") is not None]
        found[choice.get("name") or ""] = chosen[0].get("value") or "" if chosen else ""
    return found


def test_an_empty_list_has_one_sentence_and_one_button(desk: PageClient) -> None:
    page = desk.page("/past-events?l=en")
    assert "Then forecasts start well." in page.words
    assert "/past-events/new" in page.links()


def test_one_past_event_is_recorded_by_hand_and_only_once(desk: PageClient, store: Store) -> None:
    desk.get("/events?l=en")
    for _ in range(2):
        assert desk.send("/past-events/new", TURNOUT).status_code == 303
    (turnout,) = turnouts(store)
    assert (turnout.came, turnout.yes_heads, turnout.expected) == (31, 14, 30)
    page = desk.page("/past-events")
    assert "This event was recorded already." in page.words
    assert "BBQ Passart" in page.words
    assert "Estimated by eye" in page.words


def test_a_past_event_says_what_day_it_was(desk: PageClient, store: Store) -> None:
    page = desk.page("/past-events/new?l=en")
    assert "What was the weather?" in page.words
    desk.send("/past-events/new", {**TURNOUT, "weather": "heat", "is_holiday": "y"})
    (turnout,) = turnouts(store)
    assert (turnout.weather, turnout.is_holiday) == (Weather.HEAT, True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title": ""}, "Give the event a name."),
        ({"held_on": "2027-06-12"}, "This day is still to come. Choose the day it was."),
        ({"held_on": ""}, "Choose the day it was."),
        ({"came": ""}, "Write how many came. An estimate is fine too."),
        ({"came": "veertig"}, "Write a whole number, for example 30."),
        ({"came": "-1"}, "Write a number from 0 to 100,000."),
        ({"expected": "1000000000"}, "Write a number from 0 to 100,000."),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    desk: PageClient, store: Store, changes: dict[str, str], sentence: str
) -> None:
    desk.get("/events?l=en")
    page = Page(desk.send("/past-events/new", {**TURNOUT, **changes}))
    assert page.status == 422
    assert page.errors() == [sentence]
    assert turnouts(store) == []


def test_a_file_is_shown_before_anything_is_kept(desk: PageClient, store: Store) -> None:
    page = upload(desk, FILE)
    assert "1 row can't be kept. It says why below." in page.words
    assert "Row 3: “veertig” is not a number." in page.words
    assert "Record 2 events" in page.words
    assert turnouts(store) == []
    answer = desk.post("/past-events/import/confirm", data=fields(page))
    assert answer.status_code == 303
    assert [turnout.title for turnout in turnouts(store)] == ["BBQ Hoensbroek", "BBQ Passart"]
    assert "2 events are recorded." in desk.page("/past-events").words


def test_a_confirmation_sent_twice_does_not_double(desk: PageClient, store: Store) -> None:
    sent = fields(upload(desk, FILE))
    for key in (sent["once"], sent["once"], "a page that was open twice"):
        typed = {**sent, "once": key}
        assert desk.post("/past-events/import/confirm", data=typed).status_code == 303
    assert len(turnouts(store)) == 2
    assert "All of these events were recorded already." in desk.page("/past-events").words


def test_rows_that_are_there_already_are_marked(desk: PageClient, store: Store) -> None:
    desk.send("/past-events/new", TURNOUT)
    page = upload(desk, FILE)
    assert page.words.count("already there") == 1
    assert "Record 1 event" in page.words


def test_a_file_with_nothing_new_has_no_button(desk: PageClient) -> None:
    desk.send("/past-events/new", TURNOUT)
    page = upload(desk, "Datum;Naam;Reeks;Gekomen\n13-6-2026;BBQ Passart;Buurt-BBQ;31\n")
    assert "There is nothing new in this file." in page.words
    assert "Record" not in page.words.replace("Records", "")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        pytest.param("", "Choose a file.", id="no file"),
        pytest.param(
            "date,title,came\n", "There is nothing under the first row.", id="only a heading"
        ),
        pytest.param(
            "x" * (2 * 1024 * 1024 + 1), "This file is too big. Cut it in pieces.", id="too big"
        ),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    desk: PageClient, content: str, sentence: str
) -> None:
    page = upload(desk, content)
    assert page.status == 422
    assert page.errors() == [sentence]
    assert "date, title, series, neighbourhood, kind, yes, expected, came, quality" in page.words


def test_what_the_preview_did_not_write_is_refused(desk: PageClient, store: Store) -> None:
    token = desk.page("/past-events/import").token()
    answer = desk.post(
        "/past-events/import/confirm", data={"table": "nonsense", "csrf_token": token}
    )
    assert answer.status_code == 400
    assert turnouts(store) == []


def test_the_example_can_be_sent_straight_back(desk: PageClient) -> None:
    answer = desk.get("/past-events/sample.csv")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "Record 2 events" in upload(desk, answer.data).words


def test_a_record_that_was_deleted_can_be_put_back(desk: PageClient, store: Store) -> None:
    desk.send("/past-events/new", TURNOUT)
    (turnout,) = turnouts(store)
    url = f"/past-events/{turnout.id}/delete"
    assert desk.send(url, form_on="/past-events?l=en").status_code == 303
    page = desk.page("/past-events")
    assert "Deleted. Forecasts no longer learn from it." in page.words
    assert turnouts(store) == []
    (undo,) = [
        form.get("action") or "" for form in page.all("form") if "put-back" in str(form.attrib)
    ]
    desk.post(undo, data=fields(page))
    (back,) = turnouts(store)
    assert (back.title, back.came, back.quality) == ("BBQ Passart", 31, turnout.quality)


def test_the_count_of_a_planned_event_is_not_deleted_here(desk: PageClient, store: Store) -> None:
    event_id = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        kept = closing.close_event(session, event, came=30, now=later()).id
    page = desk.page("/past-events")
    assert f"/events/{event_id}" in page.links()
    assert f"/past-events/{kept}/delete" not in page.text
    token = desk.page("/past-events/import").token()
    answer = desk.post(f"/past-events/{kept}/delete", data={"csrf_token": token})
    assert answer.status_code == 404
    assert len(turnouts(store)) == 1


def test_the_list_asks_as_much_for_many_as_for_few(desk: PageClient, store: Store) -> None:
    for series in ("A", "B", "C"):
        add_summer(store, series)
        with count_queries(store) as seen:
            desk.page("/past-events")
        assert len(seen) == QUERIES_OF_LIST
