"""What towns ask, what was sent to them for an event, and what happens at its site.

Source: docs/decisions/0047-logistics.md.
"""

from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.logistics.permits import (
    MOST_AUTHORITY,
    MOST_PERMIT_NOTE,
    MOST_REFERENCE,
    MOST_RULE_TITLE,
    MOST_SOURCE,
    PermitKind,
    PermitState,
)
from planner.core.logistics.weather import MOST_WEATHER_WORDS, WeatherChoice
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.events import Event
from planner.store.models.organisations import Organisation
from planner.store.models.places import Venue
from planner.store.owners import OWN, owned_through
from planner.store.personal_data import NAMED_BEHIND
from planner.store.register import PLAIN


class TownRule(Base):
    """Something that a town asks, as an organisation knows it; `core/logistics/permits.py`."""

    __tablename__ = "town_rule"
    __owner__ = OWN
    __table_args__ = (
        CheckConstraint("days_before >= 0", name="days_not_negative"),
        CheckConstraint("least_people > 0", name="people_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey(Organisation.id, ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(String(MOST_RULE_TITLE), info=PLAIN)
    kind: Mapped[PermitKind] = mapped_column(word_column(PermitKind), info=PLAIN)
    facts: Mapped[list[str]] = mapped_column(JSON, info=PLAIN)
    """Names of what happens, any one of which is enough; empty for every event."""
    least_people: Mapped[int | None] = mapped_column(info=PLAIN)
    days_before: Mapped[int] = mapped_column(info=PLAIN)
    season_month: Mapped[int | None] = mapped_column(info=PLAIN)
    season_day: Mapped[int | None] = mapped_column(info=PLAIN)
    """Of the year before, where large events have to be named by then."""
    change_days: Mapped[int | None] = mapped_column(info=PLAIN)
    is_instead: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    falls_away: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    authority: Mapped[str] = mapped_column(String(MOST_AUTHORITY), default="", info=PLAIN)
    phone: Mapped[str] = mapped_column(String(40), default="", info=PLAIN)
    """Of an office."""
    source: Mapped[str] = mapped_column(String(MOST_SOURCE), default="", info=PLAIN)
    seen_on: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    """When somebody last held it against its source."""
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)
    is_demonstration: Mapped[bool] = mapped_column(default=False)


class Permit(Base):
    """A notification, permit or check of an event, and how far it is."""

    __tablename__ = "permit"
    __owner__ = owned_through("event_id")
    __table_args__ = (
        UniqueConstraint("event_id", "rule_id"),
        CheckConstraint("most_people > 0", name="people_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    rule_id: Mapped[int | None] = mapped_column(
        ForeignKey(TownRule.id, ondelete="SET NULL"), index=True
    )
    """None for what somebody added, or whose rule is gone."""
    title: Mapped[str] = mapped_column(String(MOST_RULE_TITLE), info=PLAIN)
    kind: Mapped[PermitKind] = mapped_column(word_column(PermitKind), info=PLAIN)
    authority: Mapped[str] = mapped_column(String(MOST_AUTHORITY), default="", info=PLAIN)
    phone: Mapped[str] = mapped_column(String(40), default="", info=PLAIN)
    """Of an office."""
    days_before: Mapped[int] = mapped_column(default=28, info=PLAIN)
    """That it has to be there, where its rule does not say so any more."""
    state: Mapped[PermitState] = mapped_column(
        word_column(PermitState), default=PermitState.TO_DO, info=PLAIN
    )
    most_people: Mapped[int | None] = mapped_column(info=PLAIN)
    """As named there."""
    until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """Until when it may go on; it does not move with the event."""
    sent_on: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    reference: Mapped[str] = mapped_column(String(MOST_REFERENCE), default="", info=PLAIN)
    note: Mapped[str] = mapped_column(String(MOST_PERMIT_NOTE), default="", info=NAMED_BEHIND)
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)

    event: Mapped[Event] = relationship()
    rule: Mapped[TownRule | None] = relationship()


class EventSite(Base):
    """What happens at the site of an event, and what to do when it rains or is hot."""

    __tablename__ = "event_site"
    __owner__ = owned_through("event_id")

    event_id: Mapped[int] = mapped_column(
        ForeignKey(Event.id, ondelete="CASCADE"), primary_key=True
    )
    facts: Mapped[dict[str, bool] | None] = mapped_column(JSON(none_as_null=True), info=PLAIN)
    """What is so and what is not, by name; None while nobody said."""
    rain_words: Mapped[str] = mapped_column(String(MOST_WEATHER_WORDS), default="", info=PLAIN)
    """What we do when it rains."""
    heat_words: Mapped[str] = mapped_column(String(MOST_WEATHER_WORDS), default="", info=PLAIN)
    rain_venue_id: Mapped[int | None] = mapped_column(
        ForeignKey(Venue.id, ondelete="SET NULL"), index=True
    )
    """Where it is dry."""
    dry_venue_id: Mapped[int | None] = mapped_column(
        ForeignKey(Venue.id, ondelete="SET NULL"), index=True
    )
    """Where it was to be, once it was moved inside."""
    weather_choice: Mapped[WeatherChoice | None] = mapped_column(
        word_column(WeatherChoice), info=PLAIN
    )
    """None while that is open: nobody decided, or another place was named since it is inside."""
    chosen_for: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    """The day of the event for which that was decided: on another day it is open again."""
    version: Mapped[int] = mapped_column(default=1, info=PLAIN)

    event: Mapped[Event] = relationship()
    rain_venue: Mapped[Venue | None] = relationship(foreign_keys=rain_venue_id)
