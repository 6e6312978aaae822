"""What calendars were like when they were last sent, their keys, and what came in from others."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from planner.core.enums import CalendarKeyKind, CalendarTrouble
from planner.store.base import Base, UtcDateTime, word_column
from planner.store.models.accounts import Account
from planner.store.models.events import Event
from planner.store.models.organisations import Organisation
from planner.store.owners import OWN, owned_through, shared
from planner.store.personal_data import CALENDAR_KEY, UPLOAD
from planner.store.register import PLAIN


class CalendarState(Base):
    """One row that says how often anything changed that calendars show."""

    __tablename__ = "calendar_state"
    __owner__ = shared("one number for the whole installation")

    id: Mapped[int] = mapped_column(primary_key=True)
    changes: Mapped[int] = mapped_column(default=0, info=PLAIN)
    made_for: Mapped[str] = mapped_column(String(64), default="", info=PLAIN)
    """Hash of the settings and the version that kept blocks were rendered with."""


class CalendarFeed(Base):
    """What a calendar feed last was, so that `Last-Modified` moves with it and never goes back."""

    __tablename__ = "calendar_feed"
    __owner__ = shared("when and as what a calendar was last sent; nothing that stands in it")

    name: Mapped[str] = mapped_column(String(160), primary_key=True, info=PLAIN)
    etag: Mapped[str] = mapped_column(String(64), info=PLAIN)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, info=PLAIN)
    built_after: Mapped[int] = mapped_column(default=-1, info=PLAIN)
    """The number of changes that it holds; with fewer than there are it has to be built anew."""
    fresh_until: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When an event gets too old for it; None when it holds none."""


class CalendarKey(Base):
    """The secret in the address of a private calendar; shown once, only its hash is kept."""

    __tablename__ = "calendar_key"
    __owner__ = owned_through("account_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[CalendarKeyKind] = mapped_column(word_column(CalendarKeyKind), info=PLAIN)
    account_id: Mapped[int] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), index=True, info=PLAIN
    )
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True, info=CALENDAR_KEY)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=CALENDAR_KEY)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=CALENDAR_KEY)


class CalendarUpload(Base):
    """What was read from somebody's calendar file, until they say what to do with it."""

    __tablename__ = "calendar_upload"
    __owner__ = owned_through("account_id")

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(
        ForeignKey(Account.id, ondelete="CASCADE"), index=True, info=PLAIN
    )
    source: Mapped[str] = mapped_column(String(120), info=UPLOAD)
    found: Mapped[list[dict[str, Any]]] = mapped_column(JSON, info=UPLOAD)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, info=UPLOAD)


class ImportedEvent(Base):
    """From which entry of whose calendar an event was made, and what stood there."""

    __tablename__ = "imported_event"
    __owner__ = OWN
    __table_args__ = (UniqueConstraint("organisation_id", "source", "uid", "recurrence_id"),)

    event_id: Mapped[int] = mapped_column(
        ForeignKey(Event.id, ondelete="CASCADE"), primary_key=True
    )
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    """That of the event: two organisations may take over the same calendar."""
    source: Mapped[str] = mapped_column(String(120), info=PLAIN)
    """The name that the organiser gave to the calendar it came from."""
    uid: Mapped[str] = mapped_column(String(255), info=PLAIN)
    recurrence_id: Mapped[str] = mapped_column(String(40), default="", info=PLAIN)
    sequence: Mapped[int] = mapped_column(default=0, info=PLAIN)
    revised_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When the entry was last changed, as its file said."""
    as_read: Mapped[dict[str, Any]] = mapped_column(JSON, info=PLAIN)
    """What the file said; what differs from it was changed here."""

    event: Mapped[Event] = relationship()


class WatchedCalendar(Base):
    """A calendar of somebody else at which the server looks each day; it only proposes."""

    __tablename__ = "watched_calendar"
    __owner__ = OWN
    __table_args__ = (UniqueConstraint("organisation_id", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    source: Mapped[str] = mapped_column(String(120), info=PLAIN)
    """What the organisation calls it, as `ImportedEvent.source`."""
    address: Mapped[str] = mapped_column(String(1000), info=PLAIN)
    """May hold a secret: shown to nobody again, and in no log."""
    etag: Mapped[str] = mapped_column(String(200), default="", info=PLAIN)
    last_modified: Mapped[str] = mapped_column(String(60), default="", info=PLAIN)
    """By these two its server tells that nothing changed."""
    found: Mapped[list[dict[str, Any]]] = mapped_column(JSON, default=list, info=PLAIN)
    """What was last read, without what is private there."""
    put_away: Mapped[list[str]] = mapped_column(JSON, default=list, info=PLAIN)
    """Marks of proposals that nobody wants to see again until they change."""
    has_news: Mapped[bool] = mapped_column(default=False, info=PLAIN)
    """Whether something is proposed that nobody accepted or put away."""
    read_at: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    """When its server last answered well."""
    next_look_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True, info=PLAIN)
    """None where it is not looked at any more."""
    trouble: Mapped[CalendarTrouble | None] = mapped_column(
        word_column(CalendarTrouble), info=PLAIN
    )
    failures: Mapped[int] = mapped_column(SmallInteger, default=0, info=PLAIN)
    failing_since: Mapped[datetime | None] = mapped_column(UtcDateTime, info=PLAIN)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
