"""Whom somebody has to call is counted for many events as the page of the change lists it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.core.enums import Reply
from planner.services.day import agenda
from planner.services.messages import notices, recipients
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, EventNotice, Invitation, Mailing, Waiting
from tests.support.application import ON_SQLITE
from tests.support.cards import MADE_AT, World, make_world
from tests.support.messages import Town

HOUR = timedelta(hours=1)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def calls(world: World) -> tuple[int, int | None, int]:
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
        facts = agenda.facts_of(session, [event], {}, has_office_phone=True, now=MADE_AT + HOUR)
        waits = facts[event.id].unsettled
        return waits.calls, waits.calls_notice_id, waits.offers


def listed(world: World, notice_id: int, *, has_mail: bool) -> int:
    with world.store.reading() as session:
        notice = session.get_one(EventNotice, notice_id)
        rows = recipients.unreached_of(
            session, world.event_id, notice, has_mail=has_mail, limit=100
        )
        return sum(row.told_at is None for row in rows)


@pytest.mark.parametrize("has_mail", [False, True])
def test_a_change_leaves_as_many_calls_as_its_page_lists(
    app: object, world: World, has_mail: bool
) -> None:
    town = Town(app, world)  # type: ignore[arg-type]
    ours, silent = world.cards(2)
    (handed,) = world.cards(name="Via Karin", intermediary_name="Karin")
    for card in (ours, handed):
        town.answer(card, Reply.YES)
    town.add_guest("Familie Jansen", phone="06 11 11 11 11")
    town.add_guest("Familie Post", email="post@gast.example")
    notice = town.move()
    assert notice is not None
    assert calls(world)[0] == 0, "nobody was told yet: that comes first"
    with world.store.transaction() as session:
        kept = session.get_one(EventNotice, notice.id)
        notices.claim(session, kept, words="", now=MADE_AT)
        if has_mail:
            mailing = Mailing(
                event_id=world.event_id,
                kind="change",
                created_by_id=None,
                created_at=MADE_AT,
                stopped_at=None,
            )
            session.add(mailing)
            session.flush()
            notices.note_mailing(session, kept, mailing.id)
    left = 2 if has_mail else 3
    assert calls(world)[:2] == (left, notice.id)
    assert listed(world, notice.id, has_mail=has_mail) == left
    with world.store.transaction() as session:
        kept = session.get_one(EventNotice, notice.id)
        notices.tick(session, kept, world.invitation(ours).id, now=MADE_AT)
    assert calls(world)[0] == left - 1 == listed(world, notice.id, has_mail=has_mail)
    assert silent.number != ours.number


@ON_SQLITE
def test_a_place_that_is_kept_for_who_has_only_a_phone_is_a_call(app: object, world: World) -> None:
    town = Town(app, world)  # type: ignore[arg-type]
    number = town.add_guest("Familie Jansen", phone="06 11 11 11 11")
    with world.store.transaction() as session:
        card = session.scalars(select(Invitation).where(Invitation.number == number)).one()
        row = Waiting(invitation_id=card.id, event_id=card.event_id, heads=2, queued_at=MADE_AT)
        row.offered_at, row.offered_until = MADE_AT, MADE_AT + 5 * HOUR
        session.add(row)
    assert calls(world)[2] == 1
    with world.store.transaction() as session:
        session.scalars(select(Waiting)).one().told_at = MADE_AT
    assert calls(world)[2] == 0


@ON_SQLITE
@pytest.mark.parametrize(
    "made_last", ["invitation_id", "mailing_id_state", "state_rank_next_try_at"]
)
def test_mail_that_failed_is_looked_up_by_the_card_whatever_index_was_made_last(
    world: World, made_last: str
) -> None:
    """Migrations build tables anew with their indexes in any order, and SQLite minds it."""
    name = f"ix_outbox_mail_{made_last}"
    statement = select(Invitation.id).where(recipients.mail_failed(1))
    asked = str(statement.compile(world.store.engine, compile_kwargs={"literal_binds": True}))
    with world.store.engine.begin() as connection:
        made = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (name,))
        again = made.scalar_one()
        connection.exec_driver_sql(f"DROP INDEX {name}")
        connection.exec_driver_sql(again)
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked}").all()
    assert "ix_outbox_mail_invitation_id" in str(plan)
