"""One database session a request: for reading on GET and HEAD, for writing on POST.

A request holds one connection at a time. The pool has as many as threads ask at once: if each
could take a second one, all could wait for it at once, and nobody would be served. So who reads
shares the connection of who writes, while there is one (see `store/sessions.py`).
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import cast

from flask import Flask, current_app, g, request
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from planner.store.base import ReadingSession, Store
from planner.store.scoping import Scope, narrow

log = logging.getLogger("planner")


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


def writing_session() -> Session:
    """Return the session that writes, whatever the method: only where a protocol of others says so.

    Who comes back from the employer's sign-in comes by GET.
    """
    if "writing" not in g:
        g.writing = _narrowed(store().writing())
        g.writing.reader = reading_session()
        g.writing.watcher = current_app.extensions["new_watcher"]()
    return cast(Session, g.writing)


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


def glance() -> Connection:
    """Return a connection for one question outside of any transaction: the quickest look."""
    if "reading" in g:
        g.reading.commit()  # gives its own back
    return store().glance()


def undo_all() -> None:
    """Undo what this request has written and not committed; its sessions can be asked again."""
    for name in ("writing", "reading"):
        opened = g.get(name)
        if opened is not None:
            opened.rollback()


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
