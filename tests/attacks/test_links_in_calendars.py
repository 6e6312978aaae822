"""A link that stands in shared calendars: what somebody with it, or without it, can't do."""

import re
import threading

import pytest
from flask import Flask
from sqlalchemy import func, select

from planner.core.answer_links import LINK_SIGNS
from planner.core.parties import PartyDetails
from planner.services.answer import answering
from planner.services.invite import from_calendar
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, AnswerChange, AnswerDiet, Household, Invitation
from tests.support.cards import MADE_AT, World, make_world
from tests.support.pages import PageClient, page_client

TOLD = {
    "adults": "1", "children": "3", "toddlers": "1", "eat": ["vegan"], "diets": "vegan",
    "vegan": "4", "halal": "4", "allergies": ["peanuts"], "agree": "y", "remark": "Weg ermee",
    "proud": "Niets", "access_words": "Trap", "brings_wheelchair": "y", "email": "x@post.example",
    "key": "A" * 43, "word": "appel", "answered_by": "organiser", "largest_party": "99",
}  # fmt: skip


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def card(world: World) -> PrintableCard:
    """The card of a household that told how many they are and what they eat."""
    (card,) = world.cards()
    with world.store.transaction() as session:
        found = session.get_one(Invitation, world.invitation(card).id)
        party = PartyDetails(adults=3, children=2, toddlers=1, diets={"halal": 5})
        answering.give_details(session, found, party, now=MADE_AT)
        answer = session.get_one(Answer, found.id)
        answer.remark, answer.access_words, answer.allergies = "Onkruid", "Een helling", "peanuts"
        answer.allergies_agreed_at = MADE_AT
    return card


def link_of(world: World, card: PrintableCard) -> str:
    return from_calendar.link_of(world.invitation(card), code_key=world.settings.code_key)


def told(world: World, card: PrintableCard) -> tuple[object, ...]:
    """Return all that a household told but whether and with how many it comes."""
    with world.store.reading() as session:
        answer = session.get_one(Answer, world.invitation(card).id)
        diets = session.scalars(
            select(AnswerDiet.diet).where(AnswerDiet.invitation_id == answer.invitation_id)
        )
        return (
            sorted(diets), answer.remark, answer.proud, answer.allergies,
            answer.allergies_agreed_at, session.scalar(select(func.count(Household.id))),
        )  # fmt: skip


def test_whoever_has_a_link_from_a_calendar_reads_nothing_that_was_told(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    link = link_of(world, card)
    path = f"/k/{link}"
    pages = [client.get(path), client.get(f"{path}/thanks"), client.post(path, data={})]
    pages.append(client.post(path, data={"answer": "yes", "heads": "88"}))
    pages.append(client.post(path, data={"answer": "yes", "heads": "5"}))
    pages.append(client.get(pages[-1].location))
    invitation = world.invitation(card)
    for page in pages:
        text = page.get_data(as_text=True)
        for secret in (card.code, "Onkruid", "helling", "peanuts", "Passartweg</"):
            assert secret not in text
        assert not re.search(rf"/{card.code[:6]}", text)
        assert f"Kaart {invitation.number}" not in text
        assert not [name for name, _value in page.headers if name == "Set-Cookie"]


def test_a_link_from_a_calendar_leads_to_no_page_of_the_card(
    app: Flask, client: PageClient, world: World, card: PrintableCard
) -> None:
    link = link_of(world, card)
    for page in ("known", "known.json", "party", "food", "more", "open", "erase", "calendar.ics"):
        assert client.get(f"/k/{link}/{page}").status_code == 404
        assert client.get(f"/{link}/{page}").status_code == 404
    assert client.get(f"/{link}").status_code == 404
    for element in client.page(f"/k/{link}").links():
        assert card.code not in element
    browser = page_client(app)
    browser.post(f"/k/{link}", data={"answer": "yes", **TOLD})
    assert "Onkruid" not in browser.get(f"/{card.code}/known").get_data(as_text=True)


def test_a_link_from_a_calendar_sets_nothing_but_the_reply_and_the_number(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    before = told(world, card)
    path = f"/k/{link_of(world, card)}"
    client.post(path, data={"answer": "yes", "heads": "6", **TOLD})
    answer = world.invitation(card).answer
    assert answer is not None
    assert (answer.adults, answer.children, answer.toddlers) == (4, 2, 1)
    assert told(world, card) == before
    client.post(path, data={"answer": "no", **TOLD})
    client.post(path, data={"answer": "yes", **TOLD})
    assert told(world, card) == before, "a no from a link forgets nothing either"


def test_who_guesses_links_waits_and_a_good_link_never_does(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    good = f"/k/{link_of(world, card)}"
    seen = [client.get(f"/k/{number:0{LINK_SIGNS}d}").status_code for number in range(40)]
    assert seen[0] == 404
    assert seen[-1] == 429
    assert client.post(f"/k/{'B' * LINK_SIGNS}", data={"answer": "no"}).status_code == 429
    assert client.get(good).status_code == 200
    assert client.post(good, data={"answer": "yes"}).status_code == 303


@pytest.mark.parametrize(
    "odd", ["a%00b", "%ff" * 24, "%e2%80%ae", "A" * 23, "A" * 5_000, "..%2f..%2f", "A" * 23 + "%3d"]
)
def test_an_odd_link_is_nobodys(client: PageClient, world: World, odd: str) -> None:
    for answer in (client.get(f"/k/{odd}"), client.post(f"/k/{odd}", data={"answer": "no"})):
        assert answer.status_code == 404


def test_links_of_one_card_and_of_two_have_nothing_in_common(world: World) -> None:
    cards = world.cards(30)
    links = [link_of(world, card) for card in cards]
    with world.store.transaction() as session:
        for card in cards:
            from_calendar.take_link_back(session, world.invitation(card))
    links += [link_of(world, card) for card in cards]
    assert len(set(links)) == 60
    for place in range(LINK_SIGNS - 1):
        assert len({link[place] for link in links}) > 10, "no sign of it counts the cards"
    for card, link in zip(cards, links, strict=False):
        assert str(world.invitation(card).seed.hex()) not in link


def test_a_link_answers_so_often_and_no_more(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    path = f"/k/{link_of(world, card)}"
    replies = ["no", "yes"] * 20
    codes = [client.post(path, data={"answer": reply}).status_code for reply in replies]
    assert codes[0] == 303
    assert codes[-1] == 429
    with world.store.reading() as session:
        assert (session.scalar(select(func.count(AnswerChange.id))) or 0) <= 22
    assert client.get(path).status_code == 200
    assert client.post(f"/{card.code}", data={"answer": "yes"}).status_code == 303


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_reading_a_link_changes_nothing(
    client: PageClient, world: World, card: PrintableCard, method: str
) -> None:
    path = f"/k/{link_of(world, card)}"
    before = world.invitation(card).answer
    for _time in range(3):
        client.get(f"{path}?answer=no&heads=1")
        client.head(path)
        client.get(f"{path}/thanks?answer=no")
    assert getattr(client, method)(path, data={"answer": "no"}).status_code == 405
    after = world.invitation(card).answer
    assert before is not None
    assert after is not None
    assert (after.reply, after.updated_at) == (before.reply, before.updated_at)


def test_pressed_twice_at_the_same_moment_is_one_answer(
    app: Flask, world: World, card: PrintableCard
) -> None:
    path = f"/k/{link_of(world, card)}"
    begin = threading.Barrier(4)
    codes = []

    def press() -> None:
        browser = page_client(app)
        begin.wait()
        codes.append(browser.post(path, data={"answer": "yes", "heads": "6"}).status_code)

    threads = [threading.Thread(target=press) for _one in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert codes == [303] * 4
    with world.store.reading() as session:
        assert session.scalar(select(func.count(AnswerChange.id))) == 2, "before, and this once"
