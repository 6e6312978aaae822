"""What the server writes by itself: every few seconds it looks which messages have come due."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime

from flask import Flask

from planner.cli.common import right_now
from planner.cli.looking import begin, look_every
from planner.settings import Settings
from planner.web.helper_mail import queue_helper_letters
from planner.web.mail_due import queue_due
from planner.web.organiser.attention.for_each import queue_digests
from planner.web.partner.letters import queue_partner_letters

EVERY_SECONDS = 10.0
COMPLAINT = "could not write what has come due"
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
    return begin(
        "messages",
        lambda stop: look_every(
            every_seconds,
            # Nothing that is due is lost when it fails.
            lambda: _queue_all(app, now=clock()),
            store=app.extensions["store"],
            stop=stop,
            complaint=COMPLAINT,
        ),
    )


def _queue_all(app: Flask, *, now: datetime) -> None:
    """Write each kind of what has come due; one that fails keeps none of the others back."""
    for write in (queue_due, queue_digests, queue_partner_letters, queue_helper_letters):
        try:
            write(app, now=now)
        except Exception:
            log.exception(COMPLAINT)
