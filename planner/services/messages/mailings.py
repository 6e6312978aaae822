"""What went out about an event: mail-outs of an organiser, and what went by itself."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.enums import MailKind, MailState
from planner.services.outbox.counts import Progress
from planner.services.outbox.posting import progress
from planner.store.models import Mailing, OutboxMail

Key = TypeVar("Key", MailKind, int)
MOST_LISTED = 20


@dataclass(frozen=True)
class MailingEntry:
    """One mail-out, and how far it is."""

    id: int
    kind: MailKind
    created_at: datetime
    is_stopped: bool
    progress: Progress


def list_mailings(session: Session, event_id: int) -> Sequence[MailingEntry]:
    """List the mail-outs about an event, the latest first."""
    rows = session.scalars(
        select(Mailing)
        .where(Mailing.event_id == event_id)
        .order_by(Mailing.created_at.desc(), Mailing.id.desc())
        .limit(MOST_LISTED)
    ).all()
    return [_entry(session, row) for row in rows]


def find_mailing(session: Session, event_id: int, mailing_id: int) -> MailingEntry | None:
    """Return a mail-out about an event."""
    row = session.scalar(
        select(Mailing).where(Mailing.id == mailing_id, Mailing.event_id == event_id)
    )
    return _entry(session, row) if row else None


def sent_by_themselves(session: Session, event_id: int) -> dict[MailKind, Progress]:
    """Count the mails about an event that belong to no mail-out, by kind."""
    rows = session.execute(
        select(OutboxMail.kind, OutboxMail.state, func.count())
        .where(OutboxMail.event_id == event_id, OutboxMail.mailing_id.is_(None))
        .group_by(OutboxMail.kind, OutboxMail.state)
        .order_by(OutboxMail.kind)
    )
    return _by_state((kind, state, count) for kind, state, count in rows)


def progress_of(session: Session, mailing_ids: Collection[int]) -> dict[int, Progress]:
    """Return how far each of several mail-outs is; one question. Without letters one is left out.

    Args:
        session: reads.
        mailing_ids: of which.
    """
    if not mailing_ids:
        return {}
    rows = session.execute(
        select(OutboxMail.mailing_id, OutboxMail.state, func.count())
        .where(OutboxMail.mailing_id.in_(sorted(mailing_ids)))
        .group_by(OutboxMail.mailing_id, OutboxMail.state)
    )
    return _by_state((key, state, count) for key, state, count in rows if key is not None)


def _by_state(rows: Iterable[tuple[Key, MailState, int]]) -> dict[Key, Progress]:
    found: dict[Key, dict[MailState, int]] = {}
    for key, state, count in rows:
        found.setdefault(key, {})[state] = count
    return {
        key: Progress(
            waiting=states.get(MailState.WAITING, 0) + states.get(MailState.SENDING, 0),
            sent=states.get(MailState.SENT, 0),
            failed=states.get(MailState.FAILED, 0),
            stopped=states.get(MailState.STOPPED, 0),
        )
        for key, states in found.items()
    }


def _entry(session: Session, row: Mailing) -> MailingEntry:
    return MailingEntry(
        id=row.id,
        kind=row.kind,
        created_at=row.created_at,
        is_stopped=row.stopped_at is not None,
        progress=progress(session, row.id),
    )
