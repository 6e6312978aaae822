"""Events, the series they belong to, and the dishes on their menus."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.turnout.values import EventKind, Weather
from planner.core.words import EventState, EventType, Generosity, UnknownCards
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.organisations import Organisation
from planner.store.models.places import Neighbourhood, Venue

if TYPE_CHECKING:
    from planner.store.models.calendars import ProgrammeItem
    from planner.store.models.days import PlacedOrder


class Series(Base):
    __tablename__ = "series"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    events: Mapped[list["Event"]] = relationship(
        back_populates="series", order_by="Event.starts_at"
    )


class Event(Base):
    __tablename__ = "event"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity > 0", name="capacity_positive"),
        CheckConstraint("places_given > 0", name="places_given_positive"),
        CheckConstraint("largest_open_party > 0", name="open_party_positive"),
        CheckConstraint("expected >= 0", name="expected_not_negative"),
        CheckConstraint("staff_eating >= 0", name="staff_not_negative"),
        CheckConstraint("eating_percent BETWEEN 1 AND 100", name="eating_a_part"),
        CheckConstraint("flyers >= 0", name="flyers_not_negative"),
        CheckConstraint("shortage_price > 0", name="shortage_price_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(100), unique=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    """Stable name in calendars; says nothing and never changes."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Raised by changes that matter to a calendar; never lowered."""
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    """Filled in by store/scoping.py where nobody says it."""
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    """The larger event this one is held inside, such as a dinner within a castle evening."""
    title: Mapped[str] = mapped_column(String(120))
    description: Mapped[str] = mapped_column(Text, default="")
    event_type: Mapped[EventType] = mapped_column(word_column(EventType))
    kind: Mapped[EventKind] = mapped_column(word_column(EventKind))
    """Whether people can come without answering."""
    state: Mapped[EventState] = mapped_column(word_column(EventState), index=True)
    is_public: Mapped[bool] = mapped_column(default=True)
    """Whether it has a public page and stands in public calendars."""
    neighbourhood_id: Mapped[int | None] = mapped_column(ForeignKey("neighbourhood.id"))
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venue.id"))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    ends_at: Mapped[datetime] = mapped_column(UtcDateTime)
    zone: Mapped[str] = mapped_column(String(40))
    answers_close_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    expected: Mapped[int | None]
    """The organiser's own guess of the head count."""
    flyers: Mapped[int | None]
    """Flyers handed out; they tell the size only where nothing else does."""
    weather: Mapped[Weather] = mapped_column(word_column(Weather), default=Weather.ORDINARY)
    """The weather that is expected."""
    capacity: Mapped[int | None]
    """Most people that can take part."""
    places_given: Mapped[int | None]
    """How many may say yes, where some of them will not come; None for no more than can."""
    answers_without_card: Mapped[bool] = mapped_column(default=True)
    """Whether people can answer on its public page."""
    largest_open_party: Mapped[int] = mapped_column(default=8)
    """Most people on one answer without a card."""
    unknown_cards: Mapped[UnknownCards] = mapped_column(
        word_column(UnknownCards), default=UnknownCards.LET_IN
    )
    """What a gate does with a card that reads well and that nobody knows."""
    word_afterwards: Mapped[str] = mapped_column(String(600), default="")
    """What is done with what guests said; they read it when the event is closed."""
    staff_eating: Mapped[int] = mapped_column(default=0)
    """Helpers and staff who eat too; they are not guests."""
    eating_percent: Mapped[int] = mapped_column(default=100)
    """The part of the guests who eat; others only pass by."""
    contact_name: Mapped[str] = mapped_column(String(80), default="")
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    menu_preset: Mapped[str] = mapped_column(String(40), default="")
    generosity: Mapped[Generosity] = mapped_column(
        word_column(Generosity), default=Generosity.AMPLE
    )
    shortage_price: Mapped[int | None]
    """A missing portion is as bad as so many thrown away; None follows the generosity."""
    budget_cents: Mapped[int | None]
    fetch_minutes: Mapped[int] = mapped_column(default=45)
    """To the shop, through the queue, and back."""
    shop_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Until when more can be fetched on the day; None when it does not matter."""
    cancelled_reason: Mapped[str] = mapped_column(String(200), default="")
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    calendar_block: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The rendered VEVENT, made anew whenever the event changes."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    series: Mapped[Series | None] = relationship(back_populates="events")
    neighbourhood: Mapped[Neighbourhood | None] = relationship()
    venue: Mapped[Venue | None] = relationship()
    created_by: Mapped[Account | None] = relationship()
    parent: Mapped["Event | None"] = relationship(remote_side=[id], back_populates="parts")
    parts: Mapped[list["Event"]] = relationship(back_populates="parent")
    placed_order: Mapped["PlacedOrder | None"] = relationship(viewonly=True)
    dishes: Mapped[list["EventDish"]] = relationship(
        back_populates="event", order_by="EventDish.position", cascade="all, delete-orphan"
    )
    programme: Mapped[list["ProgrammeItem"]] = relationship(
        back_populates="event",
        order_by="ProgrammeItem.starts_at, ProgrammeItem.position",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )


class EventDish(Base):
    """A dish on an event's menu, copied from a preset and then the organiser's own."""

    __tablename__ = "event_dish"

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Portions, packs, prices, diets, allergens and perishability, as core.catering reads them."""
    bought_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    event: Mapped[Event] = relationship(back_populates="dishes")
