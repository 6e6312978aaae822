"""Of mail no more is kept than was promised, and nothing old goes out by itself."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from planner.core.enums import MailKind, MailState, MailTrouble
from planner.core.mail_rules import GIVEN_UP_KEPT_FOR
from planner.core.retention import Retention
from planner.services.messages import lost_letters
from planner.services.outbox import given_up, posting, unsubscribing
from planner.services.outbox import queue as mail_queue
from planner.services.privacy import erasing
from planner.services.privacy.purge import purge
from planner.services.privacy.unreadable import make_unreadable
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event, Mailing, OutboxMail, Unsubscription
from tests.services.test_outbox import KEY, NOW, an_event, asked, letter, only_mail
from tests.support.cards import World, make_world

SECRET = "een-geheime-buurvrouw"


@pytest.fixture
def world(store: Store, settings: Settings) -> World:
    return make_world(store, settings)


@pytest.fixture
def file(sqlite_url: str) -> Iterator[tuple[Store, Path]]:
    store = Store(sqlite_url)
    yield store, Path(store.url.database or "")
    store.close()


def test_who_erases_their_answer_gets_no_mail_that_waits(store: Store, world: World) -> None:
    card = world.cards()[0]
    with store.transaction() as session:
        invitation = world.invitation(card)
        mine = letter(1, invitation_id=invitation.id, event_id=invitation.event_id)
        posting.queue(session, [mine, letter(2)], now=NOW)
        erasing.erase_card(session, invitation, log=world.erasures, now=NOW)
        first, second = session.scalars(select(OutboxMail).order_by(OutboxMail.key)).all()
        assert (first.state, first.to_address) == (MailState.STOPPED, "")
        assert second.state is MailState.WAITING


def test_thirty_days_after_an_event_nothing_of_its_mail_is_left(
    file: tuple[Store, Path],
) -> None:
    store, path = file
    with store.transaction() as session:
        event_id = an_event(session)
        ends_at = session.get_one(Event, event_id).ends_at
        mailing_id = posting.begin_mailing(
            session, MailKind.REMINDER, event_id=event_id, created_by_id=None, now=NOW
        )
        posting.queue(session, [asked(1, event_id), asked(2, None)], now=NOW, mailing_id=mailing_id)
        posting.queue(session, [letter(3, event_id=event_id, text=SECRET)], now=NOW)
        token = asked(5, event_id).unsubscribe_url.rpartition("/")[2]
        link = unsubscribing.read_token(token, code_key=KEY)
        assert link is not None
        unsubscribing.unsubscribe(session, link, now=NOW)
    for days, left in ((29, 2), (31, 0)):
        with store.transaction() as session:
            purge(session, keep=Retention(), now=ends_at + timedelta(days=days))
            of_event = OutboxMail.event_id == event_id
            assert len(session.scalars(select(OutboxMail.id).where(of_event)).all()) == left
    with store.reading() as session:
        assert not session.scalars(select(Mailing)).all()
        assert not session.scalars(select(Unsubscription)).all()
    make_unreadable(store)
    for each in path.parent.glob(f"{path.name}*"):
        assert SECRET.encode() not in each.read_bytes()


def test_what_was_given_up_is_wiped_by_the_purge(store: Store) -> None:
    with store.transaction() as session:
        posting.queue(session, [letter()], now=NOW)
        mail = only_mail(session)
        mail.state, mail.ended_at = MailState.FAILED, NOW
        session.flush()
        purge(session, keep=Retention(), now=NOW + GIVEN_UP_KEPT_FOR + timedelta(seconds=1))
        session.expire_all()
        assert (only_mail(session).state, only_mail(session).text) == (MailState.FAILED, "")
        purge(session, keep=Retention(), now=NOW + timedelta(days=31))
        assert not session.scalars(select(OutboxMail)).all()


def test_what_waits_in_a_backup_that_is_put_back_is_for_a_person_to_send(store: Store) -> None:
    with store.transaction() as session:
        posting.queue(session, [letter(1), letter(2)], now=NOW)
        due = mail_queue.find_next(session, now=NOW)
        assert due is not None
        mail_queue.claim(session, due, due.content, now=NOW)
        assert given_up.hold_restored(session, now=NOW) == 2
        assert mail_queue.find_next(session, now=NOW + timedelta(days=1)) is None
        dead = lost_letters.list_lost(session, code_key=KEY)
        assert {one.trouble for one in dead} == {MailTrouble.RESTORED}
        assert posting.try_again(session, dead[0].id, now=NOW)
        again = mail_queue.find_next(session, now=NOW)
        assert again is not None
        assert again.id == dead[0].id
