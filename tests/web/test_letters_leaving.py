"""What leaves is still true: each letter is looked at the moment before it leaves."""

import random
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from planner.core.enums import MailKind, MailState, MailTrouble, Reply
from planner.core.mail_server import MailServer
from planner.services.answer import answering, contacts
from planner.services.invite.issuing import PrintableCard
from planner.services.messages import notices
from planner.services.messages.recipients import RecipientGroup, recipients_of
from planner.services.outbox import leaving, posting, unsubscribing
from planner.services.outbox.posting import Letter
from planner.services.outbox.queue import DeliveryOutcome
from planner.services.outbox.unsubscribing import Link
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Invitation, OutboxMail, RestingAddress
from planner.web import mail_posts
from planner.web.mail_letters import letters_for
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.letter_pairs import PAIRS, letters_server, run_pair
from tests.support.mail_server import Script
from tests.support.mailing import app, town
from tests.support.messages import Town

__all__ = ["app", "town"]

SOON = timedelta(minutes=4)
HOUR = timedelta(hours=1)
FATMA = "fatma@post.example"
DAY_BEFORE = SATURDAY - timedelta(days=1, hours=5)
SAMPLE = random.Random(19).sample(PAIRS, 24)


@pytest.fixture(scope="module")
def running() -> Iterator[tuple[MailServer, Script]]:
    with letters_server() as running:
        yield running


@pytest.mark.parametrize("pair", SAMPLE, ids=" / ".join)
def test_two_letters_in_a_row_end_as_they_should_whatever_the_server_does(
    app: Flask,
    settings: Settings,
    running: tuple[MailServer, Script],
    pair: tuple[str, str, str],
) -> None:
    server, script = running
    assert run_pair(app, settings, server, script, pair) == []


class Refuses:
    """Asks for patience, as a server does that does not know us yet."""

    def deliver(self, message: bytes, *, sender: str, to: str) -> DeliveryOutcome:
        return DeliveryOutcome(MailTrouble.LATER, "450 4.2.0")

    def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def card(town: Town) -> PrintableCard:
    (card,) = town.world.cards()
    town.leave_address(card, FATMA)
    return card


def coming(town: Town, card: PrintableCard) -> None:
    """Let a household say yes, and its confirmation arrive."""
    town.answer(card)
    town.run(MADE_AT + SOON)
    town.send(MADE_AT + SOON)


def mail_of(town: Town, kind: MailKind) -> OutboxMail:
    with town.world.store.reading() as session:
        found = select(OutboxMail).where(OutboxMail.kind == kind).order_by(OutboxMail.id.desc())
        return session.scalars(found.limit(1)).one()


def became(town: Town, kind: MailKind) -> tuple[MailState, MailTrouble | None]:
    mail = mail_of(town, kind)
    return mail.state, mail.trouble


def tell(town: Town) -> None:
    """Tell everyone of the last change."""
    moment = MADE_AT + HOUR
    with (
        town.app.test_request_context(base_url="http://feest.example"),
        town.world.store.transaction() as session,
    ):
        event = session.get_one(Event, town.world.event_id)
        notice = notices.pending_of(session, event.id)
        assert notice is not None
        notices.claim(session, notice, words="", now=moment)
        to = recipients_of(session, event.id, RecipientGroup.EVERYONE, now=moment)
        posting.queue(
            session,
            letters_for(to, mail_posts.change(session, event, notice, now=moment)),
            now=moment,
        )


def invite(town: Town) -> None:
    """Invite a guest by name, whose mail server asks for patience."""
    town.add_guest("Fatma", email=FATMA)
    with (
        town.app.test_request_context(base_url="http://feest.example"),
        town.world.store.transaction() as session,
    ):
        event = session.get_one(Event, town.world.event_id)
        to = recipients_of(session, event.id, RecipientGroup.TO_INVITE, now=MADE_AT)
        letters = letters_for(to, mail_posts.invitation(session, event, now=MADE_AT))
        assert posting.queue(session, letters, now=MADE_AT) == 1
    town.send(MADE_AT, Refuses())


def test_an_invitation_that_had_to_wait_does_not_follow_on_the_cancellation(town: Town) -> None:
    invite(town)
    town.cancel(now=MADE_AT + timedelta(seconds=20))
    tell(town)
    town.send(MADE_AT + HOUR)
    town.send(MADE_AT + 2 * HOUR)
    assert [letter["Subject"].split(":")[0] for letter in town.letters()] == ["Afgelast"]
    assert became(town, MailKind.INVITATION) == (MailState.STOPPED, MailTrouble.CALLED_OFF)
    assert mail_of(town, MailKind.INVITATION).to_address == "", "what is left is wiped"


def test_an_invitation_that_had_to_wait_leaves_with_the_new_time(town: Town) -> None:
    invite(town)
    town.move(hours=2, now=MADE_AT + timedelta(seconds=20))
    town.send(MADE_AT + HOUR)
    (text,) = town.texts()
    assert "17:00" in text
    assert "15:00" not in text
    mail = mail_of(town, MailKind.INVITATION)
    assert mail.rewritten_at == MADE_AT + HOUR
    assert mail.state is MailState.SENT


def test_nobody_is_invited_after_they_answered(town: Town) -> None:
    invite(town)
    with town.world.store.reading() as session:
        row = session.scalars(select(OutboxMail)).one()
        key = row.invitation_id
    with town.world.store.transaction() as session:
        invitation = session.get_one(Invitation, key)
        answering.give_reply(session, invitation, Reply.YES, now=MADE_AT + SOON)
    town.send(MADE_AT + HOUR)
    assert became(town, MailKind.INVITATION) == (MailState.STOPPED, MailTrouble.ANSWERED)


def test_no_reminder_leaves_after_the_start(town: Town, card: PrintableCard) -> None:
    coming(town, card)
    town.run(DAY_BEFORE)
    town.send(SATURDAY + timedelta(minutes=1))
    assert became(town, MailKind.REMINDER) == (MailState.STOPPED, MailTrouble.BEGUN)
    assert len(town.arrived) == 1, "only their confirmation"


def test_a_reminder_that_waits_leaves_with_the_new_hour_and_not_with_another_day(
    town: Town, card: PrintableCard
) -> None:
    coming(town, card)
    town.run(DAY_BEFORE)
    town.move(hours=1, now=DAY_BEFORE)
    town.send(DAY_BEFORE + HOUR)
    assert "16:00" in town.texts()[-1]
    town.move(hours=24 * 7, now=DAY_BEFORE)
    town.run(DAY_BEFORE + timedelta(days=7))
    town.move(hours=24, now=DAY_BEFORE)
    town.send(DAY_BEFORE + timedelta(days=7))
    assert became(town, MailKind.REMINDER) == (MailState.STOPPED, MailTrouble.NEWER)


def test_a_letter_goes_to_the_address_that_is_there_now(town: Town, card: PrintableCard) -> None:
    town.answer(card)
    town.run(MADE_AT + SOON)
    town.leave_address(card, "fatma@elders.example")
    town.send(MADE_AT + HOUR)
    (letter,) = town.letters()
    assert letter["To"] == "fatma@elders.example"
    assert mail_of(town, MailKind.CONFIRMATION).rewritten_at == MADE_AT + HOUR


def test_who_took_the_address_away_while_a_letter_was_under_way_gets_nothing(
    town: Town, card: PrintableCard
) -> None:
    coming(town, card)
    town.move(now=MADE_AT)
    tell(town)
    with town.world.store.transaction() as session:
        under_way = OutboxMail.state == MailState.WAITING
        session.execute(update(OutboxMail).where(under_way).values(state=MailState.SENDING))
        contacts.forget_address(session, town.world.invitation(card).id, now=MADE_AT + HOUR)
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.state == MailState.SENDING)
            .values(state=MailState.WAITING)
        )
    town.send(MADE_AT + 2 * HOUR)
    assert became(town, MailKind.CHANGE) == (MailState.STOPPED, MailTrouble.NO_READER)


def test_who_wants_no_more_is_not_reminded_of_it(
    town: Town, card: PrintableCard, settings: Settings
) -> None:
    coming(town, card)
    town.run(DAY_BEFORE)
    hashed = unsubscribing.hash_address(FATMA, code_key=settings.code_key)
    with town.world.store.transaction() as session:
        waits = OutboxMail.kind == MailKind.REMINDER
        session.execute(update(OutboxMail).where(waits).values(state=MailState.SENDING))
        unsubscribing.unsubscribe(session, Link(hashed, town.world.event_id), now=DAY_BEFORE)
        session.execute(update(OutboxMail).where(waits).values(state=MailState.WAITING))
    town.send(DAY_BEFORE + HOUR)
    assert became(town, MailKind.REMINDER) == (MailState.STOPPED, MailTrouble.NO_MORE)


def test_an_address_that_rests_is_left_alone_and_the_household_stands_to_be_called(
    town: Town, card: PrintableCard, settings: Settings
) -> None:
    coming(town, card)
    hashed = unsubscribing.hash_address(FATMA, code_key=settings.code_key)
    with town.world.store.transaction() as session:
        session.add(
            RestingAddress(
                address_hash=hashed,
                trouble=MailTrouble.NOT_KNOWN,
                status="5.1.1",
                times=1,
                since=MADE_AT,
                until=None,
            )
        )
    town.move(now=MADE_AT)
    tell(town)
    town.send(MADE_AT + 2 * HOUR)
    assert became(town, MailKind.CHANGE) == (MailState.FAILED, MailTrouble.RESTS)
    mail = mail_of(town, MailKind.CHANGE)
    assert (mail.tries, mail.to_address) == (0, FATMA), "it was not tried, and can be later"


def test_of_two_changes_only_the_newest_is_told(town: Town, card: PrintableCard) -> None:
    coming(town, card)
    town.move(now=MADE_AT)
    tell(town)
    town.send(MADE_AT + HOUR, Refuses())
    town.move(hours=2, now=MADE_AT + HOUR)
    tell(town)
    town.send(MADE_AT + 3 * HOUR)
    assert [letter["Subject"].split(":")[0] for letter in town.letters()][1:] == ["Veranderd"]
    with town.world.store.reading() as session:
        found = session.execute(
            select(OutboxMail.state, OutboxMail.trouble)
            .where(OutboxMail.kind == MailKind.CHANGE)
            .order_by(OutboxMail.id)
        ).all()
    assert [tuple(row) for row in found] == [
        (MailState.STOPPED, MailTrouble.NEWER),
        (MailState.SENT, None),
    ]


class Breaks:
    """Takes each mail and hangs up before saying so."""

    def __init__(self, arrived: list[bytes]) -> None:
        self._arrived = arrived

    def deliver(self, message: bytes, *, sender: str, to: str) -> DeliveryOutcome:
        self._arrived.append(message)
        return DeliveryOutcome(MailTrouble.BROKEN)

    def close(self) -> None:
        """Nothing is open."""


def test_what_may_have_arrived_has_another_id_only_where_it_says_something_else(
    town: Town, card: PrintableCard
) -> None:
    town.answer(card)
    town.run(MADE_AT + SOON)
    town.send(MADE_AT + SOON, Breaks(town.arrived))
    town.send(MADE_AT + HOUR, Breaks(town.arrived))
    town.move(now=MADE_AT + HOUR)
    town.send(MADE_AT + 2 * HOUR)
    first, again, other = (letter["Message-ID"] for letter in town.letters())
    assert first == again
    assert other not in {first, None}
    assert mail_of(town, MailKind.CONFIRMATION).revision == 1


def test_one_letter_that_cannot_be_written_anew_holds_nothing_up(
    town: Town, card: PrintableCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.answer(card)
    town.run(MADE_AT + SOON)

    def fails(*_args: object, **_names: object) -> None:
        raise RuntimeError("on purpose")

    monkeypatch.setattr(mail_posts, "confirmation", fails)
    assert town.send(MADE_AT + HOUR).sent == 1


def bulk(count: int, event_id: int, kind: MailKind = MailKind.REMINDER) -> list[Letter]:
    """Return mail to thousands that says nothing of a household."""
    return [
        Letter(
            kind=kind, to=f"guest{number}@buurt.example", language="nl", subject="Tot zaterdag",
            text="Tot zaterdag!", html="", key=f"bulk-{kind}:{number}",
            event_id=event_id,
            unsubscribe_url=unsubscribing.unsubscribe_url(
                f"guest{number}@buurt.example", event_id=event_id,
                base_url="http://feest.example", code_key="a key",
            ),
        )
        for number in range(count)
    ]  # fmt: skip


def test_news_leaves_first_whatever_waits(town: Town, card: PrintableCard) -> None:
    coming(town, card)
    with town.world.store.transaction() as session:
        posting.queue(session, bulk(200, town.world.event_id), now=MADE_AT)
    town.cancel(now=MADE_AT + HOUR)
    tell(town)
    before = len(town.arrived)
    town.send(MADE_AT + 2 * HOUR)
    assert len(town.arrived) == before + 201
    assert town.letters()[before]["Subject"].startswith("Afgelast")


@pytest.mark.parametrize("waiting", [0, 1, 100])
def test_it_is_said_when_the_last_one_leaves(town: Town, store: Store, waiting: int) -> None:
    event_id = town.world.event_id
    with store.transaction() as session:
        posting.queue(session, bulk(waiting, event_id), now=MADE_AT)
        posting.queue(session, bulk(50, event_id, MailKind.THANKS), now=MADE_AT)
        at = leaving.last_leaves_at(session, now=MADE_AT, per_minute=10)
        assert at == MADE_AT + (waiting + 49) * timedelta(seconds=6)
        assert leaving.last_leaves_at(
            session, now=MADE_AT, per_minute=10, event_id=event_id
        ) == at, "what goes before it counts"  # fmt: skip
        session.execute(
            update(OutboxMail)
            .where(OutboxMail.kind == MailKind.THANKS)
            .values(next_try_at=MADE_AT + timedelta(hours=5))
        )
        later = leaving.last_leaves_at(session, now=MADE_AT, per_minute=10)
        assert later == MADE_AT + timedelta(hours=5) + 49 * timedelta(seconds=6)


def test_nothing_waits_so_nothing_leaves_last(store: Store, town: Town) -> None:
    with store.reading() as session:
        assert leaving.last_leaves_at(session, now=MADE_AT, per_minute=100) is None
