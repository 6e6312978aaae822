"""Look after the food of the events that go on, whether or not anybody has their page open.

The server calls this every twenty seconds. While nothing goes on it asks one cheap question. What
runs short is written down once, together with the mail that tells of it; gate phones read it with
their list. Whatever is wrong with one event keeps no other from being looked at.
"""

import logging
from datetime import datetime

from flask import Flask

from planner.services.day import errands
from planner.services.day.live import watch_event
from planner.services.logistics.suppliers import on_call_of
from planner.services.outbox import posting
from planner.services.people.shortage_mail import who_wants_to_know
from planner.settings import Settings
from planner.store.base import Store
from planner.store.models import Event
from planner.web.shortage_letters import shortage_letters

log = logging.getLogger("planner")


def look_after_shortages(app: Flask, *, now: datetime) -> int:
    """Write down what runs short and queue the mail about it; return how many letters are new."""
    store: Store = app.extensions["store"]
    with store.reading() as reading:
        going_on = errands.events_going_on(reading, now=now)
    if not going_on:
        return 0
    settings: Settings = app.extensions["settings"]
    new = 0
    # Addresses in letters are those of a request to the public address.
    with app.test_request_context(base_url=settings.base_url):
        for event_id in going_on:
            try:
                new += _look_at(store, settings, event_id, now=now)
            except Exception:
                log.exception("could not look after the food of an event")
    return new


def _look_at(store: Store, settings: Settings, event_id: int, *, now: datetime) -> int:
    with store.reading() as reading:
        seen = watch_event(reading, reading.get_one(Event, event_id), now=now)
        needs = errands.find_needs(seen.dishes)
        if not errands.is_news(seen.errands, needs):
            return 0
    with store.transaction() as session:
        raised = errands.write_down(session, event_id, needs, now=now)
        # Where no mail leaves, none is written: old news must not leave when a server is set.
        if raised is None or not settings.mail_leaves:
            return 0
        event = session.get_one(Event, event_id)
        letters = shortage_letters(
            event,
            raised,
            who_wants_to_know(session, event),
            on_call_of(session, event),
            now=now,
        )
        return posting.queue(session, letters, now=now)
