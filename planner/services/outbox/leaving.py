"""In which order mail that waits leaves, and when the last one of it does."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, func, select
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
    """Return when the last mail that waits has left, if nothing stands in the way.

    Args:
        session: reads.
        now: the moment.
        per_minute: most mails a minute, of all events together.
        event_id: of which event; what leaves before it, of whichever event, is counted too.

    Returns:
        None where nothing waits.
    """
    waits = OutboxMail.state.in_(_WAITS)
    rank, latest = session.execute(
        select(func.max(OutboxMail.rank), func.max(OutboxMail.next_try_at)).where(
            waits, *_about(event_id)
        )
    ).one()
    if rank is None:
        return None
    ahead = session.scalar(select(func.count()).where(waits, OutboxMail.rank <= rank)) or 0
    return max(now, latest) + timedelta(minutes=ahead / per_minute)


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
