"""What looks each day at the calendars of others that organisers chose: one process of all."""

import logging
import threading
from collections.abc import Callable
from contextlib import closing
from datetime import datetime

from flask import Flask

from planner.cli.common import right_now
from planner.cli.looking import begin, look_every
from planner.services.calendars import watching
from planner.settings import Settings
from planner.store.base import Store
from planner.store.leader import Leader
from planner.store.scoping import Scope, narrow

EVERY_SECONDS = 60.0
LEADS = "calendars"
log = logging.getLogger("planner")


def start(
    app: Flask,
    *,
    every_seconds: float = EVERY_SECONDS,
    clock: Callable[[], datetime] = right_now,
) -> threading.Event:
    """Begin to look in the background; set the event that is returned to stop."""

    def look_while_we_lead(stop: threading.Event) -> None:
        settings: Settings = app.extensions["settings"]
        with closing(Store(settings.database_url)) as own:
            leader = Leader(own, LEADS)
            look_every(
                every_seconds,
                lambda: leader.is_ours() and look(own, zone=settings.zone, clock=clock),
                store=own,
                stop=stop,
                complaint="could not look at calendars of others",
            )
            leader.give_up()

    return begin("calendars", look_while_we_lead)


def look(store: Store, *, zone: str, clock: Callable[[], datetime] = right_now) -> int:
    """Look at what is due, one calendar after another; return how many were looked at.

    What fails at one is noted without its address and holds up no other.
    """
    with store.transaction() as session:
        visits = watching.claim_due(session, now=clock())
    for visit in visits:
        try:
            _look_at(store, visit, zone=zone, clock=clock)
        except Exception as error:
            # No trace: what was asked for might stand in it.
            log.error("could not look at calendar %s: %s", visit.calendar_id, type(error).__name__)
    return len(visits)


def _look_at(
    store: Store, visit: watching.CalendarVisit, *, zone: str, clock: Callable[[], datetime]
) -> None:
    seen = watching.look_up(visit, zone=zone, now=clock())
    with store.transaction() as session:
        row = watching.still_watched(session, visit)
        if row is not None:
            narrow(session, Scope(row.organisation_id))
            watching.keep(session, row, seen, zone=zone, now=clock())
