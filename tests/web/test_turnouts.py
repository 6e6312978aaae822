"""Past turnout: by hand, and from a file with a preview."""

import io
from datetime import date, timedelta
from pathlib import Path

import pytest

from planner.core.enums import CountQuality
from planner.core.turnout import Weather
from planner.services.forecast.learn import TurnoutRecord, list_turnouts, record_turnout
from planner.services.plan import closing
from planner.store.base import Store
from planner.store.models import Event, Series, Turnout
from planner.web.organiser.forecast.turnout_form import TurnoutFileForm
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
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(
    desk: PageClient, content: str, sentence: str
) -> None:
    page = upload(desk, content)
    assert page.status == 422
    assert page.errors() == [sentence]
    assert "date, title, series, neighbourhood, kind, yes, expected, came, quality" in page.words


def test_a_file_that_is_too_big_is_refused(
    desk: PageClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TurnoutFileForm, "largest", 1_000)
    page = upload(desk, "x" * 1_001)
    assert (page.status, page.errors()) == (422, ["This file is too big. Cut it in pieces."])


def test_a_table_that_no_page_can_carry_is_refused(desk: PageClient) -> None:
    rows = "".join(f"13-6-2026;BBQ {number};{'x' * 420};31\n" for number in range(950))
    page = upload(desk, f"Datum;Naam;Verslag;Gekomen\n{rows}")
    assert (page.status, page.errors()) == (422, ["This file is too big. Cut it in pieces."])


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


ODD = """Dag;Feest;Mensen;Reeks
3 juli 2025;BBQ Passart;61,0;Buurt-BBQ
26/6/2025;BBQ Vrieheide;1.234;Buurt-BBQ
12-7-25;BBQ Hoensbroek;50;
gisteren;BBQ Aldenhof;20;
"""


def look(desk: PageClient, page: Page, **chosen: str) -> Page:
    return Page(desk.post("/past-events/import/look", data={**fields(page), **chosen}))


def confirm(desk: PageClient, page: Page, **chosen: str) -> None:
    sent = {**fields(page), **chosen}
    assert desk.post("/past-events/import/confirm", data=sent).status_code == 303


def test_columns_are_chosen_where_their_names_say_nothing(desk: PageClient, store: Store) -> None:
    page = upload(desk, ODD)
    assert "Choose which columns hold the day, the name and how many came." in page.words
    assert "Mensen: 61,0, 1.234, 50" in page.words, "the first values say what is in a column"
    page = look(desk, page, title="1", came="2")
    assert "Record 3 events" in page.words
    assert "Row 5: “gisteren” is not a day." in page.words
    for shown in ("3 July 2025", "1,234", "Buurt-BBQ", "Counted", "I do not know yet"):
        assert shown in page.words
    confirm(desk, page, leave="4")
    kept = {turnout.title: (str(turnout.held_on), turnout.came) for turnout in turnouts(store)}
    assert kept == {"BBQ Passart": ("2025-07-03", 61), "BBQ Vrieheide": ("2025-06-26", 1234)}


def test_a_file_is_taken_back_as_a_whole(desk: PageClient, store: Store) -> None:
    with store.transaction() as session:
        kerst = TurnoutRecord(title="Kerst", held_on=date(2026, 12, 20), came=80)
        record_turnout(session, kerst, now=later() - timedelta(days=300))
    confirm(desk, upload(desk, FILE))
    page = desk.page("/past-events")
    (undo,) = [one.get("action") or "" for one in page.all("form") if "undo" in str(one.attrib)]
    for _again in range(2):
        assert desk.post(undo, data=fields(page)).status_code == 303
    assert [turnout.title for turnout in turnouts(store)] == ["Kerst"]
    assert "2 events are taken back." in desk.page("/past-events").words
    with store.reading() as session:
        assert session.query(Series).all() == [], "the series that the file made is gone too"


def test_an_address_that_takes_nothing_back_is_not_there(desk: PageClient) -> None:
    sent = fields(desk.page("/past-events/import"))
    for at in ("0", "9" * 30, "99999999999999999"):
        assert desk.post(f"/past-events/import/{at}/undo", data=sent).status_code == 404


LISTS = Path(__file__).parents[1] / "support" / "guest_lists"


def test_a_list_of_guests_becomes_numbers_and_nobody_is_on_the_page(
    desk: PageClient, store: Store
) -> None:
    page = upload(desk, (LISTS / "pretix.csv").read_bytes())
    assert "This looks like an export of pretix." in page.words
    assert "“Yes”: 3 rows, counted as yes." in page.words
    assert "“No”: 1 row, not counted." in page.words
    for secret in ("Janssen", "example.org", "AB3CD", "pinda", "k3j4h5"):
        assert secret not in page.text
    assert "Row 2: the number of people who came is missing." in page.words
    page = look(desk, page, **{"came-2": "40"})
    assert "Record 2 events" in page.words
    confirm(desk, page, series_name="Buurt-BBQ")
    kept = [(each.title, each.yes_heads, each.came, each.quality) for each in turnouts(store)]
    assert kept == [
        ("BBQ Vrieheide", 1, 40, CountQuality.AT_LEAST),
        ("BBQ Passart", 2, 1, CountQuality.AT_LEAST),
    ]


def test_answers_to_a_form_ask_for_the_event_and_for_who_came(
    desk: PageClient, store: Store
) -> None:
    page = upload(desk, (LISTS / "google_forms.csv").read_bytes())
    assert "This looks like an export of Google Forms." in page.words
    assert "1 answer was sent again later. Only the last one counts." in page.words
    told = {"event_title": "BBQ Passart", "event_day": "2026-06-13", "came-1": "31"}
    page = Page(desk.post("/past-events/import/confirm", data={**fields(page), **told}))
    assert page.status == 303
    (kept,) = turnouts(store)
    assert (kept.title, kept.yes_heads, kept.came) == ("BBQ Passart", 6, 31)


def test_a_form_without_its_event_says_what_is_missing(desk: PageClient, store: Store) -> None:
    page = upload(desk, (LISTS / "google_forms.csv").read_bytes())
    assert "Row 1: the title is missing." in page.words
    confirm(desk, page, event_title="BBQ")
    assert turnouts(store) == []


def test_a_list_of_an_unknown_program_is_counted_once_somebody_says_so(
    desk: PageClient, store: Store
) -> None:
    page = upload(desk, "Wie;Komt\nNoor;ja\nWim;ja\nSamira;nee\n")
    page = look(desk, page, rows="guests")
    assert "Samira" not in page.text
    assert "3 rows were counted." in page.words


def test_a_mistake_beside_a_field_keeps_what_was_typed(desk: PageClient, store: Store) -> None:
    page = upload(desk, (LISTS / "google_forms.csv").read_bytes())
    told = {"event_title": "BBQ", "event_day": "31-6-2026", "came-1": "31"}
    page = Page(desk.post("/past-events/import/confirm", data={**fields(page), **told}))
    assert page.status == 422
    assert "Choose a day, for example 12-6-2027." in page.errors()
    assert fields(page)["came-1"] == "31"
    assert turnouts(store) == []


@pytest.mark.parametrize(
    "nonsense",
    [
        {"leave": "9" * 5_000},
        {"came": "400", "title": "-1", "date": "x"},
        {"rows": "neither"},
        {"doubles": "9" * 5_000, "program": "<script>", "counted": "1"},
        {"event_kind": "nothing", "event_quality": "nothing"},
    ],
)
def test_what_no_page_of_ours_sends_is_told_and_keeps_nothing(
    desk: PageClient, store: Store, nonsense: dict[str, str]
) -> None:
    for content in (FILE.encode(), (LISTS / "pretix.csv").read_bytes()):
        page = upload(desk, content)
        for path in ("look", "confirm"):
            sent = {**fields(page), "came-2": "9" * 5_000, **nonsense}
            answer = desk.post(f"/past-events/import/{path}", data=sent)
            assert answer.status_code in {200, 303, 422}
            assert "<script>&" not in answer.text
