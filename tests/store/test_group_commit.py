"""Work that waits for the writer's turn: one commit for all, and each keeps its own result."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import event, text

from planner.store.base import Store
from planner.store.locks import WriterWaitedTooLong
from planner.store.prepared import PreparedConnection

PATIENCE_SECONDS = 60
"""As long as a slow machine needs; nothing here waits for it to be over."""


@pytest.fixture
def notes(tmp_path: Path) -> Iterator[Store]:
    """A database with one table, and no waiting for less than a minute."""
    store = Store(f"sqlite:///{tmp_path / 'notes.db'}", patience_seconds=PATIENCE_SECONDS)
    store.commit_in_group(lambda connection: connection.execute(text("CREATE TABLE note (word)")))
    yield store
    store.close()


def write(word: str) -> Callable[[PreparedConnection], str]:
    """Give work that writes a word down and returns it."""

    def work(connection: PreparedConnection) -> str:
        connection.execute(text("INSERT INTO note VALUES (:word)"), {"word": word})
        return word

    return work


def break_down(connection: PreparedConnection) -> str:
    raise ZeroDivisionError


def written(store: Store) -> list[str]:
    with store.glance() as connection:
        return list(connection.execute(text("SELECT word FROM note ORDER BY word")).scalars())


def together(
    store: Store,
    works: list[Callable[[PreparedConnection], str]],
    *,
    meanwhile: Callable[[], object],
) -> list[Future[str]]:
    """Let pieces of work wait for a turn that somebody else has, until all of them do."""
    assert store._group is not None
    with ThreadPoolExecutor(len(works)) as pool, store.alone():
        futures = [pool.submit(store.commit_in_group, work) for work in works]
        ends = time.monotonic() + PATIENCE_SECONDS
        while len(store._group._waiting) < len(works) and time.monotonic() < ends:
            time.sleep(0.01)
        meanwhile()
    return futures


def test_those_who_wait_share_one_commit(notes: Store) -> None:
    commits: list[int] = []
    event.listen(notes.engine, "commit", lambda connection: commits.append(1))
    words = list("abcdef")
    done = together(notes, [write(word) for word in words], meanwhile=commits.clear)
    assert [each.result() for each in done] == words, "everybody gets their own result"
    assert written(notes) == words
    assert len(commits) == 1


def test_what_fails_is_undone_alone_and_fails_for_nobody_else(notes: Store) -> None:
    works = [write("a"), break_down, write("b")]
    first, broken, last = together(notes, works, meanwhile=lambda: None)
    assert (first.result(), last.result()) == ("a", "b")
    with pytest.raises(ZeroDivisionError):
        broken.result()
    assert written(notes) == ["a", "b"], "each of them once, though they were done twice"


def test_nobody_is_told_before_it_is_committed(notes: Store) -> None:
    def write_and_look(word: str) -> list[str]:
        notes.commit_in_group(write(word))
        return written(notes)

    words = [f"{number:03}" for number in range(60)]
    with ThreadPoolExecutor(6) as pool:
        for word, seen in zip(words, pool.map(write_and_look, words), strict=True):
            assert word in seen
    assert written(notes) == words


def test_a_failed_commit_is_told_to_whom_it_concerns(notes: Store) -> None:
    def refuse(connection: object) -> None:
        raise OSError("the disk is full")

    event.listen(notes.engine, "commit", refuse)
    done = together(notes, [write("a"), write("b")], meanwhile=lambda: None)
    event.remove(notes.engine, "commit", refuse)
    assert all(isinstance(each.exception(), OSError) for each in done)
    assert written(notes) == []
    assert notes.commit_in_group(write("c")) == "c", "and the next turn goes on as ever"


def test_whoever_comes_during_a_turn_has_the_next_one(notes: Store) -> None:
    assert notes._group is not None
    line, later = notes._group._waiting, list[threading.Thread]()

    def write_slowly(connection: PreparedConnection) -> str:
        later.append(threading.Thread(target=notes.commit_in_group, args=(write("b"),)))
        later[0].start()
        ends = time.monotonic() + PATIENCE_SECONDS
        while not line and time.monotonic() < ends:
            time.sleep(0.01)
        return write("a")(connection)

    notes.commit_in_group(write_slowly)
    later[0].join(PATIENCE_SECONDS)
    assert written(notes) == ["a", "b"]


def test_everybody_is_told_when_the_turn_is_not_to_be_had(tmp_path: Path) -> None:
    store = Store(f"sqlite:///{tmp_path / 'notes.db'}", patience_seconds=0.2)
    store.commit_in_group(lambda connection: connection.execute(text("CREATE TABLE note (word)")))
    with store.alone(), ThreadPoolExecutor(3) as pool:
        waiting = [pool.submit(store.commit_in_group, write(word)) for word in "abc"]
        assert all(isinstance(each.exception(), WriterWaitedTooLong) for each in waiting)
    assert written(store) == []
    assert store.commit_in_group(write("d")) == "d"
    store.close()
