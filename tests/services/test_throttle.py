"""Tries are counted before they are made: of many at once as many as there is room for."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from planner.services.people import throttle
from planner.services.people.throttle import Bucket, Counter, TooOften
from planner.store.base import Store
from planner.store.models import Throttle
from tests.support.clock import FixedClock

pytestmark = pytest.mark.both_databases

AT_ONCE = 60
TEN = Bucket(size=10, leaks_per_minute=2)
ONE = Counter("one", TEN)


def at_once(work: Callable[[], object], *, count: int = AT_ONCE) -> list[object]:
    """Let everybody do it at the same moment; return what came of each, an error too."""
    start = threading.Barrier(count)

    def do() -> object:
        start.wait()
        try:
            return work()
        except TooOften as refused:
            return refused

    with ThreadPoolExecutor(count) as pool:
        return [each.result() for each in [pool.submit(do) for _ in range(count)]]


def take(store: Store, clock: FixedClock, *counters: Counter) -> None:
    with store.transaction() as session:
        throttle.take(session, counters or [ONE], now=clock())


def wait(store: Store, clock: FixedClock, counter: Counter = ONE) -> int:
    with store.reading() as session:
        return throttle.longest_wait(session, [counter], now=clock())


def test_of_sixty_at_once_exactly_ten_may_try(store: Store, clock: FixedClock) -> None:
    found = at_once(lambda: take(store, clock))
    assert found.count(None) == 10
    assert {each.wait_seconds for each in found if isinstance(each, TooOften)} == {30}


def test_sixty_who_were_right_all_get_in(store: Store, clock: FixedClock) -> None:
    """Each gives its count back before the next one begins."""
    for _each in range(AT_ONCE):
        take(store, clock)
        with store.transaction() as session:
            throttle.give_back(session, [ONE])
    assert wait(store, clock) == 0


def test_what_is_given_back_is_one_try_and_no_more(store: Store, clock: FixedClock) -> None:
    for _each in range(10):
        take(store, clock)
    with store.transaction() as session:
        throttle.give_back(session, [ONE, Counter("unknown", TEN)])
    take(store, clock)
    with pytest.raises(TooOften):
        take(store, clock)


def test_a_bucket_leaks_one_try_after_the_other(store: Store, clock: FixedClock) -> None:
    for _each in range(10):
        take(store, clock)
    assert wait(store, clock) == 30
    clock.forward(seconds=29)
    with pytest.raises(TooOften):
        take(store, clock)
    clock.forward(seconds=1)
    take(store, clock)
    with pytest.raises(TooOften):
        take(store, clock)
    clock.forward(hours=1)
    for _each in range(10):
        take(store, clock)


def test_a_clock_that_was_set_back_fills_nothing(store: Store, clock: FixedClock) -> None:
    take(store, clock)
    clock.now -= timedelta(hours=1)
    for _each in range(9):
        take(store, clock)
    assert wait(store, clock) == 30


def test_a_try_counts_everywhere_or_nowhere(store: Store, clock: FixedClock) -> None:
    small = Counter("a", Bucket(size=1, leaks_per_minute=1))
    take(store, clock, small)
    for _each in range(20):
        with pytest.raises(TooOften):
            take(store, clock, ONE, small, Counter("z", TEN))
    assert wait(store, clock, ONE) == wait(store, clock, Counter("z", TEN)) == 0
    with store.reading() as session:
        assert session.scalar(select(func.count()).select_from(Throttle)) == 1


def test_who_counts_in_several_at_once_waits_for_nobody_for_ever(
    store: Store, clock: FixedClock
) -> None:
    turns = iter([(ONE, Counter("two", TEN)), (Counter("two", TEN), ONE)] * 20)
    found = at_once(lambda: take(store, clock, *next(turns)), count=40)
    assert found.count(None) == 10


def test_a_key_is_new_once(store: Store, clock: FixedClock) -> None:
    def is_first() -> bool:
        with store.transaction() as session:
            return throttle.is_first(session, "new", now=clock())

    assert at_once(is_first, count=20).count(True) == 1


def test_what_is_over_goes_and_the_oldest_where_there_are_very_many(
    store: Store, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(throttle, "MOST_KEPT", 3)
    take(store, clock, Counter("over", TEN))
    clock.now += throttle.EMPTY_AFTER + timedelta(seconds=1)
    for name in "abcde":
        clock.forward(seconds=1)
        take(store, clock, Counter(name, TEN))
    with store.transaction() as session:
        assert throttle.forget_old(session, now=clock()) == 3
        kept = session.scalars(select(Throttle.key).order_by(Throttle.key)).all()
    assert kept == ["c", "d", "e"]


def test_a_bucket_that_is_forgotten_before_it_is_empty_can_not_be_made() -> None:
    hours = throttle.EMPTY_AFTER.total_seconds() / 3_600
    Bucket(size=hours, leaks_per_minute=1 / 60)
    with pytest.raises(ValueError, match="EMPTY_AFTER"):
        Bucket(size=hours + 1, leaks_per_minute=1 / 60)
