"""Guests call, and are invited by, whose event it is: never somebody of another organisation.

The settings name the organisation that runs the planner, and its number. Its own events go by them;
those of a partner do not.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import object_session

from planner.services.calendars.blocks import render_block
from planner.services.invite import issuing
from planner.services.invite.issuing import BatchPlan
from planner.services.plan import making
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Batch, Event
from planner.store.scoping import Scope, narrow
from planner.web import card_texts, event_facts
from planner.web.calendar_files import town
from tests.support.application import signed_in
from tests.support.cards import BARBECUE, MADE_AT
from tests.support.pages import PageClient
from tests.support.partners import add_partner

HOSTS_NAME, HOSTS_NUMBER = "Bureau Noord", "0450000000"


def digits(text: str) -> str:
    """Leave out how a number is written."""
    return re.sub(r"\s", "", text)


@dataclass(frozen=True)
class Theirs:
    """An event of a partner, and the code of a card for it."""

    app: Flask
    store: Store
    partner: Account
    event_id: int
    code: str

    def change(self, **values: str) -> None:
        with self.store.transaction() as session:
            event = session.get_one(Event, self.event_id)
            for name, value in values.items():
                setattr(event, name, value)


@pytest.fixture
def theirs(app: Flask, store: Store, settings: Settings) -> Theirs:
    partner = add_partner(store, now=MADE_AT, name="Buurthuis")
    with store.transaction() as session:
        narrow(session, Scope(partner.organisation_id))
        plan = replace(BARBECUE, contact_name="", contact_phone="")
        event = making.create_event(session, plan, account_id=None, now=MADE_AT)
        batch = issuing.issue_batch(
            session, event, BatchPlan(name="x", count=1), code_key=settings.code_key, now=MADE_AT
        )
        session.flush()
        code = issuing.code_of(batch.invitations[0], code_key=settings.code_key)
        return Theirs(app, store, partner, event.id, code)


@pytest.fixture
def event(theirs: Theirs) -> Iterator[Event]:
    """The partner's event, on a page."""
    with theirs.app.test_request_context(), theirs.store.reading() as session:
        yield session.get_one(Event, theirs.event_id)


def test_no_paper_mail_or_calendar_of_a_partner_names_the_host(event: Event) -> None:
    assert event_facts.phone_of(event) is None
    block = render_block(event, town()).decode()
    session = object_session(event)
    assert session is not None
    batch = session.scalars(select(Batch)).one()
    cards, letters = card_texts.card_texts(event, batch), card_texts.letter_texts(event, batch)
    for said in (block, str(cards), str(letters)):
        assert HOSTS_NAME not in said
        assert HOSTS_NUMBER not in digits(said)


def test_a_number_without_a_name_goes_by_the_partners_own_name(
    app: Flask, store: Store, theirs: Theirs
) -> None:
    theirs.change(contact_phone="045 111 11 11")
    with app.test_request_context(), store.reading() as session:
        event = session.get_one(Event, theirs.event_id)
        phone = event_facts.phone_of(event)
        block = render_block(event, town()).decode()
    assert phone is not None
    assert phone.name == "Buurthuis"
    assert "Buurthuis: 045 111 11 11" in block.replace("\r\n ", "")


def test_a_guest_of_a_partner_is_not_told_to_call_the_host(
    theirs: Theirs, client: PageClient
) -> None:
    assert HOSTS_NUMBER not in digits(client.page(f"/{theirs.code}").words)
    assert client.post(f"/{theirs.code}", data={"answer": "yes"}).status_code == 303
    for path in ("", "/party", "/calendar"):
        page = client.page(f"/{theirs.code}{path}")
        assert HOSTS_NUMBER not in digits(page.words), path
    theirs.change(contact_phone="045 111 11 11")
    assert "0451111111" in digits(client.page(f"/{theirs.code}").words)


def test_no_public_page_of_a_partners_event_shows_the_number_of_the_host(
    theirs: Theirs, client: PageClient
) -> None:
    with theirs.store.reading() as session:
        slug = session.get_one(Event, theirs.event_id).slug
    for path in (f"/e/{slug}", f"/e/{slug}/calendar"):
        assert HOSTS_NUMBER not in digits(client.page(path).words), path
    assert HOSTS_NUMBER in digits(client.page("/").words), "of the planner itself"


def test_a_partner_is_reminded_that_nobody_can_be_called(
    app: Flask, theirs: Theirs, desk: PageClient
) -> None:
    browser = signed_in(app, theirs.partner.email)
    path = f"/events/{theirs.event_id}"
    words = "Vul in wie gasten kunnen bellen"
    assert words in browser.page(path).words
    theirs.change(contact_phone="045 111 11 11")
    assert words not in browser.page(path).words


def test_the_host_goes_by_what_the_settings_say(app: Flask, store: Store, theirs: Theirs) -> None:
    with store.transaction() as session:
        plan = replace(BARBECUE, contact_name="", contact_phone="")
        number = making.create_event(session, plan, account_id=None, now=MADE_AT).id
    with app.test_request_context(), store.reading() as session:
        phone = event_facts.phone_of(session.get_one(Event, number))
    assert phone is not None
    assert (phone.name, digits(phone.number)) == (HOSTS_NAME, HOSTS_NUMBER)
