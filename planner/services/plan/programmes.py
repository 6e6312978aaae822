"""The programme of an event: what happens when, as far as it has times of its own."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from planner.core.enums import DeletedKind, EventState
from planner.core.local_time import day_of, on_another_day
from planner.services import deleted, programme_parts
from planner.services.plan.making import touch
from planner.store.models import DeletedThing, Event, ProgrammeItem

MOST_ITEMS = 40


@dataclass(frozen=True, kw_only=True)
class ItemPlan:
    """A part of an event as its organiser wants it; without an end it lasts until the next."""

    title: str
    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""


def add_item(session: Session, event: Event, wish: ItemPlan, *, now: datetime) -> ProgrammeItem:
    """Add a part to an event."""
    position = max((item.position for item in event.programme), default=0) + 1
    item = ProgrammeItem(uid=str(uuid.uuid4()), sequence=0, position=position)
    _apply(item, wish)
    event.programme.append(item)
    touch(event, now=now, in_calendars=False)
    session.flush()
    return item


def change_item(session: Session, item: ProgrammeItem, wish: ItemPlan, *, now: datetime) -> None:
    """Change a part; at another time or place, calendars that show it have to look again.

    Shifts and lines that are counted from it move along, and so do they in calendars.
    """
    is_moved = item.starts_at != wish.starts_at
    if (item.starts_at, item.ends_at, item.place) != (wish.starts_at, wish.ends_at, wish.place):
        item.sequence += 1
    _apply(item, wish)
    if is_moved:
        programme_parts.note_moved(session, item, now=now)
    touch(item.event, now=now, in_calendars=False)
    session.flush()


def remove_item(
    session: Session, item: ProgrammeItem, *, by_id: int | None, now: datetime
) -> DeletedThing:
    """Take a part out of the programme, to be put back. Its shifts and lines stay as they are."""
    event = item.event
    programme_parts.count_from_start(session, item)
    kept = deleted.keep(session, item, DeletedKind.PART, name=item.title, by_id=by_id, now=now)
    event.programme.remove(item)
    touch(event, now=now, in_calendars=False)
    session.flush()
    return kept


def find_item(event: Event, item_id: int) -> ProgrammeItem | None:
    """Return a part of this event by its number."""
    return next((item for item in event.programme if item.id == item_id), None)


def copies_of(event: Event, *, starts_at: datetime) -> list[ProgrammeItem]:
    """Return the same programme for an event that starts at another moment."""
    moved = ((item, _moved(item, event, starts_at)) for item in _in_order(event.programme))
    return [
        ProgrammeItem(
            uid=str(uuid.uuid4()),
            sequence=0,
            position=item.position,
            title=item.title,
            place=item.place,
            words_in=item.words_in,
            starts_at=new_start,
            ends_at=new_end,
        )
        for item, (new_start, new_end) in moved
    ]


def move_along(event: Event, *, before: tuple[datetime, datetime]) -> None:
    """Take the programme along when its event moves.

    An event that moves as a whole takes every part along by as much. One that only becomes longer
    or shorter leaves them at their times, on the day it is on now.

    Args:
        event: as it is now.
        before: its start and end until now.
    """
    starts_at, ends_at = before
    if event.starts_at == starts_at:
        return
    same_length = _wall_length(event.starts_at, event.ends_at, event) == _wall_length(
        starts_at, ends_at, event
    )
    for item in event.programme:
        new_start, new_end = (
            _shifted(moment, event, old=starts_at, new=event.starts_at, with_clock=same_length)
            for moment in (item.starts_at, item.ends_at or item.starts_at)
        )
        if new_start != item.starts_at:
            item.starts_at = new_start
            item.ends_at = new_end if item.ends_at and new_end > new_start else None
            item.sequence += 1


def outside(event: Event) -> list[ProgrammeItem]:
    """Return the parts that begin before the event, or go on after it."""
    return [item for item in event.programme if not fits(event, item.starts_at, item.ends_at)]


def fits(event: Event, starts_at: datetime, ends_at: datetime | None) -> bool:
    """Say whether a part lies within its event."""
    return event.starts_at <= starts_at < event.ends_at and (ends_at or starts_at) <= event.ends_at


def give_to_series(session: Session, event: Event, *, now: datetime) -> int:
    """Give the programme to the coming events of the series that have none; return how many."""
    if event.series_id is None or not event.programme:
        return 0
    others = session.scalars(
        select(Event)
        .where(
            Event.series_id == event.series_id,
            Event.id != event.id,
            Event.ends_at > now,
            Event.state.in_([EventState.DRAFT, EventState.PUBLISHED]),
            ~Event.programme.any(),
        )
        .options(selectinload(Event.programme))
    ).all()
    for other in others:
        other.programme = copies_of(event, starts_at=other.starts_at)
        touch(other, now=now, in_calendars=False)
    session.flush()
    return len(others)


def _apply(item: ProgrammeItem, wish: ItemPlan) -> None:
    item.title, item.place = wish.title, wish.place
    item.starts_at, item.ends_at = wish.starts_at, wish.ends_at


def _in_order(items: Iterable[ProgrammeItem]) -> list[ProgrammeItem]:
    return sorted(items, key=lambda item: (item.starts_at, item.position))


def _moved(
    item: ProgrammeItem, event: Event, starts_at: datetime
) -> tuple[datetime, datetime | None]:
    start, end = (
        _shifted(moment, event, old=event.starts_at, new=starts_at, with_clock=True)
        for moment in (item.starts_at, item.ends_at or item.starts_at)
    )
    return start, end if item.ends_at and end > start else None


def _shifted(
    moment: datetime, event: Event, *, old: datetime, new: datetime, with_clock: bool
) -> datetime:
    """Move a moment by as many days as its event, and with the clock also by as much of the day."""
    zone = event.zone
    if with_clock:
        # By what clocks show, so that the night the clock changes moves nothing by an hour.
        moment += _wall_clock(new, old, zone)
    days = day_of(new, zone) - day_of(old, zone)
    return on_another_day(moment, day_of(moment, zone) + days, zone)


def _wall_clock(new: datetime, old: datetime, zone: str) -> timedelta:
    """Return how much later on the clock something is, whatever the day."""
    return new - on_another_day(old, day_of(new, zone), zone)


def _wall_length(starts_at: datetime, ends_at: datetime, event: Event) -> timedelta:
    days = day_of(ends_at, event.zone) - day_of(starts_at, event.zone)
    same_day = on_another_day(ends_at, day_of(starts_at, event.zone), event.zone)
    return same_day - starts_at + days
