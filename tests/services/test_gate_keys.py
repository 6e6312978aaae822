"""The keys of cards on the lists of phones: made once, for everybody, and kept."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.codes import derive_code
from planner.core.retention import Retention
from planner.services.gate import keys
from planner.services.gate.keys import Transaction, keep_keys, make_key, salt_of
from planner.services.gate.phone_list import gate_list
from planner.services.privacy.purge import purge
from planner.store.base import ReadingSession, Store
from planner.store.models import Event, GateKey, Invitation
from tests.support.gate import (
    CODE_KEY,
    ENDS,
    Evening,
    make_cards,
    make_evening,
    make_event,
    make_gate,
    make_phone,
)

pytestmark = pytest.mark.both_databases

OWN = "0123456789abcdef"


@pytest.fixture
def evening(store: Store) -> Evening:
    return make_evening(store)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The seeds for which a key was made, in that order."""
    seeds = []

    def note(code_key: str, seed: bytes, salt: bytes) -> bytes:
        seeds.append(seed)
        return make_key(code_key, seed, salt)

    monkeypatch.setattr("planner.services.gate.keys.make_key", note)
    monkeypatch.setattr("planner.services.gate.phone_list.make_key", note)
    return seeds


def keeping(store: Store, reading: ReadingSession) -> Transaction:
    """Give what writes beside a session that reads, as pages have it."""

    @contextmanager
    def transaction() -> Iterator[Session]:
        with store.writing() as session:
            session.reader = reading
            with session.begin():
                yield session

    return transaction


def listed(evening: Evening) -> list[str]:
    """Ask for the list as a phone does, and return the keys on it."""
    with evening.store.reading() as session:
        asked = {"own": (OWN,), "since": None, "code_key": CODE_KEY}
        keeps = keeping(evening.store, session)
        found = gate_list(session, evening.phone, **asked, transaction=keeps)  # type: ignore[arg-type]
        return [entry[0] for entry in found.entries]


def kept(store: Store) -> int:
    with store.reading() as session:
        return session.scalar(select(func.count()).select_from(GateKey)) or 0


def test_a_key_is_made_once_whoever_asks_again(evening: Evening, made: list[bytes]) -> None:
    first = listed(evening)
    assert len(made) == len(set(made)) == len(evening.codes) == kept(evening.store)
    assert listed(evening) == first
    assert len(made) == len(evening.codes), "nothing is made again"


def test_it_is_the_key_that_the_phone_makes_of_the_code(evening: Evening) -> None:
    salt = salt_of(CODE_KEY, evening.event_id)
    with evening.store.reading() as session:
        seeds = session.scalars(select(Invitation.seed).order_by(Invitation.number)).all()
    assert [derive_code(CODE_KEY.encode(), seed) for seed in seeds] == evening.codes
    assert listed(evening) == [make_key(CODE_KEY, seed, salt).hex() for seed in seeds]


def test_only_cards_that_are_new_need_one(evening: Evening, made: list[bytes]) -> None:
    listed(evening)
    with evening.store.transaction() as session:
        make_cards(session, session.get_one(Event, evening.event_id), 2)
    del made[:]
    assert len(listed(evening)) == 5
    assert len(made) == 2


def test_each_list_has_keys_of_its_own_also_of_the_cards_of_parts(
    evening: Evening, made: list[bytes]
) -> None:
    with evening.store.transaction() as session:
        dinner = make_event(session, "Dinner", parent_id=evening.event_id)
        make_cards(session, dinner, 2)
        phone = make_phone(session, make_gate(session, dinner)).phone
    castle = listed(evening)
    of_dinner = listed(Evening(evening.store, phone.event_id, [], 0, phone, ""))
    assert len(castle) == len(of_dinner) == 5
    assert not set(castle) & set(of_dinner), "a phone of one gate learns nothing of the other"
    assert len(made) == kept(evening.store) == 10


def test_an_event_that_becomes_a_part_later_gets_the_keys_that_lack(evening: Evening) -> None:
    with evening.store.transaction() as session:
        dinner = make_event(session, "Dinner")
        make_cards(session, dinner, 2)
        dinner_id = dinner.id
    assert len(listed(evening)) == 3
    with evening.store.transaction() as session:
        session.get_one(Event, dinner_id).parent_id = evening.event_id
    assert len(listed(evening)) == kept(evening.store) == 5


def test_phones_that_ask_at_the_same_time_share_the_work(
    evening: Evening, made: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "AT_ONCE", 20)
    with evening.store.transaction() as session:
        make_cards(session, session.get_one(Event, evening.event_id), 197)
    step = threading.Barrier(2)

    def in_step() -> None:
        with suppress(threading.BrokenBarrierError):  # the other one is ready
            step.wait(timeout=60)

    def ask(number: int) -> None:
        with evening.store.reading() as session:
            keeps = keeping(evening.store, session)

            @contextmanager
            def transaction() -> Iterator[Session]:
                in_step()  # neither keeps any before both have made some
                with keeps() as writing:
                    yield writing
                in_step()  # and neither goes on before both have kept theirs

            keep_keys(session, transaction, evening.event_id, code_key=CODE_KEY, begin_at=number)
            step.abort()

    asking = [threading.Thread(target=ask, args=(number,)) for number in range(2)]
    for each in asking:
        each.start()
    for each in asking:
        each.join(timeout=60)
    assert kept(evening.store) == len(set(made)) == 200
    assert len(made) < 300, "they begin with other cards, and leave out what is there"


def test_what_was_made_stays_when_somebody_stops_half_way(
    evening: Evening, made: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keys, "AT_ONCE", 2)
    turns = []

    @contextmanager
    def transaction() -> Iterator[Session]:
        turns.append(1)
        if len(turns) > 1:
            raise TimeoutError
        with evening.store.transaction() as session:
            yield session

    with evening.store.reading() as session, pytest.raises(TimeoutError):
        keep_keys(session, transaction, evening.event_id, code_key=CODE_KEY)
    assert kept(evening.store) == 2
    del made[:]
    listed(evening)
    assert len(made) == 1


def test_they_go_when_the_answers_go(evening: Evening) -> None:
    listed(evening)
    with evening.store.transaction() as session:
        purge(session, keep=Retention(), now=ENDS + timedelta(days=200))
    assert kept(evening.store) == 0
