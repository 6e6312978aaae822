"""Shifts of an event with who is in them, read in a constant number of questions."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.anchors import TimeSpan, span_of
from planner.core.enums import EventState
from planner.core.helpers.offers import EntryFacts, heads_in, left_for_others
from planner.core.helpers.shifts import EntryState
from planner.services.helpers.helper_secrets import SECRET_SIGNS, hash_of
from planner.services.programme_parts import moments_of
from planner.store.models import Event, Helper, Shift, ShiftEntry
from planner.store.whole_rows import RowQuestion, join_rows


def span(shift: Shift) -> TimeSpan:
    """Return when a shift is; its event and part of the programme are loaded."""
    return span_at(shift, shift.event)


def span_at(shift: Shift, event: Event) -> TimeSpan:
    """Return when a shift is, or its copy in another event would be."""
    anchor = moments_of(event, shift.item).of(shift.anchor)
    return span_of(anchor, shift.minutes, shift.length, event.zone)


def facts_of(entry: ShiftEntry) -> EntryFacts:
    """Return what the rules need to know of an entry."""
    return EntryFacts(
        key=entry.id,
        heads=entry.heads,
        state=entry.state,
        line=entry.line,
        offered_until=entry.offered_until,
        is_set_aside=entry.set_aside_until is not None,
    )


def entries_of(shift: Shift) -> list[EntryFacts]:
    """Return what the rules need to know of all entries of a shift."""
    return [facts_of(one) for one in shift.entries]


def heads_standing(shift: Shift) -> int:
    """Add up the people who are in a shift; who is only offered a place is not."""
    return sum(
        one.heads
        for one in shift.entries
        if one.state is EntryState.STANDING and one.set_aside_until is None
    )


def heads_placed(shift: Shift, *, now: datetime) -> int:
    """Add up the people whose places in a shift nobody else can have."""
    return heads_in(entries_of(shift), now=now)


def places_open(shift: Shift, *, now: datetime, entries: Sequence[EntryFacts] | None = None) -> int:
    """Return how many places somebody who does not wait can take now.

    Args:
        shift: which one.
        now: the moment.
        entries: those of the shift, where they are at hand.
    """
    entries = entries_of(shift) if entries is None else entries
    return left_for_others(entries, most=shift.most, now=now, starts_at=span(shift).starts_at)


def is_takeable(shift: Shift, *, now: datetime) -> bool:
    """Say whether people can take a shift by themselves, places or not."""
    return (
        shift.removed_at is None
        and shift.is_open
        and shift.event.state is EventState.PUBLISHED
        and now < span(shift).ends_at
    )


def shifts_of(
    session: Session, event_id: int, *, with_removed: bool = False, with_helpers: bool = True
) -> Sequence[Shift]:
    """Return the shifts of an event in the order of time, with entries and helpers.

    Args:
        session: reads.
        event_id: of which event.
        with_removed: also those that were called off.
        with_helpers: whether to read who they are; the page of a card never does.
    """
    which = () if with_removed else (Shift.removed_at.is_(None),)
    entries = selectinload(Shift.entries)
    found = session.scalars(
        select(Shift)
        .where(Shift.event_id == event_id, *which)
        .options(
            joinedload(Shift.event),
            joinedload(Shift.item),
            entries.joinedload(ShiftEntry.helper) if with_helpers else entries,
        )
        .order_by(Shift.id)
        .execution_options(populate_existing=True)
    ).all()
    return sorted(found, key=lambda one: (span(one).starts_at, span(one).ends_at, one.id))


def shifts_to_take(session: Session, event: Event) -> Sequence[Shift]:
    """Return the shifts of an event at hand that were not called off, with entries alone.

    Guests open the pages that list them by the thousand: so it is asked for no row that is there.
    """
    entries: dict[Shift, list[ShiftEntry]] = {}
    for shift, entry in _shifts_standing().ask(session, {"event_id": event.id}):
        entries.setdefault(shift, []).extend([entry] if entry else [])
    items = {one.id: one for one in event.programme} if entries else {}
    for shift, its_own in entries.items():
        join_rows(shift, event=event, item=items.get(shift.item_id or 0), entries=its_own)
    return list(entries)


@cache
def _shifts_standing() -> RowQuestion:
    return RowQuestion(
        select(Shift, ShiftEntry)
        .outerjoin(ShiftEntry, ShiftEntry.shift_id == Shift.id)
        .where(Shift.event_id == bindparam("event_id"), Shift.removed_at.is_(None))
        .order_by(Shift.id, ShiftEntry.id)
        .execution_options(populate_existing=True)
    )


def helping_ends_at(event: Event, shifts: Iterable[Shift]) -> datetime:
    """Return when the last shift of an event is over, such as clearing up; no sooner than it is."""
    ends = [span_at(one, event).ends_at for one in shifts if one.removed_at is None]
    return max([event.ends_at, *ends])


def find_shift(session: Session, event_id: int, shift_id: int) -> Shift | None:
    """Return a shift of an event, also one that was called off; None where it is not of it."""
    return session.scalar(
        select(Shift)
        .where(Shift.event_id == event_id, Shift.id == shift_id)
        .options(
            joinedload(Shift.event),
            joinedload(Shift.item),
            selectinload(Shift.entries).joinedload(ShiftEntry.helper),
        )
        .execution_options(populate_existing=True)
    )


def find_help_event(session: Session, code: str) -> Event | None:
    """Return the event whose shifts a code shows; None where there is none."""
    return session.scalar(select(Event).where(Event.help_code == code)) if code else None


def find_helper(session: Session, secret: str, *, code_key: str) -> Helper | None:
    """Return whose own link it is, with entries, shifts and events; None where it is nobody's."""
    if len(secret) != SECRET_SIGNS:
        return None
    return _helper(session, Helper.secret_hash == hash_of(secret, code_key=code_key))


def find_by_feed(session: Session, secret: str, *, code_key: str) -> Helper | None:
    """Return whose calendar it is; None where it is nobody's."""
    if len(secret) != SECRET_SIGNS:
        return None
    return _helper(session, Helper.feed_hash == hash_of(secret, code_key=code_key))


def _helper(session: Session, condition: object) -> Helper | None:
    shift = selectinload(Helper.entries).joinedload(ShiftEntry.shift)
    return session.scalar(
        select(Helper)
        .where(condition)  # type: ignore[arg-type]  # a comparison of bytes is a condition
        .options(shift.joinedload(Shift.event), shift.joinedload(Shift.item))
    )
