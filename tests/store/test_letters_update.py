"""Letters that wait at an update are looked at like any other, and calendars are known by then."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from planner.core.enums import MailKind, MailState, MailTrouble, Reply
from planner.store import migrate
from planner.store.models import CalendarTrace, OutboxMail
from tests.support.cards import MADE_AT, SATURDAY
from tests.support.mailing import app, town
from tests.support.messages import Town

__all__ = ["app", "town"]

pytestmark = pytest.mark.both_databases
SOON = timedelta(minutes=4)
HOUR = timedelta(hours=1)
DAY_BEFORE = SATURDAY - timedelta(days=1, hours=5)
BEFORE = "0046"


def test_what_waits_at_the_update_leaves_only_where_it_is_still_true(town: Town) -> None:
    store = town.world.store
    comes, stays, silent = town.world.cards(3)
    for card, name in ((comes, "ja"), (stays, "nee"), (silent, "later")):
        town.leave_address(card, f"{name}@post.example")
    town.answer(comes)
    town.answer(stays)
    town.run(MADE_AT + SOON)
    town.send(MADE_AT + SOON)
    town.answer(silent, now=DAY_BEFORE - HOUR)
    town.run(DAY_BEFORE - HOUR + SOON)  # its confirmation waits
    town.run(DAY_BEFORE)  # and so do the reminders
    migrate.downgrade(store, revision=BEFORE)
    migrate.upgrade(store)
    with store.reading() as session:
        traces = session.scalars(select(CalendarTrace)).all()
        assert [(one.method, one.kind, one.is_sure) for one in traces] == [
            ("REQUEST", MailKind.CONFIRMATION, True)
        ] * 2
        ranks = {one.kind: one.rank for one in session.scalars(select(OutboxMail))}
    assert ranks[MailKind.CONFIRMATION] < ranks[MailKind.REMINDER]
    town.move(hours=1, now=DAY_BEFORE)
    town.answer(stays, Reply.NO, now=DAY_BEFORE + SOON)
    before = len(town.arrived)
    town.send(DAY_BEFORE + 2 * SOON)
    left = town.letters()[before:]
    assert [letter["To"].partition("@")[0] for letter in left] == ["later", "ja", "later"]
    assert all("16:00" in text for text in town.texts()[before:])
    with store.reading() as session:
        no = town.world.invitation(stays).id
        reminder = select(OutboxMail).where(
            OutboxMail.invitation_id == no, OutboxMail.kind == MailKind.REMINDER
        )
        row = session.scalars(reminder).one()
    assert (row.state, row.trouble) == (MailState.STOPPED, MailTrouble.ANSWERED)
    assert town.run(DAY_BEFORE + 2 * SOON) == 1, "what they have since before goes out"
    town.send(DAY_BEFORE + 2 * SOON)
    assert "Met deze mail gaat het uit je agenda." in town.texts()[-1]


def test_of_what_was_sent_last_the_calendar_is_known(town: Town) -> None:
    store = town.world.store
    (card,) = town.world.cards()
    town.leave_address(card, "ja@post.example")
    for hours, reply in enumerate((Reply.YES, Reply.NO)):
        town.answer(card, reply, now=MADE_AT + hours * HOUR)
        town.run(MADE_AT + hours * HOUR + SOON)
        town.send(MADE_AT + hours * HOUR + SOON)
    with store.reading() as session:
        left = session.scalars(select(CalendarTrace)).one()
    migrate.downgrade(store, revision=BEFORE)
    migrate.upgrade(store)
    with store.reading() as session:
        known = session.scalars(select(CalendarTrace)).one()
    assert (known.method, known.is_sure) == ("CANCEL", True)
    assert known.sequence >= left.sequence, "none that left is higher"
