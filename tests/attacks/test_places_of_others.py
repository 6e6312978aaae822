"""A venue is its organisation's: no name of a place reads, fills in or moves one of somebody else.

Two organisations know a place by the same name, as happens with every castle and community centre.
"""

from dataclasses import dataclass

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import Reply
from planner.services.answer import answering
from planner.services.messages import notices
from planner.services.plan import places
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event, EventNotice, OutboxMail, Venue
from planner.store.scoping import Scope, narrow
from tests.support.application import signed_in
from tests.support.cards import MADE_AT, make_world
from tests.support.clock import FixedClock
from tests.support.pages import HTML, PageClient
from tests.support.partners import add_partner

CASTLE = "Kasteel Hoensbroek"
FALSE = "Parkeerplaats achter de sloperij 1, Elders"
SHELTER, SECRET = "Opvanghuis De Wilg", "Geheime Laan 5, Heerlen"


@dataclass(frozen=True)
class Two:
    """The host and a partner, each with a browser."""

    store: Store
    host: PageClient
    partner: PageClient

    def plan(self, browser: PageClient, name: str, address: str = "") -> int:
        """Plan an event somewhere and return its number."""
        sent = browser.send("/events/new", self._form(browser, name, address))
        assert sent.status_code == 303, sent.get_data(as_text=True)
        return int((sent.location or "").rpartition("/")[2])

    def move(self, browser: PageClient, event_id: int, name: str, address: str) -> None:
        """Put an event somewhere else."""
        path = f"/events/{event_id}/edit"
        sent = browser.send(path, self._form(browser, name, address, path))
        assert sent.status_code == 303, sent.get_data(as_text=True)

    def address_of(self, event_id: int) -> str:
        with self.store.reading() as session:
            venue = session.get_one(Event, event_id).venue
            assert venue is not None
            return venue.address

    def _form(
        self, browser: PageClient, name: str, address: str, path: str = "/events/new"
    ) -> dict[str, object]:
        typed: dict[str, object] = dict(browser.page(path).sends())
        if path == "/events/new":
            typed |= {"event_type": "barbecue", "kind": "open", "title": "Feest"}
        return typed | {"venue_name": name, "venue_address": address}


@pytest.fixture
def two(app: Flask, store: Store, organiser: Account, clock: FixedClock) -> Two:
    partner = add_partner(store, now=clock())
    return Two(store, signed_in(app, organiser.email), signed_in(app, partner.email))


def offered(browser: PageClient, path: str = "/events/new") -> list[str]:
    """Return which places a form offers while one types."""
    (offer,) = [
        one for one in browser.page(path).all("datalist") if one.get("id") == "known-venues"
    ]
    return [one.get("value") or "" for one in offer.iter(HTML + "option")]


def test_a_place_that_a_partner_planted_fills_nothing_in(two: Two) -> None:
    two.plan(two.partner, CASTLE, FALSE)
    ours = two.plan(two.host, CASTLE)
    assert two.address_of(ours) == ""
    assert FALSE not in two.host.page(f"/events/{ours}").text


def test_an_address_that_a_partner_types_moves_nothing_of_ours(
    two: Two, settings: Settings
) -> None:
    ours = two.plan(two.host, "Buurthuis Geheim")
    with two.store.reading() as session:
        before = session.get_one(Event, ours)
        was = before.sequence, before.updated_at
    theirs = two.plan(two.partner, "Buurthuis Geheim", "Snackbar de Vos, Kerkrade")
    assert two.address_of(ours) == ""
    assert two.address_of(theirs) == "Snackbar de Vos, Kerkrade"
    with two.store.reading() as session:
        after = session.get_one(Event, ours)
        assert (after.sequence, after.updated_at) == was
        assert not session.scalars(select(EventNotice)).all()


def test_the_name_of_a_place_does_not_tell_its_address(two: Two) -> None:
    two.plan(two.host, SHELTER, SECRET)
    theirs = two.plan(two.partner, SHELTER)
    assert two.address_of(theirs) == ""
    assert SECRET not in two.partner.page(f"/events/{theirs}").text
    two.move(two.partner, theirs, SHELTER.upper(), "")
    assert two.address_of(theirs) == ""


def test_no_form_offers_places_of_somebody_else(two: Two) -> None:
    ours = two.plan(two.host, SHELTER, SECRET)
    theirs = two.plan(two.partner, CASTLE, FALSE)
    assert offered(two.host) == [SHELTER]
    assert offered(two.partner) == [CASTLE]
    assert offered(two.host, f"/events/{ours}/edit") == [SHELTER]
    assert offered(two.partner, f"/events/{theirs}/edit") == [CASTLE]
    for path in ("/events", f"/events/{theirs}", "/series/new", "/past-events", "/past-events/new"):
        assert SHELTER not in two.partner.page(path).text, path


def test_the_own_places_are_still_filled_in(two: Two) -> None:
    first = two.plan(two.partner, CASTLE)
    second = two.plan(two.partner, CASTLE.lower(), "Klinkertstraat 118, Hoensbroek")
    assert two.address_of(first) == "Klinkertstraat 118, Hoensbroek"
    third = two.plan(two.partner, CASTLE)
    with two.store.reading() as session:
        assert len({session.get_one(Event, one).venue_id for one in (first, second, third)}) == 1


def test_a_copy_and_a_series_stay_at_the_own_place(two: Two) -> None:
    two.plan(two.host, CASTLE, "Klinkertstraat 118, Hoensbroek")
    theirs = two.plan(two.partner, CASTLE)
    path = f"/events/{theirs}/copy"
    sent = two.partner.send(path, {**two.partner.page(path).sends(), "held_on": "2027-09-04"})
    assert sent.status_code == 303
    copied = int((sent.location or "").rpartition("/")[2])
    assert two.address_of(copied) == ""
    with two.store.reading() as session:
        assert session.get_one(Event, copied).venue_id == session.get_one(Event, theirs).venue_id


def test_who_comes_to_ours_is_told_of_no_address_of_a_partner(
    store: Store, settings: Settings, clock: FixedClock
) -> None:
    world = make_world(store, settings)
    card = world.cards()[0]
    with store.transaction() as session:
        answering.give_reply(session, world.invitation(card), Reply.YES, now=MADE_AT)
        event = session.get_one(Event, world.event_id)
        assert event.venue is not None
        event.venue.address = ""
        name = event.venue.name
    partner = add_partner(store, now=MADE_AT)
    with store.transaction() as session:
        narrow(session, Scope(partner.organisation_id))
        made = places.find_or_add_venue(
            session,
            name,
            address=FALSE,
            organisation_id=partner.organisation_id,
            now=MADE_AT,
        )
        assert made is not None
        assert made.organisation_id == partner.organisation_id
    with store.reading() as session:
        event = session.get_one(Event, world.event_id)
        assert event.venue is not None
        assert event.venue.address == ""
        assert notices.pending_of(session, event.id) is None
        assert not session.scalars(select(OutboxMail)).all()


def test_a_program_without_a_scope_keeps_places_apart_too(store: Store) -> None:
    partner = add_partner(store, now=MADE_AT)
    with store.transaction() as session:
        found = [
            places.find_or_add_venue(
                session, SHELTER, address=address, organisation_id=whose, now=MADE_AT
            )
            for whose, address in ((1, SECRET), (partner.organisation_id, ""))
        ]
        assert [one.address for one in found if one] == [SECRET, ""]
        assert [one.organisation_id for one in found if one] == [1, partner.organisation_id]


def test_a_place_of_somebody_else_is_not_found_by_its_number(store: Store) -> None:
    partner = add_partner(store, now=MADE_AT)
    with store.transaction() as session:
        secret = Venue(name=SHELTER, address=SECRET, organisation_id=1)
        session.add(secret)
        session.flush()
        number = secret.id
    with store.reading() as session:
        narrow(session, Scope(partner.organisation_id))
        assert session.get(Venue, number) is None
        assert not session.scalars(select(Venue)).all()
