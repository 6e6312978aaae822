"""What happens at a commit happens in one order, and in one room."""

import re
from collections.abc import Callable
from typing import Any, cast

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.orm import ORMExecuteState, Session
from sqlalchemy.pool import QueuePool

from planner.paths import PACKAGE
from planner.services.plan import making
from planner.store import changes, scoping
from planner.store.base import Store, WritingSession
from planner.store.models import Event
from tests.support.cards import BARBECUE, MADE_AT
from tests.support.queries import count_queries

COUNT = select(func.count()).select_from(Event)
HOOK = re.compile(r"\bevent\.listen(s_for)?\(")


class Recorder:
    """Writes down what is done, in the order in which it is done."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def note(self, what: str) -> None:
        if self.seen[-1:] != [what]:
            self.seen.append(what)

    def around(self, name: str, work: Callable[..., None]) -> Callable[..., None]:
        def noted(*given: Any) -> None:
            self.note(name)
            work(*given)

        return noted

    def see_statement(self, state: ORMExecuteState) -> None:
        self.note("audit: see a statement")

    def see_flush(self, session: Session) -> None:
        self.note("audit: see what was written")

    def write_down(self, session: Session) -> None:
        self.note("audit: write down")


@pytest.fixture
def recorder(monkeypatch: pytest.MonkeyPatch) -> Recorder:
    recorder = Recorder()
    for module, name in (
        (scoping, "narrow_question"),
        (scoping, "say_whose_it_is"),
        (changes, "see_statement"),
        (changes, "see_objects"),
        (changes, "count"),
        (changes, "forget"),
    ):
        label = f"{module.__name__.rpartition('.')[2]}: {name.replace('_', ' ')}"
        monkeypatch.setattr(module, name, recorder.around(label, getattr(module, name)))
    return recorder


def watched(store: Store, recorder: Recorder) -> WritingSession:
    session = store.writing()
    session.watcher = recorder
    return session


def test_everything_that_happens_at_a_commit_happens_in_this_order(
    store: Store, recorder: Recorder
) -> None:
    for name in ("commit", "checkin"):
        event.listen(store.engine, name, lambda *given, name=name: recorder.note(name))
    with watched(store, recorder) as session:
        planned = making.create_event(session, BARBECUE, account_id=None, now=MADE_AT)
        session.flush()
        recorder.seen.clear()
        planned.title = "Another title"
        session.commit()
    assert recorder.seen == [
        "scoping: say whose it is",
        "changes: see objects",
        "audit: see what was written",
        "audit: write down",
        "changes: count",
        "commit",
        "checkin",
    ]


def test_a_statement_gets_its_scope_first(store: Store, recorder: Recorder) -> None:
    with watched(store, recorder) as session:
        scoping.host_id(session)
    assert recorder.seen == [
        "scoping: narrow question",
        "changes: see statement",
        "audit: see a statement",
    ]


def test_a_savepoint_writes_nothing_down(store: Store, recorder: Recorder) -> None:
    with watched(store, recorder) as session:
        with session.begin_nested():
            making.create_event(session, BARBECUE, account_id=None, now=MADE_AT)
        assert "changes: count" not in recorder.seen
        session.commit()
    assert recorder.seen[-2:] == ["audit: write down", "changes: count"]


def test_a_question_of_who_only_reads_is_narrowed_too(store: Store, recorder: Recorder) -> None:
    with store.reading() as session:
        scoping.host_id(session)
    assert recorder.seen == ["scoping: narrow question"]


def test_who_reads_shares_the_connection_of_who_writes(store: Store) -> None:
    taken = cast(QueuePool, store.engine.pool).checkedout
    with store.reading() as reader, store.writing() as writer:
        writer.reader = reader
        reader.scalar(COUNT)
        assert taken() == 1
        making.create_event(writer, BARBECUE, account_id=None, now=MADE_AT)
        writer.flush()
        assert (reader.scalar(COUNT), taken()) == (1, 1)
        writer.rollback()
        assert taken() == 0
        assert (reader.scalar(COUNT), taken()) == (0, 1)
        making.create_event(writer, BARBECUE, account_id=None, now=MADE_AT)
        writer.commit()
        assert taken() == 0
        assert (reader.scalar(COUNT), taken()) == (1, 1)


def test_what_was_read_stays_when_its_connection_is_given_back(store: Store) -> None:
    with store.transaction() as session:
        making.create_event(session, BARBECUE, account_id=None, now=MADE_AT)
    with store.reading() as reader, store.writing() as writer:
        writer.reader = reader
        planned = reader.scalars(select(Event)).one()
        writer.connection()
        with count_queries(store) as asked:
            assert planned.title == BARBECUE.title
        assert not asked
        assert planned.venue is not None, "loaded late, over the connection of the writer"


def test_a_session_that_reads_refuses_to_write(store: Store) -> None:
    with store.reading() as session:
        session.add(Event())
        with pytest.raises(RuntimeError, match="only reads"):
            session.flush()


def test_hooks_are_in_one_room() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if HOOK.search(path.read_text(encoding="utf-8"))
    }
    engines = {"store/base.py", "store/migrate.py", "store/reading_time.py"}
    assert found == {"store/sessions.py"} | engines
