"""Who asked what became of it gets one mail of each update, however often somebody presses."""

from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.enums import MailKind
from planner.core.residents.undertakings import PromiseState
from planner.services.outbox.posting import Letter
from planner.services.residents import follower_secrets, mailing_back, told
from planner.store.base import Store
from planner.store.models import OutboxMail, Promise, PromiseTold
from tests.support.promised import Told

NOW = datetime(2027, 5, 20, 10, 0, tzinfo=UTC)
KEY = "a key for codes in tests only, 9876543210"
ZONE = "Europe/Amsterdam"


def add_follower(made: Told, address: str, *, until: date, confirmed: bool = True) -> None:
    number = len(address) * 7919
    secret = follower_secrets.secret_of(number, key=KEY.encode())
    made.follower(
        address,
        secret_hash=follower_secrets.hash_of(secret, key=KEY.encode()),
        until=until,
        id=number,
        confirmed_on=NOW.date() if confirmed else None,
    )


def letters(session: Session, promise: Promise, update_id: int | None) -> list[Letter]:
    found = mailing_back.followers_of(session, promise, zone=ZONE, now=NOW, code_key=KEY)
    return [
        Letter(
            kind=MailKind.FOLLOW,
            to=one.address,
            language="nl",
            subject="s",
            text="t",
            html="",
            key=mailing_back.key_of(promise, update_id, one.id, code_key=KEY),
        )
        for one in found
    ]


def press(session: Session, promise: Promise, update_id: int | None) -> int:
    made = letters(session, promise, update_id)
    return mailing_back.tell_followers(
        session, promise, made, update_id=update_id, zone=ZONE, now=NOW
    )


def test_pressed_twice_it_is_sent_once_of_each_update(store: Store) -> None:
    with store.transaction() as session:
        made, elsewhere = Told(session), Told(session, name="Vrieheide")
        later = NOW.date() + timedelta(days=90)
        add_follower(made, "a@feest.example", until=later)
        add_follower(made, "bb@feest.example", until=later)
        add_follower(made, "ccc@feest.example", until=later, confirmed=False)
        add_follower(made, "dddd@feest.example", until=NOW.date())
        add_follower(elsewhere, "eeeee@feest.example", until=later)
        promise = made.promise()
        assert mailing_back.count_followers(session, promise, zone=ZONE, now=NOW) == 2
        promise_id = promise.id
    sent = []
    for _again in range(2):
        with store.transaction() as session:
            sent.append(press(session, session.get_one(Promise, promise_id), None))
    assert sent == [2, 0]
    with store.transaction() as session:
        promise = session.get_one(Promise, promise_id)
        Told(session).update(promise, PromiseState.DONE, "Mown.", at=NOW)
        # Letters that were written before it are of something else than is told now.
        assert press(session, promise, None) == 0
        latest = told.latest_updates(session, [promise_id])[promise_id]
        assert press(session, promise, latest) == 2
        assert session.scalar(select(func.count()).select_from(OutboxMail)) == 4
        heads = session.scalars(select(PromiseTold.heads).order_by(PromiseTold.id)).all()
        assert list(heads) == [2, 2]


def test_a_secret_is_made_again_from_the_number_and_our_key_alone() -> None:
    secret = follower_secrets.secret_of(7919, key=KEY.encode())
    assert secret == follower_secrets.secret_of(7919, key=KEY.encode())
    assert len(secret) == 24
    assert secret != follower_secrets.secret_of(7920, key=KEY.encode())
    assert secret != follower_secrets.secret_of(7919, key=b"another key")
    assert follower_secrets.stop_url(7919, base_url="http://x", code_key=KEY).endswith(secret)
    assert len(follower_secrets.hash_of(secret, key=KEY.encode())) == 32
