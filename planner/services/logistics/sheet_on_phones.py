"""What the crew's phones know of the run sheet, and until when.

All lines, for building up begins days before; with who does them, in words and by the name of
their account, and nothing else of anybody. A phone at a gate keeps it without network until the
gate closes.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.services.gate.phones import Phone
from planner.services.logistics.sheet_rows import count_lines, lines_of
from planner.store.models import RunLine


def lines_on_phone(session: Session, phone: Phone, *, now: datetime) -> Sequence[RunLine]:
    """Return the lines that a phone at a gate may know, in the order of time; one question.

    Args:
        session: reads.
        phone: one that counts.
        now: the moment; after its gate has closed it knows none.
    """
    return lines_of(session, phone.event_id) if may_know_sheet(phone, now=now) else []


def has_sheet(session: Session, phone: Phone, *, now: datetime) -> bool:
    """Say whether there is a line that a phone at a gate may know."""
    return may_know_sheet(phone, now=now) and count_lines(session, phone.event_id) > 0


def may_know_sheet(phone: Phone, *, now: datetime) -> bool:
    """Say whether a phone may know lines: none of a draft, or what was called off or is over."""
    return phone.door.event_state is EventState.PUBLISHED and now <= phone.door.closes_at
