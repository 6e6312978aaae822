"""Households to whom mail comes back: who they are, and what another address cures.

They are known by their letters, not by their addresses: inside a question about many events nobody
can compute a keyed hash.
"""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, select, update
from sqlalchemy.orm import Session, aliased

from planner.core.enums import MailState, MailTrouble
from planner.core.mail_rules import OF_ADDRESS, WRITTEN_ANEW
from planner.services.outbox import resting
from planner.services.outbox.rows import changed_rows, stop_mails
from planner.services.outbox.unsubscribing import hash_address
from planner.store.hints import WithoutIndex
from planner.store.models import Invitation, OutboxMail


def mail_comes_back() -> ColumnElement[bool]:
    """Match households whose last letter came back, was refused, or stayed here for that reason."""
    lost, later = aliased(OutboxMail), aliased(OutboxMail)
    arrived = exists().where(
        later.invitation_id == lost.invitation_id,
        later.state == MailState.SENT,
        later.sent_at > lost.ended_at,
    )
    return exists().where(
        lost.invitation_id == Invitation.id,
        # Else SQLite may read all mails that failed for each card.
        WithoutIndex(lost.state) == MailState.FAILED,
        lost.trouble.in_(OF_ADDRESS),
        ~arrived,
    )


def troubles_of(session: Session, invitation_ids: Collection[int]) -> dict[int, MailTrouble]:
    """Return why mail to some households came back, of those to whom it does.

    Args:
        session: reads.
        invitation_ids: of a page of a list.
    """
    if not invitation_ids:
        return {}
    rows = session.execute(
        select(OutboxMail.invitation_id, OutboxMail.trouble)
        .join(Invitation, Invitation.id == OutboxMail.invitation_id)
        .where(
            OutboxMail.invitation_id.in_(list(invitation_ids)),
            OutboxMail.state == MailState.FAILED,
            OutboxMail.trouble.in_(OF_ADDRESS),
            mail_comes_back(),
        )
        # What came back says why; that later mail stayed here says less, so it comes first.
        .order_by(OutboxMail.trouble != MailTrouble.RESTS, OutboxMail.ended_at, OutboxMail.id)
    )
    return {key: trouble for key, trouble in rows if key is not None and trouble is not None}


def send_again_to(
    session: Session, invitation_id: int, address: str, *, code_key: str, now: datetime
) -> int:
    """Let a household's lost letters wait for its right address; return how many do.

    Somebody says that it is right, so it rests no longer. What is written from an event's facts is
    written anew when it leaves, or dropped where it makes no sense any more; of the rest what is
    wiped is gone, and stopped.

    Args:
        session: writes.
        invitation_id: whose letters.
        address: as it is stored.
        code_key: of the installation.
        now: the moment.
    """
    found = hash_address(address, code_key=code_key)
    resting.end_rest(session, found)
    can_be_written = (OutboxMail.text != "") | OutboxMail.kind.in_(WRITTEN_ANEW)
    again = session.execute(
        update(OutboxMail)
        .where(*_lost_for_its_address(invitation_id), can_be_written)
        .values(
            state=MailState.WAITING,
            to_address=address,
            address_hash=found,
            tries=0,
            due_at=now,
            next_try_at=now,
            ended_at=None,
            sent_at=None,
            came_back_at=None,
            trouble=None,
            last_error="",
        )
        .execution_options(synchronize_session=False)
    )
    settle(session, invitation_id, now=now)
    return changed_rows(again)


def settle(session: Session, invitation_id: int, *, now: datetime) -> int:
    """Stop a household's letters that were lost for an address that it has no longer."""
    return stop_mails(session, *_lost_for_its_address(invitation_id), now=now)


def _lost_for_its_address(invitation_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        and_(OutboxMail.invitation_id == invitation_id, OutboxMail.state == MailState.FAILED),
        OutboxMail.trouble.in_(OF_ADDRESS),
    )
