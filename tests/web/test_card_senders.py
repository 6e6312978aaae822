"""Whose name stands on a stack of cards is chosen, shown before printing, and followed."""

import hashlib
import re
from base64 import b64encode

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import BatchSender
from planner.core.residents.undertakings import PartnerKind
from planner.services.invite import issuing
from planner.services.residents import partners
from planner.services.residents.partners import PartnerDetails
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Batch, Event, Organisation
from planner.web import card_texts
from tests.support.cards import MADE_AT
from tests.support.organiser import add_event
from tests.support.pages import PageClient, page_client

FOOD_BANK = "Voedselbank Heerlen"


@pytest.fixture
def event_id(store: Store) -> int:
    return add_event(store, contact_name="", contact_phone="")


@pytest.fixture
def partner_id(store: Store, event_id: int) -> int:
    with store.transaction() as session:
        owner = session.get_one(Event, event_id).organisation_id
        details = PartnerDetails(name="Woonpunt", kind=PartnerKind.HOUSING)
        made = partners.add_partner(session, details, organisation_id=owner)
        assert made is not None
        return made.id


def make(desk: PageClient, event_id: int, **typed: str) -> None:
    """Make a stack through somebody of an organisation whose name says why."""
    path = f"/events/{event_id}/invitations/new"
    sent = {name: values[-1] for name, values in desk.page(path).sends().items() if values}
    asked = {
        "name": "Via Karin",
        "count": "1",
        "intermediary": "Karin",
        "organisation": FOOD_BANK,
        "names_intermediary": "y",
    }
    assert desk.post(path, data=sent | asked | typed).status_code == 303


def printed(app: Flask, store: Store) -> str:
    with app.test_request_context(), store.reading() as session:
        batch = session.scalars(select(Batch)).one()
        cards = card_texts.card_texts(batch.event, batch)
        return str(cards) + str(card_texts.letter_texts(batch.event, batch))


def code_of(store: Store, settings: Settings) -> str:
    with store.reading() as session:
        batch = session.scalars(select(Batch)).one()
        return issuing.codes_of(session, batch, code_key=settings.code_key, base_url="")[0].code


def test_the_usual_name_is_that_of_whose_event_it_is_whoever_hands_cards_out(
    app: Flask, desk: PageClient, store: Store, settings: Settings, event_id: int
) -> None:
    make(desk, event_id)
    assert "Op de kaarten: Bureau Noord" in desk.page(f"/events/{event_id}/invitations").words
    words = printed(app, store) + page_client(app).page(f"/{code_of(store, settings)}").words
    assert "Bureau Noord" in words
    assert "Karin" in words
    assert FOOD_BANK not in words, "it may say why somebody was invited"


def test_a_partner_stands_on_paper_and_on_the_page_in_place_of_the_organisation(
    app: Flask,
    desk: PageClient,
    store: Store,
    settings: Settings,
    event_id: int,
    partner_id: int,
) -> None:
    make(desk, event_id, sender=f"partner-{partner_id}")
    words = printed(app, store)
    assert "van Woonpunt" in words
    assert "Bureau Noord" not in words
    page = page_client(app).page(f"/{code_of(store, settings)}").words
    assert "Woonpunt" in page
    assert "Bureau Noord" not in page
    assert "045 000 0000" in page, "somebody can be called all the same"
    with store.reading() as session:
        batch_id = session.scalars(select(Batch.id)).one()
    sheet = desk.page(f"/events/{event_id}/invitations/{batch_id}/cards").words
    assert "Op de kaarten: Woonpunt" in sheet, "before it is printed"


def test_a_partner_that_is_taken_out_stays_on_what_was_made(
    app: Flask, desk: PageClient, store: Store, event_id: int, partner_id: int
) -> None:
    make(desk, event_id, sender=f"partner-{partner_id}")
    with store.transaction() as session:
        session.delete(partners.get_partner(session, partner_id))
    assert "Woonpunt" in printed(app, store)


def test_nobodys_name_is_on_no_paper_and_no_page(
    app: Flask, desk: PageClient, store: Store, settings: Settings, event_id: int
) -> None:
    make(desk, event_id, sender="nobody")
    words = printed(app, store) + page_client(app).page(f"/{code_of(store, settings)}").words
    assert "Bureau Noord" not in words
    assert "Bel ons: 045 000 0000" in words.replace("\u00a0", " ")
    assert "Er staat geen naam op de kaarten." in desk.page(f"/events/{event_id}/invitations").words


def test_a_choice_that_is_none_is_refused(desk: PageClient, event_id: int, store: Store) -> None:
    path = f"/events/{event_id}/invitations/new"
    sent = {name: values[-1] for name, values in desk.page(path).sends().items() if values}
    wrong = desk.post(path, data=sent | {"name": "x", "count": "1", "sender": "partner-999"})
    assert wrong.status_code in {200, 422}
    with store.reading() as session:
        assert session.scalars(select(Batch)).all() == []


def test_stacks_of_before_bear_whose_event_it_is(store: Store, event_id: int) -> None:
    with store.transaction() as session:
        batch = Batch(event_id=event_id, name="Oud", largest_party=2, created_at=MADE_AT)
        session.add(batch)
        session.flush()
        assert (batch.sender, batch.sender_name) == (BatchSender.ORGANISER, "")


def test_a_guests_page_is_in_the_colours_of_its_organisation_and_no_other_style_is_allowed(
    app: Flask, desk: PageClient, store: Store, settings: Settings, event_id: int
) -> None:
    make(desk, event_id)
    path, client = f"/{code_of(store, settings)}", page_client(app)
    usual = client.get(path)
    with store.transaction() as session:
        session.scalars(select(Organisation)).one().main_colour = "#1f4e8c"
    for answer in (usual, own := client.get(path)):
        found = re.search(r"<style>(.*?)</style>", answer.get_data(as_text=True), re.DOTALL)
        assert found is not None
        digest = b64encode(hashlib.sha256(found[1].encode()).digest()).decode()
        assert f"style-src 'sha256-{digest}'" in answer.headers["Content-Security-Policy"]
    assert "#1f4e8c" in own.get_data(as_text=True)
    assert "utrecht" not in usual.get_data(as_text=True)
    assert "/logo-" not in own.get_data(as_text=True)
