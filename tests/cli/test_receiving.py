"""`planner mail receive`: the mail server hands each message over, and learns what became of it."""

import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from planner.cli import incoming_pipe
from planner.cli.common import right_now
from planner.core.enums import AnsweredBy, IncomingOutcome
from planner.core.return_addresses import ReturnAddresses
from planner.services.incoming import state
from planner.services.incoming.sorting import LARGEST
from planner.settings import Settings, UnsafeSettings, read_settings
from planner.store import migrate
from planner.store.base import Store
from planner.store.locks import WriterWaitedTooLong
from planner.store.models import Event, IncomingMail
from tests.cli.conftest import Run
from tests.support import replies
from tests.support.cards import BARBECUE, World, make_world
from tests.support.replies import Said


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    return sqlite_url


@pytest.fixture
def piped(installation: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """An installation whose mail server hands messages over."""
    monkeypatch.setenv("PLANNER_MAIL_FROM", "post@feest.example")
    monkeypatch.setenv("PLANNER_MAIL_IN", "pipe")
    return replace(installation, mail_from="post@feest.example", mail_in="pipe")


@pytest.fixture
def world(tables: Store, piped: Settings) -> World:
    """A party a week from now: the command goes by the clock of the machine."""
    starts_at = right_now().replace(microsecond=0) + timedelta(days=7)
    wish = replace(BARBECUE, starts_at=starts_at, ends_at=starts_at + timedelta(hours=4))
    return make_world(tables, piped, wish)


def message(world: World) -> bytes:
    (card,) = world.cards()
    addresses = world.settings.return_addresses
    assert addresses is not None
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
    to = addresses.for_card(world.invitation(card).id)
    return replies.gmail(Said(to, event.uid, at=right_now(), starts_at=event.starts_at))


def test_an_answer_counts_once_however_often_it_is_handed_over(world: World, run: Run) -> None:
    raw = message(world)
    run("mail", "receive", stdin=raw)
    run("mail", "receive", stdin=raw)
    with world.store.reading() as session:
        assert list(session.scalars(select(IncomingMail.outcome))) == [IncomingOutcome.COUNTED]
        found = state.find_state(session)
    assert found is not None
    assert found.trouble is None


def test_the_server_may_name_the_address(world: World, run: Run) -> None:
    (card,) = world.cards()
    addresses = world.settings.return_addresses
    assert addresses is not None
    with world.store.reading() as session:
        event = session.get_one(Event, world.event_id)
    raw = replies.apple(
        Said("list@elders.example", event.uid, at=right_now(), starts_at=event.starts_at)
    )
    key = world.invitation(card).id
    run("mail", "receive", "--to", addresses.for_card(key), stdin=raw)
    answer = world.invitation(card).answer
    assert answer is not None
    assert answer.answered_by is AnsweredBy.CALENDAR


@pytest.mark.parametrize("raw", [replies.person("post@feest.example"), b"", b"\xff\x00\n\n\n"])
def test_what_is_not_for_us_is_no_error(world: World, run: Run, raw: bytes) -> None:
    assert "not for us" in run("mail", "receive", stdin=raw).stderr


def test_what_is_too_large_is_refused_for_good(world: World, run: Run) -> None:
    run("mail", "receive", stdin=message(world) + b"x" * LARGEST, status=os.EX_DATAERR)


def test_what_is_large_and_for_people_is_not_sent_back_to_who_wrote_it(
    world: World, run: Run
) -> None:
    raw = replies.person("post@feest.example") + b"x" * LARGEST
    assert "not for us" in run("mail", "receive", stdin=raw).stderr


def test_what_we_fail_at_is_said_without_its_words(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object, **_names: object) -> None:
        raise OSError(2, "fatma", "fatma@post.example")

    monkeypatch.setattr(incoming_pipe, "take_in", fail)
    said = run("mail", "receive", stdin=message(world), status=os.EX_SOFTWARE)
    assert "could not be understood" in said.stderr
    assert "fatma" not in said.stderr


def test_tables_of_another_version_are_waited_for(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = message(world)
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "is_current", lambda store: False)
        run("mail", "receive", stdin=raw, status=os.EX_TEMPFAIL)
    run("mail", "receive", stdin=raw)


def test_a_busy_database_is_waited_for_by_the_mail_server(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = message(world)

    def is_busy(*_args: object, **_names: object) -> None:
        raise WriterWaitedTooLong

    with monkeypatch.context() as patch:
        # Another process that holds it is waited for without an end: here it would be this one.
        patch.setattr(incoming_pipe, "take_in", is_busy)
        run("mail", "receive", stdin=raw, status=os.EX_TEMPFAIL)
    run("mail", "receive", stdin=raw)
    with world.store.reading() as session:
        assert list(session.scalars(select(IncomingMail.outcome))) == [IncomingOutcome.COUNTED]


def test_without_a_way_in_it_says_how_to_set_one(
    world: World, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PLANNER_MAIL_IN")
    assert "PLANNER_MAIL_IN=pipe" in run("mail", "receive", stdin=b"", status=os.EX_CONFIG).stderr


SENDER = {"PLANNER_MAIL_FROM": "Bureau Noord <post@feest.example>"}


def faults(tmp_path: Path, **given: str) -> list[str]:
    """Return what is wrong with the settings of mail."""
    try:
        read_settings({**given}, tmp_path)
    except UnsafeSettings as error:
        return [one for one in error.faults if "MAIL" in one]
    return []


@pytest.mark.parametrize(
    "way",
    [
        "pipe",
        "imaps://post:geheim@mail.example",
        "imaps://post%40feest.example:g%2Fh@mail.example:9993/INBOX",
        "imap://post:geheim@mail.example/Feest",
        "imap://post:geheim@localhost/INBOX?starttls=off",
    ],
)
def test_a_way_in_is_understood(tmp_path: Path, way: str) -> None:
    assert faults(tmp_path, **SENDER, PLANNER_MAIL_IN=way) == []


@pytest.mark.parametrize(
    "way",
    [
        "mailbox",
        "pop3://post:geheim@mail.example",
        "imaps://mail.example/INBOX",
        "imaps://post@mail.example/INBOX",
        "imaps://post:geheim@mail.example/INBOX?ssl=no",
        "imap://post:geheim@mail.example/INBOX?starttls=off",
        "imaps://post:geheim@mail.example/IN%22BOX",
        "imaps://post:geheim@[mail.example/INBOX",
    ],
)
def test_a_way_in_that_is_none_is_said_without_its_password(tmp_path: Path, way: str) -> None:
    (said,) = faults(tmp_path, **SENDER, PLANNER_MAIL_IN=way)
    assert said.startswith("PLANNER_MAIL_IN can't be understood.")
    assert "geheim" not in said


def test_a_way_in_needs_a_sender_whose_name_leaves_room(tmp_path: Path) -> None:
    (missing,) = faults(tmp_path, PLANNER_MAIL_IN="pipe")
    assert "PLANNER_MAIL_FROM" in missing
    long = {"PLANNER_MAIL_FROM": "buurtfeestcommissie@feest.example"}
    (said,) = faults(tmp_path, **long, PLANNER_MAIL_IN="pipe")
    assert "17 signs" in said
    assert faults(tmp_path, **long) == []
    (plus,) = faults(tmp_path, **SENDER, PLANNER_MAIL_PLUS="++")
    assert "PLANNER_MAIL_PLUS" in plus


def test_the_password_is_in_no_picture_of_the_settings() -> None:
    addresses = ReturnAddresses("post@feest.example", "+", "k" * 40)
    assert "kkkk" not in repr(addresses)
