"""Changes that guests have to hear of, also where another event's form brought them."""

from dataclasses import replace
from datetime import timedelta

import pytest

from planner.core.notices import NoticeKind
from planner.core.roles import TeamRole
from planner.services.messages import notices
from planner.services.people.colleagues import put_in_team
from planner.services.plan import event_plan, making, planning
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Account, Event
from planner.store.scoping import Scope, narrow
from tests.support.cards import BARBECUE, MADE_AT, SATURDAY, World, make_world
from tests.support.partners import add_partner

NOWHERE = replace(BARBECUE, venue_name="Plein", venue_address="")
THERE = replace(NOWHERE, venue_address="Markt 1")
WEEK = timedelta(weeks=1)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    """A barbecue on a square that has no address yet."""
    return make_world(store, settings, NOWHERE)


def later(world: World, *, weeks: int, with_cards: bool = True) -> World:
    """Plan the same some weeks later, on the same square."""
    length = BARBECUE.ends_at - BARBECUE.starts_at
    starts_at = SATURDAY + weeks * WEEK
    event = world.plan(replace(NOWHERE, starts_at=starts_at, ends_at=starts_at + length))
    other = World(world.store, world.settings, event.id)
    if with_cards:
        other.cards(2)
    return other


def pending(world: World) -> tuple[NoticeKind, str] | None:
    with world.store.reading() as session:
        notice = notices.pending_of(session, world.event_id)
        return (notice.kind, notice.was_place) if notice else None


def sequence(world: World) -> int:
    with world.store.reading() as session:
        return session.get_one(Event, world.event_id).sequence


def test_an_address_filled_in_with_one_event_is_news_for_the_guests_of_all(world: World) -> None:
    world.cards(2)
    others = [later(world, weeks=1), later(world, weeks=2, with_cards=False)]
    over = later(world, weeks=-1)
    moved = replace(THERE, starts_at=SATURDAY + timedelta(hours=1))
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        planning.change_event(session, event, moved, now=MADE_AT + timedelta(days=5))
    assert pending(world) == (NoticeKind.TIME_AND_PLACE, "Plein"), "its own is one, with all of it"
    assert [pending(one) for one in others] == [(NoticeKind.PLACE, "Plein"), None]
    assert pending(over) is None
    assert [sequence(one) for one in (world, *others, over)] == [1, 1, 1, 0]


def test_guests_of_another_organisation_hear_nothing_of_an_address_of_ours(world: World) -> None:
    world.cards(2)
    partner = add_partner(world.store, now=MADE_AT)
    with world.store.transaction() as session:
        narrow(session, Scope(partner.organisation_id))
        making.create_event(session, THERE, account_id=None, now=MADE_AT)
    assert pending(world) is None
    assert sequence(world) == 0


def test_guests_of_an_event_that_a_lead_does_not_see_have_to_find_the_place_too(
    world: World, organiser: Account
) -> None:
    world.cards(2)
    other = later(world, weeks=1)
    with world.store.transaction() as session:
        seen = session.get_one(Event, other.event_id)
        put_in_team(session, seen, organiser, TeamRole.LEAD, now=MADE_AT)
        ours = seen.organisation_id
    with world.store.transaction() as session:
        narrow(session, Scope(ours, organiser.id))
        assert session.get(Event, world.event_id) is None
        event = session.get_one(Event, other.event_id)
        wish = replace(event_plan.plan_of(event), venue_address="Markt 1")
        planning.change_event(session, event, wish, now=MADE_AT)
    assert pending(world) == (NoticeKind.PLACE, "Plein")


def test_another_address_is_another_place_and_moves_nobody_else(world: World) -> None:
    other = later(world, weeks=1)
    with world.store.transaction() as session:
        making.create_event(session, THERE, account_id=None, now=MADE_AT)
    with world.store.transaction() as session:
        elsewhere = replace(THERE, venue_address="Dorpstraat 2")
        planning.change_event(
            session, session.get_one(Event, world.event_id), elsewhere, now=MADE_AT
        )
    assert sequence(other) == 1, "only for the address that it did not have"
