"""What looks every twenty seconds after the food of events that go on, and counts what waits.

It also offers places in shifts that came free to who waits for one: that goes on without any mail.
"""

import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from flask import Flask

from planner.cli.common import right_now
from planner.cli.looking import begin, look_every
from planner.settings import Settings
from planner.store.base import Store
from planner.store.leader import Leader
from planner.web.helper_mail import serve_lines
from planner.web.organiser.attention.for_each import count_for_who_is_here
from planner.web.shortage_watch import look_after_shortages

EVERY_SECONDS = 20.0
"""With the mail worker's three seconds a mail is on its way within half a minute."""
LEADS = "day"


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

    def look_while_we_lead(stop: threading.Event) -> None:
        settings: Settings = app.extensions["settings"]
        with closing(Store(settings.database_url)) as own:
            leader = Leader(own, LEADS)
            look_every(
                every_seconds,
                lambda: _look(app, leader, now=clock()),
                store=own,
                stop=stop,
                complaint="could not look after the food of events that go on",
            )
            leader.give_up()

    return begin("day", look_while_we_lead)


def _look(app: Flask, leader: Leader, *, now: datetime) -> None:
    if not leader.is_ours():
        return
    look_after_shortages(app, now=now)
    # After it: food that runs short cannot wait.
    count_for_who_is_here(app, now=now)
    serve_lines(app, now=now)
