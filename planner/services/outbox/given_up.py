"""Mail that is given up: what makes no sense any more, and what a person has to say yes to again.

Source: docs/decisions/0011-outbox.md.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from planner.core.enums import MailKind, MailState, MailTrouble
from planner.core.mail_rules import BEFORE_THE_END, WAITS_FOR
from planner.services.outbox.rows import WIPED, changed_rows
from planner.store.models import Event, OutboxMail


def expire(session: Session, *, now: datetime) -> int:
    """Give up what makes no sense any more and return how many mails that were.

    Mail about an event that is over, and mail that could not leave for days: whether that still
    has to leave is for a person to say.
    """
    over = select(Event.id).where(Event.ends_at <= now)
    waits = OutboxMail.state == MailState.WAITING
    late = (OutboxMail.kind.in_(BEFORE_THE_END), OutboxMail.event_id.in_(over))
    return _give_up(session, MailTrouble.TOO_LATE, waits, *late, now=now) + _give_up(
        session, MailTrouble.WAITED, waits, OutboxMail.due_at <= now - WAITS_FOR, now=now
    )


def hold_restored(session: Session, *, now: datetime) -> int:
    """Give up all that waits in a backup that was put back, and return how many mails that were.

    It may have left after the backup was made: whether to try again is for a person to say.
    """
    waits = OutboxMail.state.in_([MailState.WAITING, MailState.SENDING])
    return _give_up(session, MailTrouble.RESTORED, waits, now=now)


def is_anything_to_expire(session: Session, *, now: datetime) -> bool:
    """Say whether `expire` would find something; only reads."""
    over = select(Event.id).where(Event.ends_at <= now)
    found = session.execute(
        select(OutboxMail.id)
        .where(
            OutboxMail.state == MailState.WAITING,
            or_(
                OutboxMail.due_at <= now - WAITS_FOR,
                and_(OutboxMail.kind.in_(BEFORE_THE_END), OutboxMail.event_id.in_(over)),
            ),
        )
        .limit(1)
    ).first()
    return found is not None


def wipe_old(session: Session, *, ended_before: datetime) -> int:
    """Wipe to whom mail went and what it said, of what was given up before a moment.

    Sooner what went to who may have asked us to forget them.
    """
    wiped = session.execute(
        update(OutboxMail)
        .where(
            OutboxMail.state == MailState.FAILED,
            or_(OutboxMail.ended_at < ended_before, OutboxMail.kind == MailKind.WITHDRAWAL),
            # Of what came back no address is kept, but a hash that says whose it was.
            or_(OutboxMail.to_address != "", OutboxMail.address_hash.is_not(None)),
        )
        .values(**WIPED)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(wiped)


def _give_up(session: Session, trouble: MailTrouble, *conditions: Any, now: datetime) -> int:
    given_up = session.execute(
        update(OutboxMail)
        .where(*conditions)
        .values(state=MailState.FAILED, trouble=trouble, ended_at=now, claimed_until=None)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(given_up)
