"""A mailbox is read as a careful colleague would: what is ours once, what is others' not at all."""

import imaplib
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.cli import incoming_worker
from planner.cli.checks_of_way_in import check_way_in
from planner.cli.findings import Weight
from planner.core.enums import IncomingOutcome, Reply, WayInTrouble
from planner.core.return_addresses import ReturnAddresses
from planner.services.incoming import reading, sorting, state
from planner.services.incoming.imap import ImapMailbox
from planner.services.incoming.reading import Looked, look_once
from planner.services.incoming.sorting import LARGEST
from planner.services.invite.issuing import PrintableCard
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, IncomingMail
from planner.web.mail_incoming import take_in
from tests.support import replies
from tests.support.application import running_app
from tests.support.cards import MADE_AT, make_world
from tests.support.clock import FixedClock
from tests.support.imap_server import PASSWORD, USER, ImapServer, imap_server
from tests.support.messages import Town, with_mail
from tests.support.replies import GUEST, Said

HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
PERSON = replies.person("post@feest.example")


@pytest.fixture(scope="module")
def server() -> Iterator[ImapServer]:
    with imap_server() as made:
        yield made


@pytest.fixture(autouse=True)
def _empty(request: pytest.FixtureRequest) -> None:
    """Leave nothing of the test before in the mailbox."""
    if "server" not in request.fixturenames:
        return
    made: ImapServer = request.getfixturevalue("server")
    with made.open() as imap:
        for folder in ("INBOX", "planner"):
            if imap.select(folder)[0] == "OK":
                imap.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
                imap.expunge()


@pytest.fixture
def app(settings: Settings, clock: FixedClock, server: ImapServer) -> Iterator[Flask]:
    url = f"imaps://{USER}:{PASSWORD.replace(' ', '%20')}@localhost:{server.port}/INBOX"
    yield from running_app(replace(with_mail(settings), mail_in=url), clock)


@pytest.fixture
def town(app: Flask, store: Store, server: ImapServer) -> Town:
    """A town whose mailbox was looked at once, so that what comes from now on is new."""
    made = Town(app, make_world(store, app.extensions["settings"]))
    look(made, server)
    return made


@pytest.fixture
def card(town: Town) -> PrintableCard:
    (card,) = town.world.cards()
    town.leave_address(card, GUEST)
    return card


def look(town: Town, server: ImapServer, *, goes_on: int = 1000) -> Looked:
    """Look into the mailbox, for so many messages."""
    turns = iter(range(goes_on))
    return incoming_worker.look_at_mailbox(
        town.app,
        town.world.store,
        clock=lambda: MADE_AT + HOUR,
        opened=lambda way: ImapMailbox(way, answer_seconds=10, tls=server.tls),
        goes_on=lambda: next(turns, None) is not None,
    )


def answer(town: Town, card: PrintableCard, **changes: object) -> bytes:
    with town.world.store.reading() as session:
        event = session.get_one(Event, town.world.event_id)
    addresses = town.world.settings.return_addresses
    assert addresses is not None
    to = addresses.for_card(town.world.invitation(card).id)
    said = Said(to, event.uid, at=MADE_AT + MINUTE, starts_at=event.starts_at)
    return replies.gmail(replace(said, **changes))  # type: ignore[arg-type]


def outcomes(town: Town) -> list[IncomingOutcome]:
    with town.world.store.reading() as session:
        return list(session.scalars(select(IncomingMail.outcome).order_by(IncomingMail.id)))


def reply_of(town: Town, card: PrintableCard) -> Reply | None:
    found = town.world.invitation(card).answer
    return found.reply if found else None


def way_in(town: Town) -> state.WayInState:
    with town.world.store.reading() as session:
        found = state.find_state(session)
    assert found is not None
    return found


def test_what_is_ours_is_put_away_and_what_is_for_people_stays_unread(
    town: Town, card: PrintableCard, server: ImapServer
) -> None:
    server.put(PERSON, answer(town, card), PERSON)
    assert look(town, server) == Looked(ours=1, others=2)
    assert reply_of(town, card) is Reply.YES
    assert [is_read for is_read, _body in server.read()] == [False, False]
    assert [is_read for is_read, _body in server.read("planner")] == [True]
    assert look(town, server) == Looked()
    assert outcomes(town) == [IncomingOutcome.COUNTED]


def test_the_first_look_reads_nothing_of_before(
    app: Flask, store: Store, server: ImapServer
) -> None:
    town = Town(app, make_world(store, app.extensions["settings"]))
    server.put(PERSON, PERSON)
    assert look(town, server) == Looked()
    assert [is_read for is_read, _body in server.read()] == [False, False]
    assert way_in(town).last_uid > 0


def test_a_look_that_was_broken_off_goes_on_where_it_was(
    town: Town, card: PrintableCard, server: ImapServer
) -> None:
    no = answer(
        town, card, partstat="DECLINED", message_id="<2@x.example>", at=MADE_AT + 2 * MINUTE
    )
    server.put(PERSON, answer(town, card), PERSON, no)
    assert look(town, server, goes_on=2) == Looked(ours=1, others=1)
    assert look(town, server) == Looked(ours=1, others=1)
    assert reply_of(town, card) is Reply.NO
    assert outcomes(town) == [IncomingOutcome.COUNTED] * 2


def test_who_is_killed_between_counting_and_putting_away_counts_once(
    town: Town, card: PrintableCard, server: ImapServer
) -> None:
    server.put(answer(town, card))

    def die_after(raw: bytes) -> bool:
        take_in(town.app, raw, now=MADE_AT + HOUR)
        raise KeyboardInterrupt

    addresses = town.world.settings.return_addresses
    assert addresses is not None
    with (
        closing(ImapMailbox(server.settings(), tls=server.tls)) as mailbox,
        pytest.raises(KeyboardInterrupt),
    ):
        look_once(town.world.store, mailbox, addresses, die_after, now=MADE_AT + HOUR)
    assert look(town, server) == Looked(ours=1)
    assert outcomes(town) == [IncomingOutcome.COUNTED]
    assert server.read() == []


def test_one_message_that_we_fail_at_keeps_nothing_from_being_read(
    town: Town, card: PrintableCard, server: ImapServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.put(answer(town, card, message_id="<1@x.example>"), answer(town, card))

    def fail_once(raw: bytes) -> bool:
        if b"<1@x.example>" in raw:
            raise ValueError("fatma@post.example")
        return take_in(town.app, raw, now=MADE_AT + HOUR)

    addresses = town.world.settings.return_addresses
    assert addresses is not None
    with closing(ImapMailbox(server.settings(), tls=server.tls)) as mailbox:
        done = look_once(town.world.store, mailbox, addresses, fail_once, now=MADE_AT + HOUR)
    assert done == Looked(ours=1, broken=1)
    assert "ValueError" in caplog.text
    assert "post.example" not in caplog.text


def test_what_is_too_large_is_not_fetched(
    town: Town, card: PrintableCard, server: ImapServer
) -> None:
    server.put(answer(town, card) + b"\r\n" + b"x" * LARGEST, answer(town, card))
    assert look(town, server) == Looked(ours=1, broken=1)
    assert outcomes(town) == [IncomingOutcome.COUNTED]


def test_what_somebody_deleted_meanwhile_is_gone_and_no_trouble(
    town: Town, card: PrintableCard, server: ImapServer
) -> None:
    server.put(PERSON, answer(town, card))
    addresses = town.world.settings.return_addresses
    assert addresses is not None

    def empty() -> bool:
        with server.open() as imap:
            imap.select("INBOX")
            imap.uid("STORE", "1:*", "+FLAGS", r"(\Deleted)")
            imap.expunge()
        return True

    with closing(ImapMailbox(server.settings(), tls=server.tls)) as mailbox:
        done = look_once(
            town.world.store, mailbox, addresses, lambda raw: True, now=MADE_AT + HOUR,
            goes_on=empty,
        )  # fmt: skip
    assert done == Looked()
    assert way_in(town).trouble is None


def test_a_mailbox_that_was_put_back_is_read_again_and_counts_once(
    town: Town, card: PrintableCard, server: ImapServer
) -> None:
    raw = answer(town, card)
    server.put(raw)
    look(town, server)
    with town.world.store.transaction() as session:
        before = way_in(town)
        state.note_read(session, now=MADE_AT, uid_validity=before.uid_validity + 7, last_uid=999)
    server.put(raw, answer(town, card, partstat="DECLINED", message_id="<3@x.example>"))
    with closing(ImapMailbox(server.settings(), tls=server.tls)) as mailbox:
        assert mailbox.since_day(MADE_AT) == []  # the server's clock is the real one
    from planner.cli.common import right_now

    done = incoming_worker.look_at_mailbox(
        town.app,
        town.world.store,
        clock=right_now if right_now() < MADE_AT else lambda: MADE_AT,
        opened=lambda way: ImapMailbox(way, answer_seconds=10, tls=server.tls),
    )
    assert done.ours == 2
    assert way_in(town).uid_validity == before.uid_validity


def test_in_another_folder_the_numbers_are_others(town: Town, server: ImapServer) -> None:
    with server.open() as imap:
        imap.create("Feest")
    with closing(ImapMailbox(server.settings(folder="Feest"), tls=server.tls)) as mailbox:
        assert mailbox.uid_validity != way_in(town).uid_validity


def test_the_check_says_whether_the_mailbox_can_be_read(town: Town, server: ImapServer) -> None:
    settings = town.world.settings
    assert list(check_way_in(settings, tls=server.tls)) == []
    for wrong, word in (
        (settings.mail_in.replace("geheim", "fout"), "does not accept"),
        (settings.mail_in.replace("INBOX", "Niets"), "no folder"),
        (settings.mail_in.replace(str(server.port), "1"), "does not answer"),
    ):
        (said,) = check_way_in(replace(settings, mail_in=wrong), tls=server.tls)
        assert said.weight is Weight.AMISS
        assert word in said.text
        assert "woord" not in said.text
    (unsafe,) = check_way_in(settings)
    assert "encryption" in unsafe.text
    (none,) = check_way_in(replace(settings, mail_in=""))
    assert none.weight is Weight.NOTE


def test_trouble_is_kept_for_the_page_until_it_is_over(
    town: Town, card: PrintableCard, server: ImapServer
) -> None:
    with town.world.store.transaction() as session:
        state.note_trouble(session, WayInTrouble.SIGN_IN)
    assert way_in(town).trouble is WayInTrouble.SIGN_IN
    look(town, server)
    assert way_in(town).trouble is None


def test_the_worker_reads_by_itself(town: Town, card: PrintableCard, server: ImapServer) -> None:
    server.put(answer(town, card))
    stop = incoming_worker.start(
        town.app,
        every_seconds=0.05,
        clock=lambda: MADE_AT + HOUR,
        opened=lambda way: ImapMailbox(way, answer_seconds=10, tls=server.tls),
    )
    assert stop is not None
    try:
        ends = threading.Event()
        for _look in range(400):
            if outcomes(town):
                break
            ends.wait(0.05)
    finally:
        stop.set()
    assert outcomes(town) == [IncomingOutcome.COUNTED]


def test_without_a_way_in_nothing_is_read(settings: Settings, clock: FixedClock) -> None:
    for app in running_app(with_mail(settings), clock):
        assert incoming_worker.start(app) is None


def test_our_folder_stays_the_same(town: Town, card: PrintableCard, server: ImapServer) -> None:
    for number in range(3):
        server.put(answer(town, card, message_id=f"<{number}@x.example>"))
        look(town, server)
    with server.open() as imap:
        kind, folders = imap.list()
    assert kind == "OK"
    names = sorted(str(one).rpartition(" ")[2].strip("'\"") for one in folders)
    assert names.count("planner") == 1
    assert len(server.read("planner")) == 3
    assert isinstance(imap, imaplib.IMAP4)


def test_a_server_that_lets_nothing_be_marked_holds_nothing_up(
    town: Town, card: PrintableCard, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    no = answer(
        town, card, partstat="DECLINED", message_id="<2@x.example>", at=MADE_AT + 2 * MINUTE
    )
    server.put(answer(town, card), no)
    real = imaplib.IMAP4.uid

    def may_only_read(self: imaplib.IMAP4, command: str, *words: str) -> tuple[str, list[object]]:
        if command == "STORE":
            return "NO", [b"[NOPERM] not here"]
        return real(self, command, *words)

    monkeypatch.setattr(imaplib.IMAP4, "uid", may_only_read)
    assert look(town, server) == Looked(ours=2)
    assert look(town, server) == Looked()
    assert reply_of(town, card) is Reply.NO


def test_of_a_mailbox_that_was_put_back_nothing_older_than_some_days_is_read(
    town: Town, card: PrintableCard, server: ImapServer
) -> None:
    server.put(answer(town, card))  # by the clock of the server: long before ours
    with town.world.store.transaction() as session:
        state.note_read(session, now=MADE_AT, uid_validity=7, last_uid=999)
    assert look(town, server) == Looked()
    assert look(town, server) == Looked(), "nor the next time"
    assert outcomes(town) == []


def test_a_head_that_nobody_can_read_holds_nothing_up(
    town: Town, card: PrintableCard, server: ImapServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.put(PERSON, answer(town, card))
    real = sorting.is_ours

    def stumbles(head: bytes, addresses: ReturnAddresses) -> bool:
        if b"Message-ID: <1@" not in head:
            raise ValueError("fatma@post.example")
        return real(head, addresses)

    monkeypatch.setattr(reading, "is_ours", stumbles)
    assert look(town, server) == Looked(ours=1, others=1)
