"""What helpers and their organisers are to be written by itself, as it stands now.

Nothing of it is noted but the day of the last reminders: each letter has a key by which the outbox
takes it once, and what is due is looked up anew each time.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import EventState, MailKind
from planner.core.helpers.messages import (
    STEP_BACKS_LOOKED_BACK,
    STEP_BACKS_TOLD_WITHIN,
    gathered_until,
    is_reminder_due,
)
from planner.core.helpers.offers import asked_next, is_open_to_all
from planner.core.helpers.shifts import FARTHEST_MINUTES, EntryState
from planner.core.local_time import day_of
from planner.services.helpers.settling import events_to_settle
from planner.services.helpers.shift_rows import (
    facts_of,
    heads_standing,
    places_open,
    shifts_of,
    span,
)
from planner.services.outbox.rows import NOT_LEFT
from planner.store.hints import as_written
from planner.store.models import Event, Helper, OutboxMail, Shift, ShiftEntry

FARTHEST = timedelta(minutes=FARTHEST_MINUTES)
LEFT = (EntryState.STEPPED_BACK, EntryState.TAKEN_OUT)


@dataclass(frozen=True, slots=True)
class HelperOffer:
    """A place for somebody who waits.

    Attributes:
        entry: with its helper, shift and event.
        until: until when it is kept; None where the first tap has it.
        occasion: another one for the next place that comes free.
    """

    entry: ShiftEntry
    until: datetime | None
    occasion: str


@dataclass(frozen=True, slots=True)
class ShiftReminder:
    """What a helper does at an event, from the day on of which they are reminded."""

    event: Event
    helper: Helper
    shifts: Sequence[Shift]


@dataclass(frozen=True, slots=True)
class ReminderRound:
    """Who is reminded of one day of an event, all at once; who takes a shift later is not."""

    event: Event
    held_on: date
    reminders: Sequence[ShiftReminder]


@dataclass(frozen=True, slots=True)
class ShortShifts:
    """Shifts that are short since somebody stepped back shortly before.

    Attributes:
        event: whose shifts they are.
        gathered_until: until when step-backs were gathered, which names this batch.
        shifts: each once, in the order of time.
    """

    event: Event
    gathered_until: datetime
    shifts: Sequence[Shift]


def events_to_serve(session: Session, *, now: datetime) -> list[int]:
    """Return the events where a place is to be offered now, or nobody looked in time; only reads.

    Serving waits for the turn of all who take places, so nobody waits for it where nothing is due.
    """
    return [
        event_id
        for event_id in events_to_settle(session, now=now)
        if any(_is_to_serve(shift, now=now) for shift in shifts_of(session, event_id))
    ]


def offers_to_tell(session: Session, *, now: datetime) -> list[HelperOffer]:
    """List the places that are kept for somebody, or free for the first who taps."""
    found = []
    for event_id in events_to_settle(session, now=now):
        for shift in shifts_of(session, event_id):
            found += _offers(shift, now=now)
    return found


def reminders_due(session: Session, *, now: datetime) -> list[ReminderRound]:
    """List the days of events whose helpers are reminded now."""
    events: dict[int, Event] = {}
    rounds: set[tuple[int, date]] = set()
    for shift in _shifts_to_come(session, now=now):
        starts_at, event = span(shift).starts_at, shift.event
        held_on = day_of(starts_at, event.zone)
        was_reminded = event.helpers_reminded_for
        if was_reminded is not None and was_reminded >= held_on:
            continue
        known_since = event.published_at or event.created_at
        if is_reminder_due(
            held_on, event.zone, known_since=known_since, starts_at=starts_at, now=now
        ):
            events[event.id] = event
            rounds.add((event.id, held_on))
    return [
        ReminderRound(events[event_id], held_on, _reminders(session, events[event_id], held_on))
        for event_id, held_on in sorted(rounds)
    ]


def note_reminded(session: Session, event_id: int, held_on: date) -> None:
    """Note that the helpers of a day were reminded."""
    last = Event.helpers_reminded_for
    session.execute(
        update(Event)
        .where(Event.id == event_id, or_(last.is_(None), last < held_on))
        .values(helpers_reminded_for=held_on)
        .execution_options(synchronize_session=False)
    )


def short_shifts(session: Session, *, now: datetime) -> list[ShortShifts]:
    """List the shifts that are short since somebody stepped back, once they were gathered."""
    rows = session.scalars(
        select(ShiftEntry)
        .join(Shift, Shift.id == ShiftEntry.shift_id)
        .join(Event, Event.id == Shift.event_id)
        .where(
            ShiftEntry.state == EntryState.STEPPED_BACK,
            ShiftEntry.changed_at > now - STEP_BACKS_LOOKED_BACK,
            Shift.removed_at.is_(None),
            Event.state == EventState.PUBLISHED,
        )
        .options(joinedload(ShiftEntry.shift).joinedload(Shift.event))
    ).all()
    batches: dict[tuple[int, datetime], set[int]] = {}
    for entry in rows:
        until = gathered_until(entry.changed_at) if entry.changed_at else now
        if until <= now:
            batches.setdefault((entry.shift.event_id, until), set()).add(entry.shift_id)
    found = []
    for (event_id, until), which in sorted(batches.items()):
        shifts = [
            shift
            for shift in shifts_of(session, event_id)
            if shift.id in which and _is_short_soon(shift, now=now)
        ]
        if shifts:
            found.append(ShortShifts(shifts[0].event, until, shifts))
    return found


def queued_before(session: Session, keys: Collection[str]) -> set[str]:
    """Return which letters were put in the outbox already, so that they are not written again."""
    if not keys:
        return set()
    return set(session.scalars(select(OutboxMail.key).where(OutboxMail.key.in_(keys))))


def waiting_letters(session: Session) -> Sequence[tuple[int, str, int | None]]:
    """List offers and reminders that did not leave yet: the mail, its key, its event."""
    rows = session.execute(
        select(OutboxMail.id, OutboxMail.key, OutboxMail.event_id).where(
            OutboxMail.kind == as_written(MailKind.HELPER, OutboxMail.kind),
            OutboxMail.state.in_(NOT_LEFT),
            or_(*(OutboxMail.key.startswith(f"helper-{what}:") for what in ("offer", "reminder"))),
        )
    )
    return [(mail_id, key, event_id) for mail_id, key, event_id in rows]


def who_still_helps(session: Session, event_id: int, *, now: datetime) -> set[int]:
    """Return who is in a shift of an event that is to come; nobody where it is called off."""
    event = session.get(Event, event_id)
    if event is None or event.state is not EventState.PUBLISHED:
        return set()
    return {
        entry.helper_id
        for shift in shifts_of(session, event_id)
        if span(shift).starts_at > now
        for entry in shift.entries
        if entry.state is EntryState.STANDING and entry.set_aside_until is None
    }


def _is_to_serve(shift: Shift, *, now: datetime) -> bool:
    if any(one.set_aside_until is not None and one.set_aside_until <= now for one in shift.entries):
        return True
    if not shift.is_open:
        return False
    facts = [facts_of(one) for one in shift.entries]
    return bool(asked_next(facts, most=shift.most, now=now, starts_at=span(shift).starts_at))


def _offers(shift: Shift, *, now: datetime) -> list[HelperOffer]:
    starts_at = span(shift).starts_at
    waiting = [
        one
        for one in shift.entries
        if one.state is EntryState.WAITING and one.set_aside_until is None and one.helper.address
    ]
    found = [
        HelperOffer(one, one.offered_until, one.offered_until.isoformat())
        for one in waiting
        if one.offered_until is not None and one.offered_until > now
    ]
    if not shift.is_open or now >= span(shift).ends_at:
        return found
    free = places_open(shift, now=now)
    if not is_open_to_all(now=now, starts_at=starts_at) or not free:
        return found
    kept = {one.entry.id for one in found}
    occasion = _free_place(shift)
    return found + [
        HelperOffer(one, None, occasion)
        for one in waiting
        if one.id not in kept and one.heads <= free
    ]


def _free_place(shift: Shift) -> str:
    """Name the place that is free now: by who is in the shift, and how many came in and left again.

    Who only leaves the line changes nothing of it, so nobody hears of the same place twice.
    """
    standing = sorted(one.id for one in shift.entries if one.state is EntryState.STANDING)
    came_and_left = sum(max(0, one.sequence - 1) for one in shift.entries if one.state in LEFT)
    return f"free:{shift.sequence}:{standing}:{came_and_left}"


def _is_short_soon(shift: Shift, *, now: datetime) -> bool:
    starts_at = span(shift).starts_at
    is_soon = now < span(shift).ends_at and starts_at - now <= STEP_BACKS_TOLD_WITHIN
    return is_soon and heads_standing(shift) < shift.needed


def _shifts_to_come(session: Session, *, now: datetime) -> Sequence[Shift]:
    """List shifts that may begin within some days, without who is in them."""
    return session.scalars(
        select(Shift)
        .join(Event, Event.id == Shift.event_id)
        .where(
            Event.state == EventState.PUBLISHED,
            Event.starts_at < now + FARTHEST + timedelta(days=2),
            Event.ends_at > now - FARTHEST,
            Shift.removed_at.is_(None),
        )
        .options(joinedload(Shift.event), joinedload(Shift.item))
    ).all()


def _reminders(session: Session, event: Event, held_on: date) -> Sequence[ShiftReminder]:
    of_helper: dict[int, list[Shift]] = {}
    helpers: dict[int, Helper] = {}
    on_the_day: set[int] = set()
    for shift in shifts_of(session, event.id):
        starts_on = day_of(span(shift).starts_at, event.zone)
        if starts_on < held_on:
            continue
        for entry in shift.entries:
            if entry.state is EntryState.STANDING and entry.set_aside_until is None:
                helpers[entry.helper_id] = entry.helper
                of_helper.setdefault(entry.helper_id, []).append(shift)
                if starts_on == held_on:
                    on_the_day.add(entry.helper_id)
    return [
        ShiftReminder(event, helpers[key], of_helper[key])
        for key in sorted(on_the_day)
        if helpers[key].address
    ]
