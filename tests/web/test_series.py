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
    """What the form of the grid would send."""
    return {name: values[-1] for name, values in page.sends().items() if values}


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
    assert f"Row 2 · Day · {sentence}" in page.words
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
        ({"times": "1"}, "Write a number from 2 to 60."),
        ({"times": "61"}, "Write a number from 2 to 60."),
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


PASTED = """Datum\tTijd\tBuurt\tPlaats\tContactpersoon\tTelefoon\tParkeren\tNaam
zaterdag 12 juni 2027\t14.00 - 18.00\tPassart\tSpeelveld\tFatima\t06 12345678\tja\tBBQ Passart
19-6-2027\t15:00-19:00\tVrieheide\t\t\t\tnee\t
zomer\t16 uur tot 20 uur\tZeswegen\t\tKarin\tgeen\t\t
"""


def test_dates_are_pasted_from_a_spreadsheet(desk: PageClient, store: Store) -> None:
    page = preview(desk, pasted=PASTED)
    assert page.status == 200
    assert "We left out these columns of your spreadsheet: Parkeren." in page.words
    sent = fields(page)
    assert [sent[f"{name}-0"] for name in ("day", "from", "until", "neighbourhood", "phone")] == [
        *("2027-06-12", "14:00", "18:00", "Passart", "06 12345678"),
    ]
    assert [sent[f"{name}-1"] for name in ("day", "venue", "title")] == [
        *("2027-06-19", "Speelveld", "Buurt-BBQ Passart"),
    ]
    assert (sent["day-2"], sent["from-2"]) == ("zomer", "16:00"), "what is no day stays as typed"
    assert page.errors() == [
        "Choose a day, for example 12-6-2027.",
        "Write a phone number, for example 06 12345678.",
    ]
    sent |= {"day-2": "26 juni 2027", "phone-2": ""}
    assert desk.post("/series/plan", data=sent).status_code == 303
    made = events(store)
    with store.reading() as session:
        made = [session.get_one(Event, event.id) for event in made]
        assert [event.neighbourhood.name for event in made if event.neighbourhood] == [
            *("Passart", "Vrieheide", "Zeswegen"),
        ]
        assert [event.title for event in made][:2] == ["BBQ Passart", "Buurt-BBQ Passart"]
        assert [event.contact_name for event in made] == ["Fatima", "", "Karin"]
        assert [event.starts_at.hour for event in made] == [12, 13, 14]


def test_back_keeps_what_was_typed_in_the_grid(desk: PageClient, store: Store) -> None:
    sent = {**fields(preview(desk)), "neighbourhood-1": "Vrieheide", "day-2": "morgen"}
    del sent["keep-3"]
    first = Page(desk.post("/series/plan", data={**sent, "do": "back"}))
    assert first.status == 200
    assert first.heading == "New series"
    kept = fields(first)
    assert kept["series_name"] == "Buurt-BBQ’s 2027"
    again = Page(desk.send("/series/new", {**kept, "starts": "16:00", "times": "11"}))
    found = fields(again)
    assert (found["neighbourhood-0"], found["neighbourhood-1"]) == ("Passart", "Vrieheide")
    assert found["day-2"] == "morgen"
    assert "keep-3" not in found
    assert found["from-0"] == "16:00", "what nobody typed follows the first page"
    assert found["day-10"] == "2027-10-30"
    fewer = Page(desk.send("/series/new", {**kept, "times": "3"}))
    assert "keep-9" not in fields(fewer), "a date that is no more is left out"
    assert fields(fewer)["day-9"] == "2027-10-16", "and can be ticked again"
    assert events(store) == []


def test_a_cell_is_copied_down_and_never_over_what_was_typed(desk: PageClient) -> None:
    sent = {**fields(preview(desk)), "venue-0": "Plein", "venue-4": "Park", "venue-5": ""}
    found = fields(Page(desk.post("/series/plan", data={**sent, "do": "down-venue"})))
    assert [found[f"venue-{place}"] for place in (0, 1, 4, 5)] == [
        "Plein",
        "Plein",
        "Park",
        "Plein",
    ]


def test_names_get_their_neighbourhood_and_a_date_is_added(desk: PageClient) -> None:
    sent = {**fields(preview(desk)), "neighbourhood-0": "Vrieheide", "title-1": "Slot"}
    found = fields(Page(desk.post("/series/plan", data={**sent, "do": "titles"})))
    assert found["title-0"] == "Buurt-BBQ Passart Vrieheide"
    assert found["title-1"] == "Slot"
    more = Page(desk.post("/series/plan", data={**found, "do": "add"}))
    assert fields(more)["day-10"] == "2027-10-30"
    assert "New: we add it to the list." in more.words


def test_fifty_two_weeks_with_every_cell_filled_fit(desk: PageClient, store: Store) -> None:
    sent = fields(preview(desk, rhythm="week", times="60"))
    for place in range(60):
        sent |= {
            f"{name}-{place}": f"{name} {place} ".ljust(length, "é")
            for name, length in (("venue", 120), ("title", 120), ("neighbourhood", 80))
        }
        sent |= {f"contact-{place}": "n" * 80, f"phone-{place}": "06 12345678"}
    assert len(sent) > 600
    answer = desk.post("/series/plan", data=sent)
    assert answer.status_code == 303
    assert len(events(store)) == 60


def test_too_many_pasted_dates_are_said_and_stay(desk: PageClient) -> None:
    pasted = "\n".join(f"{day}-6-2027;15:00;19:00" for day in range(1, 31)) * 3
    page = preview(desk, pasted=pasted)
    assert page.status == 422
    assert page.errors()[0].startswith("Those are ")
    assert page.sends()["pasted"][0].startswith("1-6-2027;15:00")


def test_the_grid_knows_the_calendar(desk: PageClient) -> None:
    page = preview(desk, held_on="2027-12-25", rhythm="week", times="3")
    assert "It is a holiday: Christmas Day." in page.words
    assert "Say when your schools are off" in page.words
    desk.send("/school-holidays/take-over", {"region": "Zuid"}, form_on="/school-holidays")
    page = preview(desk, held_on="2027-07-31", rhythm="week", times="2")
    assert "Schools are off (Summer Break): some people are away." in page.words
    assert "Say when your schools are off" not in page.words


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
