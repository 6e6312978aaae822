"""What takes long in a planner of a whole country, and what a gate feels of it meanwhile.

The purge of a day and of a month, a backup, the public feed. A gate is a writer every 20 ms that
raises the count of one card, as each scan does.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import text

from planner.core.retention import Retention
from planner.services.privacy import purge
from planner.services.upkeep import backups
from planner.store.base import Store
from tests.support.busy_evening import NOW
from tests.support.every_page import EveryPage

EVERY_SECONDS = 0.02


class Gate:
    """Writes to one card again and again, and notes how long each time takes."""

    def __init__(self, url: str, event_id: int) -> None:
        self._store, self._event_id = Store(url), event_id
        self._ends = threading.Event()
        self.millis: list[float] = []

    def __enter__(self) -> "Gate":
        self._thread = threading.Thread(target=self._work)
        self._thread.start()
        return self

    def __exit__(self, *_given: object) -> None:
        self._ends.set()
        self._thread.join()
        self._store.close()

    def level(self, part: float) -> float:
        """The time below which this part of the writes was done, in ms."""
        return sorted(self.millis)[min(len(self.millis) - 1, int(part * len(self.millis)))]

    def _work(self) -> None:
        raised = text(
            "UPDATE invitation SET scans_seen = scans_seen + 1"
            " WHERE event_id = :event_id AND number = 1"
        )
        while not self._ends.wait(EVERY_SECONDS):
            began = time.perf_counter()
            with self._store.transaction() as session:
                session.execute(raised, {"event_id": self._event_id})
            self.millis.append(1000 * (time.perf_counter() - began))


def measure(pages: EveryPage) -> None:
    """Do each, and print how long it took and what the gate felt. It erases nearly everything."""
    store = pages.store
    url = store.url.render_as_string(hide_password=False)
    event_id = pages.evening.event_id

    def erase(now: datetime) -> Callable[[], object]:
        return lambda: purge.purge_in_turns(store, keep=Retention(), now=now)

    with tempfile.TemporaryDirectory() as name:
        works: dict[str, Callable[[], object]] = {
            "nothing": lambda: time.sleep(3),
            "the public feed, made anew": lambda: _feed(pages),
            "a backup": lambda: backups.write_backup(store, Path(name) / "backup"),
            "the purge of a day": erase(NOW + timedelta(days=11)),
            "the purge of a day, when nothing is due": erase(NOW + timedelta(days=11)),
            "the purge of a month": erase(NOW + timedelta(days=41)),
        }
        for what, work in works.items():
            with Gate(url, event_id) as gate:
                began = time.monotonic()
                work()
                took = time.monotonic() - began
            sys.stdout.write(
                f"  {what:<42} {took:6.1f} s; a gate meanwhile: {len(gate.millis):5} writes,"
                f" p50 {gate.level(0.5):5.1f}, p99 {gate.level(0.99):6.1f},"
                f" worst {gate.level(1):6.1f} ms\n"
            )
            sys.stdout.flush()


def _feed(pages: EveryPage) -> None:
    with pages.store.transaction() as session:
        session.execute(text("UPDATE calendar_state SET changes = changes + 1"))
    answer = pages.app.test_client().get("/calendar.ics")
    if answer.status_code != 200:
        raise RuntimeError(f"the feed: {answer.status_code}")
