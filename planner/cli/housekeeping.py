"""What the server does by itself: erase once a day, and offer places that came free."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from planner.cli.common import right_now
from planner.services import purge, waiting
from planner.services.erasures import ErasureLog
from planner.services.purge import Purged
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store

FIRST_AFTER_SECONDS = 60.0
STEP_SECONDS = 300.0
STEPS_A_DAY = 288
log = logging.getLogger("planner")


def start(
    settings: Settings,
    *,
    first_after: float = FIRST_AFTER_SECONDS,
    clock: Callable[[], datetime] = right_now,
) -> threading.Event:
    """Begin to keep house in the background; set the event that is returned to stop.

    Every worker does it: the second one finds nothing left, so no worker has to be the chosen one.
    """
    stop = threading.Event()
    worker = threading.Thread(
        target=_loop, args=(settings, first_after, clock, stop), name="housekeeping", daemon=True
    )
    worker.start()
    return stop


def erase_once(settings: Settings, *, now: datetime) -> Purged:
    """Erase what has been kept long enough; say how many rows went. `wipe_files` comes after."""
    store = Store(settings.database_url)
    try:
        if not migrate.is_current(store):
            return Purged()
        with store.transaction() as session:
            erased = purge.purge(session, keep=settings.retention, now=now)
        purge.remove_files(settings.instance, now=now)
        ErasureLog(settings.instance, settings.code_key).drop_old(now=now)
        return erased
    finally:
        store.close()


def wipe_files(settings: Settings) -> bool:
    """Take what was erased out of the files; False when a reader was in the way."""
    store = Store(settings.database_url)
    try:
        return purge.make_unreadable(store)
    finally:
        store.close()


def serve_once(settings: Settings, *, now: datetime) -> int:
    """Offer places that came free to who waits longest; say how many offers were made."""
    store = Store(settings.database_url)
    try:
        if not migrate.is_current(store):
            return 0
        with store.reading() as session:
            if not waiting.is_anybody_waiting(session, now=now):
                return 0
        with store.transaction() as session:
            return waiting.serve_every_line(session, now=now)
    finally:
        store.close()


def _loop(
    settings: Settings, first_after: float, clock: Callable[[], datetime], stop: threading.Event
) -> None:
    wait, step, wiped_at = first_after, 0, 0.0
    asked = ErasureLog(settings.instance, settings.code_key).path
    while not stop.wait(wait):
        wait = STEP_SECONDS
        try:
            if step % STEPS_A_DAY == 0:
                erased = erase_once(settings, now=clock())
                log.info("erased %s rows that had been kept long enough", erased.total)
                wiped_at = 0.0
            serve_once(settings, now=clock())
            changed_at = asked.stat().st_mtime if asked.exists() else 1.0
            # Until nobody is reading; then not before somebody is erased again.
            if changed_at > wiped_at and wipe_files(settings):
                wiped_at = changed_at
        except Exception:
            # Whatever is wrong now may be right in a while; the server must go on.
            log.exception("could not do what is to be done by itself")
        step += 1
