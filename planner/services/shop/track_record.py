"""How good were we? For closed events what was forecast before the shopping, and what came."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.core.enums import EventState
from planner.core.turnout import Forecast, SpokenForecast
from planner.services.forecast.forecasting import forecasts_at
from planner.services.shop.orders import placed
from planner.store.models import Event, PlacedOrder, Turnout

# The last moment at which a forecast is of use: when the food is bought, the day before.
SHOPPING = timedelta(days=1)
MOST_CHECKED = 10
MOST_REMADE = 10


@dataclass(frozen=True)
class KeptForecast:
    """A forecast as it was kept when the order was placed; it knows the levels that charts draw."""

    heads: Mapping[float, int]

    def quantile(self, level: float) -> int:
        """The number of people that is not exceeded with this chance.

        Raises:
            KeyError: this level was not kept.
        """
        return self.heads[level]


@dataclass(frozen=True)
class Checked:
    """A forecast with the count that followed.

    Attributes:
        forecast: what was said.
        came: how many came.
        was_kept: whether it was kept when the order was placed; else it was made again from what
            was known the day before.
    """

    event: Event
    forecast: SpokenForecast
    came: int
    was_kept: bool = False

    @property
    def is_within(self) -> bool:
        """Whether the count fell where 8 out of 10 should."""
        return self.forecast.quantile(0.1) <= self.came <= self.forecast.quantile(0.9)

    @property
    def missed_by(self) -> int:
        """How many people the middle of the forecast was off."""
        return abs(self.came - self.forecast.quantile(0.5))


def of_series(session: Session, events: Sequence[Event]) -> list[Checked]:
    """Check the forecasts of the latest closed events against their counts, in four queries."""
    closed = [event for event in events if event.state is EventState.CLOSED][-MOST_CHECKED:]
    return _check(session, closed)


def of_everything(session: Session, *, most: int = 30) -> list[Checked]:
    """Check the latest forecasts of the whole organisation, oldest first.

    All those that were kept, and some that are made again: making one takes time.
    """
    events = session.scalars(
        select(Event)
        .where(Event.state == EventState.CLOSED)
        .options(joinedload(Event.series))
        .order_by(Event.starts_at.desc())
        .limit(most)
    ).all()
    return _check(session, list(reversed(events)))


def _check(session: Session, closed: Sequence[Event]) -> list[Checked]:
    if not closed:
        return []
    ids = [event.id for event in closed]
    rows = session.execute(select(Turnout.event_id, Turnout.came).where(Turnout.event_id.in_(ids)))
    came = {row.event_id: row.came for row in rows}
    kept: dict[int, SpokenForecast] = {
        order.event_id: KeptForecast(placed(order).quantiles)
        for order in session.scalars(select(PlacedOrder).where(PlacedOrder.event_id.in_(ids)))
    }
    again = [event for event in closed if event.id not in kept][-MOST_REMADE:]
    made: dict[int, SpokenForecast] = {
        event_id: forecast
        for event_id, forecast in forecasts_at(
            session, {event: event.starts_at - SHOPPING for event in again}
        ).items()
        if isinstance(forecast, Forecast)
    }
    checked = []
    for event in closed:
        said = kept.get(event.id) or made.get(event.id)
        if event.id in came and said is not None:
            checked.append(Checked(event, said, came[event.id], was_kept=event.id in kept))
    return checked
