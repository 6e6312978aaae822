"""Calendars of others that are looked at each day; what changed there is proposed, never done.

Whoever plans accepts a proposal or puts it away. What was put away is not proposed again until it
changes again. Source: docs/decisions/0061-calendars-at-an-address.md.
"""

import hashlib
import json
import zlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from planner.core.enums import CalendarTrouble
from planner.exports.ics_found import ForeignEntry, Reading, as_rows, of_rows
from planner.exports.ics_leaving import Leave, LeftOut
from planner.services.calendars import fetching, imports
from planner.services.calendars.fetching import Fetched, Unfetchable
from planner.services.calendars.imports import Missing, Proposal, Taken
from planner.services.calendars.reading import Refusal, read_file
from planner.store.models import ImportedEvent, WatchedCalendar
from planner.store.scoping import sees_part

EVERY = timedelta(days=1)
SPREAD = timedelta(hours=2)
FIRST_RETRY = timedelta(hours=1)
GIVEN_UP_AFTER = timedelta(days=14)
CLAIMED_FOR = timedelta(hours=1)
AT_ONCE = 20
_TOO_LARGE = {Refusal.TOO_BIG, Refusal.TOO_MANY, Refusal.TOO_MUCH}


@dataclass(frozen=True, repr=False)
class CalendarVisit:
    """Where to look, and by what its server tells that nothing changed.

    Attributes:
        calendar_id: None for one that nobody watches yet.
    """

    calendar_id: int | None
    address: str
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class CalendarLook:
    """What came of a look: a reading, a trouble, or neither where nothing changed."""

    reading: Reading | None = None
    trouble: CalendarTrouble | None = None
    etag: str = ""
    last_modified: str = ""


@dataclass(frozen=True)
class CalendarNews:
    """What is proposed: each entry and each absence by its mark, which changes when it does.

    Attributes:
        put_away: how many more would be, had nobody put them away.
    """

    proposals: tuple[tuple[str, Proposal], ...] = ()
    missing: tuple[tuple[str, Missing], ...] = ()
    as_it_was: int = 0
    left_out: tuple[LeftOut, ...] = ()
    put_away: int = 0

    @property
    def marks(self) -> frozenset[str]:
        """The marks of all that is proposed."""
        return frozenset(mark for mark, _one in (*self.proposals, *self.missing))


def look_up(visit: CalendarVisit, *, zone: str, now: datetime) -> CalendarLook:
    """Fetch and read a calendar. It takes up to half a minute: hold no transaction meanwhile."""
    try:
        fetched = fetching.fetch(visit.address, etag=visit.etag, last_modified=visit.last_modified)
    except Unfetchable as error:
        return CalendarLook(trouble=error.trouble)
    return CalendarLook() if fetched is None else _read(fetched, zone=zone, now=now)


def _read(fetched: Fetched, *, zone: str, now: datetime) -> CalendarLook:
    reading = read_file(fetched.content, zone=zone, now=now, largest=fetching.LARGEST)
    if isinstance(reading, Refusal):
        is_large = reading in _TOO_LARGE
        return CalendarLook(
            trouble=CalendarTrouble.TOO_BIG if is_large else CalendarTrouble.NO_CALENDAR
        )
    return CalendarLook(reading, etag=fetched.etag, last_modified=fetched.last_modified)


def watch(
    session: Session,
    look: CalendarLook,
    *,
    source: str,
    address: str,
    organisation_id: int,
    zone: str,
    now: datetime,
) -> WatchedCalendar:
    """Begin to look at a calendar each day; `look` is the first time, and went well."""
    row = WatchedCalendar(
        organisation_id=organisation_id, source=source, address=address, found=[], put_away=[]
    )
    session.add(row)
    session.flush()
    keep(session, row, look, zone=zone, now=now)
    return row


def is_watched(session: Session, source: str) -> bool:
    """Say whether a calendar of this name is looked at already."""
    return (
        session.scalar(select(WatchedCalendar.id).where(WatchedCalendar.source == source))
        is not None
    )


def watched(session: Session) -> Sequence[WatchedCalendar]:
    """List the calendars that are looked at, by name."""
    return session.scalars(
        select(WatchedCalendar).order_by(WatchedCalendar.source, WatchedCalendar.id)
    ).all()


def count_waiting(session: Session) -> int:
    """Count the calendars that propose something, or are not looked at any more."""
    if sees_part(session):
        return 0  # who plans nothing has nothing to settle
    which = or_(WatchedCalendar.has_news, WatchedCalendar.next_look_at.is_(None))
    return session.scalar(select(func.count(WatchedCalendar.id)).where(which)) or 0


def claim_due(session: Session, *, now: datetime) -> list[CalendarVisit]:
    """Take on what is due; who takes it on and dies has it looked at an hour later."""
    due = session.scalars(
        select(WatchedCalendar)
        .where(WatchedCalendar.next_look_at <= now, WatchedCalendar.is_demonstration.is_(False))
        .order_by(WatchedCalendar.next_look_at, WatchedCalendar.id)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    for row in due:
        row.next_look_at = now + CLAIMED_FOR
    return [visit_of(row, now=now) for row in due]


def visit_of(row: WatchedCalendar, *, now: datetime) -> CalendarVisit:
    """Say where to look. Once a week the whole is asked for: time goes on in what did not change.

    A series that never ends has its dates only a year and a half ahead.
    """
    if (now.toordinal() - row.id) % 7 == 0:
        return CalendarVisit(row.id, row.address)
    return CalendarVisit(row.id, row.address, row.etag, row.last_modified)


def keep(
    session: Session, row: WatchedCalendar, look: CalendarLook, *, zone: str, now: datetime
) -> None:
    """Keep what came of a look, and say when the next one is."""
    if look.trouble is not None:
        _note_trouble(row, look.trouble, now=now)
    else:
        row.trouble, row.failures, row.failing_since = None, 0, None
        row.read_at, row.next_look_at = now, now + EVERY + _spread(row.id, now)
        if look.reading is not None:
            row.found = as_rows(_for_all(session, row.source, look.reading))
            row.etag, row.last_modified = look.etag, look.last_modified
    _count_anew(session, row, zone=zone, now=now)


def _note_trouble(row: WatchedCalendar, trouble: CalendarTrouble, *, now: datetime) -> None:
    row.trouble, row.failures = trouble, row.failures + 1
    row.failing_since = row.failing_since or now
    if now - row.failing_since >= GIVEN_UP_AFTER:
        row.next_look_at, row.found, row.etag, row.last_modified = None, [], "", ""
    else:
        wait = FIRST_RETRY * 2 ** min(row.failures - 1, 5)
        row.next_look_at = now + min(wait, EVERY) + _spread(row.id, now) / 8


def _spread(calendar_id: int, now: datetime) -> timedelta:
    """Return a part of `SPREAD`, another one each day: no server is asked by all at one moment."""
    part = zlib.crc32(f"{calendar_id}/{now.date()}".encode()) / 2**32
    return SPREAD * part


def _for_all(session: Session, source: str, reading: Reading) -> Reading:
    """Leave out what is private there, but for what was taken over: all who plan see this."""
    private = {entry.uid for entry in reading.entries if entry.is_private}
    if not private:
        return reading
    known = set(
        session.scalars(
            select(ImportedEvent.uid).where(
                ImportedEvent.source == source, ImportedEvent.uid.in_(private)
            )
        )
    )
    kept = [one for one in reading.entries if not one.is_private or one.uid in known]
    hidden = [
        LeftOut("", Leave.PRIVATE, one.uid, one.recurrence_id, one.sequence)
        for one in reading.entries
        if one.is_private and one.uid not in known
    ]
    return replace(reading, entries=tuple(kept), left_out=(*reading.left_out, *hidden))


def reading_of(row: WatchedCalendar, *, now: datetime) -> Reading:
    """Return what was last read and is still to come."""
    reading = of_rows(row.found, name=row.source)
    to_come = tuple(one for one in reading.entries if (one.ends_at or one.starts_at) > now)
    return replace(reading, entries=to_come)


def news_of(session: Session, row: WatchedCalendar, *, zone: str, now: datetime) -> CalendarNews:
    """Say what is proposed now; nothing is changed."""
    reading = reading_of(row, now=now)
    if not row.found and row.trouble is not None:
        return CalendarNews()  # nothing is known of it any more, so nothing is gone either
    seen = imports.compare(session, row.source, reading, zone=zone, now=now)
    away = set(row.put_away)
    proposals = [(mark_of(one.entry), one) for one in seen.proposals if one.fate.may_be_taken]
    missing = [(_mark_of_missing(one), one) for one in seen.missing]
    return CalendarNews(
        tuple(one for one in proposals if one[0] not in away),
        tuple(one for one in missing if one[0] not in away),
        as_it_was=len(seen.proposals) - len(proposals),
        left_out=seen.left_out,
        put_away=sum(mark in away for mark, _one in (*proposals, *missing)),
    )


def take(
    session: Session,
    row: WatchedCalendar,
    marks: Collection[str],
    *,
    length: timedelta,
    zone: str,
    account_id: int,
    now: datetime,
) -> Taken:
    """Do what was proposed under these marks; what changed since it was shown is left alone."""
    reading = reading_of(row, now=now)
    wanted = set(marks) - set(row.put_away)
    chosen = {n for n, one in enumerate(reading.entries) if mark_of(one) in wanted}
    missing = imports.compare(session, row.source, reading, zone=zone, now=now).missing
    taken = imports.take(
        session,
        row.source,
        reading,
        chosen=chosen,
        removed={one.event_id for one in missing if _mark_of_missing(one) in wanted},
        length=length,
        zone=zone,
        account_id=account_id,
        now=now,
    )
    _count_anew(session, row, zone=zone, now=now)
    return taken


def put_away(
    session: Session,
    row: WatchedCalendar,
    marks: Collection[str],
    *,
    zone: str,
    now: datetime,
) -> int:
    """Propose these no more until they change; return how many were put away."""
    away = sorted(news_of(session, row, zone=zone, now=now).marks & set(marks))
    row.put_away = [*row.put_away, *away]
    _count_anew(session, row, zone=zone, now=now)
    return len(away)


def bring_back(session: Session, row: WatchedCalendar, *, zone: str, now: datetime) -> None:
    """Propose again what was put away."""
    row.put_away = []
    _count_anew(session, row, zone=zone, now=now)


def forget(session: Session, row: WatchedCalendar) -> None:
    """Look at a calendar no more; the events that came from it stay."""
    session.delete(row)


def _count_anew(session: Session, row: WatchedCalendar, *, zone: str, now: datetime) -> None:
    """Note whether anything is proposed, and drop marks of what is not there any more."""
    session.flush()
    if row.put_away and row.found:
        reading = reading_of(row, now=now)
        seen = imports.compare(session, row.source, reading, zone=zone, now=now)
        there = {mark_of(one) for one in reading.entries}
        there |= {_mark_of_missing(one) for one in seen.missing}
        row.put_away = [mark for mark in row.put_away if mark in there]
    row.has_news = bool(news_of(session, row, zone=zone, now=now).marks)
    session.flush()


def mark_of(entry: ForeignEntry) -> str:
    """Return the mark of an entry: another one once it says anything else."""
    return _mark(entry.uid, entry.recurrence_id, *imports.fields_of_entry(entry).values())


def _mark_of_missing(one: Missing) -> str:
    return _mark("called off" if one.is_called_off else "gone", one.event_id)


def _mark(*said: object) -> str:
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def still_watched(session: Session, visit: CalendarVisit) -> WatchedCalendar | None:
    """Return the calendar of an visit, held for a change; None where nobody watches it now."""
    row = session.get(WatchedCalendar, visit.calendar_id, with_for_update=True)
    return row if row is not None and row.address == visit.address else None
