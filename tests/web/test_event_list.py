"""The list of events: what comes first, what is left out, and its month."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import EventState, Reply
from planner.core.roles import TeamRole
from planner.services.day import event_listing
from planner.services.day.event_listing import Stage
from planner.services.invite import requests
from planner.services.messages import notices
from planner.services.plan import planning
from planner.store.base import Store
from planner.store.models import Account, Batch, Event
from tests.support.application import signed_in
from tests.support.cards import SATURDAY
from tests.support.clock import FixedClock
from tests.support.members import add_member
from tests.support.organiser import Said, add_answers, add_event, add_summer
from tests.support.pages import HTML, Page, PageClient
from tests.support.queries import count_queries

ENGLISH = {"Accept-Language": "en"}
STAGE_WORDS = {
    "Draft": Stage.DRAFT,
    "Something is missing": Stage.PLAN,
    "Inviting": Stage.INVITE,
    "Ready to invite": Stage.INVITE,
    "Time to shop": Stage.SHOP,
    "The day itself": Stage.DAY,
    "Going on now": Stage.DAY,
    "Cancelled": Stage.CANCELLED,
}
QUERIES_OF_MONTH = 4


@pytest.fixture
def season(store: Store, clock: FixedClock) -> dict[str, int]:
    """Events at every stage, by their titles; it is two days before the usual Saturday."""
    clock.now = SATURDAY - timedelta(days=2, hours=1)
    add_summer(store, "Known")
    made = {
        title: add_event(store, days=days, title=title, **more)
        for title, days, more in (
            ("Today", -2, {"expected": 30}),
            ("Tomorrow", -1, {"expected": 30}),
            ("Bare", 30, {"venue_name": ""}),
            ("Size unknown", 31, {}),
            ("Guessed", 32, {"expected": 30}),
            ("Of a series", 33, {"series": "Known"}),
            ("With cards", 34, {"venue_name": ""}),
            ("Answered", 35, {}),
            ("Sketch", 36, {"expected": 30}),
            ("Called off", 37, {"expected": 30}),
            ("Next year", 300, {"expected": 30, "neighbourhood_name": "Passart"}),
        )
    }
    add_answers(store, made["With cards"], silent=2)
    add_answers(store, made["Answered"], Said(Reply.YES, 3))
    with store.transaction() as session:
        session.get_one(Event, made["Sketch"]).state = EventState.DRAFT
        called_off = session.get_one(Event, made["Called off"])
        planning.cancel_event(session, called_off, reason="Storm", now=clock())
    return made


def lines(page: Page) -> dict[int, str]:
    """Return the words of the line of each event, in their order."""
    found = {}
    for item in page.all("li"):
        if "line" in (item.get("class") or "").split():
            links = [link.get("href") or "" for link in item.iter(f"{HTML}a")]
            words = " ".join("".join(item.itertext()).split())
            found[int(re.sub(r"\D.*", "", links[0].removeprefix("/events/")))] = words
    return found


def test_a_stage_finds_the_events_whose_chip_says_it(
    season: dict[str, int], desk: PageClient
) -> None:
    whole = lines(desk.page("/events", headers=ENGLISH))
    assert set(whole) == set(season.values())
    found = {
        stage: set(lines(desk.page(f"/events?phase={stage.value}", headers=ENGLISH)))
        for stage in Stage
    }
    said: dict[Stage, set[int]] = {stage: set() for stage in Stage}
    for key, words in whole.items():
        (stage,) = {stage for chip, stage in STAGE_WORDS.items() if chip in words}
        said[stage].add(key)
    assert found == said
    assert all(said[stage] for stage in set(Stage) - {Stage.OVER})


def test_what_is_near_comes_first_then_what_is_due(
    season: dict[str, int], desk: PageClient, store: Store, clock: FixedClock
) -> None:
    add_answers(store, season["Next year"], Said(Reply.YES, 2))
    with store.transaction() as session:
        event = session.get_one(Event, season["Next year"])
        before = replace(notices.when_where(event), place="Elsewhere")
        assert notices.note_change(session, event, before, now=clock())
    page = desk.page("/events", headers=ENGLISH)
    order = [title for key in lines(page) for title, one in season.items() if one == key]
    assert order[:3] == ["Today", "Tomorrow", "Next year"], "guests of the third wait to be told"
    assert order.index("Bare") < order.index("Answered") < order.index("Called off")
    assert page.words.index("Today and the week ahead") < page.words.index("Later")


def test_an_event_whose_cards_are_asked_for_comes_forward(
    season: dict[str, int], desk: PageClient, store: Store, clock: FixedClock
) -> None:
    with store.transaction() as session:
        batch = session.scalars(select(Batch).where(Batch.event_id == season["With cards"])).one()
        requests.ask(session, batch, words="Two more, please", now=clock())
        wanted = event_listing.EventFilter()
        events, _found = event_listing.coming(session, wanted, now=clock())
        titles = [event.title for event in events]
    assert titles[:4] == ["Today", "Tomorrow", "With cards", "Bare"]
    shown = list(lines(desk.page("/events", headers=ENGLISH)))
    assert shown.index(season["With cards"]) == 2


def test_a_line_says_its_year_and_what_is_the_matter(
    season: dict[str, int], desk: PageClient
) -> None:
    shown = lines(desk.page("/events", headers=ENGLISH))
    assert "2028" in shown[season["Next year"]]
    assert "2027" not in shown[season["Bare"]], "that is this year"
    cancelled = shown[season["Called off"]]
    assert "Cancelled" in cancelled
    assert "people" not in cancelled
    assert "In order" not in cancelled
    assert "Draft" in shown[season["Sketch"]]


def test_a_card_with_a_note_speaks_in_whole_sentences(
    season: dict[str, int], desk: PageClient
) -> None:
    page = desk.page("/events", headers=ENGLISH)
    today = lines(page)[season["Today"]]
    assert re.search(r"\w and \d+ more things?", today), today
    assert not re.search(r"[.!?] and \d+ more", page.words)


def test_filters_stay_in_the_address_and_are_let_go_at_once(
    season: dict[str, int], desk: PageClient, app: Flask, other_organiser: Account, store: Store
) -> None:
    page = desk.page("/events", headers=ENGLISH)
    options = {
        " ".join("".join(option.itertext()).split()): option.get("value")
        for option in page.all("option")
    }
    url = f"/events?series={options['Known']}&neighbourhood=&phase=&page=1"
    narrow = desk.page(url, headers=ENGLISH)
    assert list(lines(narrow)) == [season["Of a series"]]
    assert "1 filter is on" in narrow.words
    month = next(link for link in narrow.links() if link.startswith("/events/month"))
    assert f"series={options['Known']}" in month
    assert "/events" in narrow.links(), "the way back to all"
    passart = desk.page(f"/events?neighbourhood={options['Passart']}", headers=ENGLISH)
    assert list(lines(passart)) == [season["Next year"]]
    nothing = desk.page(f"/events?series={options['Known']}&phase=draft", headers=ENGLISH)
    assert "No event is like that." in nothing.words
    with store.transaction() as session:
        session.get_one(Event, season["Bare"]).created_by_id = other_organiser.id
    theirs = signed_in(app, other_organiser.email)
    assert list(lines(theirs.page("/events?mine=1"))) == [season["Bare"]]
    for nonsense in ("series=x", "series=99999999999999", "phase=nothing", "mine=2", "place=-1"):
        assert set(lines(desk.page(f"/events?{nonsense}"))) == set(season.values())


def test_a_member_reads_what_is_theirs_to_do(app: Flask, store: Store, clock: FixedClock) -> None:
    """The list says 'to do' of nothing that the page of the event would not let them do."""
    first, second = add_event(store, expected=30), add_event(store, days=1, expected=30)
    browser = add_member(app, store, {first: TeamRole.CREW, second: TeamRole.LEAD}, now=clock())
    shown = lines(browser.page("/events", headers=ENGLISH))
    assert "Make cards to hand out" not in shown[first]
    assert "Make cards to hand out" in shown[second]
    assert "filter-mine" not in browser.page("/events").text


def test_a_month_shows_each_event_on_its_own_day(
    season: dict[str, int], desk: PageClient, store: Store
) -> None:
    with store.transaction() as session:
        late = session.get_one(Event, season["Guessed"])
        late.starts_at = late.starts_at.replace(hour=22, minute=30)  # half past midnight here
        late.ends_at = late.starts_at + timedelta(hours=1)
        day_after = (late.starts_at + timedelta(days=1)).date().isoformat()
    with count_queries(store) as seen:
        page = desk.page("/events/month?month=2027-07", headers=ENGLISH)
    assert len(seen) == QUERIES_OF_MONTH
    cells = {
        cell.find(f"{HTML}time").get("datetime"): " ".join("".join(cell.itertext()).split())  # type: ignore[union-attr]
        for cell in page.all("td")
        if cell.find(f"{HTML}time") is not None
    }
    assert len(cells) == 31
    assert "Guessed" in cells[day_after]
    assert "Saturday, 17 July 2027" in cells["2027-07-17"]
    assert "Answered" in cells["2027-07-17"]
    assert "Called off Cancelled" in cells["2027-07-19"]
    assert "/events/month?month=2027-06" in page.links()
    assert "/events/month?month=2027-08" in page.links()
    named = desk.page("/events/month?month=2027-07&phase=cancelled", headers=ENGLISH)
    assert "Answered" not in named.words
    for nonsense in ("", "month=2027-13", "month=1&l=en", "month=9999-12", "month=0001-01"):
        assert "June 2027" in desk.page(f"/events/month?{nonsense}", headers=ENGLISH).words
