"""What we know of one card at this moment, for a phone that asks before it decides."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.admission import Reason
from planner.core.zones import Zone
from planner.services.gate.items import ScanItem
from planner.services.gate.parties import find_cards
from planner.services.gate.phone_list import Entry, one_entry
from planner.services.gate.phones import Phone
from planner.store.base import connection_of
from planner.store.models import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherEvent:
    """The event that a card is for, when it is not that of the gate."""

    title: str
    starts_at: datetime
    zone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CardNow:
    """A card as it is now.

    Args:
        entry: as it stands on the phone's list; None where it stands on none.
        reason: why it does not; None when it does.
        other: the event that it is for, where that is one of the same organisation.
        part_title: what it is for, where that is a part of the gate's event.
    """

    entry: Entry | None = None
    reason: Reason | None = None
    other: OtherEvent | None = None
    part_title: str = ""


def look_at_card(
    session: Session, phone: Phone, item: ScanItem, *, own: tuple[str, ...], code_key: str
) -> CardNow:
    """Look a card up as it was shown; nothing is written."""
    cards = find_cards(connection_of(session), phone, [item], code_key=code_key, lock=False)
    card = cards.card(item)
    if card is None:
        reason = Reason.MISREAD if cards.is_misread(item) else Reason.UNKNOWN
        return CardNow(reason=reason)
    if cards.zone(card) is Zone.ELSEWHERE:
        return CardNow(reason=Reason.WRONG_EVENT, other=_other(session, phone, card.event_id))
    return CardNow(
        entry=one_entry(session, phone, card.id, own=own, code_key=code_key),
        part_title=cards.welcome().get(card.id) or "",
    )


def _other(session: Session, phone: Phone, event_id: int) -> OtherEvent | None:
    """Name the event of a card, unless it is somebody else's: those are not ours to tell."""
    ours = select(Event.organisation_id).where(Event.id == phone.event_id).scalar_subquery()
    row = session.execute(
        select(Event.title, Event.starts_at, Event.zone).where(
            Event.id == event_id, Event.organisation_id == ours
        )
    ).one_or_none()
    return OtherEvent(title=row.title, starts_at=row.starts_at, zone=row.zone) if row else None
