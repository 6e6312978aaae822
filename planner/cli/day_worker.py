"""What looks after the food of events that go on: every twenty seconds, whoever has a page open."""

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from flask import Flask

from planner.cli.common import right_now
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from planner.store.leader import Leader
from planner.web.shortage_watch import look_after_shortages

EVERY_SECONDS = 20.0
"""With the mail worker's three seconds a mail is on its way within half a minute."""
LEADS = "day"
log = logging.getLogger("planner")


def start(
    app: Flask,
    *,
    every_seconds: float = EVERY_SECONDS,
    clock: Callable[[], datetime] = right_now,
) -> threading.Event:
    """Begin to look in the background; set the event that is returned to stop.

    Every process of every server begins it, and one of them all leads: looking at an event reads
    all of its scans.
    """
    stop = threading.Event()
    threading.Thread(
        target=_loop, args=(app, every_seconds, clock, stop), name="day", daemon=True
    ).start()
    return stop


def _loop(
    app: Flask, every_seconds: float, clock: Callable[[], datetime], stop: threading.Event
) -> None:
    settings: Settings = app.extensions["settings"]
    is_current = False
    with closing(Store(settings.database_url)) as own:
        leader = Leader(own, LEADS)
        while not stop.wait(every_seconds):
            try:
                is_current = is_current or migrate.is_current(own)
                if is_current and leader.is_ours():
                    look_after_shortages(app, now=clock())
            except Exception:
                # Whatever is wrong now may be right in a while.
                log.exception("could not look after the food of events that go on")
        leader.give_up()
