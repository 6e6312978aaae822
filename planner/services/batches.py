"""What becomes of batches and cards: printed, handed out, lost, revoked."""

from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.orm import Session, joinedload

from planner.core.words import InvitationState
from planner.services import invite
from planner.store.models import Batch, Invitation


def list_batches(session: Session, event_id: int) -> list[Batch]:
    """List the batches of an event with who hands them out, the newest first."""
    return list(
        session.scalars(
            select(Batch)
            .where(Batch.event_id == event_id)
            .options(joinedload(Batch.intermediary))
            .order_by(Batch.id.desc())
        )
    )


def get_batch(session: Session, batch_id: int) -> Batch | None:
    """Return a batch with who hands it out."""
    return session.scalar(
        select(Batch).where(Batch.id == batch_id).options(joinedload(Batch.intermediary))
    )


def giver_of(batch: Batch) -> str:
    """Return the first name of who hands a batch out; empty unless guests may read it.

    The name of the batch itself is the organiser's alone: it may say why people were invited.
    """
    if not batch.names_intermediary or batch.intermediary is None:
        return ""
    return batch.intermediary.name.split()[0]


def mark_printed(session: Session, batch: Batch, *, now: datetime) -> None:
    """Note that the cards were printed; the last time counts."""
    session.execute(update(Batch).where(Batch.id == batch.id).values(printed_at=now))


def mark_handed_out(session: Session, batch: Batch, *, now: datetime) -> None:
    """Note that the cards went to who hands them out; the first time counts."""
    session.execute(
        update(Batch)
        .where(Batch.id == batch.id, Batch.handed_out_at.is_(None))
        .values(handed_out_at=now)
    )


def mark_not_handed_out(session: Session, batch: Batch) -> None:
    """Take back that the cards were handed out."""
    session.execute(update(Batch).where(Batch.id == batch.id).values(handed_out_at=None))


def revoke_batch(session: Session, batch: Batch) -> int:
    """Make every card of a batch worth nothing; return how many still were worth something."""
    return _revoke(session, Invitation.batch_id == batch.id)


def revoke_card(session: Session, event_id: int, number: int) -> bool:
    """Make one card worth nothing; False when there is no such card or it was revoked before."""
    return _revoke(session, Invitation.event_id == event_id, Invitation.number == number) > 0


def replace_card(
    session: Session, event_id: int, number: int, *, code_key: str, now: datetime
) -> Invitation | None:
    """Make a new card instead of a lost one; None when there is no such card or it was revoked.

    The lost card stops working, and an answer that was given with it no longer counts: the new
    card asks again.
    """
    lost = session.scalars(
        update(Invitation)
        .where(
            Invitation.event_id == event_id,
            Invitation.number == number,
            Invitation.state == InvitationState.ISSUED,
        )
        .values(state=InvitationState.REPLACED)
        .returning(Invitation)
    ).one_or_none()
    if lost is None:
        return None
    (number,) = invite.add_cards(session, lost.batch, count=1, code_key=code_key, now=now)
    return invite.find_by_number(session, event_id, number)


def _revoke(session: Session, *which: ColumnElement[bool]) -> int:
    revoked = session.scalars(
        update(Invitation)
        .where(*which, Invitation.state == InvitationState.ISSUED)
        .values(state=InvitationState.REVOKED)
        .returning(Invitation.id)
    )
    return len(revoked.all())
