"""The outbox as who sends it sees it: what is due, whose turn it is, and what became of it.

One mail is claimed at a time, by a statement that only changes a row that still looks as it did:
of two senders one gets it. A claim ends by itself, so that nothing is lost with who had it.
Source: docs/decisions/0011-outbox.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from planner.core.enums import MailKind, MailState, MailTrouble
from planner.core.mail_rules import BEFORE_THE_END, LEASE, WAITS_FOR, pause_after
from planner.services.outbox.rows import WIPED, changed_rows
from planner.store.models import Event, OutboxMail

READ = (
    OutboxMail.id,
    OutboxMail.kind,
    OutboxMail.created_at,
    OutboxMail.tries,
    OutboxMail.claimed_until,
    OutboxMail.to_address,
    OutboxMail.language,
    OutboxMail.subject,
    OutboxMail.text,
    OutboxMail.html,
    OutboxMail.calendar,
    OutboxMail.calendar_method,
    OutboxMail.unsubscribe_url,
    OutboxMail.sender_name,
    OutboxMail.reply_to,
    OutboxMail.logo_id,
    OutboxMail.event_id,
)


@dataclass(frozen=True, slots=True)
class DeliveryOutcome:
    """What became of handing a mail over."""

    trouble: MailTrouble | None = None
    """None: the mail server has taken it."""
    status: str = ""
    """Of the mail server, such as '550 5.1.1'; never its text, which quotes addresses."""
    is_final: bool = False
    """Trying again makes no sense."""
    is_for_all: bool = False
    """The trouble is the server's or ours, not this mail's: it costs the mail none of its tries."""


TAKEN = DeliveryOutcome()


@dataclass(frozen=True, slots=True)
class Claimed:
    """A mail that is ours to send until `until`."""

    id: int
    kind: MailKind
    created_at: datetime
    tries: int
    """With this one."""
    until: datetime
    to: str
    language: str
    subject: str
    text: str
    html: str
    calendar: bytes | None
    calendar_method: str
    unsubscribe_url: str
    sender_name: str
    reply_to: str
    logo_id: int | None
    event_id: int | None


def find_due(session: Session, *, now: datetime, limit: int = 20) -> list[int]:
    """List mails that may leave now, news before bulk; only reads."""
    return list(
        session.scalars(
            select(OutboxMail.id)
            .where(_is_free(now))
            .order_by(OutboxMail.rank, OutboxMail.next_try_at, OutboxMail.id)
            .limit(limit)
        )
    )


def claim(session: Session, mail_id: int, *, now: datetime) -> Claimed | None:
    """Take a mail to send it; None when somebody else has it or it may not leave any more."""
    row = session.execute(
        update(OutboxMail)
        .where(OutboxMail.id == mail_id, _is_free(now))
        .values(state=MailState.SENDING, tries=OutboxMail.tries + 1, claimed_until=now + LEASE)
        .returning(*READ)
        .execution_options(synchronize_session=False)
    ).one_or_none()
    return Claimed(*cast("tuple[Any, ...]", row)) if row else None


def settle(session: Session, mail: Claimed, outcome: DeliveryOutcome, *, now: datetime) -> None:
    """Note what became of a mail.

    That it was sent is noted whoever has it now: it must not be sent again. Anything else only as
    long as the claim is still ours.
    """
    change = update(OutboxMail).where(OutboxMail.id == mail.id)
    if outcome.trouble is None:
        # What has come back before we could note that it was taken stays so.
        change = change.where(OutboxMail.state != MailState.SENT, OutboxMail.came_back_at.is_(None))
    else:
        change = change.where(
            OutboxMail.state == MailState.SENDING, OutboxMail.claimed_until == mail.until
        )
    session.execute(
        change.values(**_after(mail, outcome, now)).execution_options(synchronize_session=False)
    )


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
            OutboxMail.to_address != "",
        )
        .values(**WIPED)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(wiped)


def _is_free(now: datetime) -> Any:
    """Match mail that may leave now, and mail whose sender died with it."""
    return or_(
        and_(OutboxMail.state == MailState.WAITING, OutboxMail.next_try_at <= now),
        and_(OutboxMail.state == MailState.SENDING, OutboxMail.claimed_until <= now),
    )


def _after(mail: Claimed, outcome: DeliveryOutcome, now: datetime) -> dict[str, Any]:
    """Return the new values of a mail."""
    if outcome.trouble is None:
        return {
            **WIPED,
            "state": MailState.SENT,
            "sent_at": now,
            "ended_at": now,
            "trouble": None,
            "last_error": "",
        }
    noted: dict[str, Any] = {
        "trouble": outcome.trouble,
        "last_error": outcome.status,
        "claimed_until": None,
    }
    if outcome.is_for_all:
        return {**noted, "state": MailState.WAITING, "tries": max(0, mail.tries - 1)}
    pause: timedelta | None = None if outcome.is_final else pause_after(mail.tries)
    if pause is None:
        return {**noted, "state": MailState.FAILED, "ended_at": now}
    return {**noted, "state": MailState.WAITING, "next_try_at": now + pause}


def _give_up(session: Session, trouble: MailTrouble, *conditions: Any, now: datetime) -> int:
    given_up = session.execute(
        update(OutboxMail)
        .where(*conditions)
        .values(state=MailState.FAILED, trouble=trouble, ended_at=now, claimed_until=None)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(given_up)
