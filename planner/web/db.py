"""One database session a request: for reading on GET and HEAD, for writing on POST.

A request holds one connection at a time. The pool has as many as threads ask at once: if each
could take a second one, all could wait for it at once, and nobody would be served. So who reads
shares the connection of who writes, while there is one (see `store/sessions.py`).
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from flask import Flask, current_app, g, request
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from planner.services import sent_forms
from planner.services.sent_forms import FirstAnswer
from planner.store.base import ReadingSession, Store, WritingSession
from planner.store.prepared import PreparedConnection
from planner.store.scoping import Scope, narrow

log = logging.getLogger("planner")


class PressedBefore(Exception):
    """This very form was sent before, and made something then."""

    def __init__(self, first: FirstAnswer) -> None:
        super().__init__("this form was sent before")
        self.first = first


@dataclass(frozen=True)
class Press:
    """A form that was sent with its key: what it makes is made once; see `web/once.py`.

    Attributes:
        mark: the same for whatever is the same press.
        organisation_id: whose people sent it.
        sent_at: the moment of this request.
        words_before: how many sentences already waited to be shown.
        afterwards: what is to be done once everything is committed.
    """

    mark: bytes
    organisation_id: int
    sent_at: datetime
    words_before: int
    afterwards: list[Callable[[], None]] = field(default_factory=list)

    def take(self, connection: Connection) -> None:
        """Take its mark, before anything else in a transaction.

        Raises:
            PressedBefore: it is taken.
        """
        first = sent_forms.take(
            connection, self.mark, organisation_id=self.organisation_id, now=self.sent_at
        )
        if first is not None:
            raise PressedBefore(first)


def init_db(app: Flask, store: Store) -> None:
    """Give the application its store and close what a request opened."""
    app.extensions["store"] = store
    app.teardown_appcontext(_close_sessions)


def store() -> Store:
    """Return the application's store."""
    return cast(Store, current_app.extensions["store"])


def session() -> Session:
    """Return this request's session; a view that writes commits it, once, at its end.

    On POST it takes the only writer's turn at its first question, so ask nothing of it before the
    form is valid, and do long arithmetic before it.
    """
    if request.method in {"GET", "HEAD", "OPTIONS"}:
        return reading_session()
    return writing_session()


def writing_session() -> WritingSession:
    """Return the session that writes, whatever the method: only where a protocol of others says so.

    Who comes back from the employer's sign-in comes by GET.
    """
    if "writing" not in g:
        g.writing = _narrowed(store().writing())
        g.writing.reader = reading_session()
        g.writing.watcher = current_app.extensions["new_watcher"]()
        if g.get("press") is not None:
            g.writing.first, g.writing.commit_waits = g.press.take, True
    return cast(WritingSession, g.writing)


def reading_session() -> ReadingSession:
    """Return a session that only reads, also on POST: it never keeps the gate waiting."""
    if "reading" not in g:
        g.reading = _narrowed(store().reading())
    return cast(ReadingSession, g.reading)


@contextmanager
def transaction() -> Iterator[Session]:
    """Give a session of its own, for what is kept at once, whatever comes of the request."""
    with store().writing() as session:
        session.reader = reading_session()
        with session.begin():
            yield session


def glance() -> PreparedConnection:
    """Return a connection for one question outside of any transaction: the quickest look."""
    if "reading" in g:
        g.reading.commit()  # gives its own back
    return store().glance()


def count_as_made() -> None:
    """Let this press be done once like one that makes rows, such as one that moves many things."""
    writing_session().has_made = True


def undo_all() -> None:
    """Undo what this request has written and not committed; its sessions can be asked again."""
    for name in ("writing", "reading"):
        opened = g.get(name)
        if opened is not None:
            opened.rollback()


def let_others_write() -> None:
    """Give the writers' turn back, with all that was written in it; what was read stays at hand."""
    opened = g.get("writing")
    if opened is not None:
        opened.rollback()


def read_anew() -> bool:
    """Give up what was being read, so that other questions are answered; not beside a writer.

    What was read is read again when it is asked.
    """
    if "writing" in g and g.writing.in_transaction():
        return False
    if "reading" in g:
        g.reading.rollback()
    return True


def begin_anew() -> None:
    """Undo what this request has written, and write with another session from here on."""
    undo_all()
    opened = g.pop("writing", None)
    if opened is not None:
        _close(opened)


def after_commit(work: Callable[[], None]) -> None:
    """Do what asks for a transaction of its own once this request's is committed."""
    if g.get("press") is None:
        work()
    else:
        g.press.afterwards.append(work)


def narrow_sessions(scope: Scope) -> None:
    """Let this request see and make only what is in scope, in sessions open already or later."""
    g.scope = scope
    for name in ("writing", "reading"):
        if name in g:
            _narrowed(g.get(name))


def _narrowed(session: Session) -> Session:
    if "scope" in g:
        narrow(session, g.scope)
    return session


def _close_sessions(error: BaseException | None) -> None:
    for name in ("writing", "reading"):
        opened = g.pop(name, None)
        if opened is not None:
            _close(opened)


def _close(opened: Session) -> None:
    """Close a session, also where its database went away meanwhile: the answer stands already."""
    try:
        opened.close()
    except DBAPIError as broken:
        log.warning("lost the database at the end of a request: %s", type(broken).__name__)
        opened.invalidate()
