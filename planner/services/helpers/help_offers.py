"""How often somebody with a card said that they can help for an hour: a count, and nothing else."""

from sqlalchemy import update
from sqlalchemy.orm import Session

from planner.store.changes import QUIET
from planner.store.models import Event


def offer_help(session: Session, event_id: int) -> None:
    """Count that somebody said so once more; who says it twice is counted twice.

    No row and no moment is kept of it, and the event looks as if nothing had happened to it: no
    list of changes and no other moment tells when it was said, or with which card.
    """
    session.execute(
        update(Event)
        .where(Event.id == event_id)
        .values(help_offers=Event.help_offers + 1)
        .execution_options(**{QUIET: True, "synchronize_session": False})
    )
