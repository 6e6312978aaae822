"""Passwords are hashed few at once; no stranger waits, and one place is kept for the known."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest
from argon2 import PasswordHasher, extract_parameters

from planner.services.people import hashing, signing_in
from planner.services.people.hashing import AT_ONCE, KNOWN_WAITING, AllPlacesTaken, Places
from planner.store.base import Store
from planner.store.models import Account
from tests.support.application import PASSWORD

FOR_EVER = 3_600.0
OLD = PasswordHasher(time_cost=1, memory_cost=64, parallelism=4)


def all_strangers(places: Places, stack: ExitStack) -> None:
    for _each in range(hashing.STRANGERS_AT_ONCE):
        stack.enter_context(places.place())


def test_a_stranger_too_many_is_refused_at_once_and_the_known_one_is_not() -> None:
    places = Places()
    with ExitStack() as stack:
        all_strangers(places, stack)
        with pytest.raises(AllPlacesTaken), places.place():
            pass
        with places.place("noor"):
            assert places.taken == AT_ONCE
    with places.place():
        assert places.taken == 1


def test_strangers_never_take_the_place_that_is_kept() -> None:
    places = Places()
    with places.place("noor"), places.place("wim"), places.place():
        with pytest.raises(AllPlacesTaken), places.place():
            pass
        assert places.taken == AT_ONCE


def test_who_is_known_waits_for_a_place_and_has_one_try_at_a_time() -> None:
    places, begun = Places(), threading.Event()

    def come_in(name: str) -> str:
        begun.set()
        with places.place(name, patience_seconds=FOR_EVER):
            return name

    with ThreadPoolExecutor(1) as pool, ExitStack() as stack:
        all_strangers(places, stack)
        with places.place("noor"):
            with pytest.raises(AllPlacesTaken), places.place("noor", patience_seconds=FOR_EVER):
                pass
            waits = pool.submit(come_in, "wim")
            begun.wait()
            tick = threading.Event()
            while "wim" not in places._waiting:
                tick.wait(0.001)
        assert waits.result() == "wim"


def test_no_more_wait_than_may() -> None:
    places = Places()
    with ThreadPoolExecutor(KNOWN_WAITING) as pool, ExitStack() as stack:
        for number in range(AT_ONCE):
            stack.enter_context(places.place(f"inside {number}"))

        def come_in(number: int) -> None:
            with places.place(f"waiting {number}", patience_seconds=FOR_EVER):
                pass

        waiting = [pool.submit(come_in, number) for number in range(KNOWN_WAITING)]
        tick = threading.Event()
        while len(places._waiting) < KNOWN_WAITING:
            tick.wait(0.001)
        with pytest.raises(AllPlacesTaken), places.place("one more", patience_seconds=FOR_EVER):
            pass
        stack.close()
        for each in waiting:
            each.result()


def test_one_hash_takes_one_thread_and_bounded_memory() -> None:
    """Read from the source: tests hash with less."""
    made = PasswordHasher(
        hashing.TIME_COST, hashing.MEMORY_KIB, hashing.LANES, hash_len=32, salt_len=16
    )
    found = extract_parameters(made.hash("a password"))
    assert (found.parallelism, found.time_cost) == (1, 3)
    assert AT_ONCE * found.memory_cost <= 150 * 1024, "kB for all of them together"


def test_an_older_hash_is_renewed_and_takes_as_long_as_nobodys(
    store: Store, organiser: Account
) -> None:
    older = OLD.hash(PASSWORD)
    with store.transaction() as session:
        session.get_one(Account, organiser.id).password_hash = older
    nobody = hashing.hash_of_nobody(older)
    assert extract_parameters(nobody) == extract_parameters(older)
    with store.transaction() as session:
        account = session.get_one(Account, organiser.id)
        assert signing_in.check_password(session, email=organiser.email, password=PASSWORD)
        signing_in.renew_hash(session, account, password=PASSWORD)
    with store.reading() as session:
        stored = session.get_one(Account, organiser.id).password_hash
        assert stored != older
        assert not hashing.is_outdated(stored)
        assert signing_in.check_password(session, email=organiser.email, password=PASSWORD)


def test_without_any_hash_nobody_is_compared_with_one_of_today() -> None:
    assert not hashing.is_outdated(hashing.hash_of_nobody(""))
