"""By which address each card knows its organiser: calendars answer it, and match by it.

A card keeps the one it first got. Letters that were written before anybody read what comes in named
the sender that all share; what changes or cancels such an entry has to name the same.
"""

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.return_addresses import ReturnAddresses
from planner.services.incoming.state import began_at
from planner.store.models import Event, OutboxMail

_EARLIER = "cards_with_everybodys_organiser"


def address_of(
    session: Session, event: Event, invitation_id: int, addresses: ReturnAddresses
) -> str:
    """Return a card's own address; empty where it knows everybody's, or nothing is read yet."""
    began = began_at(session)
    if began is None or invitation_id in _written_earlier(session, event):
        return ""
    return addresses.for_card(invitation_id)


def _written_earlier(session: Session, event: Event) -> frozenset[int]:
    """Return the cards that got a calendar part before; nothing is asked of a younger event."""
    began = began_at(session)
    if began is None or event.created_at >= began:
        return frozenset()
    known: dict[int, frozenset[int]] = session.info.setdefault(_EARLIER, {})
    if event.id not in known:
        ids = session.scalars(
            select(OutboxMail.invitation_id).where(
                OutboxMail.event_id == event.id,
                OutboxMail.calendar_method != "",
                OutboxMail.created_at < began,
            )
        )
        known[event.id] = frozenset(one for one in ids if one is not None)
    return known[event.id]
