"""Do to other events of a series what was changed at one: what it touches first, then all at once.

What was changed at one event is put in terms that fit another day: a place is the same place, a
move is by so many days, a time is the same time of the clock.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from planner.core.enums import EventState, InvitationState, Reply
from planner.core.helpers.shifts import EntryState
from planner.core.local_time import day_of, moment_near, time_of
from planner.services.answer.standing import is_counted
from planner.services.messages.recipients import ADDRESS, with_addresses
from planner.services.plan import planning
from planner.services.plan.event_plan import COLUMNS, OF_PLACES, EventPlan, plan_of
from planner.store.models import (
    Answer,
    Batch,
    Event,
    Invitation,
    PlacedOrder,
    Shift,
    ShiftEntry,
)

OF_ONE_DAY = {"parent_id", "flyers", "weather", "is_holiday", "zone"}
"""What says something of that day alone; it is not done to others."""
OF_TIME = {"starts_at", "ends_at", "answers_close_at"}
TOGETHER = (("venue_name", "venue_address"), ("contact_name", "contact_phone"))
ON_CARDS = {"title", "venue_name", "venue_address", "contact_name", "contact_phone"}


class SeriesScope(StrEnum):
    """To which events of a series a change is done."""

    THIS = "this"
    LATER = "later"
    ALL = "all"


class WhyNot(StrEnum):
    """Why a change can't be done to an event."""

    ENDS_FIRST = "ends_first"
    IS_GOING_ON = "is_going_on"
    WOULD_BE_OVER = "would_be_over"


@dataclass(frozen=True)
class SeriesChange:
    """What was changed at one event.

    Attributes:
        values: fields of the plan that become the same everywhere.
        days: by so many days it moves.
        starts: the time of the clock at which each begins; None where that stays.
        ends: as `starts`, with how many days after the beginning.
        closes: how many days before the beginning the answers close, and when; None where that
            moves along. Without a time they close when it begins.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    days: int = 0
    starts: time | None = None
    ends: tuple[int, time] | None = None
    closes: tuple[int, time | None] | None = None

    @property
    def moves(self) -> bool:
        """Whether events are at another moment after it."""
        return bool(self.days or self.starts or self.ends)

    @property
    def is_on_cards(self) -> bool:
        """Whether a card that is printed says something else than is so after it."""
        return self.moves or bool(self.values.keys() & ON_CARDS)

    @property
    def is_nothing(self) -> bool:
        """Whether nothing was changed that others can have too."""
        return not (self.values or self.moves or self.closes)


@dataclass(frozen=True, kw_only=True)
class TouchedEvent:
    """An event that would be changed, and what hangs on it.

    Attributes:
        after: its plan as it would be; None where it can't be, and then `why_not`.
        yes: households that said yes; `reachable` of them have an address.
        printed: cards that are printed.
        is_ordered: whether food is ordered for it.
        shifts: shifts that somebody is in.
    """

    event: Event
    after: EventPlan | None
    why_not: WhyNot | None = None
    yes: int = 0
    reachable: int = 0
    printed: int = 0
    is_ordered: bool = False
    shifts: int = 0


def difference(before: EventPlan, after: EventPlan) -> SeriesChange:
    """Say what was changed from one plan to another, in terms that fit another day."""
    names = {*COLUMNS, *OF_PLACES} - OF_ONE_DAY - OF_TIME
    changed = {name for name in names if getattr(before, name) != getattr(after, name)}
    for group in TOGETHER:
        if changed & set(group):
            changed |= set(group)
    zone = after.zone
    spans = [
        (time_of(plan.starts_at, zone), _days_later(plan), time_of(plan.ends_at, zone))
        for plan in (before, after)
    ]
    (was_start, *was_end), (starts, *ends) = spans
    return SeriesChange(
        values={name: getattr(after, name) for name in sorted(changed)},
        days=(day_of(after.starts_at, zone) - day_of(before.starts_at, zone)).days,
        starts=starts if starts != was_start else None,
        ends=(spans[1][1], spans[1][2]) if was_end != ends else None,
        closes=_closes(after) if _closes(after) != _closes(before) else None,
    )


def changed_plan(change: SeriesChange, plan: EventPlan, *, now: datetime) -> EventPlan | WhyNot:
    """Return the plan of another event after a change, or why it can't be."""
    if change.moves and plan.starts_at <= now:
        return WhyNot.IS_GOING_ON  # who is there, and who counts them, would be at another time
    zone = plan.zone
    day = day_of(plan.starts_at, zone) + timedelta(days=change.days)
    starts_at = moment_near(day, change.starts or time_of(plan.starts_at, zone), zone)
    later, ends = change.ends or (_days_later(plan), time_of(plan.ends_at, zone))
    ends_at = moment_near(day + timedelta(days=later), ends, zone)
    if ends_at <= starts_at:
        return WhyNot.ENDS_FIRST
    if change.moves and ends_at <= now:
        return WhyNot.WOULD_BE_OVER
    before, at = change.closes or _closes(plan)
    closes_at = starts_at if plan.answers_close_at and change.closes is None else None
    if at is not None:
        closes_at = min(moment_near(day - timedelta(days=before), at, zone), starts_at)
    return replace(
        plan, **change.values, starts_at=starts_at, ends_at=ends_at, answers_close_at=closes_at
    )


def events_to_change(
    session: Session, event: Event, scope: SeriesScope, *, now: datetime
) -> list[Event]:
    """List the other events that a change is done to: those to come that go on, first to last."""
    if event.series_id is None or scope is SeriesScope.THIS:
        return []
    wanted = (
        select(Event)
        .where(*_others_to_come(event, now))
        .options(
            joinedload(Event.venue),
            joinedload(Event.neighbourhood),
            selectinload(Event.dishes),
            selectinload(Event.programme),
        )
        .order_by(Event.starts_at, Event.id)
    )
    if scope is SeriesScope.LATER:
        wanted = wanted.where(Event.starts_at > event.starts_at)
    return list(session.scalars(wanted))


def count_to_change(
    session: Session, event: Event, *, now: datetime, also: Sequence[ColumnElement[bool]] = ()
) -> tuple[int, int]:
    """Count the other events of its series that are to come: later than this one, and all.

    Args:
        session: reads.
        event: one of the series.
        now: the moment.
        also: what else has to be true of them.
    """
    later = func.count(Event.id).filter(Event.starts_at > event.starts_at)
    row = session.execute(
        select(later, func.count(Event.id)).where(*_others_to_come(event, now), *also)
    ).one()
    return row[0], row[1]


def _others_to_come(event: Event, now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (
        Event.series_id == event.series_id,
        Event.id != event.id,
        Event.ends_at > now,
        Event.state.in_([EventState.DRAFT, EventState.PUBLISHED]),
    )


def count_left_alone(session: Session, event: Event, *, now: datetime) -> int:
    """Count the events of its series that are over, closed or cancelled: nothing changes them."""
    return (
        session.scalar(
            select(func.count(Event.id)).where(
                Event.series_id == event.series_id,
                Event.id != event.id,
                (Event.ends_at <= now) | Event.state.in_([EventState.CLOSED, EventState.CANCELLED]),
            )
        )
        or 0
    )


def touched_events(
    session: Session, events: Sequence[Event], change: SeriesChange, *, now: datetime
) -> list[TouchedEvent]:
    """Say of each event how it would be, and what hangs on it; four questions for all of them."""
    ids = [event.id for event in events]
    said_yes = (Answer.event_id.in_(ids), Answer.reply == Reply.YES, is_counted())
    households = {
        event_id: (yes, reachable)
        for event_id, yes, reachable in session.execute(
            with_addresses(
                select(
                    Invitation.event_id,
                    func.count(Invitation.id),
                    func.count(func.nullif(ADDRESS, "")),
                )
            )
            .where(Invitation.event_id.in_(ids), *said_yes)
            .group_by(Invitation.event_id)
        )
    }
    printed = dict(
        session.execute(
            select(Batch.event_id, func.count(Invitation.id))
            .join(Invitation, Invitation.batch_id == Batch.id)
            .where(
                Batch.event_id.in_(ids),
                Invitation.event_id == Batch.event_id,
                Batch.printed_at.is_not(None),
                Invitation.state == InvitationState.ISSUED,
            )
            .group_by(Batch.event_id)
        ).all()
    )
    ordered = set(
        session.scalars(select(PlacedOrder.event_id).where(PlacedOrder.event_id.in_(ids)))
    )
    shifts = dict(
        session.execute(
            select(Shift.event_id, func.count(Shift.id.distinct()))
            .join(ShiftEntry, ShiftEntry.shift_id == Shift.id)
            .where(
                Shift.event_id.in_(ids),
                Shift.removed_at.is_(None),
                ShiftEntry.state.in_([EntryState.STANDING, EntryState.WAITING]),
            )
            .group_by(Shift.event_id)
        ).all()
    )
    return [
        TouchedEvent(
            event=event,
            **_after(event, change, now),
            yes=households.get(event.id, (0, 0))[0],
            reachable=households.get(event.id, (0, 0))[1],
            printed=printed.get(event.id, 0),
            is_ordered=event.id in ordered,
            shifts=shifts.get(event.id, 0),
        )
        for event in events
    ]


def change_events(
    session: Session, events: Sequence[Event], change: SeriesChange, *, now: datetime
) -> int:
    """Do a change to each event, as if at its own form; return how many were changed."""
    done = 0
    for event in events:
        after = changed_plan(change, plan_of(event), now=now)
        if isinstance(after, EventPlan):
            planning.change_event(session, event, after, now=now)
            done += 1
    return done


def _after(event: Event, change: SeriesChange, now: datetime) -> dict[str, Any]:
    found = changed_plan(change, plan_of(event), now=now)
    if isinstance(found, WhyNot):
        return {"after": None, "why_not": found}
    return {"after": found}


def _closes(plan: EventPlan) -> tuple[int, time | None]:
    closes_at, zone = plan.answers_close_at, plan.zone
    if closes_at is None or closes_at == plan.starts_at:
        return 0, None
    days = (day_of(plan.starts_at, zone) - day_of(closes_at, zone)).days
    return days, time_of(closes_at, zone)


def _days_later(plan: EventPlan) -> int:
    return (day_of(plan.ends_at, plan.zone) - day_of(plan.starts_at, plan.zone)).days
