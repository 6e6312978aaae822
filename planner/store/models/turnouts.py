"""What came to past events: counts only, kept when everything personal is gone."""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.enums import CountQuality, LeftOutBecause
from planner.core.turnout.inputs import EventKind, Weather
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.events import Event, Series
from planner.store.models.organisations import Organisation
from planner.store.models.places import Neighbourhood
from planner.store.owners import OWN
from planner.store.register import PLAIN


class Turnout(Base):
    """The head count of one past event, with what was known about it beforehand."""

    __tablename__ = "turnout"
    __owner__ = OWN
    __table_args__ = (
        CheckConstraint("came >= 0 AND yes_heads >= 0", name="counts_not_negative"),
        CheckConstraint("expected >= 0", name="expected_not_negative"),
        CheckConstraint("missed >= 0", name="missed_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), unique=True)
    """The event it was counted at; None when it was entered by hand or from a file."""
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"), index=True)
    title: Mapped[str] = mapped_column(String(120), info=PLAIN)
    held_on: Mapped[date] = mapped_column(index=True, info=PLAIN)
    kind: Mapped[EventKind] = mapped_column(word_column(EventKind), info=PLAIN)
    yes_heads: Mapped[int] = mapped_column(info=PLAIN)
    expected: Mapped[int | None] = mapped_column(info=PLAIN)
    came: Mapped[int] = mapped_column(info=PLAIN)
    quality: Mapped[CountQuality] = mapped_column(word_column(CountQuality), info=PLAIN)
    missed: Mapped[int | None] = mapped_column(info=PLAIN)
    """How many more might have come; only where the count is "at least", None if nobody said so."""
    left_out_because: Mapped[LeftOutBecause | None] = mapped_column(
        word_column(LeftOutBecause), info=PLAIN
    )
    """Why no forecast learns from it; None where forecasts do."""
    weather: Mapped[Weather] = mapped_column(
        word_column(Weather), default=Weather.ORDINARY, info=PLAIN
    )
    is_holiday: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    length_minutes: Mapped[int | None] = mapped_column(info=PLAIN)
    arrival_minutes: Mapped[list[int] | None] = mapped_column(JSON, info=PLAIN)
    """People by five-minute step since the start; None when nobody counted by time."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    event: Mapped[Event | None] = relationship()
    series: Mapped[Series | None] = relationship()
    neighbourhood: Mapped[Neighbourhood | None] = relationship()
