"""Cards behind which nothing is kept yet: these alone are shown or printed to be handed out.

Whether a page was opened is not known, for reading changes nothing and previews of chats read too.
What is known for certain is that a household said or did something with a card. Until then its
page holds nothing but the event, so whoever sees the link learns nothing by it.
"""

from sqlalchemy import ColumnElement, exists, func, or_, select
from sqlalchemy.orm import Session

from planner.core.enums import InvitationState
from planner.store.hints import WithoutIndex
from planner.store.models import Answer, Batch, GuestContact, Invitation, Scan, Waiting


def is_told() -> ColumnElement[bool]:
    """Match cards with which a household answered, waits, left an address or came."""
    return or_(
        _has(Answer.invitation_id == Invitation.id),
        _has(Waiting.invitation_id == Invitation.id),
        _has(GuestContact.invitation_id == Invitation.id, GuestContact.email != ""),
        _has(
            # Else SQLite reads all scans of the event for each card.
            WithoutIndex(Scan.event_id) == Invitation.event_id,
            or_(
                Scan.invitation_id == Invitation.id,
                Scan.unknown_code_hash == Invitation.code_hash,
            ),
        ),
    )


def _has(*conditions: ColumnElement[bool]) -> ColumnElement[bool]:
    """Match cards of which there is a row, also where answers are asked for beside it."""
    return exists().where(*conditions).correlate(Invitation)


def count_told(session: Session, batch: Batch, *, number: int | None = None) -> int:
    """Count the cards of a batch that work and hold something of a household.

    Args:
        session: reads.
        batch: whose cards.
        number: look at this card alone.
    """
    of_number = (Invitation.number == number,) if number is not None else ()
    told = (*_works(batch), is_told(), *of_number)
    return session.scalar(select(func.count(Invitation.id)).where(*told)) or 0


def _works(batch: Batch) -> tuple[ColumnElement[bool], ...]:
    return (Invitation.batch_id == batch.id, Invitation.state == InvitationState.ISSUED)
