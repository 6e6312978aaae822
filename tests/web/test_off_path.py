"""A registration that leaves its path is said early, with the way to the reminder."""

from datetime import timedelta

import pytest

from planner.core.enums import Reply
from planner.core.messages import Rule
from planner.core.turnout.path import HowFar
from planner.services.plan.series import find_or_add_series
from planner.store.base import Store
from planner.store.models import Batch, Event
from planner.web.organiser.forecast.path_words import HOW_FAR
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.clock import FixedClock
from tests.support.mailing import app, town
from tests.support.messages import Town
from tests.support.organiser import Said, add_answers, add_event
from tests.support.pages import Page, PageClient
from tests.support.paths import add_earlier

__all__ = ["app", "town"]

HALF = "Half as many people said yes as usual by now"
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture(autouse=True)
def _nine_days_before(clock: FixedClock) -> None:
    clock.now = SATURDAY - timedelta(days=9)


def show(desk: PageClient, url: str) -> Page:
    return desk.page(url, headers=ENGLISH)


def add_half(store: Store, *, silent: int = 0) -> int:
    """Plan an event to which half as many said yes as usual."""
    add_earlier(store)
    event_id = add_event(store, series="BBQ", expected=40)
    said = (Said(Reply.YES, 2, days_before=12) for _ in range(9))
    batch_id = add_answers(store, event_id, *said, silent=silent)
    with store.transaction() as session:
        session.get_one(Batch, batch_id).handed_out_at = MADE_AT
    return event_id


def test_every_distance_has_its_sentence() -> None:
    assert HOW_FAR.keys() == set(HowFar)


def test_the_page_and_what_waits_say_it_with_the_cards_that_have_no_answer(
    desk: PageClient, store: Store
) -> None:
    event_id = add_half(store, silent=30)
    page = show(desk, f"/events/{event_id}")
    assert f"{HALF}. 18 people now, about 41 at 4 earlier events." in page.words
    assert page.words.count("Ask again for 30 cards without an answer.") == 2, "and to do"
    waiting = show(desk, "/waiting")
    assert f"{HALF} Ask again for 30 cards without an answer." in waiting.words
    listed = show(desk, f"/events/{event_id}/guests?state=handed_out")
    assert "30" in listed.words


def test_where_no_card_is_left_more_have_to_go_out(desk: PageClient, store: Store) -> None:
    event_id = add_half(store)
    assert f"{HALF} Hand out more cards." in show(desk, f"/events/{event_id}").words


def test_more_than_usual_is_said_with_the_places_and_waits_for_nobody(
    desk: PageClient, store: Store
) -> None:
    add_earlier(store)
    event_id = add_event(store, series="BBQ", expected=40)
    add_answers(store, event_id, *(Said(Reply.YES, 2, days_before=12) for _ in range(45)))
    words = show(desk, f"/events/{event_id}").words
    assert "Twice as many people said yes as usual by now. 90 people now" in words
    assert "Is there room, and food?" in words
    assert "Twice as many" not in show(desk, "/waiting").words


def test_a_registration_on_its_path_says_nothing(desk: PageClient, store: Store) -> None:
    add_earlier(store)
    event_id = add_event(store, series="BBQ", expected=40)
    add_answers(store, event_id, *(Said(Reply.YES, 2, days_before=12) for _ in range(20)))
    for url in (f"/events/{event_id}", "/waiting"):
        assert "usual by now" not in show(desk, url).words


def test_who_saw_it_is_told_again_when_it_is_another_distance(
    desk: PageClient, store: Store
) -> None:
    event_id = add_half(store)
    sent = desk.send(
        f"/events/{event_id}/seen", {"matter": "path", "mark": "half"}, form_on="/waiting"
    )
    assert sent.status_code == 303
    assert HALF not in show(desk, "/waiting").words
    assert f"{HALF}. 18 people now" in show(desk, f"/events/{event_id}").words, "it stays so"
    sent = desk.send(
        f"/events/{event_id}/seen", {"matter": "path", "mark": "a_third_fewer"}, form_on="/waiting"
    )
    assert HALF in show(desk, "/waiting").words, "what they saw was another distance"


def test_the_reminder_by_mail_is_named_with_its_day_and_the_way_to_it(
    town: Town, desk: PageClient, store: Store
) -> None:
    add_earlier(store)
    with store.transaction() as session:
        event = session.get_one(Event, town.world.event_id)
        event.series = find_or_add_series(session, "BBQ", now=MADE_AT)
    for place, card in enumerate(town.world.cards(3)):
        town.leave_address(card, f"{place}@post.example")
    page = show(desk, f"/events/{town.world.event_id}")
    words = "A reminder to 3 addresses goes out by itself on Saturday 5 June. Sooner is possible."
    assert words in page.words
    there = f"/events/{town.world.event_id}/messages/{Rule.ASK_AGAIN.value}/set"
    assert there in page.text
    assert (
        "As it is now, to 3 addresses."
        in show(desk, f"/events/{town.world.event_id}/messages").words
    )


def test_the_reckoning_draws_the_answers_beside_the_usual_ones(
    desk: PageClient, store: Store
) -> None:
    event_id = add_half(store)
    page = show(desk, f"/events/{event_id}/reckoning")
    assert "Do the answers come in as usual?" in page.words
    assert f"{HALF}." in page.words
    assert "18 say yes" in page.text
    assert "38 to 44" in page.words
    other = add_event(store, series="Schouw", expected=40)
    words = show(desk, f"/events/{other}/reckoning").words
    assert "Do the answers come in as usual?" not in words
