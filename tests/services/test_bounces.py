"""What comes back is read whatever server wrote it, noted once, and lets its address rest."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from planner.core.enums import MailState, MailTrouble
from planner.core.retention import Retention
from planner.services.outbox import given_up, posting, queue, resting
from planner.services.outbox.bounces import Bounce, BounceKind, note_bounce, read_bounce
from planner.services.outbox.queue import TAKEN
from planner.services.outbox.unsubscribing import hash_address
from planner.services.privacy import purge
from planner.store.base import Store
from planner.store.models import OutboxMail, RestingAddress
from tests.services.test_outbox import KEY, letter
from tests.support import bounces

NOW = datetime(2027, 6, 3, 8, 0, tzinfo=UTC)
HASH = hash_address("guest1@buurt.example", code_key=KEY)
DAY = timedelta(days=1)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    yield store
    store.close()


def came_back(trouble: MailTrouble = MailTrouble.NOT_KNOWN, status: str = "5.1.1") -> Bounce:
    return Bounce(BounceKind.CAME_BACK, trouble, status)


@pytest.mark.parametrize("name", bounces.CAME_BACK)
def test_what_came_back_is_known_with_its_reason(name: str) -> None:
    raw, trouble, status = bounces.CAME_BACK[name]
    assert read_bounce(bounces.read(raw)) == Bounce(BounceKind.CAME_BACK, trouble, status)
    crlf = raw.replace("\n", "\r\n")
    assert read_bounce(bounces.read(crlf)) == Bounce(BounceKind.CAME_BACK, trouble, status)


@pytest.mark.parametrize("name", bounces.NOTHING)
def test_who_is_away_and_what_is_late_did_not_come_back(name: str) -> None:
    found = read_bounce(bounces.read(bounces.NOTHING[name]))
    assert found is not None
    assert found.kind is not BounceKind.CAME_BACK
    assert found.trouble is None


@pytest.mark.parametrize("name", bounces.OF_PEOPLE)
def test_mail_of_people_is_none_of_it(name: str) -> None:
    assert read_bounce(bounces.read(bounces.OF_PEOPLE[name])) is None


def test_no_spoiled_mail_stops_the_reading() -> None:
    every = [*(raw for raw, _why, _status in bounces.CAME_BACK.values()), *bounces.NOTHING.values()]
    for seed in range(400):
        read_bounce(bounces.spoiled(every[seed % len(every)], seed))


def sent(store: Store) -> int:
    with store.transaction() as session:
        posting.queue(session, [letter()], now=NOW)
        due = queue.find_next(session, now=NOW)
        assert due is not None
        mail = queue.claim(session, due, due.content, now=NOW)
        assert mail is not None
        queue.settle(session, mail, TAKEN, now=NOW)
    return due.id


def note(store: Store, mail_id: int, bounce: Bounce, now: datetime = NOW) -> None:
    with store.transaction() as session:
        note_bounce(session, mail_id=mail_id, address_hash=HASH, bounce=bounce, now=now)


def rests(store: Store, now: datetime) -> MailTrouble | None:
    with store.reading() as session:
        return resting.rest_of(session, HASH, now=now)


def test_a_letter_that_came_back_is_given_up_and_its_address_rests(store: Store) -> None:
    mail_id = sent(store)
    for _twice in range(2):
        note(store, mail_id, came_back(), NOW + DAY)
    with store.reading() as session:
        mail = session.get_one(OutboxMail, mail_id)
        assert (mail.state, mail.trouble) == (MailState.FAILED, MailTrouble.NOT_KNOWN)
        assert (mail.last_error, mail.came_back_at) == ("5.1.1", NOW + DAY)
        assert mail.to_address == mail.text == "", "what was wiped stays so"
        (row,) = session.scalars(select(RestingAddress))
        assert (row.times, row.until) == (1, None), "told twice is noted once"
    assert rests(store, NOW + 900 * DAY) is MailTrouble.NOT_KNOWN
    with store.transaction() as session:
        assert not posting.try_again(session, mail_id, now=NOW + DAY)
        resting.end_rest(session, HASH)
    assert rests(store, NOW + DAY) is None


def test_a_full_mailbox_rests_three_days(store: Store) -> None:
    note(store, sent(store), came_back(MailTrouble.FULL, "5.2.2"))
    assert rests(store, NOW + 3 * DAY - timedelta(seconds=1)) is MailTrouble.FULL
    assert rests(store, NOW + 3 * DAY) is None


def test_what_is_not_wanted_there_rests_longer_each_time(store: Store) -> None:
    now, paused = NOW, []
    for time in range(7):
        # Letters whose rows are gone: the address is known to rest all the same.
        note(store, 1_000 + time, came_back(MailTrouble.CAME_BACK, "5.7.1"), now)
        with store.reading() as session:
            until = session.scalars(select(RestingAddress.until)).one()
        assert until is not None
        paused.append((until - now).days)
        now = until
    assert paused == [1, 2, 4, 8, 16, 30, 30]


def test_who_a_letter_was_for_that_came_back_is_forgotten_with_what_was_given_up(
    store: Store,
) -> None:
    mail_id = sent(store)
    note(store, mail_id, came_back(), NOW + DAY)
    with store.transaction() as session:
        assert session.get_one(OutboxMail, mail_id).address_hash == HASH
        assert given_up.wipe_old(session, ended_before=NOW + DAY) == 0
        assert given_up.wipe_old(session, ended_before=NOW + 2 * DAY) == 1
        assert given_up.wipe_old(session, ended_before=NOW + 2 * DAY) == 0
        session.expire_all()
        mail = session.get_one(OutboxMail, mail_id)
        assert (mail.state, mail.address_hash) == (MailState.FAILED, None)


def test_what_is_late_changes_nothing(store: Store) -> None:
    mail_id = sent(store)
    note(store, mail_id, Bounce(BounceKind.DELAYED))
    note(store, mail_id, Bounce(BounceKind.AUTOMATIC))
    with store.reading() as session:
        assert session.get_one(OutboxMail, mail_id).state is MailState.SENT
    assert rests(store, NOW) is None


def test_what_comes_back_before_we_noted_that_it_left_stays_so(store: Store) -> None:
    with store.transaction() as session:
        posting.queue(session, [letter()], now=NOW)
        due = queue.find_next(session, now=NOW)
        assert due is not None
        mail = queue.claim(session, due, due.content, now=NOW)
        assert mail is not None
    note(store, due.id, came_back())
    with store.transaction() as session:
        queue.settle(session, mail, TAKEN, now=NOW)
        assert session.get_one(OutboxMail, due.id).state is MailState.FAILED


def test_of_many_addresses_those_that_rest_are_found(store: Store) -> None:
    note(store, 1, came_back())
    many = [f"guest{number}@buurt.example" for number in range(300)]
    with store.reading() as session:
        for some in (many, many[:3]):
            found = resting.resting_addresses(session, some, code_key=KEY, now=NOW)
            assert found == {"guest1@buurt.example"}
        assert resting.is_any_resting(session, now=NOW)


def test_after_a_year_it_is_forgotten_that_mail_came_back(store: Store) -> None:
    note(store, 1, came_back())
    keep = Retention()
    for days, kept in ((364, True), (366, False)):
        with store.transaction() as session:
            purge.purge(session, keep=keep, now=NOW + days * DAY)
        assert (rests(store, NOW + days * DAY) is not None) == kept
