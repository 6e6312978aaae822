"""Migrations: up, down and up again, on both databases, and never half."""

import importlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, select, text

from planner.core.enums import CountQuality, EventState, Reply
from planner.core.household_words import ToldPart
from planner.core.parties import PartyDetails
from planner.core.small_cells import NOTHING_SAID
from planner.services.answer import answering
from planner.services.answer.tally import said_at
from planner.services.invite import household, issuing
from planner.services.invite.issuing import BatchPlan
from planner.services.plan import closing, making
from planner.services.shop.orders import placed_of
from planner.store import migrate
from planner.store.base import Store
from planner.store.models import (
    Account,
    Answer,
    Event,
    Invitation,
    PlacedOrder,
    SaidForecast,
    SaidSince,
    SignIn,
    Turnout,
)
from tests.support.cards import BARBECUE
from tests.support.organiser import Said, add_answers, add_event

KEY = "a key for codes in tests only, 9876543210"
NOW = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)


ON_BOTH = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)]


@pytest.fixture(params=ON_BOTH)
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database without tables."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'new.db'}")
    else:
        store = Store(request.getfixturevalue("new_database")())
    yield store
    store.close()


@pytest.fixture(params=ON_BOTH)
def current(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database with today's tables and nothing in them, which ends with the test."""
    if request.param == "sqlite":
        store = Store(request.getfixturevalue("sqlite_url"))
    else:
        store = Store(request.getfixturevalue("migrated_database")())
    yield store
    store.close()


def fill(store: Store) -> None:
    with store.transaction() as session:
        account = Account(
            email="noor@feest.example", name="Noor", password_hash="x", created_at=NOW
        )
        session.add(account)
        session.flush()
        for number in range(100):
            session.add(
                SignIn(
                    account_id=account.id,
                    token_hash=bytes([number]) * 32,
                    browser="Firefox",
                    created_at=NOW,
                    seen_at=NOW,
                )
            )


def test_the_tables_are_those_of_the_models(empty: Store) -> None:
    migrate.upgrade(empty)
    assert migrate.is_current(empty)
    migrate.check(empty)


def test_what_each_start_asks_of_the_versions_is_what_alembic_finds(empty: Store) -> None:
    config = Config()
    config.set_main_option("script_location", "planner.store:migrations")
    script = ScriptDirectory.from_config(config)
    assert migrate.all_revisions() == [step.revision for step in script.walk_revisions()]
    assert migrate.newest_revision() == script.get_current_head()
    migrate.upgrade(empty)
    assert migrate.current_revision(empty) == script.get_current_head()


def test_every_migration_goes_down_and_up_again(empty: Store) -> None:
    migrate.upgrade(empty)
    migrate.downgrade(empty, revision="base")
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    migrate.upgrade(empty)
    migrate.check(empty)


def test_a_filled_database_keeps_every_row(current: Store) -> None:
    fill(current)
    migrate.downgrade(current, revision="0001")
    migrate.upgrade(current)
    with current.reading() as session:
        assert len(session.scalars(select(SignIn.id)).all()) == 100
        assert len(session.scalars(select(Account.id)).all()) == 1


def test_an_event_of_the_version_before_stays_and_says_nothing_new(current: Store) -> None:
    with current.transaction() as session:
        wish = replace(BARBECUE, wear_or_bring="A chair")
        making.create_event(session, wish, account_id=None, now=NOW)
    migrate.downgrade(current, revision="0015")
    assert "wear_or_bring" not in {
        one["name"] for one in inspect(current.engine).get_columns("event")
    }
    migrate.upgrade(current)
    with current.reading() as session:
        event = session.scalars(select(Event)).one()
    assert (event.title, event.contact_phone) == (BARBECUE.title, BARBECUE.contact_phone)
    assert event.wear_or_bring == ""


def test_what_was_told_before_households_were_told_apart_opens_to_nobody(current: Store) -> None:
    with current.transaction() as session:
        event = making.create_event(session, BARBECUE, account_id=None, now=NOW)
        batch = issuing.issue_batch(
            session, event, BatchPlan(name="Passartweg", count=1), code_key=KEY, now=NOW
        )
        (card,) = session.scalars(select(Invitation).where(Invitation.batch_id == batch.id))
        party = PartyDetails(adults=2, children=1, diets={"halal": 3})
        answering.give_details(session, card, party, now=NOW)
    migrate.downgrade(current, revision="0022")
    assert "household" not in inspect(current.engine).get_table_names()
    migrate.upgrade(current)
    with current.reading() as session:
        answer = session.scalars(select(Answer)).one()
        found = household.look(session, answer.invitation_id, answer, "", code_key=KEY)
        assert (answer.adults, answer.children, answer.diets[0].heads) == (2, 1, 3)
    assert found.hides
    assert not found.is_proven
    assert not [part for part in ToldPart if found.opens(part)]


def test_of_who_could_help_stays_how_often_it_was_said_and_no_more(current: Store) -> None:
    event_id = add_event(current, expected=30)
    add_answers(current, event_id, *[Said(Reply.YES, 2)] * 9)
    quiet = add_event(current, days=7)
    migrate.downgrade(current, revision="0039")
    can_help = text("UPDATE answer SET can_help = :yes WHERE invitation_id IN (:a, :b, :c)")
    with current.engine.begin() as connection:
        cards = connection.scalars(text("SELECT invitation_id FROM answer ORDER BY 1")).all()
        for yes, (a, b, c) in ((True, cards[:3]), (False, cards[3:6])):
            connection.execute(can_help, {"yes": yes, "a": a, "b": b, "c": c})
    migrate.upgrade(current)
    with current.reading() as session:
        assert session.get_one(Event, event_id).help_offers == 3
        assert session.get_one(Event, quiet).help_offers == 0
    migrate.downgrade(current, revision="0039")
    with current.engine.connect() as connection:
        assert set(connection.scalars(text("SELECT can_help FROM answer"))) == {None}
    migrate.upgrade(current)
    with current.reading() as session:
        assert session.get_one(Event, event_id).help_offers == 0


def test_what_guests_said_before_is_told_as_it_would_be_now(current: Store) -> None:
    """So an order goes on with the diets that were told, and no page tells more than now."""
    event_id = add_event(current, expected=30)
    said = [Said(Reply.YES, 3, diet="halal")] * 6 + [Said(Reply.YES, 2, diet="vegan")] * 2
    add_answers(current, event_id, *said, *[Said(Reply.YES, 2)] * 6)
    small = add_event(current, days=7)
    add_answers(current, small, *[Said(Reply.YES, 3, diet="halal")] * 4, name="B")
    with current.reading() as session:
        told = said_at(session, event_id)
    assert told.diets["halal"].amount == 18
    before = importlib.import_module("planner.store.migrations.versions.0026_small_cells")
    migrate.downgrade(current, revision=before.down_revision)
    assert "said_picture" not in inspect(current.engine).get_table_names()
    migrate.upgrade(current)
    with current.reading() as session:
        assert said_at(session, event_id) == told
        assert said_at(session, small) == NOTHING_SAID
    with current.transaction() as session:
        assert session.scalars(select(SaidSince.event_id).distinct()).all() == [small]


def test_the_forecast_of_an_order_becomes_what_was_said_of_an_event_that_is_over(
    current: Store,
) -> None:
    """What was ordered when it had begun tells nothing of before, and what is open says it anew."""
    before, after = timedelta(days=-2), timedelta(hours=1)
    over, late, planned = (
        ordered(current, state, placed=placed)
        for state, placed in (
            (EventState.CLOSED, before),
            (EventState.CLOSED, after),
            (EventState.PUBLISHED, before),
        )
    )
    migrate.downgrade(current, revision="0030")
    assert "said_forecast" not in inspect(current.engine).get_table_names()
    migrate.upgrade(current)
    with current.reading() as session:
        (said,) = session.scalars(select(SaidForecast))
        events = [session.get_one(Event, one) for one in (over, late, planned)]
        assert [placed_of(event) is not None for event in events] == [True, True, True]
        assert said.event_id == over
        assert said.said_at == events[0].starts_at + before
        assert said.kept_at == events[0].ends_at
        assert (said.is_reckoned, said.places, said.reasons) == (False, 60, None)
        assert said.quantiles == {"0.1": 20, "0.5": 31, "0.9": 48}


def ordered(store: Store, state: EventState, *, placed: timedelta) -> int:
    """Plan an event for which food was ordered so long after it began, and return its id."""
    event_id = add_event(store, capacity=60)
    with store.transaction() as session:
        event = session.get_one(Event, event_id)
        event.state = state
        session.add(
            PlacedOrder(
                event_id=event_id,
                placed_at=event.starts_at + placed,
                portions=40,
                yes_heads=12,
                quantiles={"0.1": 20, "0.5": 31, "0.9": 48},
                dishes=[],
            )
        )
    return event_id


def test_a_migration_that_breaks_half_way_leaves_nothing(
    empty: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = command.upgrade

    def upgrade(config: Any, revision: str) -> None:
        real(config, revision)
        config.attributes["connection"].execute(text("CREATE TABLE half (id INTEGER)"))
        raise RuntimeError("the power went out")

    monkeypatch.setattr(command, "upgrade", upgrade)
    with pytest.raises(RuntimeError):
        migrate.upgrade(empty)
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    assert migrate.current_revision(empty) is None


def test_rows_that_refer_to_nothing_stop_a_migration(sqlite_url: str) -> None:
    store = Store(sqlite_url)
    fill(store)
    migrate.downgrade(store, revision="0028")
    plain = create_engine(store.url)
    with plain.begin() as connection:
        connection.execute(text("DELETE FROM account"))
    plain.dispose()
    with pytest.raises(migrate.BrokenReferences, match="sign_in"):
        migrate.upgrade(store)
    assert migrate.current_revision(store) == "0028"
    store.close()


def test_a_copy_is_put_aside_first(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'planner.db'}")
    assert migrate.copy_aside(store, tmp_path / "backups", now=NOW) is None, "nothing to copy yet"
    migrate.upgrade(store)
    fill(store)
    copied = migrate.copy_aside(store, tmp_path / "backups", now=NOW)
    assert copied is not None
    copy = Store(f"sqlite:///{copied}")
    with copy.reading() as session:
        assert len(session.scalars(select(SignIn.id)).all()) == 100
    copy.close()
    store.close()


def test_what_came_before_events_could_be_left_out_counts_as_it_did(current: Store) -> None:
    event_id = add_event(current, expected=30)
    with current.transaction() as session:
        event = session.get_one(Event, event_id)
        kept = closing.close_event(
            session, event, came=60, quality=CountQuality.AT_LEAST, missed=20, now=NOW
        )
        kept.arrival_minutes = [10, 50]
    migrate.downgrade(current, revision="0036")
    assert "missed" not in {one["name"] for one in inspect(current.engine).get_columns("turnout")}
    migrate.upgrade(current)
    with current.reading() as session:
        turnout = session.scalars(select(Turnout)).one()
    assert (turnout.came, turnout.quality) == (60, CountQuality.AT_LEAST)
    assert turnout.arrival_minutes == [10, 50]
    assert (turnout.missed, turnout.left_out_because) == (None, None)
