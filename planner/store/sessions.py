"""What happens when a session asks, begins, flushes and commits: listed here, in this order.

Scope and audit can't be forgotten because no service does them: they hang on the sessions. After
the last step below the engine commits, and only then does the connection go back to its pool and
the next writer have a turn (`base._prepare_sqlite`).
"""

from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction, UOWTransaction

from planner.store import changes, said_pictures, scoping
from planner.store.base import ReadingSession, WritingSession


@event.listens_for(Session, "do_orm_execute")
def ask(state: ORMExecuteState) -> None:
    """Before every question and statement."""
    scoping.narrow_question(state)
    if isinstance(state.session, WritingSession):
        changes.see_statement(state)
        state.session.has_made = state.session.has_made or state.is_insert
        if state.session.watcher is not None:
            state.session.watcher.see_statement(state)


@event.listens_for(WritingSession, "after_transaction_create")
def begin(session: WritingSession, transaction: SessionTransaction) -> None:
    """Before a connection is taken: the one for reading goes back, and who reads shares ours."""
    if transaction.parent is None and session.reader is not None:
        session.reader.commit()
        session.reader.writer = session


@event.listens_for(WritingSession, "after_begin")
def do_first(
    session: WritingSession, transaction: SessionTransaction, connection: Connection
) -> None:
    """With the connection at hand, before the first question or statement of a transaction."""
    if transaction.parent is None and session.first is not None:
        session.first(connection)


@event.listens_for(Session, "before_flush")
def before_flush(session: Session, _context: UOWTransaction, _instances: Any) -> None:
    """Before new and changed objects are written."""
    if isinstance(session, ReadingSession):
        raise RuntimeError("this session only reads, and something was changed in it")
    scoping.say_whose_it_is(session)
    if isinstance(session, WritingSession):
        changes.see_objects(session)
        session.has_made = session.has_made or bool(session.new)
        said_pictures.see_objects(session)


@event.listens_for(WritingSession, "after_flush")
def after_flush(session: WritingSession, _context: UOWTransaction) -> None:
    """Once they are written, while it is still known what changed in them."""
    if session.watcher is not None:
        session.watcher.see_flush(session)


@event.listens_for(WritingSession, "before_commit")
def commit(session: WritingSession) -> None:
    """Before the commit: all is written, what guests said is told, who did it, what changed."""
    if session.in_nested_transaction():
        return  # a savepoint, which commits nothing
    session.flush()
    said_pictures.renew(session)
    if session.watcher is not None:
        session.watcher.write_down(session)
        session.flush()
    # Last, so that nobody waits for its row for long: every writer of an event needs it.
    changes.count(session)


@event.listens_for(WritingSession, "after_rollback")
def forget(session: WritingSession) -> None:
    """After everything was undone."""
    changes.forget(session)
    session.is_due = False
    said_pictures.forget(session)


@event.listens_for(WritingSession, "after_transaction_end")
def end(session: WritingSession, transaction: SessionTransaction) -> None:
    """Once the connection is given back: who reads takes one again when there is a question."""
    if transaction.parent is None and session.reader is not None:
        session.reader.writer = None
        session.reader.commit()
