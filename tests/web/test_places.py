"""The organiser gives places away, knows the risk, and sees who waits and what guests said."""

from datetime import timedelta

import pytest
from flask import Flask

from planner.core.diets import Allergen
from planner.core.enums import Reply
from planner.core.parties import PartyDetails
from planner.services.answer import answering, telling, waiting_list
from planner.services.answer.telling import ToldNeeds
from planner.services.invite.issuing import PrintableCard
from planner.services.shop import overbooking
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from tests.support.cards import MADE_AT, World, make_world
from tests.support.organiser import add_event, add_summer
from tests.support.pages import Page, PageClient


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def come(world: World, card: PrintableCard, heads: int) -> None:
    with world.store.transaction() as session:
        party = PartyDetails(adults=heads)
        outcome = answering.give_details(session, world.invitation(card), party, now=MADE_AT)
    assert outcome.is_kept


def wait(world: World, card: PrintableCard, heads: int) -> None:
    with world.store.transaction() as session:
        assert waiting_list.join_waiting_list(
            session, world.invitation(card), heads=heads, now=MADE_AT
        )


def page_of(desk: PageClient, world: World, path: str = "places") -> Page:
    return desk.page(f"/events/{world.event_id}/{path}?l=en")


@pytest.fixture(autouse=True)
def _english(desk: PageClient) -> None:
    desk.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"


def test_the_line_says_who_waits_and_until_when_a_place_is_kept(
    desk: PageClient, world: World
) -> None:
    world.change(capacity=4)
    first, second, third = world.cards(3)
    come(world, first, 4)
    wait(world, second, 3)
    wait(world, third, 2)
    assert "Card 2, 3 people Waits since Thursday 3 June" in page_of(desk, world).words
    with world.store.transaction() as session:
        answering.give_reply(session, world.invitation(first), Reply.NO, now=MADE_AT)
    page = page_of(desk, world)
    assert "Card 2, 3 people Offered until Friday 4 June" in page.words
    told = desk.send(
        f"/events/{world.event_id}/places/told",
        {"number": "2"},
        form_on=f"/events/{world.event_id}/places",
    )
    assert told.status_code == 303
    assert "told by phone" in page_of(desk, world).words


def test_an_organiser_offers_a_place_by_hand(desk: PageClient, world: World) -> None:
    world.change(capacity=6)
    first, second, third = world.cards(3)
    come(world, first, 6)
    wait(world, second, 2)
    wait(world, third, 2)
    form = f"/events/{world.event_id}/places"
    desk.send(f"{form}/offer", {"number": "3"}, form_on=form)
    assert "There is no room for them now." in page_of(desk, world).words
    with world.store.transaction() as session:
        session.get_one(Event, world.event_id).capacity = 8
    desk.send(f"{form}/offer", {"number": "3"}, form_on=form)
    words = page_of(desk, world).words
    assert "The place is kept for them." in words
    assert "Card 3, 2 people Offered until" in words


@pytest.mark.parametrize("number", ["", "999", "x", "9" * 30])
def test_a_number_that_is_no_card_does_no_harm(desk: PageClient, world: World, number: str) -> None:
    form = f"/events/{world.event_id}/places"
    world.change(capacity=1)
    first, second = world.cards(2)
    come(world, first, 1)
    wait(world, second, 1)
    for path in ("offer", "told"):
        assert desk.send(f"{form}/{path}", {"number": number}, form_on=form).status_code == 303


@pytest.mark.parametrize(
    ("typed", "status", "kept"),
    [
        pytest.param("12", 303, 12, id="two more than fit"),
        pytest.param("", 303, None, id="no more than fit"),
        pytest.param("9", 422, None, id="fewer than fit"),
        pytest.param("ten", 422, None, id="a word"),
        pytest.param("0", 422, None, id="none"),
    ],
)
def test_places_to_give_away_are_a_number_of_at_least_what_fits(
    desk: PageClient, world: World, typed: str, status: int, kept: int | None
) -> None:
    world.change(capacity=10)
    sent = desk.send(f"/events/{world.event_id}/places", {"places": typed})
    assert sent.status_code == status
    if status == 422:
        assert f'value="{typed}"' in sent.get_data(as_text=True)
    with world.store.reading() as session:
        assert session.get_one(Event, world.event_id).places_given == kept


def test_giving_more_places_away_serves_the_line(desk: PageClient, world: World) -> None:
    world.change(capacity=2)
    first, second = world.cards(2)
    come(world, first, 2)
    wait(world, second, 1)
    desk.send(f"/events/{world.event_id}/places", {"places": "3"})
    assert "Offered until" in page_of(desk, world).words


def test_more_places_are_a_larger_risk_and_the_page_says_how_large(
    desk: PageClient, store: Store, world: World
) -> None:
    add_summer(store)
    event_id = add_event(store, series="BBQ", capacity=40)
    with store.reading() as session:
        event = session.get_one(Event, event_id)
        chances = [
            overbooking.chance_of_too_many(session, event, places=places, now=MADE_AT)
            for places in (20, 40, 60)
        ]
    few, some, many = chances
    assert few is not None
    assert some is not None
    assert many is not None
    assert few < some < many
    words = desk.page(f"/events/{event_id}/places?l=en").words
    assert "If all 40 places are taken, more than 40 people come in" in words
    assert "of 100 times." in words


def test_without_a_limit_there_is_no_risk_and_no_line(desk: PageClient, world: World) -> None:
    words = page_of(desk, world).words
    assert "There is no limit." in words
    assert "of 100 times" not in words


def five_say(world: World, told: ToldNeeds) -> list[PrintableCard]:
    """Let five of ten households say the same, so that it can be told."""
    cards = world.cards(10)
    for place, card in enumerate(cards):
        come(world, card, 2)
        with world.store.transaction() as session:
            needs = told if place < 5 else ToldNeeds()
            telling.tell(session, world.invitation(card), needs, now=MADE_AT + timedelta(hours=1))
    return cards


def test_what_guests_said_stands_beside_no_card(app: Flask, desk: PageClient, world: World) -> None:
    cards = five_say(
        world,
        ToldNeeds(
            remark="Het onkruid",
            allergies=frozenset({Allergen.NUTS}),
            agrees=True,
            access_words="Een helling",
        ),
    )
    page = page_of(desk, world, "said")
    for words in ("Nuts: 5 households or more", "Een helling", "Het onkruid"):
        assert words in page.words
    assert "Card" not in page.words
    assert not [card for card in cards if card.code in page.text]


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("<script>alert(1)</script>", id="script"),
        pytest.param('"><img src=x onerror=alert(1)>', id="picture"),
        pytest.param("{{ 7 * 7 }} %(num)s %s", id="template"),
        pytest.param("=HYPERLINK(1)", id="formula"),
    ],
)
def test_what_a_guest_wrote_is_only_ever_a_text(
    desk: PageClient, client: PageClient, world: World, words: str
) -> None:
    five_say(world, ToldNeeds(remark=words, access_words=words))
    card = world.cards()[0]
    client.post(f"/{card.code}", data={"answer": "yes"})
    client.post(f"/{card.code}/more", data={"remark": words, "access_words": words})
    known = client.page(f"/{card.code}/known")
    for page in (page_of(desk, world, "said"), known, client.page(f"/{card.code}/more")):
        assert not [script for script in page.all("script") if not script.get("src")]
        assert not page.all("img")
    assert words in page_of(desk, world, "said").words
    assert words in known.words


def test_signs_that_turn_text_around_do_not_reach_the_organiser(
    desk: PageClient, client: PageClient, world: World
) -> None:
    card = world.cards()[0]
    come(world, card, 2)
    client.post(f"/{card.code}/more", data={"remark": "abc\u202edef"})
    assert "\u202e" not in page_of(desk, world, "said").text


def test_an_event_of_which_nobody_said_more_says_so(desk: PageClient, world: World) -> None:
    five_say(world, ToldNeeds())
    assert "Nobody said more than that they come." in page_of(desk, world, "said").words


def test_at_closing_the_organiser_says_what_is_done_with_it(
    desk: PageClient, client: PageClient, world: World
) -> None:
    card = world.cards()[0]
    come(world, card, 2)
    closed = desk.send(
        f"/events/{world.event_id}/close",
        {"came": "87", "quality": "counted", "word": "Het gras is gemaaid."},
    )
    assert closed.status_code == 303
    page = client.page(f"/{card.code}", headers={"Accept-Language": "en"})
    assert "Thank you. 87 people came. Het gras is gemaaid." in page.words
    again = desk.page(f"/events/{world.event_id}/close?l=en")
    assert "Het gras is gemaaid." in again.text
    too_long = desk.send(
        f"/events/{world.event_id}/close",
        {"came": "87", "quality": "counted", "word": "x" * 601},
    )
    assert too_long.status_code == 422


def test_the_form_of_an_event_says_who_may_answer_without_a_card(
    desk: PageClient, world: World
) -> None:
    page = desk.page(f"/events/{world.event_id}/edit?l=en")
    assert "People can answer on that page without a card" in page.words
    assert "At most how many on one such answer?" in page.words
