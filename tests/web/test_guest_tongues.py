"""In which language guests by name read: from a file or a form, onto their page, card and mail."""

import io

import pytest
from sqlalchemy import select

from planner.core.retention import Retention
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails, NewGuest
from planner.services.invite import issuing
from planner.services.messages import recipients
from planner.services.messages.recipients import RecipientGroup
from planner.services.privacy import own_data
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch, Event, NamedGuest
from tests.exports.pdf_samples import all_text_of
from tests.support.cards import MADE_AT, World, make_world
from tests.support.pages import Page, PageClient

FILE = "Naam;Taal;Mail\nSamira;Arabisch;samira@gast.example\nPiotr;pl;\nAmina;Somalisch;\nWim;;\n"
POLISH = "Zapraszamy"


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def url(world: World, path: str = "") -> str:
    return f"/events/{world.event_id}/guests{path}"


def upload(desk: PageClient, world: World, content: str) -> Page:
    path = url(world, "/import?l=en")
    sent = {"file": (io.BytesIO(content.encode()), "g.csv"), "csrf_token": desk.page(path).token()}
    return Page(desk.post(path, data=sent, content_type="multipart/form-data"))


def add(world: World, *languages: str, email: str = "") -> list[str]:
    """Give somebody who reads each of these a card, and return the codes."""
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        numbers = named_guests.add_guests(
            session,
            event,
            [
                NewGuest(GuestDetails(name=f"Gast {at}", email=email, language=code), 4)
                for at, code in enumerate(languages)
            ],
            stack="Op naam",
            code_key=world.settings.code_key,
            now=MADE_AT,
        )
        found = [issuing.find_by_number(session, event.id, number) for number in numbers]
        key = world.settings.code_key
        return [issuing.code_of(one, code_key=key) for one in found if one is not None]


def languages(world: World) -> dict[str, str]:
    with world.store.reading() as session:
        return {one.name: one.language for one in session.scalars(select(NamedGuest))}


def test_a_column_of_languages_is_found_understood_and_kept(world: World, desk: PageClient) -> None:
    page = upload(desk, world, FILE)
    assert "4 new guests" in page.words
    assert "These are no languages of our pages: Somalisch." in page.words
    assert "العربية" in page.words
    sent = {**{name: values[0] for name, values in page.sends().items() if values}}
    answer = desk.post(url(world, "/import/confirm"), data=sent)
    assert answer.status_code == 303
    assert languages(world) == {"Samira": "ar", "Piotr": "pl", "Amina": "", "Wim": ""}


def test_who_writes_a_guest_down_says_what_they_read(world: World, desk: PageClient) -> None:
    path = url(world, "/new")
    sent = {**desk.page(path).sends(), "name": "Samira", "language": "ar"}
    desk.post(path, data=sent)
    assert languages(world) == {"Samira": "ar"}
    card = desk.page(url(world, "/card?number=1"))
    shown = card.sends(to=url(world, "/name"))
    assert shown["language"] == ["ar"]
    desk.post(url(world, "/name"), data={**shown, "language": "pl"})
    assert languages(world) == {"Samira": "pl"}


def test_a_language_that_is_none_is_refused_beside_the_field(
    world: World, desk: PageClient
) -> None:
    path = url(world, "/new")
    answer = desk.post(path, data={**desk.page(path).sends(), "name": "S", "language": "xx"})
    assert answer.status_code == 422
    assert languages(world) == {}


def test_the_list_shows_it_and_finds_by_it(world: World, desk: PageClient) -> None:
    add(world, "ar", "pl", "")
    page = desk.page(url(world, "?reads=ar&l=en"))
    assert "Gast 0" in page.words
    assert "Gast 1" not in page.words
    assert "1 card" in page.words
    assert "Gast 1" in desk.page(url(world, "?reads=xx")).words, "what is none asks for nothing"
    table = desk.get(url(world, "/table.csv?reads=pl")).get_data(as_text=True)
    assert '"pl"' in table


def test_a_card_opens_in_the_language_of_its_guest_unless_another_is_asked_for(
    world: World, client: PageClient
) -> None:
    (code,) = add(world, "ar")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "nl"
    assert client.page(f"/{code}").root.get("lang") == "ar"
    assert client.page(f"/{code}?l=pl").root.get("lang") == "pl"
    assert client.page("/").root.get("lang") == "nl", "what is for everybody follows the browser"


def test_without_a_language_the_browser_decides(world: World, client: PageClient) -> None:
    (code,) = add(world, "")
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "tr"
    assert client.page(f"/{code}").root.get("lang") == "tr"


def test_mail_goes_out_in_it_until_the_household_answers_in_another(world: World) -> None:
    add(world, "ar", email="samira@gast.example")
    with world.store.reading() as session:
        (one,) = recipients.recipients_of(
            session, world.event_id, RecipientGroup.EVERYONE, now=MADE_AT
        )
    assert one.language == "ar"


def test_their_card_and_letter_are_in_it_beside_dutch(world: World, desk: PageClient) -> None:
    add(world, "", "ar", "pl")
    with world.store.reading() as session:
        batch_id = session.scalars(select(Batch.id)).one()
    stack = f"/events/{world.event_id}/invitations/{batch_id}"
    for kind in ("cards", "letters"):
        made = desk.get(f"{stack}/pdf/{kind}.pdf?l=nl").get_data()
        text = all_text_of(made)
        assert "Je bent uitgenodigd" in text
        assert POLISH in text
    one = desk.get(f"{stack}/cards?number=3&give=pdf&l=nl").get_data()
    assert POLISH in all_text_of(one)


def test_what_is_known_of_it_is_told_to_the_guest(world: World) -> None:
    (code,) = add(world, "pl")
    with world.store.reading() as session:
        card = issuing.find_invitation(session, code, code_key=world.settings.code_key)
        assert card is not None
        known = own_data.as_fields(session, card, keep=Retention())
    assert known["organiser_knows"]["language"] == "pl"
