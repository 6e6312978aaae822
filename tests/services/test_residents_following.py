"""Who wants to hear what became of it says yes in a mail, stops at once, and is kept apart."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import inspect, select

from planner.core.retention import Retention
from planner.services.privacy import erasing
from planner.services.privacy.erasures import ErasureLog
from planner.services.privacy.purge import purge
from planner.services.residents import follower_secrets, following
from planner.services.residents.following import FollowAsked
from planner.store.base import Store
from planner.store.models import Neighbourhood, PromiseFollower
from planner.store.scoping import host_id

NOW = datetime(2027, 6, 3, 8, 47, 13, tzinfo=UTC)
KEY = "a key for codes in tests only, 9876543210"
FATMA = "fatma@example.org"


@pytest.fixture
def place_id(store: Store) -> int:
    with store.transaction() as session:
        place = Neighbourhood(name="Passart", slug="passart")
        session.add(place)
        session.flush()
        return place.id


def ask(store: Store, place_id: int, address: str = FATMA, now: datetime = NOW) -> FollowAsked:
    with store.transaction() as session:
        return following.follow(
            session, host_id(session), place_id, address, "tr", now=now, code_key=KEY
        )


def confirm(store: Store, secret: str, now: datetime = NOW) -> bool:
    with store.transaction() as session:
        return following.confirm(session, secret, now=now, code_key=KEY)


def stop(store: Store, secret: str) -> None:
    with store.transaction() as session, TemporaryDirectory() as folder:
        found = following.known_by(session, secret, code_key=KEY)
        if found is not None:
            log = ErasureLog(Path(folder), KEY)
            erasing.erase_follower(session, found, log=log, now=NOW)


def kept(store: Store) -> list[PromiseFollower]:
    with store.reading() as session:
        return list(session.scalars(select(PromiseFollower).order_by(PromiseFollower.address)))


def written_to(store: Store, place_id: int, now: datetime = NOW) -> list[str]:
    with store.reading() as session:
        wanted = following.are_told(host_id(session), place_id, now.date())
        found = select(PromiseFollower.address).where(*wanted).order_by(PromiseFollower.id)
        return list(session.scalars(found))


def after(store: Store, days: int) -> int:
    with store.transaction() as session:
        return purge(session, keep=Retention(), now=NOW + timedelta(days=days)).followers


def test_nothing_is_sent_to_who_has_not_said_yes(store: Store, place_id: int) -> None:
    asked = ask(store, place_id)
    assert written_to(store, place_id) == []
    assert confirm(store, asked.secret)
    assert written_to(store, place_id) == [FATMA]
    (one,) = kept(store)
    assert (one.agreed_on, one.confirmed_on) == (NOW.date(), NOW.date())
    assert one.ends_on == NOW.date() + timedelta(days=365)


def test_an_address_without_a_yes_goes_after_two_days(store: Store, place_id: int) -> None:
    asked = ask(store, place_id)
    assert after(store, 1) == 0
    assert after(store, 2) == 1
    assert not confirm(store, asked.secret)


def test_a_yes_ends_after_twelve_months(store: Store, place_id: int) -> None:
    asked = ask(store, place_id)
    confirm(store, asked.secret)
    assert after(store, 364) == 0
    assert written_to(store, place_id, NOW + timedelta(days=365)) == []
    assert after(store, 365) == 1


def test_who_asks_twice_is_kept_once_and_gets_one_mail_an_hour(store: Store, place_id: int) -> None:
    first, again = ask(store, place_id), ask(store, place_id, now=NOW + timedelta(minutes=5))
    assert (first.secret, first.mail_key) == (again.secret, again.mail_key)
    assert ask(store, place_id, now=NOW + timedelta(hours=1)).mail_key != first.mail_key
    assert len(kept(store)) == 1
    confirm(store, first.secret)
    asked = ask(store, place_id, now=NOW + timedelta(days=30))
    (one,) = kept(store)
    assert one.ends_on == NOW.date() + timedelta(days=365), "asking alone changes nothing"
    assert confirm(store, asked.secret, NOW + timedelta(days=30))


def test_stopping_is_one_press_and_twice_does_no_harm(store: Store, place_id: int) -> None:
    asked = ask(store, place_id)
    confirm(store, asked.secret)
    stop(store, asked.secret)
    stop(store, asked.secret)
    assert kept(store) == []
    assert not confirm(store, asked.secret)


def test_every_mail_can_carry_the_link_and_no_row_does(store: Store, place_id: int) -> None:
    asked = ask(store, place_id)
    (one,) = kept(store)
    url = follower_secrets.stop_url(one.id, base_url="https://feest.example", code_key=KEY)
    assert url == following.url_of(asked.secret, base_url="https://feest.example")
    assert asked.secret.encode() not in one.secret_hash
    with store.reading() as session:
        found = following.find_follower(session, asked.secret, now=NOW, code_key=KEY)
        assert found is not None
        assert found.neighbourhood.name == "Passart"
        for other in ("x", asked.secret[:-1], "é" * 24, "A" * 24, ""):
            assert following.find_follower(session, other, now=NOW, code_key=KEY) is None


def test_no_moment_and_no_reference_is_kept_of_it(store: Store, place_id: int) -> None:
    asked = ask(store, place_id)
    assert (asked.queued_at.minute, asked.queued_at.second) == (0, 0)
    columns = inspect(PromiseFollower).local_table.columns
    assert {key.column.table.name for one in columns for key in one.foreign_keys} == {
        "organisation",
        "neighbourhood",
    }
    (one,) = kept(store)
    assert not [
        name
        for name in columns.keys()  # noqa: SIM118 - of columns, not of a dict
        if isinstance(getattr(one, name), datetime)
    ]
    assert str(one.id) not in asked.mail_key


def test_an_older_backup_writes_to_nobody_who_stopped(
    store: Store, place_id: int, tmp_path: Path
) -> None:
    log = ErasureLog(tmp_path, KEY)
    stopped, stays = ask(store, place_id), ask(store, place_id, "piotr@gast.example")
    for each in (stopped, stays):
        assert confirm(store, each.secret)
    with store.transaction() as session:
        found = following.known_by(session, stopped.secret, code_key=KEY)
        assert found is not None
        row = {column.name: getattr(found, column.name) for column in found.__table__.columns}
        erasing.erase_follower(session, found, log=log, now=NOW)
    with store.transaction() as session:  # as a backup of before brings it back
        session.add(PromiseFollower(**row))
    assert len(written_to(store, place_id)) == 2
    with store.transaction() as session:
        assert erasing.reapply(session, log=log) == 1
    assert written_to(store, place_id) == ["piotr@gast.example"]
    again = ask(store, place_id)
    with store.transaction() as session:
        assert erasing.reapply(session, log=log) == 0
    assert again.secret != stopped.secret
