"""Find the event or the stack that an address names, or show that it is not there."""

from flask import abort
from sqlalchemy.orm import Session

from planner.services.invite import batches
from planner.services.plan import planning
from planner.store.models import Batch, Event, Gate
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


def event_of_guests(event_id: int) -> Event:
    """Return an event with what stands in its own row alone: the list of guests has to be quick."""
    event = reading_session().get(Event, event_id)
    if event is None:
        abort(404)
    return event


def gate_to_change(event_id: int, gate_id: int) -> Gate:
    """Return a gate of an event in the writing session: from here on nobody else writes."""
    found = session().get(Gate, gate_id)
    if found is None or found.event_id != event_id:
        abort(404)
    return found


def batch_to_show(event_id: int, batch_id: int) -> Batch:
    """Return a stack of an event; it can't be changed through this."""
    return _batch(reading_session(), event_id, batch_id)


def batch_to_change(event_id: int, batch_id: int) -> Batch:
    """Return a stack in the writing session: from here on nobody else writes."""
    return _batch(session(), event_id, batch_id)


def _batch(used: Session, event_id: int, batch_id: int) -> Batch:
    batch = batches.get_batch(used, batch_id)
    if batch is None or batch.event_id != event_id:
        abort(404)
    return batch
