"""Deleting is undone: on top of the next page, and for a month from a list."""

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import EventState
from planner.core.roles import AccountRole, TeamRole
from planner.services.people import colleagues, organisations, signing_in
from planner.services.people.organisations import OrganisationPlan
from planner.services.plan import menus, places, planning, programmes
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, DeletedThing, Event, Organisation, Venue
from tests.support.application import PASSWORD, signed_in
from tests.support.cards import MADE_AT, World, make_world
from tests.support.clock import FixedClock
from tests.support.organiser import add_event
from tests.support.pages import Page, PageClient
from tests.support.partners import add_partner


@pytest.fixture
def world(store: Store, settings: Settings, clock: FixedClock) -> World:
    clock.now = MADE_AT
    return make_world(store, settings)


def put_backs(page: Page) -> list[str]:
    """Return where the buttons lead that put something back."""
    actions = [form.get("action") or "" for form in page.all("form")]
    return [url for url in actions if url.endswith("/put-back")]


def undo(page: Page) -> str:
    """Return where the button on top of a page leads."""
    (url,) = put_backs(page)
    return url


def names(store: Store, event_id: int) -> list[str]:
    with store.reading() as session:
        return [row.name for row in session.get_one(Event, event_id).dishes]


def test_a_dish_comes_back_from_the_next_page_or_from_the_list(
    desk: PageClient, store: Store, world: World
) -> None:
    before = names(store, world.event_id)
    with store.reading() as session:
        row = session.get_one(Event, world.event_id).dishes[2].id
    url = f"/events/{world.event_id}/menu/{row}"
    desk.get("/events?l=en")
    desk.send(f"{url}/remove", form_on=url)
    assert len(names(store, world.event_id)) == len(before) - 1
    page = desk.page(f"/events/{world.event_id}/menu")
    assert "is off the menu." in page.words
    token = page.token()
    back = undo(page)
    assert desk.post(back, data={"csrf_token": token}).status_code == 303
    assert names(store, world.event_id) == before
    assert "is back." in desk.page(f"/events/{world.event_id}/menu").words
    assert desk.post(back, data={"csrf_token": token}).status_code == 404

    desk.send(f"{url}/remove", form_on=url)
    desk.page(f"/events/{world.event_id}/menu")
    for listed in ("/deleted", f"/events/{world.event_id}/deleted"):
        page = desk.page(listed)
        assert "Noor" in page.words
        assert "for 30 days" in page.words
    desk.send(undo(page), form_on=f"/events/{world.event_id}/deleted")
    assert names(store, world.event_id) == before
    assert "Nothing was deleted" in desk.page("/deleted").words


def test_drafts_cards_and_places_are_deleted_where_nobody_needs_them(
    desk: PageClient, store: Store, world: World
) -> None:
    desk.get("/events?l=en")
    cards = world.cards(3)
    batch = world.batch_of(cards[0])
    listed = f"/events/{world.event_id}/invitations"
    desk.send(f"{listed}/{batch}/delete", form_on=listed)
    page = desk.page(listed)
    assert "Passartweg is deleted." in page.words
    desk.post(undo(page), data={"csrf_token": page.token()})
    assert world.invitation(cards[0]).number == cards[0].number
    desk.send(f"{listed}/{batch}/handed-out", form_on=listed)
    token = desk.page(listed).token()
    desk.post(f"{listed}/{batch}/delete", data={"csrf_token": token})
    assert "Let them stop working instead." in desk.page(listed).words

    # Guests know of a published event, so that one is only cancelled.
    page = desk.page(f"/events/{world.event_id}")
    gone = f"/events/{world.event_id}/delete"
    desk.post(gone, data={"csrf_token": page.token()})
    assert "Cancel it" in desk.page(f"/events/{world.event_id}").words
    draft = add_event(store, title="Concept", contact_phone="06 1")
    with store.transaction() as session:
        session.get_one(Event, draft).state = EventState.DRAFT
        places.find_or_add_venue(session, "Zaal", organisation_id=1, now=MADE_AT)
    desk.send(f"/events/{draft}/delete", form_on=f"/events/{draft}")
    page = desk.page("/events")
    assert "Concept is deleted." in page.words
    desk.page(f"/events/{draft}", status=404)
    desk.post(undo(page), data={"csrf_token": page.token()})
    assert desk.page(f"/events/{draft}").heading == "Concept"

    with store.reading() as session:
        used, unused = (
            session.scalars(select(Venue.id).where(Venue.name == name)).one()
            for name in ("Speelveld", "Zaal")
        )
    token = desk.page("/venues").token()
    desk.post(f"/venues/{used}/delete", data={"csrf_token": token})
    assert "Only an unused place" in desk.page("/venues").words
    desk.post(f"/venues/{unused}/delete", data={"csrf_token": token})
    page = desk.page("/venues")
    assert "Zaal is deleted." in page.words
    desk.post(undo(page), data={"csrf_token": page.token()})
    assert "Zaal is back." in desk.page("/venues").words


def test_each_sees_and_puts_back_what_is_theirs(
    app: Flask, desk: PageClient, store: Store, world: World, organiser: Account
) -> None:
    who: Any = {"by_id": organiser.id, "now": MADE_AT}
    with store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        wish = programmes.ItemPlan(title="Muziek", starts_at=event.starts_at)
        part = programmes.add_item(session, event, wish, now=MADE_AT)
        music = programmes.remove_item(session, part, **who).id
        dish = menus.remove_dish(session, event.dishes[0], **who).id
        cook = signing_in.add_account(
            session,
            email="cook@feest.example",
            name="Kok",
            password=PASSWORD,
            now=MADE_AT,
            role=AccountRole.MEMBER,
        )
        colleagues.put_in_team(session, event, cook, TeamRole.KITCHEN, now=MADE_AT)
    kitchen = signed_in(app, "cook@feest.example")
    page = kitchen.page(f"/events/{world.event_id}/deleted")
    assert put_backs(page) == [f"/events/{world.event_id}/deleted/{dish}/put-back"]
    token = page.token()
    refused = f"/events/{world.event_id}/deleted/{music}/put-back"
    assert kitchen.post(refused, data={"csrf_token": token}).status_code == 403
    assert kitchen.get("/deleted").status_code == 403
    wim = signed_in(app, add_partner(store, now=MADE_AT).email)
    page = wim.page("/deleted")
    assert put_backs(page) == []
    assert wim.post(refused, data={"csrf_token": page.token()}).status_code == 404
    with store.reading() as session:
        assert len(session.scalars(select(DeletedThing.id)).all()) == 2


def test_a_draft_that_comes_back_is_kept_as_long_as_its_organisation_says_now(
    desk: PageClient, store: Store
) -> None:
    event_id = add_event(store, contact_name="", contact_phone="")
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.state = EventState.DRAFT
        ours = session.get_one(Organisation, event.organisation_id)
        planning.delete_draft(session, event, by_id=None, now=MADE_AT)
        organisations.say(session, ours, OrganisationPlan(name="Wij", keep_days=14))
    page = desk.page("/deleted")
    desk.post(undo(page), data={"csrf_token": page.token()})
    with store.reading() as session:
        assert session.get_one(Event, event_id).keep_days == 14
