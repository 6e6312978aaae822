"""What the crew's phones know of helpers: today's shifts, who is in them, and who is there.

Names go no further than the day: only shifts around now, nobody who stepped back or stayed away,
no number, no address, no age. A phone at a gate is passed on and keeps what it knows without
network; whom somebody has to call, the organiser's own page says.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from planner.core.anchors import TimeSpan
from planner.core.enums import EventState
from planner.core.helpers.shifts import EntryState
from planner.core.helpers.whom_to_ask import HelperToday, ShiftToday
from planner.services.helpers.shift_rows import is_takeable, places_open, shifts_of, span
from planner.store.models import Event, Shift, ShiftEntry

ENDED_AGO = timedelta(hours=1)
"""So long a shift that is over stays: who was in it may help somewhere else."""
BEGINS_IN = timedelta(hours=12)
"""So long before they begin helpers stand on phones: today's, not those of other days."""
MOST_LOOKED_AT = 3
"""Events to come whose shifts are looked at for one that needs somebody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelperOnPhone:
    """A helper in a shift, as the crew sees it.

    Attributes:
        entry_id: what a tap is about.
        person: the same number in all shifts of one helper; it means nothing elsewhere.
        name: as they are called; empty where they said none.
        is_first_time: somebody goes along with them.
        waits: in the line for it.
        came_at: since when they are here; None for who is not.
        has_left: they went home since.
    """

    entry_id: int
    person: int
    name: str
    heads: int
    is_first_time: bool
    waits: bool
    came_at: datetime | None
    has_left: bool


@dataclass(frozen=True, slots=True)
class ShiftOnPhone:
    """A shift of today with who is in it, and then who waits, in the order of the line."""

    shift: Shift
    span: TimeSpan
    helpers: tuple[HelperOnPhone, ...]

    def as_today(self) -> ShiftToday:
        """Return it as the rules see it."""
        return ShiftToday(
            key=self.shift.id,
            span=self.span,
            needed=self.shift.needed,
            helpers=tuple(
                HelperToday(
                    person=one.person,
                    heads=one.heads,
                    waits=one.waits,
                    is_here=one.came_at is not None and not one.has_left,
                )
                for one in self.helpers
            ),
        )


def shifts_on_phones(shifts: Sequence[Shift], *, now: datetime) -> list[ShiftOnPhone]:
    """Return what of an event's shifts is about now, in the order of time.

    Args:
        shifts: of one event, read by `shifts_of`; of a draft or a cancelled one nothing is shown.
        now: the moment.
    """
    people: dict[int, int] = {}
    return [
        ShiftOnPhone(shift, when, _helpers(shift, people))
        for shift in shifts
        if shift.event.state is EventState.PUBLISHED
        for when in [span(shift)]
        if when.ends_at > now - ENDED_AGO and when.starts_at < now + BEGINS_IN
    ]


@dataclass(frozen=True, slots=True)
class HelpInvite:
    """An event for which a phone can ask bystanders, and until when somebody can still help."""

    event: Event
    until: datetime


def events_to_help_at(
    session: Session, event_id: int, shifts: Sequence[Shift], *, now: datetime
) -> list[HelpInvite]:
    """Return for which events a phone can ask bystanders: its own, and the next one.

    Each needs somebody still. Another one is of the same series, or of the same organisation and
    neighbourhood and public: a dinner that nobody else knows of is named at no other gate.

    Args:
        session: reads.
        event_id: its own event.
        shifts: of that event.
        now: the moment.
    """
    here = session.get_one(Event, event_id)
    near = and_(
        Event.is_public,
        Event.neighbourhood_id == here.neighbourhood_id,
        Event.neighbourhood_id.is_not(None),
    )
    same_series = and_(Event.series_id == here.series_id, Event.series_id.is_not(None))
    others = session.scalars(
        select(Event)
        .where(
            Event.organisation_id == here.organisation_id,
            Event.id != event_id,
            Event.help_code.is_not(None),
            Event.state == EventState.PUBLISHED,
            Event.ends_at > now,
            or_(same_series, near),
        )
        .order_by(Event.starts_at, Event.id)
        .limit(MOST_LOOKED_AT)
    ).all()
    asked = (_invite(each, shifts_of(session, each.id), now=now) for each in others)
    next_one = next(filter(None, asked), None)
    return [one for one in (_invite(here, shifts, now=now), next_one) if one is not None]


def _invite(event: Event, shifts: Sequence[Shift], *, now: datetime) -> HelpInvite | None:
    """Return until when who passes by can take a shift of an event; None where nobody can."""
    if event.help_code is None or event.state is not EventState.PUBLISHED:
        return None
    open_until = [
        span(shift).ends_at
        for shift in shifts
        if is_takeable(shift, now=now) and places_open(shift, now=now)
    ]
    return HelpInvite(event, max(open_until)) if open_until else None


def _helpers(shift: Shift, people: dict[int, int]) -> tuple[HelperOnPhone, ...]:
    shown = [
        entry
        for entry in shift.entries
        if entry.set_aside_until is None
        and entry.state in (EntryState.STANDING, EntryState.WAITING)
    ]
    shown.sort(key=lambda one: (one.state is EntryState.WAITING, one.line or 0, one.id))
    return tuple(_on_phone(entry, people) for entry in shown)


def _on_phone(entry: ShiftEntry, people: dict[int, int]) -> HelperOnPhone:
    return HelperOnPhone(
        entry_id=entry.id,
        person=people.setdefault(entry.helper_id, len(people) + 1),
        name=entry.helper.name,
        heads=entry.heads,
        is_first_time=entry.helper.is_first_time,
        waits=entry.state is EntryState.WAITING,
        came_at=entry.came_at,
        has_left=entry.left_at is not None,
    )
