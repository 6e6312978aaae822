"""How good were we? For closed events what was forecast before the shopping, and what came."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.core.turnout import Forecast
from planner.core.words import EventState
from planner.services.forecasting import forecasts_at
from planner.store.models import Event, Turnout

# The last moment at which a forecast is of use: when the food is bought, the day before.
SHOPPING = timedelta(days=1)
MOST_CHECKED = 10


@dataclass(frozen=True)
class Checked:
    """A forecast with the count that followed."""

    event: Event
    forecast: Forecast
    came: int

    @property
    def is_within(self) -> bool:
        """Whether the count fell where 8 out of 10 should."""
        return self.forecast.quantile(0.1) <= self.came <= self.forecast.quantile(0.9)


def of_series(session: Session, events: Sequence[Event]) -> list[Checked]:
    """Check the forecasts of the latest closed events against their counts, in three queries."""
    closed = [event for event in events if event.state is EventState.CLOSED][-MOST_CHECKED:]
    if not closed:
        return []
    rows = session.execute(
        select(Turnout.event_id, Turnout.came).where(
            Turnout.event_id.in_([event.id for event in closed])
        )
    )
    came = {row.event_id: row.came for row in rows}
    made = forecasts_at(session, {event: event.starts_at - SHOPPING for event in closed})
    checked = []
    for event in closed:
        forecast = made[event.id]
        if event.id in came and isinstance(forecast, Forecast):
            checked.append(Checked(event, forecast, came[event.id]))
    return checked
