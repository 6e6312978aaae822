"""Find what an address names, or show that it is not there."""

from flask import abort

from planner.services.plan import planning
from planner.store.models import Event
from planner.web.db import reading_session, session


def event_to_show(event_id: int) -> Event:
    """Return an event with all that its page shows; it can't be changed through this."""
    event = planning.get_event(reading_session(), event_id)
    if event is None:
        abort(404)
    return event


def event_to_change(event_id: int) -> Event:
    """Return an event in the writing session: from here on nobody else writes."""
    event = planning.get_event(session(), event_id)
    if event is None:
        abort(404)
    return event
