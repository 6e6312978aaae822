"""Neighbourhoods, which all organisations share, and venues, which each has of its own."""

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.store.base import Base
from planner.store.models.organisations import Organisation
from planner.store.owners import OWN, shared
from planner.store.register import IN_CALENDAR, PLAIN


class Neighbourhood(Base):
    __tablename__ = "neighbourhood"
    __owner__ = shared("a name and an address part, which every public page and calendar may show")

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(80), unique=True, info=PLAIN | IN_CALENDAR)
    slug: Mapped[str] = mapped_column(String(80), unique=True, info=PLAIN | IN_CALENDAR)
    is_demonstration: Mapped[bool] = mapped_column(default=False)


class Venue(Base):
    __tablename__ = "venue"
    __owner__ = OWN
    __table_args__ = (CheckConstraint("capacity > 0", name="capacity_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    """Who knows it: the same place of two organisations is two venues, which may say different."""
    name: Mapped[str] = mapped_column(String(120), info=PLAIN | IN_CALENDAR)
    address: Mapped[str] = mapped_column(String(200), default="", info=PLAIN | IN_CALENDAR)
    """A full postal line; calendars turn it into a map."""
    latitude: Mapped[float | None] = mapped_column(info=PLAIN | IN_CALENDAR)
    longitude: Mapped[float | None] = mapped_column(info=PLAIN | IN_CALENDAR)
    capacity: Mapped[int | None] = mapped_column(info=PLAIN)
    """How many people may be inside at once."""
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"), index=True)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    neighbourhood: Mapped[Neighbourhood | None] = relationship()
