"""Past turnout: what came to an event becomes what the next forecast learns from."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import CountQuality, DeletedKind, LeftOutBecause
from planner.core.turnout import EventKind, Weather
from planner.services import deleted
from planner.services.plan import places
from planner.services.plan.series import find_or_add_series
from planner.store.models import DeletedThing, Series, Turnout


@dataclass(frozen=True, kw_only=True)
class TurnoutRecord:
    """What somebody knows of a past event.

    Attributes:
        came: the head count, children included.
        yes_heads: people who had said yes in the end.
        expected: the organiser's guess beforehand.
        missed: how many more might have come, where the count is "at least".
        left_out_because: why no forecast learns from it; None where forecasts do.
        weather: the weather on the day.
        is_holiday: it was a holiday, or there was no school.
        arrival_minutes: people by five-minute step since the start.
    """

    title: str
    held_on: date
    came: int
    kind: EventKind = EventKind.UNSURE
    yes_heads: int = 0
    expected: int | None = None
    quality: CountQuality = CountQuality.COUNTED
    missed: int | None = None
    left_out_because: LeftOutBecause | None = None
    weather: Weather = Weather.ORDINARY
    is_holiday: bool = False
    series_name: str = ""
    neighbourhood_name: str = ""
    length_minutes: int | None = None
    arrival_minutes: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Recorded:
    """A kept turnout, and whether it was not there already."""

    turnout: Turnout
    is_new: bool


def record_turnout(
    session: Session, record: TurnoutRecord, *, now: datetime, is_demonstration: bool = False
) -> Recorded:
    """Keep what came to a past event; one of the same series, title and day stays as it is."""
    series = find_or_add_series(
        session, record.series_name, now=now, is_demonstration=is_demonstration
    )
    there = find_turnout(session, series, record.title, record.held_on)
    if there is not None:
        return Recorded(there, is_new=False)
    turnout = Turnout(
        series=series,
        neighbourhood=places.find_or_add_neighbourhood(
            session, record.neighbourhood_name, is_demonstration=is_demonstration
        ),
        title=record.title,
        held_on=record.held_on,
        kind=record.kind,
        yes_heads=record.yes_heads,
        expected=record.expected,
        came=record.came,
        quality=record.quality,
        missed=record.missed,
        left_out_because=record.left_out_because,
        weather=record.weather,
        is_holiday=record.is_holiday,
        length_minutes=record.length_minutes,
        arrival_minutes=list(record.arrival_minutes) if record.arrival_minutes else None,
        created_at=now,
        is_demonstration=is_demonstration,
    )
    session.add(turnout)
    session.flush()
    return Recorded(turnout, is_new=True)


def find_turnout(
    session: Session, series: Series | None, title: str, held_on: date
) -> Turnout | None:
    """Return the turnout of this series, title and day."""
    return session.scalar(
        select(Turnout).where(
            Turnout.series_id == series.id if series else Turnout.series_id.is_(None),
            func.lower(Turnout.title) == title.lower(),
            Turnout.held_on == held_on,
        )
    )


_IS_REAL = or_(
    Turnout.series_id.is_(None),
    Turnout.series_id.not_in(select(Series.id).where(Series.is_example)),
)


def list_turnouts(session: Session, *, offset: int = 0, limit: int | None = None) -> list[Turnout]:
    """List what came to past events, the latest first; all of them without a limit.

    What an example came with is none of them.
    """
    return list(
        session.scalars(
            select(Turnout)
            .where(_IS_REAL)
            .options(joinedload(Turnout.series), joinedload(Turnout.neighbourhood))
            .order_by(Turnout.held_on.desc(), Turnout.id.desc())
            .offset(offset)
            .limit(limit)
        )
    )


def count_turnouts(session: Session) -> int:
    """Return to how many past events somebody knows what came."""
    return session.scalar(select(func.count(Turnout.id)).where(_IS_REAL)) or 0


def record_of(turnout: Turnout) -> TurnoutRecord:
    """Read back what was recorded."""
    return TurnoutRecord(
        title=turnout.title,
        held_on=turnout.held_on,
        came=turnout.came,
        kind=turnout.kind,
        yes_heads=turnout.yes_heads,
        expected=turnout.expected,
        quality=turnout.quality,
        missed=turnout.missed,
        left_out_because=turnout.left_out_because,
        weather=turnout.weather,
        is_holiday=turnout.is_holiday,
        series_name=turnout.series.name if turnout.series else "",
        neighbourhood_name=turnout.neighbourhood.name if turnout.neighbourhood else "",
        length_minutes=turnout.length_minutes,
    )


def delete_turnout(
    session: Session, turnout: Turnout, *, by_id: int | None, now: datetime
) -> DeletedThing:
    """Forget a turnout that was entered by mistake; it can be put back.

    Raises:
        ValueError: it is of a closed event, which is reopened instead.
    """
    if turnout.event_id is not None:
        raise ValueError("reopen the event instead")
    kept = deleted.keep(
        session, turnout, DeletedKind.TURNOUT, name=turnout.title, by_id=by_id, now=now
    )
    session.delete(turnout)
    return kept
