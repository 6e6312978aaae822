"""Erase what has been kept long enough, so that it can't be read anywhere any more.

What was counted stays: the turnout of an event is what forecasts learn from, and names nobody.
Source: docs/privacy.md.
"""

from contextlib import suppress
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, Result, delete, func, select, update
from sqlalchemy.orm import Session

from planner.core import retention
from planner.core.mail import GIVEN_UP_KEPT_FOR
from planner.services import learn, mail_queue
from planner.store.base import Base, Store
from planner.store.models import (
    AccountLink,
    Answer,
    AnswerChange,
    AnswerDiet,
    Batch,
    CalendarKey,
    CalendarUpload,
    CardMerge,
    Event,
    EventNotice,
    Gate,
    GateDevice,
    GuestContact,
    Intermediary,
    IntermediaryLink,
    IntermediaryRequest,
    Mailing,
    NamedGuest,
    NoticeTold,
    OutboxMail,
    Scan,
    SignIn,
    Throttle,
    ToldApart,
    Turnout,
    Unsubscription,
    Waiting,
)

EARLIEST_ZONE = timedelta(hours=14)
THROTTLES_KEPT_FOR = timedelta(days=1)  # every bucket has leaked empty by then
UPLOADS_KEPT_FOR = timedelta(days=1)
STOPPED_KEYS_KEPT_FOR = timedelta(days=90)  # until then a calendar program hears that it is gone
PRINTS_KEPT_FOR = timedelta(days=1)
PRINTS = "prints/*"
COPIES = ("backups/before-migration-*.db", "*.before-restore-*")


@dataclass(frozen=True)
class Purged:
    """How many rows went, or would go."""

    answers: int = 0
    diets: int = 0
    changes: int = 0
    waits: int = 0
    """Households in the line for a place."""
    scans: int = 0
    phones: int = 0
    """Enrolled at gates."""
    links: int = 0
    """From batches to who handed them out."""
    intermediaries: int = 0
    accesses: int = 0
    """Private links of who handed cards out; their sign-ins go with them."""
    requests: int = 0
    """What they asked of the organiser."""
    names: int = 0
    """Of guests, with their phone numbers and addresses."""
    addresses: int = 0
    """That guests left on their own pages."""
    told: int = 0
    """Ticks that a household was told of a change."""
    merges: int = 0
    """What was decided about cards that look alike."""
    letters: int = 0
    """Of mail that was given up: to whom, and what it said."""
    mails: int = 0
    """That they were sent, and who wanted no more."""
    sign_ins: int = 0
    throttles: int = 0
    account_links: int = 0
    """Mailed to begin an account or set a password, and too old to work."""
    uploads: int = 0
    """What was read from calendar files and not taken over."""
    calendar_keys: int = 0
    """Addresses of private calendars that were stopped."""

    @property
    def total(self) -> int:
        """All rows together."""
        return sum(getattr(self, field.name) for field in fields(self))


def due_events(session: Session, *, now: datetime) -> list[int]:
    """List the events whose answers may no longer be kept."""
    latest = now - timedelta(days=retention.FORGET_AFTER_DAYS) + EARLIEST_ZONE
    rows = session.execute(
        select(Event.id, Event.ends_at, Event.zone).where(Event.ends_at <= latest)
    )
    return [
        event_id
        for event_id, ends_at, zone in rows
        if not retention.is_kept(ends_at, zone, now=now)
    ]


def purge(session: Session, *, now: datetime) -> Purged:
    """Erase what is due; doing it twice does no harm. Afterwards call `make_unreadable`."""
    due = due_events(session, now=now)
    _count_before_erasing(session, due, now=now)
    answers = select(Answer.invitation_id).where(Answer.event_id.in_(due))
    gates = select(Gate.id).where(Gate.event_id.in_(due))
    diets = _erase(session, AnswerDiet, AnswerDiet.invitation_id.in_(answers))
    changes = _erase(session, AnswerChange, AnswerChange.event_id.in_(due))
    waits = _erase(session, Waiting, Waiting.event_id.in_(due))
    scans = _erase(session, Scan, Scan.event_id.in_(due))
    batches = select(Batch.id).where(Batch.event_id.in_(due))
    links = session.execute(
        update(Batch)
        .where(Batch.event_id.in_(due), Batch.intermediary_id.is_not(None))
        # The organiser may have named a batch after the person who handed it out.
        .values(intermediary_id=None, name="#" + func.cast(Batch.id, Batch.name.type))
        .execution_options(synchronize_session=False)
    )
    return Purged(
        answers=_erase(session, Answer, Answer.event_id.in_(due)),
        diets=diets,
        changes=changes,
        waits=waits,
        scans=scans,
        phones=_erase(session, GateDevice, GateDevice.gate_id.in_(gates)),
        links=_rows(links),
        intermediaries=_erase(session, Intermediary, _hands_out_nothing(now)),
        accesses=_erase(session, IntermediaryLink, IntermediaryLink.batch_id.in_(batches)),
        requests=_erase(session, IntermediaryRequest, IntermediaryRequest.batch_id.in_(batches)),
        names=_erase(session, NamedGuest, NamedGuest.event_id.in_(due)),
        addresses=_erase(session, GuestContact, GuestContact.event_id.in_(due)),
        told=_erase(
            session,
            NoticeTold,
            NoticeTold.notice_id.in_(select(EventNotice.id).where(EventNotice.event_id.in_(due))),
        ),
        merges=_erase(session, CardMerge, CardMerge.event_id.in_(due))
        + _erase(session, ToldApart, ToldApart.event_id.in_(due)),
        letters=mail_queue.wipe_old(session, ended_before=now - GIVEN_UP_KEPT_FOR),
        mails=_erase_mails(session, due, now=now),
        sign_ins=_erase(
            session,
            SignIn,
            SignIn.seen_at < now - timedelta(days=retention.SIGN_INS_KEPT_FOR_DAYS),
        ),
        throttles=_erase(session, Throttle, Throttle.updated_at < now - THROTTLES_KEPT_FOR),
        account_links=_erase(session, AccountLink, AccountLink.expires_at <= now),
        uploads=_erase(session, CalendarUpload, CalendarUpload.created_at < now - UPLOADS_KEPT_FOR),
        calendar_keys=_erase(
            session, CalendarKey, CalendarKey.revoked_at < now - STOPPED_KEYS_KEPT_FOR
        ),
    )


def make_unreadable(store: Store) -> bool:
    """Take erased rows out of SQLite's files too; False when a reader was in the way.

    Deleting only marks a row. `secure_delete`, set on every connection, overwrites it in the
    database; the write-ahead log still holds the old pages until it is emptied.
    """
    if not store.is_sqlite:
        return True
    with store.alone():
        connection = store.engine.raw_connection()
        try:
            cursor = connection.cursor()
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            was_busy = (cursor.fetchone() or (1,))[0]
            cursor.close()
        finally:
            connection.close()
    return not was_busy


def old_copies(folder: Path, *, now: datetime) -> list[Path]:
    """List copies of the database that the planner made itself and that are too old to keep."""
    oldest = (now - timedelta(days=retention.BACKUPS_KEPT_FOR_DAYS)).timestamp()
    found = (path for pattern in COPIES for path in folder.glob(pattern))
    return sorted(path for path in found if path.stat().st_mtime < oldest)


def old_prints(folder: Path, *, now: datetime) -> list[Path]:
    """List papers made to print whose day is over: the codes on them are those of the cards."""
    oldest = (now - PRINTS_KEPT_FOR).timestamp()
    return sorted(path for path in folder.glob(PRINTS) if path.stat().st_mtime < oldest)


def _erase_mails(session: Session, due: list[int], *, now: datetime) -> int:
    """Erase the mail about these events, and old mail about none."""
    oldest = now - timedelta(days=retention.FORGET_AFTER_DAYS)
    about_none = OutboxMail.event_id.is_(None) & (OutboxMail.ended_at < oldest)
    return (
        _erase(session, OutboxMail, OutboxMail.event_id.in_(due) | about_none)
        + _erase(session, Mailing, Mailing.event_id.in_(due))
        + _erase(session, Unsubscription, Unsubscription.event_id.in_(due))
    )


def _count_before_erasing(session: Session, due: list[int], *, now: datetime) -> None:
    """Keep the head count of an event that nobody closed: its scans go."""
    uncounted = session.scalars(
        select(Event).where(
            Event.id.in_(due),
            Event.id.in_(select(Scan.event_id)),
            Event.id.not_in(select(Turnout.event_id).where(Turnout.event_id.is_not(None))),
        )
    )
    for event in uncounted:
        # Scans that were all undone count nobody: then there is nothing to keep.
        with suppress(learn.NobodyCounted):
            learn.close_event(session, event, now=now)


def _erase(session: Session, table: type[Base], condition: ColumnElement[bool]) -> int:
    erased = session.execute(
        delete(table).where(condition).execution_options(synchronize_session=False)
    )
    return _rows(erased)


def _rows(result: Result[Any]) -> int:
    return cast("CursorResult[Any]", result).rowcount


def _hands_out_nothing(now: datetime) -> ColumnElement[bool]:
    """Match intermediaries without a batch, unless they were added today for the next one."""
    busy = select(Batch.intermediary_id).where(Batch.intermediary_id.is_not(None))
    return Intermediary.id.not_in(busy) & (Intermediary.created_at < now - timedelta(days=1))
