"""How many can be invited: both ways, on one page, and honest about what is not known."""

import re
from datetime import timedelta

import pytest

from planner.core.enums import EventState, Reply
from planner.core.turnout import EventKind
from planner.services.forecast.forecasting import forecast_event
from planner.services.shop import overbooking
from planner.services.shop.overbooking import Measure
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.clock import FixedClock
from tests.support.organiser import Said, add_answers, add_event, add_summer
from tests.support.pages import Page, PageClient

ENGLISH = {"Accept-Language": "en"}
TIMES = r"More than 80 come (?:fewer than )?(\d+) of 100 times\."


@pytest.fixture(autouse=True)
def _before(clock: FixedClock) -> None:
    clock.now = SATURDAY - timedelta(days=9)


def show(desk: PageClient, event_id: int, query: str = "") -> Page:
    return desk.page(f"/events/{event_id}/inviting{query}", headers=ENGLISH)


def test_without_a_number_it_asks_for_the_room_and_reckons_with_what_the_event_says(
    desk: PageClient, store: Store
) -> None:
    page = show(desk, add_event(store, kind=EventKind.CLOSED))
    assert "At most" not in page.words
    page = show(desk, add_event(store, kind=EventKind.CLOSED, capacity=80))
    assert re.search(r"At most about \d+ cards\.", page.words), page.words
    assert 'value="80"' in page.text


def test_where_only_cards_are_known_it_says_how_many_and_how_little_that_is(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, kind=EventKind.CLOSED)
    page = show(desk, event_id, "?room=80&risk=10")
    (most,) = re.findall(r"At most about (\d+) cards\.", page.words)
    assert int(re.findall(TIMES, page.words)[0]) <= 10
    assert "Nothing else is known yet: only the cards tell it." in page.words
    asked = show(desk, event_id, f"?room=80&risk=10&count={2 * int(most)}")
    assert f"With {2 * int(most)} cards: Probably" in asked.words
    fine, wrong = (int(times) for times in re.findall(TIMES, asked.words))
    assert fine <= 10 < wrong


def test_a_larger_risk_allows_more_cards(desk: PageClient, store: Store) -> None:
    event_id = add_event(store, kind=EventKind.CLOSED)
    found = [
        int(re.findall(r"At most about (\d+) cards", show(desk, event_id, query).words)[0])
        for query in ("?room=80&risk=5", "?room=80&risk=10", "?room=80&risk=25")
    ]
    assert found == sorted(found)
    assert len(set(found)) == 3


def test_where_earlier_events_tell_how_many_come_it_counts_people_who_say_yes(
    desk: PageClient, store: Store
) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", capacity=80)
    add_answers(store, event_id, Said(Reply.YES, 4), Said(Reply.YES, 3))
    page = show(desk, event_id, "?room=80&risk=10&count=300")
    assert re.search(r"At most about \d+ people can say yes\.", page.words), page.words
    assert "Until now 7 people said yes." in page.words
    assert "When 300 people say yes: Probably" in page.words
    assert "How many people say yes?" in page.words
    assert "Who comes without an answer is counted in." in page.words


def test_it_is_the_same_chance_as_where_places_are_given_away(store: Store) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", capacity=40)
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        chance = overbooking.chance_of_too_many(session, event, places=60, now=MADE_AT)
        found = overbooking.inviting(session, event, room=40, risk=0.1, count=60, now=MADE_AT)
        assert forecast_event(session, event, now=MADE_AT).inputs.answers.yes_heads == 0
    assert found.measure is Measure.ANSWERS
    assert found.asked is not None
    assert found.asked.chance_too_many == chance
    assert found.most is not None
    assert found.most.chance_too_many <= 0.1


def test_where_too_many_said_yes_already_nobody_more_is_invited(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, kind=EventKind.CLOSED)
    add_answers(store, event_id, *(Said(Reply.YES, 4) for _ in range(40)))
    page = show(desk, event_id, "?room=80&risk=10")
    assert "No more: too many may come already." in page.words
    assert int(re.findall(TIMES, page.words)[0]) > 50


@pytest.mark.parametrize(
    ("query", "sentence", "kept"),
    [
        ("?room=&risk=10", "Write for how many people there is room.", 'value=""'),
        ("?room=veel&risk=10", "Write a whole number, for example 30.", 'value="veel"'),
        ("?room=0&risk=10", "Write a number from 1 to 100,000.", 'value="0"'),
        ("?room=80&risk=10&count=-4", "Write a number from 1 to 100,000.", 'value="-4"'),
        ("?room=80&risk=10&count=1000000", "Write a number from 1 to 100,000.", 'value="80"'),
    ],
)
def test_what_is_no_number_has_a_sentence_beside_it_and_is_kept(
    desk: PageClient, store: Store, query: str, sentence: str, kept: str
) -> None:
    answer = desk.get(f"/events/{add_event(store)}/inviting{query}", headers=ENGLISH)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert sentence in text
    assert kept in text
    assert "At most" not in text


def test_a_risk_that_is_none_of_those_is_refused(desk: PageClient, store: Store) -> None:
    answer = desk.get(f"/events/{add_event(store)}/inviting?room=80&risk=nan", headers=ENGLISH)
    assert answer.status_code == 422


@pytest.mark.parametrize("state", [EventState.CANCELLED, EventState.CLOSED])
def test_nobody_is_invited_to_what_is_off_or_over(
    desk: PageClient, store: Store, state: EventState
) -> None:
    event_id = add_event(store, capacity=80)
    with store.transaction() as session:
        session.get_one(Event, event_id).state = state
    page = show(desk, event_id)
    assert "nobody is invited any more" in page.words


def test_the_page_is_found_where_cards_are_made_places_given_away_and_the_forecast_explained(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, capacity=80, expected=30)
    for path in ("invitations/new", "places", "reckoning"):
        page = desk.page(f"/events/{event_id}/{path}", headers=ENGLISH)
        assert f'href="/events/{event_id}/inviting"' in page.text


def test_nobody_is_awaited_besides_those_who_say_yes(store: Store) -> None:
    """Cards without an answer and a guess of 280 widened what follows from 110 who say yes."""
    event_id = add_event(store, kind=EventKind.CLOSED, expected=280, capacity=200)
    add_answers(store, event_id, *(Said(Reply.YES, 3) for _ in range(12)), silent=60)
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        found = overbooking.inviting(
            session, event, room=200, risk=0.1, count=110, now=SATURDAY - timedelta(days=9)
        )
    assert found.asked is not None
    assert found.asked.forecast.parts.still_to_answer == 0
    assert found.asked.forecast.quantile(0.9) < 110
    assert found.most is not None
    assert found.most.count > 200
