"""Find the event whose guests a page shows: its title alone, for the list has to be quick."""

from flask import abort

from planner.store.models import Event
from planner.web.db import reading_session


def event_of_guests(event_id: int) -> Event:
    """Return an event with what stands in its own row; the rest is not read."""
    event = reading_session().get(Event, event_id)
    if event is None:
        abort(404)
    return event
