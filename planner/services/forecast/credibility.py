"""Compare a typed number of people with what came to earlier events, before it is believed."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain, islice
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from planner.core.enums import EventType
from planner.core.turnout.credible import USUAL, USUAL_ANYWHERE, Credible, credible_heads
from planner.services.forecast.counted_events import MOST_PAST
from planner.services.forecast.learn import TurnoutRecord
from planner.services.plan.series import find_series
from planner.store.models import Event, Turnout


class Whence(Enum):
    """What a number is compared with."""

    SERIES = "series"
    """The earlier events of its series."""
    TYPE = "type"
    """All earlier events of the organisation of that type."""
    USUAL = "usual"
    """Nothing came before: what is usual for a neighbourhood."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What came before, and which numbers are credible after it.

    Attributes:
        counts: the latest first; those that are left out do not count.
    """

    whence: Whence
    counts: tuple[int, ...]
    event_type: EventType | None
    credible: Credible


def earlier_heads(
    session: Session,
    *,
    series_id: int | None = None,
    event_type: EventType | None = None,
    but_event_id: int | None = None,
) -> Earlier:
    """Find what came to events that one resembles, in two queries at most.

    Args:
        session: reads.
        series_id: its series; None where it has none.
        event_type: what it is; None where nobody says so.
        but_event_id: the event itself, whose own count says nothing of it.
    """
    if series_id:
        own = _counts(session, _LATEST.where(Turnout.series_id == series_id), but_event_id)
        if own:
            return _earlier(Whence.SERIES, own, event_type)
    if event_type:
        of_type = _LATEST.join(Event, Event.id == Turnout.event_id)
        alike = _counts(session, of_type.where(Event.event_type == event_type), but_event_id)
        if alike:
            return _earlier(Whence.TYPE, alike, event_type)
    return _earlier(Whence.USUAL, (), event_type)


def earlier_of(session: Session, event: Event) -> Earlier:
    """Find what came to events that this one resembles, in two queries at most."""
    return earlier_heads(
        session,
        series_id=event.series_id,
        event_type=event.event_type,
        but_event_id=event.id,
    )


def earlier_of_name(session: Session, series_name: str) -> Earlier:
    """Find what came to the earlier events of a series by its name, in two queries at most."""
    found = find_series(session, series_name)
    return earlier_heads(session, series_id=found.id if found else None)


def surprising_records(
    session: Session, records: Sequence[TurnoutRecord]
) -> list[tuple[TurnoutRecord, Earlier]]:
    """Say which counts of a file are not credible beside the others of their series.

    Args:
        session: reads what is known already; two queries for each series.
        records: all rows of the file, in its order.
    """
    counted = [record for record in records if record.left_out_because is None]
    of_series: dict[str, list[TurnoutRecord]] = {}
    for record in counted:
        if record.series_name:
            of_series.setdefault(record.series_name.lower(), []).append(record)
    known = {name: earlier_of_name(session, name).counts for name in of_series}
    found = []
    for record in counted:
        name = record.series_name.lower()
        others = (other.came for other in of_series.get(name, ()) if other is not record)
        counts = tuple(islice(chain(known.get(name, ()), others), MOST_PAST))
        earlier = _earlier(Whence.SERIES if counts else Whence.USUAL, counts, None)
        if not earlier.credible.holds(record.came):
            found.append((record, earlier))
    return found


_LATEST: Select[Any] = (
    select(Turnout.came)
    .where(Turnout.left_out_because.is_(None))
    .order_by(Turnout.held_on.desc(), Turnout.id.desc())
    .limit(MOST_PAST)
)


def _counts(session: Session, wanted: Select[Any], but_event_id: int | None) -> tuple[int, ...]:
    if but_event_id is not None:
        wanted = wanted.where(Turnout.event_id.is_distinct_from(but_event_id))
    return tuple(session.scalars(wanted))


def _earlier(whence: Whence, counts: tuple[int, ...], event_type: EventType | None) -> Earlier:
    usual = USUAL[event_type] if event_type else USUAL_ANYWHERE
    return Earlier(whence, counts, event_type, credible_heads(counts, usual))
