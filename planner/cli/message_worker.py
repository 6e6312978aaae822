"""What the server writes by itself: every few seconds it looks which messages have come due."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from planner.cli.common import right_now
from planner.settings import Settings
from planner.store import migrate
from planner.store.base import Store
from planner.web.mail_due import queue_due

EVERY_SECONDS = 10.0
log = logging.getLogger("planner")


def start(
    app: Flask,
    *,
    every_seconds: float = EVERY_SECONDS,
    clock: Callable[[], datetime] = right_now,
) -> threading.Event | None:
    """Begin to look in the background; set the event that is returned to stop.

    Every process of the server does it: each message has a key, and the outbox takes a key once.
    None where no mail leaves: what is not sent today is no news in a month.
    """
    settings: Settings = app.extensions["settings"]
    if not settings.mail_leaves:
        return None
    stop = threading.Event()
    threading.Thread(
        target=_loop, args=(app, every_seconds, clock, stop), name="messages", daemon=True
    ).start()
    return stop


def _loop(
    app: Flask, every_seconds: float, clock: Callable[[], datetime], stop: threading.Event
) -> None:
    store: Store = app.extensions["store"]
    is_current = False
    while not stop.wait(every_seconds):
        try:
            is_current = is_current or migrate.is_current(store)
            if is_current:
                queue_due(app, now=clock())
        except Exception:
            # Whatever is wrong now may be right in a while; nothing that is due is lost.
            log.exception("could not write what has come due")
