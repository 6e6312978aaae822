"""The counts of earlier events, as plain values, and the questions for those that matter."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Date,
    Select,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
)
from sqlalchemy.orm import QueryableAttribute

from planner.core.enums import CountQuality, EventType, LeftOutBecause
from planner.core.turnout import EventKind, Weather
from planner.store.models import Event, Turnout
from planner.store.scoping import KEPT

# Older events than this say little about the next one, and each costs time.
MOST_PAST = 30
# A series with fewer events of its own is helped by others that resemble it.
ENOUGH_OF_ITS_OWN = 3
MOST_ELSEWHERE = 10


@dataclass(frozen=True, slots=True)
class CountedEvent:
    """What a forecast reads of the count of an earlier event, as plain values.

    A page that lists many events reads hundreds of them: as rows of the store, with when everybody
    came in, they took half of its time.

    Attributes:
        starts_at: of the event that it was counted at; None for one that was typed in.
    """

    id: int
    event_id: int | None
    organisation_id: int
    series_id: int | None
    neighbourhood_id: int | None
    title: str
    held_on: date
    kind: EventKind
    yes_heads: int
    expected: int | None
    came: int
    quality: CountQuality
    weather: Weather
    is_holiday: bool
    missed: int | None
    left_out_because: LeftOutBecause | None
    starts_at: datetime | None
    event_type: EventType | None


# What `CountedEvent` holds, in its order. Built once: to build it takes longer than to ask it.
_TURNOUTS: Select[*tuple[Any, ...]] = (
    select(
        Turnout.id,
        Turnout.event_id,
        Turnout.organisation_id,
        Turnout.series_id,
        Turnout.neighbourhood_id,
        Turnout.title,
        Turnout.held_on,
        Turnout.kind,
        Turnout.yes_heads,
        Turnout.expected,
        Turnout.came,
        Turnout.quality,
        Turnout.weather,
        Turnout.is_holiday,
        Turnout.missed,
        Turnout.left_out_because,
        Event.starts_at,
        Event.event_type,
    )
    .outerjoin(Event, Event.id == Turnout.event_id)
    .order_by(Turnout.held_on, Turnout.id)
)


def _latest(
    most: int,
    of_each: Sequence[ColumnElement[Any] | QueryableAttribute[Any]],
    which: ColumnElement[bool],
) -> Select[*tuple[Any, ...]]:
    """Ask for the latest of each kind until a day, for all after it and for those of `events`.

    A town has counted thousands: the database leaves out what is too old, quicker than we read it.
    """
    is_after = Turnout.held_on > bindparam("since", type_=Date)
    newest_first = (Turnout.held_on.desc(), Turnout.id.desc())
    place = func.row_number().over(partition_by=(*of_each, is_after), order_by=newest_first)
    asked = (
        select(Turnout.id, Turnout.event_id, is_after.label("is_after"), place.label("place"))
        .outerjoin(Event, Event.id == Turnout.event_id)
        .where(which)
        .subquery()
    )
    is_of_one = asked.c.event_id.in_(_several("events"))
    return (
        _TURNOUTS.join(asked, asked.c.id == Turnout.id)
        .where(or_(asked.c.place <= most, asked.c.is_after, is_of_one))
        .execution_options(**KEPT)
    )


def _several(name: str) -> BindParameter[Any]:
    return bindparam(name, expanding=True)


OF_SERIES = _latest(
    MOST_PAST + 1,  # one may be the coming event itself
    (Turnout.series_id, Turnout.left_out_because.is_(None)),
    Turnout.series_id.in_(_several("series")),
)
LIKE_THEM = _latest(
    MOST_ELSEWHERE + ENOUGH_OF_ITS_OWN,  # some may be of the event's own series
    (
        Turnout.organisation_id,
        Turnout.kind,
        Event.event_type,
        case((Event.event_type.is_(None), Turnout.neighbourhood_id)),
    ),
    and_(
        Turnout.organisation_id.in_(_several("organisations")),
        Turnout.kind.in_(_several("kinds")),
        Turnout.left_out_because.is_(None),
        or_(
            Event.event_type.in_(_several("types")),
            and_(
                Turnout.event_id.is_(None),
                Turnout.neighbourhood_id.in_(_several("neighbourhoods")),
            ),
        ),
    ),
)
