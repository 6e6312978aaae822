"""The list of events, and making, changing and copying one."""

import re

import pytest
from flask import Flask

from planner.core.enums import EventState, Reply
from planner.core.turnout import EventKind
from planner.services.plan import closing, planning
from planner.store.base import Store
from planner.store.models import Account, Event
from tests.support.application import ON_SQLITE, signed_in
from tests.support.clock import FixedClock
from tests.support.organiser import Said, add_answers, add_event, add_summer, event_of, later
from tests.support.pages import PageClient
from tests.support.queries import count_queries

BARBECUE = {
    "title": "Buurt-BBQ Passart",
    "event_type": "barbecue",
    "held_on": "2027-06-12",
    "starts": "15:00",
    "ends": "19:00",
    "venue_name": "Speelveld",
    "neighbourhood_name": "Passart",
    "kind": "open",
    "expected": "30",
    "series_id": "0",
    "parent_id": "0",
    "menu_preset": "",
    "staff_eating": "0",
    "is_public": "y",
}
QUERIES_OF_LIST = 11


def english(desk: PageClient) -> PageClient:
    desk.get("/events?l=en")
    return desk


def make(desk: PageClient, **changes: str) -> int:
    answer = desk.send("/events/new", {**BARBECUE, **changes})
    assert answer.status_code == 303, re.findall(r'class="error".*?</p>', answer.text)
    return int(answer.location.rpartition("/")[2])


def test_a_stranger_sees_no_events(client: PageClient, store: Store) -> None:
    event_id = add_event(store)
    for path in ("", "/new", f"/{event_id}", f"/{event_id}/edit", f"/{event_id}/close"):
        assert client.get(f"/events{path}").location.startswith("/sign-in")


def test_an_empty_list_has_the_first_steps_then_one_sentence_and_one_button(
    desk: PageClient,
) -> None:
    assert "First steps" in desk.page("/events?l=en").words
    desk.send("/first-steps/hide", form_on="/events")
    page = desk.page("/events?l=en")
    assert "No event is planned yet." in page.words
    assert page.links().count("/events/new") == 1
    assert "/series/new" not in page.links()


def test_the_list_says_what_each_event_still_needs(desk: PageClient, store: Store) -> None:
    add_event(store, expected=30, title="Buurt-BBQ Passart")
    add_event(store, days=7, title="Kerst", venue_name="")
    page = desk.page("/events?l=en")
    assert "Sat 12 Jun" in page.words
    assert "Make cards to hand out" in page.words
    assert "Say how many people you expect and 2 more things" in page.words
    assert re.search(r"\d+ people probably \d+ to \d+", page.words)


def test_past_events_ask_to_be_closed_first(
    app: Flask, organiser: Account, store: Store, clock: FixedClock
) -> None:
    closed = add_event(store, title="De eerste")
    add_event(store, days=1, title="De tweede")
    with store.transaction() as session:
        closing.close_event(session, session.get_one(Event, closed), came=41, now=later(hours=5))
    clock.now = later(days=3)
    page = signed_in(app, organiser.email).page("/events?l=en")
    words = page.words
    assert words.index("De tweede") < words.index("De eerste")
    assert "41 people came" in words
    assert words.count("Close it: how many came?") == 1


def test_a_cancelled_event_stands_in_the_list_without_a_forecast(
    desk: PageClient, store: Store, clock: FixedClock
) -> None:
    event_id = add_event(store, expected=30)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        planning.cancel_event(session, event, reason="Storm", now=clock())
    desk.send("/first-steps/hide", form_on="/events")
    words = desk.page("/events?l=en").words
    assert "Cancelled" in words
    assert "probably" not in words
    assert "Make cards" not in words


def test_the_list_asks_as_much_for_eleven_events_as_for_one(desk: PageClient, store: Store) -> None:
    add_summer(store)
    for week in range(11):
        event_id = add_event(store, days=7 * week, series="BBQ", expected=30 + week)
        add_answers(store, event_id, Said(Reply.YES, 2), silent=2)
        if week in {0, 10}:
            with count_queries(store) as seen:
                desk.page("/events")
            assert len(seen) == QUERIES_OF_LIST


def test_an_event_is_made_in_one_form(desk: PageClient, store: Store) -> None:
    event = event_of(store, make(desk))
    assert (event.title, event.kind, event.expected) == (
        "Buurt-BBQ Passart",
        EventKind.OPEN,
        30,
    )
    assert event.state is EventState.DRAFT
    assert event.starts_at.isoformat() == "2027-06-12T13:00:00+00:00"
    assert event.venue is not None
    assert event.venue.name == "Speelveld"
    assert len(event.dishes) == 8


def test_the_form_offers_next_saturday_afternoon(desk: PageClient) -> None:
    page = desk.page("/events/new")
    values = {field.get("name"): field.get("value") for field in page.all("input")}
    assert (values["held_on"], values["starts"], values["ends"]) == (
        "2027-06-05",
        "15:00",
        "19:00",
    )


def test_a_link_may_choose_the_type(desk: PageClient) -> None:
    page = desk.page("/events/new?type=dinner")
    (chosen,) = [
        field.get("value")
        for field in page.all("input")
        if field.get("name") == "event_type" and "checked" in field.attrib
    ]
    assert chosen == "dinner"


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        pytest.param({"title": " "}, "Give the event a name.", id="no name"),
        pytest.param({"title": "x" * 121}, "Choose a shorter name.", id="a story for a name"),
        pytest.param({"held_on": ""}, "Choose a day.", id="no day"),
        pytest.param(
            {"held_on": "31-6-2027"}, "Choose a day, for example 12-6-2027.", id="31 June"
        ),
        pytest.param(
            {"held_on": "2027-05-01"},
            "Choose a day that is still to come. Record a past event under Past events.",
            id="a month ago",
        ),
        pytest.param({"starts": "25:00"}, "Write a time, for example 15:00.", id="25 o'clock"),
        pytest.param(
            {"ends": "14:00"},
            "It ends before it starts. Does it end on another day? Fill that in under More.",
            id="ends before it starts",
        ),
        pytest.param(
            {"held_on": "2028-03-26", "starts": "02:30", "ends": "04:00"},
            "In that night the clock skips this time. Choose an hour earlier or later.",
            id="an hour that does not exist",
        ),
        pytest.param(
            {"expected": "veel"}, "Write a whole number, for example 30.", id="many people"
        ),
        pytest.param(
            {"expected": "1000000000"},
            "Write a number from 1 to 100,000, or leave it empty.",
            id="a thousand million people",
        ),
        pytest.param(
            {"contact_phone": "ask at the desk 🙂"},
            "Write a phone number, for example 06 12345678.",
            id="nothing to dial",
        ),
        pytest.param(
            {"capacity": "0"},
            "At least 1 person must fit. Empty means no limit.",
            id="no room for anybody",
        ),
        pytest.param(
            {"budget_cents": "twee tientjes"},
            "Write an amount in euro, for example 12,50.",
            id="money in words",
        ),
        pytest.param(
            {"answers_close_on": "2027-06-13"},
            "Choose a day before the event, or the day itself.",
            id="answers after the party",
        ),
    ],
)
@ON_SQLITE
def test_what_is_wrong_stands_beside_its_field_and_nothing_typed_is_lost(
    desk: PageClient, changes: dict[str, str], sentence: str
) -> None:
    typed = {**BARBECUE, "description": "Met springkussen", **changes}
    answer = english(desk).send("/events/new", typed)
    assert answer.status_code == 422
    text = answer.get_data(as_text=True)
    assert text.count(sentence) >= 2  # on top, and beside the field
    assert "Met springkussen" in text
    for name, value in changes.items():
        if name != "starts" or value != "25:00":
            assert f'value="{value.strip()}"' in text


def test_a_party_may_end_after_midnight(desk: PageClient, store: Store) -> None:
    event = event_of(
        store, make(desk, starts="20:00", ends="01:00", ends_on="2027-06-13", answers_close_on="")
    )
    assert (event.ends_at - event.starts_at).total_seconds() == 5 * 3600


@pytest.mark.parametrize(
    ("typed", "cents"),
    [("600", 60_000), ("€ 12,5", 1_250), ("1.250,00", 125_000), ("0", 0), ("", None)],
)
@ON_SQLITE
def test_money_is_written_as_people_write_it(
    desk: PageClient, store: Store, typed: str, cents: int | None
) -> None:
    assert event_of(store, make(desk, budget_cents=typed)).budget_cents == cents


def test_the_same_form_sent_twice_makes_one_event(desk: PageClient, store: Store) -> None:
    key = desk.page("/events/new").sends()["once"][0]
    ids = {make(desk, once=key), make(desk, once=key)}
    assert len(ids) == 1
    assert make(desk, once=key, title="Another") not in ids, "what was changed is another form"
    assert make(desk) not in ids


def test_an_event_is_changed_and_its_calendar_with_it(desk: PageClient, store: Store) -> None:
    event_id = make(desk)
    url = f"/events/{event_id}/edit"
    page = desk.page(url)
    assert 'value="Buurt-BBQ Passart"' in page.text
    answer = desk.send(url, {**BARBECUE, "title": "BBQ", "starts": "16:00", "menu_preset": ""})
    assert answer.status_code == 303
    event = event_of(store, event_id)
    assert (event.title, event.sequence) == ("BBQ", 1)
    assert event.starts_at.hour == 14
    assert len(event.dishes) == 8


def test_a_past_event_may_still_be_changed(
    app: Flask, organiser: Account, store: Store, clock: FixedClock
) -> None:
    event_id = add_event(store)
    clock.now = later(days=3)
    desk = signed_in(app, organiser.email)
    answer = desk.send(f"/events/{event_id}/edit", {**BARBECUE, "expected": "45"})
    assert answer.status_code == 303
    assert event_of(store, event_id).expected == 45


def test_a_copy_asks_only_for_the_day(desk: PageClient, store: Store) -> None:
    event_id = make(desk)
    url = f"/events/{event_id}/copy"
    page = desk.page(f"{url}?l=en")
    values = {field.get("name"): field.get("value") for field in page.all("input")}
    assert (values["held_on"], values["starts"]) == ("2027-06-19", "15:00")
    typed = {"held_on": "2027-06-26", "starts": "15:00", "once": values["once"] or ""}
    answer = desk.send(url, typed)
    copied = event_of(store, int(answer.location.rpartition("/")[2]))
    assert copied.starts_at.isoformat() == "2027-06-26T13:00:00+00:00"
    assert copied.series is not None
    again = desk.send(url, typed)
    assert again.location == answer.location


@pytest.mark.parametrize(
    ("day", "at", "sentence"),
    [
        ("2027-05-01", "15:00", "Choose a day that is still to come."),
        ("2028-03-26", "02:30", "In that night the clock skips this time."),
        ("", "15:00", "Choose a day."),
    ],
)
def test_a_copy_on_an_impossible_day_says_so(
    desk: PageClient, day: str, at: str, sentence: str
) -> None:
    url = f"/events/{make(desk)}/copy"
    answer = english(desk).send(url, {"held_on": day, "starts": at})
    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)


def test_a_part_of_a_larger_event_links_to_it_and_back(desk: PageClient, store: Store) -> None:
    castle = make(desk, title="Kerst bij het kasteel")
    dinner = make(desk, title="Diner", parent_id=str(castle))
    assert f"/events/{castle}" in desk.page(f"/events/{dinner}").links()
    assert f"/events/{dinner}" in desk.page(f"/events/{castle}").links()
    choices = desk.page(f"/events/{castle}/edit").text
    assert f'<option value="{dinner}">' not in choices
    assert f'<option value="{castle}">' not in choices


@pytest.mark.parametrize("path", ["", "/edit", "/copy", "/close", "/cancel", "/menu", "/reckoning"])
def test_an_event_that_is_not_there_is_a_friendly_page(desk: PageClient, path: str) -> None:
    assert desk.page(f"/events/99999{path}", status=404).heading


@pytest.mark.parametrize("blank", [" ", "\t", "\u00a0"])
@ON_SQLITE
def test_a_day_of_spaces_is_asked_for_again(desk: PageClient, store: Store, blank: str) -> None:
    event_id = add_event(store)
    answer = desk.send(f"/events/{event_id}/copy", {"held_on": blank, "starts": "15:00"})
    assert answer.status_code == 422
    assert "Kies een dag." in answer.get_data(as_text=True)
