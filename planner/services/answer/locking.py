"""The turn that whoever takes or frees places at an event waits for."""

from functools import cache
from typing import cast

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from planner.store.models import Event
from planner.store.whole_rows import RowQuestion


def lock_answers(session: Session, event_id: int) -> Event:
    """Wait for our turn among all that take places at an event; return it as it is now.

    The row of the event is the queue: without it two parties could both see the last place. The
    weaker lock lets the gate write scans meanwhile. SQLite has only one writer anyway.
    """
    ((event,),) = _event_in_turn().ask(session, {"event_id": event_id})
    return cast(Event, event)


@cache
def _event_in_turn() -> RowQuestion:
    return RowQuestion(
        select(Event)
        .where(Event.id == bindparam("event_id"))
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
