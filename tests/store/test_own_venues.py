"""Shared venues become each organisation's own, and nobody who uses one notices."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, text

from planner.services.plan import making, planning
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import Event, Organisation, OutboxMail, Venue
from planner.store.scoping import Scope, narrow
from tests.support.cards import BARBECUE, MADE_AT
from tests.support.partners import add_partner

KNOWN = migrate.all_revisions()
BEFORE = KNOWN[KNOWN.index("0029") + 1]
CASTLE = replace(BARBECUE, venue_name="Kasteel", venue_address="Klinkertstraat 118, Hoensbroek")


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    """A database without pages."""
    store = Store(database_url)
    yield store
    migrate.upgrade(store)
    store.close()


def plan(store: Store, whose: int | None = None, **wishes: Any) -> int:
    with store.transaction() as session:
        if whose is not None:
            narrow(session, Scope(whose))
        wish = replace(CASTLE, **wishes)
        return making.create_event(session, wish, account_id=None, now=MADE_AT).id


def ask(store: Store, question: str, **values: Any) -> list[tuple[Any, ...]]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(question), values)]


def tell(store: Store, statement: str, **values: Any) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(statement), values)


WHERE = """
    SELECT e.id, v.name, v.address, v.capacity, e.sequence, e.updated_at
    FROM event e LEFT JOIN venue v ON v.id = e.venue_id ORDER BY e.id
"""
OWNERS = """
    SELECT e.id, v.organisation_id, e.organisation_id
    FROM event e JOIN venue v ON v.id = e.venue_id ORDER BY e.id
"""
VENUES = "SELECT name FROM venue ORDER BY id"


@pytest.fixture
def shared(store: Store) -> tuple[int, ...]:
    """A database of the version before: two partners and the host at one castle, and elsewhere."""
    first = add_partner(store, now=MADE_AT, name="Buurthuis").organisation_id
    second = add_partner(store, now=MADE_AT, name="Speeltuin").organisation_id
    made = (
        plan(store),
        plan(store, first),
        plan(store, first, title="Nog eens"),
        plan(store, second),
        plan(store, second, venue_name="Speelveld", venue_address=""),
        plan(store, venue_name="", venue_address=""),
    )
    tell(
        store,
        "UPDATE venue SET capacity = 250, latitude = 50.9, longitude = 5.9 WHERE name = 'Kasteel'",
    )
    migrate.downgrade(store, revision=BEFORE)
    assert ask(store, VENUES) == [("Kasteel",), ("Speelveld",)]
    return made


def test_each_organisation_keeps_what_a_shared_venue_said(
    store: Store, shared: tuple[int, ...]
) -> None:
    before = ask(store, WHERE)
    migrate.upgrade(store)
    assert ask(store, WHERE) == before, "also no appointment is a new one to a calendar"
    rows = ask(store, OWNERS)
    assert len(rows) == 5
    assert all(whose == of_event for _event, whose, of_event in rows)
    assert ask(store, VENUES) == [("Kasteel",), ("Speelveld",), ("Kasteel",), ("Kasteel",)]
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(OutboxMail)) == 0
        castles = session.scalars(select(Venue).where(Venue.name == "Kasteel")).all()
    assert {(one.capacity, one.latitude, one.longitude) for one in castles} == {(250, 50.9, 5.9)}


def test_what_one_changes_afterwards_is_its_own(store: Store, shared: tuple[int, ...]) -> None:
    migrate.upgrade(store)
    ours, theirs = shared[:2]
    with store.transaction() as session:
        event = session.get_one(Event, theirs)
        planning.change_event(session, event, replace(CASTLE, venue_address="Elders"), now=MADE_AT)
    with store.reading() as session:
        found = [session.get_one(Event, one).venue for one in (ours, theirs)]
    assert [one.address for one in found if one] == [CASTLE.venue_address, "Elders"]


def test_down_and_up_again_is_as_it_was(store: Store, shared: tuple[int, ...]) -> None:
    before = ask(store, WHERE)
    migrate.upgrade(store)
    migrate.downgrade(store, revision=BEFORE)
    assert ask(store, WHERE) == before
    assert ask(store, VENUES) == [("Kasteel",), ("Speelveld",)]


UNUSED = (
    "INSERT INTO venue (name, address, is_demonstration) VALUES ('Opvang', 'Geheime Laan 5', false)"
)


def test_a_venue_that_nobody_uses_stays_with_the_only_organisation(store: Store) -> None:
    plan(store)
    migrate.downgrade(store, revision=BEFORE)
    tell(store, UNUSED)
    migrate.upgrade(store)
    with store.reading() as session:
        rows = session.execute(select(Venue.name, Organisation.is_host).join(Organisation)).all()
    assert sorted(map(tuple, rows)) == [("Kasteel", True), ("Opvang", True)]


def test_one_that_nobody_uses_is_given_to_none_of_several(
    store: Store, shared: tuple[int, ...]
) -> None:
    tell(store, UNUSED)
    migrate.upgrade(store)
    assert ("Opvang",) not in ask(store, VENUES)


def test_two_organisations_keep_the_calendar_that_both_took_over(store: Store) -> None:
    theirs = add_partner(store, now=MADE_AT).organisation_id
    events = plan(store), plan(store, theirs)
    row = (
        "INSERT INTO imported_event (event_id, organisation_id, source, uid, recurrence_id,"
        " sequence, as_read) VALUES (:event, :whose, 'Agenda', 'u', '', 0, '{}')"
    )
    for event, whose in zip(events, (1, theirs), strict=True):
        tell(store, row, event=event, whose=whose)
    migrate.downgrade(store, revision=BEFORE)
    sources = ask(store, "SELECT source FROM imported_event ORDER BY event_id")
    assert sources == [("Agenda",), (f"Agenda ({theirs})",)], "before, one calendar was of one"
    migrate.upgrade(store)
    owners = ask(store, "SELECT organisation_id FROM imported_event ORDER BY event_id")
    assert owners == [(1,), (theirs,)]
