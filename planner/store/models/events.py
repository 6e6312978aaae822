"""Events: their series, the dishes on their menus, their programme, and what was ordered."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Date, ForeignKey, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.enums import EventState, EventType, Generosity, UnknownCards
from planner.core.texts import N_
from planner.core.turnout.inputs import EventKind, Weather
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.organisations import Organisation
from planner.store.models.places import Neighbourhood, Venue
from planner.store.owners import OWN, owned_through
from planner.store.personal_data import CALLED, MAKER, OWN_WORDS
from planner.store.register import IN_CALENDAR, PLAIN, audit


class Series(Base):
    __tablename__ = "series"
    __owner__ = OWN

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True, info=PLAIN | IN_CALENDAR)
    name: Mapped[str] = mapped_column(String(120), info=PLAIN | IN_CALENDAR)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    is_example: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether it is there to try things out: nothing real learns from it, it goes as a whole."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)

    events: Mapped[list["Event"]] = relationship(
        back_populates="series", order_by="Event.starts_at"
    )


class Event(Base):
    __tablename__ = "event"
    __owner__ = OWN
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
    slug: Mapped[str] = mapped_column(String(100), unique=True, info=PLAIN | IN_CALENDAR)
    uid: Mapped[str] = mapped_column(String(36), unique=True, info=PLAIN | IN_CALENDAR)
    """Stable name in calendars; says nothing and never changes."""
    sequence: Mapped[int] = mapped_column(default=0, info=PLAIN | IN_CALENDAR)
    """Raised by changes that matter to a calendar; never lowered."""
    organisation_id: Mapped[int] = mapped_column(
        ForeignKey(Organisation.id), index=True, info=IN_CALENDAR
    )
    """Filled in by store/scoping.py where nobody says it."""
    series_id: Mapped[int | None] = mapped_column(
        ForeignKey("series.id"), index=True, info=IN_CALENDAR
    )
    parent_id: Mapped[int | None] = mapped_column(ForeignKey("event.id"), index=True)
    """The larger event this one is held inside, such as a dinner within a castle evening."""
    title: Mapped[str] = mapped_column(
        String(120), info=PLAIN | IN_CALENDAR | audit(N_("the title"))
    )
    description: Mapped[str] = mapped_column(
        Text, default="", info=PLAIN | IN_CALENDAR | audit(N_("the description"))
    )
    wear_or_bring: Mapped[str] = mapped_column(
        String(200), default="", info=PLAIN | IN_CALENDAR | audit(N_("what to wear or bring"))
    )
    """In one line, such as 'shoes that may get dirty'."""
    written_in: Mapped[str] = mapped_column(
        String(5), default="", info=PLAIN | IN_CALENDAR | audit(N_("the language of its texts"))
    )
    """In which language its organiser writes; empty for that of the installation."""
    words_in: Mapped[dict[str, dict[str, list[str]]] | None] = mapped_column(
        JSON(none_as_null=True),
        info=PLAIN | IN_CALENDAR | audit(N_("its texts in other languages")),
    )
    """Its texts as whoever translates made them: see `core/said_in.py`; None for none."""
    event_type: Mapped[EventType] = mapped_column(
        word_column(EventType), info=PLAIN | audit(N_("the sort of event"))
    )
    kind: Mapped[EventKind] = mapped_column(
        word_column(EventKind), info=PLAIN | audit(N_("who can come"))
    )
    """Whether people can come without answering."""
    state: Mapped[EventState] = mapped_column(
        word_column(EventState),
        info=PLAIN | IN_CALENDAR | audit(N_("whether it is published")),
    )
    is_public: Mapped[bool] = mapped_column(
        default=True, info=PLAIN | IN_CALENDAR | audit(N_("who can see it"))
    )
    """Whether it has a public page and stands in public calendars."""
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN | IN_CALENDAR)
    """When it was a draft no more; None for one that guests were never to know of."""
    promised: Mapped[dict[str, bool] | None] = mapped_column(
        JSON(none_as_null=True), info=PLAIN | IN_CALENDAR
    )
    """What guests may count on, as its organiser said; None where that was never asked."""
    promise_line: Mapped[str] = mapped_column(
        String(90), default="", info=PLAIN | audit(N_("the line about a promise"))
    )
    """What its cards say of a promise: the same on every stack; empty for nothing."""
    promise_line_number: Mapped[int | None] = mapped_column(info=PLAIN)
    """The number, in its organisation, of the promise that the line is about."""
    neighbourhood_id: Mapped[int | None] = mapped_column(
        ForeignKey("neighbourhood.id"),
        index=True,
        info=PLAIN | IN_CALENDAR | audit(N_("the neighbourhood")),
    )
    venue_id: Mapped[int | None] = mapped_column(
        ForeignKey("venue.id"), index=True, info=PLAIN | IN_CALENDAR | audit(N_("the place"))
    )
    starts_at: Mapped[datetime] = mapped_column(
        UtcDateTime, index=True, info=PLAIN | IN_CALENDAR | audit(N_("the time"))
    )
    ends_at: Mapped[datetime] = mapped_column(
        UtcDateTime, index=True, info=PLAIN | IN_CALENDAR | audit(N_("the time"))
    )
    zone: Mapped[str] = mapped_column(String(40), info=PLAIN | IN_CALENDAR)
    answers_close_at: Mapped[datetime | None] = mapped_column(
        UtcDateTime, info=PLAIN | audit(N_("until when one can answer"))
    )
    expected: Mapped[int | None] = mapped_column(info=PLAIN)
    """The organiser's own guess of the head count."""
    flyers: Mapped[int | None] = mapped_column(info=PLAIN)
    """Flyers handed out; they tell the size only where nothing else does."""
    weather: Mapped[Weather] = mapped_column(
        word_column(Weather), default=Weather.ORDINARY, info=PLAIN
    )
    """The weather that is expected."""
    is_holiday: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """A holiday, or a day without school: some are away, and others have the time."""
    capacity: Mapped[int | None] = mapped_column(info=PLAIN | audit(N_("how many can come")))
    """Most people that can take part."""
    places_given: Mapped[int | None] = mapped_column(info=PLAIN)
    """How many may say yes, where some of them will not come; None for no more than can."""
    answers_without_card: Mapped[bool] = mapped_column(
        default=True, info=PLAIN | audit(N_("whether one can answer without a card"))
    )
    """Whether people can answer on its public page."""
    largest_open_party: Mapped[int] = mapped_column(default=8, info=PLAIN)
    """Most people on one answer without a card."""
    open_word: Mapped[str] = mapped_column(
        String(40), default="", info=PLAIN | audit(N_("the word on the poster"))
    )
    """What who answers without a card has to have read on the poster; empty for no such word."""
    looks_first: Mapped[bool] = mapped_column(
        default=False, info=PLAIN | audit(N_("whether answers without a card are looked at first"))
    )
    """Whether such answers count only when an organiser has looked."""
    unknown_cards: Mapped[UnknownCards] = mapped_column(
        word_column(UnknownCards), default=UnknownCards.LET_IN, info=PLAIN
    )
    """What a gate does with a card that reads well and that nobody knows."""
    doors_minutes: Mapped[int] = mapped_column(default=60, info=PLAIN)
    """So long before the beginning the doors open; until then everything at a gate is practice."""
    doors_opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When somebody opened them, at a gate or at a desk."""
    word_afterwards: Mapped[str] = mapped_column(String(600), default="", info=PLAIN)
    """What is done with what guests said; they read it when the event is closed."""
    staff_eating: Mapped[int] = mapped_column(default=0, info=PLAIN)
    """Staff and others who eat too; they are not guests, and not in a shift."""
    helpers_eating: Mapped[int] = mapped_column(default=0, info=PLAIN)
    """Helpers in its shifts who eat too, in no card's number; it stays when they are forgotten."""
    help_code: Mapped[str | None] = mapped_column(String(12), unique=True, info=PLAIN)
    """In the address of the page with its shifts; None before there are any."""
    help_offers: Mapped[int] = mapped_column(default=0, info=PLAIN)
    """How often somebody with a card said that they can help for an hour: a count, of nobody."""
    helpers_reminded_for: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    """The last day of shifts whose helpers were reminded: who takes one later is not."""
    keep_days: Mapped[int | None] = mapped_column(info=PLAIN)
    """Days after which what its guests told is erased, as was promised them; None as the
    installation says."""
    eating_percent: Mapped[int] = mapped_column(default=100, info=PLAIN)
    """The part of the guests who eat; others only pass by."""
    contact_name: Mapped[str] = mapped_column(
        String(80), default="", info=CALLED | IN_CALENDAR | audit(N_("whom guests can call"))
    )
    contact_phone: Mapped[str] = mapped_column(
        String(40), default="", info=CALLED | IN_CALENDAR | audit(N_("whom guests can call"))
    )
    menu_preset: Mapped[str] = mapped_column(String(40), default="", info=PLAIN)
    generosity: Mapped[Generosity] = mapped_column(
        word_column(Generosity), default=Generosity.AMPLE, info=PLAIN
    )
    shortage_price: Mapped[int | None] = mapped_column(info=PLAIN)
    """A missing portion is as bad as so many thrown away; None follows the generosity."""
    budget_cents: Mapped[int | None] = mapped_column(info=PLAIN | audit(N_("the budget")))
    fetch_minutes: Mapped[int] = mapped_column(default=45, info=PLAIN)
    """To the shop, through the queue, and back."""
    shop_closes_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """Until when more can be fetched on the day; None when it does not matter."""
    cancelled_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When it was called off; None where that was before moments were kept."""
    cancelled_reason: Mapped[str] = mapped_column(
        String(200), default="", info=OWN_WORDS | IN_CALENDAR
    )
    reason_in: Mapped[dict[str, str] | None] = mapped_column(
        JSON(none_as_null=True), info=OWN_WORDS | IN_CALENDAR
    )
    """The same by language, as its organiser typed it beside; None for no other language."""
    created_by_id: Mapped[int | None] = mapped_column(
        ForeignKey("account.id"), index=True, info=MAKER
    )
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN | IN_CALENDAR)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN | IN_CALENDAR)
    calendar_block: Mapped[bytes | None] = mapped_column(LargeBinary, info=PLAIN)
    """The rendered VEVENT, made anew whenever the event changes."""
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    letter_words: Mapped[dict[str, str] | None] = mapped_column(
        JSON(none_as_null=True),
        deferred=True,
        deferred_group="letters",
        info=PLAIN | audit(N_("its own words in letters")),
    )
    """What its organiser wrote in our letters, by name; see `core/own_letters.py`."""
    letter_words_in: Mapped[dict[str, Any] | None] = mapped_column(
        JSON(none_as_null=True),
        deferred=True,
        deferred_group="letters",
        info=PLAIN | audit(N_("its own words in letters")),
    )
    """The same in other languages, as the texts of the event. Lists of events read neither."""

    series: Mapped[Series | None] = relationship(back_populates="events")
    neighbourhood: Mapped[Neighbourhood | None] = relationship()
    venue: Mapped[Venue | None] = relationship()
    created_by: Mapped[Account | None] = relationship()
    parent: Mapped["Event | None"] = relationship(remote_side=[id], back_populates="parts")
    parts: Mapped[list["Event"]] = relationship(back_populates="parent")
    placed_order: Mapped["PlacedOrder | None"] = relationship(viewonly=True)

    @property
    def besides_guests(self) -> int:
        """Who eat and are no guests: helpers in shifts, and others that the organiser typed."""
        return self.staff_eating + self.helpers_eating

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
    __owner__ = owned_through("event_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    position: Mapped[int] = mapped_column(info=PLAIN)
    name: Mapped[str] = mapped_column(String(80), info=PLAIN)
    values: Mapped[dict[str, Any]] = mapped_column(JSON, info=PLAIN)
    """Portions, packs, prices, diets, allergens and perishability, as core.catering reads them."""
    bought_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)

    event: Mapped[Event] = relationship(back_populates="dishes")


class ProgrammeItem(Base):
    """A timed part of an event, such as the light show at six."""

    __tablename__ = "programme_item"
    __owner__ = owned_through("event_id")
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(
        ForeignKey(Event.id, ondelete="CASCADE"), index=True, info=IN_CALENDAR
    )
    uid: Mapped[str] = mapped_column(String(36), unique=True, info=PLAIN | IN_CALENDAR)
    """Stable name in calendars that show each part on its own."""
    sequence: Mapped[int] = mapped_column(default=0, info=PLAIN | IN_CALENDAR)
    """Added to that of the event; raised by another time or place, never lowered."""
    position: Mapped[int] = mapped_column(info=PLAIN | IN_CALENDAR)
    """Order among parts that start at the same moment."""
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN | IN_CALENDAR)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN | IN_CALENDAR)
    """None until the next part begins."""
    title: Mapped[str] = mapped_column(String(120), info=PLAIN | IN_CALENDAR)
    place: Mapped[str] = mapped_column(String(120), default="", info=PLAIN | IN_CALENDAR)
    """Where within the venue, in words."""
    words_in: Mapped[dict[str, dict[str, list[str]]] | None] = mapped_column(
        JSON(none_as_null=True), info=PLAIN | IN_CALENDAR
    )
    """Title and place in other languages, as with an event."""
    calendar_block: Mapped[bytes | None] = mapped_column(LargeBinary, info=PLAIN)
    """The rendered VEVENT, as with an event."""

    event: Mapped[Event] = relationship(back_populates="programme")


class PlacedOrder(Base):
    """What was known and decided when the food was ordered, kept as it was to be judged later."""

    __tablename__ = "placed_order"
    __owner__ = owned_through("event_id")
    __table_args__ = (CheckConstraint("portions >= 0", name="portions_not_negative"),)

    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id), primary_key=True)
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    portions: Mapped[int] = mapped_column(info=PLAIN)
    """People for whom fresh food was ordered, helpers included."""
    yes_heads: Mapped[int] = mapped_column(info=PLAIN)
    quantiles: Mapped[dict[str, int]] = mapped_column(JSON, info=PLAIN)
    """The forecast: level such as '0.9' to people."""
    dishes: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=PLAIN)
    """Name, firm and reserve amounts, unit and cost of each dish."""
