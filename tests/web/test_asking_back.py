"""A number that can hardly be meant is asked about, once, beside its field; nothing is refused."""

import io
from typing import Any

import pytest

from planner.core.enums import EventState, EventType
from planner.services.plan import closing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Series
from tests.support.cards import World, make_world
from tests.support.organiser import add_event, add_summer, event_of
from tests.support.pages import Page, PageClient
from tests.web.test_guests import url as guests_url
from tests.web.test_turnouts import TURNOUT, fields, turnouts, upload

NEW = {
    "title": "Buurt-BBQ",
    "event_type": "barbecue",
    "held_on": "2027-06-12",
    "starts": "15:00",
    "ends": "19:00",
    "kind": "open",
    "description": "Samen eten.",
}
ASKED = "3,000? 25 to 40 came before. Is it right? Then press the button again."


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what is compared is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def series_id(store: Store) -> int:
    with store.reading() as session:
        return session.query(Series).one().id


def press_again(desk: PageClient, address: str, page: Page, **changes: str) -> Any:
    """Send what the page holds, as a browser would."""
    return desk.post(address, data={**page.sends(), **changes})


def test_a_guess_far_beyond_the_earlier_times_is_asked_about_once(
    desk: PageClient, store: Store
) -> None:
    add_summer(store)
    desk.get("/events?l=en")
    typed = {**NEW, "series_id": str(series_id(store)), "expected": "3.000"}
    asked = Page(desk.send("/events/new", typed))
    assert asked.status == 422
    assert asked.errors() == [ASKED]
    assert "Is this right?" in asked.words
    assert "Something is not right yet" not in asked.words
    sent = asked.sends()
    assert {name: sent[name] for name in typed} == {name: [value] for name, value in typed.items()}
    assert sent["sure-expected"] == ["3000"]
    answer = press_again(desk, "/events/new", asked)
    assert answer.status_code == 303
    event_id = int(answer.location.rpartition("/")[2])
    assert event_of(store, event_id).expected == 3_000


def test_another_number_is_asked_about_anew(desk: PageClient, store: Store) -> None:
    add_summer(store)
    desk.get("/events?l=en")
    typed = {**NEW, "series_id": str(series_id(store)), "expected": "3000"}
    asked = Page(desk.send("/events/new", typed))
    again = Page(press_again(desk, "/events/new", asked, expected="4000"))
    assert again.errors() == [ASKED.replace("3,000", "4,000")]
    assert press_again(desk, "/events/new", asked, expected="40").status_code == 303


def test_the_answer_is_kept_while_something_else_is_wrong(desk: PageClient, store: Store) -> None:
    add_summer(store)
    desk.get("/events?l=en")
    typed = {**NEW, "title": "", "series_id": str(series_id(store)), "expected": "3000"}
    both = Page(desk.send("/events/new", typed))
    assert both.errors() == ["Give the event a name.", ASKED]
    assert "Something is not right yet" in both.words
    still = Page(press_again(desk, "/events/new", both))
    assert still.errors() == ["Give the event a name."]
    assert press_again(desk, "/events/new", still, title="BBQ").status_code == 303


@pytest.mark.parametrize(
    ("event_type", "expected", "question"),
    [
        (
            EventType.BARBECUE,
            "3000",
            "3,000 people is very many for a barbecue. Is it right? Then press the button again.",
        ),
        (EventType.BARBECUE, "120", None),
        (EventType.BARBECUE, "1", None),
        (EventType.CASTLE, "5000", None),
    ],
)
def test_a_first_event_is_asked_about_what_is_very_many_for_it(
    desk: PageClient, event_type: EventType, expected: str, question: str | None
) -> None:
    desk.get("/events?l=en")
    typed = {**NEW, "event_type": event_type.value, "expected": expected}
    answer = desk.send("/events/new", typed)
    if question is None:
        assert answer.status_code == 303
    else:
        assert Page(answer).errors() == [question]


@pytest.mark.parametrize("event_type", EventType)
@pytest.mark.parametrize(("language", "words"), [("en", "very many"), ("nl", "erg veel voor een")])
def test_every_type_has_its_own_sentence(
    desk: PageClient, event_type: EventType, language: str, words: str
) -> None:
    desk.get(f"/events?l={language}")
    page = Page(
        desk.send("/events/new", {**NEW, "event_type": event_type.value, "expected": "100000"})
    )
    (question,) = page.errors()
    assert words in question


def test_the_sentence_in_dutch(desk: PageClient, store: Store) -> None:
    add_summer(store)
    desk.get("/events?l=nl")
    typed = {**NEW, "series_id": str(series_id(store)), "expected": "3000"}
    assert Page(desk.send("/events/new", typed)).errors() == [
        "3.000? De vorige keren kwamen er 25 tot 40. Klopt het? Druk dan nog een keer op de knop."
    ]


def test_what_is_stored_is_not_asked_about_when_something_else_changes(
    desk: PageClient, store: Store
) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", expected=3_000)
    page = desk.page(f"/events/{event_id}/edit?l=en")
    sent = {**page.sends(), "title": "Another name"}
    assert desk.post(f"/events/{event_id}/edit", data=sent).status_code == 303
    assert event_of(store, event_id).title == "Another name"


@pytest.mark.parametrize("capacity", ["3", "90000"])
def test_places_that_are_far_too_few_or_too_many_are_asked_about(
    desk: PageClient, store: Store, capacity: str
) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", expected=30)
    page = desk.page(f"/events/{event_id}/edit?l=en")
    asked = Page(desk.post(f"/events/{event_id}/edit", data={**page.sends(), "capacity": capacity}))
    (question,) = asked.errors()
    assert "25 to 40 came before." in question
    assert "<details open" in asked.text, "it stands among the fields that are folded away"
    assert press_again(desk, f"/events/{event_id}/edit", asked).status_code == 303
    assert event_of(store, event_id).capacity == int(capacity)


def test_the_guess_on_the_page_of_an_event_is_asked_about(desk: PageClient, store: Store) -> None:
    event_id = add_event(store)
    here = f"/events/{event_id}"
    asked = Page(desk.send(f"{here}/guess", {"expected": "3000"}, form_on=f"{here}?l=en"))
    assert asked.status == 422
    assert asked.errors() == [
        "3,000 people is very many for a barbecue. Is it right? Then press the button again."
    ]
    sent = asked.sends(to=f"{here}/guess")
    assert desk.post(f"{here}/guess", data=sent).status_code == 303
    assert event_of(store, event_id).expected == 3_000


def test_a_count_at_closing_is_asked_about_and_the_food_stays_filled_in(
    desk: PageClient, store: Store
) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", expected=30)
    url = f"/events/{event_id}/close"
    desk.get(f"{url}?l=en")
    asked = Page(desk.send(url, {"came": "3000", "quality": "estimated", "word": "Bedankt"}))
    assert asked.errors() == [ASKED]
    assert event_of(store, event_id).state is EventState.PUBLISHED
    sent = asked.sends()
    assert (sent["quality"], sent["word"]) == (["estimated"], ["Bedankt"])
    assert press_again(desk, url, asked).status_code == 303
    with store.reading() as session:
        turnout = closing.turnout_of(session, event_id)
        assert turnout is not None
        assert turnout.came == 3_000


def test_a_past_event_that_is_typed_is_compared_with_its_series(
    desk: PageClient, store: Store
) -> None:
    add_summer(store, "Buurt-BBQ")
    desk.get("/events?l=en")
    asked = Page(desk.send("/past-events/new", {**TURNOUT, "came": "3000"}))
    assert asked.errors() == [ASKED]
    assert press_again(desk, "/past-events/new", asked).status_code == 303
    assert 3_000 in [each.came for each in turnouts(store)]


def test_a_file_is_kept_and_what_is_surprising_is_said(desk: PageClient, store: Store) -> None:
    page = upload(
        desk,
        "date;title;series;came\n2026-06-13;A;BBQ;31\n2026-06-20;B;BBQ;28\n"
        "2026-06-27;C;BBQ;33\n2026-07-04;D;BBQ;30000\n",
    )
    assert desk.post("/past-events/import/confirm", data=fields(page)).status_code == 303
    assert len(turnouts(store)) == 4
    words = desk.page("/past-events").words
    assert "4 events are recorded." in words
    assert "Look at “D” of" in words
    assert "again: 30,000 came, the other times 28 to 33." in words
    assert words.count("Look at") == 1


def test_a_file_with_one_count_beyond_all_events_says_so(desk: PageClient, store: Store) -> None:
    page = upload(desk, "date;title;came\n2026-07-04;D;99000\n")
    desk.post("/past-events/import/confirm", data=fields(page))
    assert len(turnouts(store)) == 1
    assert "again: 99,000 is very many." in desk.page("/past-events").words


def test_a_party_of_forty_told_by_phone_is_asked_about(world: World, desk: PageClient) -> None:
    (card,) = world.cards(1, largest_party=50)
    address = guests_url(world, "/answer")
    page = guests_url(world, "/card?number=1&l=en")
    told = {"number": "1", "reply": "yes", "adults": "38", "children": "2"}
    asked = Page(desk.send(address, told, form_on=page))
    assert asked.errors() == [
        "40 people with one card is very many. Is it right? Then press the button again."
    ]
    answer = desk.post(address, data=asked.sends(to=address))
    assert answer.status_code == 303
    kept = world.invitation(card).answer
    assert kept is not None
    assert (kept.adults, kept.children) == (38, 2)


def test_a_household_of_forty_is_asked_about_on_its_own_page(
    world: World, client: PageClient
) -> None:
    (card,) = world.cards(1, largest_party=50)
    address = f"/{card.code}/party"
    client.post(f"/{card.code}", data={"answer": "yes"})
    english = {"Accept-Language": "en"}
    many = {"adults": "more", "adults_more": "38", "children": "2", "eat": ["halal"]}
    asked = Page(client.post(address, data=many, headers=english))
    assert asked.status == 422
    assert asked.errors() == [
        "You come with 40 people. Is that right? Then press the button again."
    ]
    assert "Is this right?" in asked.words
    kept = world.invitation(card).answer
    assert kept is not None
    assert kept.heads == 1  # the yes stays, and nobody is refused
    fewer = {**asked.sends(to=address), "adults_more": ["28"]}
    other = Page(client.post(address, data=fewer, headers=english))
    assert other.errors() == [
        "You come with 30 people. Is that right? Then press the button again."
    ]
    assert client.post(address, data=other.sends(to=address)).status_code == 303
    kept = world.invitation(card).answer
    assert kept is not None
    assert (kept.adults, kept.children) == (28, 2)
    # What is stored already is not asked about when the food changes.
    again = {**client.page(address).sends(to=address), "eat": ["vegan"]}
    assert client.post(address, data=again).status_code == 303


def test_a_card_for_forty_is_asked_about(world: World, desk: PageClient) -> None:
    address = guests_url(world, "/new")
    desk.get(f"{address}?l=en")
    typed = {"name": "Koor Passart", "largest_party": "40", "stack": "Koren"}
    asked = Page(desk.send(address, typed))
    assert asked.errors() == [
        "40 people with one card is very many. Is it right? Then press the button again."
    ]
    assert press_again(desk, address, asked).status_code == 303


def test_a_series_carries_the_answer_to_the_page_with_its_days(
    desk: PageClient, store: Store
) -> None:
    desk.get("/events?l=en")
    typed = {
        **NEW,
        "series_name": "BBQ",
        "rhythm": "week",
        "times": "3",
        "expected": "3000",
    }
    asked = Page(desk.send("/series/new", typed))
    assert len(asked.errors()) == 1
    days = Page(press_again(desk, "/series/new", asked))
    assert days.heading == "Are these the dates?"
    answer = desk.post("/series/plan", data=days.sends())
    assert answer.status_code == 303
    with store.reading() as session:
        assert {event.expected for event in session.query(Event)} == {3_000}


def test_nothing_is_looked_up_while_a_form_is_only_read(desk: PageClient, store: Store) -> None:
    page = desk.page("/events/new?l=en")
    assert "sure-" not in page.text
    file = {"file": (io.BytesIO(b""), "x.csv"), "csrf_token": page.token()}
    assert desk.post("/past-events/import", data=file).status_code == 422
