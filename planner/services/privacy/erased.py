"""What was erased and what is to be erased next, for organisers to see that promises are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from planner.core.retention import Retention
from planner.store.models import Answer, Event, PurgeRecord


@dataclass(frozen=True)
class Went:
    """What went at one moment of one event, or of none."""

    at: datetime
    event: Event | None
    rows: dict[str, int]
    """Counts by kind."""


@dataclass(frozen=True)
class Coming:
    """An event whose answers are still kept, and the day on which they go."""

    event: Event
    on: date
    answers: int


def list_went(session: Session, *, event_id: int | None = None, most: int = 100) -> list[Went]:
    """List what was erased, the latest first."""
    query = select(PurgeRecord).options(
        joinedload(PurgeRecord.event).load_only(Event.title, Event.zone)
    )
    if event_id is not None:
        query = query.where(PurgeRecord.event_id == event_id)
    query = query.order_by(PurgeRecord.purged_at.desc(), PurgeRecord.id).limit(most * 15)
    groups: dict[tuple[datetime, int | None], list[PurgeRecord]] = {}
    for record in session.scalars(query):
        groups.setdefault((record.purged_at, record.event_id), []).append(record)
    return [_went(records) for records in list(groups.values())[:most]]


def list_coming(session: Session, *, keep: Retention, now: datetime) -> list[Coming]:
    """List past events whose answers are still kept, the first to go first."""
    since = now - timedelta(days=keep.keep_days + 2)
    events = session.scalars(
        select(Event).where(Event.ends_at <= now, Event.ends_at >= since).order_by(Event.ends_at)
    ).all()
    counts = dict(
        session.execute(
            select(Answer.event_id, func.count())
            .where(Answer.event_id.in_([event.id for event in events]))
            .group_by(Answer.event_id)
        ).all()
    )
    return [
        Coming(
            event,
            keep.forget_on(event.ends_at, event.zone, event.keep_days),
            counts.get(event.id, 0),
        )
        for event in events
        if keep.is_kept(event.ends_at, event.zone, event.keep_days, now=now)
    ]


def _went(records: Sequence[PurgeRecord]) -> Went:
    rows: dict[str, int] = {}
    for record in records:
        rows[record.kind] = rows.get(record.kind, 0) + record.rows
    return Went(records[0].purged_at, records[0].event, rows)
