"""The worker that reads what comes in, in the background: one of all servers on a database."""

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from flask import Flask

from planner.cli.common import right_now
from planner.core.mail_way_in import MailboxServer, PipeIn
from planner.services.incoming import state
from planner.services.incoming.imap import ImapMailbox, WayInBlocked
from planner.services.incoming.reading import Looked, look_once
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from planner.store.leader import Leader
from planner.web.mail_incoming import take_in

EVERY_SECONDS = 60.0
LEADS = "incoming"
Open = Callable[[MailboxServer], ImapMailbox]
log = logging.getLogger("planner")


def start(
    app: Flask,
    *,
    every_seconds: float = EVERY_SECONDS,
    clock: Callable[[], datetime] = right_now,
    opened: Open = ImapMailbox,
) -> threading.Event | None:
    """Begin to read in the background; set the event that is returned to stop.

    Where the mail server hands messages over, it is only noted that answers can come from now on.
    None where there is no way in.
    """
    settings: Settings = app.extensions["settings"]
    if settings.way_in is None:
        return None
    stop = threading.Event()
    threading.Thread(
        target=_run,
        args=(app, stop, every_seconds, clock, opened),
        name="incoming",
        daemon=True,
    ).start()
    return stop


def _run(
    app: Flask,
    stop: threading.Event,
    every_seconds: float,
    clock: Callable[[], datetime],
    opened: Open,
) -> None:
    settings: Settings = app.extensions["settings"]
    with closing(Store(settings.database_url)) as store:
        leader, is_current = Leader(store, LEADS), False
        try:
            while True:
                try:
                    is_current = is_current or migrate.is_current(store)
                    if is_current and leader.is_ours():
                        _look(app, store, clock, opened, lambda: not stop.is_set())
                except Exception as error:
                    # Whatever is wrong now may be right in a while; what came in waits there.
                    log.error("mail that came in could not be read: %s", type(error).__name__)
                if stop.wait(every_seconds):
                    return
        finally:
            leader.give_up()


def _look(
    app: Flask,
    store: Store,
    clock: Callable[[], datetime],
    opened: Open,
    goes_on: Callable[[], bool],
) -> None:
    settings: Settings = app.extensions["settings"]
    if isinstance(settings.way_in, PipeIn):
        begin_pipe(store, now=clock())
        return
    try:
        done = look_at_mailbox(app, store, clock=clock, opened=opened, goes_on=goes_on)
    except WayInBlocked as blocked:
        log.warning("mail that came in could not be read: %s", blocked.trouble.value)
        with store.transaction() as session:
            state.note_trouble(session, blocked.trouble)
        return
    if done.ours or done.broken:
        log.info("%s messages came in, %s could not be read", done.ours, done.broken)


def look_at_mailbox(
    app: Flask,
    store: Store,
    *,
    clock: Callable[[], datetime],
    opened: Open = ImapMailbox,
    goes_on: Callable[[], bool] = lambda: True,
) -> Looked:
    """Look once into the mailbox of the settings; nothing where there is none.

    Raises:
        WayInBlocked: it can't be read.
    """
    settings: Settings = app.extensions["settings"]
    way, addresses = settings.way_in, settings.return_addresses
    if not isinstance(way, MailboxServer) or addresses is None:
        return Looked()
    with closing(opened(way)) as mailbox:
        return look_once(
            store,
            mailbox,
            addresses,
            lambda raw: take_in(app, raw, now=clock()),
            now=clock(),
            goes_on=goes_on,
        )


def begin_pipe(store: Store, *, now: datetime) -> None:
    """Note, once, that answers can come in from now on."""
    with store.reading() as session:
        if state.find_state(session) is not None:
            return
    with store.transaction() as session:
        state.note_read(session, now=now)
