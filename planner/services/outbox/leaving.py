"""In which order mail that waits leaves, and when the last one of it does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import Session

from planner.core.enums import MailKind, MailState, MailTrouble
from planner.core.mail_rules import OVERTAKEN
from planner.store.models import OutboxMail

_WAITS = (MailState.WAITING, MailState.SENDING)


@dataclass(frozen=True, slots=True)
class WaitingKind:
    """How many mails of a kind wait."""

    kind: MailKind
    count: int


def waiting_kinds(session: Session, *, event_id: int | None = None) -> list[WaitingKind]:
    """Count what waits by kind, in the order in which it leaves; of one event, or of all."""
    rows = session.execute(
        select(OutboxMail.kind, func.count())
        .where(OutboxMail.state.in_(_WAITS), *_about(event_id))
        .group_by(OutboxMail.kind)
        .order_by(func.min(OutboxMail.rank), func.min(OutboxMail.next_try_at), OutboxMail.kind)
    )
    return [WaitingKind(kind, count) for kind, count in rows]


def last_leaves_at(
    session: Session, *, now: datetime, per_minute: int, event_id: int | None = None
) -> datetime | None:
    """Return when the last mail that waits leaves, if nothing new comes and the server answers.

    What goes before it counts, whatever it is about; so does how long a mail has to wait that was
    refused for now. In vain is no try of these.

    Args:
        session: reads.
        now: the moment.
        per_minute: how many mails leave a minute at most.
        event_id: the last one about an event; None for the last of all.

    Returns:
        None where nothing waits.
    """
    waits = OutboxMail.state.in_(_WAITS)
    goes_before: list[ColumnElement[bool]] = [waits]
    if event_id is not None:
        about = (waits, OutboxMail.event_id == event_id)
        rank = session.scalar(select(func.max(OutboxMail.rank)).where(*about))
        if rank is None:
            return None
        last = select(func.max(OutboxMail.next_try_at)).where(*about, OutboxMail.rank == rank)
        is_alike = and_(OutboxMail.rank == rank, OutboxMail.next_try_at <= last.scalar_subquery())
        goes_before.append(or_(OutboxMail.rank < rank, is_alike))
    later = OutboxMail.next_try_at > now
    due = session.scalar(select(func.count()).where(*goes_before, ~later)) or 0
    rows = session.execute(
        select(OutboxMail.next_try_at, func.count())
        .where(*goes_before, later)
        .group_by(OutboxMail.next_try_at)
        .order_by(OutboxMail.next_try_at.desc())
    ).all()
    step, behind, leaves_at = timedelta(minutes=1) / per_minute, 0, None
    # Whoever may leave from a moment on, and all who may later, leave after it one by one: the
    # moment after which that takes longest says when the last of them does.
    for moment, count in [*rows, *([(now, due)] if due else [])]:
        behind += count
        ends_at = moment + (behind - 1) * step
        leaves_at = ends_at if leaves_at is None else max(leaves_at, ends_at)
    return leaves_at


def count_overtaken(session: Session, *, event_id: int | None = None) -> dict[MailTrouble, int]:
    """Count the mails that did not leave because they made no sense any more, by reason."""
    rows = session.execute(
        select(OutboxMail.trouble, func.count())
        .where(
            OutboxMail.state == MailState.STOPPED,
            OutboxMail.trouble.in_(OVERTAKEN),
            *_about(event_id),
        )
        .group_by(OutboxMail.trouble)
        .order_by(func.count().desc(), OutboxMail.trouble)
    )
    return {trouble: count for trouble, count in rows if trouble is not None}


def count_rewritten(session: Session, *, event_id: int | None = None) -> int:
    """Count the mails that were written anew, because what they tell of had changed."""
    found = session.scalar(
        select(func.count())
        .select_from(OutboxMail)
        .where(OutboxMail.rewritten_at.is_not(None), *_about(event_id))
    )
    return found or 0


def _about(event_id: int | None) -> list[ColumnElement[bool]]:
    return [OutboxMail.event_id == event_id] if event_id is not None else []
