"""What every part of the demonstration data is made with."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from planner.core.local_time import day_of, moment_at
from planner.services.plan import event_plan, making
from planner.store.models import Event, Intermediary, Series


@dataclass(frozen=True, kw_only=True)
class Maker:
    """A database to fill, the moment that everything is dated from, and the same dice each time."""

    session: Session
    account_id: int
    code_key: str
    zone: str
    now: datetime
    dice: Random = field(default_factory=lambda: Random(2027))

    @property
    def today(self) -> date:
        """The day that everything is dated from."""
        return day_of(self.now, self.zone)

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """Return the moment at which clocks show an hour on a day."""
        return moment_at(day, time(hour, minute), self.zone)

    def days_ago(self, days: float) -> datetime:
        """Return a moment before now."""
        return self.now - timedelta(days=days)

    def event(
        self,
        planned: event_plan.EventPlan,
        *,
        made_at: datetime,
        series: Series | None = None,
        is_draft: bool = False,
    ) -> Event:
        """Plan an event as the organiser would have done at some moment."""
        return making.create_event(
            self.session,
            planned,
            account_id=self.account_id,
            now=made_at,
            series=series,
            is_draft=is_draft,
            is_demonstration=True,
        )

    def intermediary(self, name: str, *, known_at: datetime) -> None:
        """Make sure that somebody who hands out cards is known, and known to be made up."""
        self.session.add(Intermediary(name=name, created_at=known_at, is_demonstration=True))
        self.session.flush()
