"""The search box: what it finds and for whom; what is typed gets into no address and no log."""

import logging
import re

import pytest
from flask import Flask

from planner.core.roles import TeamRole
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails, NewGuest
from planner.services.people import signing_in
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Organisation
from tests.support.application import PASSWORD, signed_in
from tests.support.cards import MADE_AT, World, make_world
from tests.support.clock import FixedClock
from tests.support.members import add_member
from tests.support.organiser import add_event
from tests.support.pages import Page, PageClient


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    """A barbecue with two guests by name, and five families that only Karin knows."""
    world = make_world(store, settings)
    with store.transaction() as session:
        named_guests.add_guests(
            session,
            session.get_one(Event, world.event_id),
            [NewGuest(GuestDetails(name=name), 4) for name in ("Zoë Jansen", "Wim de Groot")],
            stack="Partners",
            code_key=settings.code_key,
            now=MADE_AT,
        )
    world.cards(5, name="Gezinnen", intermediary_name="Karin")
    return world


def found(browser: PageClient, words: str) -> Page:
    answer = browser.send("/search", {"sought": words, "l": "en"}, form_on="/search?l=en")
    assert answer.status_code == 200
    return Page(answer)


def links(page: Page) -> list[str]:
    return [link for link in page.links() if re.search(r"/events(/\d+|\?place|\?neighb)", link)]


def test_one_box_finds_events_guests_cards_and_places(
    desk: PageClient, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    dinner = add_event(world.store, days=3, title="Kerstdiner", neighbourhood_name="Passart")
    event, card = f"/events/{world.event_id}", f"/events/{world.event_id}/guests/card"
    with caplog.at_level(logging.DEBUG):
        assert links(found(desk, "zoe")) == [f"{card}?number=1"], "without its accent"
        assert links(found(desk, "de groot")) == [f"{card}?number=2"]
        by_number = found(desk, "#7")
        assert links(by_number) == [f"{card}?number=7"]
        assert "Buurt-BBQ Passart" in by_number.words
        assert links(found(desk, "KERST")) == [f"/events/{dinner}"]
        passart = links(found(desk, "passart"))
    assert passart[0] == event, "what comes first is nearest"
    assert any(link.startswith("/events?neighbourhood=") for link in passart)
    assert any(link.startswith("/events?place=") for link in passart)
    one = found(desk, "Zoë")
    assert "Zoë Jansen" in one.words
    assert "1 thing was found." in one.words
    assert not [link for link in one.links() if "zo" in link.lower()]
    assert "zoe" not in caplog.text.lower()
    assert "Zoë" not in caplog.text


def test_what_means_nothing_says_so(desk: PageClient, world: World) -> None:
    for words in ("", " ", "a", "#"):
        page = found(desk, words)
        assert "Type two letters or more" in page.words
        assert not links(page)
    assert "Nothing was found." in found(desk, "qqqq").words
    assert not links(found(desk, "100%"))
    assert not links(found(desk, "__"))
    assert "Nothing was found." in found(desk, "9" * 80).words


def test_guests_are_found_by_who_may_see_the_guest_list(
    app: Flask, world: World, clock: FixedClock, store: Store
) -> None:
    """A lead finds them on the own event alone, a crew member nowhere, another office neither."""
    other = add_event(store, days=4, title="Vrijwilligersfeest")
    crew = add_member(app, store, {world.event_id: TeamRole.CREW}, now=clock())
    assert links(found(crew, "barbecue")) == []
    assert links(found(crew, "buurt")) == [f"/events/{world.event_id}"]
    assert not links(found(crew, "jansen"))
    assert not links(found(crew, "1"))
    assert not links(found(crew, "vrijwilligers"))
    lead = add_member(
        app, store, {other: TeamRole.LEAD, world.event_id: TeamRole.LEAD}, now=clock(), name="lead"
    )
    assert links(found(lead, "jansen")) == [f"/events/{world.event_id}/guests/card?number=1"]
    with store.transaction() as session:
        partner = Organisation(name="Elders", is_host=False, created_at=clock())
        session.add(partner)
        session.flush()
        signing_in.add_account(
            session,
            email="elders@feest.example",
            name="Elly",
            password=PASSWORD,
            now=clock(),
            organisation_id=partner.id,
        )
    elsewhere = signed_in(app, "elders@feest.example")
    for words in ("jansen", "1", "buurt", "speelveld", "kerst"):
        assert not links(found(elsewhere, words)), words


def test_a_card_that_karin_hands_out_is_a_number_and_no_more(
    desk: PageClient, world: World
) -> None:
    page = found(desk, "3")
    assert links(page) == [f"/events/{world.event_id}/guests/card?number=3"]
    assert "Card 3" in page.words
