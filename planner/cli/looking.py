"""What a server looks after by itself, again and again, in a thread of its own."""

import logging
import threading
from collections.abc import Callable

from planner.store import migrate
from planner.store.base import Store

log = logging.getLogger("planner")


def begin(name: str, loop: Callable[[threading.Event], None]) -> threading.Event:
    """Begin a loop in the background; set the event that is returned to stop it."""
    stop = threading.Event()
    threading.Thread(target=loop, args=(stop,), name=name, daemon=True).start()
    return stop


def look_every(
    seconds: float,
    look: Callable[[], object],
    *,
    store: Store,
    stop: threading.Event,
    complaint: str,
) -> None:
    """Look until `stop` is set; not while the tables are of another version.

    Args:
        seconds: before each time, also the first.
        look: may fail: whatever is wrong now may be right in a while.
        store: whose tables are looked at.
        stop: ends it.
        complaint: what is logged when it failed.
    """
    is_current = False
    while not stop.wait(seconds):
        try:
            is_current = is_current or migrate.is_current(store)
            if is_current:
                look()
        except Exception:
            log.exception(complaint)
