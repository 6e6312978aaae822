"""Everything that waits leaves, once, whatever the mail server and our own processes do."""

import logging
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Hashable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.enums import MailKind, MailState, MailTrouble
from planner.core.mail_rules import LEASE, PAUSES, WAITS_FOR
from planner.core.mail_server import MailServer
from planner.core.return_addresses import LetterAddress, ReturnAddresses
from planner.exports import mail_message
from planner.exports.mail_message import Mail
from planner.services.messages import lost_letters
from planner.services.outbox import counts, given_up, posting, sending
from planner.services.outbox import queue as mail_queue
from planner.services.outbox.counts import Progress
from planner.services.outbox.queue import TAKEN, DeliveryOutcome, DueMail, LetterDecision
from planner.services.outbox.sending import AsWritten, Round
from planner.services.outbox.smtp import SmtpCarrier
from planner.services.outbox.unsubscribing import hash_address
from planner.store.base import Store
from planner.store.locks import WriterWaitedTooLong
from planner.store.models import Event, OutboxMail
from tests.services.test_outbox import KEY, NOW, an_event, asked, letter, only_mail
from tests.support.mail_sender import STATIONERY
from tests.support.mail_server import Script, mail_server

pytestmark = pytest.mark.both_databases

KILLS = 10
KILLS_OF_POSTGRESQL = 4  # each opens connections anew, which takes time


class Time:
    """A clock that is moved by hand, or by waiting."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> bool:
        self.now += timedelta(seconds=seconds)
        return False


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    yield store
    store.close()


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.fixture
def server(script: Script) -> Iterator[MailServer]:
    with mail_server(script) as server:
        yield server


@pytest.fixture
def send(store: Store, server: MailServer, time: Time) -> Callable[[], Round]:
    def once() -> Round:
        carrier = SmtpCarrier(server, answer_seconds=5)
        return sending.send_due(store, carrier, STATIONERY, clock=time, wait=time.wait)

    return once


def queue(store: Store, *letters: posting.Letter) -> None:
    with store.transaction() as session:
        posting.queue(session, letters, now=NOW)


def states(store: Store) -> Progress:
    with store.reading() as session:
        return counts.count_states(session)


def to(number: int) -> str:
    return f"guest{number}@buurt.example"


def test_each_letter_comes_back_to_an_address_of_its_own_where_somebody_reads_it(
    store: Store, script: Script, server: MailServer, time: Time
) -> None:
    senders: list[str] = []

    def note(sender: str) -> None:
        senders.append(sender)

    script.at_sender = note
    addresses = ReturnAddresses("post@feest.example", "+", "k" * 40)
    ours = replace(STATIONERY, return_addresses=addresses)
    with store.transaction() as session:
        event = an_event(session)
        posting.queue(session, [asked(number, event) for number in (1, 2)], now=NOW)
    sending.send_due(store, SmtpCarrier(server, answer_seconds=5), ours, clock=time, wait=time.wait)
    read = [addresses.read(sender) for sender in senders]
    assert read == [
        LetterAddress(number, hash_address(to(number), code_key="k" * 40)) for number in (1, 2)
    ]
    assert {mail.headers()["From"] for mail in script.arrived} == {
        "Bureau Noord <post@feest.example>"
    }


def test_what_waits_is_sent_and_then_forgotten(
    store: Store, script: Script, send: Callable[[], Round]
) -> None:
    with store.transaction() as session:
        posting.queue(session, [asked(1, an_event(session))], now=NOW)
    assert send() == Round(sent=1)
    assert send() == Round()
    (mail,) = script.arrived
    headers = mail.headers()
    assert headers["To"] == to(1)
    assert headers["From"] == "Bureau Noord <post@feest.example>"
    assert headers["List-Unsubscribe"].startswith("<http://feest.example/unsubscribe/")
    with store.reading() as session:
        kept = only_mail(session)
        assert (kept.state, kept.sent_at) == (MailState.SENT, NOW)
        assert (kept.to_address, kept.subject, kept.text, kept.html) == ("", "", "", "")
        assert (kept.calendar, kept.unsubscribe_url, kept.address_hash) == (None, "", None)


def test_nothing_leaves_before_it_is_due(
    store: Store, script: Script, send: Callable[[], Round], time: Time
) -> None:
    queue(store, letter(1), letter(2, due_at=NOW + timedelta(hours=2)))
    assert send().sent == 1
    time.now += timedelta(hours=2)
    assert send().sent == 1
    assert script.receivers() == [to(1), to(2)]


def test_a_password_does_not_wait_behind_a_thousand_invitations(
    store: Store, script: Script, send: Callable[[], Round]
) -> None:
    queue(store, *[letter(number) for number in range(30)])
    queue(store, letter(99, MailKind.PASSWORD))
    send()
    assert script.arrived[0].to == to(99)


def test_who_asks_to_come_later_gets_it_later_and_once(
    store: Store, script: Script, send: Callable[[], Round], time: Time
) -> None:
    script.at_address = lambda address: (
        "450 4.2.0 greylisted" if address == to(1) and script.asked[address] < 3 else None
    )
    queue(store, letter(1), letter(2))
    assert send() == Round(sent=1, later=1)
    assert send() == Round(), "not again at once"
    time.now += PAUSES[0]
    assert send() == Round(later=1)
    time.now += PAUSES[1]
    assert send() == Round(sent=1)
    assert script.receivers() == [to(1), to(2)]


def test_an_address_that_nobody_has_is_given_up_at_once(
    store: Store, script: Script, send: Callable[[], Round]
) -> None:
    script.at_address = lambda address: (
        f"550 5.1.1 <{address}> nobody" if address == to(1) else None
    )
    queue(store, letter(1), letter(2))
    assert send() == Round(sent=1, failed=1)
    with store.reading() as session:
        (dead,) = lost_letters.list_lost(session, code_key=KEY)
    assert (dead.trouble, dead.status) == (MailTrouble.ADDRESS, "550 5.1.1")
    with store.transaction() as session:
        assert posting.try_again(session, dead.id, now=NOW)
    script.at_address = lambda address: None
    assert send() == Round(sent=1)


def test_after_days_of_tries_it_is_given_up(
    store: Store, script: Script, send: Callable[[], Round], time: Time
) -> None:
    script.at_address = lambda address: "450 4.2.2 mailbox full"
    queue(store, letter())
    for pause in PAUSES:
        assert send() == Round(later=1)
        time.now += pause
    assert states(store).failed + send().later == 1
    time.now += WAITS_FOR
    send()
    assert states(store) == Progress(failed=1)
    assert script.asked[to(1)] <= len(PAUSES) + 1


def test_one_mail_that_breaks_the_connection_does_not_stop_the_others(
    store: Store, script: Script, send: Callable[[], Round], time: Time
) -> None:
    script.breaks_off = lambda address: address == to(3)
    queue(store, *[letter(number) for number in range(6)])
    assert send() == Round(sent=5, later=1)
    script.breaks_off = lambda address: False
    time.now += PAUSES[0]
    assert send() == Round(sent=1)
    assert script.receivers() == [to(number) for number in range(6)]


def test_a_server_that_always_breaks_off_is_left_alone_for_a_while(
    store: Store, script: Script, send: Callable[[], Round]
) -> None:
    script.breaks_off = lambda address: True
    queue(store, *[letter(number) for number in range(9)])
    done = send()
    assert done.obstacle is MailTrouble.BROKEN
    assert done.later == sending.BROKEN_IN_A_ROW
    assert states(store) == Progress(waiting=9)


def test_a_server_that_is_away_costs_no_mail_a_try(
    store: Store, server: MailServer, script: Script, send: Callable[[], Round], time: Time
) -> None:
    queue(store, *[letter(number) for number in range(5)])
    away = SmtpCarrier(replace(server, port=1))
    for _hour in range(40):
        done = sending.send_due(store, away, STATIONERY, clock=time, wait=time.wait)
        assert done.obstacle is MailTrouble.NO_ANSWER
        time.now += timedelta(hours=1)
    assert states(store) == Progress(waiting=5)
    assert send() == Round(sent=5)


def test_what_could_not_leave_for_days_does_not_go_out_by_itself(
    store: Store, script: Script, send: Callable[[], Round], time: Time
) -> None:
    queue(store, letter())
    time.now += WAITS_FOR
    assert send() == Round()
    assert not script.arrived
    with store.transaction() as session:
        (dead,) = lost_letters.list_lost(session, code_key=KEY)
        assert dead.trouble is MailTrouble.WAITED
        assert posting.try_again(session, dead.id, now=time.now)
    assert send() == Round(sent=1)


def test_nobody_is_reminded_of_an_event_that_is_over(
    store: Store, script: Script, send: Callable[[], Round], time: Time
) -> None:
    with store.transaction() as session:
        event_id = an_event(session)
        (ends_at,) = session.execute(select(Event.ends_at).where(Event.id == event_id)).one()
        time.now = ends_at
        posting.queue(
            session,
            [asked(1, event_id), asked(1, event_id, MailKind.THANKS)],
            now=ends_at - timedelta(hours=1),
        )
    assert send() == Round(sent=1)
    with store.reading() as session:
        (dead,) = lost_letters.list_lost(session, event_id=event_id, code_key=KEY)
    assert (dead.kind, dead.trouble) == (MailKind.REMINDER, MailTrouble.TOO_LATE)


def test_no_more_leave_in_a_minute_than_was_set(
    store: Store, script: Script, server: MailServer, time: Time
) -> None:
    queue(store, *[letter(number) for number in range(10)])
    slow = replace(STATIONERY, per_minute=20)
    sending.send_due(store, SmtpCarrier(server), slow, clock=time, wait=time.wait)
    assert time.now - NOW == timedelta(seconds=30)


def test_who_stops_in_between_loses_nothing(
    store: Store, script: Script, server: MailServer, send: Callable[[], Round], time: Time
) -> None:
    queue(store, *[letter(number) for number in range(4)])
    carrier = SmtpCarrier(server)
    done = sending.send_due(store, carrier, STATIONERY, clock=time, wait=lambda seconds: True)
    assert done == Round(sent=1)
    assert send() == Round(sent=3)
    assert script.receivers() == [to(number) for number in range(4)]


def test_a_stopped_mailing_stops_in_between(
    store: Store, script: Script, server: MailServer, time: Time
) -> None:
    with store.transaction() as session:
        mailing_id = posting.begin_mailing(
            session, MailKind.CHANGE, event_id=None, created_by_id=None, now=NOW
        )
        letters = [letter(number) for number in range(30)]
        posting.queue(session, letters, now=NOW, mailing_id=mailing_id)

    def stop_after_five(seconds: float) -> bool:
        if len(script.arrived) == 5:
            with store.transaction() as session:
                assert posting.stop(session, mailing_id, now=NOW) == 25
        return False

    done = sending.send_due(
        store, SmtpCarrier(server), STATIONERY, clock=time, wait=stop_after_five
    )
    assert done == Round(sent=5)
    with store.reading() as session:
        assert posting.progress(session, mailing_id) == Progress(sent=5, stopped=25)


def test_a_busy_database_does_not_make_a_mail_leave_twice(
    store: Store,
    script: Script,
    send: Callable[[], Round],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    real, busy = mail_queue.settle, iter([True, True, False])

    def settle(*args: object, **kw: object) -> None:
        if next(busy):
            raise WriterWaitedTooLong
        real(*args, **kw)  # type: ignore[arg-type]

    monkeypatch.setattr(mail_queue, "settle", settle)
    monkeypatch.setattr(sending, "sleep", lambda seconds: None)
    queue(store, letter())
    assert send() == Round(sent=1)
    assert states(store) == Progress(sent=1)
    assert len(script.arrived) == 1


def test_two_at_once_send_each_mail_once(store: Store, server: MailServer, script: Script) -> None:
    queue(store, *[letter(number) for number in range(60)])
    url = store.url.render_as_string(hide_password=False)
    rounds: list[Round] = []

    def work() -> None:
        own = Store(url)
        rounds.append(
            sending.send_due(
                own, SmtpCarrier(server), STATIONERY, clock=lambda: NOW, wait=lambda s: False
            )
        )
        own.close()

    threads = [threading.Thread(target=work) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(done.sent for done in rounds) == 60
    assert Counter(script.receivers()) == {to(number): 1 for number in range(60)}


def test_a_claim_that_ran_out_is_no_ones(store: Store) -> None:
    queue(store, letter())
    with store.transaction() as session:
        due = mail_queue.find_next(session, now=NOW)
        assert due is not None
        first = mail_queue.claim(session, due, due.content, now=NOW)
        assert first is not None
        assert mail_queue.claim(session, due, due.content, now=NOW) is None
        assert mail_queue.find_next(session, now=NOW) is None
    later = NOW + LEASE
    with store.transaction() as session:
        due = mail_queue.find_next(session, now=later)
        assert due is not None
        second = mail_queue.claim(session, due, due.content, now=later)
        assert second is not None
        trouble = DeliveryOutcome(MailTrouble.LATER)
        mail_queue.settle(session, first, trouble, now=later)
        assert only_mail(session).state is MailState.SENDING, "it is the second one's now"
        mail_queue.settle(session, first, TAKEN, now=later)
        assert only_mail(session).state is MailState.SENT, "but what was sent was sent"
        mail_queue.settle(session, second, trouble, now=later)
        assert only_mail(session).state is MailState.SENT


def test_killed_between_acceptance_and_note_a_mail_is_sent_twice_and_no_other(
    store: Store, server: MailServer, script: Script
) -> None:
    """The one window there is: the same mail again, with the same Message-ID. Nothing is lost."""
    kills = KILLS if store.is_sqlite else KILLS_OF_POSTGRESQL
    total, doubled = kills * 3, {1 + 3 * number for number in range(kills)}
    queue(store, *[letter(number) for number in range(total)])
    # Every other time it dies before the mail server has the mail: then nothing is doubled.
    ways = {victim: "accepted" if victim % 2 else "claimed" for victim in sorted(doubled)}
    ended = run_senders(store, server, [f"{way}={to(who)}" for who, way in ways.items()])
    assert ended == ["-9"] * kills + ["0"]
    received = Counter(mail.to for mail in script.arrived)
    assert set(received) == {to(number) for number in range(total)}
    assert {who for who, count in received.items() if count > 1} == {
        to(number) for number in doubled if number % 2
    }
    for who in received:
        ids = {mail.message_id for mail in script.arrived if mail.to == who}
        assert len(ids) == 1, "a mail server can see that it is the same mail"
    assert states(store) == Progress(sent=total)


def run_senders(store: Store, server: MailServer, victims: list[str]) -> list[str]:
    command = [sys.executable, "-m", "tests.support.mail_sender"]
    url = store.url.render_as_string(hide_password=False)
    ran = subprocess.run(
        [*command, url, str(server.port), NOW.isoformat(), *victims],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert not ran.stderr
    return ran.stdout.split()


def test_the_log_says_what_happened_and_to_nobody_who(
    store: Store,
    script: Script,
    send: Callable[[], Round],
    caplog: pytest.LogCaptureFixture,
) -> None:
    script.at_address = lambda address: (
        f"550 5.1.1 <{address}> nobody here" if address == to(1) else None
    )
    queue(store, letter(1), letter(2, subject="Hoi Geheime Naam"), letter(3, to="geheim"))
    with caplog.at_level(logging.DEBUG):
        assert send() == Round(sent=1, failed=1)
    ours = "\n".join(one.getMessage() for one in caplog.records if one.name == "planner")
    assert "address 550 5.1.1" in ours
    assert "(confirmation) sent" in ours
    for secret in (to(1), to(2), "guest", "buurt.example", "Geheime", "geheim", "nobody"):
        assert secret not in ours


def test_a_dead_letter_is_wiped_in_the_end(store: Store) -> None:
    queue(store, letter())
    with store.transaction() as session:
        mail = only_mail(session)
        mail.state, mail.ended_at = MailState.FAILED, NOW
        session.flush()
        assert given_up.wipe_old(session, ended_before=NOW) == 0
        assert given_up.wipe_old(session, ended_before=NOW + timedelta(seconds=1)) == 1
        assert given_up.wipe_old(session, ended_before=NOW + timedelta(seconds=1)) == 0
        session.expire_all()
        assert session.scalars(select(OutboxMail.to_address)).one() == ""
        (dead,) = lost_letters.list_lost(session, code_key=KEY)
        assert not posting.try_again(session, dead.id, now=NOW)


class FailsAtOne(AsWritten):
    """Looks at each mail, and fails at one of them."""

    def decide(
        self, session: Session, mail: DueMail, facts: Hashable, *, now: datetime
    ) -> LetterDecision:
        if mail.content.to_address == to(1):
            raise RuntimeError("on purpose")
        return super().decide(session, mail, facts, now=now)


def test_one_mail_that_we_fail_at_holds_up_no_other(
    store: Store, script: Script, server: MailServer, time: Time
) -> None:
    queue(store, letter(1), letter(2))
    for pause in (*PAUSES, PAUSES[-1]):
        carrier = SmtpCarrier(server, answer_seconds=5)
        sending.send_due(store, carrier, STATIONERY, clock=time, wait=time.wait, check=FailsAtOne())
        time.now += pause
    assert script.receivers() == [to(2)]
    with store.reading() as session:
        one = session.scalars(select(OutboxMail).order_by(OutboxMail.id)).first()
    assert one is not None
    assert (one.state, one.trouble) == (MailState.FAILED, MailTrouble.UNWRITABLE)
    assert one.to_address == to(1), "a person can try it again"


def test_one_mail_that_cannot_be_put_together_waits_and_holds_up_no_other(
    store: Store, script: Script, send: Callable[[], Round], monkeypatch: pytest.MonkeyPatch
) -> None:
    queue(store, letter(1), letter(2))
    real = mail_message.compose

    def fails(mail: Mail) -> bytes:
        if mail.to == to(1):
            raise RuntimeError("on purpose")
        return real(mail)

    monkeypatch.setattr(sending, "compose", fails)
    assert send() == Round(sent=1, later=1)
    monkeypatch.undo()
    assert states(store) == Progress(waiting=1, sent=1)
