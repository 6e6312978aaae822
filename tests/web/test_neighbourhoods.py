"""Neighbourhoods are shared by all: who runs the planner renames them, for everybody at once."""

import threading
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.roles import AccountRole
from planner.services.plan import making, places
from planner.store.base import Store
from planner.store.models import Account, AuditEntry, Event, Neighbourhood, OutboxMail
from tests.support.actors import give_factor
from tests.support.application import signed_in
from tests.support.cards import BARBECUE, MADE_AT
from tests.support.clock import FixedClock
from tests.support.pages import Page, PageClient
from tests.support.partners import add_partner


@pytest.fixture
def boss(app: Flask, store: Store, organiser: Account, clock: FixedClock) -> PageClient:
    """An administrator of the host, with a second step."""
    with store.transaction() as session:
        session.get_one(Account, organiser.id).role = AccountRole.ADMINISTRATOR
    browser = signed_in(app, organiser.email)
    give_factor(store, organiser.email, clock)
    return browser


def plan_in(store: Store, name: str) -> int:
    """Plan an event in a neighbourhood and return the number of that."""
    with store.transaction() as session:
        plan = replace(BARBECUE, neighbourhood_name=name)
        event = making.create_event(session, plan, account_id=None, now=MADE_AT)
        assert event.neighbourhood_id is not None
        return event.neighbourhood_id


def names(store: Store) -> list[tuple[str, str]]:
    with store.reading() as session:
        rows = session.execute(
            select(Neighbourhood.name, Neighbourhood.slug).order_by(Neighbourhood.id)
        )
        return [(row.name, row.slug) for row in rows]


def test_a_new_name_holds_for_everybody_and_moves_no_calendar(
    store: Store, boss: PageClient, client: PageClient
) -> None:
    number = plan_in(store, "Pasart")
    with store.reading() as session:
        before = session.scalars(select(Event.sequence)).all()
    assert "Pasart" in boss.page("/people/neighbourhoods").words
    path = f"/people/neighbourhoods/{number}"
    assert boss.send(path, {"name": " Passart  Noord "}).status_code == 303
    assert names(store) == [("Passart Noord", "pasart")]
    assert "Passart Noord" in client.page("/calendar").words
    assert "Passart Noord" in client.page("/neighbourhood/pasart/calendar").words
    assert b"Passart Noord" in client.get("/neighbourhood/pasart.ics").data
    with store.reading() as session:
        assert session.scalars(select(Event.sequence)).all() == before
        assert not session.scalars(select(OutboxMail)).all()
        (entry,) = session.scalars(
            select(AuditEntry).where(AuditEntry.what == "neighbourhoods.rename")
        )
        assert entry.account_id is not None
    assert "gaf een buurt een andere naam" in boss.page("/audit").words


def test_old_and_new_name_lead_to_the_same_neighbourhood(store: Store) -> None:
    number = plan_in(store, "Pasart")
    with store.transaction() as session:
        renamed = session.get_one(Neighbourhood, number)
        assert places.rename_neighbourhood(session, renamed, "Passart-Noord")
    for typed in ("pasart", "PASSART NOORD", "Passart-Noord"):
        assert plan_in(store, typed) == number, typed
    assert plan_in(store, "Passart") != number


@pytest.mark.parametrize("typed", ["Molenberg", "MOLENBERG", "molen-berg", "Grasbroek"])
def test_a_name_by_which_another_one_goes_is_not_given(
    store: Store, boss: PageClient, typed: str
) -> None:
    number = plan_in(store, "Pasart")
    plan_in(store, "Molenberg")
    other = plan_in(store, "Grasbroek")
    with store.transaction() as session:
        renamed = session.get_one(Neighbourhood, other)
        assert places.rename_neighbourhood(session, renamed, "Molen Berg")
    sent = boss.send(f"/people/neighbourhoods/{number}", {"name": typed})
    assert sent.status_code == 422
    assert "Er is al een buurt met deze naam." in sent.text
    assert names(store)[0] == ("Pasart", "pasart")


@pytest.mark.parametrize("typed", ["", "   ", "x" * 81, "\u202e"])
def test_no_name_is_no_name(store: Store, boss: PageClient, typed: str) -> None:
    number = plan_in(store, "Pasart")
    sent = boss.send(f"/people/neighbourhoods/{number}", {"name": typed})
    assert sent.status_code == 422
    assert names(store) == [("Pasart", "pasart")]


def test_who_opened_the_form_before_somebody_else_renamed_it_is_told(
    store: Store, boss: PageClient
) -> None:
    path = f"/people/neighbourhoods/{plan_in(store, 'Pasart')}"
    opened = boss.page(path).sends()
    assert boss.send(path, {"name": "Passart"}).status_code == 303
    late = boss.send(path, {**opened, "name": "Pasaart"})
    assert late.status_code == 422
    page = Page(late)
    assert "Wat blijft staan? Passart Laat dit zo staan Pasaart Neem wat ik invulde" in page.words
    assert names(store) == [("Passart", "pasart")]
    twice = boss.send(path, {"name": "Passart"})
    assert twice.status_code == 303, "the same form twice is done, not wrong"


def test_a_partner_and_an_organiser_rename_nothing(
    app: Flask, store: Store, desk: PageClient, clock: FixedClock
) -> None:
    number = plan_in(store, "Pasart")
    partner = add_partner(store, now=clock(), role=AccountRole.ADMINISTRATOR)
    browser = signed_in(app, partner.email)
    give_factor(store, partner.email, clock)
    assert "/people/neighbourhoods" not in browser.page("/people").links()
    for path in ("/people/neighbourhoods", f"/people/neighbourhoods/{number}"):
        assert browser.get(path).status_code == 404
        assert desk.get(path).status_code == 403
    form = {"name": "Van ons"}
    sent = browser.send(f"/people/neighbourhoods/{number}", form, form_on="/people/new")
    assert sent.status_code == 404
    assert names(store) == [("Pasart", "pasart")]


def test_one_that_is_not_there_is_not_found(boss: PageClient) -> None:
    assert "nog geen" in boss.page("/people/neighbourhoods").words
    assert boss.get("/people/neighbourhoods/7").status_code == 404


@pytest.mark.both_databases
def test_two_who_need_the_same_new_one_at_the_same_moment_both_get_it(store: Store) -> None:
    both, found = threading.Barrier(2), []

    def add() -> None:
        both.wait()
        with store.transaction() as session:
            made = places.find_or_add_neighbourhood(session, "Passart")
            assert made is not None
            found.append(made.id)

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 2
    assert len(set(found)) == 1
