"""A household can leave an address: nobody has to, nobody else reads it, and one tap erases it."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.mail_rules import mask
from planner.core.retention import FORGET_AFTER_DAYS, Retention
from planner.services.invite.issuing import PrintableCard
from planner.services.privacy import purge
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import GuestContact
from tests.support.cards import MADE_AT, SATURDAY, World, make_world
from tests.support.clock import FixedClock
from tests.support.messages import with_mail
from tests.support.pages import Page, PageClient

ADDRESS = "Canary.Guest@Post.Example"
KEPT = ADDRESS.lower()


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Pages are the same on both databases; what they store is tested with the services."""
    return sqlite_url


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return with_mail(settings)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def card(world: World, clock: FixedClock) -> PrintableCard:
    clock.now = MADE_AT
    return world.cards()[0]


def contact(store: Store) -> GuestContact | None:
    with store.reading() as session:
        return session.scalar(select(GuestContact))


def leave(
    client: PageClient, card: PrintableCard, address: str = ADDRESS, language: str = "pl"
) -> None:
    answer = client.post(f"/{card.code}/address?l={language}", data={"email": address})
    assert (answer.status_code, answer.location) == (303, f"/{card.code}/address?l={language}")


def test_an_address_is_kept_with_its_language_and_shown_in_part(
    client: PageClient, card: PrintableCard, store: Store
) -> None:
    leave(client, card)
    kept = contact(store)
    assert kept is not None
    assert (kept.email, kept.language) == (KEPT, "pl")
    for path in ("address", "known", "known.json", "", "done"):
        page = client.get(f"/{card.code}/{path}").get_data(as_text=True)
        assert KEPT not in page.lower(), "whoever holds the code would read it"
    assert mask(KEPT) in client.page(f"/{card.code}/address").words
    assert mask(KEPT) in client.page(f"/{card.code}/known").words
    file = json.loads(client.get(f"/{card.code}/known.json").get_data())
    assert file["write_to"]["address"] == mask(KEPT)


def test_the_page_says_what_for_and_until_when_before_anybody_types(
    client: PageClient, card: PrintableCard
) -> None:
    words = client.page(f"/{card.code}/address", headers={"Accept-Language": "en"}).words
    assert "You don't have to fill this in." in words
    assert "On Monday 12 July we delete your address." in words


@pytest.mark.parametrize("typed", ["", "fatma", "a@b", "a@b.example, c@d.example", "<x>@y.example"])
def test_what_is_no_address_gets_a_sentence_and_stays_in_the_field(
    client: PageClient, card: PrintableCard, store: Store, typed: str
) -> None:
    refused = client.post(
        f"/{card.code}/address", data={"email": typed}, headers={"Accept-Language": "en"}
    )
    assert refused.status_code == 422
    page = Page(refused)
    assert page.errors() == ["Type an address such as jan@feest.nl."]
    (field,) = (one for one in page.all("input") if one.get("name") == "email")
    assert (field.get("value") or "") == typed
    assert contact(store) is None


def test_one_tap_takes_it_away(client: PageClient, card: PrintableCard, store: Store) -> None:
    leave(client, card)
    client.post(f"/{card.code}/forget-address")
    assert contact(store) is None


def test_it_is_erased_with_the_answer(
    client: PageClient, card: PrintableCard, store: Store
) -> None:
    client.post(f"/{card.code}", data={"answer": "yes"})
    leave(client, card)
    client.post(f"/{card.code}/erase")
    assert contact(store) is None


def test_it_goes_with_the_purge(client: PageClient, card: PrintableCard, store: Store) -> None:
    leave(client, card)
    with store.transaction() as session:
        erased = purge.purge(
            session, keep=Retention(), now=SATURDAY + timedelta(days=FORGET_AFTER_DAYS + 2)
        )
    assert erased.addresses == 1
    assert contact(store) is None


def test_nobody_can_have_us_write_to_a_whole_list(client: PageClient, card: PrintableCard) -> None:
    statuses = [
        client.post(f"/{card.code}/address", data={"email": f"a{place}@b.example"}).status_code
        for place in range(7)
    ]
    assert statuses == [303] * 5 + [429] * 2


def test_without_an_address_no_language_is_kept(
    client: PageClient, card: PrintableCard, store: Store
) -> None:
    client.post(f"/{card.code}?l=ar", data={"answer": "yes"})
    assert contact(store) is None


def test_who_answers_in_another_language_is_written_to_in_that(
    client: PageClient, card: PrintableCard, store: Store
) -> None:
    leave(client, card, language="pl")
    client.post(f"/{card.code}?l=uk", data={"answer": "yes"})
    kept = contact(store)
    assert kept is not None
    assert kept.language == "uk"


def test_no_page_of_the_organiser_shows_it(
    client: PageClient, desk: PageClient, card: PrintableCard, world: World
) -> None:
    client.post(f"/{card.code}", data={"answer": "yes"})
    leave(client, card)
    event, stack = f"/events/{world.event_id}", world.batch_of(card)
    paths = ("", "/guests", f"/guests/{card.number}", "/messages", "/said", "/guests.csv", "/mail")
    for path in (*paths, f"/invitations/{stack}/access"):
        page = desk.get(f"{event}{path}").get_data(as_text=True).lower()
        assert "canary" not in page, path


@pytest.mark.parametrize("path", ["address"])
def test_the_page_is_the_same_for_every_stack(
    client: PageClient, world: World, path: str, clock: FixedClock
) -> None:
    clock.now = MADE_AT
    (aid,) = world.cards(name="Voedselhulp", intermediary_name="Voedselhulp")
    (street,) = world.cards(name="Passartweg")
    for card in (aid, street):
        leave(client, card)
    pages = [
        client.get(f"/{card.code}/{path}").get_data(as_text=True).replace(card.code, "CODE")
        for card in (aid, street)
    ]
    assert pages[0] == pages[1]


def test_where_no_mail_leaves_nobody_is_asked_for_an_address(
    app: Flask, client: PageClient, card: PrintableCard, store: Store, settings: Settings
) -> None:
    leave(client, card)
    app.extensions["settings"] = replace(settings, mail_server="")
    client.post(f"/{card.code}", data={"answer": "yes"})
    for path in ("", "/done", "/known"):
        links = client.page(f"/{card.code}{path}").links()
        assert not [link for link in links if link.endswith("/address")], path
    page = client.page(f"/{card.code}/address")
    assert not [one for one in page.all("input") if one.get("name") == "email"]
    client.post(f"/{card.code}/forget-address")
    assert contact(store) is None
    assert client.get(f"/{card.code}/address").status_code == 303
