"""Guests answer both questions before an event and after it; then words are taken over."""

import gzip
from datetime import timedelta

import pytest
from flask import Flask

from planner.core.enums import Reply
from planner.core.parties import PartyDetails
from planner.services.answer import answering, telling
from planner.services.answer.telling import ToldNeeds
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store import said_pictures
from planner.store.base import Store
from planner.store.models import Answer
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient, page_client

ENGLISH = {"Accept-Language": "en"}
AFTER = SATURDAY + timedelta(days=1)
MOST_BYTES = 15_000
WORDS = {"proud": "De moestuin", "remark": "Het onkruid"}
PROUD = "What are you proud of in this neighbourhood?"
BETTER = "What must get better here?"


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def card(world: World, client: PageClient) -> PrintableCard:
    """A card whose household comes with two."""
    card = world.cards(largest_party=8)[0]
    client.post(f"/{card.code}/party", data={"adults": "2"})
    return card


def read(client: PageClient, url: str, *, status: int = 200) -> Page:
    return client.page(url, status=status, headers=ENGLISH)


def kept(world: World, card: PrintableCard) -> Answer:
    found = world.invitation(card).answer
    assert found is not None
    return found


def size(client: PageClient, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 200
    return len(gzip.compress(answer.data))


def test_before_it_both_questions_stand_with_the_rest(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    page = read(client, f"/{card.code}/more")
    for words in (PROUD, BETTER, "We may copy your words without your name"):
        assert words in page.words
    assert client.post(f"/{card.code}/more", data=WORDS).location == f"/{card.code}/done"
    assert (kept(world, card).proud, kept(world, card).remark) == tuple(WORDS.values())
    assert client.get(f"/{card.code}/heard").location == f"/{card.code}/more"
    done = read(client, f"/{card.code}/done")
    assert f"/{card.code}/more#questions" in done.links()
    known = read(client, f"/{card.code}/known").words
    assert "De moestuin" in known


def test_afterwards_the_card_asks_both_and_only_these(
    client: PageClient, world: World, card: PrintableCard, clock: FixedClock
) -> None:
    client.post(f"/{card.code}/more", data={"pram": "y", "wheelchair": "y"})
    clock.now = AFTER
    asked = read(client, f"/{card.code}")
    assert "May we ask you two things?" in asked.words
    assert f"/{card.code}/heard" in asked.links()
    page = read(client, f"/{card.code}/heard")
    assert "pram" not in page.words
    assert "script" not in {element.tag.rpartition("}")[2] for element in page.root.iter()}
    answer = client.post(f"/{card.code}/heard", data=WORDS)
    assert answer.location == f"/{card.code}/thanks"
    found = kept(world, card)
    assert (found.proud, found.remark) == tuple(WORDS.values())
    assert (found.brings_pram, found.brings_wheelchair) == (True, True), "the rest stays"
    assert "See or change what I told" in read(client, f"/{card.code}").words
    assert "De moestuin" in read(client, f"/{card.code}/heard").text
    assert "Thank you for telling us." in read(client, f"/{card.code}/thanks").words


@pytest.mark.parametrize("reply", [Reply.NO, Reply.MAYBE])
def test_who_did_not_come_may_tell_too(
    client: PageClient, world: World, clock: FixedClock, reply: Reply
) -> None:
    card = world.cards()[0]
    client.post(f"/{card.code}", data={"answer": reply.value})
    clock.now = AFTER
    assert f"/{card.code}/heard" in read(client, f"/{card.code}").links()
    client.post(f"/{card.code}/heard", data=WORDS)
    assert kept(world, card).remark == "Het onkruid"


def test_who_never_answered_is_asked_nothing(
    client: PageClient, world: World, clock: FixedClock
) -> None:
    card = world.cards()[0]
    clock.now = AFTER
    assert "two things" not in read(client, f"/{card.code}").words
    assert client.post(f"/{card.code}/heard", data=WORDS).location == f"/{card.code}"
    assert world.invitation(card).answer is None


def test_it_can_be_told_until_the_answers_go(
    client: PageClient, world: World, card: PrintableCard, clock: FixedClock
) -> None:
    clock.now = SATURDAY + timedelta(days=29)
    assert client.get(f"/{card.code}/heard").status_code == 200
    clock.now = SATURDAY + timedelta(days=31)
    assert client.get(f"/{card.code}/heard").location == f"/{card.code}"
    assert client.post(f"/{card.code}/heard", data=WORDS).location == f"/{card.code}"
    assert kept(world, card).remark == ""


def test_another_phone_sees_nothing_and_takes_nothing_away_by_an_empty_form(
    app: Flask, client: PageClient, world: World, card: PrintableCard, clock: FixedClock
) -> None:
    client.post(f"/{card.code}/more", data={**WORDS, "access_words": "Geen trap"})
    clock.now = AFTER
    other = page_client(app)
    page = read(other, f"/{card.code}/heard")
    assert "moestuin" not in page.text
    assert "See or change" not in read(other, f"/{card.code}").words
    other.post(f"/{card.code}/heard", data={**page.sends(), "proud": "", "remark": ""})
    assert kept(world, card).proud == "De moestuin"
    sent = {**page.sends(), "proud": "Het plein"}
    assert other.post(f"/{card.code}/heard", data=sent).status_code == 303
    found = kept(world, card)
    assert (found.proud, found.remark, found.access_words) == ("Het plein", "", "")
    for secret in ("Geen trap", "onkruid"):
        assert secret not in read(other, f"/{card.code}/known").text


def test_what_is_too_long_stays_in_the_field(
    client: PageClient, world: World, card: PrintableCard, clock: FixedClock
) -> None:
    clock.now = AFTER
    refused = client.post(f"/{card.code}/heard", data={"proud": "x" * 501}, headers=ENGLISH)
    assert refused.status_code == 422
    assert Page(refused).errors() == ["Write it in fewer words."]
    assert "x" * 501 in Page(refused).text
    assert kept(world, card).proud == ""


def test_both_questions_are_read_aloud(
    client: PageClient, world: World, card: PrintableCard, clock: FixedClock
) -> None:
    clock.now = AFTER
    page = read(client, f"/{card.code}/aloud")
    assert PROUD in page.words
    assert BETTER in page.words
    assert f"/{card.code}/heard" in page.links()


@pytest.mark.parametrize("language", ["nl", "en", "de", "pl", "tr", "uk", "ar"])
def test_it_is_light_in_each_language(
    client: PageClient, world: World, card: PrintableCard, clock: FixedClock, language: str
) -> None:
    clock.now = AFTER
    for page in ("", "/heard", "/thanks"):
        assert size(client, f"/{card.code}{page}?l={language}") < MOST_BYTES, page


def five_wrote(world: World) -> None:
    for number, card in enumerate(world.cards(5)):
        with world.store.transaction() as session:
            invitation = world.invitation(card)
            answering.give_details(session, invitation, PartyDetails(adults=2), now=MADE_AT)
            told = ToldNeeds(proud=f"Trees {number}", remark=f"Weeds {number}")
            telling.tell(session, invitation, told, now=MADE_AT)
    with world.store.transaction() as session:
        said_pictures.make_picture(session.connection(), world.event_id)


def test_organisers_take_over_what_they_read_and_may_press_twice(
    desk: PageClient, world: World
) -> None:
    said = f"/events/{world.event_id}/said"
    assert "Take these over" not in read(desk, said).words
    five_wrote(world)
    page = read(desk, said)
    assert "Trees 1" in page.words
    assert "Take these over, to sort and answer them" in page.words
    assert desk.send(f"{said}/take-over?l=en", form_on=said).location == said
    page = read(desk, said)
    assert "10 texts are taken over. Nobody knows whose they are." in page.words
    assert "Take these over" not in page.words
    desk.send(f"{said}/take-over?l=en", form_on=f"/events/{world.event_id}/edit")
    assert "There is nothing new to take over." in read(desk, said).words


def test_fewer_than_five_wait_with_the_reason(desk: PageClient, world: World) -> None:
    said = f"/events/{world.event_id}/said"
    five_wrote(world)
    desk.send(f"{said}/take-over?l=en", form_on=said)
    with world.store.transaction() as session:
        for answer in session.query(Answer).order_by(Answer.invitation_id).limit(3):
            answer.proud_taken = False
    read(desk, said)
    desk.send(f"{said}/take-over?l=en", form_on=f"/events/{world.event_id}/edit")
    assert "Fewer than 5 are new of a question, so they wait" in read(desk, said).words
