"""What follows from a change in who helps: who is asked next, and how many helpers eat.

Whoever takes or frees a place has waited for the event's turn, and lets this be done before the
turn is over. So an offer that ran out goes on by itself, and no last place is given twice.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from planner.core.enums import EventState
from planner.core.helpers.offers import asked_next, offer_until
from planner.core.helpers.shifts import EntryState
from planner.services.helpers import totals
from planner.services.helpers.shift_rows import facts_of, places_open, shifts_of, span
from planner.store.models import Event, Shift, ShiftEntry

CLEARING_UP = timedelta(days=1)
"""So long after its end an event still has shifts whose places are offered."""


def settle(session: Session, event: Event, *, now: datetime) -> None:
    """Let the lines of an event's shifts be served, and count the helpers who eat.

    Comes after `lock_answers`.
    """
    session.flush()
    shifts = shifts_of(session, event.id)
    if event.state is EventState.PUBLISHED:
        for shift in shifts:
            _seat_set_aside(shift, now=now)
            _offer(shift, now=now)
    if not totals.is_final_of(session, event.id):
        event.helpers_eating = mouths(shifts)
    session.flush()


def mouths(shifts: Sequence[Shift]) -> int:
    """Count who eats and is in no card's number: whoever is in two shifts eats once."""
    standing: dict[int, list[ShiftEntry]] = {}
    for shift in shifts:
        for entry in shift.entries:
            if entry.state is EntryState.STANDING and entry.set_aside_until is None:
                standing.setdefault(entry.helper_id, []).append(entry)
    return sum(
        max((one.heads for one in entries if one.eats), default=0)
        for entries in standing.values()
        if not any(one.is_counted_elsewhere for one in entries)
    )


def changed(entry: ShiftEntry, *, now: datetime) -> None:
    """Note that an entry is another one now, for calendars."""
    entry.sequence += 1
    entry.changed_at = now


def events_to_settle(session: Session, *, now: datetime) -> list[int]:
    """Return the events where an offer ran out, somebody waits, or nobody looked in time."""
    found = session.scalars(
        select(Shift.event_id)
        .join(ShiftEntry, ShiftEntry.shift_id == Shift.id)
        .join(Event, Event.id == Shift.event_id)
        .where(
            Shift.removed_at.is_(None),
            Event.state == EventState.PUBLISHED,
            Event.ends_at > now - CLEARING_UP,
            or_(ShiftEntry.state == EntryState.WAITING, ShiftEntry.set_aside_until <= now),
        )
    )
    return sorted(set(found))


def _seat_set_aside(shift: Shift, *, now: datetime) -> None:
    """Let what nobody looked at in time take free places; who finds none stands in the line."""
    for entry in shift.entries:
        if entry.set_aside_until is not None and entry.set_aside_until <= now:
            take_in(shift, entry, now=now)


def take_in(shift: Shift, entry: ShiftEntry, *, now: datetime) -> None:
    """Let an entry count that was set aside: in a free place, else at the end of the line."""
    free = places_open(shift, now=now)
    entry.set_aside_until = None
    if entry.state is EntryState.STANDING and entry.heads > free:
        entry.state, entry.line = EntryState.WAITING, end_of_line(shift)
    changed(entry, now=now)


def end_of_line(shift: Shift) -> int:
    """Return the next place in the line for a shift."""
    return 1 + max((one.line or 0 for one in shift.entries), default=0)


def _offer(shift: Shift, *, now: datetime) -> None:
    starts_at = span(shift).starts_at
    until = offer_until(now=now, starts_at=starts_at)
    if until is None or not shift.is_open:
        return
    facts = [facts_of(one) for one in shift.entries]
    due = set(asked_next(facts, most=shift.most, now=now, starts_at=starts_at))
    for entry in shift.entries:
        if entry.id in due:
            entry.offered_until = until
