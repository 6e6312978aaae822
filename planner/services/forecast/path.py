"""Is the registration of an event on its path? The answers so far beside those of earlier ones."""

from datetime import datetime

from planner.core.answering import AnswerPhase, phase_of
from planner.core.turnout.path import OffPath, off_path
from planner.services.forecast.forecasting import EventForecast
from planner.store.models import Event


def path_of(event: Event, made: EventForecast, *, now: datetime) -> OffPath | None:
    """Hold the answers against the earlier events of the series, as long before them.

    Only while people can answer, and only against events whose answers are known by day: what is
    assumed of the others tells nothing of a path.

    Args:
        event: the coming event.
        made: its forecast at this moment.
        now: the moment.
    """
    phase = phase_of(
        state=event.state,
        starts_at=event.starts_at,
        ends_at=event.ends_at,
        answers_close_at=event.answers_close_at,
        now=now,
    )
    if phase is not AnswerPhase.OPEN:
        return None
    return off_path(
        made.counts.yes_heads,
        [each.yes_then for each in made.past if each.is_by_day],
        household_size_ratio=made.counts.answers.household_size_ratio,
    )
