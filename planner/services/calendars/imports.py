"""Events from somebody else's calendar become drafts, and a second file changes them.

An event is known again by its source, its UID and which date of a series it is. What an organiser
changed here is never overwritten unasked, and nothing is ever removed unasked.
Source: docs/decisions/0012-calendars.md.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import DeletedKind, EventState, EventType
from planner.core.turnout import EventKind
from planner.exports.ics_found import CalendarEntry
from planner.services import deleted
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
    """

    entry: CalendarEntry
    fate: Fate
    event_id: int | None = None
    changed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Missing:
    """A draft that was made of an entry which is not in the file any more."""

    event_id: int
    title: str
    starts_at: datetime


@dataclass(frozen=True)
class Comparison:
    """A file beside what is here."""

    proposals: tuple[Proposal, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True)
class Taken:
    """How many drafts were made, how many events changed, how many drafts removed."""

    made: int = 0
    changed: int = 0
    removed: int = 0


def compare(
    session: Session, source: str, entries: Sequence[CalendarEntry], *, now: datetime
) -> Comparison:
    """Say what would become of each entry; nothing is changed."""
    known = {
        (row.uid, row.recurrence_id): row
        for row in session.scalars(
            select(ImportedEvent)
            .where(ImportedEvent.source == source)
            .options(joinedload(ImportedEvent.event).joinedload(Event.venue))
        )
    }
    proposals = tuple(_propose(entry, known.get(entry.key)) for entry in entries)
    there = {entry.key for entry in entries}
    with_cards = set(session.scalars(select(Batch.event_id)))
    missing = [
        Missing(row.event_id, row.event.title, row.event.starts_at)
        for key, row in known.items()
        if key not in there
        and row.event.state is EventState.DRAFT
        and row.event.ends_at > now
        and row.event_id not in with_cards
    ]
    return Comparison(proposals, tuple(sorted(missing, key=lambda one: one.starts_at)))


def take(
    session: Session,
    source: str,
    entries: Sequence[CalendarEntry],
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
        entries: what was read from the file.
        chosen: places in `entries`, from 0.
        removed: ids of drafts that are not in the file any more, to remove.
        length: of events whose end the file does not say.
        zone: of new events.
        account_id: who does it.
        now: the moment.
    """
    comparison = compare(session, source, entries, now=now)
    made = changed = 0
    for number, proposal in enumerate(comparison.proposals):
        if number not in chosen or not proposal.fate.may_be_taken:
            continue
        if proposal.event_id is None:
            _make(session, source, proposal.entry, length, zone, account_id, now)
            made += 1
        else:
            _change(session, proposal, now=now)
            changed += 1
    gone = [one.event_id for one in comparison.missing if one.event_id in removed]
    for event_id in gone:
        event = session.get_one(Event, event_id)
        kept = deleted.keep(
            session, event, DeletedKind.EVENT, name=event.title, by_id=account_id, now=now
        )
        deleted.delete_rows(session, kept)
    session.flush()
    return Taken(made, changed, len(gone))


def _propose(entry: CalendarEntry, row: ImportedEvent | None) -> Proposal:
    if row is None:
        return Proposal(entry=entry, fate=Fate.NEW)
    read, ours, before = _fields(entry), _fields_of(row.event), row.as_read
    if entry.sequence < row.sequence:
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


def _make(
    session: Session,
    source: str,
    entry: CalendarEntry,
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
            as_read=_fields(entry),
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
    row.as_read, row.sequence = _fields(entry), entry.sequence


def _fields(entry: CalendarEntry) -> dict[str, Any]:
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
