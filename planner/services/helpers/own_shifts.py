"""What stands on a helper's own page: their shifts, others of the same event, and the next one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.core.helpers.shifts import EntryState
from planner.core.local_time import day_of
from planner.services.helpers.open_shifts import OpenShift, list_open, open_among
from planner.services.helpers.settling import CLEARING_UP
from planner.services.helpers.shift_rows import facts_of, is_takeable, places_open, shifts_of, span
from planner.store.models import Event, Helper, ShiftEntry


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """A helper in a shift, as they see it.

    Attributes:
        entry: with its shift, and everybody else in it.
        is_kept: a place is kept for them, and waits for a yes.
        is_free: they wait, there is a place, and whoever taps first has it.
        place: in the line, from 1; None for who was asked once, or does not wait.
        is_over: the shift has ended.
    """

    entry: ShiftEntry
    is_kept: bool
    is_free: bool
    place: int | None
    is_over: bool


@dataclass(frozen=True, slots=True)
class OwnShifts:
    """All that one helper reads of shifts.

    Attributes:
        entries: their own, the next one first and what is over last.
        others: what they can take too, at the same events; without those they are in.
        next_event: the next event of the series, for who wants to be asked again.
        next_shifts: what can be taken there.
    """

    entries: Sequence[OwnEntry]
    others: Sequence[OpenShift]
    next_event: Event | None
    next_shifts: Sequence[OpenShift]


def own_shifts(session: Session, helper: Helper, *, now: datetime) -> OwnShifts:
    """Return what one helper reads; it asks as often as they help at different events."""
    events = {entry.shift.event_id: entry.shift.event for entry in helper.entries}
    # Read anew with everybody in them: who is before whom in a line.
    shifts = {event_id: shifts_of(session, event_id, with_removed=True) for event_id in events}
    entries = [_own(entry, now=now) for entry in helper.entries]
    out = EntryState.TAKEN_OUT
    mine = {one.entry.shift_id for one in entries if _is_in(one.entry) or one.entry.state is out}
    coming = sorted(
        (event for event in events.values() if event.ends_at > now - CLEARING_UP),
        key=lambda event: (event.starts_at, event.id),
    )
    others = [
        one
        for event in coming
        for one in open_among(shifts[event.id], now=now)
        if one.shift.id not in mine
    ]
    next_event = _next_event(session, helper, events.values(), now=now)
    next_shifts = list_open(session, next_event, now=now) if next_event is not None else []
    return OwnShifts(
        sorted(entries, key=_when),
        others,
        next_event if next_shifts else None,
        next_shifts,
    )


def is_asked_for(session: Session, helper: Helper, event: Event, *, now: datetime) -> bool:
    """Say whether a helper's own page leads to an event: theirs, or the next they asked for."""
    events = {entry.shift.event_id: entry.shift.event for entry in helper.entries}
    if event.id in events:
        return True
    following = _next_event(session, helper, events.values(), now=now)
    return following is not None and following.id == event.id


def _own(entry: ShiftEntry, *, now: datetime) -> OwnEntry:
    waits = entry.state is EntryState.WAITING and entry.set_aside_until is None
    waits = waits and is_takeable(entry.shift, now=now)
    is_kept = waits and entry.offered_until is not None and entry.offered_until > now
    return OwnEntry(
        entry,
        is_kept=is_kept,
        is_free=waits and not is_kept and entry.heads <= places_open(entry.shift, now=now),
        place=_place_in_line(entry) if waits else None,
        is_over=span(entry.shift).ends_at <= now,
    )


def _place_in_line(entry: ShiftEntry) -> int | None:
    """Return how many are asked before somebody, with themselves."""
    line = [facts_of(one) for one in entry.shift.entries]
    waiting = sorted((one.line or 0, one.key) for one in line if one.is_in_line())
    mine = (entry.line or 0, entry.id)
    return waiting.index(mine) + 1 if mine in waiting else None


def _is_in(entry: ShiftEntry) -> bool:
    return entry.state in (EntryState.STANDING, EntryState.WAITING)


def _when(one: OwnEntry) -> tuple[bool, datetime, int]:
    return (one.is_over, span(one.entry.shift).starts_at, one.entry.shift_id)


def _next_event(
    session: Session, helper: Helper, events: Collection[Event], *, now: datetime
) -> Event | None:
    """Return the next event of a series that somebody helped at and wants to be asked for."""
    series = {helper.series_id, *(event.series_id for event in events)} - {None}
    until = helper.ask_again_until
    if not series or until is None:
        return None
    found = session.scalars(
        select(Event)
        .where(
            Event.series_id.in_(series),
            Event.id.not_in({event.id for event in events}),
            Event.organisation_id == helper.organisation_id,
            Event.state == EventState.PUBLISHED,
            Event.ends_at > now,
        )
        .order_by(Event.starts_at, Event.id)
        .limit(1)
    ).first()
    return found if found is not None and day_of(now, found.zone) <= until else None
