"""The page of all mail says whether what comes back is read: since when, and what is wrong."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from planner.core.enums import WayInTrouble
from planner.services.incoming import state
from planner.store.models import Account
from tests.support.application import signed_in
from tests.support.cards import MADE_AT
from tests.support.clock import FixedClock
from tests.support.mailing import app, town
from tests.support.messages import Town

__all__ = ["app", "town"]

IMAP = "imaps://post:secret@mail.example/INBOX"
LONG_AGO = MADE_AT - timedelta(hours=2)
Happened = Callable[[Session], None]


def nothing(_session: Session) -> None:
    """Nobody looked yet."""


def read(session: Session) -> None:
    state.note_read(session, now=MADE_AT, uid_validity=7, last_uid=12)


def read_long_ago(session: Session) -> None:
    state.note_read(session, now=LONG_AGO, uid_validity=7, last_uid=12)


def refused(session: Session) -> None:
    read(session)
    state.note_trouble(session, WayInTrouble.SIGN_IN)


def begun(session: Session) -> None:
    state.note_read(session, now=LONG_AGO)


def heard(session: Session) -> None:
    begun(session)
    state.note_heard(session, now=MADE_AT)


@pytest.mark.parametrize(
    ("mail_in", "happened", "said", "is_wrong"),
    [
        (
            "",
            nothing,
            "Niemand leest wat terugkomt. Een ja in een agenda telt niet, en dat staat in",
            False,
        ),
        (IMAP, nothing, "De mailbox is nog niet gelezen.", True),
        (IMAP, read, "Voor het laatst gelezen op", False),
        (IMAP, read_long_ago, "De mailbox is een tijd niet gelezen.", True),
        (IMAP, refused, "De mailbox neemt ons wachtwoord niet aan.", True),
        ("pipe", begun, "Er kwam nog niets binnen, sinds", False),
        ("pipe", heard, "De laatste mail kwam binnen op", False),
    ],
)
def test_it_says_when_mail_was_last_read_and_what_is_wrong(
    app: Flask,
    town: Town,
    organiser: Account,
    clock: FixedClock,
    mail_in: str,
    happened: Happened,
    said: str,
    is_wrong: bool,
) -> None:
    clock.now = MADE_AT
    app.extensions["settings"] = replace(app.extensions["settings"], mail_in=mail_in)
    with town.world.store.transaction() as session:
        happened(session)
    page = signed_in(app, organiser.email).page("/mail")
    assert said in page.words
    assert ("Zeg het tegen wie de server beheert." in page.words) is is_wrong
    assert "secret" not in page.text
    event = signed_in(app, organiser.email).page(f"/events/{town.world.event_id}/mail")
    assert said not in event.words, "it is of all mail"
