"""Make shifts, change and call them off: anew, from the last event of the series or from a set."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, joinedload

from planner.core.anchors import EventAnchor, TimeSpan, minutes_from, span_of
from planner.core.helpers.asking import ShowRate, ask_for
from planner.core.helpers.starting_sets import (
    GROWN_UPS_ONLY,
    StartingShift,
    TaskKind,
    needed_for,
    starting_set,
)
from planner.services.answer.locking import lock_answers
from planner.services.helpers.helper_secrets import new_help_code
from planner.services.helpers.settling import settle
from planner.services.helpers.shift_rows import find_shift, shifts_of, span, span_at
from planner.services.programme_parts import matching_parts
from planner.store.models import Event, ProgrammeItem, Shift

MOST_SHIFTS = 100
_CODE_TRIES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ShiftPlan:
    """A shift as its organiser wants it.

    Attributes:
        task: in the organisation's words.
        minutes: after the anchor, by what clocks show.
        length: in real minutes.
        most: more than so many have nothing to do.
        kind: of the starting set, while its words are untouched.
        item_id: the part of the programme it is counted from, where that is the anchor.
    """

    task: str
    anchor: EventAnchor
    minutes: int
    length: int
    needed: int
    most: int
    kind: TaskKind | None = None
    item_id: int | None = None
    place: str = ""
    note: str = ""
    least_age: int = 13
    asks_certificate: bool = False
    is_open: bool = True


@dataclass(frozen=True, slots=True)
class ProposedShift:
    """A shift that can be made in one press.

    Attributes:
        key: the same for the same proposal, whoever asks again.
        span: when it would be.
    """

    key: str
    plan: ShiftPlan
    span: TimeSpan


@dataclass(frozen=True, slots=True)
class ShiftProposal:
    """What an event can begin with.

    Attributes:
        like: the event before it whose shifts they are; None for a starting set.
    """

    shifts: tuple[ProposedShift, ...]
    like: Event | None = None


class Removed(Enum):
    """What became of a shift that is not needed any more."""

    GONE = "gone"
    CALLED_OFF = "called off"
    """Somebody is or was in it, and reads that it is off."""


def propose(
    session: Session,
    event: Event,
    *,
    expected: int | None,
    words: Mapping[TaskKind, str],
    rate: ShowRate,
    from_set: bool = False,
) -> ShiftProposal:
    """Return the shifts of the last event of the series, else those of a starting set.

    Args:
        session: reads.
        event: for which.
        expected: guests; None where nobody said how many.
        words: what is done in each kind of shift, in the organisation's language.
        rate: which part of who signs up comes, by which a shift takes more than it needs.
        from_set: from the set, whatever came before.
    """
    like = None if from_set else last_with_shifts(session, event)
    if like is not None:
        kept = shifts_of(session, like.id)
        items = matching_parts(like, event)
        return ShiftProposal(tuple(_as_before(one, like, event, items) for one in kept), like)
    return ShiftProposal(
        tuple(
            _from_set(one, event, expected=expected, words=words, rate=rate)
            for one in starting_set(event.event_type)
        )
    )


def last_with_shifts(session: Session, event: Event) -> Event | None:
    """Return the latest other event of the series that has shifts, before this one if there is."""
    if event.series_id is None:
        return None
    has_shifts = (
        select(Shift.id).where(Shift.event_id == Event.id, Shift.removed_at.is_(None)).exists()
    )
    return (
        session.scalars(
            select(Event)
            .where(
                Event.series_id == event.series_id,
                Event.organisation_id == event.organisation_id,
                Event.id != event.id,
                has_shifts,
            )
            .options(joinedload(Event.programme))
            .order_by((Event.starts_at < event.starts_at).desc(), Event.starts_at.desc(), Event.id)
            .limit(1)
        )
        .unique()
        .first()
    )


def make_shifts(
    session: Session, event_id: int, plans: Sequence[ShiftPlan], *, now: datetime
) -> int:
    """Make the first shifts of an event; return how many, none where somebody has made some."""
    event = lock_answers(session, event_id)
    if count_shifts(session, event_id):
        return 0
    for plan in plans:
        _add(session, event, plan, now=now)
    if plans:
        draw_help_code(session, event)
    session.flush()
    return len(plans)


def add_shift(session: Session, event_id: int, plan: ShiftPlan, *, now: datetime) -> Shift:
    """Add a shift to an event; with the first one its page gets an address."""
    event = lock_answers(session, event_id)
    shift = _add(session, event, plan, now=now)
    draw_help_code(session, event)
    session.flush()
    return shift


def change_shift(
    session: Session, event_id: int, shift_id: int, plan: ShiftPlan, *, now: datetime
) -> Shift | None:
    """Change a shift, and let who waits for it be served; None where it is not of the event.

    At another time or place, or with another task, calendars look again.
    """
    event = lock_answers(session, event_id)
    shift = find_shift(session, event_id, shift_id)
    if shift is None or shift.removed_at is not None:
        return None
    before = _calendar_facts(shift)
    _apply(shift, plan)
    session.flush()
    session.expire(shift, ["item"])
    if _calendar_facts(shift) != before:
        shift.sequence += 1
    shift.version += 1
    shift.changed_at = now
    if not shift.is_open:  # nobody can take by themselves what is kept for them
        for entry in shift.entries:
            entry.offered_until = None
    settle(session, event, now=now)
    return shift


def remove_shift(
    session: Session, event_id: int, shift_id: int, *, now: datetime
) -> Removed | None:
    """Take a shift away; where anybody is or was in it, it stays as called off.

    None where it is not of the event, or was called off before.
    """
    event = lock_answers(session, event_id)
    shift = find_shift(session, event_id, shift_id)
    if shift is None or shift.removed_at is not None:
        return None
    if not shift.entries:
        session.delete(shift)
        session.flush()
        return Removed.GONE
    shift.removed_at = shift.changed_at = now
    shift.sequence += 1
    shift.version += 1
    settle(session, event, now=now)
    return Removed.CALLED_OFF


def put_shift_back(session: Session, event_id: int, shift_id: int, *, now: datetime) -> bool:
    """Let a shift take place after all, with who was in it; False where it was not called off."""
    event = lock_answers(session, event_id)
    shift = find_shift(session, event_id, shift_id)
    if shift is None or shift.removed_at is None:
        return False
    shift.removed_at, shift.changed_at = None, now
    shift.sequence += 1
    shift.version += 1
    settle(session, event, now=now)
    return True


def copy_shifts(session: Session, event: Event, copied: Event, *, now: datetime) -> int:
    """Give the copy of an event the same shifts, without anybody in them; return how many."""
    session.flush()
    items = matching_parts(event, copied)
    kept = shifts_of(session, event.id)
    for shift in kept:
        _add(session, copied, _as_before(shift, event, copied, items).plan, now=now)
    if kept:
        draw_help_code(session, copied)
    session.flush()
    return len(kept)


def count_shifts(session: Session, event_id: int) -> int:
    """Count the shifts of an event that were not called off."""
    wanted = select(func.count(Shift.id)).where(
        Shift.event_id == event_id, Shift.removed_at.is_(None)
    )
    return session.scalar(wanted) or 0


def draw_help_code(session: Session, event: Event) -> None:
    """Give an event the code in the address of its shifts, where it has none yet.

    Raises:
        IntegrityError: every code that was drawn is taken, which cannot be chance.
    """
    for tries_left in reversed(range(_CODE_TRIES)):
        if event.help_code is not None:
            return
        try:
            with session.begin_nested():
                event.help_code = new_help_code()
                session.flush()
        except IntegrityError:
            if not tries_left:
                raise


def plan_of_shift(shift: Shift) -> ShiftPlan:
    """Return a shift as it is planned now."""
    return ShiftPlan(
        task=shift.task,
        kind=shift.kind,
        anchor=shift.anchor,
        item_id=shift.item_id,
        minutes=shift.minutes,
        length=shift.length,
        needed=shift.needed,
        most=shift.most,
        place=shift.place,
        note=shift.note,
        least_age=shift.least_age,
        asks_certificate=shift.asks_certificate,
        is_open=shift.is_open,
    )


def _add(session: Session, event: Event, plan: ShiftPlan, *, now: datetime) -> Shift:
    shift = Shift(event=event, changed_at=now)
    _apply(shift, plan)
    session.add(shift)
    return shift


def _apply(shift: Shift, plan: ShiftPlan) -> None:
    for name in ShiftPlan.__slots__:
        setattr(shift, name, getattr(plan, name))


def _calendar_facts(shift: Shift) -> tuple[object, ...]:
    return span(shift), shift.task, shift.place


def _as_before(
    shift: Shift, like: Event, event: Event, items: Mapping[int, ProgrammeItem]
) -> ProposedShift:
    """Return the same shift for another event, counted from the same moment of it."""
    plan = plan_of_shift(shift)
    item = items.get(shift.item_id or 0)
    if shift.anchor is EventAnchor.ITEM and item is None:
        # The programme is another one: as long after the beginning as it was.
        minutes = minutes_from(like.starts_at, span_at(shift, like).starts_at, like.zone)
        plan = replace(plan, anchor=EventAnchor.START, minutes=minutes, item_id=None)
    else:
        plan = replace(plan, item_id=item.id if item else None)
    return ProposedShift(str(shift.id), plan, _span_in(event, plan, item))


def _from_set(
    shift: StartingShift,
    event: Event,
    *,
    expected: int | None,
    words: Mapping[TaskKind, str],
    rate: ShowRate,
) -> ProposedShift:
    begins = event.ends_at if shift.anchor is EventAnchor.END else event.starts_at
    starts_at = span_of(begins, shift.minutes, 1, event.zone).starts_at
    until_end = TimeSpan(starts_at, event.ends_at).minutes
    needed = needed_for(shift, expected)
    plan = ShiftPlan(
        task=words[shift.kind],
        kind=shift.kind,
        anchor=shift.anchor,
        minutes=shift.minutes,
        length=shift.length or max(1, until_end),
        needed=needed,
        most=ask_for(needed, rate),
        least_age=18 if shift.kind in GROWN_UPS_ONLY else shift.least_age,
    )
    return ProposedShift(shift.kind.value, plan, _span_in(event, plan, None))


def _span_in(event: Event, plan: ShiftPlan, item: ProgrammeItem | None) -> TimeSpan:
    begins = event.ends_at if plan.anchor is EventAnchor.END else event.starts_at
    if plan.anchor is EventAnchor.ITEM and item is not None:
        begins = item.starts_at
    return span_of(begins, plan.minutes, plan.length, event.zone)
