"""How many mails are where, and why those that wait have not left: for who follows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.core.enums import MailState, MailTrouble
from planner.store.models import Event, OutboxMail


@dataclass(frozen=True)
class Progress:
    """How many mails are where."""

    waiting: int = 0
    """Those that are being handed over right now, too."""
    sent: int = 0
    failed: int = 0
    stopped: int = 0

    @property
    def total(self) -> int:
        """All of them."""
        return self.waiting + self.sent + self.failed + self.stopped


def count_states(session: Session, *conditions: Any) -> Progress:
    """Return how many mails that meet the conditions are where."""
    found = dict(
        session.execute(
            select(OutboxMail.state, func.count()).where(*conditions).group_by(OutboxMail.state)
        ).all()
    )
    return _progress(found)


def _progress(found: Mapping[MailState, int]) -> Progress:
    return Progress(
        waiting=found.get(MailState.WAITING, 0) + found.get(MailState.SENDING, 0),
        sent=found.get(MailState.SENT, 0),
        failed=found.get(MailState.FAILED, 0),
        stopped=found.get(MailState.STOPPED, 0),
    )


def count_by_event(session: Session) -> list[tuple[int | None, str, Progress]]:
    """Return each event that mail is about with its title and counts, the latest event first.

    None with an empty title stands for mail about no event.
    """
    rows = session.execute(
        select(OutboxMail.event_id, Event.title, OutboxMail.state, func.count())
        .outerjoin(Event, Event.id == OutboxMail.event_id)
        .group_by(OutboxMail.event_id, Event.title, Event.starts_at, OutboxMail.state)
        .order_by(Event.starts_at.desc(), OutboxMail.event_id)
    )
    states: dict[tuple[int | None, str], dict[MailState, int]] = {}
    for event_id, title, state, count in rows:
        states.setdefault((event_id, title or ""), {})[state] = count
    return [(*event, _progress(found)) for event, found in states.items()]


def count_troubles(session: Session, *, event_id: int | None = None) -> dict[MailTrouble, int]:
    """Return why mail that waits has not left yet, and for how many mails that is so."""
    rows = session.execute(
        select(OutboxMail.trouble, func.count())
        .where(
            OutboxMail.state == MailState.WAITING,
            OutboxMail.trouble.is_not(None),
            *([OutboxMail.event_id == event_id] if event_id is not None else []),
        )
        .group_by(OutboxMail.trouble)
        .order_by(func.count().desc())
    )
    return {trouble: count for trouble, count in rows if trouble is not None}


def count_event(session: Session, event_id: int) -> Progress:
    """Return how many mails about an event are where."""
    return count_states(session, OutboxMail.event_id == event_id)


def is_about(session: Session, mail_id: int, *, event_id: int | None) -> bool:
    """Say whether there is such a mail, and it is about this event; None for no event."""
    about = OutboxMail.event_id
    is_it = about.is_(None) if event_id is None else about == event_id
    return session.scalar(select(OutboxMail.id).where(OutboxMail.id == mail_id, is_it)) is not None
