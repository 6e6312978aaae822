"""Letters are put in the outbox once, can be followed and stopped, and tell no more than needed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.enums import MailKind, MailState, MailTrouble
from planner.services.messages import lost_letters
from planner.services.outbox import posting, unsubscribing
from planner.services.outbox.counts import Progress
from planner.services.outbox.posting import Letter
from planner.services.plan import making
from planner.store.base import Store
from planner.store.models import OutboxMail, Unsubscription
from tests.support.cards import BARBECUE, MADE_AT

NOW = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)
KEY = "a key for codes in tests only, 9876543210"


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    yield store
    store.close()


def letter(number: int = 1, kind: MailKind = MailKind.CONFIRMATION, **values: object) -> Letter:
    made = Letter(
        kind=kind,
        to=f"guest{number}@buurt.example",
        language="nl",
        subject="Je komt naar de barbecue",
        text="Tot zaterdag!",
        html="<p>Tot zaterdag!</p>",
        key=f"{kind}:{number}",
    )
    return replace(made, **values)  # type: ignore[arg-type]


def asked(number: int, event_id: int | None, kind: MailKind = MailKind.REMINDER) -> Letter:
    """Return a letter that its receiver may say no to."""
    url = unsubscribing.unsubscribe_url(
        f"guest{number}@buurt.example",
        event_id=event_id,
        base_url="http://feest.example",
        code_key=KEY,
    )
    return letter(
        number, kind, event_id=event_id, unsubscribe_url=url, key=f"{kind}:{event_id}:{number}"
    )


def only_mail(session: Session) -> OutboxMail:
    return session.scalars(select(OutboxMail)).one()


def an_event(session: Session) -> int:
    return making.create_event(session, BARBECUE, account_id=None, now=MADE_AT).id


def test_the_same_letter_is_queued_once(store: Store) -> None:
    with store.transaction() as session:
        assert posting.queue(session, [letter(1), letter(2), letter(1)], now=NOW) == 2
    with store.transaction() as session:
        assert posting.queue(session, [letter(2), letter(3)], now=NOW) == 1


def test_nothing_is_queued_of_what_did_not_happen(store: Store) -> None:
    with store.writing() as session:
        assert posting.queue(session, [letter()], now=NOW) == 1
        session.rollback()
    with store.reading() as session:
        assert not session.scalars(select(OutboxMail)).all()


def test_a_mailing_is_followed_and_stopped(store: Store) -> None:
    with store.transaction() as session:
        mailing_id = posting.begin_mailing(
            session, MailKind.CHANGE, event_id=an_event(session), created_by_id=None, now=NOW
        )
        posting.queue(session, [letter(9)], now=NOW)
        posting.queue(session, [letter(n) for n in range(3)], now=NOW, mailing_id=mailing_id)
        assert posting.progress(session, mailing_id) == Progress(waiting=3)
    with store.transaction() as session:
        assert posting.stop(session, mailing_id, now=NOW) == 3
        assert posting.progress(session, mailing_id) == Progress(stopped=3)
        assert posting.queue(session, [letter(5)], now=NOW, mailing_id=mailing_id) == 0
    with store.reading() as session:
        states = session.scalars(select(OutboxMail.state).order_by(OutboxMail.key)).all()
        assert sorted(states) == ["stopped", "stopped", "stopped", "waiting"]


def test_of_a_stopped_mail_nobody_can_read_to_whom_or_what(store: Store) -> None:
    with store.transaction() as session:
        posting.queue(session, [asked(1, an_event(session))], now=NOW)
        mail = only_mail(session)
        assert posting.give_up(session, mail.id, now=NOW)
        assert not posting.give_up(session, mail.id, now=NOW)
    with store.reading() as session:
        mail = only_mail(session)
        assert mail.state is MailState.STOPPED
        assert (mail.to_address, mail.subject, mail.text, mail.html) == ("", "", "", "")
        assert (mail.address_hash, mail.unsubscribe_url) == (None, "")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "noor",
        "noor@",
        "noor@buurt.example, wim@buurt.example",
        "Noor <noor@buurt.example>",
        "noor@buurt.example\r\nBcc: wim@buurt.example",
        "noor@buurt.example\n",
        "<noor@buurt.example>",
        "noor @buurt.example",
        '"noor x"@buurt.example',
        "n" * 65 + "@buurt.example",
        "noor@" + "buurt." * 50 + "example",
        "noör@buurt.example",
    ],
)
def test_what_is_no_address_becomes_a_dead_letter(store: Store, address: str) -> None:
    with store.transaction() as session:
        assert posting.queue(session, [letter(to=address)], now=NOW) == 1
        (dead,) = lost_letters.list_lost(session, code_key=KEY)
        assert dead.trouble is MailTrouble.UNWRITABLE
        assert not posting.try_again(session, dead.id, now=NOW)


def test_a_dead_letter_can_be_tried_again_and_shows_little_of_its_address(store: Store) -> None:
    with store.transaction() as session:
        posting.queue(session, [letter()], now=NOW)
        mail = only_mail(session)
        mail.state, mail.tries, mail.ended_at = MailState.FAILED, 12, NOW
        session.flush()
        (dead,) = lost_letters.list_lost(session, code_key=KEY)
        assert dead.masked_address == "gu…@b….example"
        assert posting.try_again(session, dead.id, now=NOW)
        assert not posting.try_again(session, dead.id, now=NOW)
        assert not lost_letters.list_lost(session, code_key=KEY)


def test_who_wants_no_more_about_an_event_still_hears_that_it_is_cancelled(store: Store) -> None:
    with store.transaction() as session:
        ours, theirs = an_event(session), an_event(session)
        link = unsubscribing.read_token(
            asked(1, ours).unsubscribe_url.rpartition("/")[2], code_key=KEY
        )
        assert link is not None
        unsubscribing.unsubscribe(session, link, now=NOW)
        unsubscribing.unsubscribe(session, link, now=NOW)
        assert len(session.scalars(select(Unsubscription)).all()) == 1
        assert posting.queue(session, [asked(1, ours), asked(2, ours)], now=NOW) == 1
        assert posting.queue(session, [asked(1, theirs)], now=NOW) == 1
        told = letter(1, MailKind.CANCELLATION, event_id=ours)
        assert posting.queue(session, [told], now=NOW) == 1


def test_who_wants_no_more_at_all_gets_nothing_that_waits_either(store: Store) -> None:
    with store.transaction() as session:
        ours, theirs = an_event(session), an_event(session)
        posting.queue(session, [asked(1, ours), asked(1, theirs), asked(2, ours)], now=NOW)
        posting.queue(session, [letter(1, MailKind.CHANGE, event_id=ours)], now=NOW)
        everything = unsubscribing.Link(
            unsubscribing.hash_address(" Guest1@Buurt.example", code_key=KEY), None
        )
        unsubscribing.unsubscribe(session, everything, now=NOW)
        waiting = session.scalars(
            select(OutboxMail.key).where(OutboxMail.state == MailState.WAITING)
        ).all()
        assert sorted(waiting) == ["change:1", f"reminder:{ours}:2"]
        again = asked(1, ours, MailKind.THANKS)
        assert posting.queue(session, [again], now=NOW) == 0


def test_a_mail_people_may_say_no_to_says_how(store: Store) -> None:
    with store.transaction() as session, pytest.raises(ValueError, match="unsubscribe_url"):
        posting.queue(session, [letter(1, MailKind.INVITATION)], now=NOW)


def test_a_link_of_somebody_else_or_changed_by_a_letter_is_none_of_ours() -> None:
    token = asked(1, 7).unsubscribe_url.rpartition("/")[2]
    assert unsubscribing.read_token(token, code_key=KEY) is not None
    assert unsubscribing.read_token(token, code_key=KEY + "x") is None
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert unsubscribing.read_token(changed, code_key=KEY) is None
    for nonsense in ("", "x", "é", token + "A", token[:-4], "=" * 43, "\0"):
        assert unsubscribing.read_token(nonsense, code_key=KEY) is None


def test_a_mail_leaves_when_it_is_due(store: Store) -> None:
    with store.transaction() as session:
        posting.queue(session, [letter(due_at=NOW + timedelta(days=2))], now=NOW)
        assert only_mail(session).next_try_at == NOW + timedelta(days=2)
