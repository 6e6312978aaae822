"""One card by its number: an answer for somebody, a name, and nothing of what is not ours."""

import pytest

from planner.core.diets import Diet
from planner.core.enums import AnsweredBy, EventState, Reply
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails
from planner.services.invite import issuing
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import NamedGuest
from tests.exports.pdf_samples import all_text_of
from tests.support.application import ON_SQLITE
from tests.support.cards import MADE_AT, World, make_world
from tests.support.organiser import Said, add_answers
from tests.support.pages import Page, PageClient
from tests.web.test_guests import card_of, give_away, url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def tell(desk: PageClient, world: World, number: int, **told: object) -> Page | None:
    """Fill an answer in; return the page that refuses it, or None when it is kept."""
    page = url(world, f"/card?number={number}&l=en")
    answer = desk.send(url(world, "/answer"), {"number": number, **told}, form_on=page)
    return None if answer.status_code == 303 else Page(answer)


def test_an_answer_by_phone_is_kept_as_filled_in_by_us(world: World, desk: PageClient) -> None:
    (card,) = world.cards(1)
    assert tell(desk, world, 1, reply="yes", adults=2, children=1, eat_halal=2) is None
    answer = world.invitation(card).answer
    assert answer is not None
    assert (answer.reply, answer.adults, answer.children) == (Reply.YES, 2, 1)
    assert answer.answered_by is AnsweredBy.ORGANISER
    assert {row.diet: row.heads for row in answer.diets} == {"halal": 2}
    assert world.invitation(card).handed_out_at is not None
    assert "filled in by us" in desk.page(url(world)).words


def test_what_is_left_empty_stays_as_it_was(world: World, desk: PageClient) -> None:
    (card,) = world.cards(1)
    tell(desk, world, 1, reply="yes", adults=2, children=2, eat_vegan=1)
    assert tell(desk, world, 1, reply="maybe") is None
    assert tell(desk, world, 1, reply="maybe", adults=3) is None
    answer = world.invitation(card).answer
    assert answer is not None
    assert (answer.reply, answer.adults, answer.children) == (Reply.MAYBE, 3, 0)
    assert {row.diet: row.heads for row in answer.diets} == {"vegan": 1}


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "Choose yes, maybe or no."),
        ({"reply": "perhaps"}, "Choose yes, maybe or no."),
        ({"reply": "yes", "adults": "two"}, "Write a whole number, for example 30."),
        ({"reply": "yes", "adults": "-1"}, "Type a number, such as 2."),
        (
            {"reply": "yes", "adults": "9"},
            "This card is for 8 people at most. Give them a second card.",
        ),
        (
            {"reply": "yes", "adults": "1", "eat_halal": "3"},
            "More people eat something special than come. Fill in again what they eat.",
        ),
    ],
)
@ON_SQLITE
def test_what_cannot_be_is_said_and_nothing_is_kept(
    world: World, desk: PageClient, told: dict[str, str], sentence: str
) -> None:
    (card,) = world.cards(1)
    page = tell(desk, world, 1, **told)
    assert page is not None
    assert page.status == 422
    assert page.errors() == [sentence]
    assert world.invitation(card).answer is None


def test_after_the_end_nothing_is_filled_in(world: World, desk: PageClient) -> None:
    world.cards(1)
    world.change(state=EventState.CLOSED)
    page = tell(desk, world, 1, reply="yes")
    assert page is not None
    assert "answers no longer count" in page.words


def test_of_a_card_in_other_hands_nothing_is_told(world: World, desk: PageClient) -> None:
    said = Said(Reply.YES, 3, diet=Diet.HALAL)
    give_away(world.store, add_answers(world.store, world.event_id, said, name="Voedselhulp"))
    page = desk.page(url(world, "/card?number=1&l=en"))
    assert "Somebody else hands this card out." in page.words
    for secret in ("3 people", "Halal, 3", "Voedselhulp", "Whom is it for?", "Handed out"):
        assert secret not in page.words
    assert 'value="3"' not in page.text
    assert tell(desk, world, 1, reply="no") is None, "who calls with the card can answer"
    with world.store.reading() as session:
        answer = card_of(session, world, 1).answer
        assert answer is not None
        assert (answer.reply, answer.answered_by) == (Reply.NO, AnsweredBy.ORGANISER)


def test_a_card_in_other_hands_gets_no_name(world: World, desk: PageClient) -> None:
    give_away(world.store, add_answers(world.store, world.event_id, silent=1))
    page = url(world, "/card?number=1")
    sent = {"number": 1, "name": "Canary"}
    assert desk.send(url(world, "/name"), sent, form_on=page).status_code == 404
    with world.store.reading() as session:
        assert session.get(NamedGuest, 1) is None


@pytest.mark.parametrize("typed", ["", "17", "0", "-3", "zeventien", "9" * 30, "<script>"])
def test_a_number_that_is_no_card_says_where_to_look(
    world: World, desk: PageClient, typed: str
) -> None:
    world.cards(1)
    page = desk.page(url(world, f"/card?number={typed}&l=en"), status=422)
    assert page.errors() == ["This event has no card with this number. Look on the card."]


def test_the_number_is_asked_for_first(world: World, desk: PageClient) -> None:
    page = desk.page(url(world, "/card?l=en"))
    assert page.heading == "Find a card"
    assert page.errors() == []


def test_a_name_is_written_down_changed_and_erased(world: World, desk: PageClient) -> None:
    (card,) = world.cards(1)
    page = url(world, "/card?number=1&l=en")
    for name, phone in (("Noor", "06 1234 5678"), ("Noor \u202e& Wim", "")):
        sent = {"number": 1, "name": name, "phone": phone, "email": ""}
        assert desk.send(url(world, "/name"), sent, form_on=page).status_code == 303
    with world.store.reading() as session:
        guest = named_guests.guest_of(session, world.invitation(card))
        assert guest is not None
        assert (guest.name, guest.phone) == ("Noor & Wim", "")
    assert desk.send(url(world, "/forget-name"), {"number": 1}, form_on=page).status_code == 303
    assert "The name is erased." in desk.page(page).words
    assert "Wim" not in desk.page(page).text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Write a name."),
        ({"name": "\u202e\u200f".strip("\u200f")}, "Write a name."),
        ({"name": "x" * 81}, "Write a shorter name."),
        ({"phone": "bel maar"}, "Write a phone number, for example 06 12345678."),
        ({"email": "noor"}, "Type an address such as jan@feest.nl."),
    ],
)
def test_details_that_cannot_be_are_said_beside_their_field(
    world: World, desk: PageClient, changes: dict[str, str], sentence: str
) -> None:
    world.cards(1)
    page = url(world, "/card?number=1&l=en")
    sent = {"number": 1, "name": "Noor", **changes}
    refused = Page(desk.send(url(world, "/name"), sent, form_on=page))
    assert refused.status == 422
    assert refused.errors() == [sentence]


def test_a_guest_with_a_name_gets_a_card_like_everybodys(
    world: World, desk: PageClient, client: PageClient
) -> None:
    (plain,) = world.cards(1, largest_party=4)
    sent = {"name": "Canary Noor", "stack": "Partners", "largest_party": "4", "phone": ""}
    assert desk.send(url(world, "/new?l=en"), sent).status_code == 303
    page = desk.page(url(world, "/card?number=2"))
    assert "Canary Noor" in page.words
    with world.store.reading() as session:
        invitation = card_of(session, world, 2)
        code = issuing.code_of(invitation, code_key=world.settings.code_key)
        batch_id = invitation.batch_id
    pages = [client.get(f"/{one}").data.replace(one.encode(), b"") for one in (plain.code, code)]
    assert b"Canary" not in pages[1]
    same = [len(one) for one in pages]
    assert same[0] == same[1], "nothing on the page tells that there is a name"
    sheet = desk.get(f"/events/{world.event_id}/invitations/{batch_id}/cards?give=pdf")
    assert "Canary" not in all_text_of(sheet.get_data())


def test_a_new_guest_needs_a_name_and_a_stack(world: World, desk: PageClient) -> None:
    sent = {"name": "", "stack": "", "largest_party": "90"}
    page = Page(desk.send(url(world, "/new?l=en"), sent))
    assert page.status == 422
    assert sorted(page.errors()) == [
        "A card is for 1 to 50 people.",
        "Give the stack a name, for example Partners.",
        "Write a name.",
    ]


def test_a_card_that_was_replaced_leads_to_the_new_one(world: World, desk: PageClient) -> None:
    world.cards(1)
    lost = f"/events/{world.event_id}/invitations/lost"
    desk.send(lost, {"number": "1"})
    page = desk.page(url(world, "/card?number=1&l=en"))
    assert "Card 2 came instead." in page.words
    assert "Fill in an answer" not in page.words
    with world.store.transaction() as session:
        card = card_of(session, world, 2)
        named_guests.name_card(session, card, GuestDetails(name="A"), now=MADE_AT)
