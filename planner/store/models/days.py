"""What happens on the day itself, besides the scans: recounts, and how the food stands."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from planner.store.base import Base, UtcDateTime
from planner.store.models.events import Event, EventDish
from planner.store.owners import owned_through
from planner.store.register import PLAIN


class Recount(Base):
    """Somebody counted all heads: from then on it replaces what the gates had counted."""

    __tablename__ = "recount"
    __owner__ = owned_through("event_id")
    __table_args__ = (CheckConstraint("heads >= 0", name="heads_not_negative"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id), index=True)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    heads: Mapped[int] = mapped_column(info=PLAIN)
    """People who came until then."""


class DishDay(Base):
    """How one dish fared: taken out of the cooling, ran out, what was left."""

    __tablename__ = "dish_day"
    __owner__ = owned_through("dish_id")
    __table_args__ = (
        CheckConstraint("left_over >= 0", name="left_not_negative"),
        CheckConstraint("eaten >= 0", name="eaten_not_negative"),
    )

    dish_id: Mapped[int] = mapped_column(
        ForeignKey(EventDish.id, ondelete="CASCADE"), primary_key=True
    )
    out_of_cooling_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    eaten: Mapped[int | None] = mapped_column(info=PLAIN)
    """In the unit of the dish, as somebody looked at `eaten_at`; None follows the head count."""
    eaten_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    ran_out_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    left_over: Mapped[int | None] = mapped_column(info=PLAIN)
    """In the unit of the dish, at the end; None while nobody said so."""
