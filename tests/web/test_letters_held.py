"""What waits and changed meanwhile: switched off, on after all, moved, wiped, or broken."""

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from planner.cli import message_worker
from planner.core.enums import MailKind, MailState, MailTrouble, Reply
from planner.core.messages import DEFAULTS, Rule
from planner.core.own_messages import MessageState
from planner.services.answer import contacts
from planner.services.invite.issuing import PrintableCard
from planner.services.messages import own_messages, rules
from planner.services.outbox import posting, unsubscribing
from planner.services.outbox.posting import Letter
from planner.store.models import EventMessage, Invitation, OutboxMail
from planner.web import mail_due, mail_posts, own_messages_due
from planner.web import own_messages as web_messages
from tests.support.cards import MADE_AT
from tests.support.mailing import app, town
from tests.support.messages import Town
from tests.support.own_messages import add_own_message
from tests.web.test_letters_leaving import (
    DAY_BEFORE,
    FATMA,
    HOUR,
    SOON,
    Refuses,
    became,
    card,
    coming,
    invite,
    mail_of,
)

__all__ = ["app", "card", "town"]


@pytest.mark.parametrize("is_on", [False, True])
def test_a_message_that_was_switched_off_while_it_waits_does_not_leave(
    town: Town, card: PrintableCard, is_on: bool
) -> None:
    coming(town, card)
    town.run(DAY_BEFORE)
    with town.world.store.transaction() as session:
        timing = replace(DEFAULTS[Rule.SEE_YOU], is_on=is_on)
        rules.set_timing(session, town.world.event_id, Rule.SEE_YOU, timing)
    town.send(DAY_BEFORE + HOUR)
    state = MailState.SENT if is_on else MailState.STOPPED
    assert became(town, MailKind.REMINDER) == (state, None)


def test_who_was_not_invited_because_it_was_off_is_when_it_goes_on_after_all(town: Town) -> None:
    invite(town)
    town.cancel(now=MADE_AT + timedelta(seconds=20))
    town.send(MADE_AT + HOUR)
    assert became(town, MailKind.INVITATION) == (MailState.STOPPED, MailTrouble.CALLED_OFF)
    town.resume(now=MADE_AT + HOUR)
    town.send(MADE_AT + 2 * HOUR)
    town.send(MADE_AT + 3 * HOUR)
    (letter,) = town.letters()
    assert letter["To"] == FATMA
    assert mail_of(town, MailKind.INVITATION).state is MailState.SENT


def test_what_was_stopped_by_hand_stays_so_when_it_goes_on_after_all(town: Town) -> None:
    invite(town)
    with town.world.store.transaction() as session:
        posting.give_up(session, mail_of(town, MailKind.INVITATION).id, now=MADE_AT)
    town.cancel(now=MADE_AT + SOON)
    town.resume(now=MADE_AT + HOUR)
    town.send(MADE_AT + 2 * HOUR)
    assert town.letters() == []


def test_while_the_database_is_busy_nothing_old_leaves(
    town: Town, card: PrintableCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.answer(card)
    town.run(MADE_AT + SOON)
    town.move(hours=2, now=MADE_AT + SOON)

    def is_busy(*_args: object, **_names: object) -> None:
        raise OperationalError("SELECT", {}, Exception("busy"))

    with monkeypatch.context() as patch:
        patch.setattr(mail_posts, "confirmation", is_busy)
        with pytest.raises(OperationalError):
            town.send(MADE_AT + HOUR)
    assert town.letters() == []
    town.send(MADE_AT + HOUR)
    (text,) = town.texts()
    assert "17:00" in text


def test_a_message_in_ones_own_words_goes_to_the_address_that_is_there_now(
    town: Town, card: PrintableCard
) -> None:
    coming(town, card)
    with town.world.store.transaction() as session:
        message_id = add_own_message(session, town.world.event_id)
        assert own_messages.send(session, message_id, 1, at=None, now=MADE_AT)
    assert town.run(MADE_AT + HOUR) == 1
    old = mail_of(town, MailKind.MESSAGE).unsubscribe_url
    town.send(MADE_AT + HOUR, Refuses())
    town.leave_address(card, "fatma@elders.example")
    town.send(MADE_AT + 2 * HOUR)
    last = town.letters()[-1]
    assert (last["To"], last["Subject"]) == ("fatma@elders.example", "A chair")
    assert old not in town.texts()[-1]
    assert old not in last["List-Unsubscribe"]
    token = last["List-Unsubscribe"].strip("<>").rpartition("/")[2]
    link = unsubscribing.read_token(token, code_key=town.world.settings.code_key)
    assert link is not None
    assert link.address_hash == unsubscribing.hash_address(
        "fatma@elders.example", code_key=town.world.settings.code_key
    )


def test_a_letter_whose_words_are_gone_never_leaves_empty(town: Town) -> None:
    letter = Letter(
        kind=MailKind.HELPER, to=FATMA, language="nl", subject="Dank", text="Dank!", html="",
        key="helper-thanks:1:2:3", event_id=town.world.event_id,
    )  # fmt: skip
    with town.world.store.transaction() as session:
        posting.queue(session, [letter], now=MADE_AT)
        session.execute(update(OutboxMail).values(subject="", text="", html=""))
    town.send(MADE_AT + HOUR)
    assert town.letters() == []
    assert became(town, MailKind.HELPER) == (MailState.STOPPED, MailTrouble.NO_READER)


def test_one_answer_that_cannot_be_confirmed_keeps_no_other_from_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = town.world.cards(2)
    for number, one in enumerate((first, second)):
        town.leave_address(one, f"guest{number}@post.example")
        town.answer(one)
    broken = town.world.invitation(first).id
    real = mail_due._confirmation

    def fails(reading: object, answer: object, **names: object) -> object:
        if getattr(answer, "invitation_id", 0) == broken:
            raise RuntimeError("on purpose")
        return real(reading, answer, **names)  # type: ignore[arg-type]

    with monkeypatch.context() as patch:
        patch.setattr(mail_due, "_confirmation", fails)
        assert town.run(MADE_AT + SOON) == 1
    assert town.run(MADE_AT + SOON) == 1, "it is tried again"
    assert town.run(MADE_AT + SOON) == 0


def test_one_own_message_that_cannot_be_written_keeps_no_other_from_leaving(
    town: Town, card: PrintableCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    coming(town, card)
    with town.world.store.transaction() as session:
        broken, fine = (add_own_message(session, town.world.event_id) for _ in range(2))
        for one in (broken, fine):
            assert own_messages.send(session, one, 1, at=None, now=MADE_AT)
    real = web_messages.letters_to_guests

    def fails(event: object, message: EventMessage, to: object) -> object:
        if message.id == broken:
            raise RuntimeError("on purpose")
        return real(event, message, to)  # type: ignore[arg-type]

    monkeypatch.setattr(own_messages_due, "letters_to_guests", fails)
    town.run(MADE_AT + HOUR)
    with town.world.store.reading() as session:
        found = select(EventMessage.state).order_by(EventMessage.id)
        states = list(session.scalars(found))
    assert states == [MessageState.PLANNED, MessageState.LEFT]


def test_one_kind_of_mail_that_cannot_be_written_keeps_no_other_back(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def fails(_app: Flask, **_names: object) -> int:
        raise RuntimeError("on purpose")

    names = ("queue_due", "queue_digests", "queue_partner_letters", "queue_helper_letters")
    for name in names:
        monkeypatch.setattr(
            message_worker, name, lambda _app, name=name, **_rest: done.append(name)
        )
    monkeypatch.setattr(message_worker, "queue_due", fails)
    message_worker._queue_all(app, now=MADE_AT)
    assert done == list(names[1:])


def test_who_left_an_address_and_forgot_it_gets_nothing_by_a_later_resume(
    town: Town, card: PrintableCard
) -> None:
    coming(town, card)
    town.run(DAY_BEFORE)
    town.cancel(now=DAY_BEFORE)
    town.send(DAY_BEFORE + SOON)
    with town.world.store.transaction() as session:
        contacts.forget_address(session, town.world.invitation(card).id, now=DAY_BEFORE + SOON)
    town.resume(now=DAY_BEFORE + HOUR)
    town.send(DAY_BEFORE + 2 * HOUR)
    assert became(town, MailKind.REMINDER) == (MailState.STOPPED, MailTrouble.NO_READER)
    with town.world.store.reading() as session:
        answer = session.get_one(Invitation, town.world.invitation(card).id).answer
    assert answer is not None
    assert answer.reply is Reply.YES


@pytest.mark.parametrize(
    ("what", "is_before", "leaves"),
    [
        ("message", True, False),
        ("message", False, True),
        ("changed", True, False),
        ("ask_again", True, False),
        ("notice", True, True),
        ("thanks", True, True),
    ],
)
def test_helpers_hear_nothing_of_what_was_called_off_since_but_that_it_was(
    town: Town, what: str, is_before: bool, leaves: bool
) -> None:
    written_at = MADE_AT if is_before else MADE_AT + 2 * HOUR
    letter = Letter(
        kind=MailKind.HELPER, to=FATMA, language="nl", subject="Om negen uur", text="Om negen uur.",
        html="", key=f"helper-{what}:{town.world.event_id}:0", event_id=town.world.event_id,
    )  # fmt: skip
    town.cancel(now=MADE_AT + HOUR)
    with town.world.store.transaction() as session:
        posting.queue(session, [letter], now=written_at)
    town.send(MADE_AT + 3 * HOUR)
    expected = (MailState.SENT, None) if leaves else (MailState.STOPPED, MailTrouble.CALLED_OFF)
    assert became(town, MailKind.HELPER) == expected


def test_a_message_in_ones_own_words_that_waits_leaves_with_the_new_hour(
    town: Town, card: PrintableCard
) -> None:
    coming(town, card)
    with town.world.store.transaction() as session:
        message_id = add_own_message(session, town.world.event_id)
        message = session.get_one(EventMessage, message_id)
        message.text = "Be there at {time}."
        assert own_messages.send(session, message_id, 1, at=None, now=MADE_AT)
    assert town.run(MADE_AT + HOUR) == 1
    assert mail_of(town, MailKind.MESSAGE).rewritten_at is None
    town.move(hours=2, now=MADE_AT + HOUR)
    town.send(MADE_AT + 2 * HOUR)
    assert "Be there at 17:00." in town.texts()[-1]


def test_a_message_of_which_nothing_changed_leaves_as_it_was_written(
    town: Town, card: PrintableCard
) -> None:
    coming(town, card)
    with town.world.store.transaction() as session:
        message_id = add_own_message(session, town.world.event_id)
        assert own_messages.send(session, message_id, 1, at=None, now=MADE_AT)
    town.run(MADE_AT + HOUR)
    town.send(MADE_AT + HOUR)
    mail = mail_of(town, MailKind.MESSAGE)
    assert (mail.state, mail.rewritten_at) == (MailState.SENT, None)
