"""What was deleted is put back just as it was, for a month; what others need is not deleted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from planner.core.enums import DeletedKind, EventState
from planner.core.retention import DELETED_KEPT_FOR_DAYS, Retention
from planner.core.roles import TeamRole
from planner.services import deleted
from planner.services.deleted import StillNeeded
from planner.services.forecast import learn
from planner.services.invite import batches, issuing
from planner.services.people import colleagues
from planner.services.plan import menus, places, planning, programmes
from planner.services.privacy.purge import purge
from planner.services.shop import orders
from planner.settings import Settings
from planner.store.base import Base, Store
from planner.store.models import (
    Account,
    Batch,
    DeletedThing,
    Event,
    EventDish,
    Intermediary,
    Invitation,
    PlacedOrder,
    ProgrammeItem,
    TeamMember,
    Turnout,
    Venue,
)
from tests.support.cards import MADE_AT
from tests.support.organiser import add_event

Delete = Callable[[Session, Event], DeletedThing]
WHO: Any = {"by_id": None, "now": MADE_AT}


NOT_COMPARED = {"deleted_thing", "calendar_state"}
"""The second says that calendars are made anew, which is as it should be."""
TOUCHED = {"updated_at", "calendar_block"}


def everything(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Read all rows of all tables, but for when something was touched last."""
    session.flush()
    found = {}
    for table in Base.metadata.sorted_tables:
        columns = [one for one in table.columns if one.name not in TOUCHED]
        rows = session.execute(select(*columns).order_by(*table.primary_key))
        found[table.name] = [tuple(row) for row in rows]
    return {name: rows for name, rows in found.items() if name not in NOT_COMPARED}


def dish(session: Session, event: Event) -> DeletedThing:
    return menus.remove_dish(session, event.dishes[1], **WHO)


def part(session: Session, event: Event) -> DeletedThing:
    return programmes.remove_item(session, event.programme[0], **WHO)


def order(session: Session, event: Event) -> DeletedThing:
    kept = orders.withdraw_order(session, event.id, **WHO)
    assert kept is not None
    return kept


def stack(session: Session, event: Event) -> DeletedThing:
    (batch,) = batches.list_batches(session, event.id)
    return batches.delete_batch(session, batch, **WHO)


def member(session: Session, event: Event) -> DeletedThing:
    account = session.scalars(select(Account)).one()
    kept = colleagues.take_from_team(session, event.id, account.id, **WHO)
    assert kept is not None
    return kept


def turnout(session: Session, event: Event) -> DeletedThing:
    return learn.delete_turnout(session, session.scalars(select(Turnout)).one(), **WHO)


def venue(session: Session, event: Event) -> DeletedThing:
    unused = session.scalars(select(Venue).where(Venue.name == "Zaal")).one()
    return places.delete_venue(session, unused, **WHO)


def draft(session: Session, event: Event) -> DeletedThing:
    return planning.delete_draft(session, event, **WHO)


@pytest.fixture
def plan(store: Store, settings: Settings, organiser: Account) -> int:
    """A draft with everything that can be deleted."""
    event_id = add_event(store, title="Concept", contact_name="", contact_phone="")
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.state = EventState.DRAFT
        wish = programmes.ItemPlan(title="Muziek", starts_at=event.starts_at)
        programmes.add_item(session, event, wish, now=MADE_AT)
        session.flush()
        colleagues.put_in_team(session, event, organiser, TeamRole.CREW, now=MADE_AT)
        cards = issuing.BatchPlan(name="Passart", count=3)
        issuing.issue_batch(session, event, cards, code_key=settings.code_key, now=MADE_AT)
        known = learn.TurnoutRecord(title="Vorig jaar", held_on=MADE_AT.date(), came=40)
        learn.record_turnout(session, known, now=MADE_AT)
        places.find_or_add_venue(session, "Zaal", organisation_id=1, now=MADE_AT)
        session.add(
            PlacedOrder(
                event_id=event_id,
                placed_at=MADE_AT,
                portions=9,
                yes_heads=2,
                quantiles={"0.5": 9},
                dishes=[{"name": "x"}],
            )
        )
    return event_id


@pytest.mark.parametrize(
    "delete",
    [dish, part, order, stack, member, turnout, venue, draft],
    ids=lambda one: one.__name__,
)
def test_what_is_put_back_is_just_as_it_was(store: Store, plan: int, delete: Delete) -> None:
    with store.transaction() as session:
        before = everything(session)
        kept = delete(session, session.get_one(Event, plan))
        number = kept.id
        assert everything(session) != before
    with store.transaction() as session:
        found = deleted.find_deleted(session, number, now=MADE_AT)
        assert found is not None
        assert [
            one.id for one in deleted.list_deleted(session, list(DeletedKind), now=MADE_AT)
        ] == [number]
        assert deleted.put_back(session, found)
        assert everything(session) == before
        assert session.scalar(select(func.count(DeletedThing.id))) == 0


def test_a_number_that_was_given_away_meanwhile_is_not_taken_from_its_new_owner(
    store: Store, plan: int, settings: Settings
) -> None:
    elsewhere = add_event(store)
    with store.transaction() as session:
        event = session.get_one(Event, plan)
        codes = select(Invitation.code_hash).order_by(Invitation.number)
        printed = list(session.scalars(codes))
        kept = stack(session, event)
        kept_dish = menus.remove_dish(session, event.dishes[-1], **WHO)
        # SQLite gives the highest numbers again.
        other = session.get_one(Event, elsewhere)
        again = issuing.BatchPlan(name="Ander", count=3, first_number=700)
        issuing.issue_batch(session, other, again, code_key=settings.code_key, now=MADE_AT)
        menus.add_dish(other, menus.dish_of(other.dishes[0]))
        session.flush()
        count = session.scalar(select(func.count(EventDish.id)))
        assert deleted.put_back(session, kept)
        assert deleted.put_back(session, kept_dish)
        ours = codes.where(Invitation.event_id == plan)
        assert list(session.scalars(ours)) == printed, "the same codes: printed cards work"
        names = {batch.name for batch in session.scalars(select(Batch))}
        assert names == {"Passart", "Ander"}
        assert session.scalar(select(func.count(EventDish.id))) == (count or 0) + 1


def test_what_others_need_is_not_deleted(store: Store, plan: int) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, plan)
        (batch,) = batches.list_batches(session, plan)
        assert event.venue is not None
        with pytest.raises(StillNeeded):
            places.delete_venue(session, event.venue, **WHO)
        batches.mark_handed_out(session, batch, now=MADE_AT)
        for delete in (stack, draft):
            with pytest.raises(StillNeeded):
                delete(session, event)
        event.state = EventState.PUBLISHED
        with pytest.raises(ValueError, match="draft"):
            draft(session, event)
        assert session.scalar(select(func.count(DeletedThing.id))) == 0


def test_where_something_has_its_place_it_is_said_and_nothing_changes(
    store: Store, plan: int
) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, plan)
        kept = order(session, event)
        session.add(
            PlacedOrder(
                event_id=plan, placed_at=MADE_AT, portions=1, yes_heads=1, quantiles={}, dishes=[]
            )
        )
        session.flush()
        before = everything(session)
        assert not deleted.put_back(session, kept)
        assert everything(session) == before


def test_after_a_month_it_is_gone_for_ever(store: Store, plan: int) -> None:
    with store.transaction() as session:
        kept = dish(session, session.get_one(Event, plan))
        number = kept.id
    then = MADE_AT + timedelta(days=DELETED_KEPT_FOR_DAYS)
    with store.transaction() as session:
        assert deleted.find_deleted(session, number, now=then - timedelta(minutes=1))
        assert deleted.find_deleted(session, number, now=then) is None
        assert purge(session, keep=Retention(keep_days=90), now=then).deleted == 0
        later = then + timedelta(minutes=1)
        assert purge(session, keep=Retention(keep_days=90), now=later).deleted == 1
        assert session.scalar(select(func.count(DeletedThing.id))) == 0


def test_no_person_is_kept_among_what_was_deleted(store: Store, plan: int) -> None:
    with store.transaction() as session:
        event = session.get_one(Event, plan)
        event.contact_name, event.contact_phone = "Rachida", "06 11 11 11 11"
        giver = Intermediary(name="Karin", organisation_id=1, created_at=MADE_AT)
        session.add(giver)
        session.flush()
        batches.list_batches(session, plan)[0].intermediary = giver
        session.flush()
        kept = draft(session, event)
        assert "Rachida" not in str(kept.rows)
        assert "06 11" not in str(kept.rows)
        assert deleted.forget_giver(session, giver) == 1
        assert session.scalar(select(func.count(DeletedThing.id))) == 0


def test_each_kind_says_what_goes_along() -> None:
    tables = {table: kind for kind, (table, *_more) in deleted.BELONGS.items()}
    assert set(deleted.BELONGS) == set(DeletedKind)
    assert {ProgrammeItem, TeamMember} < set(tables)
    assert all(isinstance(one.__table__, Table) for one in tables)
