"""What the server does by itself: erase and copy once a day, keep what was said, offer places."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from planner.cli.backup_keys import standing_seal
from planner.cli.common import right_now
from planner.services.answer import waiting_list
from planner.services.forecast import said
from planner.services.people import throttle
from planner.services.privacy import purge, purge_files, unreadable
from planner.services.privacy.erasures import ErasureLog
from planner.services.privacy.purge_kinds import Purged
from planner.services.upkeep import marks, rotation
from planner.services.upkeep.backups import Backup
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from planner.store.leader import Leader

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

    Every worker of every server begins it, and one of them all leads. When that one ends,
    the next to look takes it over.
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
        erased = purge.purge_in_turns(store, keep=settings.retention, now=now)
        purge_files.remove_files(settings.instance, now=now)
        ErasureLog(settings.instance, settings.code_key).drop_old(now=now)
        marks.leave(store, marks.PURGE, now=now)
        return erased
    finally:
        store.close()


def wipe_files(settings: Settings) -> bool:
    """Take what was erased out of the files; False when a reader was in the way."""
    store = Store(settings.database_url)
    try:
        return unreadable.make_unreadable(store)
    finally:
        store.close()


def serve_once(settings: Settings, *, now: datetime) -> int:
    """Offer places that came free to who waits longest; say how many offers were made."""
    store = Store(settings.database_url)
    try:
        if not migrate.is_current(store):
            return 0
        with store.reading() as session:
            if not waiting_list.is_anybody_waiting(session, now=now):
                return 0
        with store.transaction() as session:
            return waiting_list.serve_every_waiting_list(session, now=now)
    finally:
        store.close()


def keep_once(settings: Settings, *, now: datetime) -> int:
    """Keep what was said of events that began; say of how many."""
    store = Store(settings.database_url)
    try:
        if not migrate.is_current(store):
            return 0
        with store.reading() as session:
            if not said.is_any_due(session, now=now):
                return 0
        with store.transaction() as session:
            return said.keep_every_said(session, now=now)
    finally:
        store.close()


def forget_once(settings: Settings, *, now: datetime) -> int:
    """Forget counts of failures that are over; say how many."""
    store = Store(settings.database_url)
    try:
        if not migrate.is_current(store):
            return 0
        with store.transaction() as session:
            return throttle.forget_old(session, now=now)
    finally:
        store.close()


def back_up_once(settings: Settings, *, now: datetime) -> Backup | None:
    """Make the backup of the day, sealed; None when there is one, or no key to seal it for."""
    folder = settings.instance / "backups"
    seal = standing_seal(settings) if settings.daily_backup else None
    if seal is None:
        return None
    store = Store(settings.database_url)
    try:
        if not rotation.is_due(folder, is_sqlite=store.is_sqlite, now=now):
            return None
        made = rotation.rotate(store, folder, seal=seal, now=now, workshop=settings.instance)
        marks.leave(store, marks.BACKUP, now=now)
        return made
    finally:
        store.close()


def _loop(
    settings: Settings, first_after: float, clock: Callable[[], datetime], stop: threading.Event
) -> None:
    store = Store(settings.database_url)
    leader = Leader(store, "housekeeping")
    house = _House(settings)
    wait = first_after
    while not stop.wait(wait):
        wait = STEP_SECONDS
        try:
            if leader.is_ours():
                house.keep(now=clock())
        except Exception:
            # Whatever is wrong now may be right in a while; the server must go on.
            log.exception("could not do what is to be done by itself")
    leader.give_up()
    store.close()


class _House:
    """What is due in each step; what failed is tried again in the next one."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._steps_until_erasing = 0
        self._wiped_at = 0.0

    def keep(self, *, now: datetime) -> None:
        """Do what is due; one thing that fails keeps none of the others from being done."""
        for chore in (
            self._copy,
            self._keep_said,
            self._erase,
            self._serve,
            self._forget,
            self._wipe,
        ):
            try:
                chore(now)
            except Exception:
                log.exception("could not do what is to be done by itself: %s", chore.__name__)

    def _copy(self, now: datetime) -> None:
        made = back_up_once(self._settings, now=now)
        if made is not None:
            log.info("made the backup %s", made.path.name)

    def _keep_said(self, now: datetime) -> None:
        """Before anything is erased, for what was said was made from it."""
        keep_once(self._settings, now=now)

    def _erase(self, now: datetime) -> None:
        if self._steps_until_erasing > 0:
            self._steps_until_erasing -= 1
            return
        erased = erase_once(self._settings, now=now)
        self._steps_until_erasing = STEPS_A_DAY - 1
        self._wiped_at = 0.0
        log.info("erased %s rows that had been kept long enough", erased.total)

    def _serve(self, now: datetime) -> None:
        serve_once(self._settings, now=now)

    def _forget(self, now: datetime) -> None:
        forget_once(self._settings, now=now)

    def _wipe(self, now: datetime) -> None:
        """Take what was erased out of the files: after the purge, and when somebody asked."""
        asked = ErasureLog(self._settings.instance, self._settings.code_key).path
        changed_at = asked.stat().st_mtime if asked.exists() else 1.0
        # Until nobody is reading; then not before somebody is erased again.
        if changed_at > self._wiped_at and wipe_files(self._settings):
            self._wiped_at = changed_at
