"""What we keep: an organiser finds and erases somebody's data, and sees what was erased."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.core.parties import PartyDetails
from planner.core.retention import Retention
from planner.services.answer import answering
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails
from planner.services.invite.issuing import PrintableCard
from planner.services.privacy import purge
from planner.services.residents import following
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import (
    Account,
    Answer,
    Event,
    Helper,
    Intermediary,
    NamedGuest,
    Neighbourhood,
)
from tests.support.application import signed_in
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient
from tests.support.shifts import add_shift, sign_up

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def named(world: World, organiser: Account) -> PrintableCard:
    """A card of Özlem, who comes with two and eats halal."""
    card = world.cards()[0]
    with world.store.transaction() as session:
        invitation = world.invitation(card)
        details = GuestDetails(name="Özlem Yıldız", phone="06 12345678", email="Oz@feest.example")
        named_guests.name_card(session, invitation, details, now=MADE_AT)
        party = PartyDetails(adults=2, diets={"halal": 2})
        answering.give_details(session, invitation, party, now=MADE_AT)
    return card


def look(desk: PageClient, words: str, *, status: int = 200) -> Page:
    token = desk.page("/kept/find").token()
    sent = desk.post("/kept/find", data={"words": words, "csrf_token": token}, headers=ENGLISH)
    assert sent.status_code == status
    return Page(sent)


@pytest.mark.parametrize("words", ["ozlem", "0612345678", "+31 6 1234 5678", "oz@FEEST.example"])
def test_somebody_is_found_however_they_say_who_they_are(
    desk: PageClient, named: PrintableCard, words: str
) -> None:
    page = look(desk, words)
    assert "Özlem Yıldız" in page.words
    assert "Buurt-BBQ Passart" in page.words
    assert "answer: 1" in page.words
    assert "halal" not in page.words.lower(), "never a name beside what somebody eats"


def test_a_card_of_somebody_else_is_found_by_its_number_alone(
    desk: PageClient, organiser: Account, world: World
) -> None:
    card = world.cards(intermediary_name="Karin van de garage")[0]
    assert f"Card {card.number}" in look(desk, str(card.number)).words
    assert "hands cards out" in look(desk, "karin").words
    assert "can be called" in look(desk, "chris").words
    assert "can be called" in look(desk, "06 00 00 00 00").words
    assert "is an organiser" in look(desk, "noor@feest.example").words
    assert "We keep nothing under this" in look(desk, "nobody at all").words


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param("", "Type a number, a name", id="nothing"),
        pytest.param("x" * 300, "Type fewer letters.", id="too much"),
    ],
)
def test_what_makes_no_sense_is_said_beside_the_field(
    desk: PageClient, organiser: Account, words: str, sentence: str
) -> None:
    page = look(desk, words, status=422)
    assert sentence in " ".join(page.errors())


def test_it_is_erased_after_a_question_and_noted(
    desk: PageClient, store: Store, named: PrintableCard, world: World
) -> None:
    page = look(desk, "ozlem")
    (address,) = [link for link in page.links() if link.startswith("/kept/erase")]
    asked = desk.page(address, headers=ENGLISH)
    assert "no backup brings it back" in asked.words
    with store.reading() as session:
        assert session.scalars(select(NamedGuest)).all(), "asking erases nothing"
    key = address.partition("id=")[2]
    sent = desk.send("/kept/erase", {"what": "card", "id": key}, form_on=address)
    assert sent.status_code == 303
    with store.reading() as session:
        assert session.scalars(select(NamedGuest)).all() == []
        assert session.scalars(select(Answer)).all() == []
    assert world.erasures.path.read_text().count("\n") == 1
    assert "because somebody asked" in desk.page("/kept/erased", headers=ENGLISH).words
    audit = desk.page("/audit", headers=ENGLISH).words
    assert "Noor erased the data of somebody who asked for it." in audit
    assert "zlem" not in audit


def test_whoever_hands_cards_out_and_whom_to_call_are_erased_too(
    desk: PageClient, store: Store, organiser: Account, world: World
) -> None:
    world.cards(intermediary_name="Karin")
    with store.reading() as session:
        giver_id = session.scalars(select(Intermediary.id)).one()
    for what, key in (("giver", giver_id), ("contact", world.event_id)):
        address = f"/kept/erase?what={what}&id={key}"
        desk.send("/kept/erase", {"what": what, "id": str(key)}, form_on=address)
    with store.reading() as session:
        assert session.scalars(select(Intermediary)).all() == []
        assert session.get_one(Event, world.event_id).contact_phone == ""


@pytest.mark.parametrize(
    "query", ["", "?what=card&id=99", "?what=account&id=1", "?what=card&id=x", "?what=giver&id=9"]
)
def test_what_is_not_there_cannot_be_erased(
    desk: PageClient, organiser: Account, query: str
) -> None:
    assert desk.get(f"/kept/erase{query}").status_code == 404


def test_an_address_that_asked_to_hear_is_found_whole_and_erased(
    desk: PageClient, world: World, clock: FixedClock
) -> None:
    with world.store.transaction() as session:
        place = Neighbourhood(name="Passart", slug="passart")
        session.add(place)
        session.flush()
        following.follow(
            session,
            session.get_one(Event, world.event_id).organisation_id,
            place.id,
            "fatma@gast.example",
            "tr",
            now=clock.now,
            code_key="key",
        )
    assert "fatma@gast.example" not in Page(desk.send("/kept/find", {"words": "fatma"})).words
    found = Page(desk.send("/kept/find", {"words": "Fatma@gast.example"}))
    assert "fatma@gast.example" in found.words
    url = next(link for link in found.links() if "what=follower" in link)
    assert desk.send(url, {}).status_code == 303
    assert desk.get(url).status_code == 404
    assert desk.get("/kept/erase?what=follower&id=99999999999999999999").status_code == 404


def test_a_neighbour_who_helps_is_found_by_name_or_phone_and_erased(
    desk: PageClient, world: World
) -> None:
    shift_id = add_shift(world.store, world.event_id)
    sign_up(
        world.store,
        world.event_id,
        shift_id,
        name="Özlem K.",
        phone="0612345678",
        address="ozlem@gast.example",
        code_key=world.settings.code_key,
    )
    url = ""
    for words in ("ozlem", "06-12345678", "Ozlem@gast.example"):
        found = Page(desk.send("/kept/find", {"words": words}))
        assert "Özlem K. helpt" in found.words
        assert "1 klus" in found.words
        url = next(link for link in found.links() if "what=helper" in link)
    assert "their own page closes" in desk.page(url, headers=ENGLISH).words
    assert desk.send(url, {}).status_code == 303
    assert desk.get(url).status_code == 404
    with world.store.reading() as session:
        assert session.scalars(select(Helper)).all() == []
    assert "helper" in world.erasures.path.read_text()


def test_what_goes_next_and_what_went_are_shown(
    desk: PageClient, store: Store, named: PrintableCard, clock: FixedClock, world: World
) -> None:
    assert "Nothing of a past event is kept." in desk.page("/kept", headers=ENGLISH).words
    clock.now = SATURDAY + timedelta(days=1)
    later = signed_in(desk.application, "noor@feest.example")
    assert "On Monday 12 July, with all its answers." in later.page("/kept", headers=ENGLISH).words
    with store.transaction() as session:
        purge.purge(session, keep=Retention(), now=SATURDAY + timedelta(days=31))
    went = later.page("/kept/erased", headers=ENGLISH).words
    assert "Buurt-BBQ Passart" in went
    assert "names of guests: 1" in went
    assert "zlem" not in went


def test_the_steps_after_a_leak_say_who_can_be_reached(
    desk: PageClient, named: PrintableCard, world: World
) -> None:
    world.cards(2, name="Food", intermediary_name="Karin")
    page = desk.page(f"/events/{world.event_id}/trouble", headers=ENGLISH)
    assert "72 hours" in page.words
    assert "1 guest by telephone" in page.words
    assert "2 households through whoever gave them the card: Karin" in page.words
    assert f"/events/{world.event_id}/invitations/renew" in page.links()
    taken = desk.get(f"/events/{world.event_id}/trouble/facts.json")
    facts = taken.get_json()
    assert facts["kept"]["named_with_phone"] == 1
    assert facts["kept"]["people"] == 2
    assert facts["erased_on"] == "2027-07-12"
    for word in ("zlem", "0612345678", "Karin"):
        assert word not in taken.get_data(as_text=True)


def test_guests_read_the_notice_in_their_own_language(client: PageClient, world: World) -> None:
    card = world.cards()[0]
    for language in ("nl", "ar", "pl", "uk", "tr", "de", "en"):
        page = client.page(f"/privacy?l={language}")
        assert "30" in page.words
        assert "Autoriteit Persoonsgegevens" in page.words
        assert "045 000 0000" in page.words
    assert "Set-Cookie" not in page.response.headers
    assert "/privacy" in client.page(f"/{card.code}").links()
