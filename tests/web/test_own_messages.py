"""A message in one's own words: looked at, sent to a group of that moment, taken back in time."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from planner.core.enums import MailKind, MailState, MailTrouble, Reply
from planner.core.own_messages import HeldReason, MessageState
from planner.services.outbox import unsubscribing
from planner.services.outbox.unsubscribing import Link, hash_address
from planner.store.base import Store
from planner.store.models import (
    Account,
    Event,
    EventMessage,
    MailAttachment,
    OutboxMail,
    ProgrammeItem,
    RestingAddress,
)
from tests.support.application import signed_in
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.clock import FixedClock
from tests.support.mailing import app, town
from tests.support.messages import Town
from tests.support.pages import Page, PageClient

__all__ = ["app", "town"]

MINUTE = timedelta(minutes=1)
WORDS = {"to": "coming", "subject": "Neem een stoel mee", "text": "Dag!\n\nNeem een stoel mee."}


@pytest.fixture(autouse=True)
def _when_cards_are_out(clock: FixedClock) -> None:
    clock.now = MADE_AT


def own_page(town: Town, rest: str = "new") -> str:
    return f"/events/{town.world.event_id}/messages/own/{rest}"


def write(desk: PageClient, town: Town, **words: str) -> str:
    """Write a message; return the page on which it is looked at."""
    answer = desk.send(own_page(town), {**WORDS, **words})
    assert answer.status_code == 303, Page(answer).errors()
    return str(answer.location)


def send(desk: PageClient, page: str, **values: str) -> Page:
    """Press send on the page of a message; return what it shows then."""
    seen = desk.page(page).sends(to=f"{page}/send")["seen"][0]
    answer = desk.send(f"{page}/send", {"seen": seen, "now": "1", **values}, form_on=page)
    assert answer.status_code in (303, 422)
    return desk.page(page) if answer.status_code == 303 else Page(answer)


def press(desk: PageClient, page: str, what: str) -> None:
    assert desk.send(f"{page}/{what}", {}, form_on=page).status_code == 303


def message(store: Store) -> EventMessage:
    with store.reading() as session:
        return session.scalars(select(EventMessage).order_by(EventMessage.id.desc())).first()


def mails(town: Town) -> list[OutboxMail]:
    return [mail for mail in town.outbox() if mail.kind is MailKind.MESSAGE]


def answered(town: Town, *replies: Reply | None) -> list[str]:
    """Let households with an address answer; return their addresses."""
    found = []
    for number, (card, reply) in enumerate(
        zip(town.world.cards(len(replies)), replies, strict=True)
    ):
        address = f"{number}@post.example"
        town.leave_address(card, address)
        if reply is not None:
            town.answer(card, reply)
        found.append(address)
    return found


def test_it_is_looked_at_sent_and_leaves_after_a_minute_once(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    yes, _no, _silent = answered(town, Reply.YES, Reply.NO, None)
    page = write(desk, town)
    looked = desk.page(page)
    assert "Aan wie ja zei" in looked.words
    assert "1 adres" in looked.words
    assert "Neem een stoel mee." in looked.words
    assert not mails(town)
    sent = send(desk, page)
    assert "Het gaat weg over 60 seconden." in sent.words
    assert sent.response.headers["Refresh"] == "3"
    town.run(clock.now + MINUTE - timedelta(seconds=1))
    assert not mails(town)
    clock.now += MINUTE
    assert town.run(clock.now) >= 1
    town.run(clock.now + MINUTE)
    (mail,) = mails(town)
    assert mail.to_address == yes
    assert mail.subject == "Neem een stoel mee"
    assert "Neem een stoel mee." in mail.text
    assert mail.rank == 2
    assert mail.unsubscribe_url
    assert message(store).state is MessageState.LEFT
    assert "1 onderweg" in desk.page(page).words
    assert "Neem een stoel mee" in desk.page(f"/events/{town.world.event_id}/messages").words


def test_it_can_be_taken_back_and_its_words_stay(
    desk: PageClient, town: Town, store: Store, clock: FixedClock
) -> None:
    answered(town, Reply.YES)
    page = write(desk, town)
    send(desk, page)
    press(desk, page, "take-back")
    clock.now += MINUTE
    town.run(clock.now)
    assert not mails(town)
    assert message(store).state is MessageState.DRAFT
    assert "Neem een stoel mee." in desk.page(page).words
    send(desk, page)
    clock.now += MINUTE
    town.run(clock.now)
    press(desk, page, "take-back")
    assert "Het is al weg." in desk.page(page).words
    assert len(mails(town)) == 1


def test_each_group_is_whom_it_says(desk: PageClient, town: Town, clock: FixedClock) -> None:
    answered(town, Reply.YES, Reply.MAYBE, Reply.NO, None)
    found = {}
    for group in ("coming", "maybe", "silent", "in_line", "inside", "stack-1"):
        words = desk.page(write(desk, town, to=group)).words
        found[group] = next(one for one in ("3 adressen", "1 adres", "Geen adres") if one in words)
    assert found == {
        "coming": "1 adres",
        "maybe": "1 adres",
        "silent": "1 adres",
        "in_line": "Geen adres",
        "inside": "Geen adres",
        "stack-1": "3 adressen",
    }
