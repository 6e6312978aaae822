"""Programmes, what calendars were like when they were last sent, and what came in from others."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.words import CalendarKeyKind
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.events import Event


class ProgrammeItem(Base):
    """A timed part of an event, such as the light show at six."""

    __tablename__ = "programme_item"
    __table_args__ = (CheckConstraint("ends_at > starts_at", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    event_id: Mapped[int] = mapped_column(ForeignKey(Event.id, ondelete="CASCADE"), index=True)
    uid: Mapped[str] = mapped_column(String(36), unique=True)
    """Stable name in calendars that show each part on its own."""
    sequence: Mapped[int] = mapped_column(default=0)
    """Added to that of the event; raised by another time or place, never lowered."""
    position: Mapped[int]
    """Order among parts that start at the same moment."""
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """None until the next part begins."""
    title: Mapped[str] = mapped_column(String(120))
    place: Mapped[str] = mapped_column(String(120), default="")
    """Where within the venue, in words."""
    calendar_block: Mapped[bytes | None] = mapped_column(LargeBinary)
    """The rendered VEVENT, as with an event."""

    event: Mapped[Event] = relationship(back_populates="programme")


class CalendarState(Base):
    """One row that says how often anything changed that calendars show."""

    __tablename__ = "calendar_state"

    id: Mapped[int] = mapped_column(primary_key=True)
    changes: Mapped[int] = mapped_column(default=0)
    made_for: Mapped[str] = mapped_column(String(64), default="")
    """Hash of the settings and the version that kept blocks were rendered with."""


class CalendarFeed(Base):
    """What a calendar feed last was, so that `Last-Modified` moves with it and never goes back."""

    __tablename__ = "calendar_feed"

    name: Mapped[str] = mapped_column(String(160), primary_key=True)
    etag: Mapped[str] = mapped_column(String(64))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    built_after: Mapped[int] = mapped_column(default=-1)
    """The number of changes that it holds; with fewer than there are it has to be built anew."""
    fresh_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When an event gets too old for it; None when it holds none."""


class CalendarKey(Base):
    """The secret in the address of a private calendar; shown once, only its hash is kept."""

    __tablename__ = "calendar_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CalendarKeyKind] = mapped_column(word_column(CalendarKeyKind))
    account_id: Mapped[int | None] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), index=True
    )
    holder: Mapped[str] = mapped_column(String(36), default="")
    """Whose calendar it is where that is no account: a helper's random name."""
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CalendarUpload(Base):
    """What was read from somebody's calendar file, until they say what to do with it."""

    __tablename__ = "calendar_upload"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey(Account.id, ondelete="CASCADE"), index=True)
    source: Mapped[str] = mapped_column(String(120))
    found: Mapped[list[dict[str, Any]]] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ImportedEvent(Base):
    """From which entry of whose calendar an event was made, and what stood there."""

    __tablename__ = "imported_event"
    __table_args__ = (UniqueConstraint("source", "uid", "recurrence_id"),)

    event_id: Mapped[int] = mapped_column(
        ForeignKey(Event.id, ondelete="CASCADE"), primary_key=True
    )
    source: Mapped[str] = mapped_column(String(120))
    """The name that the organiser gave to the calendar it came from."""
    uid: Mapped[str] = mapped_column(String(255))
    recurrence_id: Mapped[str] = mapped_column(String(40), default="")
    sequence: Mapped[int] = mapped_column(default=0)
    as_read: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the file said; what differs from it was changed here."""

    event: Mapped[Event] = relationship()
