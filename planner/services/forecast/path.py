"""Is the registration of an event on its path? The answers so far beside those of earlier ones."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from planner.core.answering import AnswerPhase, phase_of
from planner.core.reach import moved_by
from planner.core.turnout.path import FEWEST_EVENTS, LATEST_EVENTS, OffPath, off_path
from planner.services.answer.counts import counts_at
from planner.services.forecast.forecasting import EventForecast
from planner.store.models import Event

MOST_MOMENTS = 8
DRAWN_FOR = timedelta(days=21)
"""Before that hardly anybody answers."""


@dataclass(frozen=True, slots=True)
class PathPoint:
    """How many people had said yes at one moment, and as long before each earlier event."""

    at: datetime
    yes_heads: int
    earlier: tuple[int, ...]


def path_of(event: Event, made: EventForecast, *, now: datetime) -> OffPath | None:
    """Hold the answers against the earlier events of the series, as long before them.

    Only while people can answer, and only against events whose answers are known by day: what is
    assumed of the others tells nothing of a path.

    Args:
        event: the coming event.
        made: its forecast at this moment.
        now: the moment.
    """
    if not _is_open(event, now=now):
        return None
    return off_path(
        made.counts.yes_heads,
        [each.yes_then for each in made.past if each.is_by_day],
        household_size_ratio=made.counts.answers.household_size_ratio,
    )


def path_until(
    session: Session, event: Event, made: EventForecast, *, now: datetime
) -> list[PathPoint]:
    """Follow the answers of the last three weeks beside those of earlier events; one question.

    The same events as `path_of` holds them against: what is left out is usual in neither.

    Nothing where nobody can answer, or where fewer than three earlier events are known by day.
    """
    if not _is_open(event, now=now) or sum(each.is_by_day for each in made.past) < FEWEST_EVENTS:
        return []
    judged = {each.turnout_id for each in made.past if each.is_by_day}
    earlier = [
        (each.event_id, each.starts_at)
        for each in made.memory.own.get(event.series_id or 0, ())
        if each.id in judged and each.event_id is not None and each.starts_at is not None
    ][-LATEST_EVENTS:]
    moments = _moments(max(event.created_at, event.starts_at - DRAWN_FOR), now)
    wanted: dict[int, set[datetime]] = {event.id: set(moments)}
    for event_id, starts_at in earlier:
        wanted[event_id] = {moved_by(starts_at, at - event.starts_at) for at in moments}
    then = counts_at(session, wanted)
    points = []
    for at in moments:
        found = [
            then.get((event_id, moved_by(starts_at, at - event.starts_at)))
            for event_id, starts_at in earlier
        ]
        ours = then.get((event.id, at))
        points.append(
            PathPoint(
                at=at,
                yes_heads=made.counts.yes_heads if at == now else ours.yes_heads if ours else 0,
                earlier=tuple(sorted(each.yes_heads for each in found if each is not None)),
            )
        )
    return points


def _is_open(event: Event, *, now: datetime) -> bool:
    phase = phase_of(
        state=event.state,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        answers_close_at=event.answers_close_at,
        now=now,
    )
    return phase is AnswerPhase.OPEN


def _moments(first: datetime, now: datetime) -> list[datetime]:
    """At most so many moments, whole days apart, the last one now."""
    days = max(0, (now - first).days)
    step = max(1, -(-days // (MOST_MOMENTS - 1)))
    return [now - timedelta(days=back) for back in range(days - days % step, -1, -step)]
