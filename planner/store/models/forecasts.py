"""What was said of how many would come, as it stood when the event began."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base, UtcDateTime
from planner.store.models.events import Event
from planner.store.owners import owned_through
from planner.store.register import PLAIN


class SaidForecast(Base):
    """The one forecast that every page quotes from the start of an event on: numbers, no person."""

    __tablename__ = "said_forecast"
    __owner__ = owned_through("event_id")

    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id), primary_key=True)
    said_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    """The moment that it speaks of: the start, or an earlier one where only that was kept."""
    kept_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    is_reckoned: Mapped[bool] = mapped_column(info=PLAIN)
    """Whether it was reckoned long afterwards, from what was still known then."""
    places: Mapped[int | None] = mapped_column(info=PLAIN)
    """As many as could come; None without a limit."""
    quantiles: Mapped[dict[str, int]] = mapped_column(JSON, info=PLAIN)
    """Level such as '0.9' to people."""
    reasons: Mapped[dict[str, Any] | None] = mapped_column(JSON, info=PLAIN)
    """The parts that add up to it, and what it was made from; None where they were not kept."""
