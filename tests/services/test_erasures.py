"""What somebody asked to erase stays erased, whatever backup comes back."""

import os
import stat
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from planner.core.parties import PartyDetails
from planner.services.answer import answering, telling
from planner.services.guests import named_guests
from planner.services.guests.named_guests import GuestDetails
from planner.services.invite import batches
from planner.services.invite.issuing import PrintableCard
from planner.services.privacy import erasing
from planner.services.privacy.erasures import ErasureLog, Kind
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import (
    Answer,
    Batch,
    Event,
    Intermediary,
    Invitation,
    NamedGuest,
    PurgeRecord,
)
from tests.cli.conftest import Run, installation, instance, run  # noqa: F401
from tests.support.cards import MADE_AT, World, make_world

LATER = MADE_AT + timedelta(hours=2)


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


def tell(world: World, card: PrintableCard, remark: str, *, name: str = "") -> None:
    with world.store.transaction() as session:
        invitation = world.invitation(card)
        answering.give_details(session, invitation, PartyDetails(adults=2), now=MADE_AT)
        told = telling.ToldNeeds(remark=remark)
        assert telling.tell(session, invitation, told, now=MADE_AT)
        if name:
            details = GuestDetails(name=name, phone="0612345678")
            assert named_guests.name_card(session, invitation, details, now=MADE_AT)


def remarks(store: Store) -> set[str]:
    with store.reading() as session:
        return set(session.scalars(select(Answer.remark)))


def names(store: Store) -> set[str]:
    with store.reading() as session:
        return set(session.scalars(select(NamedGuest.name)))


def test_a_line_says_when_and_what_and_never_who(world: World) -> None:
    card = world.cards()[0]
    tell(world, card, "canary", name="Canary")
    with world.store.transaction() as session:
        erasing.erase_card(session, world.invitation(card), log=world.erasures, now=LATER)
    text = world.erasures.path.read_text()
    assert text.count("\n") == 1
    at, kind, mark = text.split()
    assert (at, kind, len(mark)) == (LATER.isoformat(), "card", 64)
    assert world.invitation(card).code_hash.hex() not in text, "or a backup would tell who"
    assert stat.S_IMODE(world.erasures.path.stat().st_mode) == 0o600


def test_an_erasure_is_counted_for_its_event(world: World) -> None:
    card = world.cards()[0]
    tell(world, card, "canary")
    with world.store.transaction() as session:
        gone = erasing.erase_card(session, world.invitation(card), log=world.erasures, now=LATER)
    with world.store.reading() as session:
        record = session.scalars(select(PurgeRecord)).one()
    assert (record.kind, record.event_id, record.rows) == ("asked", world.event_id, gone)


def test_when_the_line_cannot_be_written_nothing_is_said_to_be_erased(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    card = world.cards()[0]
    tell(world, card, "canary")

    def full(*args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"), world.store.transaction() as session:
        erasing.erase_card(session, world.invitation(card), log=world.erasures, now=LATER)
    assert remarks(world.store) == {"canary"}


def test_what_came_back_is_erased_again_and_what_was_told_since_stays(world: World) -> None:
    erased, told_again, other = world.cards(3)
    for card in (erased, told_again, other):
        tell(world, card, f"canary {card.number}", name=f"Canary {card.number}")
    for card in (erased, told_again):
        # As if the database of before came back: only the file remembers.
        world.erasures.note(Kind.CARD, world.invitation(card).code_hash, now=LATER)
    with world.store.transaction() as session:
        again = session.get_one(Answer, world.invitation(told_again).id)
        again.created_at = LATER + timedelta(hours=1)
    with world.store.transaction() as session:
        assert erasing.reapply(session, log=world.erasures) > 0
        assert erasing.reapply(session, log=world.erasures) == 0, "twice does no harm"
    assert remarks(world.store) == {f"canary {told_again.number}", f"canary {other.number}"}
    assert names(world.store) == {f"Canary {other.number}"}


def test_a_name_that_moved_to_a_new_card_is_gone_from_the_old_one_too(world: World) -> None:
    """In yesterday's backup the name stands on the card that was lost since."""
    lost = world.cards()[0]
    tell(world, lost, "", name="Canary")
    with world.store.transaction() as session:
        batches.replace_card(
            session, world.event_id, lost.number, code_key=world.settings.code_key, now=LATER
        )
        batches.follow_new_cards(session, world.event_id)
    with world.store.transaction() as session:
        guest = session.scalars(select(NamedGuest)).one()
        new = session.get_one(Invitation, guest.invitation_id)
        assert erasing.erase_name(session, new, log=world.erasures, now=LATER)
    with world.store.transaction() as session:
        old = session.get_one(Invitation, world.invitation(lost).id)
        session.add(
            NamedGuest(
                invitation_id=old.id, event_id=old.event_id, name="Canary", name_key="canary",
                created_at=MADE_AT,
            )
        )  # fmt: skip
    with world.store.transaction() as session:
        assert erasing.reapply(session, log=world.erasures) == 1
    assert names(world.store) == set()


def test_who_hands_cards_out_and_whom_to_call_can_be_erased_too(world: World) -> None:
    card = world.cards(intermediary_name="Karin", names_intermediary=True)[0]
    with world.store.transaction() as session:
        giver = session.scalars(select(Intermediary)).one()
        event = session.get_one(Event, world.event_id)
        erasing.erase_giver(session, giver, log=world.erasures, now=LATER)
        erasing.erase_contact(session, event, log=world.erasures, now=LATER)
    with world.store.reading() as session:
        assert session.scalars(select(Intermediary)).all() == []
        batch = session.get_one(Batch, world.batch_of(card))
        assert (batch.name, batch.intermediary_id) == (f"#{batch.id}", None)
        event = session.get_one(Event, world.event_id)
        assert (event.contact_name, event.contact_phone) == ("", "")
    with world.store.transaction() as session:
        event = session.get_one(Event, world.event_id)
        event.contact_name = "Chris"
        assert erasing.reapply(session, log=world.erasures) == 1


def test_old_lines_go_when_no_backup_can_need_them(tmp_path: Path) -> None:
    log = ErasureLog(tmp_path, "key")
    log.note(Kind.CARD, b"old", now=MADE_AT)
    log.note(Kind.CARD, b"new", now=MADE_AT + timedelta(days=30))
    assert log.drop_old(now=MADE_AT + timedelta(days=35)) == 0
    assert log.drop_old(now=MADE_AT + timedelta(days=36)) == 1
    assert set(log.read()) == {(Kind.CARD, log.mark(Kind.CARD, b"new"))}
    assert ErasureLog(tmp_path / "nowhere", "key").read() == {}


def test_a_line_that_the_power_cut_in_half_harms_no_other(tmp_path: Path) -> None:
    log = ErasureLog(tmp_path, "key")
    log.note(Kind.NAME, b"one", now=MADE_AT)
    with log.path.open("a") as file:
        file.write("2027-06-")
    assert len(log.read()) == 1


@pytest.fixture
def sqlite_settings(installation: Settings) -> Settings:  # noqa: F811
    return installation


# On PostgreSQL pg_restore puts it back, and then `planner privacy reapply` does the same.
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_an_older_backup_does_not_bring_anybody_back(
    run: Run,  # noqa: F811
    instance: Path,  # noqa: F811
    sqlite_settings: Settings,
    store: Store,
    tmp_path: Path,
) -> None:
    log = ErasureLog(instance, sqlite_settings.code_key)
    world = make_world(store, sqlite_settings)
    erased, other = world.cards(2)
    tell(world, erased, "canary-of-the-erased", name="Canary-Name")
    tell(world, other, "of-another")
    run("backup", str(tmp_path / "old.db"))
    with store.transaction() as session:
        erasing.erase_card(session, world.invitation(erased), log=log, now=LATER)
    assert remarks(store) == {"of-another"}
    store.close()
    said = run("restore", str(tmp_path / "old.db"), "--yes").stderr
    assert "asked to erase were erased again" in said
    assert remarks(store) == {"of-another"}
    assert names(store) == set()
    database = Path(store.url.database or "")
    live = b"".join(
        path.read_bytes() for path in database.parent.glob(f"{database.name}*")
        if "before-restore" not in path.name
    )  # fmt: skip
    assert b"of-another" in live
    assert b"canary-of-the-erased" not in live
    assert b"Canary-Name" not in live


def test_after_another_programs_restore_a_command_does_it(
    run: Run,  # noqa: F811
    instance: Path,  # noqa: F811
    installation: Settings,  # noqa: F811
    store: Store,
) -> None:
    world = make_world(store, installation)
    card = world.cards()[0]
    tell(world, card, "canary")
    log = ErasureLog(instance, installation.code_key)
    log.note(Kind.CARD, world.invitation(card).code_hash, now=LATER)
    assert "rows were erased again" in run("privacy", "reapply").stderr
    assert remarks(store) == set()
