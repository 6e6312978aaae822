"""Find the stack of cards that an address names, or show that it is not there."""

from flask import abort
from sqlalchemy.orm import Session

from planner.services.invite import batches
from planner.store.models import Batch
from planner.web.db import reading_session, session


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
