"""Events from somebody else's calendar become drafts, and a second file changes them.

An event is known again by its source, its UID and which date of a series it is. What an organiser
changed here is never overwritten unasked, and nothing is ever removed unasked.
Source: docs/decisions/0012-calendars.md.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import DeletedKind, EventState, EventType
from planner.core.turnout import EventKind
from planner.exports.ics_found import ForeignEntry, Reading
from planner.exports.ics_leaving import Leave, LeftOut
from planner.services import deleted
from planner.services.calendars import absence
from planner.services.calendars.matching import Key, dated, match
from planner.services.messages import notices
from planner.services.plan import event_plan, making, menus, planning
from planner.services.plan.event_plan import EventPlan
from planner.store.models import Batch, Event, ImportedEvent

USUAL_LENGTH = timedelta(hours=2)


class Fate(Enum):
    """What becomes of an entry if the organiser says yes to it."""

    NEW = "new"
    CHANGED = "changed"
    """The file says something else than last time, and nobody changed it here."""
    BOTH_CHANGED = "both_changed"
    """The file says something else, and so does the organiser: taking it loses the latter."""
    PUBLISHED = "published"
    """The file says something else of an event that guests see already."""
    SAME = "same"
    OLDER = "older"
    """The file is older than what was read before."""

    @property
    def is_taken_unasked(self) -> bool:
        """Whether the preview proposes to take it."""
        return self in {Fate.NEW, Fate.CHANGED}

    @property
    def may_be_taken(self) -> bool:
        """Whether there is anything to take."""
        return self not in {Fate.SAME, Fate.OLDER}


@dataclass(frozen=True, kw_only=True)
class Proposal:
    """An entry of a file beside the event that was made of it before.

    Attributes:
        changed: the fields in which the file differs from what is here, by their names.
        elsewhere: the calendar from which an entry of this name came in before, if any.
    """

    entry: ForeignEntry
    fate: Fate
    event_id: int | None = None
    changed: tuple[str, ...] = ()
    elsewhere: str = ""

    @property
    def is_taken_unasked(self) -> bool:
        """Whether the preview proposes to take it.

        What is private there is for nobody here, and what came from elsewhere would be here twice.
        """
        return self.fate.is_taken_unasked and not self.entry.is_private and not self.elsewhere


@dataclass(frozen=True, kw_only=True)
class Missing:
    """An event that was made of an entry which is not in the file any more, or is cancelled there.

    Attributes:
        is_called_off: whether the file says so; else the entry is only gone from it.
        may_go: whether it is a draft without cards, which can be removed; any other can be
            cancelled, as every event.
    """

    event_id: int
    title: str
    starts_at: datetime
    is_called_off: bool
    may_go: bool


@dataclass(frozen=True)
class Comparison:
    """A file beside what is here.

    Attributes:
        left_out: of the file, but for cancellations of what came from it: those are in `missing`.
    """

    proposals: tuple[Proposal, ...]
    missing: tuple[Missing, ...]
    left_out: tuple[LeftOut, ...]


@dataclass(frozen=True)
class Taken:
    """How many drafts were made, how many events changed, how many drafts removed.

    Attributes:
        untold: of the events that changed, those whose guests somebody has to tell.
    """

    made: int = 0
    changed: int = 0
    removed: int = 0
    untold: int = 0


def compare(
    session: Session, source: str, reading: Reading, *, zone: str, now: datetime
) -> Comparison:
    """Say what would become of each entry; nothing is changed.

    Args:
        session: reads.
        source: what the organiser calls the calendar.
        reading: what is in the file.
        zone: in which days begin.
        now: the moment.
    """
    rows = {
        (row.uid, row.recurrence_id): row
        for row in session.scalars(
            select(ImportedEvent)
            .where(ImportedEvent.source == source)
            .options(joinedload(ImportedEvent.event).joinedload(Event.venue))
        )
    }
    found = _match(rows, reading, zone=zone, now=now)
    known_elsewhere = _elsewhere(session, source, reading)
    proposals = tuple(
        _propose(entry, rows.get(found.get(entry.key, entry.key)), known_elsewhere)
        for entry in reading.entries
    )
    with_cards = set(session.scalars(select(Batch.event_id)))
    missing = [
        Missing(
            event_id=row.event_id,
            title=row.event.title,
            starts_at=row.event.starts_at,
            is_called_off=is_called_off,
            may_go=row.event.state is EventState.DRAFT and row.event_id not in with_cards,
        )
        for row, is_called_off in absence.missing(rows, reading, found, now=now)
    ]
    known_uids = {uid for uid, _which in rows}
    left_out = tuple(
        one
        for one in reading.left_out
        if one.reason is not Leave.CANCELLED or one.uid not in known_uids
    )
    return Comparison(proposals, tuple(sorted(missing, key=lambda one: one.starts_at)), left_out)


def _match(
    rows: Mapping[Key, ImportedEvent], reading: Reading, *, zone: str, now: datetime
) -> dict[Key, Key]:
    """Find the row of each entry of the file, and of each that it cancels."""
    known = [
        dated(key, datetime.fromisoformat(row.as_read["starts_at"]))
        for key, row in rows.items()
        if row.event.ends_at > now
    ]
    # What names a date that is over here is that one: no other may take its name.
    are_over = rows.keys() - {one.key for one in known}
    said = [
        dated(entry.key, entry.starts_at) for entry in reading.entries if entry.key not in are_over
    ]
    said += [
        dated((one.uid, one.recurrence_id), now)
        for one in reading.left_out
        if one.reason is Leave.CANCELLED and one.recurrence_id
    ]
    return match(known, said, zone=zone)


def _elsewhere(session: Session, source: str, reading: Reading) -> dict[str, str]:
    """Say from which other calendar entries of these names came in before."""
    uids = {entry.uid for entry in reading.entries}
    if not uids:
        return {}
    known = session.execute(
        select(ImportedEvent.uid, ImportedEvent.source)
        .where(ImportedEvent.source != source, ImportedEvent.uid.in_(uids))
        .distinct()
        .order_by(ImportedEvent.source.desc())
    )
    return {one.uid: one.source for one in known}


def take(
    session: Session,
    source: str,
    reading: Reading,
    *,
    chosen: Collection[int],
    removed: Collection[int],
    length: timedelta = USUAL_LENGTH,
    zone: str,
    account_id: int | None,
    now: datetime,
) -> Taken:
    """Make and change drafts as the organiser chose.

    It compares once more, so that nothing is overwritten that was changed since the preview.

    Args:
        session: adds and flushes.
        source: what the organiser calls the calendar.
        reading: what was read from the file.
        chosen: places in its entries, from 0.
        removed: ids of drafts that are not in the file any more, to remove.
        length: of events whose end the file does not say.
        zone: of new events, and in which days begin.
        account_id: who does it.
        now: the moment.
    """
    comparison = compare(session, source, reading, zone=zone, now=now)
    made, changed = 0, set[int]()
    for number, proposal in enumerate(comparison.proposals):
        if number not in chosen or not proposal.fate.may_be_taken:
            continue
        if proposal.event_id is None:
            _make(session, source, proposal.entry, length, zone, account_id, now)
            made += 1
        else:
            _change(session, proposal, now=now)
            changed.add(proposal.event_id)
    gone = [one.event_id for one in comparison.missing if one.may_go and one.event_id in removed]
    for event_id in gone:
        event = session.get_one(Event, event_id)
        kept = deleted.keep(
            session, event, DeletedKind.EVENT, name=event.title, by_id=account_id, now=now
        )
        deleted.delete_rows(session, kept)
    session.flush()
    return Taken(made, len(changed), len(gone), notices.count_pending(session, changed))


def _propose(
    entry: ForeignEntry, row: ImportedEvent | None, elsewhere: Mapping[str, str]
) -> Proposal:
    if row is None:
        return Proposal(entry=entry, fate=Fate.NEW, elsewhere=elsewhere.get(entry.uid, ""))
    read, ours, before = fields_of_entry(entry), _fields_of(row.event), row.as_read
    if _is_older(entry, row):
        fate = Fate.OLDER
    elif read == before:
        fate = Fate.SAME
    elif row.event.state is not EventState.DRAFT:
        fate = Fate.PUBLISHED
    elif _differ(before, ours):
        fate = Fate.BOTH_CHANGED
    else:
        fate = Fate.CHANGED
    changed = tuple(_differ(read, ours))
    if fate.may_be_taken and not changed:
        fate = Fate.SAME  # the organiser already made of it what the file says now
    return Proposal(entry=entry, fate=fate, event_id=row.event_id, changed=changed)


def _is_older(entry: ForeignEntry, row: ImportedEvent) -> bool:
    """Say whether something newer was read before: by its number, then by when it changed."""
    if entry.sequence != row.sequence or entry.revised_at is None or row.revised_at is None:
        return entry.sequence < row.sequence
    return entry.revised_at < row.revised_at


def _make(
    session: Session,
    source: str,
    entry: ForeignEntry,
    length: timedelta,
    zone: str,
    account_id: int | None,
    now: datetime,
) -> None:
    wish = EventPlan(
        title=entry.title,
        event_type=EventType.PARTY,
        kind=EventKind.UNSURE,
        starts_at=entry.starts_at,
        ends_at=entry.ends_at or entry.starts_at + length,
        zone=zone,
        venue_name=entry.venue_name,
        venue_address=entry.venue_address,
        description=entry.description,
        menu_preset=menus.NO_MENU,
    )
    event = making.create_event(session, wish, account_id=account_id, now=now, is_draft=True)
    session.add(
        ImportedEvent(
            event=event,
            source=source,
            uid=entry.uid,
            recurrence_id=entry.recurrence_id,
            sequence=entry.sequence,
            revised_at=entry.revised_at,
            as_read=fields_of_entry(entry),
        )
    )
    session.flush()


def _change(session: Session, proposal: Proposal, *, now: datetime) -> None:
    entry = proposal.entry
    row = session.get_one(ImportedEvent, proposal.event_id)
    event = row.event
    length = event.ends_at - event.starts_at
    wish = replace(
        event_plan.move_plan(
            event_plan.plan_of(event),
            starts_at=entry.starts_at,
            ends_at=entry.ends_at or entry.starts_at + length,
        ),
        title=entry.title,
        description=entry.description,
        venue_name=entry.venue_name,
        venue_address=entry.venue_address,
    )
    planning.change_event(session, event, wish, now=now)
    row.as_read, row.sequence, row.revised_at = (
        fields_of_entry(entry),
        entry.sequence,
        entry.revised_at,
    )
    row.recurrence_id = entry.recurrence_id


def fields_of_entry(entry: ForeignEntry) -> dict[str, Any]:
    """Return what of an entry is taken over, as it is kept beside the event."""
    return {
        "title": entry.title,
        "starts_at": entry.starts_at.isoformat(),
        "ends_at": entry.ends_at.isoformat() if entry.ends_at else None,
        "venue": [entry.venue_name, entry.venue_address],
        "description": entry.description,
    }


def _fields_of(event: Event) -> dict[str, Any]:
    venue = event.venue
    return {
        "title": event.title,
        "starts_at": event.starts_at.isoformat(),
        "ends_at": event.ends_at.isoformat(),
        "venue": [venue.name, venue.address] if venue else ["", ""],
        "description": event.description,
    }


def _differ(read: dict[str, Any], ours: dict[str, Any]) -> list[str]:
    """Name what differs. An end that a file does not say and an address it leaves out are ours."""
    found = [name for name in read if read[name] != ours[name]]
    if read["ends_at"] is None and "ends_at" in found:
        found.remove("ends_at")
    is_same_name = read["venue"][0].lower() == ours["venue"][0].lower()
    if "venue" in found and is_same_name and not read["venue"][1]:
        found.remove("venue")
    return found
