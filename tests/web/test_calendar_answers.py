"""The link in a calendar entry: it takes an answer, shows none, and its household takes it back."""

import re

import icalendar
import pytest
from sqlalchemy import select

from planner.core.answer_links import LINK_SIGNS, card_id_in, is_link_of, make_link
from planner.core.enums import AnsweredBy, InvitationState, Reply
from planner.core.parties import PartyDetails
from planner.services.answer import answering
from planner.services.invite import from_calendar
from planner.services.invite.issuing import PrintableCard
from planner.services.plan import planning
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Answer, Event, Invitation
from planner.translations.reading import GUEST_LANGUAGES
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.pages import PageClient

ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def card(world: World) -> PrintableCard:
    return world.cards()[0]


def link_of(world: World, card: PrintableCard) -> str:
    return from_calendar.link_of(world.invitation(card), code_key=world.settings.code_key)


def path_of(world: World, card: PrintableCard) -> str:
    return f"/k/{link_of(world, card)}"


def said(world: World, card: PrintableCard) -> tuple[Reply, int, int, bool, dict[str, int]] | None:
    with world.store.reading() as session:
        found = session.scalar(
            select(Answer).join(Invitation).where(Invitation.number == card.number)
        )
        if found is None:
            return None
        diets = {one.diet: one.heads for one in found.diets}
        return found.reply, found.adults, found.children, found.is_detailed, diets


def tell(world: World, card: PrintableCard, party: PartyDetails) -> None:
    with world.store.transaction() as session:
        found = session.scalars(select(Invitation).where(Invitation.number == card.number)).one()
        answering.give_details(session, found, party, now=MADE_AT)


def test_the_file_of_a_card_has_a_link_to_answer_by_and_nothing_of_the_card(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    answer = client.get(f"/{card.code}/calendar.ics?l=pl")
    (entry,) = icalendar.Calendar.from_ical(answer.data).walk("VEVENT")
    url = str(entry["URL"])
    assert url == f"http://feest.example{path_of(world, card)}?l=pl"
    assert url in str(entry["DESCRIPTION"])
    assert card.code not in answer.get_data(as_text=True).replace("\r\n ", "")
    assert "private" in answer.headers["Cache-Control"]
    page = client.page(url.removeprefix("http://feest.example"))
    assert page.root.get("lang") == "pl"
    assert page.heading == "Buurt-BBQ Passart"


@pytest.mark.parametrize("reply", list(Reply))
def test_one_press_answers_as_with_the_card(
    client: PageClient, world: World, card: PrintableCard, reply: Reply
) -> None:
    path = path_of(world, card)
    sent = client.post(path, data={"answer": reply.value, "heads": ""})
    assert sent.status_code == 303
    assert sent.location.endswith(f"{path}/thanks")
    assert "Thank you for telling us." in client.page(sent.location, headers=ENGLISH).words
    assert said(world, card) == (reply, 1, 0, False, {})
    with world.store.reading() as session:
        assert session.scalars(select(Answer)).one().answered_by is AnsweredBy.GUEST


def test_a_number_is_taken_with_it_and_what_was_told_of_food_stays(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    tell(world, card, PartyDetails(adults=2, children=2, toddlers=1, diets={"halal": 4}))
    path = path_of(world, card)
    client.post(path, data={"answer": "yes", "heads": "5"})
    assert said(world, card) == (Reply.YES, 3, 2, True, {"halal": 5})
    client.post(path, data={"answer": "yes", "heads": "2"})
    assert said(world, card) == (Reply.YES, 2, 0, True, {"halal": 2})
    client.post(path, data={"answer": "maybe", "heads": "3"})
    assert said(world, card)[:4] == (Reply.MAYBE, 3, 0, True)  # type: ignore[index]
    client.post(path, data={"answer": "no", "heads": "3"})
    assert said(world, card)[0] is Reply.NO  # type: ignore[index]
    assert said(world, card)[4], "it stays, uncounted, for a yes after it"  # type: ignore[index]


@pytest.mark.parametrize("typed", ["0", "-2", "vier", "11", "999999", "1.5"])
def test_a_number_that_can_not_be_says_so_and_keeps_nothing(
    client: PageClient, world: World, card: PrintableCard, typed: str
) -> None:
    path = path_of(world, card)
    sent = client.post(path, data={"answer": "yes", "heads": typed}, headers=ENGLISH)
    assert sent.status_code == 422
    page = sent.get_data(as_text=True)
    assert f"Type a number from 1 to {world.invitation(card).largest_party}." in page
    assert f'value="{typed}"' in page, "nothing typed is lost"
    assert said(world, card) is None


def test_what_is_no_button_of_ours_keeps_nothing(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    for data in ({}, {"answer": "perhaps"}, {"heads": "4"}):
        assert client.post(path_of(world, card), data=data).status_code == 422
    assert said(world, card) is None


def test_the_page_is_the_same_whatever_was_answered(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    path = path_of(world, card)
    seen = {client.get(path).get_data(as_text=True)}
    for data in ({"answer": "yes", "heads": "4"}, {"answer": "no"}, {"answer": "maybe"}):
        client.post(path, data=data)
        seen.add(client.get(path).get_data(as_text=True))
        seen.add(client.get(f"{path}?l=nl").get_data(as_text=True).replace("?l=nl", ""))
    tell(world, card, PartyDetails(adults=3, diets={"halal": 3}))
    seen.add(client.get(path).get_data(as_text=True))
    pages = {re.sub(r'href="[^"]*"|action="[^"]*"', "", one) for one in seen}
    assert len({re.sub(r"\s+", " ", one) for one in pages}) <= 2, "by language alone"


def test_headers_and_language(client: PageClient, world: World, card: PrintableCard) -> None:
    path = path_of(world, card)
    for address in (path, f"{path}/thanks", "/k/" + "A" * LINK_SIGNS):
        answer = client.get(address)
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
        assert "Access-Control-Allow-Origin" not in answer.headers
    for language in GUEST_LANGUAGES:
        assert client.page(f"{path}?l={language}").root.get("lang") == language
    assert len(client.get(path, headers={"Accept-Encoding": "gzip"}).data) < 12_000


def test_the_household_takes_it_back_and_gets_another(
    client: PageClient, world: World, card: PrintableCard
) -> None:
    old = path_of(world, card)
    client.post(old, data={"answer": "yes"})
    known = client.page(f"/{card.code}/known", headers=ENGLISH)
    assert "Take back the link in my calendar" in known.words
    assert client.get(f"/{card.code}/calendar-link").status_code == 303, "nothing was taken back"
    sent = client.post(f"/{card.code}/calendar-link")
    assert "does not work any more" in client.page(sent.location, headers=ENGLISH).words
    for answer in (client.get(old), client.post(old, data={"answer": "no"})):
        assert answer.status_code == 410
    assert said(world, card) == (Reply.YES, 1, 0, False, {})
    new = path_of(world, card)
    assert new != old
    assert client.get(new).status_code == 200
    assert new in client.get(f"/{card.code}/calendar.ics").get_data(as_text=True).replace(
        "\r\n ", ""
    )


@pytest.mark.parametrize("state", [InvitationState.REVOKED, InvitationState.REPLACED])
def test_it_ends_with_its_card(
    client: PageClient, world: World, card: PrintableCard, state: InvitationState
) -> None:
    path = path_of(world, card)
    with world.store.transaction() as session:
        session.scalars(
            select(Invitation).where(Invitation.number == card.number)
        ).one().state = state
    assert client.get(path).status_code == 410
    assert client.post(path, data={"answer": "yes"}).status_code == 410
    assert said(world, card) is None


def test_it_ends_with_the_event(
    client: PageClient, world: World, card: PrintableCard, clock: FixedClock
) -> None:
    path = path_of(world, card)
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        planning.cancel_event(session, event, reason="It will storm.", now=MADE_AT)
    page = client.page(path, headers=ENGLISH)
    assert "It is cancelled. It will storm." in page.words
    assert not page.all("form")
    assert client.post(path, data={"answer": "yes"}).status_code == 409
    with world.store.transaction() as session:
        planning.resume_event(session, session.get_one(Event, world.event_id), now=MADE_AT)
    clock.now = SATURDAY.replace(hour=23)
    for answer in (client.get(path), client.post(path, data={"answer": "yes"})):
        assert answer.status_code == 410
    assert said(world, card) is None


def test_where_it_is_full_nobody_learns_with_how_many_a_household_comes(
    client: PageClient, world: World
) -> None:
    mine, other = world.cards(2)
    world.change(capacity=4)
    tell(world, mine, PartyDetails(adults=2, children=2))
    sent = client.post(path_of(world, mine), data={"answer": "yes", "heads": "6"}, headers=ENGLISH)
    assert sent.status_code == 422
    assert "There are not that many places." in sent.get_data(as_text=True)
    assert said(world, mine) == (Reply.YES, 2, 2, True, {}), "nothing of it is kept"
    refused = client.post(path_of(world, other), data={"answer": "yes"}, headers=ENGLISH)
    assert refused.status_code == 409
    assert "It is full now." in refused.get_data(as_text=True)
    assert said(world, other) is None


def test_a_link_says_nothing_and_fits_one_card_only() -> None:
    key, seed = "a key", b"0123456789abcdef"
    links = {
        make_link(key, card_id=card, seed=seed, turn=turn)
        for card in (1, 2, 3, 2**31 - 1)
        for turn in (0, 1)
    }
    assert len(links) == 8
    assert {len(one) for one in links} == {LINK_SIGNS}
    mine = make_link(key, card_id=77, seed=seed, turn=0)
    assert card_id_in(key, mine) == 77
    assert is_link_of(key, mine, card_id=77, seed=seed, turn=0)
    assert not is_link_of(key, mine, card_id=77, seed=seed, turn=1)
    assert not is_link_of(key, mine, card_id=77, seed=b"another seed of it", turn=0)
    assert not is_link_of("another key", mine, card_id=77, seed=seed, turn=0)
    for odd in ("", "A", mine[:-1], mine + "A", mine[:-1] + "é", mine[:-1] + "=", "\x00" * 24):
        assert card_id_in(key, odd) is None
