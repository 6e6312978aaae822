"""Addresses that guests left, what goes out by itself, and changes that people have to hear of."""

from datetime import date, datetime, time

from sqlalchemy import JSON, Date, ForeignKey, Index, String, Time, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.messages import Rule
from planner.core.notices import NoticeKind
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.events import Event
from planner.store.owners import owned_through
from planner.store.personal_data import OWN_ADDRESS, OWN_WORDS, TOLD
from planner.store.register import PLAIN


# The guest typed it on the page of the card, for messages about this event and nothing else. No
# page of an organiser or of who hands cards out ever shows it: they know cards, not who has them.
class GuestContact(Base):
    """How to write to a household: the address it left itself, and the language it reads."""

    __tablename__ = "guest_contact"
    __owner__ = owned_through("event_id")
    __table_args__ = (
        # Of the few who were told nothing yet.
        Index(
            "ix_guest_contact_untold",
            "invitation_id",
            sqlite_where=text("confirmed_at IS NULL"),
            postgresql_where=text("confirmed_at IS NULL"),
        ),
    )

    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"), index=True)
    email: Mapped[str] = mapped_column(String(254), default="", info=OWN_ADDRESS)
    """Empty where only the organiser's own list of guests by name has an address."""
    language: Mapped[str] = mapped_column(String(5), default="", info=OWN_ADDRESS)
    """In which they last answered; kept only where there is an address to write to."""
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=OWN_ADDRESS)
    """When a confirmation was last made for them."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=OWN_ADDRESS)


class MessageRule(Base):
    """How an event has one of the messages that go out by itself; without a row, the default."""

    __tablename__ = "message_rule"
    __owner__ = owned_through("event_id")

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    rule: Mapped[Rule] = mapped_column(word_column(Rule), primary_key=True, info=PLAIN)
    is_on: Mapped[bool] = mapped_column(info=PLAIN)
    days: Mapped[int] = mapped_column(info=PLAIN)
    at: Mapped[time] = mapped_column(Time, info=PLAIN)
    sent_for: Mapped[date | None] = mapped_column(Date, info=PLAIN)
    """The day of the event that it went out for: once each."""


class EventNotice(Base):
    """A change that guests have to hear of, with what was true before it."""

    __tablename__ = "event_notice"
    __owner__ = owned_through("event_id")
    __table_args__ = (Index("ix_event_notice_event_id_created_at", "event_id", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind] = mapped_column(word_column(NoticeKind), info=PLAIN)
    was_starts_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    was_ends_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    was_place: Mapped[str] = mapped_column(String(300), default="", info=PLAIN)
    was_on: Mapped[bool] = mapped_column(info=PLAIN)
    words: Mapped[str] = mapped_column(String(300), default="", info=OWN_WORDS)
    """One sentence of the organiser's own."""
    words_in: Mapped[dict[str, str] | None] = mapped_column(JSON(none_as_null=True), info=OWN_WORDS)
    """The same by language, as the organiser typed it beside; None for no other language."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When the organiser had everyone told."""
    put_off_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When the organiser said: not now."""
    mailing_id: Mapped[int | None] = mapped_column(
        ForeignKey("mailing.id", ondelete="SET NULL"), index=True
    )

    event: Mapped[Event] = relationship()


class NoticeTold(Base):
    """That a household without an address heard of a change, by phone or at the door."""

    __tablename__ = "notice_told"
    __owner__ = owned_through("notice_id")

    notice_id: Mapped[int] = mapped_column(
        ForeignKey("event_notice.id", ondelete="CASCADE"), primary_key=True
    )
    invitation_id: Mapped[int] = mapped_column(
        ForeignKey("invitation.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    told_at: Mapped[datetime] = mapped_column(UtcDateTime, info=TOLD)
